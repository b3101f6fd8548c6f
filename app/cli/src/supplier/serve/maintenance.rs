//! Maintenance: announces the end of what runs into it, and declines what would. What is to be done follows from the chain at each
//! look: a service that was killed goes on where it was, and nothing is announced twice.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::{announce_end, decline},
    layout::place,
    Match,
};
use io_supplier::{
    maintenance::{meets, next, verdict, Running, Verdict, Window},
    Level, Log, Metrics,
};
use marketplace::{
    constants::ANNOUNCEMENT_LAPSE,
    state::{Reservation, Status},
};
use serde_json::json;

use super::windows::{utc, Windows};
use crate::{
    consent::Agreed,
    context::Context,
    rent::{not_done, snapshot, Side},
    report::{Cell, Column, Kind, Report},
    sending::Prepared,
};

/// Seconds after which what was sent, or failed, is tried again.
const AGAIN: i64 = 60;
/// Most transactions of a round: none is waited for, but each is signed and simulated.
const MOST: usize = 4;

/// Columns of what a dry run shows.
const COLUMNS: &[Column] = &[
    ("Reservation", Kind::Key),
    ("Supplier", Kind::Key),
    ("Maintenance", Kind::Time),
    ("What", Kind::Text),
    ("At", Kind::Time),
];

/// What is to be done about a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// It waits for its start, and is declined.
    Decline,
    /// It runs.
    Of(Verdict),
}

impl Deed {
    /// In words, and when, in unix seconds.
    fn words(&self) -> (&'static str, Option<i64>) {
        match self {
            Self::Decline => ("to be declined: it would run into the maintenance", None),
            Self::Of(verdict) => match verdict {
                Verdict::Ends => ("its time is over before", None),
                Verdict::Announced { until, .. } => (
                    "its end is announced: the owner terminates it when the maintenance begins, at the latest at",
                    Some(*until),
                ),
                Verdict::Later(at) => ("its end is to be announced at", Some(*at)),
                Verdict::Now => ("its end is to be announced now", None),
                Verdict::TooLate(at) => (
                    "too late for its notice: a termination before this time forfeits what is missing",
                    Some(*at),
                ),
                Verdict::Owner(at) => (
                    "to be announced by the owner, with `io supplier announce-end`: its minimum time is over only at",
                    Some(*at),
                ),
            },
        }
    }
}

/// A reservation that a maintenance concerns.
struct Concerned {
    reservation: Pubkey,
    supplier: Pubkey,
    window: Window,
    deed: Deed,
}

/// Every reservation of the suppliers that a maintenance concerns at `now`.
fn concerned(
    context: &mut Context,
    suppliers: &[Pubkey],
    windows: &[Window],
    now: i64,
) -> anyhow::Result<Vec<Concerned>> {
    let Some(first) = next(windows, now) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for supplier in suppliers {
        let theirs = Match::new(place!(Reservation, supplier), *supplier);
        for (reservation, it) in context.all_where::<Reservation>(&[theirs])? {
            let concerns = |window, deed| Concerned {
                reservation,
                supplier: *supplier,
                window,
                deed,
            };
            if it.is(Status::Reserved) && now <= it.starts_until()? {
                let met = meets(windows, now, it.reserved()?.into());
                found.extend(met.map(|window| concerns(window, Deed::Decline)));
            } else if it.is(Status::Active) && now < it.ends_at()? {
                let verdict = verdict(&first, &running(&it, now)?, now);
                found.push(concerns(first, Deed::Of(verdict)));
            }
        }
    }
    Ok(found)
}

fn running(it: &Reservation, now: i64) -> anyhow::Result<Running> {
    let announced = it.announced_end(now)?;
    let lapse = i64::from(ANNOUNCEMENT_LAPSE);
    Ok(Running {
        ends_at: it.ends_at()?,
        notice: it.terms.notice.into(),
        least_until: it.least_until(now)?,
        announced: announced.map(|over_at| (over_at, over_at.saturating_add(lapse))),
    })
}

/// What would be sent: nothing is.
///
/// # Errors
/// If the network does not answer.
pub fn look(
    context: &mut Context,
    suppliers: &[Pubkey],
    windows: &Windows,
) -> anyhow::Result<Report> {
    let now = context.now()?;
    let found = concerned(context, suppliers, windows.all(), now)?;
    let records = found.iter().map(|it| {
        let (words, at) = it.deed.words();
        vec![
            ("Reservation", it.reservation.into()),
            ("Supplier", it.supplier.into()),
            ("Maintenance", Cell::Time(it.window.from, now)),
            ("What", Cell::text(words)),
            ("At", at.map_or(Cell::None, |at| Cell::Time(at, now))),
        ]
    });
    let report = Report::table(COLUMNS, records.collect());
    Ok(match next(windows.all(), now) {
        Some(window) => report.note(format!(
            "the next maintenance is from {} to {}",
            utc(window.from),
            utc(window.until)
        )),
        None => report.note("no maintenance is to come: name a file with --maintenance"),
    })
}

