//! What an accepted action changes.

use crate::{
    predict,
    rules::*,
    slash::{self, Slash},
    stake::{OwnTicket, Position, Request, Stake},
    supplier::Commission,
    Action, Change, Lease, Network, Person,
};

/// What the program has behind a supplier after an action, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The owner's stake, active.
    pub own: u64,
    /// The owner's stake, cooling.
    pub own_cooling: u64,
    /// The delegators', active.
    pub delegated: u64,
    /// The delegators', cooling.
    pub cooling: u64,
    /// The delegators', withheld.
    pub withheld: u64,
    /// What was withdrawn then, with what was withheld of it.
    pub withheld_gross: u64,
    /// How often losses have worn out the shares of it.
    pub generation: u32,
}

/// What the program did: the model checks it, and goes on with it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Whole base units paid or moved: what is over stays where it was.
    pub paid: u64,
    /// What the suppliers have whose stake was touched.
    pub stakes: Vec<(usize, Totals)>,
}

impl Network {
    /// Carries out an action that [`predict`](Self::predict) accepts.
    ///
    /// # Errors
    /// If the stake is not what it should be.
    pub fn carry_out(&mut self, action: &Action, told: &Told) -> Result<(), String> {
        self.change(action, told.paid);
        for (number, totals) in &told.stakes {
            let stake = &mut self.suppliers[*number].stake;
            round(stake, totals).map_err(|error| format!("supplier {number}: {error}"))?;
        }
        Ok(())
    }

    fn set(&mut self, change: Change) {
        let parameters = &mut self.parameters;
        match change {
            Change::Multiplier { model, multiplier } => self.models[model] = multiplier,
            Change::LeastUnits(value) => parameters.least_units = value,
            Change::CommunityCap(value) => parameters.community_cap = value,
            Change::StakePerUnit(value) => parameters.stake_per_unit = value,
            Change::HighestCommission(value) => parameters.highest_commission = value,
            Change::Cooldown(value) => parameters.cooldown = value,
            Change::MostSlashed(value) => parameters.most_slashed = value,
            Change::LeastDelegation(value) => parameters.least_delegation = value,
        }
    }

