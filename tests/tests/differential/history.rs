//! One history, played by the programs and by the model.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    panic::{catch_unwind, AssertUnwindSafe},
    sync::Arc,
};

use anchor_lang::error::ErrorCode;
use emissions::error::EmissionsError;
use io_client::SendError;
use io_common::CommonError;
use io_reference::{
    carry_out::Reported, predict::Expected, slash::Parts, stake::News, Action, Amount, Network,
    Person, Refusal, Schedule, Supplier,
};
use io_tests::START;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{
    chain::{actor, Chain, State, COMMISSION, MODELS, PEOPLE, SUPPLIERS, WALLET},
    compare::{self, Dust},
    draw::{self, Draw},
};

/// Actions of a history after its opening.
const ACTIONS: usize = 200;
/// After this many actions everything is compared, not only what the action has touched.
const ROUND: usize = 20;
/// One in this many histories is harsh.
const HARSH: u64 = 10;

/// A history that did not go as the model says.
pub struct Failure {
    seed: u64,
    actions: Vec<Action>,
    reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "history {}: {}", self.seed, self.reason)?;
        self.actions
            .iter()
            .try_for_each(|action| writeln!(f, "  {action:?}"))
    }
}

/// What has happened.
#[derive(Default)]
pub struct Coverage {
    /// How often each kind of action was accepted, and refused for which reason.
    pub kinds: BTreeMap<String, u64>,
    /// Instructions that were sent.
    pub sent: BTreeSet<&'static str>,
}

/// Where every history begins.
pub struct Setting {
    chain: Chain,
    network: Network,
}

impl Setting {
    /// Opens the network.
    pub fn new(schedule: Arc<Schedule>) -> Self {
        let supplier = |number| Supplier::new(number, number, COMMISSION.into());
        let suppliers = (0..SUPPLIERS).map(supplier).collect();
        let mut network = Network::new(schedule, START, suppliers, vec![WALLET; PEOPLE]);
        network.models = MODELS.to_vec();
        Self {
            chain: Chain::open(),
            network,
        }
    }

    fn begin(&self) -> History {
        History {
            chain: self.chain.clone(),
            network: self.network.clone(),
            dust: Dust::default(),
            kinds: Vec::new(),
            sent: Vec::new(),
        }
    }

    /// Plays the history of a seed, and counts what happens in it.
    pub fn play(&self, seed: u64, coverage: &mut Coverage) -> Result<(), Failure> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut history, mut actions) = (self.begin(), Vec::new());
        let mut opening = draw::opening(&mut rng).into_iter();
        for number in 0.. {
            let next = opening.next();
            let drawn = actions.len() >= ACTIONS + 4 * SUPPLIERS;
            let action = match next {
                Some(action) => action,
                None if drawn => return Ok(()),
                None => Draw {
                    rng: &mut rng,
                    network: &history.network,
                    harsh: seed % HARSH == HARSH - 1,
                }
                .action(),
            };
            actions.push(action);
            let step = history.try_step(&action, number % ROUND == ROUND - 1);
            for kind in history.kinds.drain(..) {
                *coverage.kinds.entry(kind).or_default() += 1;
            }
            coverage.sent.extend(history.sent.drain(..));
            if let Err(reason) = step {
                return Err(Failure {
                    seed,
                    actions,
                    reason,
                });
            }
        }
        Ok(())
    }

    /// Leaves out what is not needed for the failure.
    pub fn shrink(&self, mut failure: Failure) -> Failure {
        let mut place = failure.actions.len();
        while place > 0 {
            place -= 1;
            let mut fewer = failure.actions.clone();
            fewer.remove(place);
            if let Some((length, reason)) = self.replay(&fewer) {
                fewer.truncate(length);
                place = place.min(length);
                (failure.actions, failure.reason) = (fewer, reason);
            }
        }
        failure
    }

    /// Plays actions; after how many it fails, and why.
    fn replay(&self, actions: &[Action]) -> Option<(usize, String)> {
        let mut history = self.begin();
        actions.iter().enumerate().find_map(|(number, action)| {
            let failed = history.try_step(action, true).err();
            failed.map(|reason| (number + 1, reason))
        })
    }
}

struct History {
    chain: Chain,
    network: Network,
    dust: Dust,
    /// What has happened in the last step.
    kinds: Vec<String>,
    /// Instructions that it has sent.
    sent: Vec<&'static str>,
}

impl History {
    /// Notes what an action is, or why it is refused.
    fn note(&mut self, action: &Action) {
        let name = match self.network.predict(action) {
            Ok(_) => format!("{action:?}"),
            Err(refusal) => format!("{refusal:?}"),
        };
        let word = name.split_whitespace().next().unwrap_or_default();
        self.kinds.push(word.to_string());
        if self.network.predict(action).is_ok() {
            let closer = self.closer(action).into_iter();
            self.kinds
                .extend(closer.map(|kind| format!("{word}{kind}")));
        }
    }

