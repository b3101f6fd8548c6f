//! Records synthetic events and prints how many a second: `cargo run --release --workspace --example record -- 1000000 DATABASE`.
//!
//! The database is new: a path of a file, or postgres://…. Nothing goes over a network but what the database itself does.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use anchor_lang::{prelude::Pubkey, Event};
use anyhow::Context;
use emissions::events::{Launched, Staked, SupplierRegistered};
use io_client::{rpc::Listed, Mention};
use io_indexer::{
    events::{Place, Recorded, Transaction, PROGRAMS},
    source::walk::Cursor,
    store::{url, Store},
};
use marketplace::events::OfferCreated;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use solana_signature::Signature;

const SUPPLIERS: usize = 1_000;
const STAKERS: usize = 100_000;
/// Events of a transaction.
const EVENTS: u8 = 3;
/// Transactions of a slot.
const OF_SLOT: u64 = 4;
/// Transactions that are recorded together.
const BATCH: usize = 256;
const START: i64 = 1_798_761_600;

/// Makes events that follow from each other.
struct Economy {
    random: ChaCha8Rng,
    suppliers: Vec<(Pubkey, u64)>,
    stakers: Vec<Pubkey>,
    transactions: u64,
}

impl Economy {
    fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let stakers = (0..STAKERS).map(|_| Pubkey::new_from_array(random.random()));
        let stakers = stakers.collect();
        Self {
            random,
            suppliers: Vec::new(),
            stakers,
            transactions: 0,
        }
    }

    fn event(&mut self) -> (Pubkey, Vec<u8>) {
        let [emissions, marketplace, _] = PROGRAMS;
        if self.suppliers.len() < SUPPLIERS {
            let (supplier, owner) = (self.random.random(), self.random.random());
            let supplier = Pubkey::new_from_array(supplier);
            self.suppliers.push((supplier, 0));
            let event = SupplierRegistered {
                supplier,
                owner: Pubkey::new_from_array(owner),
                model: 1,
                commission_bps: 500,
            };
            return (emissions, event.data());
        }
        let at = self.random.random_range(0..SUPPLIERS);
        let staker = self.stakers[self.random.random_range(0..STAKERS)];
        let (supplier, total) = &mut self.suppliers[at];
        if self.random.random_ratio(1, 5) {
            let event = OfferCreated {
                offer: Pubkey::new_from_array(self.random.random()),
                supplier: *supplier,
                model: 1,
                gpus: 8,
                price_micro_usd: 1_000_000,
                currencies: 3,
            };
            return (marketplace, event.data());
        }
        let amount = self.random.random_range(1..1_000_000);
        *total = total.saturating_add(amount);
        let event = Staked {
            supplier: *supplier,
            staker,
            amount,
            own: false,
            active_total: *total,
        };
        (emissions, event.data())
    }

    fn transaction(&mut self) -> Transaction {
        let slot = self.transactions.checked_div(OF_SLOT).unwrap_or(0);
        let index = self.transactions.checked_rem(OF_SLOT).unwrap_or(0);
        let index = u32::try_from(index).unwrap_or(0);
        let time = START.saturating_add(i64::try_from(slot).unwrap_or(0));
        let mut bytes = [0; 64];
        self.random.fill(&mut bytes[..]);
        let signature = Signature::from(bytes);
        let launch = Launched {
            hour: 1,
            supply: 50_000_000_000_000_000,
        };
        let is_first = self.transactions == 0;
        self.transactions = self.transactions.saturating_add(1);
        let events = (0..EVENTS).map(|inner| {
            let (program, data) = match inner {
                0 if is_first => (PROGRAMS[0], launch.data()),
                _ => self.event(),
            };
            let place = Place {
                slot,
                transaction: index,
                signature,
                outer: 0,
                inner,
            };
            Recorded::new(place, time, program, data)
        });
        let events = events.collect();
        Transaction {
            slot,
            index,
            signature,
            time,
            events,
        }
    }
}

fn listed(transaction: &Transaction) -> Listed {
    Listed {
        mention: Mention {
            signature: transaction.signature,
            slot: transaction.slot,
            time: Some(transaction.time),
            failed: false,
            memo: None,
        },
        index: Some(transaction.index),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (count, database) = (arguments.next(), arguments.next());
    let count: u64 = count.context("how many events?")?.parse()?;
    let store = Store::open(&url(&database.context("into which database?")?)?).await?;
    let mut economy = Economy::new(1);
    let (mut events, mut spent) = (0_u64, Duration::ZERO);
    let mut next = 0_u64;
    while events < count {
        let batch: Vec<_> = (0..BATCH).map(|_| economy.transaction()).collect();
        let of_batch = batch.iter().map(|it| it.events.len() as u64);
        let of_batch: u64 = of_batch.sum();
        let list: Vec<Listed> = batch.iter().rev().map(listed).collect();
        let start = Instant::now();
        store.list(&PROGRAMS[0], &Cursor::default(), &list).await?;
        let folded = store.record(batch).await?;
        spent = spent.saturating_add(start.elapsed());
        anyhow::ensure!(folded.refused.is_none(), "{folded:?}");
        events = events.saturating_add(of_batch);
        if events >= next {
            show(events, spent);
            next = events.saturating_add(count.div_ceil(10));
        }
    }
    show(events, spent);
    let start = Instant::now();
    store.rebuild().await?;
    println!("folded again in {:.1} s", start.elapsed().as_secs_f64());
    store.close().await;
    Ok(())
}

fn show(events: u64, spent: Duration) {
    let seconds = spent.as_secs_f64();
    println!(
        "{events} events in {seconds:.1} s: {:.0} a second",
        events as f64 / seconds
    );
    let _ = std::io::stdout().flush();
}
