//! `io transaction`: shows, signs and sends the output of `--sign-only`, across machines.

mod decode;
mod file;
mod idl;
mod native;
mod send;
mod sign;
mod signatures;

use clap::{Args, Subcommand};

use crate::{context::Context, errors::Failure, report::Report};

pub use file::write;
pub use {decode::lifetime, signatures::describe as describe_signatures};

/// Commands about a transaction.
#[derive(Subcommand)]
pub enum Command {
    /// Show a transaction's instructions, expiry, signers and missing signers; works offline
    Show(Show),
    /// Show a transaction, ask, and add the signature of --keypair; works offline
    Sign(sign::Options),
    /// Merge and verify the signatures, simulate, send, and wait for confirmation
    Send(send::Options),
}

/// A transaction to show.
#[derive(Args)]
pub struct Show {
    /// File, `-` for standard input, or base 64: the output of --sign-only, as JSON or only the transaction
    #[arg(value_name = "FILE|BASE64")]
    transaction: String,
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    let manner = &context.manner;
    if manner.sign_only || manner.nonce.is_some() {
        let told = "a signed transaction keeps its nonce or blockhash: \
                    give --sign-only, --blockhash and --nonce to the command that builds it";
        return Err(Failure::Usage(told.into()).into());
    }
    match command {
        Command::Show(options) => {
            let transaction = file::read(&options.transaction, &mut context.signers)?;
            Ok(Report::fields(decode::describe(&transaction)))
        }
        Command::Sign(options) => sign::run(context, options),
        Command::Send(options) => send::run(context, options),
    }
}