    /// What an accepted action means for slashes.
    fn closer(&self, action: &Action) -> Option<String> {
        let shared = |supplier: usize| self.network.open_shared(supplier);
        match *action {
            Action::ProposeSlash { supplier, amount } => {
                let at = &self.network.suppliers[supplier];
                let amount = amount.min(self.network.room(supplier));
                let of_own = amount <= io_reference::slash::free_own(&at.stake);
                Some(match of_own {
                    true => "OfOwn".into(),
                    false => format!("Shared{}", shared(supplier) + 1),
                })
            }
            Action::WithdrawSlash { supplier, number }
            | Action::ExecuteSlash { supplier, number }
            | Action::LapseSlash { supplier, number } => {
                let slash = self.network.suppliers[supplier].slashes[number];
                let word = match (slash.breach, slash.is_shared(), shared(supplier)) {
                    (true, ..) => "OfBreach",
                    (_, false, _) => "OfOwn",
                    (_, true, 1) => "Shared",
                    (_, true, _) => "SharedBesideOthers",
                };
                Some(word.into())
            }
            Action::Follow {
                staker,
                supplier,
                number,
            } => {
                let delegation = self.network.suppliers[supplier]
                    .stake
                    .delegations
                    .get(&staker);
                let next = delegation.map(|delegation| delegation.next(number));
                Some(match next.as_deref() {
                    Some([_, _]) => "OfBoth".into(),
                    Some([News::Ended(_)]) => "OfEnd".into(),
                    _ => "OfOpening".into(),
                })
            }
            Action::Delegate { supplier, .. }
            | Action::Unstake { supplier, .. }
            | Action::Withdraw { supplier, .. }
                if shared(supplier) > 0 =>
            {
                Some("UnderSlash".into())
            }
            _ => None,
        }
    }

    /// What the staker of an action can claim.
    fn due(&self, action: &Action) -> Expected {
        let (staker, supplier) = (actor(action), Network::touched(action));
        let claims = staker
            .zip(supplier.first())
            .map(|(staker, supplier)| Action::Claim {
                staker,
                supplier: *supplier,
            });
        let due = claims.and_then(|claim| self.network.predict(&claim).ok());
        due.unwrap_or_default()
    }

    /// A panic, of the model or of what compares, is a failure like any other.
    fn try_step(&mut self, action: &Action, everything: bool) -> Result<(), String> {
        let step = catch_unwind(AssertUnwindSafe(|| self.step(action, everything)));
        step.unwrap_or_else(|_| Err("a panic".into()))
    }

    fn step(&mut self, action: &Action, everything: bool) -> Result<(), String> {
        let before = self.chain.state();
        self.follow_first(action)?;
        self.note(action);
        let predicted = self.network.predict(action);
        let rows = self.chain.rows(action, &self.network);
        self.sent.extend(rows.iter().map(|row| row.name));
        if everything && rows.iter().any(|row| row.clock) {
            self.too_early(action)?;
        }
        let outcome = self.chain.play(action, &self.network);
        let after = self.chain.state();
        self.dust.settled(&before, &after);
        match (predicted, outcome) {
            (Err(refusal), Err(error)) => {
                if !fits(refusal, error.code()) && !self.may_be_gone(action, &error) {
                    return Err(format!("refused, but not because of {refusal:?}: {error}"));
                }
            }
            (Err(refusal), Ok(())) => {
                use Refusal::*;
                let compound = matches!(action, Action::Compound { .. });
                if compound && matches!(refusal, AboveMaxDelegated | BelowMinDelegation) {
                    // Only if there was nothing to compound.
                    return self.dust.check_payment(action, 0, &self.due(action));
                }
                return Err(format!("accepted, but must be refused: {refusal:?}"));
            }
            (Ok(expected), Err(error)) => {
                let slight = expected.slight && fits(Refusal::WrongSlash, error.code());
                if !slight && !self.may_be_gone(action, &error) {
                    return Err(format!("refused, but must be accepted: {error}"));
                }
            }
            (Ok(expected), Ok(())) => {
                let paid = paid(action, &before, &after);
                self.dust.check_payment(action, paid, &expected)?;
                let parts = self.parts(action);
                self.network.carry_out(action, &Reported { paid, parts })?;
                self.dust.counted(action);
                self.followed(action)?;
            }
        }
        compare::network(&mut self.chain, &after, &self.network)?;
        let numbers = if everything {
            (0..SUPPLIERS).collect()
        } else {
            Network::touched(action)
        };
        compare::suppliers(&mut self.chain, &after, &self.network, &self.dust, &numbers)?;
        if everything {
            compare::wallets(&mut self.chain, &self.network)?;
        }
        Ok(())
    }
}

