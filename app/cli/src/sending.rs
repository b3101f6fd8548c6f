//! How a command's instructions become transactions.

use std::rc::Rc;

use anchor_lang::solana_program::instruction::Instruction;
use indicatif::ProgressBar;
use io_client::{
    nonce,
    transaction::{self, Budget, Draft, Format, Nonce, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
    Receipt, SendError,
};
use solana_hash::Hash;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    context::{unreachable, Context},
    errors::{self, Failure},
    report::{Cell, Record, Report},
    settings::explorer,
    terminal,
    transaction::{describe_signatures, lifetime, write},
};

/// Most instructions of a catch-up transaction. With their CPIs they stay below the runtime's limit of 64: each makes one
/// CPI, and the few for the clock, its history and a wallet make up to four.
pub const BATCH: usize = 24;

/// What became of the transactions of a command.
#[derive(Debug)]
pub struct Sent {
    outcome: &'static str,
    /// Signature, or else the transaction.
    last: String,
    is_signature: bool,
    compute_units: u64,
    transactions: u64,
    /// Lifetime and missing signers of a transaction that was signed and not sent.
    signed: Record,
    notes: Vec<String>,
}

impl Sent {
    /// Nothing yet.
    fn none(context: &Context) -> Self {
        Self {
            outcome: if context.manner.dry_run {
                "would succeed"
            } else {
                "confirmed"
            },
            last: String::new(),
            is_signature: true,
            compute_units: 0,
            transactions: 0,
            signed: Record::new(),
            notes: Vec::new(),
        }
    }

    /// One transaction.
    pub fn one(context: &Context, receipt: Receipt) -> Self {
        let mut sent = Self::none(context);
        sent.add(context, receipt);
        sent
    }

    /// One that was already confirmed.
    pub fn before(context: &Context, signature: Signature) -> Self {
        let last = signature.to_string();
        let notes = vec![explorer(&context.url, &last)];
        Self {
            outcome: "confirmed before",
            last,
            transactions: 1,
            notes,
            ..Self::none(context)
        }
    }

    /// One that is signed, perhaps partially, and not sent.
    ///
    /// # Errors
    /// If it cannot be serialized.
    pub fn signed(transaction: &VersionedTransaction) -> anyhow::Result<Self> {
        let mut signed = lifetime(transaction);
        signed.extend(describe_signatures(transaction));
        Ok(Self {
            outcome: "signed, not sent",
            last: write(transaction)?,
            is_signature: false,
            compute_units: 0,
            transactions: 1,
            signed,
            notes: Vec::new(),
        })
    }

    /// Outcome, and the last signature or, if not sent, the transaction.
    pub fn outcome(&self) -> (&'static str, &str) {
        (self.outcome, &self.last)
    }

    /// A report of `record` and of this.
    pub fn report(self, mut record: Record) -> Report {
        record.push(("Outcome", Cell::text(self.outcome)));
        let name = if self.is_signature {
            "Signature"
        } else {
            "Transaction"
        };
        if !self.last.is_empty() {
            record.push((name, Cell::Text(self.last)));
        }
        record.extend(self.signed);
        if self.compute_units > 0 {
            record.push(("Compute units", Cell::Count(self.compute_units)));
        }
        if self.transactions != 1 {
            record.push(("Transactions", Cell::Count(self.transactions)));
        }
        let mut report = Report::fields(record);
        report.notes = self.notes;
        report
    }
}

