//! Features of a cluster that the suite cannot do without.

use anchor_lang::prelude::{pubkey, Pubkey};
pub use io_client::features::Standing;
use io_client::{features::standing, Network, Unreachable};

/// A feature, by its account.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Name and proposal.
    pub name: &'static str,
    /// Its account.
    pub address: Pubkey,
    /// What goes wrong without it.
    pub why: &'static str,
}

/// What a cluster must have before the suite is launched on it.
pub const DEMANDED: [Feature; 2] = [
    Feature {
        name: "create_account_allow_prefund (SIMD-0312)",
        address: pubkey!("6sPDzwyARRExKH52LECxcGoqziH8G7SZofwuxi8Ja331"),
        why: "without it lamports that a stranger sends to the next history page stop the clock",
    },
    Feature {
        name: "enable_sbpf_v3_deployment_and_execution (SIMD-0178)",
        address: pubkey!("5cC3foj77CWun58pC51ebHFUWavHWKarWyR5UUik7dnC"),
        why: "without it sBPF v3 neither deploys nor runs",
    },
];

/// Those that are not active, with how they stand.
///
/// # Errors
/// If the network does not answer.
pub fn lacking(network: &mut dyn Network) -> Result<Vec<(Feature, Standing)>, Unreachable> {
    let mut lacking = Vec::new();
    for feature in DEMANDED {
        let standing = standing(network, &feature.address)?;
        if standing != Standing::Active {
            lacking.push((feature, standing));
        }
    }
    Ok(lacking)
}
