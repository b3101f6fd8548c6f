//! How a command's instructions become transactions.

mod summary;

use std::{collections::BTreeSet, rc::Rc};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use indicatif::ProgressBar;
use io_client::{
    nonce,
    transaction::{self, Budget, Draft, Format, Nonce, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
    Preview as Seen, Receipt, SendError,
};
use solana_hash::Hash;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    consent::Agreed,
    context::{unreachable, Context},
    errors::{self, CliError},
    hints, instruction, interrupt,
    preview::{self, Fees, Preview},
    report::{Cell, Record},
    wire::file,
};

pub use summary::SendSummary;

/// Most instructions of a catch-up transaction. With their CPIs they stay below the runtime's limit of 64: each makes one
/// CPI, and the few for the clock, its history and a wallet make up to four.
pub const BATCH: usize = 24;

/// What a simulation has shown.
#[derive(Debug)]
pub struct Tried {
    /// Accounts before and after.
    pub preview: Preview,
    /// Who signs; the first pays.
    pub signers: Vec<Pubkey>,
    /// How many transactions there are.
    pub parts: usize,
    compute_units: u64,
    logs: Vec<String>,
    /// Why the simulation stopped at a later one: each is tried out on the state before the first.
    stopped: Option<(usize, String)>,
}

impl Tried {
    /// What of it could not be tried out.
    pub fn untried(&self) -> Record {
        let reported = self.stopped.as_ref().map(|(place, why)| {
            format!(
                "transaction {place} of {}, before the others are executed: {why}; the fees from there on come on top",
                self.parts
            )
        });
        reported
            .map(|reported| ("Not tried out", Cell::Text(reported)))
            .into_iter()
            .collect()
    }
}

/// The transactions of a command, and who signs them.
pub struct Prepared {
    parts: Vec<Vec<Instruction>>,
    signers: Vec<Rc<dyn Signer>>,
    nonce: Option<Nonce>,
}

impl Prepared {
    /// `before` and `action` in one transaction if that fits, else `before` in its own ones first; signed by the key and by
    /// `others`.
    ///
    /// # Errors
    /// [`CliError::Nothing`] without instructions; those of a nonce and of loading signers; [`CliError::Usage`] for a signer
    /// that cannot sign.
    pub fn new(
        context: &mut Context,
        before: &[Instruction],
        action: &[Instruction],
        others: &[Rc<dyn Signer>],
    ) -> anyhow::Result<Self> {
        let mut signers = vec![context.signer()?];
        signers.extend(others.iter().cloned());
        let (before, action) = with_price(context, before, action, &mut signers)?;
        let (before, action) = (before.as_slice(), action.as_slice());
        let nonce = context.nonce(&mut signers)?;
        let mut prepared = Self {
            parts: Vec::new(),
            signers: context.signers.at_hand(signers),
            nonce,
        };
        let together: Vec<Instruction> = before.iter().chain(action).cloned().collect();
        if together.is_empty() {
            return Err(if context.send_options.is_for_later() {
                let reported = "catching up the clock or a supplier cannot be signed for later: run this when it is needed";
                CliError::Usage(reported.into())
            } else {
                CliError::Nothing("do: everything is up to date")
            }
            .into());
        }
        if context.send_options.sign_only {
            prepared.parts.push(together);
            return Ok(prepared);
        }
        if !context.send_options.dry_run {
            prepared.nobody_is_absent(context)?;
        }
        if action.is_empty() || !prepared.fits(context, &together)? {
            let fit = |part: &[Instruction]| prepared.fits(context, part);
            let mut parts: Vec<Vec<Instruction>> = transaction::split(before, BATCH, fit)?
                .into_iter()
                .map(<[Instruction]>::to_vec)
                .collect();
            parts.extend((!action.is_empty()).then(|| action.to_vec()));
            prepared.parts = parts;
        } else {
            prepared.parts.push(together);
        }
        Ok(prepared)
    }

