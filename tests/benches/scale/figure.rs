//! What a transaction takes of a block.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_tests::{catalogue::Stop, catalogue::Visitor, World};
use solana_cost_model::block_cost_limits::{
    INSTRUCTION_DATA_BYTES_COST, SIGNATURE_COST, WRITE_LOCK_UNITS,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::crowd::Crowd;

/// Bytes of a page of loaded accounts (`solana_fee_structure::ACCOUNT_DATA_COST_PAGE_SIZE`).
const PAGE: u64 = 32_768;
/// What a page of them costs (`solana_compute_budget::DEFAULT_HEAP_COST`).
const PAGE_COST: u64 = 8;
/// Bytes that an account counts for beside its data (`TRANSACTION_ACCOUNT_BASE_SIZE` of solana-svm).
const ACCOUNT: u64 = 64;
/// Bytes of the instruction that sets the compute-unit limit. Version 1 has none: a transaction counts for one unit less.
const BUDGET: u64 = 5;

/// A transaction that was executed.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Compute units consumed.
    pub units: u64,
    /// What it counts for in the limits of a block, with the units consumed and the accounts loaded.
    pub cost: u64,
    /// Signatures.
    pub signatures: u64,
    /// Accounts that it writes, but for those that sign.
    pub writes: Vec<Pubkey>,
}

impl Figure {
    /// Sends the transaction.
    pub fn of(world: &mut World, instructions: &[Instruction], signers: &[&Keypair]) -> Self {
        let metas: Vec<_> = instructions.iter().flat_map(|one| &one.accounts).collect();
        let programs = instructions.iter().map(|one| one.program_id);
        let keys = metas.iter().map(|meta| meta.pubkey);
        let keys: BTreeSet<Pubkey> = keys.chain(programs).collect();
        let sizes = keys.iter().map(|key| {
            let account = world.account(key);
            ACCOUNT + account.map_or(0, |account| account.data.len() as u64)
        });
        let loaded: u64 = sizes.sum();
        let signing: BTreeSet<Pubkey> = signers.iter().map(|signer| signer.pubkey()).collect();
        let written = metas.iter().filter(|meta| meta.is_writable);
        let written: BTreeSet<Pubkey> = written.map(|meta| meta.pubkey).collect();
        let mut locks = written.clone();
        locks.insert(signers[0].pubkey());
        let data: u64 = instructions.iter().map(|one| one.data.len() as u64).sum();
        let units = world.send(instructions, signers).unwrap().compute_units;
        let signatures = signing.len() as u64;
        let cost = units
            + signatures * SIGNATURE_COST
            + locks.len() as u64 * WRITE_LOCK_UNITS
            + (data + BUDGET) / INSTRUCTION_DATA_BYTES_COST
            + loaded.div_ceil(PAGE) * PAGE_COST;
        Self {
            units,
            cost,
            signatures,
            writes: written.difference(&signing).copied().collect(),
        }
    }
}

/// Figures of the stops of the catalogue, by their names.
#[derive(Default)]
pub struct Figures<'a> {
    /// The stops, in their order.
    pub stops: Vec<(String, Figure)>,
    /// Who is in the network meanwhile.
    pub crowd: Option<&'a Crowd>,
}

impl Figures<'_> {
    /// By name.
    pub fn by_name(&self) -> BTreeMap<&str, &Figure> {
        let stops = self.stops.iter();
        stops
            .map(|(name, figure)| (name.as_str(), figure))
            .collect()
    }
}

impl Visitor for Figures<'_> {
    fn arrive(&mut self, world: &mut World) {
        if let Some(crowd) = self.crowd {
            crowd.join(world);
        }
    }

    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        if let Some(crowd) = self.crowd {
            crowd.renew(world);
        }
        let figure = Figure::of(world, instructions, signers);
        let name = format!("{} {stop}", stop.row.program.name());
        self.stops.push((name, figure));
    }
}
