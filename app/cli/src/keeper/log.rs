//! What a round has done.

use std::time::Instant;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_migrations::date;

use super::{
    batch, events, fill, metrics,
    outcome::{Outcome, BY_ANOTHER},
    said::Said,
    unpaid::{Chore, Room, Unpaid, A_DAY},
    Action, Printer, Work,
};
use crate::{
    consent::Agreed,
    context::Context,
    errors::{self, CliError},
    jobs::Job,
    report::{Cell, Column, Kind, Record},
    sending::{self, SendSummary},
};

/// Columns of what a round has done.
pub const COLUMNS: &[Column] = &[
    ("At", Kind::Time),
    ("Action", Kind::Text),
    ("Subject", Kind::Text),
    ("Outcome", Kind::Text),
    ("Bounty", Kind::Amount),
    ("SOL left", Kind::Amount),
    ("Signature", Kind::Signature),
];

/// Of what was not sent, since the network or a program would refuse it.
const REFUSED: &str = "refused";

/// What a round has done.
pub struct Log<'a> {
    /// Nothing is sent without it.
    agreed: Option<Agreed>,
    /// Prints each action as it is concluded, if that is asked for.
    printer: Option<Printer<'a>>,
    /// The current part of the round.
    pub job: Option<Job>,
    /// What was sent without a bounty, in all rounds.
    unpaid: Unpaid,
    /// Lamports earned by this round's actions.
    pub earned: u64,
    /// When rent was last looked for, in unix seconds. Kept between rounds.
    pub rent_at: Option<i64>,
    /// State of fills. Kept between rounds.
    pub fills: fill::State,
    /// An action each.
    pub records: Vec<Record>,
    /// How many acts failed together, and why.
    pub failed: Vec<(usize, anyhow::Error)>,
    /// Why jobs could not go on.
    pub errors: Vec<(Option<Job>, anyhow::Error)>,
    /// Why the wallet could not pay for an action.
    poor: Option<String>,
    /// What was said in all rounds.
    said: Said,
}

impl<'a> Log<'a> {
    /// Of nothing so far.
    pub fn new(agreed: Option<Agreed>, printer: Option<Printer<'a>>) -> Self {
        Self {
            agreed,
            printer,
            job: None,
            unpaid: Unpaid::default(),
            earned: 0,
            rent_at: None,
            fills: fill::State::default(),
            records: Vec::new(),
            failed: Vec::new(),
            errors: Vec::new(),
            poor: None,
            said: Said::default(),
        }
    }

    /// Of nothing again, for the next round.
    pub fn clear(&mut self) {
        self.earned = 0;
        self.records.clear();
        self.failed.clear();
        self.errors.clear();
        self.poor = None;
    }

    /// Why jobs could not go on, each reason once, with their names; or why the wallet could not pay.
    pub fn reasons(&self) -> Vec<(String, String)> {
        let mut reasons: Vec<(String, String)> = Vec::new();
        for (job, error) in &self.errors {
            let (name, words) = (job.map(Job::name).unwrap_or_default(), format!("{error:#}"));
            match reasons.iter_mut().find(|(_, known)| *known == words) {
                Some((names, _)) => *names = format!("{names}, {name}"),
                None => reasons.push((name, words)),
            }
        }
        reasons.extend(self.poor.iter().map(|it| (String::new(), it.clone())));
        reasons
    }

    /// What is to be said of why a job could not go on, whichever: nothing if it was said in the last hour.
    pub fn says(&mut self, words: &str) -> Option<String> {
        self.said.of("", words, Instant::now())
    }

    /// Sends, if there is anything to send. A refused action is retried in the next round, unless somebody else has done it.
    ///
    /// # Errors
    /// If nothing can be sent now, whatever it is.
    pub fn send(&mut self, context: &mut Context, work: Work) -> anyhow::Result<()> {
        self.send_as(context, work, |_, _, action| action).map(drop)
    }

