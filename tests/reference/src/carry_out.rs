//! Effects of accepted actions.

use crate::{
    predict,
    rules::*,
    slash::{self, Parts, Slash},
    stake::{Delegation, Held, OwnUnstakeRequest, Request, Stake, UnstakeRequest, PLACES},
    supplier::Commission,
    Action, Amount, Attestation, Change, Network, Person,
};

/// Result of the program, in whole base units: the model checks it and continues with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reported {
    /// Paid or moved: what is over stays where it was.
    pub paid: u64,
    /// Held by the slash that has been opened.
    pub parts: Parts,
}

/// The program's record of a staker that has followed all slashes, in whole base units.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// Active and free.
    pub active: u64,
    /// Cooling and free, by unstake request.
    pub unstake_requests: [u64; PLACES + 1],
    /// Held by open slashes, by their number: of active and of cooling stake.
    pub held: Vec<(usize, u64, u64)>,
}

impl Network {
    /// Carries out an action that [`predict`](Self::predict) accepts.
    ///
    /// # Errors
    /// If a slash that is opened does not hold what it should.
    pub fn carry_out(&mut self, action: &Action, reported: &Reported) -> Result<(), String> {
        if let Some((supplier, amount)) = self.proposed(action) {
            slash::check(&self.suppliers[supplier].stake, amount, &reported.parts)?;
        }
        self.change(action, reported);
        Ok(())
    }

