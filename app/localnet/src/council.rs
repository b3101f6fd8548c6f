//! The council attests what suppliers have, as long as the network runs.

use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use emissions::instructions::AttestationEntry;
use io_client::{read, Network};
use io_common::{
    addresses::COUNCIL,
    constants::MAX_ATTESTATION_TIME,
    types::{Council, Supplier},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::setup::{Setup, Supply};

/// Suppliers of a batch.
const BATCH: usize = 8;
/// Seconds that an attestation has left when it is renewed: half of it.
pub const RENEWAL: i64 = MAX_ATTESTATION_TIME.div_euclid(2);
/// There are no nodes that prove anything here.
const EVIDENCE: [u8; 32] = [0; 32];

/// Attests all GPUs of the suppliers whose attestation is about to end.
pub fn renew_attestations(network: &mut dyn Network, setup: &Setup) -> anyhow::Result<()> {
    let soon = network.unix_time()?.saturating_add(RENEWAL);
    let mut due: Vec<&Supply> = Vec::new();
    for supply in &setup.suppliers {
        let account: Option<Supplier> = read(network, &supply.address)?;
        if account.is_some_and(|account| account.attestation.ends_at < soon) {
            due.push(supply);
        }
    }
    for batch in due.chunks(BATCH) {
        attest(network, setup, batch)?;
    }
    Ok(())
}

fn attest(network: &mut dyn Network, setup: &Setup, batch: &[&Supply]) -> anyhow::Result<()> {
    let addresses: Vec<Pubkey> = batch.iter().map(|supply| supply.address).collect();
    let cast = &setup.cast;
    cast.catch_up(network, &addresses)?;
    let ends_at = network.unix_time()?.saturating_add(MAX_ATTESTATION_TIME);
    let entries = batch.iter().map(|supply| {
        let entry = AttestationEntry {
            gpus: supply.gpus,
            pool: supply.pool,
            ends_at,
        };
        (supply.address, entry)
    });
    let entries: Vec<_> = entries.collect();
    let council: Option<Council> = read(network, &COUNCIL.address)?;
    let council = council.context("there is no council")?;
    let attestors = cast.attestors.iter();
    let attestors: Vec<&Keypair> = attestors
        .filter(|attestor| council.place(&attestor.pubkey()).is_some())
        .take(council.threshold.into())
        .collect();
    io_stage::attest(network, &cast.authority, &attestors, &entries, EVIDENCE)?;
    Ok(())
}
