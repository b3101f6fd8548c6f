//! Follows the chain: reads the lists of the programs, then the listed transactions, oldest first, into the database.
//!
//! A round records everything up to the slot that the node had when the round began. All progress is in the database: the next
//! round resumes one that was cut off.

use std::{sync::Arc, thread};

use anchor_lang::prelude::Pubkey;
use io_client::rpc::Listed;
use io_telemetry::metrics::{Kind, Metric};
use metrics::{counter, gauge};
use solana_commitment_config::CommitmentLevel;
use tokio::runtime::Handle;

use crate::{
    events::{Transaction, PROGRAMS},
    source::{walk::Cursor, Fault, Node, Options, Wanted},
    store::{self, Store},
};

/// Transactions recorded together. Slots are not split, so a batch may be larger.
const BATCH: usize = 256;

/// Names of the metrics.
pub mod names {
    /// Events recorded, by program.
    pub const EVENTS: &str = "io_indexer_events_total";
    /// Events recorded that this version does not know.
    pub const UNKNOWN: &str = "io_indexer_unknown_events_total";
    /// Events that contradicted the rows.
    pub const REFUSED: &str = "io_indexer_refused_events_total";
    /// Transactions removed because they were on a fork.
    pub const FORKED: &str = "io_indexer_forked_transactions_total";
    /// Rounds cut off by a fault of the node or the database, by kind.
    pub const FAULTS: &str = "io_indexer_faults_total";
    /// Everything up to this slot is recorded.
    pub const REACHED: &str = "io_indexer_reached_slot";
    /// Transactions listed and not yet recorded.
    pub const TO_RECORD: &str = "io_indexer_transactions_to_record";
}

/// The metrics.
pub const METRICS: [Metric; 7] = [
    Metric {
        name: names::EVENTS,
        kind: Kind::Counter,
        help: "Events recorded, by program",
    },
    Metric {
        name: names::UNKNOWN,
        kind: Kind::Counter,
        help: "Events recorded that this version does not know",
    },
    Metric {
        name: names::REFUSED,
        kind: Kind::Counter,
        help: "Events that contradicted the rows",
    },
    Metric {
        name: names::FORKED,
        kind: Kind::Counter,
        help: "Transactions removed because they were on a fork",
    },
    Metric {
        name: names::FAULTS,
        kind: Kind::Counter,
        help: "Rounds cut off by a fault of the node or the database, by kind",
    },
    Metric {
        name: names::REACHED,
        kind: Kind::Gauge,
        help: "Everything up to this slot is recorded",
    },
    Metric {
        name: names::TO_RECORD,
        kind: Kind::Gauge,
        help: "Transactions that are not recorded, up to the slot that the lists were read to",
    },
];

/// Why a round was cut off. The next one resumes it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// By the node.
    #[error(transparent)]
    Source(#[from] Fault),
    /// By the database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A signal to stop.
    #[error("stopped")]
    Stopped,
}

impl Error {
    /// Its kind, as a label of [`names::FAULTS`].
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Source(fault) => fault.kind(),
            Self::Store(_) => "database",
            Self::Stopped => "stopped",
        }
    }
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Everything up to this slot is recorded.
    pub reached: u64,
    /// Transactions recorded.
    pub transactions: u64,
    /// Events recorded.
    pub events: u64,
    /// Transactions that were on a fork.
    pub forked: usize,
}

/// How the chain is followed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The node, and how it is queried.
    pub node: Options,
    /// Whether to record confirmed transactions and follow forks.
    pub confirmed: bool,
    /// Transactions requested in parallel.
    pub parallel: usize,
}

/// Follows one chain into one database. It blocks: give it a thread of its own, without a runtime.
pub struct Follower {
    store: Arc<Store>,
    runtime: Handle,
    /// Queried for finalized transactions.
    finalized: Node,
    /// Queried for confirmed transactions.
    confirmed: Option<Node>,
    /// Each reads transactions on a thread of its own.
    readers: Vec<Node>,
    page: usize,
    /// Whether the database is known to belong to this network.
    is_checked: bool,
    /// Whether the node's first slot is stored.
    has_since: bool,
    /// Whether everything recorded is finalized, or is followed until it is.
    is_settled: bool,
}

impl Follower {
    /// Follows the chain behind a node into `store`, whose work runs on `runtime`.
    pub fn new(store: Arc<Store>, runtime: Handle, plan: &Plan) -> Self {
        let node = |level| Node::new(&plan.node, level);
        let level = match plan.confirmed {
            true => CommitmentLevel::Confirmed,
            false => CommitmentLevel::Finalized,
        };
        Self {
            store,
            runtime,
            finalized: node(CommitmentLevel::Finalized),
            confirmed: plan.confirmed.then(|| node(level)),
            readers: (0..plan.parallel.max(1)).map(|_| node(level)).collect(),
            page: plan.node.page,
            is_checked: false,
            has_since: false,
            is_settled: plan.confirmed,
        }
    }

    /// One round. It calls `stop` between steps.
    ///
    /// # Errors
    /// Why it was cut off. Nothing is lost.
    pub fn round(&mut self, stop: &dyn Fn() -> bool) -> Result<Round, Error> {
        let round = self.steps(stop);
        if let Err(error) = &round {
            counter!(names::FAULTS, "kind" => error.kind()).increment(1);
        }
        round
    }

