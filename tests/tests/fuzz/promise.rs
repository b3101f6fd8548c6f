//! What the state tables of docs/spec/protocol.md promise: at which moment which way out is open, and which is not yet or no
//! longer. A pause and a price are no part of it (P-14, P-17, P-18).

use emissions::constants::UNSTAKE_REQUESTS;
use io_client::audit::Rental;
use io_common::{
    constants::HOUR,
    types::{OwnUnstakeRequest, Supplier},
};
use io_tests::catalogue::{Program, Risk};
use marketplace::state::{Currency, Payee, Status};

use crate::{
    action::{Action, Verb},
    outside::currency,
    plan::{part_or_all, Stage},
    view::around,
};

/// From this many thousandths on, all is meant.
pub const ALL: u32 = 1_000;

/// Whether the operator announces an end, or else the owner.
pub fn operator_announces(action: &Action) -> bool {
    action.size.is_multiple_of(2)
}

impl Stage<'_> {
    /// Whether `action`, done rightly, must be accepted or must be refused; none where the tables say neither.
    pub fn promise(&self, action: &Action) -> Option<bool> {
        if self.is_paused(action.verb) {
            return Some(false);
        }
        self.way_out(action)
    }

    /// The same of a way out, whatever is paused.
    pub fn way_out(&self, action: &Action) -> Option<bool> {
        use Verb::*;
        let (view, at) = (self.view, action.at);
        match action.verb {
            SettleSupplier | BurnFees | CancelRedelegation | Unpause | ReclaimRent => Some(true),
            // A treasury that cannot receive is paid later.
            PayCouncil => {
                let (currency, treasury) = (currency(at), self.cast.place(&view.burn.treasury)?);
                let stuck = currency == Currency::Usdc && view.vault.is_frozen();
                (view.receives(treasury, currency) && !stuck).then_some(true)
            }
            ExpireAuction => {
                let auction = &view.all.engine.auction;
                Some(auction.left == 0 || view.now >= auction.ends_at(&view.burn))
            }
            CloseApproval => {
                let approval = around(view.approvals.iter(), at)?;
                Some(view.now > approval.opened_at + HOUR)
            }
            CloseVoterWeightRecord => around(view.voters.iter(), at).map(|_| true),
            CloseOffer => {
                let (_, offer) = view.offer(at)?;
                Some(offer.reserved == 0)
            }
            CloseAutopay => {
                let address = view.rental(at)?.address;
                view.autopays.get(&address).map(|_| true)
            }
            ExecuteSlash | LapseSlash | WithdrawSlash => self.slash(action),
            ApplySlash => self.follow(action),
            UnstakeOwn | WithdrawOwn | ClaimSupplier | AcceptOwner | CloseSupplier => {
                self.own(action)
            }
            Unstake | UnstakeHeld | Withdraw | Claim | CloseDelegation => self.stake(action),
            Start | Decline | Cancel | SettleReservation | SweepFees | Terminate
            | TerminateBySupplier | TerminateForDowntime | Complete | OpenDispute
            | ExpireDispute | CloseReservation | WithdrawRefund | WithdrawEarnings
            | AnnounceEnd => self.reservation(action, view.rental(at)?),
            _ => None,
        }
    }

    /// Whether a pause stops it now: it brings new risk, whatever its numbers are.
    fn is_paused(&self, verb: Verb) -> bool {
        let (view, now) = (self.view, self.view.now);
        let risk = verb.row().filter(|row| row.risk == Risk::New);
        risk.is_some_and(|row| {
            let pause = match row.program {
                Program::Emissions => view.all.ledger.pause,
                Program::Marketplace => view.market.pause,
                Program::FeeBurn => view.burn.pause,
            };
            pause.is_on(now)
        })
    }

    fn slash(&self, action: &Action) -> Option<bool> {
        let (it, now) = (self.view.slash(action.at)?, self.view.now);
        match action.verb {
            // The account of one that has ended waits for delegations that have not followed it.
            _ if !it.is_open() => Some(false),
            Verb::ExecuteSlash => Some((it.due_at..=it.lapses_at).contains(&now)),
            Verb::LapseSlash => Some(now > it.lapses_at),
            // By the authority; the council may be of too few.
            _ => (action.size.is_multiple_of(2)).then_some(true),
        }
    }

    /// Anybody makes a delegation follow a slash that is next for it, and no other: the end of any of several may be.
    fn follow(&self, action: &Action) -> Option<bool> {
        let slash = self.applied(action)?;
        let (it, _) = self.view.followed(action.at)?;
        // The staker's delegation with the supplier of the slash.
        let mut all = self.view.all.delegations.iter();
        let delegation = all.find(|at| at.supplier == slash.supplier && at.staker == it.staker);
        Some(delegation.is_some_and(|delegation| {
            delegation.has_followed(slash) || { *delegation }.apply(&mut { *slash }).is_ok()
        }))
    }

    fn own(&self, action: &Action) -> Option<bool> {
        let (address, it) = self.view.supplier(action.at)?;
        let stake = &it.stake;
        let usage = self.view.all.usages.get(address);
        match action.verb {
            Verb::UnstakeOwn => {
                let place = has_place(it);
                // What slashes hold stays.
                let free = stake.own - stake.own_held;
                if free == 0 || !place {
                    return Some(false);
                }
                let left = part_or_all(free, action.size).map_or(0, |amount| free - amount);
                let own = left + stake.own_held;
                let active = own + stake.delegated + stake.delegated_held;
                let reserved = usage.map_or(0, |usage| usage.reserved_gpus);
                let required = it.attestation.required_stake(reserved).ok()?;
                Some(active >= required && own >= required.div_ceil(2))
            }
            Verb::WithdrawOwn => self.own_unstake_request(it, action.size),
            Verb::ClaimSupplier => {
                let payout = self.cast.place(&it.payout)?;
                self.view.wallets[payout][Currency::Io as usize]
                    .as_ref()
                    .map(|_| true)
            }
            Verb::AcceptOwner => self.cast.place(&it.pending_owner).map(|_| true),
            _ => {
                let unused = usage.is_none_or(|usage| usage.open_reservations == 0)
                    && it.slashes.open_count == 0
                    && !it.attestation.is_live(self.view.now)
                    && stake.total().ok()? == 0;
                let paid = it.rewards.owed == 0 && !self.view.is_behind(&[*address]);
                (!unused || paid).then_some(unused)
            }
        }
    }

    /// Whether something of what one holder of own unstake requests has is unlocked, and no slash holds it.
    fn own_unstake_request(&self, it: &Supplier, size: u32) -> Option<bool> {
        let unstake_requests = it
            .stake
            .own_unstake_requests
            .iter()
            .filter(|unstake_request| unstake_request.amount > 0);
        let holders: Vec<_> = unstake_requests
            .clone()
            .map(|unstake_request| unstake_request.holder)
            .collect();
        let holder = holders.get(size as usize % holders.len().max(1))?;
        let place = self.cast.place(holder)?;
        self.view.wallets[place][Currency::Io as usize].as_ref()?;
        let free = |it: &&OwnUnstakeRequest| it.amount > it.held && self.view.now >= it.unlocks_at;
        Some(unstake_requests.filter(free).any(|it| it.holder == *holder))
    }

    /// Once the delegation has followed the slashes of its supplier.
    fn stake(&self, action: &Action) -> Option<bool> {
        let (it, _) = self.view.followed(action.at)?;
        let place = self.cast.place(&it.staker)?;
        let reached = self.view.wallets[place][Currency::Io as usize].is_some();
        let paid = |open: bool| match open {
            true => reached.then_some(true),
            false => Some(false),
        };
        if action.verb == Verb::CloseDelegation {
            return paid(it.is_empty());
        }
        // Nothing is left of a supplier that has closed.
        let supplier = self.view.all.suppliers.get(&it.supplier)?;
        match action.verb {
            Verb::Claim => paid(true),
            Verb::Unstake => {
                let (places, _) = it.unstake_requests.split_at(UNSTAKE_REQUESTS);
                let amount = part_or_all(it.active, action.size).unwrap_or(it.active);
                let stays = it.active.saturating_sub(amount);
                // Neither part may be less than the least, unless all leaves.
                let enough = stays == 0 || stays.min(amount) >= supplier.min_delegation;
                let place = places
                    .iter()
                    .any(|unstake_request| unstake_request.amount == 0);
                Some(it.active > 0 && enough && place)
            }
            Verb::UnstakeHeld => {
                let slash = self.holding(it, action.size)?;
                let held = it.held.iter().find(|held| held.slash == slash.opened);
                let active = held.is_some_and(|held| held.active > 0);
                Some(slash.is_open() && slash.is_shared() && active)
            }
            _ => paid(
                it.unstake_requests
                    .iter()
                    .any(|at| at.is_unlocked(self.view.now)),
            ),
        }
    }

    fn reservation(&self, action: &Action, rental: &Rental) -> Option<bool> {
        use Verb::*;
        let (it, now, verb) = (&rental.reservation, self.view.now, action.verb);
        let late = now > it.created_at + i64::from(it.terms.start_window);
        let (reserved, active) = (it.is(Status::Reserved), it.is(Status::Active));
        let runs = active && now < it.ends_at().ok()?;
        let owed = |payee| it.owed(payee).ok();
        let frozen = self.frozen.contains(&rental.address);
        Some(match verb {
            Start => reserved && !late,
            Decline => reserved,
            Cancel => reserved && late,
            SettleReservation | SweepFees => true,
            Terminate | TerminateBySupplier => runs,
            AnnounceEnd => {
                let may = !operator_announces(action) || it.least_until(now).ok()?.is_none();
                runs && may && it.announced_end(now).ok()?.is_none()
            }
            TerminateForDowntime => {
                runs && u64::from(it.downtime(now).ok()?) > it.allowed_downtime(now).ok()?
            }
            Complete => active && !runs,
            ExpireDispute => it.dispute.is_open() && now > it.decides_until().ok()?,
            CloseReservation => {
                let released = it.is(Status::Ended) && now >= it.releases_at().ok()?;
                it.is(Status::Closed) || (released && !it.dispute.is_open())
            }
            WithdrawRefund | WithdrawEarnings if frozen => return None,
            // Who is both collects both.
            WithdrawRefund | WithdrawEarnings => {
                let supplier = self.view.all.suppliers.get(&it.supplier);
                let both = supplier.is_none_or(|supplier| supplier.payout == it.payer);
                let (refund, earnings) = (owed(Payee::Payer)?, owed(Payee::Supplier)?);
                match verb {
                    _ if both => refund + earnings > 0,
                    WithdrawRefund => refund > 0,
                    _ => earnings > 0,
                }
            }
            OpenDispute => return self.dispute(rental),
            _ => return None,
        })
    }

    /// Whether the first dispute of a reservation can be opened.
    fn dispute(&self, rental: &Rental) -> Option<bool> {
        let (it, now) = (&rental.reservation, self.view.now);
        let held = it.is(Status::Active) || it.is(Status::Ended);
        if !held || it.dispute.is_open() || now >= it.releases_at().ok()? {
            return Some(false);
        }
        let payer = self.cast.place(&it.payer)?;
        let able = self.view.receives(payer, it.currency().unwrap())
            && self.view.purse(payer, it.currency().unwrap()) > it.locked
            && !self.frozen.contains(&rental.address);
        let first = it.dispute.until == 0 && it.is(Status::Active);
        let used = i64::from(it.metered(now).ok()?) >= HOUR && it.segments.gross(3_600).ok()? > 0;
        (able && first && used).then_some(true)
    }
}

/// Whether an unstake request of the owner finds a place: a free one, or one of which slashes hold all.
pub fn has_place(supplier: &Supplier) -> bool {
    let mut unstake_requests = supplier.stake.own_unstake_requests.iter();
    unstake_requests
        .any(|it| it.amount == 0 || (it.holder == supplier.owner && it.held == it.amount))
}
