//! What a command is about to do, and the one function that carries it out.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_signer::Signer;

pub use crate::layout::short;

use crate::{
    amounts::{brief, sol},
    consent::Agreed,
    context::Context,
    errors::{self, CliError},
    new_accounts,
    output::tell,
    preview::Preview,
    report::{Cell, Record, Report},
    sending::{Prepared, SendSummary, Tried},
};

/// What the accounts tell as they would be.
type Observe<'a> = Box<dyn Fn(&Preview) -> anyhow::Result<Record> + 'a>;

/// What a command is about to do.
pub struct Plan<'a> {
    /// What is asked, without network and wallet: `Pay 89.94 USDC for 2 × H100 NVL for 24 h`.
    pub question: String,
    /// What it does, field by field.
    pub shows: Record,
    /// Accounts that it creates.
    pub creates: Vec<(&'static str, Pubkey)>,
    /// What has to come before.
    pub before: Vec<Instruction>,
    /// The action itself.
    pub action: Vec<Instruction>,
    /// Who signs beside the key.
    pub signers: Vec<Rc<dyn Signer>>,
    /// What the simulation adds.
    pub observe: Option<Observe<'a>>,
    /// What to do next, in a line.
    pub next: Option<String>,
}

impl<'a> Plan<'a> {
    /// To do `action`.
    pub fn new(question: impl Into<String>, action: impl Into<Vec<Instruction>>) -> Self {
        Self {
            question: question.into(),
            shows: Record::new(),
            creates: Vec::new(),
            before: Vec::new(),
            action: action.into(),
            signers: Vec::new(),
            observe: None,
            next: None,
        }
    }

    /// The same, with what it shows.
    pub fn shows(mut self, record: impl IntoIterator<Item = (&'static str, Cell)>) -> Self {
        self.shows.extend(record);
        self
    }

    /// The same, after instructions that bring everything up to date.
    pub fn after(mut self, before: impl IntoIterator<Item = Instruction>) -> Self {
        self.before.extend(before);
        self
    }

    /// The same, with an account that it creates.
    pub fn creates(mut self, what: &'static str, address: Pubkey) -> Self {
        self.creates.push((what, address));
        self
    }

    /// The same, signed by others too.
    pub fn signed_by(mut self, signers: Vec<Rc<dyn Signer>>) -> Self {
        self.signers = signers;
        self
    }

    /// The same, with what the accounts tell as the simulation leaves them.
    pub fn observing(mut self, observe: impl Fn(&Preview) -> anyhow::Result<Record> + 'a) -> Self {
        self.observe = Some(Box::new(observe));
        self
    }

    /// The same, with what to do next.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// What the report says before anything is sent.
    fn record(&self, context: &mut Context, tried: &Tried) -> anyhow::Result<Record> {
        let mut record = self.fields();
        if let Some(observe) = &self.observe {
            record.extend(observe(&tried.preview)?);
        }
        let new = tried.preview.new_accounts();
        let new: Vec<Cell> = new
            .map(|(address, account)| new_accounts::cell(address, account))
            .collect();
        if !new.is_empty() {
            record.push(("New accounts", Cell::List(new)));
        }
        record.extend(tried.preview.wallets(context, &tried.signers)?);
        record.extend(tried.untried());
        Ok(record)
    }

    /// What is asked: the action, the rent that does not come back, and whether the network says what leaves.
    fn asks(&self, tried: &Tried) -> String {
        let rent = match new_accounts::stays(tried.preview.new_accounts()) {
            0 => String::new(),
            rent => format!(
                ", and {} SOL of rent that does not come back",
                brief(&sol(rent))
            ),
        };
        let doubt = tried.preview.doubt(&tried.signers);
        format!("{}{rent}{doubt}", self.question)
    }

    fn fields(&self) -> Record {
        let created = self.creates.iter();
        let mut record: Record = created
            .map(|(what, address)| (*what, Cell::Key(*address)))
            .collect();
        record.extend(self.shows.iter().cloned());
        record
    }
}

impl Context<'_> {
    /// Simulates, shows what comes of it, asks, sends, and reports. Where more would leave by the time of the answer, it asks
    /// again; with `--yes` it refuses. With `--dry-run` it stops before it asks; with `--sign-only` it signs, and simulates nothing.
    ///
    /// # Errors
    /// Those of [`Prepared`]; [`crate::errors::CliError::Refused`] if the answer is no.
    pub fn carry_out(&mut self, plan: Plan) -> anyhow::Result<Report> {
        let context = self;
        let prepared = Prepared::new(context, &plan.before, &plan.action, &plan.signers)?;
        if context.send_options.sign_only {
            return Ok(prepared.sign(context)?.report(plan.fields()));
        }
        let (tried, record) = look(context, &prepared, &plan)?;
        if context.send_options.dry_run {
            return Ok(SendSummary::tried(context, tried).report(record));
        }
        let (agreed, (_, record)) = agree_on(
            context,
            (tried, record),
            |(tried, record)| Seen {
                preview: &tried.preview,
                signers: tried.signers.clone(),
                record,
            },
            |context, (tried, _)| question(context, &plan.asks(tried), tried.parts),
            |context| look(context, &prepared, &plan),
        )?;
        if !context.consent.is_asked() {
            for (what, address) in &plan.creates {
                tell(format!("{what} to be created: {address}"));
            }
        }
        let report = prepared.send(context, &agreed)?.report(record);
        Ok(match plan.next {
            Some(next) => report.note(format!("next: {next}")),
            None => report,
        })
    }
}

