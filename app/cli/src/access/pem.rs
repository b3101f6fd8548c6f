//! Keys of X25519 as `openssl genpkey` writes them.

use io_access::Secret;
use rustls_pki_types::pem::{PemObject, SectionKind};
use zeroize::Zeroizing;

/// What is in front of the 32 bytes of a private key of X25519 (RFC 8410).
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20,
];
/// The same of a public key.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 3, 0x21, 0];

/// Either half.
pub enum Half {
    /// The private one.
    Secret(Secret),
    /// The 32 bytes of the public one.
    Public([u8; 32]),
}

impl Half {
    /// The 32 bytes of the public key.
    pub fn public(&self) -> [u8; 32] {
        match self {
            Self::Secret(secret) => secret.public().to_bytes(),
            Self::Public(bytes) => *bytes,
        }
    }
}

/// The key of a PEM file, if it is one of X25519.
pub fn key(pem: &[u8]) -> Option<Half> {
    let (kind, der) = <(SectionKind, Vec<u8>)>::from_pem_slice(pem).ok()?;
    let der = Zeroizing::new(der);
    let bytes = |prefix: &[u8]| <[u8; 32]>::try_from(der.strip_prefix(prefix)?).ok();
    match kind {
        SectionKind::PrivateKey => {
            let bytes = Zeroizing::new(bytes(&PRIVATE)?);
            Some(Half::Secret(Secret::from_bytes(&bytes)))
        }
        SectionKind::PublicKey => bytes(&PUBLIC).map(Half::Public),
        _ => None,
    }
}