/// Sends `before` and `act` in one transaction if that fits, else `before` in its own ones first.
///
/// # Errors
/// [`Failure::Refused`], [`Failure::Expired`], [`Failure::Unreachable`]; [`Failure::Nothing`] without instructions; those of
/// a nonce and of loading signers.
pub fn send(
    context: &mut Context,
    before: Vec<Instruction>,
    act: Vec<Instruction>,
    others: &[Rc<dyn Signer>],
) -> anyhow::Result<Sent> {
    context.sends = true;
    let mut signers = vec![context.signer()?];
    signers.extend(others.iter().cloned());
    let nonce = context.nonce(&mut signers)?;
    let signers = context.signers.at_hand(signers);
    let signers: Vec<&dyn Signer> = signers.iter().map(AsRef::as_ref).collect();
    let together: Vec<Instruction> = before.iter().chain(&act).cloned().collect();
    if together.is_empty() {
        return Err(if context.manner.is_for_later() {
            let told = "catching up the clock or a supplier cannot be signed for later: run this when it is needed";
            Failure::Usage(told.into())
        } else {
            Failure::Nothing("do: everything is up to date")
        }
        .into());
    }
    if context.manner.sign_only {
        return sign(context, &together, &signers, nonce);
    }
    if !context.manner.dry_run {
        nobody_is_absent(context, &signers)?;
    }
    let mut batches: Vec<&[Instruction]> = Vec::new();
    if act.is_empty() || !draft(context, &together, &signers, nonce, Hash::default())?.fits() {
        let fit = |part: &[Instruction]| -> anyhow::Result<bool> {
            Ok(draft(context, part, &signers, nonce, Hash::default())?.fits())
        };
        batches.extend(transaction::split(&before, BATCH, fit)?);
        batches.extend((!act.is_empty()).then_some(act.as_slice()));
    } else {
        batches.push(&together);
    }
    let mut sent = Sent::none(context);
    for batch in batches {
        let receipt = match nonce {
            None => deliver(context, batch, &signers)?,
            Some(nonce) => deliver_with_nonce(context, batch, &signers, nonce)?,
        };
        sent.add(context, receipt);
    }
    Ok(sent)
}

impl Sent {
    fn add(&mut self, context: &Context, receipt: Receipt) {
        self.transactions = self.transactions.saturating_add(1);
        self.compute_units = self.compute_units.saturating_add(receipt.compute_units);
        if context.manner.verbose {
            self.notes.extend(receipt.logs);
        }
        if !context.manner.dry_run {
            self.last = receipt.signature.to_string();
            self.notes.push(explorer(&context.url, &self.last));
        }
    }
}

/// A signer given by its address can be simulated, but not sent.
fn nobody_is_absent(context: &Context, signers: &[&dyn Signer]) -> Result<(), Failure> {
    let mut keys = signers.iter().map(|signer| signer.pubkey());
    match keys.find(|key| context.signers.is_absent(key)) {
        None => Ok(()),
        Some(absent) => Err(Failure::Usage(format!(
            "{absent} is an address, which cannot sign: give its key, or use --sign-only"
        ))),
    }
}

fn deliver(
    context: &mut Context,
    instructions: &[Instruction],
    signers: &[&dyn Signer],
) -> anyhow::Result<Receipt> {
    let payer = signers[0].pubkey();
    let verbose = context.manner.verbose;
    let failed = |error| errors::of_sending(error, &payer, verbose);
    if context.manner.dry_run {
        return Ok(context
            .network
            .simulate(instructions, signers)
            .map_err(failed)?);
    }
    if context.manner.ask {
        let simulated = context
            .network
            .simulate(instructions, signers)
            .map_err(failed)?;
        ask(simulated.compute_units)?;
    }
    let receipt = while_waiting(|| context.network.send(instructions, signers));
    Ok(receipt.map_err(failed)?)
}

/// The same with a durable nonce.
fn deliver_with_nonce(
    context: &mut Context,
    instructions: &[Instruction],
    signers: &[&dyn Signer],
    nonce: Nonce,
) -> anyhow::Result<Receipt> {
    let stored = nonce::check(context.network, &nonce, None).map_err(unreachable)?;
    let value = stored.map_err(Failure::from)?.value;
    let verbose = context.manner.verbose;
    let failed = |error| errors::of_sending(error, &signers[0].pubkey(), verbose);
    let draft = draft(context, instructions, signers, Some(nonce), value)?;
    let tried = draft.leave_unsigned(signers).map_err(failed)?;
    let simulated = context.network.simulate_signed(&tried).map_err(failed)?;
    if context.manner.dry_run {
        return Ok(simulated);
    }
    let budget = context.network.budget(Some(simulated.compute_units));
    let sign = || Draft { budget, ..draft }.sign(signers).map_err(failed);
    if context.manner.ask {
        ask(simulated.compute_units)?;
    }
    let transaction = sign()?;
    conclude(context, &transaction, simulated)
}

