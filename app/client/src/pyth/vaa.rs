//! A VAA of version 1: signatures of guardians over a body.

use super::{bytes::Bytes, merkle::Hash, Refused};

/// Version, guardian set and the number of signatures.
const HEADER: usize = 6;
/// Bytes of a signature with the guardian's index.
const SIGNATURE: usize = 66;
/// Prefix of a payload with a Merkle root.
const PAYLOAD: &[u8; 4] = b"AUWV";
const MERKLE: u8 = 0;

/// A VAA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vaa<'a> {
    /// Index of the guardian set.
    pub guardian_set: u32,
    signatures: &'a [u8],
    /// Wormhole's chain id of the emitter.
    pub emitter_chain: u16,
    /// The emitter.
    pub emitter: [u8; 32],
    /// The payload.
    pub payload: &'a [u8],
}

impl<'a> Vaa<'a> {
    /// Reads a VAA.
    ///
    /// # Errors
    /// [`Refused::Unreadable`].
    pub fn parse(data: &'a [u8]) -> Result<Self, Refused> {
        match data.first() {
            Some(1) => parse(data).ok_or(Refused::Unreadable("its VAA is too short")),
            _ => Err(Refused::Unreadable("its VAA has another version")),
        }
    }

    /// Number of signatures.
    pub fn signature_count(&self) -> usize {
        self.signatures.chunks_exact(SIGNATURE).len()
    }

    /// Indexes of the signers in the guardian set.
    pub fn signers(&self) -> impl Iterator<Item = u8> + use<'a> {
        let signatures = self.signatures.chunks_exact(SIGNATURE);
        signatures.filter_map(|it| it.first().copied())
    }

    /// The VAA parsed from `data`, with at most its first `most` signatures.
    pub fn with_first(&self, data: &[u8], most: usize) -> Vec<u8> {
        let kept = self.signatures.chunks_exact(SIGNATURE).take(most);
        let body = data.get(HEADER.saturating_add(self.signatures.len())..);
        let mut vaa = data.get(..HEADER).unwrap_or_default().to_vec();
        if let (Some(count), Ok(kept)) = (vaa.last_mut(), u8::try_from(kept.len())) {
            *count = kept;
        }
        vaa.extend(kept.flatten());
        vaa.extend(body.unwrap_or_default());
        vaa
    }

    /// The Merkle root that it signs.
    ///
    /// # Errors
    /// [`Refused::Unreadable`] if it signs something else.
    pub fn root(&self) -> Result<Hash, Refused> {
        root(self.payload).ok_or(Refused::Unreadable("its VAA has no Merkle root"))
    }
}

fn parse(data: &[u8]) -> Option<Vaa<'_>> {
    let mut rest = Bytes(data);
    let _version = rest.u8()?;
    let guardian_set = rest.u32()?;
    let count = usize::from(rest.u8()?);
    let signatures = rest.take(count.checked_mul(SIGNATURE)?)?;
    let (_timestamp, _nonce) = (rest.u32()?, rest.u32()?);
    let (emitter_chain, emitter) = (rest.u16()?, rest.array()?);
    let (_sequence, _consistency) = (rest.take(8)?, rest.u8()?);
    Some(Vaa {
        guardian_set,
        signatures,
        emitter_chain,
        emitter,
        payload: rest.0,
    })
}

fn root(payload: &[u8]) -> Option<Hash> {
    let mut rest = Bytes(payload);
    if rest.take(PAYLOAD.len())? != PAYLOAD || rest.u8()? != MERKLE {
        return None;
    }
    let (_slot, _ring) = (rest.take(8)?, rest.u32()?);
    rest.array()
}
