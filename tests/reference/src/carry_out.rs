//! What an accepted action changes.

use crate::{
    predict,
    rules::*,
    slash::{self, Parts, Slash},
    stake::{Held, OwnTicket, Position, Request, Stake, Ticket, PLACES},
    supplier::Commission,
    Action, Amount, Change, Lease, Network, Person,
};

/// What the program did, in whole base units: the model checks it, and goes on with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Paid or moved: what is over stays where it was.
    pub paid: u64,
    /// Held by the slash that has been opened.
    pub parts: Parts,
}

/// What the program says of a staker that has followed all slashes, in whole base units.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Active and free.
    pub active: u64,
    /// Cooling and free, by ticket.
    pub tickets: [u64; PLACES + 1],
    /// Held by open slashes, by their number: of active and of cooling stake.
    pub held: Vec<(usize, u64, u64)>,
}

impl Network {
    /// Carries out an action that [`predict`](Self::predict) accepts.
    ///
    /// # Errors
    /// If a slash that is opened does not hold what it should.
    pub fn carry_out(&mut self, action: &Action, told: &Told) -> Result<(), String> {
        if let Some((supplier, amount)) = self.proposed(action) {
            slash::check(&self.suppliers[supplier].stake, amount, &told.parts)?;
        }
        self.change(action, told);
        Ok(())
    }

    /// A staker has followed all slashes. The program has rounded what each of them held of it, of active stake and of each
    /// ticket, by less than a base unit: it has so much less or more, and from now on just that.
    ///
    /// # Errors
    /// If it is more than that.
    pub fn follow(&mut self, staker: Person, supplier: usize, whole: &Whole) -> Result<(), String> {
        let stake = &mut self.suppliers[supplier].stake;
        let position = position(stake, staker);
        position.behind.clear();
        position.check(whole)?;
        position.active = whole.active.into();
        for (place, amount) in position.tickets.iter_mut().zip(whole.tickets) {
            if let Some(ticket) = place {
                ticket.amount = amount.into();
            }
            *place = place.take().filter(|_| amount > 0);
        }
        let told = |number: &usize| whole.held.iter().any(|(told, ..)| told == number);
        position.held.retain(|number, _| told(number));
        for (number, active, cooling) in &whole.held {
            let held = position.held.entry(*number).or_default();
            (held.active, held.cooling) = ((*active).into(), (*cooling).into());
        }
        (position.roundings, position.held_slightly) = (0, false);
        Ok(())
    }

    /// What a slash takes that `action` opens.
    fn proposed(&self, action: &Action) -> Option<(usize, u64)> {
        match *action {
            Action::ProposeSlash { supplier, amount } => {
                Some((supplier, amount.min(self.room(supplier))))
            }
            Action::ProposeBreach { supplier } => {
                Some((supplier, self.breach(supplier).unwrap_or(0)))
            }
            _ => None,
        }
    }

    /// Opens a slash.
    fn open_slash(&mut self, at: usize, breach: bool, amount: u64, parts: Parts) {
        let due_at = self.now + slash::NOTICE;
        let supplier = &mut self.suppliers[at];
        let others = supplier.slashes.iter();
        let number = others.filter(|slash| slash.breach == breach).count() as u32;
        slash::hold(&mut supplier.stake, supplier.slashes.len(), &parts);
        supplier.slashes.push(Slash {
            breach,
            number,
            amount,
            parts,
            due_at,
            lapses_at: due_at + slash::WINDOW,
            ended: false,
        });
    }

