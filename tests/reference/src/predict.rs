//! Whether an action is refused, and what it pays.

use crate::{
    rules::*,
    slash::{self, Slash, MOST_SHARED},
    stake::{Delegation, PLACES},
    Action, Amount, Change, Network, Person, Refusal, Supplier,
};

/// What an accepted action pays or moves.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Base units.
    pub paid: Amount,
    /// By how many the program may differ.
    pub doubt: Amount,
    /// Whether there is so little that rounding decides whether there is anything, and the program may refuse.
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
            Wait { .. } | AdvanceClock | SettleSupplier { .. } => nothing(),
            Propose { skipped, .. } => {
                require(skipped <= NUMBERS_AHEAD, Refusal::ProposalNumber).and(nothing())
            }
            SetLimit { .. } | HandOver { .. } => nothing(),
            Apply { number } => {
                let proposal = self.proposals.get(number).copied().flatten();
                let (change, ready_at) = proposal.ok_or(Refusal::NoSuchThing)?;
                require(self.now >= ready_at, Refusal::TimelockNotOver)?;
                let over = self.now > ready_at + CHANGE_LAPSE;
                require(!over, Refusal::ChangeLapsed)?;
                let later = |(other, applied): &(usize, Change)| {
                    *other > number && applied.is_of_the_same(&change)
                };
                let overtaken = self.applied.iter().any(later);
                require(!overtaken, Refusal::ChangeOvertaken).and(nothing())
            }
            Unpause => nothing(),
            Pause { guardian } => {
                let free = !guardian || self.is_paused() || self.now >= self.guardian_from;
                require(free, Refusal::PauseCooldown).and(nothing())
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
            UnstakeOwn { supplier, amount } => unstake_own(&self.suppliers[supplier], amount),
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
            } => {
                require(amount > 0, Refusal::ZeroAmount)?;
                self.require_running()?;
                let delegation = self.follows(staker, supplier)?;
                self.may_join(&delegation, supplier, amount)?;
                self.pay_in(staker, amount)
            }
            Unstake {
                staker,
                supplier,
                amount,
            } => {
                let delegation = self.follows(staker, supplier)?;
                let expected = unstake(&delegation, amount)?;
                self.may_leave(&delegation, supplier, expected.paid.floor())?;
                Ok(expected)
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                self.require_running()?;
                cancel(&self.follows(staker, supplier)?, place)
            }
            Withdraw { staker, supplier } => {
                let cooled = cooled(&self.follows(staker, supplier)?, self.now);
                require(cooled > 0, Refusal::StillCooling)?;
                exactly(cooled)
            }
            Claim { staker, supplier } => Ok(claim(self.follows(staker, supplier)?)),
            Compound { staker, supplier } => {
                self.require_running()?;
                let delegation = self.follows(staker, supplier)?;
                let expected = claim(delegation.clone());
                let earned = expected.paid.floor();
                if earned > 0 {
                    self.may_join(&delegation, supplier, earned)?;
                }
                Ok(expected)
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
            } => self.move_stake(staker, supplier, target),
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let delegation = self.delegation(staker, supplier);
                let there = delegation.requests.contains_key(&target);
                require(there, Refusal::NoSuchThing).and(nothing())
            }
            UnstakeHeld {
                staker,
                supplier,
                number,
            } => self.unstake_held(staker, supplier, number),
            Follow {
                staker,
                supplier,
                number,
            } => self.follow_one(staker, supplier, number),
            ProposeSlash { supplier, amount } => {
                let amount = amount.min(self.room(supplier));
                require(amount > 0, Refusal::ZeroAmount)?;
                let of_own = amount <= slash::free_own(&self.suppliers[supplier].stake);
                let free = self.open_shared(supplier) < MOST_SHARED;
                require(of_own || free, Refusal::TooManySlashes).and(nothing())
            }
            Breach { .. } => nothing(),
            ProposeBreach { supplier } => {
                self.breach(supplier)?;
                nothing()
            }
            WithdrawSlash { supplier, number } => {
                let slash = self.slash(supplier, number)?;
                require(!slash.ended, Refusal::SlashEnded).and(nothing())
            }
            LapseSlash { supplier, number } => {
                let slash = self.slash(supplier, number)?;
                require(self.now > slash.lapses_at, Refusal::SlashNotLapsed)?;
                require(!slash.ended, Refusal::SlashEnded).and(nothing())
            }
            ExecuteSlash { supplier, number } => {
                let slash = self.slash(supplier, number)?;
                require(self.now >= slash.due_at, Refusal::SlashNotDue)?;
                require(self.now <= slash.lapses_at, Refusal::SlashLapsed)?;
                require(!slash.ended, Refusal::SlashEnded).and(nothing())
            }
        }
    }

    fn attest(&self, supplier: usize, gpus: u64, age: i64, length: i64) -> Prediction {
        require((0..=OLDEST_BATCH).contains(&age), Refusal::InvalidBatchTime)?;
        let newer = self.now - age > self.suppliers[supplier].attestation.made_at;
        require(newer, Refusal::StaleBatch)?;
        // What revokes an attestation is never stopped.
        if gpus > 0 {
            self.require_running()?;
        }
        let fits = gpus == 0 || (1..=LONGEST_ATTESTATION).contains(&length);
        require(fits, Refusal::InvalidExpiry).and(nothing())
    }

    fn pay_in(&self, who: Person, amount: u64) -> Prediction {
        require(amount <= self.wallets[who], Refusal::NotEnoughTokens)?;
        exactly(amount)
    }

    /// A pause stops new risk, and nothing else.
    fn require_running(&self) -> Result<(), Refusal> {
        require(!self.is_paused(), Refusal::Paused)
    }

    /// A slash whose account is there.
    fn slash(&self, supplier: usize, number: usize) -> Result<Slash, Refusal> {
        let there = self.is_there(supplier, number) != Some(false);
        require(there, Refusal::NoSuchThing)?;
        Ok(self.suppliers[supplier].slashes[number])
    }

    /// Whether `amount` may join, for the room that is left and the least that a delegation has.
    fn may_join(
        &self,
        delegation: &Delegation,
        supplier: usize,
        amount: u64,
    ) -> Result<(), Refusal> {
        let at = &self.suppliers[supplier];
        require(amount <= at.room(), Refusal::AboveMaxDelegated)?;
        let held = delegation.held.values().map(|held| held.active.floor());
        let joined = delegation.active.floor() + held.sum::<u64>() + amount;
        require(joined >= at.least_delegation, Refusal::BelowMinDelegation)
    }

    /// Whether `amount` may leave: all of it, or no less than the least, and no less stays.
    fn may_leave(
        &self,
        delegation: &Delegation,
        supplier: usize,
        amount: u64,
    ) -> Result<(), Refusal> {
        let stays = delegation.active.floor() - amount;
        let enough = stays.min(amount) >= self.suppliers[supplier].least_delegation;
        require(stays == 0 || enough, Refusal::BelowMinDelegation)
    }

    /// What a slash for what has been recorded takes, of the owner's stake alone: what there is where there is too little.
    /// The rest is for another.
    pub(crate) fn breach(&self, at: usize) -> Result<u64, Refusal> {
        let supplier = &self.suppliers[at];
        let due = supplier.breached - supplier.charged;
        require(due > 0, Refusal::NoBreach)?;
        let most = self.room(at).min(slash::free_own(&supplier.stake));
        require(most > 0, Refusal::SlashTooLarge)?;
        Ok(due.min(most))
    }

    /// A staker's delegation that has followed all slashes. Only then it is used for anything.
    fn follows(&self, staker: Person, supplier: usize) -> Result<Delegation, Refusal> {
        let delegation = self.delegation(staker, supplier);
        require(delegation.behind.is_empty(), Refusal::ApplySlashFirst)?;
        Ok(delegation)
    }

    pub(crate) fn delegation(&self, staker: Person, supplier: usize) -> Delegation {
        let delegation = self.suppliers[supplier].stake.delegations.get(&staker);
        delegation.cloned().unwrap_or_default()
    }

    fn withdraw_own(&self, supplier: usize, holder: Person) -> Prediction {
        let unstake_requests = self.suppliers[supplier].stake.own_unstake_requests;
        let cooled = unstake_requests.iter().flatten().filter(|unstake_request| {
            unstake_request.holder == holder && unstake_request.unlocks_at <= self.now
        });
        require(cooled.clone().count() > 0, Refusal::StillCooling)?;
        let paid: u64 = cooled.map(|unstake_request| unstake_request.free()).sum();
        require(paid > 0, Refusal::HeldBySlashes)?;
        exactly(paid)
    }

    fn ask_to_move(
        &self,
        staker: Person,
        supplier: usize,
        target: usize,
        amount: Option<u64>,
    ) -> Prediction {
        let delegation = self.delegation(staker, supplier);
        let free = !delegation.requests.contains_key(&target);
        require(free, Refusal::ThereAlready)?;
        let rests = delegation.movable_at > self.now + MOVE_DELAY + MOVE_LAPSE;
        require(!rests, Refusal::RedelegationCooldown)?;
        asked_for(&delegation, amount).and(nothing())
    }

    fn move_stake(&self, staker: Person, from: usize, to: usize) -> Prediction {
        let requests = self.delegation(staker, from).requests;
        let request = requests.get(&to).ok_or(Refusal::NoSuchThing)?;
        self.require_running()?;
        require(self.now >= request.ready_at, Refusal::RedelegationNotReady)?;
        let lapsed = self.now > request.ready_at + MOVE_LAPSE;
        require(!lapsed, Refusal::RequestLapsed)?;
        let movable_at = self.delegation(staker, from).movable_at;
        require(self.now >= movable_at, Refusal::RedelegationCooldown)?;
        let delegation = self.follows(staker, from)?;
        let target = self.follows(staker, to)?;
        // What open slashes hold stays.
        let paid = request.amount.min(delegation.active.floor());
        require(paid > 0, Refusal::ZeroAmount)?;
        self.may_leave(&delegation, from, paid)?;
        self.may_join(&target, to, paid)?;
        exactly(paid)
    }

    fn unstake_held(&self, staker: Person, supplier: usize, number: usize) -> Prediction {
        let slash = self.slash(supplier, number)?;
        let delegation = self.follows(staker, supplier)?;
        require(!slash.ended, Refusal::WrongSlash)?;
        let held = delegation.held.get(&number).ok_or(Refusal::WrongSlash)?;
        let amount = held.active.floor();
        require(amount > 0, Refusal::ZeroAmount)?;
        exactly(amount)
    }

    fn follow_one(&self, staker: Person, supplier: usize, number: usize) -> Prediction {
        let delegation = self.delegation(staker, supplier);
        let slight = delegation.is_slight();
        let comes_later = delegation.waits_for(number) && delegation.next(number).is_empty();
        require(!comes_later || slight, Refusal::WrongSlash)?;
        Ok(Expected {
            slight,
            ..Expected::default()
        })
    }
}

