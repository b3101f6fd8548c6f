//! How a command's instructions become transactions.

use std::io::{stderr, stdin, BufRead, Write};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use base64::{prelude::BASE64_STANDARD, Engine};
use indicatif::ProgressBar;
use io_client::{
    transaction::{self, Budget, Draft, Format, MAX_COMPUTE_UNITS},
    Network, Receipt,
};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::Transaction;

use crate::{
    context::{unreachable, Context},
    errors::{self, Failure},
    report::{Cell, Record, Report},
    settings::explorer,
};

/// Instructions of a transaction that only brings something up to date.
pub const BATCH: usize = 6;

/// What became of the transactions of a command.
#[derive(Debug)]
pub struct Sent {
    outcome: &'static str,
    /// Signature, or else the transaction.
    last: String,
    is_signature: bool,
    compute_units: u64,
    transactions: u64,
    notes: Vec<String>,
}

impl Sent {
    /// What became of them, and the last signature, or else the transaction.
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
/// [`Failure::Refused`], [`Failure::Expired`], [`Failure::Unreachable`]; [`Failure::Nothing`] without instructions.
pub fn send(
    context: &mut Context,
    before: Vec<Instruction>,
    act: Vec<Instruction>,
    others: &[Keypair],
) -> anyhow::Result<Sent> {
    let payer = context.signer()?;
    let mut signers: Vec<&dyn Signer> = vec![&payer];
    signers.extend(io_client::signers(others));
    let together: Vec<Instruction> = before.iter().chain(&act).cloned().collect();
    if together.is_empty() {
        return Err(Failure::Nothing("do: everything is up to date").into());
    }
    if let Some(blockhash) = context.manner.sign_with {
        return sign(&together, &signers, blockhash);
    }
    let mut batches: Vec<&[Instruction]> = Vec::new();
    if act.is_empty() || !fits(context.network, &together, payer.pubkey())? {
        batches.extend(before.chunks(BATCH));
        batches.extend((!act.is_empty()).then_some(act.as_slice()));
    } else {
        batches.push(&together);
    }
    let mut sent = Sent {
        outcome: if context.manner.dry_run {
            "would succeed"
        } else {
            "confirmed"
        },
        last: String::new(),
        is_signature: true,
        compute_units: 0,
        transactions: 0,
        notes: Vec::new(),
    };
    for batch in batches {
        let receipt = deliver(context, batch, &signers)?;
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
        if !agrees(simulated.compute_units)? {
            return Err(Failure::Refused("not sent: the answer was not yes".into()).into());
        }
    }
    let spinner = ProgressBar::new_spinner();
    spinner.set_message("sending, until it is confirmed or its blockhash expires");
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    let receipt = context.network.send(instructions, signers);
    spinner.finish_and_clear();
    Ok(receipt.map_err(failed)?)
}

/// Asks on the terminal.
fn agrees(compute_units: u64) -> anyhow::Result<bool> {
    let mut err = stderr().lock();
    write!(
        err,
        "The simulation succeeds with {compute_units} compute units. Send it? [y/N] "
    )?;
    err.flush()?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Whether one transaction of the network carries all of them.
fn fits(
    network: &mut dyn Network,
    instructions: &[Instruction],
    payer: Pubkey,
) -> anyhow::Result<bool> {
    // With a price, so that it has all that the budget takes.
    let budget = Budget {
        limit: MAX_COMPUTE_UNITS,
        price: 1,
    };
    let draft = Draft {
        payer,
        instructions,
        blockhash: Hash::default(),
        nonce: None,
        budget,
        format: Format::Legacy,
    };
    let format = transaction::format(network, &draft).map_err(unreachable)?;
    Ok(Draft { format, ..draft }.fits())
}

/// Signs with the keys at hand; others may be missing.
fn sign(
    instructions: &[Instruction],
    signers: &[&dyn Signer],
    blockhash: Hash,
) -> anyhow::Result<Sent> {
    let payer = signers.first().map(|signer| signer.pubkey());
    let mut transaction = Transaction::new_with_payer(instructions, payer.as_ref());
    transaction.try_partial_sign(signers, blockhash)?;
    Ok(Sent {
        outcome: "signed, not sent",
        last: BASE64_STANDARD.encode(bincode::serialize(&transaction)?),
        is_signature: false,
        compute_units: 0,
        transactions: 1,
        notes: Vec::new(),
    })
}
