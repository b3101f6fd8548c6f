//! Draws what happens next: most often what has become possible, sometimes anything.

use emissions::state::UNSTAKE_REQUEST_PLACES;
use io_common::constants::{DAY, HOUR};
use marketplace::{
    quote::deposit_of_dispute,
    state::{Reservation, Status},
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::{
    action::{Action, How, Verb},
    outside::{outside, Poster},
    plan::Stage,
    view::around,
};

/// Times that something possible is looked for.
const TRIES: u32 = 60;

/// How often each verb is drawn, before what is not possible is drawn again.
fn weight(verb: Verb) -> u32 {
    use Verb::*;
    match verb {
        // Seldom possible.
        TerminateForDowntime | ProposeBreachSlash | ExpireDispute | DecisionApproved => 400,
        WithdrawRefund | WithdrawEarnings | ApplyChange | Redelegate | Approve => 300,
        ReportOutage => 400,
        Extend | ExecuteSlash => 150,
        ExtendByAutopay => 900,
        SetAutopay => 80,
        ApplySlash | UnstakeHeld => 100,
        OpenDispute | Complete => 200,
        DecideDispute => 60,
        CloseSupplier => 30,
        Reserve => 120,
        Start | CancelUnstake | CancelOwnUnstake | WithdrawOwn => 60,
        AcceptOwner | CloseReservation | Cancel | LapseSlash | Unpause | Withdraw => 60,
        Terminate | TerminateBySupplier | AnnounceEnd | FillAuction | FlashFill | Attest => 40,
        Wait | WaitFor => 50,
        Delegate | Unstake | UnstakeOwn | RequestRedelegation => 25,
        OpenApproval | ProposeChange | OpenAuction | UpdateAnchor => 16,
        ProposeSlash => 20,
        WithdrawSlash => 5,
        Price | CloseDelegation | OpenDelegation => 14,
        Freeze | CloseWallet => 14,
        Decline | Thaw | OpenWallet => 7,
        BadPrice | SetRent | Donate | BurnOwn | SetGuardian | SetModel | Pause => 4,
        CancelRedelegation => 6,
        SuspendAttestor | RevokeAttestation => 2,
        _ => 10,
    }
}

/// A number on a scale of its own: small ones as often as large ones.
fn scaled(rng: &mut ChaCha8Rng, most: u32) -> u32 {
    let bits = rng.random_range(0..=most.ilog2());
    rng.random_range(0..=(most >> bits))
}

/// The next action.
pub fn draw(rng: &mut ChaCha8Rng, stage: Stage) -> Action {
    let mut action = anything(rng);
    for _ in 0..TRIES {
        if stage.is_likely(&action) {
            break;
        }
        action = anything(rng);
    }
    action.how = match rng.random_range(0..100) {
        0..4 => How::ByStranger,
        4..8 => How::Twice,
        8..11 => How::Early,
        _ => How::Rightly,
    };
    action
}

fn anything(rng: &mut ChaCha8Rng) -> Action {
    let all: u32 = Verb::ALL.iter().copied().map(weight).sum();
    let mut drawn = rng.random_range(0..all);
    let verb = Verb::ALL.iter().copied().find(|verb| {
        let here = drawn < weight(*verb);
        drawn = drawn.saturating_sub(weight(*verb));
        here
    });
    let verb = verb.unwrap_or(Verb::Wait);
    let size = match verb {
        Verb::Wait if rng.random_range(0..30) == 0 => scaled(rng, 35 * DAY as u32),
        Verb::Wait => scaled(rng, 30 * HOUR as u32),
        Verb::UnstakeOwn => scaled(rng, 1_200),
        Verb::ProposeSlash => scaled(rng, 1_200),
        _ => rng.random_range(0..20_000) >> rng.random_range(0..4),
    };
    let at = match verb {
        // The nearest deadlines.
        Verb::WaitFor => scaled(rng, 20),
        _ => rng.random_range(0..1_000),
    };
    Action {
        verb,
        who: rng.random_range(0..1_000),
        at,
        size,
        how: How::Rightly,
    }
}

impl Stage<'_> {
    /// Whether it may well be accepted.
    fn is_likely(&self, action: &Action) -> bool {
        use Verb::*;
        let (view, now) = (self.view, self.view.now);
        let Action { at, size, .. } = *action;
        match action.verb {
            Wait | WaitFor | Price | BadPrice | SetRent | Donate | BurnOwn => return true,
            Freeze | Thaw | CloseWallet | OpenWallet => {
                return outside(view, self.cast, Poster::GOOD, action).is_some();
            }
            _ => {}
        }
        if self.promise(action) == Some(false) {
            return false;
        }
        let rental = || view.rental(at).map(|it| &it.reservation);
        let extends = |it: &Reservation| {
            let supplier = view.all.suppliers.get(&it.supplier);
            let attested = supplier.is_some_and(|it| it.attestation.live_gpus(now) > 0);
            let runs = it.ends_at().is_ok_and(|ends_at| now < ends_at);
            it.is(Status::Active) && attested && runs
        };
        let ready = match action.verb {
            Unpause => {
                let pauses = [view.all.ledger.pause, view.market.pause, view.burn.pause];
                pauses[at as usize % 3].is_on(now)
            }
            Reserve => view.offer(at).is_some_and(|(_, offer)| {
                let supplier = view.all.suppliers.get(&offer.supplier);
                let usage = view.all.usages.get(&offer.supplier);
                let (Some(supplier), Some(usage)) = (supplier, usage) else {
                    return false;
                };
                let reserved = usage.reserved_gpus + 1 + size / 2 % 3;
                let fits = offer.paused == 0 && offer.reserved + 3 <= offer.gpus;
                let attested = reserved <= supplier.attestation.live_gpus(now);
                fits && attested && supplier.backs(reserved).unwrap_or(false)
            }),
            Extend => rental().is_some_and(extends),
            ExtendByAutopay => view.rental(at).is_some_and(|rental| {
                let it = &rental.reservation;
                let autopay = view.autopays.get(&rental.address);
                let offer = view.all.offers.get(&it.offer);
                let due = autopay.zip(offer).is_some_and(|(autopay, offer)| {
                    autopay.require_due(it, offer.price_micro_usd, now).is_ok()
                });
                due && extends(it)
            }),
            SetAutopay => rental().is_some_and(Reservation::is_open),
            ReportOutage => rental().is_some_and(|it| {
                let newer = now > it.started_at + i64::from(it.acted_at);
                let held = it.is(Status::Active) || it.is(Status::Ended);
                held && newer && !size.is_multiple_of(3)
            }),
            DecideDispute => rental().is_some_and(|it| {
                let open = it.dispute.is_open() && now > it.dispute.opened_at;
                open && it.decides_until().is_ok_and(|until| now <= until)
            }),
            WithdrawRefund | WithdrawEarnings => view
                .rental(at)
                .is_some_and(|it| !self.frozen.contains(&it.address)),
            Approve | DecisionApproved => around(self.asked.iter(), at).is_some_and(|(_, hash)| {
                let mut approvals = view.approvals.iter();
                let approval = approvals.find(|it| it.hash == *hash);
                approval.is_some_and(|it| {
                    let agreed = it.approvals.count_ones() >= view.council.threshold.into();
                    now <= it.opened_at + HOUR && agreed == (action.verb == DecisionApproved)
                })
            }),
            ApplyChange | CancelChange => self.proposal(action).is_some_and(|it| {
                let ready = (it.ready_at..=it.lapses_at).contains(&now);
                ready == (action.verb == ApplyChange)
            }),
            InitSupplierUsage => view
                .supplier(at)
                .is_some_and(|(it, _)| !view.all.usages.contains_key(it)),
            CreateOffer => view
                .supplier(at)
                .is_some_and(|(it, _)| view.all.usages.contains_key(it)),
            ProposeBreachSlash => view.supplier(at).is_some_and(|(address, it)| {
                let usage = view.all.usages.get(address);
                usage.is_some_and(|usage| usage.breached > it.slashes.breached)
            }),
            // Several may be open at once.
            ProposeSlash => view.supplier(at).is_some_and(|(_, it)| {
                let some = it.stake.total().is_ok_and(|stake| stake > 1);
                it.slashes.open_count < 6 && some
            }),
            ApplySlash => view.followed(at).is_some_and(|(_, list)| !list.is_empty()),
            UnstakeHeld => view
                .followed(at)
                .is_some_and(|(it, _)| it.held.iter().any(|held| held.active > 0)),
            CancelUnstake => view.followed(at).is_some_and(|(it, _)| {
                !it.unstake_requests[size as usize % UNSTAKE_REQUEST_PLACES].is_free()
            }),
            CancelOwnUnstake => view
                .supplier(at)
                .is_some_and(|(_, it)| it.stake.own_unstake_requests[size as usize % 4].amount > 0),
            RequestRedelegation => view.delegation(at).is_some_and(|it| {
                let target = view.supplier(action.who).map(|(address, _)| address);
                it.active > 0 && target != Some(&it.supplier)
            }),
            Redelegate => view.request(at).is_some_and(|(it, from)| {
                view.all.suppliers.contains_key(&from)
                    && (it.ready_at..it.ready_at + 7 * DAY).contains(&now)
            }),
            OpenDispute => rental().is_some_and(|it| deposit_of_dispute(it, now).is_ok()),
            FillAuction | FlashFill => {
                let auction = &view.all.engine.auction;
                auction.left > 0 && now < auction.ends_at(&view.burn)
            }
            OpenAuction => now >= view.all.engine.auction.next_opens_at(&view.burn),
            UpdateAnchor => now >= view.all.engine.anchor.next_update_at(&view.burn),
            OpenDelegation => view.all.delegations.len() < 20,
            _ => true,
        };
        ready && self.plan(action).is_some()
    }
}