fn claim(delegation: Delegation) -> Expected {
    Expected {
        paid: delegation.owed,
        doubt: delegation.doubt,
        slight: false,
    }
}

/// What of a staker's stake can be withdrawn.
fn cooled(delegation: &Delegation, now: i64) -> u64 {
    let unstake_requests = delegation.unstake_requests.iter().flatten();
    let cooled = unstake_requests.filter(|unstake_request| unstake_request.unlocks_at <= now);
    cooled
        .map(|unstake_request| unstake_request.amount.floor())
        .sum()
}

fn set_commission(supplier: &Supplier, rate: u64, most: u64) -> Prediction {
    require(rate <= most, Refusal::CommissionTooHigh)?;
    let rise = rate > supplier.commission.rate;
    let second = rise && supplier.commission.announced.is_some();
    require(!second, Refusal::CommissionAnnounced).and(nothing())
}

fn unstake_own(supplier: &Supplier, amount: Option<u64>) -> Prediction {
    let stake = &supplier.stake;
    let free = stake.own - stake.own_held;
    let amount = amount.unwrap_or(free);
    require(amount > 0, Refusal::ZeroAmount)?;
    require(amount <= free, Refusal::NotEnoughStake)?;
    let place = stake.place_for(supplier.owner);
    require(place.is_some(), Refusal::UnstakeRequestsFull)?;
    exactly(amount)
}

