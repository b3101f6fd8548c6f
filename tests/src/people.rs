//! Key pairs that are the same in every run.

use std::sync::LazyLock;

use io_stage::{Cast, Role};
use sha2::{Digest, Sha256};
use solana_keypair::{keypair_from_seed, Keypair};

/// The key pair of somebody called `name`.
pub fn key(name: &str) -> Keypair {
    keypair_from_seed(&Sha256::digest(name)).unwrap()
}

/// Who is there from the beginning; the genesis supply is the authority's if there is no treasury.
pub(crate) fn cast(has_treasury: bool) -> Cast {
    let keys = |role| {
        Ok(key(match role {
            Role::Treasury if !has_treasury => "authority",
            Role::Authority => "authority",
            Role::IoMint => "io mint",
            Role::UsdcMint => "usdc mint",
            Role::Treasury => "treasury",
            Role::Attestor(1) => "first attestor",
            Role::Attestor(2) => "second attestor",
            Role::Attestor(_) => "third attestor",
            Role::Guardian => "guardian",
            Role::Price => "price",
        }))
    };
    Cast::new(keys).unwrap()
}

/// Who is there from the beginning of every [`World`](crate::World).
pub(crate) static CAST: LazyLock<Cast> = LazyLock::new(|| cast(true));
