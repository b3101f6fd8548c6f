//! An hour of the whole crowd: everybody is settled, attested and paid, by real transactions.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{instructions::AttestBatch, state::Ledger};
use io_client::emissions as client;
use io_common::{
    addresses::{LEDGER, REWARD_VAULT},
    constants::{epoch_hour, HOUR},
    types::{Pool, Supplier},
};
use io_tests::{key, wire::unsigned, Wire, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    crowd::{Crowd, Stake, DEVICES},
    figure::Figure,
    fits::{most, InEach},
};

/// Transactions of one kind.
pub struct Kind {
    /// What they do.
    pub name: &'static str,
    /// How many fit into one transaction, in each format.
    pub fits: InEach,
    /// Format of the transactions: the one that holds the most; of several, the newest.
    pub wire: Wire,
    /// Suppliers, or stake accounts.
    pub items: usize,
    /// Transactions.
    pub sent: usize,
    /// Compute units of all of them.
    pub units: u64,
    /// Compute units of a full one, at least and at most.
    pub full: (u64, u64),
    /// The first of them.
    pub first: Figure,
}

impl Kind {
    /// How many are in a full transaction.
    pub fn batch(&self) -> usize {
        let counts = self.fits.iter().map(|fits| fits.count);
        counts.max().unwrap()
    }

    /// What all of them take of the limits of blocks.
    pub fn cost(&self) -> u64 {
        self.units + (self.first.cost - self.first.units) * self.sent as u64
    }
}

/// Two hours after the launch, everything that the hour asks for.
pub fn pass(world: &mut World, crowd: &Crowd) -> Vec<Kind> {
    world.wait(2 * HOUR);
    world.catch_up(&[]);
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    let council = [&payer, &first, &second];
    let hour = epoch_hour(world.now());
    // All are the same but for what a settlement does not read.
    let pattern: Supplier = world.read(&crowd.suppliers[0]);
    let settle = |address: &Pubkey| client::settle_supplier(address, &pattern, hour);
    let settle = |part: &[Pubkey]| part.iter().map(settle).collect();
    let batch = world.batch(DEVICES, 24);
    let attestors = [first.pubkey(), second.pubkey()];
    let attest = |part: &[Pubkey]| {
        let mut entry = batch.entries[0].clone();
        entry.pool = Pool::Enterprise;
        let batch = AttestBatch {
            entries: vec![entry; part.len()],
            ..batch.clone()
        };
        vec![client::attest(&attestors, part, batch)]
    };
    let signer = payer.pubkey();
    let claim = |part: &[Stake]| {
        let one = |stake: &Stake| {
            client::claim(
                &signer,
                &client::DelegationKeys {
                    staker: stake.staker,
                    supplier: stake.supplier,
                },
                &stake.wallet,
            )
        };
        part.iter().map(one).collect()
    };
    let kinds = vec![
        kind(
            world,
            "settle_supplier",
            &crowd.suppliers,
            &[&payer],
            settle,
        ),
        kind(world, "attest", &crowd.suppliers, &council, attest),
        kind(world, "claim", &crowd.stakes, &[&payer], claim),
    ];
    let ledger: Ledger = world.read(&LEDGER.address);
    let vault = world.balance(&REWARD_VAULT.address);
    assert!(ledger.claimed_total > 0);
    assert_eq!(ledger.emitted_total, ledger.claimed_total + vault, "P-08");
    kinds
}

/// Sends all of a kind, as many in one transaction as fit.
fn kind<T>(
    world: &mut World,
    name: &'static str,
    items: &[T],
    signers: &[&Keypair],
    make: impl Fn(&[T]) -> Vec<Instruction>,
) -> Kind {
    let fits = most(world, signers, |_, count| make(&items[..count]));
    let of_each = Wire::ALL.into_iter().zip(&fits);
    let (wire, most) = of_each.max_by_key(|(_, fits)| fits.count).unwrap();
    let batch = most.count;
    let mut first = None;
    let (mut sent, mut all, mut full) = (0, 0, (u64::MAX, 0));
    for part in items.chunks(batch) {
        let instructions = make(part);
        wire.set(world, &unsigned(&instructions));
        let units = match &first {
            None => {
                let figure = Figure::of(world, &instructions, signers);
                let units = figure.units;
                first = Some(figure);
                units
            }
            Some(_) => world.send(&instructions, signers).unwrap().compute_units,
        };
        if part.len() == batch {
            full = (full.0.min(units), full.1.max(units));
        }
        (sent, all) = (sent + 1, all + units);
    }
    Wire::Legacy.set(world, &[]);
    Kind {
        name,
        fits,
        wire,
        items: items.len(),
        sent,
        units: all,
        full,
        first: first.unwrap(),
    }
}
