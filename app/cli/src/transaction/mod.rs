//! `io transaction`: shows, signs and sends the output of `--sign-only`, across machines.

mod addresses;
mod decode;
mod executed;
mod file;
pub mod idl;
mod native;
mod send;
mod sign;
mod signatures;
mod tokens;

use clap::{Args, Subcommand};

use solana_signature::Signature;

use crate::{context::Context, errors::Failure, report::Report, secrets::is_signature};

pub use addresses::Addresses;
pub use file::{content, decode, name as file_name, write};
pub use sign::{add_signature, Words};
pub use tokens::{Token, Tokens};
pub use {
    decode::{amounts, does, lifetime, summary},
    signatures::describe as describe_signatures,
};

/// Commands about a transaction.
#[derive(Subcommand)]
pub enum Command {
    /// Show a transaction's instructions, expiry, signers and missing signers; or, by its signature, what became of one that
    /// was sent. Only for a signature and for lookup tables is the network asked
    Show(Show),
    /// Show a transaction, ask, and add the signature of --keypair; works offline, but for lookup tables
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
        signature(&self.transaction)
    }
}

/// The signature that `text` is. A key pair has as many bytes, and is no signature: it goes nowhere.
pub fn signature(text: &str) -> Option<Signature> {
    is_signature(text).then(|| text.parse().ok()).flatten()
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
            if let Some(signature) = options.signature() {
                return executed::show(context, &signature);
            }
            let transaction = file::read(&options.transaction, &mut context.signers)?;
            let addresses = Addresses::read(context, &transaction.message);
            Ok(Report::fields(decode::describe(&transaction, &addresses)))
        }
        Command::Sign(options) => sign::run(context, options),
        Command::Send(options) => send::run(context, options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_keypair::Keypair;

    /// As many bytes as a signature has: it is asked for nowhere.
    #[test]
    fn a_key_pair_is_no_signature() {
        let pair = Keypair::new();
        assert_eq!(signature(&pair.to_base58_string()), None);
        let signed = Signature::from([7; 64]);
        assert_eq!(signature(&signed.to_string()), Some(signed));
        for text in ["", "file.json", "AAAA", "11111111111111111111111111111111"] {
            assert_eq!(signature(text), None, "{text}");
        }
    }
}
