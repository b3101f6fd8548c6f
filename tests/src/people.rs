//! Key pairs that are the same in every run.

use sha2::{Digest, Sha256};
use solana_keypair::{keypair_from_seed, Keypair};

/// The key pair of somebody called `name`.
pub fn key(name: &str) -> Keypair {
    keypair_from_seed(&Sha256::digest(name)).unwrap()
}
