//! Ending a running reservation, as its renter or its payer.

use anchor_lang::prelude::Pubkey;
use io_common::constants::HOUR;
use marketplace::state::{Payee, Reservation};

use super::{refund::Refund, snapshot::Snapshot, Prepared, Refusal};
use crate::{marketplace as client, reservation::rate};

/// A way out of renter and payer while the meter runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Its least time is due.
    Terminate,
    /// After too much downtime: only what was used is due.
    TerminateForDowntime,
}

/// An end that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The renter or the payer; signs.
    pub authority: Pubkey,
    /// How.
    pub exit: Exit,
    /// Seconds within which it is carried out.
    pub within: i64,
}

/// What an end comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What comes back, as things stand.
    pub refund: Refund,
    /// The token account that gets it.
    pub to: Pubkey,
    /// The least that comes back at once if it is carried out in time, in base units; none if it may be too late by then.
    pub least: u64,
    /// How the refund falls until then.
    pub falls: Falls,
}

/// How a refund falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Falls {
    /// Base units a second while the meter runs, rounded up.
    pub per_second: u64,
    /// What changes that in time, and when, in unix seconds.
    pub step: Option<(Step, i64)>,
}

/// What changes how a refund falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The time is over: nothing can be terminated any more.
    End,
    /// The first minutes are over: the least time is due.
    Grace,
    /// The least time is over: the refund falls from then on.
    Least,
}

impl Exit {
    fn end(self, it: &mut Reservation, now: i64) -> anchor_lang::Result<()> {
        match self {
            Self::Terminate => it.terminate(now),
            Self::TerminateForDowntime => it.terminate_for_downtime(now),
        }
    }

    /// What comes back at once by an end at `by`, not more than `refund`; nothing if it is refused by then.
    fn least(self, it: &Reservation, refund: u64, by: i64) -> io_common::Result<u64> {
        let mut after = *it;
        Ok(match self.end(&mut after, by) {
            Ok(()) => after.owed(Payee::Payer)?.min(refund),
            Err(_) => 0,
        })
    }

    fn falls(self, it: &Reservation, now: i64, by: i64) -> io_common::Result<Falls> {
        let after_start = |seconds: u32| it.started_at.saturating_add(seconds.into());
        let [grace, least] = [u32::from(it.terms.grace), it.terms.least()?].map(after_start);
        let end = (Step::End, it.ends_at()?);
        let steps = [end, (Step::Grace, grace), (Step::Least, least)];
        let owes_least = self == Self::Terminate && it.announced == 0;
        let is_ahead =
            |(step, at): &(Step, i64)| (owes_least || *step == Step::End) && now < *at && *at <= by;
        let hour = it.terms.cost(rate(it, now)?.unwrap_or(0))?;
        Ok(Falls {
            per_second: hour.div_ceil(HOUR.unsigned_abs()),
            step: steps.into_iter().find(is_ahead),
        })
    }
}

/// The end of a reservation by its renter or its payer, who signs.
///
/// # Errors
/// [`Refusal::Program`].
pub fn prepare(snapshot: &Snapshot, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation: it,
        now,
        ..
    } = snapshot;
    let Request {
        authority,
        exit,
        within,
    } = *request;
    let mut after = *it;
    exit.end(&mut after, *now).map_err(Refusal::Program)?;
    let refund = Refund::new(&after, *now).map_err(Refusal::Program)?;
    let by = now.saturating_add(within);
    let to = snapshot.payer_tokens();
    Ok(Prepared {
        terms: Terms {
            refund,
            to,
            least: exit.least(it, refund.amount, by)?,
            falls: exit.falls(it, *now, by)?,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![match exit {
            Exit::Terminate => client::terminate(&authority, address, it, &to),
            Exit::TerminateForDowntime => {
                client::terminate_for_downtime(&authority, address, it, &to)
            }
        }],
    })
}
