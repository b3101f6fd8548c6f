//! Follows the chain: reads the lists of the programs, then the listed transactions, oldest first, into the database.
//!
//! A round ends with everything recorded up to the slot that the node had when the round began. Nothing but the database says
//! how far a round has come: one that is cut off is gone on with by the next.

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

/// Transactions that are recorded together, at least if there are so many.
const BATCH: usize = 256;

/// Names of what the indexer counts.
pub mod names {
    /// Events recorded, by program.
    pub const EVENTS: &str = "io_indexer_events_total";
    /// Events that this version does not know.
    pub const UNKNOWN: &str = "io_indexer_unknown_events_total";
    /// Events that did not follow from the rows.
    pub const REFUSED: &str = "io_indexer_refused_events_total";
    /// Transactions that were on a fork.
    pub const FORKED: &str = "io_indexer_forked_transactions_total";
    /// Rounds that a fault of the node or of the database cut off, by kind.
    pub const FAULTS: &str = "io_indexer_faults_total";
    /// Everything up to this slot is recorded.
    pub const REACHED: &str = "io_indexer_reached_slot";
    /// Transactions that are listed and not recorded.
    pub const TO_RECORD: &str = "io_indexer_transactions_to_record";
}

/// What the indexer counts.
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
        help: "Events that did not follow from the rows before them",
    },
    Metric {
        name: names::FORKED,
        kind: Kind::Counter,
        help: "Transactions taken out because they were on a fork",
    },
    Metric {
        name: names::FAULTS,
        kind: Kind::Counter,
        help: "Rounds that a fault of the node or of the database cut off, by kind",
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

/// Why a round was cut off. The next one goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// By the node.
    #[error(transparent)]
    Source(#[from] Fault),
    /// By the database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// It was to stop.
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

/// What a round has done.
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
    /// How nodes are asked.
    pub node: Options,
    /// Whether to follow what is confirmed, and forks with it.
    pub confirmed: bool,
    /// Transactions that are asked for at once.
    pub parallel: usize,
}

/// Follows one chain into one database. It blocks: give it a thread of its own, without a runtime.
pub struct Follower {
    store: Arc<Store>,
    runtime: Handle,
    /// For what is finalised.
    finalised: Node,
    /// For what is confirmed.
    confirmed: Option<Node>,
    /// For transactions.
    readers: Vec<Node>,
    page: usize,
    /// Whether the database was found to be of this network.
    is_checked: bool,
    /// Whether the first slot of the node is noted.
    has_since: bool,
    /// Whether all that is recorded is finalised, or is followed until it is.
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
            finalised: node(CommitmentLevel::Finalized),
            confirmed: plan.confirmed.then(|| node(level)),
            readers: (0..plan.parallel.max(1)).map(|_| node(level)).collect(),
            page: plan.node.page,
            is_checked: false,
            has_since: false,
            is_settled: plan.confirmed,
        }
    }

    /// One round. `stop` is asked between its steps.
    ///
    /// # Errors
    /// Why it was cut off. Nothing is lost by that.
    pub fn round(&mut self, stop: &dyn Fn() -> bool) -> Result<Round, Error> {
        let round = self.steps(stop);
        if let Err(error) = &round {
            counter!(names::FAULTS, "kind" => error.kind()).increment(1);
        }
        round
    }

    fn steps(&mut self, stop: &dyn Fn() -> bool) -> Result<Round, Error> {
        self.check_network()?;
        let mut reached = self.finalised.slot()?;
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
            // What an earlier process has recorded as confirmed, and is not finalised.
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
            let genesis = self.finalised.genesis()?;
            self.runtime.block_on(self.store.of_network(&genesis))?;
            self.is_checked = true;
        }
        Ok(())
    }

    /// Reads the list of a program from the newest back to what was read before.
    fn walk(&self, program: &Pubkey, least: u64, stop: &dyn Fn() -> bool) -> Result<(), Error> {
        let stored = self.store.cursor(program);
        let mut cursor = self.runtime.block_on(stored)?;
        // One that was cut off begins before what is newest now.
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
                .finalised
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

    /// What is confirmed and newer than what was listed as finalised, of all programs.
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

    /// Notes the first slot that the node has, once the lists were read to their ends.
    fn note_since(&mut self) -> Result<(), Error> {
        if self.has_since {
            return Ok(());
        }
        let status = self.runtime.block_on(self.store.status())?;
        if status.since.is_none() {
            let since = self.finalised.first_slot().unwrap_or(0);
            if since > 1 {
                tracing::warn!(
                    since,
                    "the node has no blocks before this slot: transactions before it are missing, if there were any"
                );
            }
            self.runtime.block_on(self.store.set_since(since))?;
        }
        self.has_since = true;
        Ok(())
    }

    /// Reads transactions and records them; how many, and how many events.
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

    /// Reads transactions, each reader its part of them.
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
