//! Whether an action is refused, and what it pays.

use crate::{
    rules::*,
    slash,
    stake::{Position, Stake},
    Action, Amount, Network, Person, Refusal, Supplier,
};

/// What an accepted action pays or moves.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Base units.
    pub paid: Amount,
    /// By how many the program may differ.
    pub doubt: Amount,
    /// Whether so little is meant that rounding decides whether there is anything, and the program may refuse.
    pub slight: bool,
}

type Prediction = Result<Expected, Refusal>;

fn require(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    condition.then_some(()).ok_or(refusal)
}

fn exactly(paid: u64) -> Prediction {
    Ok(Expected {
        paid: paid.into(),
        ..Expected::default()
    })
}

/// Stake that has been rounded, if there is a doubt.
fn about(paid: Amount, doubt: u64) -> Prediction {
    let slight = doubt > 0 && paid.floor() <= doubt;
    Ok(Expected {
        paid,
        doubt: doubt.into(),
        slight,
    })
}

fn nothing() -> Prediction {
    Ok(Expected::default())
}

impl Network {
    /// What must become of `action`.
    ///
    /// # Errors
    /// Why it must be refused.
    pub fn predict(&self, action: &Action) -> Prediction {
        use Action::*;
        match *action {
            Wait { .. } | Advance | Settle { .. } | Propose { .. } => nothing(),
            SetLimit { .. } | HandOver { .. } => nothing(),
            Apply { number } => {
                let proposal = self.proposals.get(number).copied().flatten();
                let (_, ready_at) = proposal.ok_or(Refusal::NoSuchThing)?;
                require(self.now >= ready_at, Refusal::ChangeNotReady)?;
                let over = self.now > ready_at + CHANGE_LAPSE;
                require(!over, Refusal::ChangeLapsed).and(nothing())
            }
            Unpause => nothing(),
            Pause { guardian } => {
                let free = !guardian || self.is_paused() || self.now >= self.guardian_from;
                require(free, Refusal::PausedLately).and(nothing())
            }
            Attest {
                supplier,
                gpus,
                age,
                length,
                ..
            } => self.attest(supplier, gpus, age, length),
            SetCommission { supplier, rate } => {
                let most = self.parameters.highest_commission;
                set_commission(&self.suppliers[supplier], rate, most)
            }
            StakeOwn { supplier, amount } => {
                require(amount > 0, Refusal::ZeroAmount)?;
                self.require_running()?;
                let owner = self.suppliers[supplier].owner;
                self.pay_in(owner, amount)
            }
            UnstakeOwn { supplier, amount } => unstake_own(&self.suppliers[supplier].stake, amount),
            CancelOwn { supplier, place } => {
                self.require_running()?;
                cancel_own(&self.suppliers[supplier], place)
            }
            WithdrawOwn { supplier, holder } => self.withdraw_own(supplier, holder),
            ClaimSupplier { supplier } => Ok(Expected {
                paid: self.suppliers[supplier].owed.clone(),
                ..Expected::default()
            }),
            Delegate {
                staker,
                supplier,
                amount,
                despite,
            } => {
                require(amount > 0, Refusal::ZeroAmount)?;
                self.require_running()?;
                self.require_quiet(supplier, despite)?;
                let slight = self.may_join(staker, supplier, &amount.into())?;
                Ok(Expected {
                    slight,
                    ..self.pay_in(staker, amount)?
                })
            }
            Unstake {
                staker,
                supplier,
                amount,
            } => {
                let stake = &self.suppliers[supplier].stake;
                let expected = unstake(stake, staker, amount)?;
                let slight = self.may_leave(staker, supplier, &expected.paid)?;
                Ok(Expected {
                    slight: expected.slight || slight,
                    ..expected
                })
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                self.require_running()?;
                cancel(&self.suppliers[supplier].stake, staker, place)
            }
            Withdraw { staker, supplier } => self.withdraw(staker, supplier),
            Claim { staker, supplier } => Ok(self.claim(staker, supplier)),
            Compound {
                staker,
                supplier,
                despite,
            } => {
                self.require_running()?;
                let expected = self.claim(staker, supplier);
                let nothing = expected.paid.floor() == 0;
                let mut slight = nothing;
                if !nothing {
                    self.require_quiet(supplier, despite)?;
                    slight = self.may_join(staker, supplier, &expected.paid)?;
                }
                Ok(Expected { slight, ..expected })
            }
            AskToMove {
                staker,
                supplier,
                target,
                amount,
            } => self.ask_to_move(staker, supplier, target, amount),
            Move {
                staker,
                supplier,
                target,
                despite,
            } => self.move_stake(staker, (supplier, target), despite),
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let position = self.position(staker, supplier);
                let there = position.requests.contains_key(&target);
                require(there, Refusal::NoSuchThing).and(nothing())
            }
            ProposeSlash { supplier, amount } => {
                let amount = amount.min(self.room(supplier));
                require(amount > 0, Refusal::ZeroAmount).and(nothing())
            }
            WithdrawSlash { supplier, number } => self.slash(supplier, number).and(nothing()),
            LapseSlash { supplier, number } => {
                let slash = self.slash(supplier, number)?;
                require(self.now > slash.lapses_at, Refusal::SlashNotLapsed).and(nothing())
            }
            ExecuteSlash { supplier, number } => {
                let slash = self.slash(supplier, number)?;
                require(self.now >= slash.due_at, Refusal::SlashNotDue)?;
                require(self.now <= slash.lapses_at, Refusal::SlashLapsed)?;
                nothing()
            }
        }
    }

    fn attest(&self, supplier: usize, gpus: u64, age: i64, length: i64) -> Prediction {
        require((0..=OLDEST_BATCH).contains(&age), Refusal::BatchTime)?;
        let newer = self.now - age > self.suppliers[supplier].lease.made_at;
        require(newer, Refusal::OlderBatch)?;
        // What ends a lease is never stopped.
        if gpus > 0 {
            self.require_running()?;
        }
        let fits = gpus == 0 || (1..=LONGEST_LEASE).contains(&length);
        require(fits, Refusal::LeaseTime).and(nothing())
    }

    fn pay_in(&self, who: Person, amount: u64) -> Prediction {
        require(amount <= self.wallets[who], Refusal::NotEnoughTokens)?;
        exactly(amount)
    }

    /// A pause stops new risk, and nothing else.
    fn require_running(&self) -> Result<(), Refusal> {
        require(!self.is_paused(), Refusal::Paused)
    }

    /// Whether `amount` may join, for the room that is left and the least that a delegation has. It is slight where rounding
    /// decides.
    fn may_join(&self, staker: Person, supplier: usize, amount: &Amount) -> Result<bool, Refusal> {
        let at = &self.suppliers[supplier];
        let least = at.least_delegation;
        require(amount.floor() <= at.room(), Refusal::AboveMaxDelegated)?;
        let joined = at.stake.delegated.of(staker) + amount.clone();
        if near(&joined, least, at.stake.delegated.doubt()) {
            return Ok(true);
        }
        require(joined.floor() >= least, Refusal::BelowMinDelegation).and(Ok(false))
    }

    /// Whether `amount` may leave: all of it, or no less than the least, and no less stays.
    fn may_leave(&self, staker: Person, supplier: usize, amount: &Amount) -> Result<bool, Refusal> {
        let at = &self.suppliers[supplier];
        let (stake, least) = (&at.stake, at.least_delegation);
        let (stays, doubt) = (
            stake.delegated.of(staker) - amount.clone(),
            stake.delegated.doubt(),
        );
        if [(&stays, 0), (&stays, least), (amount, least)]
            .iter()
            .any(|(part, edge)| near(part, *edge, doubt))
        {
            return Ok(true);
        }
        let all = stays.floor() == 0;
        let enough = stays.floor().min(amount.floor()) >= least;
        require(all || enough, Refusal::BelowMinDelegation).and(Ok(false))
    }

    /// Stake joins a supplier with an open slash only knowingly.
    fn require_quiet(&self, supplier: usize, despite: bool) -> Result<(), Refusal> {
        let quiet = self.suppliers[supplier].slashes.iter().all(Option::is_none);
        require(quiet || despite, Refusal::SlashOpen)
    }

    fn slash(&self, supplier: usize, number: usize) -> Result<slash::Slash, Refusal> {
        let slash = self.suppliers[supplier].slashes.get(number);
        slash.copied().flatten().ok_or(Refusal::NoSuchThing)
    }

    pub(crate) fn position(&self, staker: Person, supplier: usize) -> Position {
        let position = self.suppliers[supplier].stake.positions.get(&staker);
        position.cloned().unwrap_or_default()
    }

    fn claim(&self, staker: Person, supplier: usize) -> Expected {
        let position = self.position(staker, supplier);
        Expected {
            paid: position.owed,
            doubt: position.doubt,
            slight: false,
        }
    }

    fn withdraw_own(&self, supplier: usize, holder: Person) -> Prediction {
        let stake = &self.suppliers[supplier].stake;
        let tickets = stake.own_tickets.iter().flatten();
        let unlocked: Vec<u64> = tickets
            .filter(|ticket| ticket.holder == holder && ticket.unlocks_at <= self.now)
            .map(|ticket| ticket.amount)
            .collect();
        require(!unlocked.is_empty(), Refusal::StillCooling)?;
        let free = slash::free_own(stake, self.open(supplier));
        let paid = unlocked.iter().sum::<u64>().min(free);
        require(paid > 0, Refusal::HeldBack)?;
        exactly(paid)
    }

    fn withdraw(&self, staker: Person, supplier: usize) -> Prediction {
        let mut stake = self.suppliers[supplier].stake.clone();
        let doubt = stake.cooling.doubt() + stake.withheld.doubt();
        let done = withdraw(&mut stake, staker, self.open(supplier), self.now);
        require(done.steps > 0, Refusal::StillCooling)?;
        // Each step rounds, but only where there is something to round.
        let steps = match doubt {
            0 => 0,
            _ => done.steps,
        };
        about(done.paid, doubt + steps)
    }

    fn ask_to_move(
        &self,
        staker: Person,
        supplier: usize,
        target: usize,
        amount: Option<u64>,
    ) -> Prediction {
        let position = self.position(staker, supplier);
        let free = !position.requests.contains_key(&target);
        require(free, Refusal::ThereAlready)?;
        let rests = position.movable_at > self.now + MOVE_DELAY + MOVE_LAPSE;
        require(!rests, Refusal::MovedLately)?;
        let stake = &self.suppliers[supplier].stake;
        let meant = about(asked_for(stake, staker, amount)?, stake.delegated.doubt())?;
        Ok(Expected {
            slight: meant.slight,
            ..Expected::default()
        })
    }

    fn move_stake(&self, staker: Person, (from, to): (usize, usize), despite: bool) -> Prediction {
        let position = self.position(staker, from);
        let request = position.requests.get(&to).ok_or(Refusal::NoSuchThing)?;
        self.require_running()?;
        require(self.now >= request.ready_at, Refusal::NotReady)?;
        let lapsed = self.now > request.ready_at + MOVE_LAPSE;
        require(!lapsed, Refusal::RequestLapsed)?;
        require(self.now >= position.movable_at, Refusal::MovedLately)?;
        self.require_quiet(from, false)?;
        self.require_quiet(to, despite)?;
        require(!request.worn, Refusal::RequestLapsed)?;
        let delegated = &self.suppliers[from].stake.delegated;
        let paid = request.amount.clone().min(delegated.of(staker));
        require(paid.floor() > 0, Refusal::ZeroAmount)?;
        let leaves = self.may_leave(staker, from, &paid)?;
        let joins = self.may_join(staker, to, &paid)?;
        let expected = about(paid, 2 * delegated.doubt())?;
        Ok(Expected {
            slight: expected.slight || leaves || joins,
            ..expected
        })
    }
}

