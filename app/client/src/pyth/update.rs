//! An update as Hermes serves it: `PNAU`, a VAA, and messages with Merkle proofs.

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
    /// The VAA with the signed Merkle root.
    pub vaa: Vec<u8>,
    /// Messages.
    pub leaves: Vec<Leaf>,
}

/// A message with its Merkle proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The message as signed.
    pub message: Vec<u8>,
    /// The siblings on its path, from the leaf up.
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
            return Err(Refused::Unreadable("it does not start with PNAU"));
        }
        if rest.u8().ok_or_else(short)? != MAJOR {
            return Err(Refused::Unreadable("it has another version"));
        }
        let parsed = parse_rest(&mut rest).ok_or_else(short)?;
        parsed.ok_or(Refused::Unreadable("it has another kind of proof"))
    }

    /// The message of a feed with its leaf, if its proof leads to the signed root.
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

/// Parses what follows the major version. None if it is too short; an inner none if the proof is of another kind.
fn parse_rest(rest: &mut Bytes) -> Option<Option<Update>> {
    // Later minor versions extend the trailing header.
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
