//! The council attests, twice a day, what its nodes have proved.

use anchor_lang::prelude::Pubkey;
use emissions::instructions::AttestationEntry;
use io_common::constants::MAX_ATTESTATION_TIME;
use rand::Rng;

use super::{economy::Economy, keeper, suppliers::Supply};

/// Suppliers of a batch: with two attestors, as many as a transaction without a lookup table takes.
const BATCH: usize = 13;
/// Hours between two rounds: a supplier that misses one keeps its attestation until the next.
const ROUND: u32 = 12;

/// In the hour of a round, attests the GPUs of every supplier that proves them.
pub fn renew_attestations(economy: &mut Economy) -> anyhow::Result<()> {
    if economy.hour().checked_rem(ROUND) != Some(0) {
        return Ok(());
    }
    let mut entries: Vec<(Pubkey, AttestationEntry)> = Vec::new();
    let ends_at = economy.now().saturating_add(MAX_ATTESTATION_TIME);
    for place in 0..economy.suppliers.len() {
        // Some do not answer; of some the nodes find fewer than there were.
        if economy.chance(1, 50) {
            continue;
        }
        let full = !economy.chance(1, 20);
        let Supply {
            address,
            gpus,
            pool,
            ..
        } = economy.suppliers[place];
        let gpus = if full {
            gpus
        } else {
            economy.random.random_range(0..=gpus)
        };
        entries.push((
            address,
            AttestationEntry {
                gpus,
                pool,
                ends_at,
            },
        ));
    }
    for batch in entries.chunks(BATCH) {
        attest(economy, batch)?;
    }
    Ok(())
}

fn attest(economy: &mut Economy, batch: &[(Pubkey, AttestationEntry)]) -> anyhow::Result<()> {
    let addresses: Vec<Pubkey> = batch.iter().map(|(address, _)| *address).collect();
    keeper::catch_up(economy, &addresses)?;
    let (cast, keeper) = (economy.cast.clone(), economy.keeper.clone());
    let [first, second, _] = &cast.attestors;
    let evidence = economy.random.random();
    io_stage::attest(economy, &keeper, &[first, second], batch, evidence)?;
    Ok(())
}