/// Whether rounding decides on which side of `edge` an amount is.
fn near(amount: &Amount, edge: u64, doubt: u64) -> bool {
    let off = amount.distance(&Amount::whole(edge));
    doubt > 0 && off <= Amount::whole(2 * doubt)
}

/// What a withdrawal did.
#[derive(Default)]
pub(crate) struct Withdrawal {
    pub paid: Amount,
    pub steps: u64,
}

/// Withdraws everything of a staker that may leave at `now`, from `stake`: what was withheld, once own stake covers all that is
/// open, and the tickets that have cooled, less what is held back of them now.
pub(crate) fn withdraw(stake: &mut Stake, staker: Person, open: u64, now: i64) -> Withdrawal {
    let mut done = Withdrawal::default();
    let mut position = stake.positions.get(&staker).cloned().unwrap_or_default();
    let kept = stake.withheld.of(staker);
    if kept > Amount::default() && open <= stake.own_total() {
        // It no longer bears a loss, and what it was withheld from weighs no more.
        let all = Amount::whole(stake.withheld.total());
        let gross = Amount::whole(stake.withheld_gross);
        // Rounding of what little is left is rounding of all that it was withheld from.
        let doubt = Amount::whole(stake.withheld.doubt());
        stake.gross_doubt += gross.share(doubt.ratio(), all.ratio()).floor();
        stake.withheld_gross -= gross.share(kept.ratio(), all.ratio()).floor();
        stake.withheld.take_all(staker);
        let left = all - kept.clone();
        stake.withheld.round_to(left.floor());
        done.paid += &kept;
        done.steps += 1;
    }
    for place in 0..position.tickets.len() {
        let Some(unlocks_at) = position.tickets[place] else {
            continue;
        };
        if unlocks_at > now {
            continue;
        }
        let gross = stake.cooling.of((staker, place));
        let held = slash::held_back(stake, gross.floor(), open);
        stake.cooling.take_all((staker, place));
        let left = Amount::whole(stake.cooling.total()) - gross.clone();
        stake.cooling.round_to(left.floor());
        if held > 0 {
            slash::withhold(stake, staker, gross.floor(), held);
        }
        done.paid += &gross;
        done.paid -= &Amount::whole(held);
        done.steps += 1;
        position.tickets[place] = None;
    }
    stake.positions.insert(staker, position);
    done
}