    /// A staker has followed all slashes. The program has rounded what each of them held of it, of active stake and of each
    /// unstake request, by less than a base unit: it has so much less or more, and from now on just that.
    ///
    /// # Errors
    /// If it is more than that.
    pub fn follow(&mut self, staker: Person, supplier: usize, whole: &Whole) -> Result<(), String> {
        let stake = &mut self.suppliers[supplier].stake;
        let delegation = delegation(stake, staker);
        delegation.behind.clear();
        delegation.check(whole)?;
        delegation.active = whole.active.into();
        for (place, amount) in delegation
            .unstake_requests
            .iter_mut()
            .zip(whole.unstake_requests)
        {
            if let Some(unstake_request) = place {
                unstake_request.amount = amount.into();
            }
            *place = place.take().filter(|_| amount > 0);
        }
        let reported = |number: &usize| whole.held.iter().any(|(reported, ..)| reported == number);
        delegation.held.retain(|number, _| reported(number));
        for (number, active, cooling) in &whole.held {
            let held = delegation.held.entry(*number).or_default();
            (held.active, held.cooling) = ((*active).into(), (*cooling).into());
        }
        (delegation.roundings, delegation.held_slightly) = (0, false);
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

    fn change(&mut self, action: &Action, reported: &Reported) {
        use Action::*;
        let (now, paid) = (self.now, reported.paid);
        match *action {
            AdvanceClock | SettleSupplier { .. } => {}
            Wait { seconds } => self.wait(seconds),
            Pause { guardian: false } => self.paused_until = i64::MAX,
            Pause { guardian: true } if self.is_paused() => {}
            Pause { guardian: true } => {
                self.paused_until = now + GUARDIAN_PAUSE;
                self.guardian_from = self.paused_until + GUARDIAN_PAUSE;
            }
            Unpause => (self.paused_until, self.guardian_from) = (0, 0),
            Propose { change, skipped } => {
                let number = self.proposals.len() + skipped;
                self.proposals.resize(number, None);
                self.proposals.push(Some((change, now + CHANGE_DELAY)));
            }
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
                let attestation = Attestation {
                    made_at: now - age,
                    ends_at: if gpus == 0 { now } else { now + length },
                    gpus,
                    multiplier,
                    stake_per_unit: self.parameters.stake_per_unit,
                    pool,
                };
                let least = self.parameters.least_delegation;
                self.suppliers[supplier].least_delegation = least;
                self.suppliers[supplier].renew(attestation, now);
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
                    let place = &mut stake.own_unstake_requests[place];
                    let joined = place.map_or(0, |unstake_request| unstake_request.amount);
                    *place = Some(OwnUnstakeRequest {
                        holder,
                        amount: joined + paid,
                        held: joined,
                        unlocks_at,
                    });
                }
            }
            CancelOwn { supplier, place } => {
                let stake = &mut self.suppliers[supplier].stake;
                leave_held(&mut stake.own_unstake_requests[place]);
                stake.own += paid;
            }
            WithdrawOwn { supplier, holder } => {
                for place in &mut self.suppliers[supplier].stake.own_unstake_requests {
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
                let places = &mut delegation(stake, staker).unstake_requests[..PLACES];
                if let Some(place) = places.iter_mut().find(|place| place.is_none()) {
                    let amount = paid.into();
                    *place = Some(UnstakeRequest { amount, unlocks_at });
                }
            }
            Cancel {
                staker,
                supplier,
                place,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling -= paid;
                delegation(stake, staker).unstake_requests[place] = None;
                self.join(staker, supplier, paid);
            }
            Withdraw { staker, supplier } => {
                let stake = &mut self.suppliers[supplier].stake;
                stake.cooling -= paid;
                for place in &mut delegation(stake, staker).unstake_requests {
                    *place = place
                        .take()
                        .filter(|unstake_request| unstake_request.unlocks_at > now);
                }
                self.wallets[staker] += paid;
            }
            Claim { staker, supplier } => {
                delegation(&mut self.suppliers[supplier].stake, staker).owed -= &paid.into();
                self.wallets[staker] += paid;
            }
            Compound { staker, supplier } => {
                delegation(&mut self.suppliers[supplier].stake, staker).owed -= &paid.into();
                self.join(staker, supplier, paid);
            }
            AskToMove {
                staker,
                supplier,
                target,
                amount,
            } => {
                let delegation = delegation(&mut self.suppliers[supplier].stake, staker);
                let amount = predict::asked_for(delegation, amount).unwrap_or(0);
                let ready_at = now + MOVE_DELAY;
                let request = Request { amount, ready_at };
                delegation.requests.insert(target, request);
            }
            Move {
                staker,
                supplier,
                target,
            } => {
                self.leave(staker, supplier, paid);
                delegation(&mut self.suppliers[supplier].stake, staker)
                    .requests
                    .remove(&target);
                self.join(staker, target, paid);
                delegation(&mut self.suppliers[target].stake, staker).movable_at = now + MOVE_REST;
            }
            CancelMove {
                staker,
                supplier,
                target,
            } => {
                let stake = &mut self.suppliers[supplier].stake;
                delegation(stake, staker).requests.remove(&target);
            }
            UnstakeHeld {
                staker,
                supplier,
                number,
            } => {
                let unlocks_at = now + self.parameters.cooldown;
                let supplier = &mut self.suppliers[supplier];
                let stake = &mut supplier.stake;
                let held = delegation(stake, staker).held.entry(number).or_default();
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
                let delegation = delegation(&mut self.suppliers[supplier].stake, staker);
                let next = delegation.next(number);
                delegation.behind.retain(|news| !next.contains(news));
            }
            ProposeSlash { supplier, amount } => {
                let amount = amount.min(self.room(supplier));
                self.open_slash(supplier, false, amount, reported.parts);
            }
            Breach { supplier, gpus } => {
                let supplier = &mut self.suppliers[supplier];
                supplier.breached += slash::due(&supplier.attestation, gpus);
            }
            ProposeBreach { supplier } => {
                let amount = self.breach(supplier).unwrap_or(0);
                self.open_slash(supplier, true, amount, reported.parts);
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
        delegation(stake, staker).active += &amount.into();
    }

    fn leave(&mut self, staker: Person, supplier: usize, amount: u64) {
        let stake = &mut self.suppliers[supplier].stake;
        stake.delegated -= amount;
        delegation(stake, staker).active -= &amount.into();
    }
}

fn delegation(stake: &mut Stake, staker: Person) -> &mut Delegation {
    stake.delegations.entry(staker).or_default()
}

/// Of an unstake request only what slashes hold stays.
fn leave_held(place: &mut Option<OwnUnstakeRequest>) {
    if let Some(unstake_request) = place {
        unstake_request.amount = unstake_request.held;
    }
    *place = place.filter(|unstake_request| unstake_request.amount > 0);
}

impl Delegation {
    /// Whether the program's record matches, up to rounding.
    ///
    /// # Errors
    /// What does not match.
    pub fn check(&self, whole: &Whole) -> Result<(), String> {
        // Each opening rounds active stake and each unstake request once, and all unstake requests together by less than a base unit.
        let most = self.roundings;
        let near = |what: &str, program: u64, model: &Amount| {
            let close = Amount::whole(program).distance(model) <= Amount::whole(most);
            let exact = model.floor();
            close
                .then_some(())
                .ok_or_else(|| format!("{what} {program}, the model says {exact}, within {most}"))
        };
        near("active stake", whole.active, &self.active)?;
        let none = UnstakeRequest::default();
        for (program, model) in whole.unstake_requests.iter().zip(&self.unstake_requests) {
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