    /// The same, with what completes the last transaction: in it as far as there is room, then in further ones.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn completed(
        mut self,
        context: &mut Context,
        rest: &[Instruction],
    ) -> anyhow::Result<Self> {
        if rest.is_empty() {
            return Ok(self);
        }
        let mut last = self.parts.pop().unwrap_or_default();
        for instruction in rest {
            last.push(instruction.clone());
            let is_one = context.send_options.sign_only;
            if is_one || (last.len() <= BATCH && self.fits(context, &last)?) {
                continue;
            }
            last.pop();
            self.parts.push(last);
            last = vec![instruction.clone()];
        }
        self.parts.push(last);
        Ok(self)
    }

    fn signers(&self) -> Vec<&dyn Signer> {
        self.signers.iter().map(AsRef::as_ref).collect()
    }

    fn payer(&self) -> Pubkey {
        self.signers
            .first()
            .map_or_else(Pubkey::default, |it| it.pubkey())
    }

    fn fits(&self, context: &mut Context, part: &[Instruction]) -> anyhow::Result<bool> {
        Ok(draft(context, part, &self.signers(), self.nonce, Hash::default())?.fits())
    }

    /// A signer given by its address can be simulated, but not sent.
    fn nobody_is_absent(&self, context: &Context) -> Result<(), CliError> {
        let mut keys = self.signers.iter().map(|signer| signer.pubkey());
        match keys.find(|key| context.signers.is_absent(key)) {
            None => Ok(()),
            Some(absent) => Err(CliError::Usage(format!(
                "{absent} is an address, which cannot sign: give its key, or use --sign-only"
            ))),
        }
    }

    /// Simulates each transaction, on the state as it is now. A later one may need those before it: what refuses it is in
    /// [`Tried::untried`].
    ///
    /// # Errors
    /// [`CliError::Refused`] by the first, [`CliError::Unreachable`].
    pub fn try_out(&self, context: &mut Context) -> anyhow::Result<Tried> {
        let mut tried = Tried {
            preview: Preview::default(),
            signers: self.signers.iter().map(|signer| signer.pubkey()).collect(),
            parts: self.parts.len(),
            compute_units: 0,
            logs: Vec::new(),
            stopped: None,
        };
        for (place, part) in (1..).zip(&self.parts) {
            let watched = self.watched(part);
            let looked = preview::around(context, &tried.signers, &watched, |context| {
                self.try_part(context, part, &watched)
            });
            let (before, seen) = looked?;
            let (seen, charged) = match seen {
                Ok(seen) => seen,
                Err(refused @ SendError::Refused { .. }) if place > 1 => {
                    tried.stopped = Some((place, self.why(context, &refused, part)));
                    break;
                }
                Err(error) => return Err(self.failed(context, error, part).into()),
            };
            let receipt = seen.receipt;
            tried.preview.pays(Fees {
                network: self.network_fee(context, part)?,
                priority: context.network.highest_priority_fee(receipt.compute_units),
                charged,
            });
            tried.compute_units = tried.compute_units.saturating_add(receipt.compute_units);
            tried.logs.extend(receipt.logs);
            let payer = self.payer();
            tried.preview.add(&payer, &watched, before, seen.accounts);
        }
        Ok(tried)
    }

    /// Every account that `part` may change: the payer, and what it writes.
    fn watched(&self, part: &[Instruction]) -> Vec<Pubkey> {
        let mut watched = BTreeSet::from([self.payer()]);
        let written = part.iter().flat_map(|it| &it.accounts);
        watched.extend(written.filter(|it| it.is_writable).map(|it| it.pubkey));
        watched.into_iter().collect()
    }

    /// Lamports of a part's signatures.
    fn network_fee(&self, context: &mut Context, part: &[Instruction]) -> anyhow::Result<u64> {
        let signers = self.signers();
        let draft = draft(context, part, &signers, self.nonce, Hash::default())?;
        let fee = draft.leave_unsigned(&signers);
        let priority = draft.budget.priority_fee();
        // What cannot be put together is refused by the simulation.
        Ok(fee.map_or(0, |it| transaction::fee(&it).saturating_sub(priority)))
    }

    /// What the simulation shows, and the priority fee that it has charged.
    fn try_part(
        &self,
        context: &mut Context,
        part: &[Instruction],
        watched: &[Pubkey],
    ) -> anyhow::Result<Result<(Seen, u64), SendError>> {
        let signers = self.signers();
        let Some(nonce) = self.nonce else {
            let seen = context.network.preview(part, &signers, watched);
            return Ok(seen.map(|seen| (seen, 0)));
        };
        let value = stored(context, &nonce)?;
        let draft = draft(context, part, &signers, Some(nonce), value)?;
        let unsigned = match draft.leave_unsigned(&signers) {
            Ok(unsigned) => unsigned,
            Err(error) => return Ok(Err(error)),
        };
        let charged = draft.budget.priority_fee();
        let seen = context.network.preview_signed(&unsigned, watched);
        Ok(seen.map(|seen| (seen, charged)))
    }

    /// Sends them, one after the other.
    ///
    /// # Errors
    /// [`CliError::Refused`], [`CliError::Expired`], [`CliError::Unreachable`] and so on, with what was executed before.
    pub fn send(&self, context: &mut Context, _: &Agreed) -> anyhow::Result<SendSummary> {
        let mut sent = SendSummary::confirmed();
        for part in &self.parts {
            let receipt = match self.nonce {
                None => self.deliver(context, part),
                Some(nonce) => self.deliver_with_nonce(context, part, nonce),
            };
            match receipt {
                Ok(receipt) => sent.add(context, receipt),
                Err(error) => {
                    let left = self
                        .parts
                        .len()
                        .saturating_sub(sent.signatures().len())
                        .saturating_sub(1);
                    let left = match left {
                        0 => String::new(),
                        1 => "the one after it".into(),
                        several => format!("the {several} after it"),
                    };
                    return Err(partly(error, sent.signatures(), &left));
                }
            }
        }
        Ok(sent)
    }

    /// Sends the one transaction that they fit into, and does not wait for its block.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn submit(&self, context: &mut Context, _: &Agreed) -> anyhow::Result<Signature> {
        let [part] = self.parts.as_slice() else {
            let reported = "too large for one transaction";
            return Err(CliError::Refused(reported.into()).into());
        };
        let signers = self.signers();
        let sent = context.network.submit(part, &signers);
        context.forget();
        Ok(sent.map_err(|error| self.failed(context, error, part))?)
    }

    fn deliver(&self, context: &mut Context, part: &[Instruction]) -> anyhow::Result<Receipt> {
        let signers = self.signers();
        let receipt = while_waiting(|| context.network.send(part, &signers));
        if let Ok(receipt) = &receipt {
            interrupt::executed(receipt.signature);
        }
        context.forget();
        Ok(receipt.map_err(|error| self.failed(context, error, part))?)
    }

    /// Why a transaction is refused, with the numbers that the program leaves out.
    fn why(&self, context: &mut Context, refused: &SendError, part: &[Instruction]) -> String {
        let why = match refused {
            SendError::Refused { error, logs } => errors::why(error, logs, &[self.payer()]),
            other => other.to_string(),
        };
        match hints::of(context, refused, part) {
            Some(hint) => format!("{why}: {hint}"),
            None => why,
        }
    }

    /// With the numbers that the program leaves out.
    fn failed(&self, context: &mut Context, error: SendError, part: &[Instruction]) -> CliError {
        let hint = hints::of(context, &error, part);
        let verbose = context.send_options.verbose;
        errors::with_hint(errors::of_sending(error, &self.payer(), verbose), hint)
    }

    /// The same with a durable nonce. The receipt is that of the simulation.
    fn deliver_with_nonce(
        &self,
        context: &mut Context,
        part: &[Instruction],
        nonce: Nonce,
    ) -> anyhow::Result<Receipt> {
        let signers = self.signers();
        let value = stored(context, &nonce)?;
        let draft = draft(context, part, &signers, Some(nonce), value)?;
        let unsigned = draft.leave_unsigned(&signers);
        let unsigned = unsigned.map_err(|error| self.failed(context, error, part))?;
        let simulated = context.network.simulate_signed(&unsigned);
        let simulated = simulated.map_err(|error| self.failed(context, error, part))?;
        let budget = context.network.budget(Some(simulated.compute_units));
        let signed = Draft { budget, ..draft }.sign(&signers);
        let signed = signed.map_err(|error| self.failed(context, error, part))?;
        let Receipt { signature, .. } = conclude(context, &signed)?;
        Ok(Receipt {
            signature,
            ..simulated
        })
    }

    /// Signs with the keys at hand; others may be missing. Requests the largest budget, since nothing is simulated.
    ///
    /// # Errors
    /// [`CliError::NoLifetime`]; [`CliError::Refused`] if it does not fit into one transaction; those of signing.
    pub fn sign(&self, context: &mut Context) -> anyhow::Result<SendSummary> {
        let signers = self.signers();
        let blockhash = match (context.send_options.blockhash, self.nonce) {
            (Some(blockhash), _) => blockhash,
            (None, Some(nonce)) => stored(context, &nonce)?,
            (None, None) if context.send_options.draft.is_some() => {
                context.network.blockhash().map_err(unreachable)?
            }
            (None, None) => return Err(CliError::NoLifetime.into()),
        };
        let together = self.parts.first().map_or(&[][..], Vec::as_slice);
        let draft = draft(context, together, &signers, self.nonce, blockhash)?;
        if !draft.fits() {
            let reported = "too large for one transaction, and only one is made to be signed elsewhere: include less, or bring the \
                            clock and the supplier to the present hour first, with `io supplier settle`";
            return Err(CliError::Refused(reported.into()).into());
        }
        let failed = |error| errors::of_sending(error, &self.payer(), false);
        let message = draft.message().map_err(failed)?;
        let transaction = transaction::sign(message, &signers).map_err(failed)?;
        SendSummary::signed(&transaction)
    }
}

