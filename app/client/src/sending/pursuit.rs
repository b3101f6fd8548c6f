//! Broadcasts signed transactions until each is concluded, or time is up.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread::scope,
    time::Duration,
};

use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

use super::{
    evidence::{Conclusion, Evidence, Life, Look, LIFETIME},
    node::{At, Fault, Kind, Node, Tip},
    Announcement, Backoff, Clock, Expiry, Observer, Patience,
};
use crate::transaction;

/// Between two looks, at first and at most.
const LOOKS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));
/// Between two broadcasts.
const REBROADCAST: Duration = Duration::from_secs(1);
/// Requests in flight.
const WORKERS: usize = 16;
/// The most signatures that one `getSignatureStatuses` takes.
pub(crate) const BATCH: usize = 256;

/// A transaction to send.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) transaction: VersionedTransaction,
    pub(crate) life: Life,
    /// When its blockhash was given, or its nonce read, by the clock.
    pub(crate) born: Duration,
}

impl Signed {
    pub(crate) fn signature(&self) -> Signature {
        let first = self.transaction.signatures.first();
        first.copied().unwrap_or_default()
    }

    fn announcement(&self) -> Announcement {
        Announcement {
            signature: self.signature(),
            expiry: match self.life {
                Life::Blockhash {
                    last_height: Some(height),
                    ..
                } => Expiry::Height(height),
                Life::Blockhash { hash, .. } => Expiry::Blockhash(hash),
                Life::Nonce { account, .. } => Expiry::Nonce(account),
            },
            fee: transaction::fee(&self.transaction),
        }
    }
}

/// How a transaction ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// In a block, in this slot.
    Confirmed(u64),
    /// In a block, and failed.
    Failed(TransactionError),
    /// Not taken by any node.
    Refused(Fault),
    /// Not taken by any node, for want of an answer.
    Unsent(Fault),
    /// In no block, and never will be.
    Expired,
    /// The same, for its nonce is over.
    NonceAdvanced,
    /// In no block yet; its nonce still holds.
    Pending,
    /// In a block or not.
    Unknown(String),
}

impl From<Conclusion> for Ended {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Settled(slot, Ok(())) => Self::Confirmed(slot),
            Conclusion::Settled(_, Err(error)) => Self::Failed(error),
            Conclusion::Expired => Self::Expired,
            Conclusion::NonceAdvanced => Self::NonceAdvanced,
            Conclusion::Pending => Self::Pending,
        }
    }
}

/// A transaction under way.
struct Tracked {
    signed: Signed,
    evidence: Evidence,
    /// Whether a node may have taken it.
    taken: bool,
    /// Whether the last look found it in no block.
    missing: bool,
    /// Why the last broadcast failed.
    fault: Option<Fault>,
    ended: Option<Ended>,
}

impl Tracked {
    fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    fn conclude(&mut self, conclusion: Option<Conclusion>) {
        if let (None, Some(conclusion)) = (&self.ended, conclusion) {
            self.ended = Some(conclusion.into());
        }
    }

    fn is_unconnected(&self) -> bool {
        let fault = self.fault.as_ref();
        fault.is_some_and(|fault| fault.kind == Kind::Unconnected)
    }

    /// Takes in what came of a broadcast.
    fn broadcast(&mut self, outcome: Result<(), Fault>) {
        self.fault = outcome.err();
        self.taken |= match &self.fault {
            None => true,
            Some(fault) => match &fault.refusal {
                Some((TransactionError::AlreadyProcessed, _)) => true,
                _ => fault.kind == Kind::Lost,
            },
        };
    }

    /// Once nobody has taken it for as long as is waited for that.
    fn give_up(&mut self, waited: Duration, patience: &Patience) {
        let Some(fault) = self.fault.as_ref().filter(|_| !self.taken) else {
            return;
        };
        let not_yet = matches!(
            fault.refusal,
            Some((TransactionError::BlockhashNotFound, _))
        );
        let (limit, is_refused) = match fault.kind {
            Kind::Refused if not_yet => (patience.blockhash, true),
            Kind::Refused => (Duration::ZERO, true),
            Kind::Unconnected => (patience.connection, false),
            Kind::Busy | Kind::Lost => (patience.answer, false),
        };
        if waited >= limit && !self.evidence.is_seen() {
            let fault = fault.clone();
            self.ended = Some(if is_refused {
                Ended::Refused(fault)
            } else {
                Ended::Unsent(fault)
            });
        }
    }

    /// When time is up.
    fn time_out(&mut self, waited: Duration, silence: Option<&Fault>) {
        if !self.is_open() {
            return;
        }
        if let (false, false, Some(fault)) =
            (self.taken, self.evidence.is_seen(), self.fault.clone())
        {
            self.ended = Some(Ended::Unsent(fault));
            return;
        }
        let seconds = waited.as_secs();
        self.ended = Some(Ended::Unknown(match silence {
            Some(fault) => format!("the network does not answer: {}", fault.words),
            None if self.evidence.is_seen() => {
                format!("it was in a block that did not become sure within {seconds} s")
            }
            None => format!("it was in no block for {seconds} s, but may still come into one"),
        }));
    }
}

/// What pursues transactions.
pub(crate) struct Pursuit<'a> {
    pub(crate) node: &'a dyn Node,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) patience: &'a Patience,
}

