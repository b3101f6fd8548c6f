//! `io transaction`: shows, signs and sends the output of `--sign-only`, across machines.

mod executed;
mod send;
mod sign;

use clap::{Args, Subcommand};

use solana_signature::Signature;

pub use sign::{add_signature, Words};

use crate::{
    context::Context,
    errors::CliError,
    parse::signature_of,
    report::Report,
    wire::{decode, file, Addresses},
};

/// Commands about a transaction.
#[derive(Subcommand)]
pub enum Command {
    /// Show a transaction's instructions, expiry, signers and missing signers; or, by its signature, what became of one that
    /// was sent. The network is asked only for a signature, for lookup tables, and for the currency of amounts
    Show(Show),
    /// Show a transaction, ask, and add the signature of --keypair; works offline, except for lookup tables and the currency of
    /// some amounts
    Sign(sign::Options),
    /// Merge and verify the signatures, simulate, send, and wait for confirmation
    Send(send::Options),
}

/// A transaction to show.
#[derive(Args)]
pub struct Show {
    /// File, `-` for standard input, or base 64: the output of --sign-only, as JSON or only the transaction. Or the signature
    /// of one that was sent, which the network is asked for
    #[arg(value_name = "FILE|BASE64|SIGNATURE")]
    transaction: String,
}

impl Show {
    /// The signature that is asked for; none for a transaction that is at hand.
    pub fn signature(&self) -> Option<Signature> {
        signature_of(&self.transaction)
    }
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    let send_options = &context.send_options;
    if send_options.sign_only || send_options.nonce.is_some() {
        let reported = "a signed transaction keeps its nonce or blockhash: \
                    give --sign-only, --blockhash and --nonce to the command that builds it";
        return Err(CliError::Usage(reported.into()).into());
    }
    match command {
        Command::Show(options) => {
            if let Some(signature) = options.signature() {
                return executed::show(context, &signature);
            }
            let transaction = file::read(&options.transaction, &mut context.signers)?;
            let message = &transaction.message;
            let addresses = Addresses::read(context, message).asking(context, message);
            Ok(Report::fields(decode::describe(&transaction, &addresses)))
        }
        Command::Sign(options) => sign::run(context, options),
        Command::Send(options) => send::run(context, options),
    }
}