/// The same, with a price posted before them and closed after them.
fn with_price(
    context: &mut Context,
    before: &[Instruction],
    action: &[Instruction],
    signers: &mut Vec<Rc<dyn Signer>>,
) -> anyhow::Result<(Vec<Instruction>, Vec<Instruction>)> {
    let (mut before, mut action) = (before.to_vec(), action.to_vec());
    if let Some(around) = context.around(&action)? {
        signers.push(around.key);
        // Last, so that the price is fresh.
        before.extend(around.post);
        action.extend(around.close);
    } else if let Some(around) = context.around(&before)? {
        signers.push(around.key);
        before = [around.post, before, around.close].concat();
    }
    Ok((before, action))
}

/// Whether they fit into one transaction of the key.
///
/// # Errors
/// Those of a nonce and of loading signers; if the network does not answer.
pub fn fits(context: &mut Context, instructions: &[Instruction]) -> anyhow::Result<bool> {
    let mut signers = vec![context.signer()?];
    let nonce = context.nonce(&mut signers)?;
    let signers: Vec<&dyn Signer> = signers.iter().map(AsRef::as_ref).collect();
    Ok(draft(context, instructions, &signers, nonce, Hash::default())?.fits())
}

/// Most lamports that a price in front of `instructions` makes them cost: all signatures and priority fees, and the fee of Pyth. Rent
/// comes back. None if they read no price that is posted.
///
/// # Errors
/// Those of loading signers; if the network does not answer.
pub fn cost_with_price(
    context: &mut Context,
    instructions: &[Instruction],
) -> anyhow::Result<Option<u64>> {
    let Some(fee) = context.price_fee(instructions) else {
        return Ok(None);
    };
    let prepared = Prepared::new(context, instructions, &[], &[])?;
    // Of the most compute units.
    let priority = context.network.highest_priority_fee(0);
    let mut cost = fee;
    for part in &prepared.parts {
        let network = prepared.network_fee(context, part)?;
        cost = cost.saturating_add(network).saturating_add(priority);
    }
    Ok(Some(cost))
}