    fn end_slash(&mut self, at: usize, number: usize, executed: bool) {
        let supplier = &mut self.suppliers[at];
        let slash = &mut supplier.slashes[number];
        slash.ended = true;
        slash::end(&mut supplier.stake, number, &slash.parts, executed);
        if executed {
            self.burned += slash.amount;
        }
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

    fn change(&mut self, action: &Action, told: &Told) {
        use Action::*;
        let (now, paid) = (self.now, told.paid);
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
                    self.applied.push((number, change));
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
                if let Some(place) = stake.place_for(holder) {
                    let place = &mut stake.own_tickets[place];
                    let joined = place.map_or(0, |ticket| ticket.amount);
                    *place = Some(OwnTicket {
                        holder,
                        amount: joined + paid,
                        held: joined,
                        unlocks_at,
                    });
                }
            }
            CancelOwn { supplier, place } => {
                let stake = &mut self.suppliers[supplier].stake;
                leave_held(&mut stake.own_tickets[place]);
                stake.own += paid;
            }
            WithdrawOwn { supplier, holder } => {
                for place in &mut self.suppliers[supplier].stake.own_tickets {
                    if place.is_some_and(|own| own.holder == holder && own.unlocks_at <= now) {
                        leave_held(place);
                    }
                }
                self.wallets[holder] += paid;
            }
            ClaimSupplier { supplier } => {
                self.suppliers[supplier].owed -= &paid.into();
                self.payouts[supplier] += paid;
            }
            Delegate {
                staker, supplier, ..
            } => {
                self.wallets[staker] -= paid;
                self.join(staker, supplier, paid);
            }
            Unstake {
                staker, supplier, ..
            } => {
                let unlocks_at = now + self.parameters.cooldown;
                self.leave(staker, supplier, paid);
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling += paid;
                let places = &mut position(stake, staker).tickets[..PLACES];
                if let Some(place) = places.iter_mut().find(|place| place.is_none()) {
                    let amount = paid.into();
                    *place = Some(Ticket { amount, unlocks_at });
                }
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling -= paid;
                position(stake, staker).tickets[place] = None;
                self.join(staker, supplier, paid);
            }
            Withdraw { staker, supplier } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling -= paid;
                for place in &mut position(stake, staker).tickets {
                    *place = place.take().filter(|ticket| ticket.unlocks_at > now);
                }
                self.wallets[staker] += paid;
            }
            Claim { staker, supplier } => {
                position(&mut self.suppliers[supplier].stake, staker).owed -= &paid.into();
                self.wallets[staker] += paid;
            }
            Compound { staker, supplier } => {
                position(&mut self.suppliers[supplier].stake, staker).owed -= &paid.into();
                self.join(staker, supplier, paid);
            }
            AskToMove {
                staker,
                supplier,
                target,
                amount,
            } => {
                let position = position(&mut self.suppliers[supplier].stake, staker);
                let amount = predict::asked_for(position, amount).unwrap_or(0);
                let ready_at = now + MOVE_DELAY;
                let request = Request { amount, ready_at };
                position.requests.insert(target, request);
            }
            Move {
                staker,
                supplier,
                target,
            } => {
                self.leave(staker, supplier, paid);
                position(&mut self.suppliers[supplier].stake, staker)
                    .requests
                    .remove(&target);
                self.join(staker, target, paid);
                position(&mut self.suppliers[target].stake, staker).movable_at = now + MOVE_REST;
            }
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                position(stake, staker).requests.remove(&target);
            }
            UnstakeHeld {
                staker,
                supplier,
                number,
            } => {
                let unlocks_at = now + self.parameters.cooldown;
                let supplier = &mut self.suppliers[supplier];
                let stake = &mut supplier.stake;
                let held = position(stake, staker).held.entry(number).or_default();
                held.active -= &paid.into();
                held.cooling += &paid.into();
                held.unlocks_at = held.unlocks_at.max(unlocks_at);
                stake.delegated_held -= paid;
                stake.cooling_held += paid;
                let parts = &mut supplier.slashes[number].parts;
                parts.active -= paid;
                parts.cooling += paid;
            }
            Follow {
                staker,
                supplier,
                number,
            } => {
                let position = position(&mut self.suppliers[supplier].stake, staker);
                let next = position.next(number);
                position.behind.retain(|news| !next.contains(news));
            }
            ProposeSlash { supplier, amount } => {
                let amount = amount.min(self.room(supplier));
                self.open_slash(supplier, false, amount, told.parts);
            }
            Breach { supplier, gpus } => {
                let supplier = &mut self.suppliers[supplier];
                supplier.breached += slash::due(&supplier.lease, gpus);
            }
            ProposeBreach { supplier } => {
                let amount = self.breach(supplier).unwrap_or(0);
                self.open_slash(supplier, true, amount, told.parts);
                self.suppliers[supplier].charged += amount;
            }
            WithdrawSlash { supplier, number } | LapseSlash { supplier, number } => {
                self.end_slash(supplier, number, false);
            }
            ExecuteSlash { supplier, number } => self.end_slash(supplier, number, true),
        }
    }

    fn join(&mut self, staker: Person, supplier: usize, amount: u64) {
        let stake = &mut self.suppliers[supplier].stake;
        stake.delegated += amount;
        position(stake, staker).active += &amount.into();
    }

    fn leave(&mut self, staker: Person, supplier: usize, amount: u64) {
        let stake = &mut self.suppliers[supplier].stake;
        stake.delegated -= amount;
        position(stake, staker).active -= &amount.into();
    }
}

fn position(stake: &mut Stake, staker: Person) -> &mut Position {
    stake.positions.entry(staker).or_default()
}

/// Of a ticket only what slashes hold stays.
fn leave_held(place: &mut Option<OwnTicket>) {
    if let Some(ticket) = place {
        ticket.amount = ticket.held;
    }
    *place = place.filter(|ticket| ticket.amount > 0);
}

impl Position {
    /// Whether what the program says is what is here, but for the roundings.
    ///
    /// # Errors
    /// What is not.
    pub fn check(&self, whole: &Whole) -> Result<(), String> {
        // Each opening rounds active stake and each ticket once, and all tickets together by less than a base unit.
        let most = self.roundings;
        let near = |what: &str, program: u64, model: &Amount| {
            let close = Amount::whole(program).distance(model) <= Amount::whole(most);
            let exact = model.floor();
            close
                .then_some(())
                .ok_or_else(|| format!("{what} {program}, the model says {exact}, within {most}"))
        };
        near("active stake", whole.active, &self.active)?;
        let none = Ticket::default();
        for (program, model) in whole.tickets.iter().zip(&self.tickets) {
            let model = model.as_ref().unwrap_or(&none);
            near("cooling stake", *program, &model.amount)?;
        }
        let program: Vec<usize> = whole.held.iter().map(|(number, ..)| *number).collect();
        let model: Vec<usize> = self.held.keys().copied().collect();
        if program != model && !self.is_slight() {
            return Err(format!("held by {program:?}, the model says {model:?}"));
        }
        let nothing = Held::default();
        for (number, active, cooling) in &whole.held {
            let held = self.held.get(number).unwrap_or(&nothing);
            near("held active stake", *active, &held.active)?;
            near("held cooling stake", *cooling, &held.cooling)?;
        }
        Ok(())
    }
}
