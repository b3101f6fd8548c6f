//! What the chain should say and does not, by this attestor's own probes.

use anchor_lang::prelude::Pubkey;
use io_common::types::Supplier;
use marketplace::state::Reservation;

use crate::{judge::Judge, rules::Rules, tracker::State, view::View};

/// Something that the council should decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The supplier, or the reservation.
    pub subject: Pubkey,
    /// Since when, in unix seconds.
    pub arisen: i64,
    /// What.
    pub what: What,
}

/// What the council should decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The supplier has so many GPUs.
    Attest {
        /// Never more than are attested.
        gpus: u32,
    },
    /// The reservation is down since then.
    Down {
        /// Unix seconds.
        at: i64,
    },
    /// The reservation is up again since then.
    Up {
        /// Unix seconds.
        at: i64,
    },
}

/// All of them, in the order of their subjects.
pub fn all(view: &View, judge: &Judge) -> Vec<Need> {
    let mut needs = Vec::new();
    for (address, supplier) in &view.suppliers {
        needs.extend(attestation(view, judge, address, supplier));
    }
    for (address, it) in &view.reservations {
        needs.extend(outage(view.now, judge, address, it));
    }
    needs
}

/// A renewal, or fewer GPUs. A supplier that is not attested now is attested by people first.
fn attestation(view: &View, judge: &Judge, subject: &Pubkey, it: &Supplier) -> Option<Need> {
    let (rules, known) = (judge.rules(), judge.supplier_now(subject, view.now)?);
    let attested = it.attestation.live_gpus(view.now);
    let is_bound = !known.is_sound() || known.is_in_maintenance(rules, view.now);
    let (shown, since) = known.gpus(rules)?;
    if attested == 0 || is_bound || (view.paused && shown > 0) {
        return None;
    }
    let ends_at = it.attestation.ends_at;
    let renewal = ends_at.saturating_sub(rules.renew_within);
    let (gpus, arisen) = match shown < attested {
        true => (shown, since),
        false => (attested, renewal),
    };
    (arisen <= view.now).then_some(Need {
        subject: *subject,
        arisen,
        what: What::Attest { gpus },
    })
}

fn outage(now: i64, judge: &Judge, subject: &Pubkey, it: &Reservation) -> Option<Need> {
    let rules = judge.rules();
    let down_since = down_since(it, now);
    let (what, arisen) = match (judge.reservation_now(subject, now)?.state(), down_since) {
        (State::Down { since, decided }, None) => (What::Down { at: since }, decided),
        (State::Down { since, .. }, Some(on_chain)) => {
            // Others repeat no report that begins earlier than the chain has it.
            let at = since.max(on_chain);
            (What::Down { at }, repeat_at(it, rules))
        }
        (State::Up { since, decided }, Some(_)) => (What::Up { at: since }, decided),
        _ => return None,
    };
    // A reservation whose time is over takes no report of a later outage.
    let is_in_time = match what {
        What::Down { at } => it.ends_at().is_ok_and(|end| at < end),
        _ => true,
    };
    (arisen <= now && is_in_time).then_some(Need {
        subject: *subject,
        arisen,
        what,
    })
}

/// When the last report was made; the start if there was none.
pub fn last_report(it: &Reservation) -> i64 {
    it.started_at.saturating_add(it.acted_at.into())
}

/// When a report of down is to be repeated.
pub fn repeat_at(it: &Reservation, rules: &Rules) -> i64 {
    last_report(it).saturating_add(rules.repeat_after)
}

/// Since when the chain has it down, if the report has not lapsed.
pub fn down_since(it: &Reservation, now: i64) -> Option<i64> {
    let lapses = it.report_lapses().ok()?;
    let lapses = it.started_at.saturating_add(lapses.into());
    let since = it.outage.since().filter(|_| now <= lapses)?;
    Some(it.started_at.saturating_add(since.into()))
}