/// What a simulation has shown.
pub struct Seen<'a> {
    /// The accounts as they would be.
    pub preview: &'a Preview,
    /// Whose wallets are looked at.
    pub signers: Vec<Pubkey>,
    /// The report of it.
    pub record: &'a Record,
}

/// Asks about what `seen` shows, and looks again after the answer. If more would leave a wallet by then, it asks again; where
/// nobody is asked, it refuses. Gives what was seen last.
///
/// # Errors
/// Those of asking and of looking; [`CliError::Refused`] if more leaves than by the first look, with `--yes`.
pub fn agree_on<T>(
    context: &mut Context,
    mut seen: T,
    parts: impl Fn(&T) -> Seen,
    question: impl Fn(&mut Context, &T) -> anyhow::Result<String>,
    mut look: impl FnMut(&mut Context) -> anyhow::Result<T>,
) -> anyhow::Result<(Agreed, T)> {
    loop {
        let shown = Report::fields(parts(&seen).record.clone()).shown();
        let asked = question(context, &seen)?;
        let agreed = context.consent.to(&shown, &asked)?;
        context.forget();
        let later = look(context)?;
        let (then, now) = (parts(&seen), parts(&later));
        if !now.preview.takes_more(then.preview, &then.signers) {
            return Ok((agreed, later));
        }
        if !context.consent.is_asked() {
            return Err(more_leaves(then.record, now.record).into());
        }
        tell("more leaves a wallet now than was shown: look again");
        seen = later;
    }
}

/// Says what leaves by two looks, one after the other.
fn more_leaves(then: &Record, now: &Record) -> CliError {
    let of = |record: &Record| {
        let reported = record
            .iter()
            .filter(|(name, _)| ["Wallet changes", "Fees", "Not known"].contains(name));
        let reported: Vec<String> = reported.map(|(_, cell)| cell.display()).collect();
        reported.join("; ")
    };
    CliError::Refused(format!(
        "more leaves a wallet by the second simulation than by the first{}. First: {}. Second: {}. Look with --dry-run, then give \
         the command again",
        errors::UNSENT,
        of(then),
        of(now)
    ))
}

/// What the simulation shows; a network that does not answer has got nothing so far.
fn look(
    context: &mut Context,
    prepared: &Prepared,
    plan: &Plan,
) -> anyhow::Result<(Tried, Record)> {
    let mut look = || {
        let tried = prepared.try_out(context)?;
        let record = plan.record(context, &tried)?;
        Ok((tried, record))
    };
    look().map_err(|error: anyhow::Error| match error.downcast() {
        Ok(CliError::Unreachable(error)) => CliError::Unsent(error).into(),
        Ok(failure) => failure.into(),
        Err(error) => error,
    })
}

/// The question with network and wallet: `Pay 1 USDC? (localnet, wallet HMoM…WNth)`.
pub fn question(
    context: &mut Context,
    action: &str,
    transactions: usize,
) -> anyhow::Result<String> {
    let (network, wallet) = (context.place().name(), short(&context.me()?));
    let together = match transactions {
        0 | 1 => String::new(),
        several => format!(", {several} transactions"),
    };
    Ok(format!("{action}? ({network}, wallet {wallet}{together})"))
}