/// Sends `instructions`, several transactions of them if they do not fit into one. Where nobody has agreed it only tries them
/// out, or signs them.
///
/// # Errors
/// As [`Prepared::new`], [`Prepared::try_out`], [`Prepared::send`] and [`Prepared::sign`].
pub fn send_or_try(
    context: &mut Context,
    agreed: Option<&Agreed>,
    instructions: &[Instruction],
) -> anyhow::Result<SendSummary> {
    let prepared = Prepared::new(context, instructions, &[], &[])?;
    match agreed {
        Some(agreed) => prepared.send(context, agreed),
        None if context.send_options.sign_only => prepared.sign(context),
        None => {
            let tried = prepared.try_out(context)?;
            Ok(SendSummary::tried(context, tried))
        }
    }
}

/// What has become of several transactions, where `error` ended one of them: which were executed, by their signatures, what
/// is known of that one, and what `left` names and was not sent. One alone has its error only.
pub fn partly(error: anyhow::Error, executed: &[String], left: &str) -> anyhow::Error {
    if executed.is_empty() && left.is_empty() {
        return error;
    }
    let list = |names: &[String]| match names {
        [] => "none".into(),
        names => names.join(", "),
    };
    let mut reported = vec![format!("executed: {}", list(executed))];
    let mut unsent: Vec<String> = Vec::new();
    match error.downcast_ref() {
        Some(CliError::Unknown { signature, .. }) => reported.push(format!("unknown: {signature}")),
        Some(CliError::Pending { signature, .. }) => reported.push(format!("pending: {signature}")),
        Some(CliError::Failed { signature, .. }) => reported.push(format!("failed: {signature}")),
        Some(CliError::NotTaken { signature, .. }) => {
            reported.push(format!("not taken: {signature}"))
        }
        Some(CliError::Expired(signature) | CliError::NonceAdvanced(signature)) => {
            reported.push(format!("expired: {signature}"));
        }
        _ => unsent.push("the next".into()),
    }
    unsent.extend((!left.is_empty()).then(|| left.into()));
    if !unsent.is_empty() {
        reported.push(format!("not sent: {}", unsent.join(" and ")));
    }
    let error = match executed {
        [] => error,
        _ => after_others(error),
    };
    error.context(reported.join("; "))
}

