//! What Hermes serves: `PNAU`, a VAA, and messages with their Merkle proofs.

use super::{
    bytes::Bytes,
    merkle::{self, Hash},
    message::message,
    vaa::Vaa,
    Refused,
};
use io_common::oracle::PriceMessage;

const MAGIC: &[u8; 4] = b"PNAU";
const MAJOR: u8 = 1;
/// The only kind of proof.
const WORMHOLE_MERKLE: u8 = 0;

/// An update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The signed Merkle root, as it was signed.
    pub vaa: Vec<u8>,
    /// Messages.
    pub leaves: Vec<Leaf>,
}

/// A message with its way to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The message, as it was signed.
    pub message: Vec<u8>,
    /// The nodes beside its way, from the leaf up.
    pub proof: Vec<Hash>,
}

impl Update {
    /// Reads an update.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn parse(data: &[u8]) -> Result<Self, Refused> {
        let mut rest = Bytes(data);
        let short = || Refused::Unreadable("it is too short");
        if rest.take(MAGIC.len()).ok_or_else(short)? != MAGIC {
            return Err(Refused::Unreadable("it does not begin with PNAU"));
        }
        if rest.u8().ok_or_else(short)? != MAJOR {
            return Err(Refused::Unreadable("it is of another version"));
        }
        let parsed = parse_rest(&mut rest).ok_or_else(short)?;
        parsed.ok_or(Refused::Unreadable("it has another kind of proof"))
    }

    /// The message of a feed with its leaf, if it leads to the signed root.
    ///
    /// # Errors
    /// [`Refused::OtherFeed`], [`Refused::Proof`], [`Refused::Unreadable`].
    pub fn of_feed(&self, feed: &[u8; 32]) -> Result<(&Leaf, PriceMessage), Refused> {
        let root = Vaa::parse(&self.vaa)?.root()?;
        let found = self.leaves.iter().find_map(|leaf| {
            let message = message(&leaf.message)?;
            (message.feed_id == *feed).then_some((leaf, message))
        });
        let (leaf, message) = found.ok_or(Refused::OtherFeed)?;
        if merkle::root(&leaf.message, &leaf.proof) != root {
            return Err(Refused::Proof);
        }
        Ok((leaf, message))
    }
}

/// What follows the major version: none if it ends too early, or none within if the proof is of another kind.
fn parse_rest(rest: &mut Bytes) -> Option<Option<Update>> {
    // A later minor version adds to what trails the header.
    let _minor = rest.u8()?;
    let trailing = rest.u8()?;
    rest.take(trailing.into())?;
    if rest.u8()? != WORMHOLE_MERKLE {
        return Some(None);
    }
    let length = rest.u16()?;
    let vaa = rest.take(length.into())?.to_vec();
    let count = rest.u8()?;
    let leaves = (0..count).map(|_| leaf(rest)).collect::<Option<_>>()?;
    Some(Some(Update { vaa, leaves }))
}

fn leaf(rest: &mut Bytes) -> Option<Leaf> {
    let length = rest.u16()?;
    let message = rest.take(length.into())?.to_vec();
    let count = rest.u8()?;
    let proof = (0..count).map(|_| rest.array()).collect::<Option<_>>()?;
    Some(Leaf { message, proof })
}
