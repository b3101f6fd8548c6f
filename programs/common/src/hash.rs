//! SHA-256, by the system call on the chain.

use solana_sha256_hasher::hashv;

/// The hash of `parts`, one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    hashv(parts).to_bytes()
}