/// The same error, which no longer says that nothing was sent.
fn after_others(mut error: anyhow::Error) -> anyhow::Error {
    if let Some(failure) = error.downcast_mut::<CliError>() {
        *failure = match failure {
            CliError::Refused(why) => CliError::Refused(why.replacen(errors::UNSENT, "", 1)),
            CliError::Unsent(why) => CliError::Unreachable(why.clone()),
            _ => return error,
        };
    }
    error
}

/// The value of a nonce that can be used.
fn stored(context: &mut Context, nonce: &Nonce) -> anyhow::Result<Hash> {
    let stored = nonce::check(context.network, nonce, None).map_err(unreachable)?;
    Ok(stored.map_err(CliError::from)?.value)
}

/// Sends a fully signed transaction that was simulated.
///
/// # Errors
/// As [`Prepared::send`].
pub fn deliver_signed(
    context: &mut Context,
    _: &Agreed,
    transaction: &VersionedTransaction,
) -> anyhow::Result<Receipt> {
    conclude(context, transaction)
}

fn conclude(context: &mut Context, transaction: &VersionedTransaction) -> anyhow::Result<Receipt> {
    let sent = while_waiting(|| context.network.send_signed(transaction));
    context.forget();
    match sent {
        Ok(receipt) => {
            interrupt::executed(receipt.signature);
            Ok(receipt)
        }
        // There may be no other copy.
        Err(SendError::Pending(signature)) => Err(CliError::Pending {
            signature,
            transaction: file::write(transaction)?,
        }
        .into()),
        Err(error) => Err(failed_signed(context, transaction, error).into()),
    }
}

/// Why a transaction that is signed was refused or failed, with the numbers that the program leaves out.
pub fn failed_signed(
    context: &mut Context,
    transaction: &VersionedTransaction,
    error: SendError,
) -> CliError {
    let message = &transaction.message;
    // What names an account of a lookup table has no hint.
    let parts = message.instructions().iter();
    let parts = parts.filter_map(|it| instruction::of_message(message, it));
    let hint = hints::of(context, &error, &parts.collect::<Vec<_>>());
    let keys = message.static_account_keys();
    let payer = keys.first().copied().unwrap_or_default();
    let failure = errors::of_sending(error, &payer, context.send_options.verbose);
    errors::with_hint(failure, hint)
}

fn while_waiting<T>(send: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message("waiting for confirmation or expiry");
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    let sent = interrupt::while_sending(send);
    spinner.finish_and_clear();
    sent
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
