//! One history, played by the programs and by the model.

use std::{
    collections::BTreeMap,
    fmt,
    panic::{catch_unwind, AssertUnwindSafe},
    sync::Arc,
};

use anchor_lang::error::ErrorCode;
use emissions::error::EmissionsError;
use io_client::SendError;
use io_common::CommonError;
use io_reference::{
    carry_out::Told, predict::Expected, slash, Action, Amount, Network, Refusal, Schedule, Supplier,
};
use io_tests::START;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{
    chain::{actor, needs_clock, Chain, State, COMMISSION, MODELS, PEOPLE, SUPPLIERS, WALLET},
    compare::{self, Dust},
    draw::{self, Draw},
};

/// Actions of a history after its opening.
const ACTIONS: usize = 200;
/// After so many actions everything is compared, and not only what the action has touched.
const ROUND: usize = 20;
/// One history in so many is harsh.
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

/// How often each kind of action was accepted, and refused for which reason.
pub type Coverage = BTreeMap<String, u64>;

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
            *coverage.entry(history.kind(&action)).or_default() += 1;
            if let Err(reason) = history.try_step(&action, number % ROUND == ROUND - 1) {
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
}

impl History {
    /// What an action is, or why it is refused.
    fn kind(&self, action: &Action) -> String {
        let name = match (self.network.predict(action), action) {
            (Ok(_), Action::ExecuteSlash { supplier, number }) => self.slash(*supplier, *number),
            (Ok(_), action) => format!("{action:?}"),
            (Err(refusal), _) => format!("{refusal:?}"),
        };
        let word = name.split_whitespace().next();
        word.unwrap_or_default().to_string()
    }

    /// Whom a slash reaches, and what it leaves nothing of.
    fn slash(&self, supplier: usize, number: usize) -> String {
        let supplier = &self.network.suppliers[supplier];
        let amount = supplier.slashes[number].map_or(0, |slash| slash.amount);
        let (before, mut after) = (&supplier.stake, supplier.stake.clone());
        slash::take(&mut after, amount);
        let withheld = (before.withheld.total(), after.withheld.total());
        let cooling = (before.cooling.total(), after.cooling.total());
        let word = match (withheld, cooling) {
            _ if amount <= before.own_total() => "SlashOfOwn",
            (_, (1.., 0)) => "SlashOfAllCooling",
            ((1.., 0), _) => "SlashOfAllWithheld",
            ((1.., _), _) => "SlashOfWithheld",
            ((0, _), _) => "SlashOfDelegated",
        };
        word.to_string()
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
        let watched = compare::watch(&mut self.chain, &before, action);
        let predicted = self.network.predict(action);
        let behind = i64::from(before.ledger.hour) < self.network.hour();
        if everything && behind && needs_clock(action) {
            self.too_early(action)?;
        }
        let outcome = self.chain.play(action, &self.network);
        let after = self.chain.state();
        self.dust.settled(&before, &after);
        match (predicted, outcome) {
            (Err(refusal), Err(error)) => {
                if !fits(refusal, error.code()) {
                    return Err(format!("refused, but not because of {refusal:?}: {error}"));
                }
            }
            (Err(refusal), Ok(())) => {
                use Refusal::*;
                let compound = matches!(action, Action::Compound { .. });
                let joins = matches!(refusal, SlashOpen | AboveMaxDelegated | BelowMinDelegation);
                if joins && compound {
                    // Only if there was nothing to compound.
                    return self.dust.check_payment(action, 0, &self.due(action));
                }
                return Err(format!("accepted, but must be refused: {refusal:?}"));
            }
            (Ok(expected), Err(error)) if expected.slight && slight(&error) => {}
            (Ok(_), Err(error)) => return Err(format!("refused, but must be accepted: {error}")),
            (Ok(expected), Ok(())) => {
                let paid = paid(action, &before, &after);
                self.dust.check_payment(action, paid, &expected)?;
                let touched = Network::touched(action).into_iter();
                let told = Told {
                    paid,
                    stakes: touched
                        .map(|number| (number, after.totals(number)))
                        .collect(),
                };
                self.network.carry_out(action, &told)?;
                self.dust.counted(action);
                watched.check(&mut self.chain, &after, action)?;
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
    /// P-07: nothing changes before clock and suppliers are up to date.
    fn too_early(&mut self, action: &Action) -> Result<(), String> {
        let Err(error) = self.chain.play_at_once(action, &self.network) else {
            return Err("accepted although the clock is behind".into());
        };
        let clock = [EmissionsError::AdvanceFirst, EmissionsError::SettleFirst].map(u32::from);
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
        let of = |state: &State| state.suppliers[supplier].stake.delegated.amount;
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
        Claim { .. } | Compound { .. } | ClaimSupplier { .. } => {
            after.ledger.claimed_total - before.ledger.claimed_total
        }
        Withdraw { .. } | WithdrawOwn { .. } => before.vault - after.vault,
        _ => 0,
    }
}

/// Whether an error says that there is nothing, or too little for what was asked, or that what there is may not join.
fn slight(error: &SendError) -> bool {
    use Refusal::*;
    let reasons = [
        ZeroAmount,
        NotEnoughStake,
        StillCooling,
        WrongTicket,
        SlashOpen,
        BelowMinDelegation,
    ];
    reasons.iter().any(|reason| fits(*reason, error.code()))
}

/// Whether an error code, if there is one, says what is refused.
fn fits(refusal: Refusal, code: Option<u32>) -> bool {
    use EmissionsError as E;
    // A position without stake is not carried over into a new generation of shares: it has nothing to ask for.
    if code == Some(E::CarryFirst.into()) {
        use Refusal::*;
        return matches!(refusal, ZeroAmount | NotEnoughStake | StillCooling);
    }
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
        Refusal::ChangeNotReady => return code == Some(CommonError::NotReady.into()),
        Refusal::ChangeLapsed => return code == Some(CommonError::ProposalLapsed.into()),
        Refusal::PausedLately => return code == Some(CommonError::PausedLately.into()),
        Refusal::BatchTime => E::BatchTime,
        Refusal::OlderBatch => E::OlderBatch,
        Refusal::LeaseTime => E::LeaseTime,
        Refusal::CommissionTooHigh => E::CommissionTooHigh,
        Refusal::CommissionAnnounced => E::CommissionAnnounced,
        Refusal::ZeroAmount => E::ZeroAmount,
        Refusal::NotEnoughStake => E::NotEnoughStake,
        Refusal::NoFreeTicket => E::NoFreeTicket,
        Refusal::WrongTicket => E::WrongTicket,
        Refusal::NotOwner => E::NotOwner,
        Refusal::StillCooling => E::StillCooling,
        Refusal::HeldBack => E::HeldBack,
        Refusal::SlashOpen => E::SlashOpen,
        Refusal::MovedLately => E::MovedLately,
        Refusal::NotReady => E::NotReady,
        Refusal::RequestLapsed => E::RequestLapsed,
        Refusal::SlashNotDue => E::SlashNotDue,
        Refusal::SlashLapsed => E::SlashLapsed,
        Refusal::SlashNotLapsed => E::SlashNotLapsed,
        Refusal::AboveMaxDelegated => E::AboveMaxDelegated,
        Refusal::BelowMinDelegation => E::BelowMinDelegation,
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
