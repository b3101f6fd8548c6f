//! A chain of blocks with random transactions of the programs, and what an indexer must make of it.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey, Event};
use emissions::events::Launched;
use io_indexer::{
    events::{Place, Recorded, PROGRAMS},
    ledger::{self, Key, Memory},
    store::Digest,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use solana_signature::Signature;

/// Time of slot 0, in unix seconds.
const START: i64 = 1_798_761_600;

fn time(slot: u64) -> i64 {
    START + i64::try_from(slot).unwrap() / 2
}

/// A call within an instruction.
#[derive(Clone, Debug)]
pub struct Call {
    pub outer: u8,
    pub program: Pubkey,
    pub data: Vec<u8>,
}

/// A transaction of a block.
#[derive(Clone, Debug)]
pub struct Transaction {
    pub signature: Signature,
    pub failed: bool,
    /// The programs that it names.
    pub programs: BTreeSet<Pubkey>,
    /// In their order; instructions rise.
    pub calls: Vec<Call>,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub slot: u64,
    /// In unix seconds.
    pub time: i64,
    /// Of other programs' transactions, there is none.
    pub transactions: Vec<Option<Transaction>>,
}

impl Block {
    /// Its transactions of the programs, with their indices.
    pub fn ours(&self) -> impl DoubleEndedIterator<Item = (u32, &Transaction)> {
        let all = self.transactions.iter().enumerate();
        all.filter_map(|(index, it)| Some((u32::try_from(index).unwrap(), it.as_ref()?)))
    }
}

/// The chain, and what its events have added up to so far.
#[derive(Clone)]
pub struct Chain {
    pub blocks: Vec<Block>,
    random: ChaCha8Rng,
    suppliers: Vec<(Pubkey, u64)>,
    offers: Vec<Pubkey>,
    hour: u32,
}

impl Chain {
    pub fn new(seed: u64) -> Self {
        let mut chain = Self {
            blocks: Vec::new(),
            random: ChaCha8Rng::seed_from_u64(seed),
            suppliers: Vec::new(),
            offers: Vec::new(),
            hour: 0,
        };
        let launched = Launched {
            hour: 1,
            supply: 50_000_000_000_000_000,
        };
        let (program, data) = (PROGRAMS[0], [EVENT_IX_TAG_LE, &launched.data()].concat());
        let launch = Transaction {
            signature: Signature::from([1; 64]),
            failed: false,
            programs: BTreeSet::from([program]),
            calls: vec![Call {
                outer: 0,
                program,
                data,
            }],
        };
        chain.blocks.push(Block {
            slot: 100,
            time: time(100),
            transactions: vec![None, Some(launch)],
        });
        chain
    }

    /// One without transactions.
    pub fn empty() -> Self {
        let mut chain = Self::new(0);
        chain.blocks.clear();
        chain
    }

    /// The last slot.
    pub fn slot(&self) -> u64 {
        self.blocks.last().map_or(0, |it| it.slot)
    }

    /// Adds blocks.
    pub fn grow(&mut self, blocks: usize) {
        for _ in 0..blocks {
            // Some slots are skipped.
            let slot = self.slot() + 1 + u64::from(self.random.random_ratio(1, 4));
            let count = self.random.random_range(0..4);
            let transactions = (0..count).map(|_| {
                let is_ours = self.random.random_ratio(3, 4);
                is_ours.then(|| self.transaction())
            });
            let transactions = transactions.collect::<Vec<_>>();
            let time = time(slot);
            self.blocks.push(Block {
                slot,
                time,
                transactions,
            });
        }
    }

    /// Replaces the blocks after `slot` by others, to which some of their transactions come again.
    pub fn fork(&mut self, slot: u64) {
        let kept = self.blocks.iter().take_while(|it| it.slot <= slot).count();
        let dropped = self.blocks.split_off(kept);
        let blocks = dropped.len();
        let dropped = dropped.into_iter().flat_map(|it| it.transactions).flatten();
        let mut again: Vec<Transaction> = Vec::new();
        for transaction in dropped {
            if self.random.random_ratio(1, 2) {
                again.push(transaction);
            }
        }
        self.grow(blocks + 1);
        for block in &mut self.blocks[kept..] {
            if let Some(transaction) = again.pop() {
                let at = self.random.random_range(0..=block.transactions.len());
                block.transactions.insert(at, Some(transaction));
            }
        }
    }

    fn pubkey(&mut self) -> Pubkey {
        Pubkey::new_from_array(self.random.random())
    }

    fn transaction(&mut self) -> Transaction {
        let mut bytes = [0; 64];
        self.random.fill(&mut bytes[..]);
        let mut it = Transaction {
            signature: Signature::from(bytes),
            failed: self.random.random_ratio(1, 8),
            programs: BTreeSet::new(),
            calls: Vec::new(),
        };
        // One program may be named and not called.
        it.programs.insert(PROGRAMS[self.random.random_range(0..3)]);
        for outer in 0..self.random.random_range(0..3) {
            for _ in 0..self.random.random_range(0..3) {
                // A transfer of tokens.
                let token = Pubkey::new_from_array([6; 32]);
                let data = vec![3; 9];
                it.calls.push(Call {
                    outer,
                    program: token,
                    data,
                });
                if it.failed {
                    continue;
                }
                let (program, data) = self.event();
                it.programs.insert(program);
                let data = [EVENT_IX_TAG_LE, &data].concat();
                it.calls.push(Call {
                    outer,
                    program,
                    data,
                });
            }
        }
        it
    }

    fn event(&mut self) -> (Pubkey, Vec<u8>) {
        use emissions::events::{ClockAdvanced, Staked, SupplierRegistered};
        use fee_burn::events::AnchorUpdated;
        use marketplace::events::{OfferClosed, OfferCreated};
        let [emissions, marketplace, fee_burn] = PROGRAMS;
        match self.random.random_range(0..8) {
            // One of a later version.
            0 => {
                let program = PROGRAMS[self.random.random_range(0..3)];
                (
                    program,
                    [&[0xee; 8][..], &self.random.random::<[u8; 5]>()].concat(),
                )
            }
            1 => {
                let (supplier, owner) = (self.pubkey(), self.pubkey());
                self.suppliers.push((supplier, 0));
                let event = SupplierRegistered {
                    supplier,
                    owner,
                    model: 1,
                    commission_bps: 500,
                };
                (emissions, event.data())
            }
            2 | 3 if !self.suppliers.is_empty() => {
                let amount = self.random.random_range(1..1_000_000);
                let staker = self.pubkey();
                let at = self.random.random_range(0..self.suppliers.len());
                let (supplier, total) = &mut self.suppliers[at];
                *total += amount;
                let event = Staked {
                    supplier: *supplier,
                    staker,
                    amount,
                    own: false,
                    active_total: *total,
                };
                (emissions, event.data())
            }
            4 if !self.suppliers.is_empty() => {
                let (offer, at) = (
                    self.pubkey(),
                    self.random.random_range(0..self.suppliers.len()),
                );
                self.offers.push(offer);
                let event = OfferCreated {
                    offer,
                    supplier: self.suppliers[at].0,
                    model: 1,
                    gpus: self.random.random_range(1..100),
                    price_micro_usd: self.random.random_range(1..10_000_000),
                    currencies: 3,
                };
                (marketplace, event.data())
            }
            5 if self.offers.len() > 4 => {
                let at = self.random.random_range(0..self.offers.len());
                let offer = self.offers.swap_remove(at);
                (marketplace, OfferClosed { offer }.data())
            }
            // One that nobody has created: it does not follow from the rows.
            5 => {
                let offer = self.pubkey();
                (marketplace, OfferClosed { offer }.data())
            }
            6 => {
                self.hour += 1;
                let event = ClockAdvanced {
                    hour: self.hour,
                    schedule_hour: self.hour,
                    minted: 5,
                    emitted_total: 5 * u64::from(self.hour),
                };
                (emissions, event.data())
            }
            _ => {
                let anchor = self.random.random_range(1..1_000_000_000);
                (
                    fee_burn,
                    AnchorUpdated {
                        anchor,
                        ema: anchor,
                    }
                    .data(),
                )
            }
        }
    }

    /// The events up to a slot, in their order, without any code of the indexer's source.
    pub fn events(&self, up_to: u64) -> Vec<Recorded> {
        let mut events = Vec::new();
        for block in self.blocks.iter().filter(|it| it.slot <= up_to) {
            for (index, transaction) in block.ours().filter(|(_, it)| !it.failed) {
                let mut inner: BTreeMap<u8, u8> = BTreeMap::new();
                for call in &transaction.calls {
                    let counted = inner.entry(call.outer).or_default();
                    let place = Place {
                        slot: block.slot,
                        transaction: index,
                        signature: transaction.signature,
                        outer: call.outer,
                        inner: *counted,
                    };
                    *counted += 1;
                    if let Some(data) = call.data.strip_prefix(EVENT_IX_TAG_LE) {
                        let data = data.to_vec();
                        events.push(Recorded::new(place, block.time, call.program, data));
                    }
                }
            }
        }
        events
    }
}

/// What events add up to.
#[derive(Debug, PartialEq)]
pub struct Expected {
    pub digests: BTreeMap<Pubkey, Digest>,
    /// Rows by their keys, as JSON.
    pub rows: BTreeMap<Key, String>,
    /// Events that do not follow from those before.
    pub refused: u64,
}

pub fn expected(events: &[Recorded]) -> Expected {
    let mut memory = Memory::default();
    let digests = PROGRAMS.map(|program| (program, Digest::default()));
    let mut expected = Expected {
        digests: BTreeMap::from(digests),
        rows: BTreeMap::new(),
        refused: 0,
    };
    for event in events {
        expected
            .digests
            .get_mut(&event.program)
            .unwrap()
            .take(event);
        if ledger::apply(event, &mut memory).is_err() {
            expected.refused += 1;
        }
    }
    let rows = memory.0.into_iter();
    expected.rows = rows.map(|(key, row)| (key, row.json().unwrap())).collect();
    expected
}
