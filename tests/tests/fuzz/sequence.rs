//! One sequence: actions, checks after each, and the end, at which everyone leaves.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    panic::{catch_unwind, AssertUnwindSafe},
};

use anchor_lang::{prelude::Pubkey, solana_program::system_program};
use anchor_spl::token;
use io_client::SendError;
use io_common::CommonError;
use io_tests::{catalogue::Thing, Cast, Chain};
use io_vm::Vm;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use solana_signer::Signer;

use crate::{
    action::{Action, How, Verb},
    draw::draw,
    exits,
    outside::{self, Given, Outside, Poster},
    plan::{Decision, Stage},
    report,
    rules::Change,
    setting,
    view::View,
};

/// Decisions that attestors are asked to approve at one time.
const ASKED: usize = 6;

/// One in this many actions is followed by a check of the order of two, unless the environment says otherwise or a
/// sequence is replayed.
const ORDERS: u64 = 8;

/// How often which verb had which outcome.
pub type Counts = BTreeMap<(String, String), u64>;

/// A sequence that broke a rule.
#[derive(Clone)]
pub struct Failure {
    pub seed: u64,
    pub actions: Vec<Action>,
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let reason = self.reason.lines().collect::<Vec<_>>().join("\n# ");
        writeln!(f, "# seed {}: {reason}", self.seed)?;
        self.actions
            .iter()
            .try_for_each(|action| writeln!(f, "{action}"))
    }
}

/// What came of an action.
#[derive(Default)]
struct Done {
    signers: BTreeSet<Pubkey>,
    /// Whether a program has accepted it.
    accepted: bool,
}

/// A network in the middle of a sequence.
pub struct Sequence {
    pub chain: Chain,
    pub view: View,
    pub given: Given,
    /// Transactions that were accepted: each may have rounded rewards off.
    pub sent: u64,
    asked: Vec<(Decision, [u8; 32])>,
    frozen: BTreeSet<Pubkey>,
    poster: Poster,
    /// One in this many actions is followed by a check of the order of two.
    every: u64,
    counts: Counts,
}

impl Sequence {
    /// At the beginning.
    pub fn new(chain: &Chain) -> Self {
        let mut chain = chain.clone();
        Self {
            view: View::read(&mut chain),
            chain,
            given: Given {
                fees: setting::VAULT.into(),
                ..Given::default()
            },
            sent: 0,
            asked: Vec::new(),
            frozen: BTreeSet::new(),
            poster: Poster::GOOD,
            every: 1,
            counts: Counts::new(),
        }
    }

    /// Copies what the network does not record: what was given, sent, requested and frozen.
    pub fn copy_from(&mut self, other: &Self) {
        self.view = View::read(&mut self.chain).remember(&other.view);
        (self.given, self.sent, self.poster) = (other.given, other.sent, other.poster);
        self.asked.clone_from(&other.asked);
        self.frozen.clone_from(&other.frozen);
    }

