//! `io transaction sign`.

use clap::Args;
use io_client::transaction::add_signatures;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    context::Context,
    errors::CliError,
    report::{Record, Report},
    sending::SendSummary,
    wire::{
        decode, fees, file,
        signatures::{self, listed, Standing},
        Addresses,
    },
};

/// A transaction to sign.
#[derive(Args)]
pub struct Options {
    /// File, `-` for standard input, or base 64: the output of --sign-only, as JSON or only the transaction
    #[arg(value_name = "FILE|BASE64")]
    transaction: String,
}

/// What a transaction does, in the words of what it is about.
pub struct Words {
    /// What is asked.
    pub question: String,
    /// What is shown before the instructions.
    pub shows: Record,
}

/// Shows it, asks, and adds the signature.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let named = file::name(&options.transaction);
    let transaction = file::read(&options.transaction, &mut context.signers)?;
    let message = &transaction.message;
    let addresses = Addresses::read(context, message).asking(context, message);
    let words = Words {
        question: decode::question(&transaction, &addresses),
        shows: Record::new(),
    };
    add_signature(context, transaction, &addresses, &named, words)
}

/// Shows what a transaction does in words and by its instructions, asks, and adds the signature of the key.
///
/// # Errors
/// [`CliError::Usage`] for a key that is no key; [`CliError::Refused`] for a signature that is wrong, there already or not
/// needed, for a priority fee above what is given, or if the answer is no.
pub fn add_signature(
    context: &mut Context,
    mut transaction: VersionedTransaction,
    addresses: &Addresses,
    named: &str,
    words: Words,
) -> anyhow::Result<Report> {
    if context.send_options.dry_run {
        return Err(CliError::Usage("signing is not simulated: leave out --dry-run".into()).into());
    }
    fees::nothing_to_price(context)?;
    signatures::check(&transaction, named)?;
    fees::check(context, &transaction, named)?;
    let (signer, me) = (context.signer()?, context.me()?);
    if context.signers.is_absent(&me) {
        let reported =
            format!("{me} is an address, which cannot sign: give its key with --keypair");
        return Err(CliError::Usage(reported).into());
    }
    let standings = signatures::standings(&transaction);
    match standings.iter().find(|(key, _)| *key == me) {
        Some((_, Standing::Missing)) => {}
        Some(_) => return Err(CliError::Refused(format!("{me} has already signed it")).into()),
        None => {
            let missing = signatures::those(&transaction, Standing::Missing);
            let reported = format!(
                "{me} is not a required signer; still missing: {}",
                listed(&missing)
            );
            return Err(CliError::Refused(reported).into());
        }
    }
    let mut shown = words.shows;
    shown.extend(decode::describe(&transaction, addresses));
    let shown = Report::fields(shown).shown();
    let question = format!("Sign as {me}: {}?", words.question);
    let agreed = context.consent.to(&shown, &question);
    agreed.map_err(|error| match error.downcast_ref() {
        Some(CliError::Refused(_)) => {
            CliError::Refused("not signed: the answer was not yes".into()).into()
        }
        _ => error,
    })?;
    add_signatures(&mut transaction, &[&*signer])
        .map_err(|error| crate::errors::of_sending(error, &me, context.send_options.verbose))?;
    Ok(SendSummary::signed(&transaction)?.report(Vec::new()))
}
