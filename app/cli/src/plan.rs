//! What a command is about to do, and the one function that carries it out.

mod draft;
pub mod unsigned;

use std::{collections::BTreeSet, rc::Rc};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use serde_json::Value;
use solana_signer::Signer;

pub use crate::layout::short;

use crate::{
    amounts::{brief, sol},
    consent::Agreed,
    context::Context,
    errors::{self, CliError},
    new_accounts,
    options::Program,
    output::tell,
    preview::{self, Bound, Preview},
    report::{Cell, Record, Report},
    sending::{Prepared, SendSummary, Tried},
};

/// What the accounts tell as they would be.
type Observe<'a> = Box<dyn Fn(&Preview) -> anyhow::Result<Record> + 'a>;

/// Keeps something on this machine. It may be done again.
type Keep<'a> = Box<dyn Fn() -> Result<(), CliError> + 'a>;

/// Seconds within which somebody answers, of the network's clock.
pub const ANSWER: i64 = 120;

/// What a command is about to do.
pub struct Plan<'a> {
    /// What is asked, without network and wallet: `Pay 89.94 USDC for 2 × H100 NVL for 24 h`.
    pub question: String,
    /// What it does, field by field.
    pub shows: Record,
    /// What of it others can change: it is asked about again where it does.
    pub terms: Record,
    /// Accounts that it creates.
    pub creates: Vec<(&'static str, Pubkey)>,
    /// What has to come before.
    pub before: Vec<Instruction>,
    /// The action itself.
    pub action: Vec<Instruction>,
    /// What completes it, in as many further transactions as it needs.
    pub rest: Vec<Instruction>,
    /// Who signs beside the key.
    pub signers: Vec<Rc<dyn Signer>>,
    /// What the simulation adds.
    pub observe: Option<Observe<'a>>,
    /// What must be kept on this machine before anything is signed.
    pub keeps: Option<Keep<'a>>,
    /// What to do next, in a line.
    pub next: Option<String>,
    /// What the question says of wallets whose changes move with time or a price.
    pub bounds: Vec<Bound>,
    /// Programs whose authority or guardian acts.
    pub governs: Vec<Program>,
}

impl<'a> Plan<'a> {
    /// To do `action`.
    pub fn new(question: impl Into<String>, action: impl Into<Vec<Instruction>>) -> Self {
        Self {
            question: question.into(),
            shows: Record::new(),
            terms: Record::new(),
            creates: Vec::new(),
            before: Vec::new(),
            action: action.into(),
            rest: Vec::new(),
            signers: Vec::new(),
            observe: None,
            keeps: None,
            next: None,
            bounds: Vec::new(),
            governs: Vec::new(),
        }
    }

