//! The realm in which staked IO votes. The authority of the programs is offered to it: until a vote accepts, `authority` governs.

use anyhow::ensure;
use io_client::realm::SHARED;
use io_migrations::{m11_roles, realm::Votes};

/// Seconds of an hour.
const HOUR: u32 = 3_600;
/// Lamports of the treasury: 1 SOL.
const TREASURY: u64 = 1_000_000_000;

/// Its rules: as on a network for everybody, but for shorter times and for less stake of a proposer.
pub fn votes() -> Votes {
    Votes {
        program: SHARED,
        upgrades: None,
        name: "io.net".into(),
        proposal_io: 1_000,
        yes_percent: 20,
        voting: HOUR.saturating_mul(24),
        cool_off: HOUR,
        hold_up: HOUR,
        treasury_lamports: TREASURY,
        local: true,
    }
}

/// Checks that a deployment waits for nothing but the realm, which accepts by a vote.
///
/// # Errors
/// If it waits for something else.
pub fn check(waits: &[(&'static str, String)]) -> anyhow::Result<()> {
    let others = waits
        .iter()
        .filter(|(step, _)| *step != m11_roles::STEP.name);
    let others: Vec<_> = others.collect();
    ensure!(others.is_empty(), "waiting: {others:?}");
    Ok(())
}
