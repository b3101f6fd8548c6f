//! SHA-256; on the chain by the system call.

use solana_sha256_hasher::hashv;

/// The hash of the concatenated `parts`.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    hashv(parts).to_bytes()
}