    /// The same, with what it shows.
    pub fn shows(mut self, record: impl IntoIterator<Item = (&'static str, Cell)>) -> Self {
        self.shows.extend(record);
        self
    }

    /// The same, with what it shows that others can change before the answer.
    pub fn terms(mut self, terms: impl IntoIterator<Item = (&'static str, Cell)>) -> Self {
        let terms: Record = terms.into_iter().collect();
        self.terms.extend(terms.iter().cloned());
        self.shows(terms)
    }

    /// The same, where others can change what it shows by these names.
    pub fn terms_named(mut self, names: &[&str]) -> Self {
        let shown = self.shows.iter().filter(|(name, _)| names.contains(name));
        self.terms.extend(shown.cloned());
        self
    }

    /// The same, after instructions that bring everything up to date.
    pub fn after(mut self, before: impl IntoIterator<Item = Instruction>) -> Self {
        self.before.extend(before);
        self
    }

    /// The same, completed by instructions for which there may be no room in its transaction.
    pub fn completed(mut self, rest: impl IntoIterator<Item = Instruction>) -> Self {
        self.rest.extend(rest);
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

    /// The same, which keeps something on this machine once somebody has agreed, before anything is signed.
    pub fn keeping(mut self, keep: impl Fn() -> Result<(), CliError> + 'a) -> Self {
        self.keeps = Some(Box::new(keep));
        self
    }

    fn keep(&self) -> Result<(), CliError> {
        self.keeps.as_ref().map_or(Ok(()), |keep| keep())
    }

    /// The same, where the wallet of `owner` gives `most` of `mint` at most.
    pub fn gives(mut self, owner: Pubkey, mint: Pubkey, most: u64) -> Self {
        let (mint, least) = (Some(mint), i128::from(most).saturating_neg());
        self.bounds.push(Bound { owner, mint, least });
        self
    }

    /// The same, where the wallet of `owner` gets `least` of `mint` at least.
    pub fn gets(mut self, owner: Pubkey, mint: Pubkey, least: u64) -> Self {
        let (mint, least) = (Some(mint), least.into());
        self.bounds.push(Bound { owner, mint, least });
        self
    }

    /// The same, as the authority or guardian of these programs.
    pub fn governing(mut self, programs: impl Into<Vec<Program>>) -> Self {
        self.governs = programs.into();
        self
    }

    /// The same, with what to do next.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    fn prepare(&self, context: &mut Context) -> anyhow::Result<Prepared> {
        let prepared = Prepared::new(context, &self.before, &self.action, &self.signers)?;
        prepared.completed(context, &self.rest)
    }

    /// What the report says before anything is sent.
    fn record(&self, context: &mut Context, tried: &Tried) -> anyhow::Result<Record> {
        let mut record = self.fields();
        record.extend(context.posted(&self.action)?);
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
        record.extend(tried.preview.wallets(context, &self.concerned(tried))?);
        record.extend(tried.untried());
        Ok(record)
    }

    /// Whose wallets are looked at: those of the signers, then of who else pays or is paid.
    fn concerned(&self, tried: &Tried) -> Vec<Pubkey> {
        let mut all = tried.signers.clone();
        for bound in &self.bounds {
            if !all.contains(&bound.owner) {
                all.push(bound.owner);
            }
        }
        all
    }

    /// What is asked: the action, what of new accounts may not come back, and whether the network says what leaves.
    fn asks(&self, tried: &Tried) -> String {
        let new = || tried.preview.new_accounts();
        let apart = [
            (new_accounts::stays(new()), "of rent does not come back"),
            (
                new_accounts::bounties(new()),
                "of bounty goes to the sender that closes it, or comes back if nothing is due",
            ),
        ];
        let apart = apart.into_iter().filter(|(lamports, _)| *lamports > 0);
        let apart = apart.map(|(lamports, what)| format!("; {} SOL {what}", brief(&sol(lamports))));
        let (apart, doubt) = (
            apart.collect::<String>(),
            tried.preview.doubt(&tried.signers),
        );
        format!("{}{apart}{doubt}", self.question)
    }

    /// What it does, with the accounts that it creates.
    pub fn fields(&self) -> Record {
        let created = self.creates.iter();
        let mut record: Record = created
            .map(|(what, address)| (*what, Cell::Key(*address)))
            .collect();
        record.extend(self.shows.iter().cloned());
        record
    }
}

impl Context<'_> {
    /// Makes a plan, simulates it, shows what comes of it, asks, sends, and reports. After the answer the plan is made and simulated
    /// again, for an answer within so many seconds. If more would leave by then than the question says, or the terms or the
    /// instructions differ, it asks again; with `--yes` it refuses. With `--dry-run` it stops before it asks; with `--sign-only` it
    /// signs, and simulates nothing; with `--output instructions` it does not even sign. A [`Draft`](crate::acting::Draft) is made
    /// without a key.
    ///
    /// `make` gives the same instructions for the same accounts: limits that follow a price are set before.
    ///
    /// # Errors
    /// Those of `make` and of [`Prepared`]; [`crate::errors::CliError::Refused`] if the answer is no.
    pub fn carry_out<'a>(
        &mut self,
        make: impl Fn(&mut Context, i64) -> anyhow::Result<Plan<'a>>,
    ) -> anyhow::Result<Report> {
        if let Some(draft) = self.send_options.draft {
            return draft::report(self, draft, make);
        }
        let plan = make(self, ANSWER)?;
        if let Some(by) = self.send_options.unsigned {
            return unsigned::report(self, &by, &plan);
        }
        let prepared = plan.prepare(self)?;
        if self.send_options.sign_only {
            plan.keep()?;
            return Ok(prepared.sign(self)?.report(plan.fields()));
        }
        let first = look(self, prepared, plan)?;
        if self.send_options.dry_run {
            return Ok(SendSummary::tried(self, first.tried).report(first.record));
        }
        let (agreed, shown, last) = agree_on(
            self,
            first,
            |look| Seen {
                preview: &look.tried.preview,
                signers: look.plan.concerned(&look.tried),
                record: &look.record,
                bounds: &look.plan.bounds,
                terms: &look.plan.terms,
                action: &look.plan.action,
                rest: &look.plan.rest,
            },
            |context, look| question(context, &look.plan.asks(&look.tried), look.tried.parts),
            |context, seconds| {
                unsent(|| {
                    let plan = make(context, seconds)?;
                    let prepared = plan.prepare(context)?;
                    look(context, prepared, plan)
                })
            },
        )?;
        if !self.consent.is_asked() {
            for (what, address) in &last.plan.creates {
                tell(format!("{what} to be created: {address}"));
            }
        }
        last.plan.keep()?;
        let mut report = last.prepared.send(self, &agreed)?.report(last.record);
        if self.consent.is_asked() {
            let mut seen = shown.record;
            // They are the result.
            seen.retain(|(name, _)| !last.plan.creates.iter().any(|(it, _)| it == name));
            report = report.after(seen);
        }
        Ok(match last.plan.next {
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
    /// What the question says of the wallets.
    pub bounds: &'a [Bound],
    /// What others can change.
    pub terms: &'a [(&'static str, Cell)],
    /// What is signed, apart from what goes in front.
    pub action: &'a [Instruction],
    /// What completes it.
    pub rest: &'a [Instruction],
}

/// Asks about what `seen` shows, and looks again after the answer, for an answer within so many seconds. If more would leave a
/// wallet by then than was agreed to, it asks about a further look, which gives twice the time; where nobody is asked, it
/// refuses. What has moved without a bound between two questions may move by twice as much from the third on, which says so:
/// whatever moves, it comes to an end. Gives what was agreed to and what was seen last.
///
/// # Errors
/// Those of asking and of looking; [`CliError::Refused`] if more leaves than by the first look, with `--yes`.
pub fn agree_on<T>(
    context: &mut Context,
    mut seen: T,
    parts: impl Fn(&T) -> Seen,
    question: impl Fn(&mut Context, &T) -> anyhow::Result<String>,
    mut look: impl FnMut(&mut Context, i64) -> anyhow::Result<T>,
) -> anyhow::Result<(Agreed, T, T)> {
    let (mut seconds, mut room) = (ANSWER, Vec::new());
    for round in 0_u32.. {
        let mut record = parts(&seen).record.clone();
        if !room.is_empty() {
            let room = room.iter().map(|bound| preview::words(context, bound));
            let room = room.collect::<anyhow::Result<_>>()?;
            record.push(("Least change agreed to", Cell::List(room)));
        }
        let shown = Report::fields(record).shown();
        let asked = question(context, &seen)?;
        let agreed = context.consent.to(&shown, &asked)?;
        context.forget();
        let later = look(context, seconds)?;
        let (then, now) = (parts(&seen), parts(&later));
        let bounds = [then.bounds, &room].concat();
        let takes_more = now.preview.takes_more(then.preview, &then.signers, &bounds);
        let changed = changes(&then, &now);
        if !takes_more && changed.is_empty() {
            return Ok((agreed, seen, later));
        }
        if !context.consent.is_asked() {
            return Err(match takes_more {
                true => more_leaves(then.record, now.record, &changed),
                false => CliError::Refused(format!(
                    "the terms have changed since the first look{}: {changed}. Look with --dry-run, then give the command again",
                    errors::UNSENT
                )),
            }
            .into());
        }
        if takes_more {
            tell("more leaves a wallet now, or less comes back, than was agreed to: look again");
        }
        if !changed.is_empty() {
            tell(format!("the terms have changed: {changed}: look again"));
        }
        seconds = seconds.saturating_mul(2);
        let moved = match round {
            0 => Vec::new(),
            _ => now.preview.falls(then.preview, &then.signers),
        };
        seen = look(context, seconds)?;
        let preview = parts(&seen).preview;
        room = moved
            .into_iter()
            .map(|it| Bound {
                least: preview
                    .change(&it.owner, it.mint)
                    .saturating_sub(it.least.saturating_mul(2)),
                ..it
            })
            .collect();
    }
    anyhow::bail!("nobody answers that often: please report it")
}

/// The terms that differ, each with what it was and is, and the instructions. A time is the same however far away it is.
fn changes(then: &Seen, now: &Seen) -> String {
    fn of<'a>(terms: &'a [(&'static str, Cell)], name: &str) -> &'a Cell {
        let found = terms.iter().find(|(it, _)| *it == name);
        found.map_or(&Cell::None, |(_, cell)| cell)
    }
    let words = |cell: &Cell| match cell.json() {
        Value::Null => "nothing".into(),
        _ => cell.brief().replace('\n', ", "),
    };
    let all = then.terms.iter().chain(now.terms);
    let names: BTreeSet<&str> = all.map(|(name, _)| *name).collect();
    let differ = names.into_iter().filter_map(|name| {
        let (before, after) = (of(then.terms, name), of(now.terms, name));
        let is_same = before.json() == after.json();
        (!is_same).then(|| format!("{name} was {}, is {}", words(before), words(after)))
    });
    let action = (then.action != now.action || then.rest != now.rest)
        .then(|| "it takes other instructions".to_string());
    differ.chain(action).collect::<Vec<String>>().join("; ")
}

/// Says what leaves by two looks, one after the other, and which terms have changed.
fn more_leaves(then: &Record, now: &Record, changed: &str) -> CliError {
    let of = |record: &Record| {
        let reported = record
            .iter()
            .filter(|(name, _)| ["Wallet changes", "Fees", "Not known"].contains(name));
        let reported: Vec<String> = reported.map(|(_, cell)| cell.display()).collect();
        reported.join("; ")
    };
    CliError::Refused(format!(
        "more leaves a wallet by the second simulation than by the first{}. First: {}. Second: {}{}. Look with --dry-run, then \
         give the command again",
        errors::UNSENT,
        of(then),
        of(now),
        match changed {
            "" => String::new(),
            changed => format!(". Changed: {changed}"),
        }
    ))
}

/// A plan after its simulation.
struct Look<'a> {
    plan: Plan<'a>,
    prepared: Prepared,
    tried: Tried,
    record: Record,
}

/// What the simulation shows.
fn look<'a>(context: &mut Context, prepared: Prepared, plan: Plan<'a>) -> anyhow::Result<Look<'a>> {
    unsent(|| {
        let tried = prepared.try_out(context)?;
        Ok(Look {
            record: plan.record(context, &tried)?,
            plan,
            prepared,
            tried,
        })
    })
}

/// The same, where a network that does not answer has got nothing so far.
fn unsent<T>(look: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
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
