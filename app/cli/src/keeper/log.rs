//! What a round has done.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_migrations::date;

use super::{
    fill,
    unpaid::{Chore, Room, Unpaid, A_DAY},
    Printer,
};
use crate::{
    consent::Agreed,
    context::Context,
    errors::CliError,
    report::{Cell, Column, Kind, Record},
    sending::{self, SendSummary},
};

/// Something that anybody may do.
#[derive(Clone)]
pub struct Action {
    what: &'static str,
    subject: String,
    bounty: u64,
}

impl Action {
    /// What is done to what.
    pub fn new(what: &'static str, subject: impl ToString) -> Self {
        Self {
            what,
            subject: subject.to_string(),
            bounty: 0,
        }
    }

    /// The same for a bounty, in lamports.
    pub fn for_bounty(self, bounty: u64) -> Self {
        Self { bounty, ..self }
    }
}

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

/// What a round has done.
pub struct Log<'a> {
    /// Nothing is sent without it.
    agreed: Option<Agreed>,
    /// Prints each action as it is concluded, if that is asked for.
    printer: Option<Printer<'a>>,
    /// What was sent without a bounty, in all rounds.
    unpaid: Unpaid,
    /// What fills remember.
    pub fills: fill::State,
    /// An action each.
    pub records: Vec<Record>,
    /// How many acts failed together, and why.
    pub failed: Vec<(usize, anyhow::Error)>,
    /// Why jobs could not go on.
    pub errors: Vec<anyhow::Error>,
}

impl<'a> Log<'a> {
    /// Of nothing so far.
    pub fn new(agreed: Option<Agreed>, printer: Option<Printer<'a>>) -> Self {
        Self {
            agreed,
            printer,
            unpaid: Unpaid::default(),
            fills: fill::State::default(),
            records: Vec::new(),
            failed: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Of nothing again, for the next round.
    pub fn clear(&mut self) {
        self.records.clear();
        self.failed.clear();
        self.errors.clear();
    }

    /// Sends, if there is anything to send. What is refused here may go in the next round, or somebody else has done it.
    ///
    /// # Errors
    /// If nothing can be sent now, whatever it is.
    pub fn send(
        &mut self,
        context: &mut Context,
        action: Action,
        instructions: &[Instruction],
    ) -> anyhow::Result<()> {
        self.send_as(context, action, instructions, |_, _, action| action)
            .map(drop)
    }

    /// The same, where `found` tells from what was sent which action it was. Returns whether it costs a fee, or may.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_as(
        &mut self,
        context: &mut Context,
        action: Action,
        instructions: &[Instruction],
        found: impl FnOnce(&mut Context, &SendSummary, Action) -> Action,
    ) -> anyhow::Result<bool> {
        if instructions.is_empty() {
            return Ok(false);
        }
        let sent = sending::send_or_try(context, self.agreed.as_ref(), instructions);
        self.end(context, action, sent, found)
    }

    /// Logs what became of an action that was sent in another way.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn sent(
        &mut self,
        context: &mut Context,
        action: Action,
        sent: anyhow::Result<SendSummary>,
    ) -> anyhow::Result<()> {
        self.end(context, action, sent, |_, _, action| action)
            .map(drop)
    }

    fn end(
        &mut self,
        context: &mut Context,
        action: Action,
        sent: anyhow::Result<SendSummary>,
        found: impl FnOnce(&mut Context, &SendSummary, Action) -> Action,
    ) -> anyhow::Result<bool> {
        let (action, reported, signature, costs) = match sent {
            Ok(sent) => {
                let (reported, signature) = done(&sent);
                (found(context, &sent, action), reported, signature, true)
            }
            Err(error) if is_for_all(&error) => return Err(error),
            Err(error) => {
                let (reported, signature) = (format!("{error:#}"), signature(&error));
                let costs = may_have_cost(&error);
                self.failed.push((1, error));
                let action = Action {
                    bounty: 0,
                    ..action
                };
                (action, reported, signature, costs)
            }
        };
        let left = left(context);
        let at = now(context);
        self.add(at, action, reported, signature, left);
        Ok(costs)
    }

    /// Sends what has no bounty and that a payer has made due, unless so much of the chore was sent for it today.
    ///
    /// # Errors
    /// As [`send`](Self::send), and if the network's time cannot be read.
    pub fn send_unpaid(
        &mut self,
        context: &mut Context,
        of: (Pubkey, Chore),
        action: Action,
        instructions: &[Instruction],
    ) -> anyhow::Result<()> {
        if !self.has_room(context, of, &action)? {
            return Ok(());
        }
        if self.send_as(context, action, instructions, |_, _, action| action)? {
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
            let (at, left) = (now(context), left(context));
            self.add(at, action.clone(), reported, String::new(), left);
        }
        Ok(room == Room::Some)
    }

    /// Logs why an action is not sent now.
    pub fn note(&mut self, context: &mut Context, action: Action, reported: String) {
        let (at, left) = (now(context), left(context));
        self.add(at, action, reported, String::new(), left);
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

    /// Sends several actions in one go, and says whether that was possible; nothing is logged if it was not.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_together(
        &mut self,
        context: &mut Context,
        actions: impl Iterator<Item = Action>,
        instructions: &[Instruction],
    ) -> anyhow::Result<bool> {
        let sent = sending::send_or_try(context, self.agreed.as_ref(), instructions);
        let mut failed = None;
        let (reported, signature) = match sent {
            Ok(sent) => done(&sent),
            // One of them may be what is refused.
            Err(error) if matches!(error.downcast_ref(), Some(CliError::Refused(_))) => {
                return Ok(false)
            }
            Err(error) if is_for_all(&error) => return Err(error),
            // Sent apart now, they might be executed twice.
            Err(error) => {
                let logged = (format!("{error:#}"), signature(&error));
                failed = Some(error);
                logged
            }
        };
        let actions: Vec<Action> = actions.collect();
        self.failed
            .extend(failed.map(|error| (actions.len(), error)));
        let (at, left) = (now(context), left(context));
        for action in actions {
            self.add(
                at.clone(),
                action,
                reported.clone(),
                signature.clone(),
                left.clone(),
            );
        }
        Ok(true)
    }

    fn add(&mut self, at: Cell, action: Action, reported: String, signature: String, left: Cell) {
        let record = vec![
            ("At", at),
            ("Action", Cell::text(action.what)),
            ("Subject", Cell::Text(action.subject)),
            ("Outcome", Cell::Text(reported)),
            ("Bounty", Cell::Sol(action.bounty)),
            ("SOL left", left),
            ("Signature", Cell::Text(signature)),
        ];
        if let Some(printer) = &mut self.printer {
            printer.print(&record);
        }
        self.records.push(record);
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

fn done(sent: &SendSummary) -> (String, String) {
    let (outcome, signature) = sent.outcome();
    let reported = match outcome {
        "confirmed" => "done",
        outcome => outcome,
    };
    (reported.into(), signature.into())
}

/// Lamports of the wallet; unknown if they cannot be read, which ends nothing.
fn left(context: &mut Context) -> Cell {
    let account = context.me().ok().and_then(|me| context.account(&me).ok());
    account.map_or(Cell::None, |it| Cell::Sol(it.map_or(0, |it| it.lamports)))
}