fn set_commission(supplier: &Supplier, rate: u64, most: u64) -> Prediction {
    require(rate <= most, Refusal::CommissionTooHigh)?;
    let rise = rate > supplier.commission.rate;
    let second = rise && supplier.commission.announced.is_some();
    require(!second, Refusal::CommissionAnnounced).and(nothing())
}

fn unstake_own(stake: &Stake, amount: Option<u64>) -> Prediction {
    let amount = amount.unwrap_or(stake.own);
    require(amount > 0, Refusal::ZeroAmount)?;
    require(amount <= stake.own, Refusal::NotEnoughStake)?;
    let place = stake.own_tickets.iter().any(Option::is_none);
    require(place, Refusal::NoFreeTicket)?;
    exactly(amount)
}

fn cancel_own(supplier: &Supplier, place: usize) -> Prediction {
    let ticket = supplier.stake.own_tickets.get(place).copied().flatten();
    let ticket = ticket.ok_or(Refusal::WrongTicket)?;
    require(ticket.holder == supplier.owner, Refusal::NotOwner)?;
    exactly(ticket.amount)
}

/// What a staker means by an amount of its active stake.
pub(crate) fn asked_for(
    stake: &Stake,
    staker: Person,
    amount: Option<u64>,
) -> Result<Amount, Refusal> {
    let held = stake.delegated.of(staker);
    let asked = amount.map_or(held.clone(), Amount::whole);
    require(asked <= held, Refusal::NotEnoughStake)?;
    require(asked > Amount::default(), Refusal::ZeroAmount)?;
    Ok(asked)
}

fn unstake(stake: &Stake, staker: Person, amount: Option<u64>) -> Prediction {
    let paid = asked_for(stake, staker, amount)?;
    let position = stake.positions.get(&staker);
    let place = position.is_none_or(|position| position.tickets.contains(&None));
    require(place, Refusal::NoFreeTicket)?;
    about(paid, stake.delegated.doubt())
}

fn cancel(stake: &Stake, staker: Person, place: usize) -> Prediction {
    let position = stake.positions.get(&staker);
    let ticket = position.and_then(|position| position.tickets.get(place).copied().flatten());
    require(ticket.is_some(), Refusal::WrongTicket)?;
    about(stake.cooling.of((staker, place)), stake.cooling.doubt())
}
