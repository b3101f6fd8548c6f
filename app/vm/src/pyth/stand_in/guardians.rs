//! Signatures of guardians, which both programs verify.

use anchor_lang::{
    error::ErrorCode,
    prelude::{AccountInfo, Clock, ProgramError, SolanaSysvar},
};
use io_client::pyth::{GuardianSet, Vaa};
use libsecp256k1::{recover, Message, RecoveryId, Signature};

use super::{refuse, ReceiverError, WormholeError};
use crate::pyth::publisher::{address_of, digest};

/// Bytes of a signature with the guardian's place, and of what is in front of them.
const SIGNATURE: usize = 66;
const BEFORE: usize = 6;

/// Why a VAA is not verified.
#[derive(Clone, Copy)]
pub(super) enum Unverified {
    Expired,
    OtherSet,
    Unreadable,
    Order,
    Index,
    Signature,
    Key,
}

impl From<Unverified> for ReceiverError {
    fn from(why: Unverified) -> Self {
        match why {
            Unverified::Expired => Self::GuardianSetExpired,
            Unverified::OtherSet => Self::GuardianSetMismatch,
            Unverified::Unreadable => Self::DeserializeVaaFailed,
            Unverified::Order => Self::InvalidGuardianOrder,
            Unverified::Index => Self::InvalidGuardianIndex,
            Unverified::Signature => Self::InvalidSignature,
            Unverified::Key => Self::InvalidGuardianKeyRecovery,
        }
    }
}

impl From<Unverified> for WormholeError {
    fn from(why: Unverified) -> Self {
        match why {
            Unverified::Expired => Self::GuardianSetExpired,
            Unverified::OtherSet => Self::GuardianSetMismatch,
            Unverified::Unreadable => Self::CannotParseVaa,
            Unverified::Order | Unverified::Index => Self::InvalidGuardianIndex,
            Unverified::Signature => Self::InvalidSignature,
            Unverified::Key => Self::InvalidGuardianKeyRecovery,
        }
    }
}

/// The guardian set in an account.
pub(super) fn guardians(account: &AccountInfo) -> Result<GuardianSet, ProgramError> {
    let set = GuardianSet::parse(&account.data.borrow());
    set.map_or_else(
        || refuse(ErrorCode::AccountDidNotDeserialize, "no guardian set"),
        Ok,
    )
}

/// Verifies each signature of a VAA by the guardian set in `account`.
pub(super) fn verify(
    set: &GuardianSet,
    account: &AccountInfo,
    vaa: &[u8],
    parsed: &Vaa,
) -> Result<(), Unverified> {
    let now = Clock::get().map_err(|_| Unverified::Expired)?;
    if !set.is_active(now.unix_timestamp) {
        return Err(Unverified::Expired);
    }
    if parsed.guardian_set != set.index {
        return Err(Unverified::OtherSet);
    }
    let data = account.data.borrow();
    // Discriminator, index and length.
    let keys = data.get(16..).unwrap_or_default().as_chunks::<20>().0;
    let keys = keys.get(..set.guardians).unwrap_or_default();
    let length = parsed.signature_count().saturating_mul(SIGNATURE);
    let rest = vaa.get(BEFORE..).and_then(|it| it.split_at_checked(length));
    let (signatures, body) = rest.ok_or(Unverified::Unreadable)?;
    let digest = Message::parse(&digest(body));
    let mut last = None;
    for signature in signatures.as_chunks::<SIGNATURE>().0 {
        let [place, signature @ .., recovery] = signature;
        if last >= Some(*place) {
            return Err(Unverified::Order);
        }
        last = Some(*place);
        let key = keys.get(usize::from(*place)).ok_or(Unverified::Index)?;
        let signed = Signature::parse_standard_slice(signature)
            .and_then(|signature| recover(&digest, &signature, &RecoveryId::parse(*recovery)?));
        let signer = signed.map_err(|_| Unverified::Signature)?;
        if address_of(&signer) != *key {
            return Err(Unverified::Key);
        }
    }
    Ok(())
}