    /// Draws and plays the requested number of actions, and winds everything up.
    pub fn play(
        chain: &Chain,
        seed: u64,
        length: usize,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut sequence, mut actions) = (Self::new(chain), Vec::new());
        let every = std::env::var("IO_FUZZ_ORDERS").ok();
        sequence.every = every.map_or(ORDERS, |it| it.parse().unwrap());
        let mut outcome = Ok(());
        while outcome.is_ok() && actions.len() < length {
            let cast = sequence.chain.cast.clone();
            let action = draw(&mut rng, sequence.stage(&cast));
            actions.push(action);
            outcome = sequence.guarded(|it| it.step(&action));
        }
        let outcome = outcome.and_then(|()| sequence.guarded(Self::wind_up));
        for (what, count) in sequence.counts {
            *counts.entry(what).or_default() += count;
        }
        outcome.map_err(|reason| Failure {
            seed,
            actions,
            reason,
        })
    }

    /// Plays `actions`; what is broken, and after how many of them.
    pub fn replay(chain: &Chain, actions: &[Action]) -> Result<(), (usize, String)> {
        let mut sequence = Self::new(chain);
        for (place, action) in actions.iter().enumerate() {
            let outcome = sequence.guarded(|it| it.step(action));
            outcome.map_err(|reason| (place + 1, reason))?;
        }
        let left = sequence.guarded(Self::wind_up);
        left.map_err(|reason| (actions.len(), reason))
    }

    /// A panic is a failure like any other.
    fn guarded(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        done.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            Err(format!("panic: {}", text.unwrap_or_default()))
        })
    }

    pub fn stage<'a>(&'a self, cast: &'a Cast) -> Stage<'a> {
        Stage {
            view: &self.view,
            cast,
            asked: &self.asked,
            frozen: &self.frozen,
        }
    }

    /// Plays one action without checks.
    pub fn act(&mut self, action: &Action) -> Result<(), String> {
        self.carry_out(action)?;
        self.view = View::read(&mut self.chain).remember(&self.view);
        Ok(())
    }

    fn count(&mut self, action: &Action, outcome: &str) {
        let what = (format!("{:?}", action.verb), outcome.to_string());
        *self.counts.entry(what).or_default() += 1;
    }

    /// Plays one action and checks everything.
    pub fn step(&mut self, action: &Action) -> Result<(), String> {
        let done = self.carry_out(action)?;
        let after = View::read(&mut self.chain).remember(&self.view);
        let before = std::mem::replace(&mut self.view, after);
        let cast = self.chain.cast.clone();
        let change = Change {
            before: &before,
            after: &self.view,
            cast: &cast,
            signers: &done.signers,
            given: &self.given,
        };
        change.check()?;
        if done.accepted {
            change.payees(action)?;
        }
        let things = self.things(&before, action);
        let tried = exits::try_out(&self.chain, self.stage(&cast), &things, action.who)?;
        for verb in tried {
            let what = (report::WAYS_OUT.into(), format!("{verb:?}"));
            *self.counts.entry(what).or_default() += 1;
        }
        self.orders(action)
    }

    /// At some moments, which the numbers of the action choose, two actions are played in both orders.
    fn orders(&mut self, action: &Action) -> Result<(), String> {
        let number = u64::from(action.who) * 1_000_003 + u64::from(action.at) * 1_009;
        let number = number + u64::from(action.size);
        if !number.is_multiple_of(self.every) {
            return Ok(());
        }
        if let Some(met) = self.try_orders(number)? {
            let counted = self
                .counts
                .entry(("pairs".into(), met.reported()))
                .or_default();
            *counted += 1;
        }
        Ok(())
    }

    fn carry_out(&mut self, action: &Action) -> Result<Done, String> {
        let cast = self.chain.cast.clone();
        if let Some(outside) = outside::outside(&self.view, &cast, self.poster, action) {
            let signers = self.outside(action, outside)?;
            return Ok(Done {
                signers,
                accepted: false,
            });
        }
        let stage = Stage {
            view: &self.view,
            cast: &cast,
            asked: &self.asked,
            frozen: &self.frozen,
        };
        let promise = stage.promise(action);
        let Some(plan) = stage.plan(action) else {
            self.count(action, "nothing to act on");
            return Ok(Done::default());
        };
        let how = action.how;
        let unfollowed = !plan.follow.is_empty();
        let early = how == How::Early && (plan.clock.is_some() || unfollowed);
        if let (Some(suppliers), false) = (&plan.clock, early) {
            self.chain.catch_up(suppliers)?;
        }
        let must_fail = |outcome: Result<(), SendError>, why: &str| match outcome {
            Ok(()) => Err(format!("{why}: {action}: accepted, but must be refused")),
            Err(error) => sound(&error),
        };
        let behind = plan
            .clock
            .as_ref()
            .is_some_and(|it| self.view.is_behind(it));
        let signers: BTreeSet<Pubkey> = plan.signers.iter().map(|it| it.pubkey()).collect();
        let asks = plan.asks.clone();
        let outcome = if how == How::ByStranger && plan.guarded {
            must_fail(plan.forge(&mut self.chain), "another's right")?;
            "refused to a stranger".into()
        } else if early && (behind || unfollowed) {
            must_fail(plan.send_unfollowed(&mut self.chain), "P-07")?;
            "refused while clock or slashes are behind".into()
        } else {
            let outcome = plan.send(&mut self.chain);
            if let Some(expected) = promise.filter(|expected| *expected != outcome.is_ok()) {
                let reported = exits::reported(expected, outcome.err());
                return Err(format!("P-14: {action}: {reported}"));
            }
            match outcome {
                Ok(()) if how == How::Twice => {
                    let again = plan.send_unfollowed(&mut self.chain);
                    match (action.verb.is_once(), again) {
                        (true, again) => must_fail(again, "twice")?,
                        (false, Err(error)) => sound(&error)?,
                        (false, Ok(())) => {}
                    }
                    "accepted".into()
                }
                Ok(()) => "accepted".into(),
                Err(error) => {
                    sound(&error)?;
                    reason(&error)
                }
            }
        };
        self.sent += 2 + plan.follow.len() as u64;
        if let (Some(asked), "accepted") = (asks, outcome.as_str()) {
            self.asked.push(asked);
            let over = self.asked.len().saturating_sub(ASKED);
            self.asked.drain(..over);
        }
        if action.verb == Verb::DecisionApproved && !self.asked.is_empty() {
            self.asked.remove(action.at as usize % self.asked.len());
        }
        self.count(action, &outcome);
        let accepted = outcome == "accepted";
        Ok(Done { signers, accepted })
    }

    fn outside(&mut self, action: &Action, outside: Outside) -> Result<BTreeSet<Pubkey>, String> {
        let mut signers = BTreeSet::new();
        match outside {
            Outside::Time(now) => {
                self.chain.vm.set_unix_time(now);
                self.poster.post(&mut self.chain);
            }
            Outside::Prices(poster) => {
                self.poster = poster;
                self.poster.post(&mut self.chain);
            }
            Outside::Rent(lamports) => self.chain.vm.set_rent(lamports),
            Outside::Freeze(account, freeze, escrow) => {
                outside::set_frozen(&mut self.chain, &account, freeze);
                match (escrow, freeze) {
                    (Some(rental), true) => _ = self.frozen.insert(rental),
                    (Some(rental), false) => _ = self.frozen.remove(&rental),
                    (None, _) => {}
                }
            }
            Outside::Tokens(moved) => {
                signers.extend(moved.signer.map(|it| it.pubkey()));
                let sent = self
                    .chain
                    .send(&moved.instructions, moved.signer.as_slice());
                if let Err(error) = sent {
                    self.count(action, &reason(&error));
                    return Ok(signers);
                }
                self.given.rewards += moved.given.rewards;
                self.given.stake += moved.given.stake;
                self.given.fees += moved.given.fees;
                self.given.burned += moved.given.burned;
            }
        }
        self.count(action, "accepted");
        Ok(signers)
    }

    /// What the action has touched, and one thing more, which its numbers choose.
    fn things(&self, before: &View, action: &Action) -> Vec<(Thing, u32)> {
        let (after, at) = (&self.view, action.at);
        let one = match (action.who + action.size) % 6 {
            0 => Thing::Reservation,
            1 => Thing::Delegation,
            2 => Thing::Supplier,
            3 => Thing::Slash,
            4 => Thing::Offer,
            _ => Thing::Rest,
        };
        let mut things = vec![(one, at)];
        for (place, it) in (0..).zip(&after.all.reservations) {
            let mut old = before.all.reservations.iter();
            let same =
                old.any(|old| old.address == it.address && old.reservation == it.reservation);
            things.extend((!same).then_some((Thing::Reservation, place)));
        }
        for (place, (address, it)) in (0..).zip(&after.all.suppliers) {
            let same = before.all.suppliers.get(address).is_some_and(|old| {
                (old.stake, old.slashes, old.owner) == (it.stake, it.slashes, it.owner)
            });
            things.extend((!same).then_some((Thing::Supplier, place)));
        }
        for (place, it) in (0..).zip(&after.all.delegations) {
            let mut old = before.all.delegations.iter();
            let same = old.any(|old| bytemuck::bytes_of(old) == bytemuck::bytes_of(it));
            things.extend((!same).then_some((Thing::Delegation, place)));
        }
        for (place, it) in (0..).zip(&after.all.slashes) {
            let same = before.all.slashes.contains(it);
            things.extend((!same).then_some((Thing::Slash, place)));
        }
        things
    }
}