impl History {
    /// P-11: nothing is done with a delegation that has not followed all slashes. Then it follows them, one after the other.
    fn follow_first(&mut self, action: &Action) -> Result<(), String> {
        let free = matches!(action, Action::Follow { .. } | Action::CancelMove { .. });
        let Some(staker) = actor(action).filter(|_| !free) else {
            return Ok(());
        };
        let behind: Vec<usize> = Network::touched(action)
            .into_iter()
            .filter(|supplier| !self.delegation(staker, *supplier).behind.is_empty())
            .collect();
        let slight = behind
            .iter()
            .any(|supplier| self.delegation(staker, *supplier).is_slight());
        // Who asks for a move does nothing yet.
        let asks = matches!(action, Action::AskToMove { .. });
        if !behind.is_empty() && !slight && !asks {
            self.note(action);
            let outcome = self.chain.play(action, &self.network);
            let refused = match (self.network.predict(action), &outcome) {
                (Err(refusal), Err(error)) => fits(refusal, error.code()),
                _ => false,
            };
            if !refused {
                return Err(format!("{outcome:?} although slashes have to be followed"));
            }
        }
        for supplier in behind {
            let slept = self.delegation(staker, supplier).roundings.min(3);
            self.kinds.push(format!("FollowsAfter{slept}"));
            let calls = self.chain.follow(staker, supplier);
            self.dust.followed(staker, supplier, calls);
            self.take_over(staker, supplier)?;
        }
        Ok(())
    }

    fn delegation(&self, staker: Person, supplier: usize) -> io_reference::stake::Delegation {
        let delegations = &self.network.suppliers[supplier].stake.delegations;
        delegations.get(&staker).cloned().unwrap_or_default()
    }

    /// Goes on with the whole numbers of a staker that has followed all slashes.
    fn take_over(&mut self, staker: Person, supplier: usize) -> Result<(), String> {
        let delegation = self.chain.delegation(staker, supplier);
        let whole = compare::whole(&delegation, &self.network.suppliers[supplier]);
        let done = self.network.follow(staker, supplier, &whole);
        done.map_err(|error| format!("{staker} at supplier {supplier} follows: {error}"))
    }

    /// The same, if somebody has just made it follow the last of them.
    fn followed(&mut self, action: &Action) -> Result<(), String> {
        match *action {
            Action::Follow {
                staker, supplier, ..
            } if self.delegation(staker, supplier).behind.is_empty() => {
                self.take_over(staker, supplier)
            }
            _ => Ok(()),
        }
    }

    /// What the slash holds that an action has opened.
    fn parts(&mut self, action: &Action) -> Parts {
        let (Action::ProposeSlash { supplier, .. } | Action::ProposeBreach { supplier }) = *action
        else {
            return Parts::default();
        };
        let kind = matches!(action, Action::ProposeBreach { .. });
        let slash = self.chain.opened(&self.network, supplier, kind);
        slash.map_or_else(Parts::default, |slash| Parts {
            own: slash.own,
            active: slash.delegated_held,
            cooling: slash.cooling_held,
        })
    }

    /// Whether an action is refused because the account of a slash is not there, where rounding decides that.
    fn may_be_gone(&self, action: &Action, error: &SendError) -> bool {
        use Action::*;
        match *action {
            WithdrawSlash { supplier, number }
            | ExecuteSlash { supplier, number }
            | LapseSlash { supplier, number }
            | Follow {
                supplier, number, ..
            }
            | UnstakeHeld {
                supplier, number, ..
            } => {
                let unsure = self.network.is_there(supplier, number).is_none();
                unsure && fits(Refusal::NoSuchThing, error.code())
            }
            _ => false,
        }
    }

    /// P-07: nothing changes before clock and suppliers are up to date.
    fn too_early(&mut self, action: &Action) -> Result<(), String> {
        let hour = self.chain.state().ledger.hour;
        if i64::from(hour) >= self.network.hour() {
            return Ok(());
        }
        let Err(error) = self.chain.play_at_once(action, &self.network) else {
            return Err("accepted although the clock is behind".into());
        };
        let clock = [
            EmissionsError::AdvanceClockFirst,
            EmissionsError::SettleSupplierFirst,
        ]
        .map(u32::from);
        let because = error.code().is_some_and(|code| clock.contains(&code));
        let anyway = self.network.predict(action).err();
        let anyway = anyway.is_some_and(|refusal| fits(refusal, error.code()));
        let refused = because || anyway;
        refused
            .then_some(())
            .ok_or(format!("refused, but not because of the clock: {error}"))
    }
}

