//! Cluster features that the suite requires.

use anchor_lang::prelude::{pubkey, Pubkey};
pub use io_client::features::Standing;
use io_client::{features::standing, Network, ReadError};

/// A feature, by its account.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Name and SIMD.
    pub name: &'static str,
    /// Its account.
    pub address: Pubkey,
    /// Consequence if it is inactive.
    pub why: &'static str,
}

/// Features that must be active before launch.
pub const DEMANDED: [Feature; 2] = [
    Feature {
        name: "create_account_allow_prefund (SIMD-0312)",
        address: pubkey!("6sPDzwyARRExKH52LECxcGoqziH8G7SZofwuxi8Ja331"),
        why: "without it, lamports that a stranger sends to the next history page stop the clock",
    },
    Feature {
        name: "enable_sbpf_v3_deployment_and_execution (SIMD-0178)",
        address: pubkey!("5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC"),
        why: "without it, sBPF v3 programs neither deploy nor run",
    },
];

/// Inactive required features, with their state.
///
/// # Errors
/// If the network does not answer.
pub fn lacking(network: &mut dyn Network) -> Result<Vec<(Feature, Standing)>, ReadError> {
    let mut lacking = Vec::new();
    for feature in DEMANDED {
        let standing = standing(network, &feature.address)?;
        if standing != Standing::Active {
            lacking.push((feature, standing));
        }
    }
    Ok(lacking)
}
