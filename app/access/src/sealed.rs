//! Binary age files for one X25519 key, which the `age` command opens too.
//!
//! Not armoured: armour allows white space, so one file would have several forms and hashes.

use age::x25519::{Identity, Recipient};
use zeroize::Zeroizing;

use crate::{
    error::{Error, Result},
    key::{PublicKey, Secret},
    limits::MAX_SEALED,
};

/// What a binary age file begins with.
const START: &[u8] = b"age-encryption.org/v1\n";

/// SHA-256 of sealed bytes: a reservation's `connection_hash`.
pub fn hash(sealed: &[u8]) -> [u8; 32] {
    solana_sha256_hasher::hash(sealed).to_bytes()
}

/// Seals `plain` to a key.
pub(crate) fn seal(plain: &[u8], to: &PublicKey) -> Result<Vec<u8>> {
    let recipient: Recipient = to.to_string().parse().map_err(|_| Error::CannotSeal)?;
    age::encrypt(&recipient, plain).map_err(|_| Error::CannotSeal)
}

/// Opens what is sealed to the key of `secret`.
pub(crate) fn open(sealed: &[u8], secret: &Secret) -> Result<Zeroizing<Vec<u8>>> {
    check_size(sealed)?;
    if !sealed.starts_with(START) {
        return Err(Error::CannotOpen);
    }
    let identity: Identity = secret.encoded().parse().map_err(|_| Error::CannotOpen)?;
    let plain = age::decrypt(&identity, sealed).map_err(|_| Error::CannotOpen)?;
    Ok(Zeroizing::new(plain))
}

pub(crate) fn check_size(sealed: &[u8]) -> Result<()> {
    match sealed.len() {
        has if has > MAX_SEALED => Err(Error::TooLarge {
            most: MAX_SEALED,
            has,
        }),
        _ => Ok(()),
    }
}
