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
    Announcement, Backoff, Clock, Expiry, Observer, Timeouts,
};
use crate::transaction;

/// Between two looks, at first and at most.
const LOOKS: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(500));
/// Between two broadcasts.
const REBROADCAST: Duration = Duration::from_secs(1);
/// From a refusal to its end: several slots, in which a status may show that another node has taken it.
const REFUSAL: Duration = Duration::from_secs(2);
/// For so long a last block stands that no node has come to yet; it may have been one that there is not.
const HELD: Duration = Duration::from_secs(30);
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

    pub(crate) fn announcement(&self) -> Announcement {
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
    /// Not taken by the only node that it was ever sent to.
    Refused(Fault),
    /// Never left, for want of a connection.
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
    /// How often it may have left.
    sent: u32,
    /// Whether the last look found it in no block.
    missing: bool,
    /// Why the last broadcast failed.
    fault: Option<Fault>,
    /// When that was, by the clock.
    faulted: Duration,
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

    /// Why it was never sent.
    fn never_left(&self) -> Option<&Fault> {
        let fault = self.fault.as_ref();
        fault.filter(|it| self.sent == 0 && it.kind == Kind::Unconnected)
    }

    /// Why the only node that ever got it has not taken it. One that is sent again, or by another before, may have been
    /// taken by then.
    fn refusal(&self) -> Option<&Fault> {
        let fault = self.fault.as_ref().filter(|it| {
            let is_repeated = matches!(
                it.refusal,
                Some((
                    // It is already known, or the node does not know the blockhash yet.
                    TransactionError::AlreadyProcessed | TransactionError::BlockhashNotFound,
                    _
                ))
            );
            it.kind == Kind::Refused && !is_repeated
        });
        fault.filter(|_| self.sent == 1 && self.signed.life.is_new())
    }

    /// Whether it is to be sent now.
    fn is_due(&self) -> bool {
        self.is_open() && self.missing && self.refusal().is_none()
    }

    /// Takes in what came of a broadcast.
    fn broadcast(&mut self, outcome: Result<(), Fault>, now: Duration) {
        self.fault = outcome.err();
        self.faulted = now;
        let is_unconnected = |it: &Fault| it.kind == Kind::Unconnected;
        if !self.fault.as_ref().is_some_and(is_unconnected) {
            self.sent = self.sent.saturating_add(1);
        }
    }

    /// Once nobody has taken it for as long as is waited for that. `looked` says whether statuses were answered: one may
    /// still show that it was taken.
    fn give_up(&mut self, now: Duration, waited: Duration, looked: bool, timeouts: &Timeouts) {
        if self.evidence.is_seen() {
            return;
        }
        let ended = match (self.never_left(), self.refusal()) {
            (Some(fault), _) if waited >= timeouts.connection => Ended::Unsent(fault.clone()),
            (_, Some(fault)) if looked && now.saturating_sub(self.faulted) >= REFUSAL => {
                Ended::Refused(fault.clone())
            }
            _ => return,
        };
        self.ended = Some(ended);
    }

    /// When time is up.
    fn time_out(&mut self, waited: Duration, silence: Option<&Fault>) {
        if !self.is_open() {
            return;
        }
        if let Some(fault) = self.never_left().filter(|_| !self.evidence.is_seen()) {
            self.ended = Some(Ended::Unsent(fault.clone()));
            return;
        }
        let seconds = waited.as_secs();
        self.ended = Some(Ended::Unknown(match silence {
            Some(fault) if fault.is_behind() => {
                format!("the network's node is behind: {}", fault.words)
            }
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
    pub(crate) timeouts: &'a Timeouts,
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
                sent: 0,
                missing: true,
                fault: None,
                faulted: Duration::ZERO,
                ended: None,
            })
            .collect();
        let start = self.clock.now();
        let waited = || self.clock.now().saturating_sub(start);
        let (mut due, mut held) = (start, None);
        let mut backoff = Backoff::new(LOOKS.0, LOOKS.1);
        loop {
            if self.clock.now() >= due {
                self.broadcast(&mut all);
                due = self.clock.now().saturating_add(REBROADCAST);
            }
            let looked = self.look(&mut all, &mut held);
            for tracked in all.iter_mut().filter(|it| it.is_open()) {
                tracked.give_up(self.clock.now(), waited(), looked.is_ok(), self.timeouts);
            }
            if waited() >= self.timeouts.outcome {
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
            let left = self.timeouts.outcome.saturating_sub(waited());
            self.clock.wait(backoff.next().min(left));
        }
    }

    /// Sends those to the node that are in no block.
    fn broadcast(&self, all: &mut [Tracked]) {
        let mut missing: Vec<_> = all.iter_mut().filter(|it| it.is_due()).collect();
        if let [one] = missing.as_mut_slice() {
            let outcome = self.node.broadcast(&one.signed.transaction);
            return one.broadcast(outcome, self.clock.now());
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
            missing[place].broadcast(outcome, self.clock.now());
        }
    }

    /// Takes in what the nodes say now. `held` is the last block of a node, as it was read then, that no node had come to: it is
    /// asked about again, since some nodes name a later one than they count as finalized.
    fn look(&self, all: &mut [Tracked], held: &mut Option<(Tip, Duration)>) -> Result<(), Fault> {
        let mut open: Vec<_> = all.iter_mut().filter(|it| it.is_open()).collect();
        for batch in open.chunks_mut(BATCH) {
            let signatures: Vec<_> = batch.iter().map(|it| it.signed.signature()).collect();
            let found = self.node.statuses(&signatures, false)?;
            for (tracked, status) in batch.iter_mut().zip(&found.value) {
                let conclusion = tracked.evidence.status(found.slot, status.as_ref());
                tracked.missing = status.is_none() || !tracked.evidence.is_seen();
                tracked.conclude(conclusion);
            }
        }
        let now = self.clock.now();
        let age = |it: &Tracked| now.saturating_sub(it.signed.born);
        open.retain(|it| it.is_open() && age(it) >= LIFETIME);
        if open.is_empty() {
            return Ok(());
        }
        let newest = self.node.tip()?;
        let is_held = |(tip, since): &(Tip, Duration)| {
            tip.slot <= newest.slot && now.saturating_sub(*since) <= HELD
        };
        let (tip, since) = held.take().filter(is_held).unwrap_or((newest, now));
        let mut usable: Vec<(Hash, At<bool>)> = Vec::new();
        for tracked in open {
            let life = *tracked.evidence.life();
            let look = self.look_closer(tracked, &life, tip, &mut usable);
            let look = look.inspect_err(|fault| {
                *held = fault.is_behind().then_some((tip, since));
            })?;
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
