//! Keys of X25519, in the forms of the `age` command.

use std::{fmt, str::FromStr};

use bech32::{primitives::decode::CheckedHrpstring, Bech32, Hrp};
use curve25519_dalek::montgomery::MontgomeryPoint;
use rand::{rngs::OsRng, TryRngCore as _};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::{Error, Result};

const PUBLIC: Hrp = Hrp::parse_unchecked("age");
const SECRET: Hrp = Hrp::parse_unchecked("age-secret-key-");
/// What a secret key begins with, as it is written.
const SECRET_START: &str = "AGE-SECRET-KEY-1";
/// The lowest and the highest byte of 2²⁵⁵ − 19, little-endian; those between are 255.
const PRIME: (u8, u8) = (0xed, 0x7f);

/// A public key: a reservation's `connection_key`, or a supplier's service key. Its text is an age recipient, `age1…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// The key of 32 bytes, such as a reservation's `connection_key`.
    ///
    /// # Errors
    /// `WeakKey`: of low order, to which anybody could read what is sealed; or not reduced, which its owner cannot open.
    pub fn new(bytes: [u8; 32]) -> Result<Self> {
        let [low, between @ .., high] = bytes;
        let is_reduced = high < PRIME.1
            || high == PRIME.1 && (low < PRIME.0 || between.iter().any(|it| *it != 255));
        // A clamped scalar is a multiple of each small order (RFC 7748, section 6.1).
        let is_of_low_order = MontgomeryPoint(bytes).mul_clamped([1; 32]).to_bytes() == [0; 32];
        match is_reduced && !is_of_low_order {
            true => Ok(Self(bytes)),
            false => Err(Error::WeakKey),
        }
    }

    /// The bytes that the chain has.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = Error::NotAKey("an age recipient begins with age1 and has 62 characters");
        let bytes = decode(text, PUBLIC).ok_or(wrong.clone())?;
        let key = Self::new(*bytes)?;
        // Capitals would be another text for the same key.
        match key.to_string() == text {
            true => Ok(key),
            false => Err(wrong),
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        bech32::encode_to_fmt::<Bech32, _>(f, PUBLIC, &self.0).map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A secret key, erased from memory when it is dropped.
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// A new key, from random bytes of the operating system.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::RngCore::fill_bytes(&mut OsRng.unwrap_err(), bytes.as_mut());
        Self(bytes)
    }

    /// The key of 32 bytes, such as those in a file that `openssl genpkey -algorithm X25519` makes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// The only key of a file that `age-keygen` or [`Secret::to_file`] makes.
    ///
    /// # Errors
    /// `NotAKey`.
    pub fn read(file: &str) -> Result<Self> {
        let lines = file.lines().map(str::trim);
        let mut keys = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(key), None) = (keys.next(), keys.next()) else {
            return Err(Error::NotAKey(
                "the file must have one line that begins with AGE-SECRET-KEY-1; make it with `age-keygen`",
            ));
        };
        let bytes = decode(key, SECRET).filter(|_| key.starts_with(SECRET_START));
        let bytes = bytes.ok_or(Error::NotAKey(
            "an age secret key begins with AGE-SECRET-KEY-1 and has 74 characters; make one with `age-keygen`",
        ))?;
        Ok(Self(bytes))
    }

    /// The key as a file that `age --decrypt --identity` takes.
    pub fn to_file(&self) -> Zeroizing<String> {
        let (public, key) = (self.public(), self.encoded());
        Zeroizing::new(format!("# public key: {public}\n{}\n", *key))
    }

    /// Its public key.
    pub fn public(&self) -> PublicKey {
        PublicKey(MontgomeryPoint::mul_base_clamped(*self.0).to_bytes())
    }

    /// `AGE-SECRET-KEY-1…`
    pub(crate) fn encoded(&self) -> Zeroizing<String> {
        // 32 bytes always fit.
        let mut lower = bech32::encode::<Bech32>(SECRET, self.0.as_ref()).unwrap_or_default();
        let key = Zeroizing::new(lower.to_ascii_uppercase());
        lower.zeroize();
        key
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The 32 bytes of a key.
fn decode(text: &str, start: Hrp) -> Option<Zeroizing<[u8; 32]>> {
    let checked = CheckedHrpstring::new::<Bech32>(text).ok()?;
    if checked.hrp() != start {
        return None;
    }
    let mut bytes = Zeroizing::new([0; 32]);
    let mut given = checked.byte_iter();
    for place in bytes.iter_mut() {
        *place = given.next()?;
    }
    given.next().is_none().then_some(bytes)
}