    /// The same, where `found` tells from what was sent which action it was. Returns whether it costs a fee, or may.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_as(
        &mut self,
        context: &mut Context,
        work: Work,
        found: impl FnOnce(&mut Context, &SendSummary, Action) -> Action,
    ) -> anyhow::Result<bool> {
        if work.instructions.is_empty() {
            return Ok(false);
        }
        let sent = sending::send_or_try(context, self.agreed.as_ref(), &work.instructions);
        self.sent(context, work, sent, found)
    }

    /// Logs the outcome of an action. Returns whether it cost a fee, or may have.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn sent(
        &mut self,
        context: &mut Context,
        work: Work,
        sent: anyhow::Result<SendSummary>,
        found: impl FnOnce(&mut Context, &SendSummary, Action) -> Action,
    ) -> anyhow::Result<bool> {
        match sent {
            Ok(sent) => {
                let action = found(context, &sent, work.action);
                self.conclude(context, vec![(action, Outcome::of(&sent))]);
                Ok(true)
            }
            Err(error) => {
                let costs = may_have_cost(&error);
                self.fail(context, vec![work], error)?;
                Ok(costs)
            }
        }
    }

    /// Sends all work, as many actions in a transaction as fit. A refused transaction is sent in halves, so that one action does not
    /// block another.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_all(&mut self, context: &mut Context, all: Vec<Work>) -> anyhow::Result<()> {
        let mut parts = batch::pack(context, all)?;
        // The next one is at the end.
        parts.reverse();
        while let Some(mut part) = parts.pop() {
            let together = part.iter().flat_map(|it| &it.instructions);
            let together: Vec<Instruction> = together.cloned().collect();
            match sending::send_or_try(context, self.agreed.as_ref(), &together) {
                Ok(sent) => {
                    let outcome = Outcome::of(&sent);
                    let done = part.into_iter().map(|it| (it.action, outcome.clone()));
                    self.conclude(context, done.collect());
                }
                Err(error) if part.len() > 1 && is_refused(&error) => {
                    let half = part.len().div_ceil(2);
                    let rest = part.split_off(half);
                    parts.extend([rest, part]);
                }
                // Sent separately now, they might be executed twice.
                Err(error) => self.fail(context, part, error)?,
            }
        }
        Ok(())
    }

    /// Sends what has no bounty and that a payer has made due, unless so much of the chore was sent for it today.
    ///
    /// # Errors
    /// As [`send`](Self::send), and if the network's time cannot be read.
    pub fn send_unpaid(
        &mut self,
        context: &mut Context,
        of: (Pubkey, Chore),
        work: Work,
    ) -> anyhow::Result<()> {
        if !self.has_room(context, of, &work.action)? {
            return Ok(());
        }
        if self.send_as(context, work, |_, _, action| action)? {
            self.count(context, of)?;
        }
        Ok(())
    }

    /// Whether one more of the chore may be sent for the payer today without a bounty. Says once a day what is left out.
    ///
    /// # Errors
    /// If the network's time cannot be read.
    pub fn has_room(
        &mut self,
        context: &mut Context,
        (payer, chore): (Pubkey, Chore),
        action: &Action,
    ) -> anyhow::Result<bool> {
        let room = self.unpaid.room(payer, chore, context.now()?);
        if room == Room::Full {
            let reported = format!(
                "not sent, nor others like it today: the keeper has sent {A_DAY} without a bounty for {payer}"
            );
            self.note(context, action.clone(), reported);
        }
        Ok(room == Room::Some)
    }

    /// Logs why an action is left out.
    pub fn note(&mut self, context: &mut Context, action: Action, words: String) {
        let outcome = Outcome {
            name: "left out",
            words,
            signature: String::new(),
        };
        self.conclude(context, vec![(action, outcome)]);
    }

    /// Without it nothing is sent.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.agreed.as_ref()
    }

    /// Counts one of the chore that has cost a fee.
    ///
    /// # Errors
    /// If the network's time cannot be read.
    pub fn count(
        &mut self,
        context: &mut Context,
        (payer, chore): (Pubkey, Chore),
    ) -> anyhow::Result<()> {
        self.unpaid.count(payer, chore, context.now()?);
        Ok(())
    }

    /// What came of the action at this place among the records.
    pub fn outcome(&self, place: usize) -> Option<String> {
        let record = self.records.get(place)?;
        let (_, cell) = record.iter().find(|(column, _)| *column == "Outcome")?;
        Some(cell.display())
    }

    /// Logs each action that was not done, or that somebody else did in the meantime.
    fn fail(
        &mut self,
        context: &mut Context,
        all: Vec<Work>,
        error: anyhow::Error,
    ) -> anyhow::Result<()> {
        if is_for_all(&error) {
            return Err(error);
        }
        let failed = Outcome {
            name: name(&error),
            words: format!("{error:#}"),
            signature: signature(&error),
        };
        let (mut concluded, mut count) = (Vec::new(), 0_usize);
        for work in all {
            // Somebody must look at what may have been executed.
            let is_done = is_over(&error) && work.is_done(context);
            let outcome = match is_done {
                true => Outcome {
                    name: BY_ANOTHER,
                    words: BY_ANOTHER.into(),
                    signature: failed.signature.clone(),
                },
                false => failed.clone(),
            };
            count = count.saturating_add((!is_done).into());
            concluded.push((work.action.for_bounty(0), outcome));
        }
        self.conclude(context, concluded);
        if count > 0 {
            if errors::is_poor(&error) {
                self.poor.get_or_insert_with(|| format!("{error:#}"));
            }
            self.failed.push((count, error));
        }
        Ok(())
    }

    /// Logs actions of one transaction.
    fn conclude(&mut self, context: &mut Context, all: Vec<(Action, Outcome)>) {
        let at = now(context);
        let left = left(context);
        for (action, mut outcome) in all {
            let job = self.job.map(Job::name).unwrap_or_default();
            metrics::acted(job.clone(), &action, &outcome);
            // What is refused in every round for the same reason is no news.
            let is_news = match outcome.name {
                REFUSED => {
                    let subject = format!("{} {}", action.what, action.subject);
                    let words = self.said.of(&subject, &outcome.words, Instant::now());
                    let is_news = words.is_some();
                    outcome.words = words.unwrap_or(outcome.words);
                    is_news
                }
                _ => true,
            };
            if is_news {
                events::acted(&job, &action, &outcome, left);
            }
            if outcome.is_done() {
                self.earned = self.earned.saturating_add(action.bounty);
            }
            let record = vec![
                ("At", at.clone()),
                ("Action", Cell::text(action.what)),
                ("Subject", Cell::Text(action.subject)),
                ("Outcome", Cell::Text(outcome.words)),
                ("Bounty", Cell::Sol(action.bounty)),
                ("SOL left", left.map_or(Cell::None, Cell::Sol)),
                ("Signature", Cell::Text(outcome.signature)),
            ];
            if let Some(printer) = self.printer.as_mut().filter(|_| is_news) {
                printer.print(&record);
            }
            self.records.push(record);
        }
    }
}