impl Pursuit<'_> {
    /// Announces and sends them. Ends when all have ended, or one has failed: those without an end were then under way.
    pub(crate) fn run(&self, signed: Vec<Signed>) -> Vec<Option<Ended>> {
        let announced: Vec<_> = signed.iter().map(Signed::announcement).collect();
        self.observer.announce(&announced);
        let mut all: Vec<_> = signed
            .into_iter()
            .map(|signed| Tracked {
                evidence: Evidence::new(signed.life),
                signed,
                taken: false,
                missing: true,
                fault: None,
                ended: None,
            })
            .collect();
        let start = self.clock.now();
        let waited = || self.clock.now().saturating_sub(start);
        let mut due = start;
        let mut backoff = Backoff::new(LOOKS.0, LOOKS.1);
        loop {
            if self.clock.now() >= due {
                self.broadcast(&mut all);
                due = self.clock.now().saturating_add(REBROADCAST);
            }
            let looked = self.look(&mut all);
            for tracked in all.iter_mut().filter(|it| it.is_open()) {
                // A status may still show that it was taken: without an answer about that, it is asked again.
                if looked.is_ok() || tracked.is_unconnected() {
                    tracked.give_up(waited(), self.patience);
                }
            }
            if waited() >= self.patience.outcome {
                let silence = looked.as_ref().err();
                all.iter_mut().for_each(|it| it.time_out(waited(), silence));
            }
            let stop = |it: &Tracked| {
                matches!(
                    it.ended,
                    Some(Ended::Failed(_) | Ended::Refused(_) | Ended::Unsent(_))
                )
            };
            if !all.iter().any(Tracked::is_open) || all.iter().any(stop) {
                return all.into_iter().map(|it| it.ended).collect();
            }
            let left = self.patience.outcome.saturating_sub(waited());
            self.clock.wait(backoff.next().min(left));
        }
    }

    /// Sends those to the node that are in no block.
    fn broadcast(&self, all: &mut [Tracked]) {
        let mut missing: Vec<_> = all
            .iter_mut()
            .filter(|it| it.is_open() && it.missing)
            .collect();
        if let [one] = missing.as_mut_slice() {
            return one.broadcast(self.node.broadcast(&one.signed.transaction));
        }
        let next = AtomicUsize::new(0);
        let outcomes = scope(|scope| {
            let worker = || {
                let mut outcomes = Vec::new();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(tracked) = missing.get(place) else {
                        return outcomes;
                    };
                    let outcome = self.node.broadcast(&tracked.signed.transaction);
                    outcomes.push((place, outcome));
                }
            };
            let workers = WORKERS.min(missing.len());
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
            let joined = workers.into_iter().map(|worker| worker.join());
            joined.collect::<Vec<_>>()
        });
        for (place, outcome) in outcomes.into_iter().flatten().flatten() {
            missing[place].broadcast(outcome);
        }
    }

    /// Takes in what the nodes say now.
    fn look(&self, all: &mut [Tracked]) -> Result<(), Fault> {
        let mut open: Vec<_> = all.iter_mut().filter(|it| it.is_open()).collect();
        for batch in open.chunks_mut(BATCH) {
            let signatures: Vec<_> = batch.iter().map(|it| it.signed.signature()).collect();
            let found = self.node.statuses(&signatures, false)?;
            for (tracked, status) in batch.iter_mut().zip(&found.value) {
                tracked.missing = status.is_none();
                let conclusion = tracked.evidence.status(status.as_ref());
                tracked.conclude(conclusion);
            }
        }
        let now = self.clock.now();
        let age = |it: &Tracked| now.saturating_sub(it.signed.born);
        open.retain(|it| it.is_open() && age(it) >= LIFETIME);
        if open.is_empty() {
            return Ok(());
        }
        let tip = self.node.tip()?;
        let mut usable: Vec<(Hash, At<bool>)> = Vec::new();
        for tracked in open {
            let life = *tracked.evidence.life();
            let look = self.look_closer(tracked, &life, tip, &mut usable)?;
            let age = age(tracked);
            let conclusion = tracked.evidence.look(age, &look);
            tracked.conclude(conclusion);
        }
        Ok(())
    }

    /// Asks, in this order, whether it may still be executed, and if not, whether it was.
    fn look_closer(
        &self,
        tracked: &Tracked,
        life: &Life,
        tip: Tip,
        known: &mut Vec<(Hash, At<bool>)>,
    ) -> Result<Look, Fault> {
        let usable = match life {
            Life::Blockhash { hash, .. } => match known.iter().find(|(it, _)| it == hash) {
                Some((_, usable)) => *usable,
                None => {
                    let usable = self.node.is_valid(hash, tip.slot)?;
                    known.push((*hash, usable));
                    usable
                }
            },
            Life::Nonce { account, value, .. } => {
                let held = self.node.nonce(account, tip.slot)?;
                At {
                    slot: held.slot,
                    value: held.value == Some(*value),
                }
            }
        };
        let mut look = Look {
            tip,
            usable,
            found: None,
            history: true,
        };
        if !usable.value {
            let signatures = [tracked.signed.signature()];
            let found = match self.node.statuses(&signatures, true) {
                // Without a history, the node remembers only some minutes.
                Err(fault) if fault.kind == Kind::Refused => {
                    look.history = false;
                    self.node.statuses(&signatures, false)?
                }
                found => found?,
            };
            look.found = Some(At {
                slot: found.slot,
                value: found.value.into_iter().next().flatten(),
            });
        }
        Ok(look)
    }
}

#[cfg(test)]
mod tests;