fn cancel_own(supplier: &Supplier, place: usize) -> Prediction {
    let unstake_request = supplier
        .stake
        .own_unstake_requests
        .get(place)
        .copied()
        .flatten();
    let unstake_request = unstake_request.ok_or(Refusal::WrongUnstakeRequest)?;
    require(unstake_request.holder == supplier.owner, Refusal::NotOwner)?;
    require(unstake_request.free() > 0, Refusal::HeldBySlashes)?;
    exactly(unstake_request.free())
}

/// What a staker means by an amount of its active stake.
pub(crate) fn asked_for(delegation: &Delegation, amount: Option<u64>) -> Result<u64, Refusal> {
    let active = delegation.active.floor();
    let asked = amount.unwrap_or(active);
    require(asked <= active, Refusal::NotEnoughStake)?;
    require(asked > 0, Refusal::ZeroAmount)?;
    Ok(asked)
}

fn unstake(delegation: &Delegation, amount: Option<u64>) -> Prediction {
    let paid = asked_for(delegation, amount)?;
    let place = delegation.unstake_requests[..PLACES]
        .iter()
        .any(Option::is_none);
    require(place, Refusal::UnstakeRequestsFull)?;
    exactly(paid)
}

fn cancel(delegation: &Delegation, place: usize) -> Prediction {
    let unstake_request = delegation
        .unstake_requests
        .get(place)
        .and_then(Option::as_ref);
    exactly(
        unstake_request
            .ok_or(Refusal::WrongUnstakeRequest)?
            .amount
            .floor(),
    )
}