/// What an action has paid or moved, in base units.
fn paid(action: &Action, before: &State, after: &State) -> u64 {
    use Action::*;
    let own = |supplier: usize| {
        let of = |state: &State| state.suppliers[supplier].stake.own;
        of(before).abs_diff(of(after))
    };
    let delegated = |supplier: usize| {
        let of = |state: &State| state.suppliers[supplier].stake.delegated;
        of(before).abs_diff(of(after))
    };
    match *action {
        StakeOwn { supplier, .. } | UnstakeOwn { supplier, .. } | CancelOwn { supplier, .. } => {
            own(supplier)
        }
        Delegate { supplier, .. }
        | Unstake { supplier, .. }
        | Cancel { supplier, .. }
        | Move { supplier, .. } => delegated(supplier),
        UnstakeHeld { supplier, .. } => {
            let of = |state: &State| state.suppliers[supplier].stake.delegated_held;
            of(before).abs_diff(of(after))
        }
        Claim { .. } | Compound { .. } | ClaimSupplier { .. } => {
            after.ledger.claimed_total - before.ledger.claimed_total
        }
        Withdraw { .. } | WithdrawOwn { .. } => before.vault - after.vault,
        _ => 0,
    }
}

/// Whether an error code, if there is one, says what is refused.
fn fits(refusal: Refusal, code: Option<u32>) -> bool {
    use EmissionsError as E;
    let error = match refusal {
        // Of the token program: its first error.
        Refusal::NotEnoughTokens => return code == Some(1),
        // Of the system program, before any of ours.
        Refusal::ThereAlready => return code.is_none_or(|code| code == 0),
        Refusal::NoSuchThing => {
            let absent = [
                ErrorCode::AccountOwnedByWrongProgram,
                ErrorCode::AccountNotInitialized,
            ];
            let absent = absent.map(u32::from);
            return code.is_some_and(|code| absent.contains(&code));
        }
        Refusal::Paused => return code == Some(CommonError::Paused.into()),
        Refusal::TimelockNotOver => return code == Some(CommonError::TimelockNotOver.into()),
        Refusal::ChangeLapsed => return code == Some(CommonError::ProposalLapsed.into()),
        Refusal::ChangeOvertaken => return code == Some(CommonError::ProposalOvertaken.into()),
        Refusal::ProposalNumber => return code == Some(CommonError::ProposalNumber.into()),
        Refusal::PauseCooldown => return code == Some(CommonError::PauseCooldown.into()),
        Refusal::InvalidBatchTime => E::InvalidBatchTime,
        Refusal::StaleBatch => E::StaleBatch,
        Refusal::InvalidExpiry => E::InvalidExpiry,
        Refusal::CommissionTooHigh => E::CommissionTooHigh,
        Refusal::CommissionAnnounced => E::CommissionAnnounced,
        Refusal::ZeroAmount => E::ZeroAmount,
        Refusal::NotEnoughStake => E::NotEnoughStake,
        Refusal::UnstakeRequestsFull => E::UnstakeRequestsFull,
        Refusal::WrongUnstakeRequest => E::WrongUnstakeRequest,
        Refusal::NotOwner => E::NotOwner,
        Refusal::StillCooling => E::StillCooling,
        Refusal::HeldBySlashes => E::HeldBySlashes,
        Refusal::RedelegationCooldown => E::RedelegationCooldown,
        Refusal::RedelegationNotReady => E::RedelegationNotReady,
        Refusal::RequestLapsed => E::RequestLapsed,
        Refusal::SlashNotDue => E::SlashNotDue,
        Refusal::SlashLapsed => E::SlashLapsed,
        Refusal::SlashNotLapsed => E::SlashNotLapsed,
        Refusal::AboveMaxDelegated => E::AboveMaxDelegated,
        Refusal::BelowMinDelegation => E::BelowMinDelegation,
        Refusal::SlashEnded => E::SlashEnded,
        Refusal::SlashTooLarge => E::SlashTooLarge,
        Refusal::TooManySlashes => E::TooManySlashes,
        Refusal::WrongSlash => E::WrongSlash,
        Refusal::ApplySlashFirst => E::ApplySlashFirst,
        Refusal::NoBreach => E::NoBreach,
    };
    code == Some(error.into())
}

/// Whether the program's figure is at most `below` under and `above` over what is due, give or take the doubt.
pub fn within(program: u64, due: &Amount, below: u64, above: u64, doubt: &Amount) -> bool {
    let program = Amount::whole(program);
    let least = due.clone() - Amount::whole(below) - doubt.clone();
    let most = due.clone() + Amount::whole(above) + doubt.clone();
    least <= program && program <= most
}
