//! Whether this attestor's own probes agree with a decision that another one proposes.

use anchor_lang::prelude::Pubkey;
use emissions::{constants::MAX_BATCH_AGE, instructions::AttestationEntry};
use io_common::{
    constants::{APPROVAL_TIME, HOUR},
    types::Pool,
};
use marketplace::state::OutageReport;

use crate::{
    decision::Decision,
    judge::Judge,
    needs::{down_since, last_report, repeat_at},
    rules::Rules,
    tracker::State,
    view::View,
};

/// Seconds by which the clock that another attestor read may be ahead.
const SKEW: i64 = 30;

/// Why a decision is not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    /// The chain says so already, or has a later decision.
    #[error("the chain has it already, or a later one")]
    Done,
    /// It was made too long ago, or in the future.
    #[error("it was made too long ago, or in the future")]
    WrongTime,
    /// A supplier that is not attested, or a reservation that does not run.
    #[error("the supplier is not attested, or the reservation does not run")]
    NotWatched,
    /// Too few probes, or they do not all say the same.
    #[error("too few own probes, or they do not all say the same")]
    Undecided,
    /// The probes say otherwise.
    #[error("the own probes say otherwise")]
    Otherwise,
    /// The probes say the same, at another time.
    #[error("the own probes say so at another time")]
    OtherTime,
    /// More GPUs than are attested, another pool, another end than watchers give, or an earlier end for as many GPUs.
    #[error("more GPUs than are attested, another pool, or another end than watchers give")]
    Terms,
    /// The supplier has announced a maintenance.
    #[error("the supplier is in maintenance")]
    Maintenance,
}

/// Whether nothing is left to be done by a decision.
pub fn is_done(view: &View, decision: &Decision) -> bool {
    match decision {
        Decision::Attest { suppliers, batch } => suppliers.iter().all(|it| {
            let known = view.suppliers.get(it);
            known.is_none_or(|it| it.attestation.attested_at >= batch.made_at)
        }),
        Decision::Outage {
            reservation,
            report,
        } => {
            let known = view.reservations.get(reservation);
            known.is_none_or(|it| last_report(it) >= report.made_at)
        }
    }
}

/// Whether it can still be carried out: a batch within an hour of when it was made.
pub fn is_in_time(view: &View, decision: &Decision) -> bool {
    match decision {
        Decision::Attest { batch, .. } => view.now <= batch.made_at.saturating_add(MAX_BATCH_AGE),
        Decision::Outage { .. } => true,
    }
}

/// Whether the own probes agree with it.
///
/// # Errors
/// Why they do not.
pub fn check(view: &View, judge: &Judge, decision: &Decision) -> Result<(), Disagreement> {
    if is_done(view, decision) {
        return Err(Disagreement::Done);
    }
    let age = view.now.saturating_sub(decision.made_at());
    if !(-SKEW..=APPROVAL_TIME).contains(&age) {
        return Err(Disagreement::WrongTime);
    }
    match decision {
        Decision::Attest { suppliers, batch } => {
            if suppliers.is_empty() || suppliers.len() != batch.entries.len() {
                return Err(Disagreement::Terms);
            }
            let ends_at = end(judge.rules(), batch.made_at);
            if batch.entries.iter().any(|it| it.ends_at != ends_at) {
                return Err(Disagreement::Terms);
            }
            let mut entries = suppliers.iter().zip(&batch.entries);
            entries.try_for_each(|(supplier, entry)| attestation(view, judge, supplier, entry))
        }
        Decision::Outage {
            reservation,
            report,
        } => outage(view, judge, reservation, report),
    }
}

fn attestation(
    view: &View,
    judge: &Judge,
    address: &Pubkey,
    entry: &AttestationEntry,
) -> Result<(), Disagreement> {
    let (rules, now) = (judge.rules(), view.now);
    let it = view
        .suppliers
        .get(address)
        .ok_or(Disagreement::NotWatched)?;
    let attested = it.attestation.live_gpus(now);
    if attested == 0 {
        return Err(Disagreement::NotWatched);
    }
    let is_same_pool = Pool::stored(it.pool).is_ok_and(|pool| pool == entry.pool);
    // A renewal ends later than what it renews.
    let is_later = entry.gpus < attested || entry.ends_at > it.attestation.ends_at;
    if entry.gpus > attested || !is_same_pool || !is_later {
        return Err(Disagreement::Terms);
    }
    let known = judge
        .supplier_now(address, now)
        .ok_or(Disagreement::Undecided)?;
    match known.state() {
        State::Unknown => return Err(Disagreement::Undecided),
        State::Down { .. } => return Err(Disagreement::Otherwise),
        State::Up { .. } => {}
    }
    if known.is_in_maintenance(rules, now) {
        return Err(Disagreement::Maintenance);
    }
    let gpus = known.gpus(rules).filter(|_| known.is_sound());
    let (shown, _) = gpus.ok_or(Disagreement::Undecided)?;
    match shown.min(attested) == entry.gpus {
        true => Ok(()),
        false => Err(Disagreement::Otherwise),
    }
}

/// When an attestation made then ends: after whole hours, the current one included.
pub fn end(rules: &Rules, made_at: i64) -> i64 {
    let hours = made_at
        .div_euclid(HOUR)
        .saturating_add(rules.valid_hours.into());
    hours.saturating_mul(HOUR)
}

fn outage(
    view: &View,
    judge: &Judge,
    address: &Pubkey,
    report: &OutageReport,
) -> Result<(), Disagreement> {
    let it = view
        .reservations
        .get(address)
        .ok_or(Disagreement::NotWatched)?;
    let known = judge
        .reservation_now(address, view.now)
        .ok_or(Disagreement::Undecided)?;
    let on_chain = down_since(it, view.now);
    let tolerance = judge.rules().tolerance;
    let latest = |since: i64| since.saturating_add(tolerance);
    let due = repeat_at(it, judge.rules()).saturating_sub(SKEW);
    let holds = match (known.state(), report.down, on_chain) {
        (State::Unknown, ..) => return Err(Disagreement::Undecided),
        (State::Down { .. }, false, _) | (State::Up { .. }, true, _) => {
            return Err(Disagreement::Otherwise)
        }
        (State::Up { .. }, false, None) => return Err(Disagreement::Done),
        // Each report costs fees: none is joined that is not due.
        (State::Down { .. }, true, Some(_)) if report.made_at < due => {
            return Err(Disagreement::Done)
        }
        // Never earlier than the chain has it.
        (State::Down { .. }, true, Some(since)) => report.at >= since,
        // Never before the last own answer.
        (State::Down { since, .. }, true, None) => {
            report.at <= latest(since) && known.last_answer().is_some_and(|it| report.at > it)
        }
        // A time at which there was no own probe is another attestor's to name.
        (State::Up { since, .. }, false, Some(_)) => {
            let earliest = since.saturating_sub(tolerance);
            let before = known
                .before_run()
                .map_or(earliest, |it| it.saturating_add(1));
            report.at <= latest(since) && report.at >= before.min(earliest)
        }
    };
    match holds && report.at <= report.made_at {
        true => Ok(()),
        false => Err(Disagreement::OtherTime),
    }
}