    fn change(&mut self, action: &Action, paid: u64) {
        use Action::*;
        let now = self.now;
        match *action {
            Advance | Settle { .. } => {}
            Wait { seconds } => self.wait(seconds),
            Pause { guardian: false } => self.paused_until = i64::MAX,
            Pause { guardian: true } if self.is_paused() => {}
            Pause { guardian: true } => {
                self.paused_until = now + GUARDIAN_PAUSE;
                self.guardian_from = self.paused_until + GUARDIAN_PAUSE;
            }
            Unpause => (self.paused_until, self.guardian_from) = (0, 0),
            Propose { change } => self.proposals.push(Some((change, now + CHANGE_DELAY))),
            Apply { number } => {
                if let Some((change, _)) = self.proposals[number].take() {
                    self.set(change);
                }
            }
            Attest {
                supplier,
                gpus,
                pool,
                age,
                length,
            } => {
                let multiplier = self.models[self.suppliers[supplier].model];
                let lease = Lease {
                    made_at: now - age,
                    ends_at: if gpus == 0 { now } else { now + length },
                    gpus,
                    multiplier,
                    stake_per_unit: self.parameters.stake_per_unit,
                    pool,
                };
                let least = self.parameters.least_delegation;
                self.suppliers[supplier].least_delegation = least;
                self.suppliers[supplier].renew(lease, now);
            }
            SetCommission { supplier, rate } => {
                let from = self.hour() + 1 + NOTICE;
                let commission = &mut self.suppliers[supplier].commission;
                if rate > commission.rate {
                    commission.announced = Some((rate, from));
                } else {
                    *commission = Commission {
                        rate,
                        announced: None,
                    };
                }
            }
            SetLimit { supplier, most } => self.suppliers[supplier].most_delegated = most,
            HandOver { supplier, to } => self.suppliers[supplier].owner = to,
            StakeOwn { supplier, amount } => {
                let supplier = &mut self.suppliers[supplier];
                self.wallets[supplier.owner] -= amount;
                supplier.stake.own += amount;
            }
            UnstakeOwn { supplier, .. } => {
                let unlocks_at = now + self.parameters.cooldown;
                let supplier = &mut self.suppliers[supplier];
                let (holder, stake) = (supplier.owner, &mut supplier.stake);
                stake.own -= paid;
                if let Some(place) = stake.own_tickets.iter_mut().find(|place| place.is_none()) {
                    *place = Some(OwnTicket {
                        holder,
                        amount: paid,
                        unlocks_at,
                    });
                }
            }
            CancelOwn { supplier, place } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.own_tickets[place] = None;
                stake.own += paid;
            }
            WithdrawOwn { supplier, holder } => {
                let mut left = paid;
                for place in &mut self.suppliers[supplier].stake.own_tickets {
                    let cooled =
                        |ticket: &OwnTicket| ticket.holder == holder && ticket.unlocks_at <= now;
                    if let Some(ticket) = place.as_mut().filter(|ticket| cooled(ticket)) {
                        let part = ticket.amount.min(left);
                        (ticket.amount, left) = (ticket.amount - part, left - part);
                    }
                    *place = place.filter(|ticket| ticket.amount > 0);
                }
                self.wallets[holder] += paid;
            }
            ClaimSupplier { supplier } => {
                self.suppliers[supplier].owed -= &paid.into();
                self.payouts[supplier] += paid;
            }
            Delegate {
                staker,
                supplier,
                amount,
                ..
            } => {
                self.wallets[staker] -= amount;
                let delegated = &mut self.suppliers[supplier].stake.delegated;
                delegated.put(staker, &amount.into());
            }
            Unstake {
                staker,
                supplier,
                amount,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                match amount {
                    None => stake.delegated.take_all(staker),
                    Some(amount) => stake.delegated.take(staker, &amount.into()),
                };
                let tickets = &mut position(stake, staker).tickets;
                if let Some(place) = tickets.iter().position(Option::is_none) {
                    tickets[place] = Some(now + self.parameters.cooldown);
                    stake.cooling.put((staker, place), &paid.into());
                }
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling.take_all((staker, place));
                stake.delegated.put(staker, &paid.into());
                position(stake, staker).tickets[place] = None;
            }
            Withdraw { staker, supplier } => {
                let open = self.open(supplier);
                predict::withdraw(&mut self.suppliers[supplier].stake, staker, open, now);
                self.wallets[staker] += paid;
            }
            Claim { staker, supplier } => {
                position(&mut self.suppliers[supplier].stake, staker).owed -= &paid.into();
                self.wallets[staker] += paid;
            }
            Compound {
                staker, supplier, ..
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                position(stake, staker).owed -= &paid.into();
                stake.delegated.put(staker, &paid.into());
            }
            AskToMove {
                staker,
                supplier,
                target,
                amount,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                let amount = predict::asked_for(stake, staker, amount).unwrap_or_default();
                let ready_at = now + MOVE_DELAY;
                let request = Request {
                    amount,
                    ready_at,
                    worn: false,
                };
                position(stake, staker).requests.insert(target, request);
            }
            Move {
                staker,
                supplier,
                target,
                ..
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                let request = position(stake, staker).requests.remove(&target);
                let asked = request.map(|request| request.amount).unwrap_or_default();
                stake.delegated.take(staker, &asked);
                let stake = &mut self.suppliers[target].stake;
                stake.delegated.put(staker, &paid.into());
                position(stake, staker).movable_at = now + MOVE_REST;
            }
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                position(stake, staker).requests.remove(&target);
            }
            ProposeSlash { supplier, amount } => {
                let due_at = now + slash::NOTICE;
                let slash = Slash {
                    amount: amount.min(self.room(supplier)),
                    due_at,
                    lapses_at: due_at + slash::WINDOW,
                };
                self.suppliers[supplier].slashes.push(Some(slash));
                let open = self.open(supplier);
                slash::limit_weight(&mut self.suppliers[supplier].stake, open);
            }
            WithdrawSlash { supplier, number } | LapseSlash { supplier, number } => {
                self.suppliers[supplier].slashes[number] = None;
            }
            ExecuteSlash { supplier, number } => {
                let supplier = &mut self.suppliers[supplier];
                if let Some(slash) = supplier.slashes[number].take() {
                    self.burned += slash::take(&mut supplier.stake, slash.amount);
                }
            }
        }
    }
}

fn position(stake: &mut Stake, staker: Person) -> &mut Position {
    stake.positions.entry(staker).or_default()
}

/// Takes over the whole numbers that the program has, where its rounding is the only difference.
fn round(stake: &mut Stake, told: &Totals) -> Result<(), String> {
    let (own, own_cooling) = (stake.own, stake.own_cooling());
    let same = (own, own_cooling) == (told.own, told.own_cooling);
    if told.generation > stake.generation {
        stake.wear(told.generation);
    }
    let whole = stake.delegated.doubt() + stake.cooling.doubt() + stake.withheld.doubt() == 0;
    let off = [
        stake.delegated.round_to(told.delegated),
        stake.cooling.round_to(told.cooling),
        stake.withheld.round_to(told.withheld),
        stake
            .withheld_gross
            .abs_diff(told.withheld_gross)
            .saturating_sub(stake.gross_doubt),
    ];
    (stake.withheld_gross, stake.gross_doubt) = (told.withheld_gross, 0);
    // A withdrawal rounds once for each of eight tickets and once for what was withheld.
    let most = if whole { 0 } else { 9 };
    let close = off.iter().all(|off| *off <= most);
    (same && close).then_some(()).ok_or_else(|| {
        format!("own stake {own} and {own_cooling}, delegated stake off by {off:?}: {told:?}")
    })
}