    fn steps(&mut self, stop: &dyn Fn() -> bool) -> Result<Round, Error> {
        self.check_network()?;
        let mut reached = self.finalized.slot()?;
        for program in PROGRAMS {
            self.walk(&program, reached, stop)?;
        }
        self.note_since()?;
        let mut round = Round::default();
        if let Some(node) = &self.confirmed {
            reached = node.slot()?.max(reached);
            let tail = self.tail(node, reached, stop)?;
            round.forked = self.runtime.block_on(self.store.tail(&tail))?;
        } else if !self.is_settled {
            // Confirmed transactions of an earlier process that are not finalized yet.
            round.forked = self.runtime.block_on(self.store.tail(&[]))?;
            self.is_settled = true;
        }
        self.runtime.block_on(self.store.set_listed(reached))?;
        counter!(names::FORKED).increment(u64::try_from(round.forked).unwrap_or(u64::MAX));
        loop {
            going_on(stop)?;
            let next = self.store.next(reached, BATCH);
            let wanted = self.runtime.block_on(next)?;
            if wanted.is_empty() {
                break;
            }
            let left = self.runtime.block_on(self.store.to_record())?;
            gauge!(names::TO_RECORD).set(left as f64);
            let (transactions, events) = self.record(&wanted)?;
            round.transactions = round.transactions.saturating_add(transactions);
            round.events = round.events.saturating_add(events);
        }
        self.runtime.block_on(self.store.set_reached(reached))?;
        gauge!(names::TO_RECORD).set(0.0);
        gauge!(names::REACHED).set(reached as f64);
        round.reached = reached;
        Ok(round)
    }

    /// Refuses a database of another network.
    fn check_network(&mut self) -> Result<(), Error> {
        if !self.is_checked {
            let genesis = self.finalized.genesis()?;
            self.runtime.block_on(self.store.of_network(&genesis))?;
            self.is_checked = true;
        }
        Ok(())
    }

    /// Reads a program's list from the newest transaction back to the newest of the last walk.
    fn walk(&self, program: &Pubkey, least: u64, stop: &dyn Fn() -> bool) -> Result<(), Error> {
        let stored = self.store.cursor(program);
        let mut cursor = self.runtime.block_on(stored)?;
        // A walk that was cut off began below the newest transactions.
        let was_walking = cursor.is_walking();
        self.pages(program, &mut cursor, least, stop)?;
        if was_walking {
            self.pages(program, &mut cursor, least, stop)?;
        }
        Ok(())
    }

    fn pages(
        &self,
        program: &Pubkey,
        cursor: &mut Cursor,
        least: u64,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Error> {
        loop {
            going_on(stop)?;
            let page = self
                .finalized
                .list(program, &cursor.next(self.page, least))?;
            let before = *cursor;
            let found = cursor.take(page).map_err(Fault::from)?;
            if *cursor != before {
                let list = self.store.list(program, cursor, &found);
                self.runtime.block_on(list)?;
            }
            if !cursor.is_walking() {
                return Ok(());
            }
        }
    }

    /// Transactions of all programs that are confirmed and newer than the finalized lists.
    fn tail(&self, node: &Node, least: u64, stop: &dyn Fn() -> bool) -> Result<Vec<Listed>, Error> {
        let mut tail = Vec::new();
        for program in PROGRAMS {
            let stored = self.store.cursor(&program);
            let mut cursor = self.runtime.block_on(stored)?;
            loop {
                going_on(stop)?;
                let page = node.list(&program, &cursor.next(self.page, least))?;
                tail.extend(cursor.take(page).map_err(Fault::from)?);
                if !cursor.is_walking() {
                    break;
                }
            }
        }
        Ok(tail)
    }

    /// Stores the node's first slot, once the lists have been read to their ends.
    fn note_since(&mut self) -> Result<(), Error> {
        if self.has_since {
            return Ok(());
        }
        let status = self.runtime.block_on(self.store.status())?;
        if status.since.is_none() {
            let since = self.finalized.first_slot().unwrap_or(0);
            if since > 1 {
                tracing::warn!(
                    since,
                    "the node has no blocks before this slot: earlier transactions, if any, are missing"
                );
            }
            self.runtime.block_on(self.store.set_since(since))?;
        }
        self.has_since = true;
        Ok(())
    }

    /// Reads and records transactions. Returns the numbers of transactions and of events.
    fn record(&mut self, wanted: &[Wanted]) -> Result<(u64, u64), Error> {
        let batch = self.read(wanted)?;
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let transactions = count(batch.len());
        let mut events = 0_u64;
        for program in PROGRAMS {
            let all = batch.iter().flat_map(|it| &it.events);
            let of = count(all.filter(|it| it.program == program).count());
            counter!(names::EVENTS, "program" => program.to_string()).increment(of);
            events = events.saturating_add(of);
        }
        let folded = self.runtime.block_on(self.store.record(batch))?;
        counter!(names::UNKNOWN).increment(folded.unknown);
        counter!(names::REFUSED).increment(folded.refused.map_or(0, |(count, _)| count));
        Ok((transactions, events))
    }

    /// Reads transactions in parallel.
    fn read(&mut self, wanted: &[Wanted]) -> Result<Vec<Transaction>, Fault> {
        let parts = wanted.len().div_ceil(self.readers.len()).max(1);
        let parts = wanted.chunks(parts).zip(&mut self.readers);
        thread::scope(|scope| {
            let read = |(part, node): (&[Wanted], &mut Node)| {
                node.forget();
                let read = part.iter().map(|it| node.transaction(it));
                read.collect::<Result<Vec<_>, Fault>>()
            };
            let readers: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
            let mut all = Vec::with_capacity(wanted.len());
            for reader in readers {
                match reader.join() {
                    Ok(read) => all.extend(read?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(all)
        })
    }
}

fn going_on(stop: &dyn Fn() -> bool) -> Result<(), Error> {
    match stop() {
        true => Err(Error::Stopped),
        false => Ok(()),
    }
}