/// Sends a fully signed transaction that was simulated.
///
/// # Errors
/// As [`send`].
pub fn deliver_signed(
    context: &mut Context,
    transaction: &VersionedTransaction,
    simulated: Receipt,
) -> anyhow::Result<Receipt> {
    context.sends = true;
    if context.manner.ask {
        ask(simulated.compute_units)?;
    }
    conclude(context, transaction, simulated)
}

fn conclude(
    context: &mut Context,
    transaction: &VersionedTransaction,
    simulated: Receipt,
) -> anyhow::Result<Receipt> {
    let sent = while_waiting(|| context.network.send_signed(transaction));
    match sent {
        Ok(Receipt { signature, .. }) => Ok(Receipt {
            signature,
            ..simulated
        }),
        // There may be no other copy.
        Err(SendError::Pending(signature)) => Err(Failure::Pending {
            signature,
            transaction: write(transaction)?,
        }
        .into()),
        Err(error) => {
            let keys = transaction.message.static_account_keys();
            let payer = keys.first().copied().unwrap_or_default();
            Err(errors::of_sending(error, &payer, context.manner.verbose).into())
        }
    }
}

fn while_waiting<T>(send: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message("sending until it is confirmed or can no longer be");
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    let sent = send();
    spinner.finish_and_clear();
    sent
}

/// Asks on the terminal.
fn ask(compute_units: u64) -> anyhow::Result<()> {
    let question = format!("The simulation succeeds with {compute_units} compute units. Send it?");
    if terminal::agrees(&question)? {
        return Ok(());
    }
    Err(Failure::Refused("not sent: the answer was not yes".into()).into())
}

/// With the largest budget, in the oldest format that fits.
fn draft<'a>(
    context: &mut Context,
    instructions: &'a [Instruction],
    signers: &[&dyn Signer],
    nonce: Option<Nonce>,
    blockhash: Hash,
) -> anyhow::Result<Draft<'a>> {
    let draft = Draft {
        payer: signers[0].pubkey(),
        instructions,
        blockhash,
        nonce,
        // The size of every budget instruction that may be sent.
        budget: Budget {
            limit: MAX_COMPUTE_UNITS,
            price: 1,
            loaded_bytes: Some(MAX_LOADED_BYTES),
        },
        format: Format::Legacy,
    };
    let format = transaction::format(context.network, &draft).map_err(unreachable)?;
    let budget = context.network.budget(None);
    Ok(Draft {
        budget,
        format,
        ..draft
    })
}

/// Signs with the keys at hand; others may be missing. Requests the largest budget, since nothing is simulated.
fn sign(
    context: &mut Context,
    instructions: &[Instruction],
    signers: &[&dyn Signer],
    nonce: Option<Nonce>,
) -> anyhow::Result<Sent> {
    let blockhash = match (context.manner.blockhash, nonce) {
        (Some(blockhash), _) => blockhash,
        (None, Some(nonce)) => {
            let stored = nonce::check(context.network, &nonce, None).map_err(unreachable)?;
            stored.map_err(Failure::from)?.value
        }
        (None, None) => return Err(Failure::NoLifetime.into()),
    };
    let draft = draft(context, instructions, signers, nonce, blockhash)?;
    if !draft.fits() {
        let told = "too large for one transaction, and --sign-only signs only one: include less";
        return Err(Failure::Refused(told.into()).into());
    }
    let failed = |error| errors::of_sending(error, &signers[0].pubkey(), false);
    let message = draft.message().map_err(failed)?;
    let transaction = transaction::sign(message, signers).map_err(failed)?;
    Sent::signed(&transaction)
}
