//! `io transaction`: looks at, signs and sends what `--sign-only` has printed, on one machine after the other.

mod decode;
mod file;
mod idl;
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
    /// Show what a transaction does, how long it may be sent, who has signed it and who is missing; reads no network
    Show(Show),
    /// Add a signature, that of --keypair, after showing the transaction and asking; reads no network
    Sign(sign::Options),
    /// Put the signatures together, check them, simulate the transaction, send it, and wait until it is confirmed
    Send(send::Options),
}

/// A transaction to show.
#[derive(Args)]
pub struct Show {
    /// A file, or base 64: what --sign-only has printed, as JSON or the transaction alone
    #[arg(value_name = "FILE|BASE64")]
    transaction: String,
}

/// Runs one of them.
pub fn run(context: &mut Context, command: &Command) -> anyhow::Result<Report> {
    let manner = &context.manner;
    if manner.sign_only || manner.nonce.is_some() {
        let told = "a transaction that is signed keeps its nonce or blockhash: \
                    leave --sign-only, --blockhash and --nonce to the command that makes it";
        return Err(Failure::Usage(told.into()).into());
    }
    match command {
        Command::Show(options) => {
            let transaction = file::read(&options.transaction)?;
            Ok(Report::fields(decode::describe(&transaction)))
        }
        Command::Sign(options) => sign::run(context, options),
        Command::Send(options) => send::run(context, options),
    }
}