/// The network's time; unknown if it cannot be read, which ends nothing.
fn now(context: &mut Context) -> Cell {
    context.now().map_or(Cell::None, |now| Cell::Tree {
        text: date::utc(now),
        json: now.into(),
    })
}

/// Whether nothing else can be sent now either.
fn is_for_all(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(
            CliError::Unreachable(_)
                | CliError::Unsent(_)
                | CliError::NoKey { .. }
                | CliError::Signer { .. }
        )
    )
}

/// Whether it was refused before anything was sent.
fn is_refused(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CliError::Refused(_)))
}

/// Whether it is certain that this was not executed, or had no effect.
fn is_over(error: &anyhow::Error) -> bool {
    let failed = error.downcast_ref();
    matches!(
        failed,
        Some(CliError::Refused(_) | CliError::Failed { .. } | CliError::Expired(_))
    )
}

/// The outcome, as a label.
fn name(error: &anyhow::Error) -> &'static str {
    match error.downcast_ref() {
        Some(CliError::Unknown { .. } | CliError::Pending { .. } | CliError::NotTaken { .. }) => {
            "unknown"
        }
        Some(CliError::Failed { .. }) => "failed",
        Some(CliError::Expired(_) | CliError::NonceAdvanced(_)) => "expired",
        _ => REFUSED,
    }
}

/// Whether a fee is paid for what has failed, or may be.
fn may_have_cost(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(CliError::Failed { .. } | CliError::Pending { .. } | CliError::Unknown { .. })
    )
}

/// By which a transaction is found that was sent, and not confirmed.
fn signature(error: &anyhow::Error) -> String {
    match error.downcast_ref() {
        Some(
            CliError::Unknown { signature, .. }
            | CliError::Pending { signature, .. }
            | CliError::Failed { signature, .. }
            | CliError::NotTaken { signature, .. }
            | CliError::Expired(signature)
            | CliError::NonceAdvanced(signature),
        ) => signature.to_string(),
        _ => String::new(),
    }
}

/// Lamports of the wallet; unknown if they cannot be read, which ends nothing.
fn left(context: &mut Context) -> Option<u64> {
    let me = context.me().ok()?;
    let account = context.account(&me).ok()?;
    Some(account.map_or(0, |it| it.lamports))
}
