//! Actions of the council.

use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use emissions::{
    instructions::{AttestBatch, AttestationEntry, ProposeSlashArgs},
    state::Slash,
};
use io_client::{
    emissions::{self as client, Agreement},
    read, Network, Receipt, SendError,
};
use io_common::types::Supplier;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Reason of the council's slashes here: any number except that of a breach.
const REASON: u16 = 1;
/// Placeholder evidence.
const EVIDENCE: [u8; 32] = [8; 32];

/// `attestors` attest suppliers, whose clock is up to date, by a batch made now, which `payer` pays for.
///
/// # Errors
/// If the network does not answer, or refuses.
pub fn attest(
    network: &mut dyn Network,
    payer: &Keypair,
    attestors: &[&Keypair],
    entries: &[(Pubkey, AttestationEntry)],
    evidence: [u8; 32],
) -> Result<Receipt, SendError> {
    let (suppliers, entries): (Vec<_>, Vec<_>) = entries.iter().cloned().unzip();
    let batch = AttestBatch {
        made_at: network.unix_time().map_err(SendError::Unsent)?,
        evidence,
        entries,
    };
    let keys: Vec<Pubkey> = attestors.iter().map(|attestor| attestor.pubkey()).collect();
    let signers = io_client::signers([&[payer], attestors].concat());
    network.send(&[client::attest(&keys, &suppliers, batch)], &signers)
}

/// `attestors` propose a slash of a supplier, of base units of IO, for which `payer` pays the rent.
///
/// # Errors
/// If the network does not answer, or refuses.
pub fn propose_slash(
    network: &mut dyn Network,
    payer: &Keypair,
    attestors: &[&Keypair],
    supplier: &Pubkey,
    amount: u64,
) -> anyhow::Result<Slash> {
    let account: Option<Supplier> = read(network, supplier)?;
    let number = account.context("no such supplier")?.slashes.count;
    let args = ProposeSlashArgs {
        number,
        amount,
        reason: REASON,
        evidence: EVIDENCE,
    };
    let keys: Vec<Pubkey> = attestors.iter().map(|attestor| attestor.pubkey()).collect();
    let agreement = Agreement::Signed(&keys);
    let propose = client::propose_slash(&payer.pubkey(), agreement, supplier, args)?;
    let signers = io_client::signers([&[payer], attestors].concat());
    network.send(&[propose], &signers)?;
    let slash = read(network, &client::slash_address(supplier, number))?;
    slash.context("the slash is not there")
}