/// Why a transaction was refused, in a word: the number of the error, or what the runtime says of its instruction.
fn reason(error: &SendError) -> String {
    match (error.code(), error) {
        (Some(code), _) => code.to_string(),
        (None, SendError::Refused { error, .. }) => {
            let reported = error.to_string();
            reported.rsplit(": ").next().unwrap_or_default().into()
        }
        (None, other) => other.to_string(),
    }
}

/// Refusals that say that the amounts of a program do not fit together: no user can ever see one.
pub fn sound(error: &SendError) -> Result<(), String> {
    let broken = [
        CommonError::MathOverflow.into(),
        CommonError::DivisionByZero.into(),
        anchor_lang::error::ErrorCode::RequireViolated.into(),
        anchor_lang::error::ErrorCode::RequireEqViolated.into(),
        anchor_lang::error::ErrorCode::RequireGteViolated.into(),
        anchor_lang::error::ErrorCode::RequireGtViolated.into(),
    ];
    // Token and system program have words of their own, some of them without a number.
    let first = error.logs().iter().find(|line| line.contains(" failed: "));
    let theirs = [token::ID, system_program::ID].map(|id| format!("Program {id} failed: "));
    let theirs = first.is_some_and(|line| theirs.iter().any(|start| line.starts_with(start)));
    match error.code() {
        Some(code) if !broken.contains(&code) => Ok(()),
        None if theirs => Ok(()),
        _ => Err(format!("refused as nobody may be: {error}")),
    }
}