/// Sees to a supplier's maintenance, round after round.
pub struct Keeper {
    windows: Windows,
    /// What was said last of each reservation.
    said: BTreeMap<Pubkey, Deed>,
    /// When something was sent for it last, in unix seconds of the chain.
    tried: BTreeMap<Pubkey, i64>,
}

impl Keeper {
    /// Of a file.
    pub fn new(windows: Windows) -> Self {
        Self {
            windows,
            said: BTreeMap::new(),
            tried: BTreeMap::new(),
        }
    }

    /// The file, as it was read last.
    pub fn windows(&self) -> &Windows {
        &self.windows
    }

    /// One round: what has changed is reported, and what is due is sent.
    ///
    /// # Errors
    /// If the network does not answer. The next round does what is left.
    pub fn round(
        &mut self,
        context: &mut Context,
        agreed: &Agreed,
        suppliers: &[Pubkey],
        (log, metrics): (&Log, &Metrics),
    ) -> anyhow::Result<()> {
        match self.windows.refresh() {
            Ok(false) => {}
            Ok(true) => log.write(Level::Info, "maintenance read", None, &[]),
            Err(error) => {
                let error = [("error", json!(error))];
                log.write(Level::Error, "maintenance not read", None, &error);
            }
        }
        if self.windows.all().is_empty() {
            metrics.set_notes(String::new());
            return Ok(());
        }
        context.forget();
        let now = context.now()?;
        let found = concerned(context, suppliers, self.windows.all(), now)?;
        metrics.set_notes(health(next(self.windows.all(), now), &found));
        let mut sent = 0_usize;
        for it in &found {
            self.report(it, log);
            let is_due = matches!(it.deed, Deed::Decline | Deed::Of(Verdict::Now));
            let last = self.tried.get(&it.reservation);
            let waits = last.is_some_and(|last| now < last.saturating_add(AGAIN));
            if is_due && !waits && sent < MOST {
                sent = sent.saturating_add(1);
                self.tried.insert(it.reservation, now);
                send(context, agreed, it, log);
            }
        }
        let concerns = |it: &Pubkey| found.iter().any(|found| found.reservation == *it);
        self.said.retain(|it, _| concerns(it));
        self.tried.retain(|it, _| concerns(it));
        Ok(())
    }

    /// Says what is to be done about a reservation, once.
    fn report(&mut self, it: &Concerned, log: &Log) {
        if self.said.insert(it.reservation, it.deed) == Some(it.deed) {
            return;
        }
        let is_trouble = matches!(it.deed, Deed::Of(verdict) if verdict.is_trouble());
        let level = if is_trouble { Level::Warn } else { Level::Info };
        let (words, at) = it.deed.words();
        let more = [
            ("from", json!(utc(it.window.from))),
            ("what", json!(words)),
            ("at", json!(at.map(utc))),
        ];
        log.write(level, "maintenance", Some(&it.reservation), &more);
    }
}

/// Sends what is due, without waiting for it: a later look shows it.
fn send(context: &mut Context, agreed: &Agreed, it: &Concerned, log: &Log) {
    let (done, step) = match it.deed {
        Deed::Decline => ("decline sent", "decline"),
        Deed::Of(_) => ("announce end sent", "announce end"),
    };
    let from = utc(it.window.from);
    match try_to_send(context, agreed, it) {
        Ok(()) => {
            let reason = format!("a maintenance begins at {from}");
            let more = [("reason", json!(reason))];
            log.write(Level::Warn, done, Some(&it.reservation), &more);
        }
        Err(error) => {
            let more = [
                ("step", json!(step)),
                ("error", json!(format!("{error:#}"))),
                ("again_in_seconds", json!(AGAIN)),
            ];
            log.write(Level::Error, "failed", Some(&it.reservation), &more);
        }
    }
}

fn try_to_send(context: &mut Context, agreed: &Agreed, it: &Concerned) -> anyhow::Result<()> {
    let me = context.me()?;
    let snapshot = snapshot(context, &it.reservation)?;
    let act = match it.deed {
        Deed::Decline => decline::prepare(&snapshot, &me).map(|it| it.act),
        Deed::Of(_) => announce_end::prepare(&snapshot, &me).map(|it| it.act),
    };
    let act = act.map_err(|refusal| not_done(&refusal, &snapshot, Side::Supplier))?;
    let prepared = Prepared::new(context, &act, &[], &[])?;
    prepared.submit(context, agreed).map(drop)
}

/// A line for people who look at the service's health.
fn health(window: Option<Window>, found: &[Concerned]) -> String {
    let Some(window) = window else {
        return String::new();
    };
    let count = |is: fn(&Deed) -> bool| found.iter().filter(|it| is(&it.deed)).count();
    let announced = count(|it| matches!(it, Deed::Of(Verdict::Announced { .. })));
    let left = count(|it| matches!(it, Deed::Of(Verdict::Later(_) | Verdict::Now)));
    let declined = count(|it| *it == Deed::Decline);
    let trouble = count(|it| matches!(it, Deed::Of(verdict) if verdict.is_trouble()));
    format!(
        "maintenance from {} to {}: {announced} ends announced, {left} to be announced, {declined} to be declined, {trouble} not possible in \
         time\n",
        utc(window.from),
        utc(window.until)
    )
}

#[cfg(test)]
mod tests;
