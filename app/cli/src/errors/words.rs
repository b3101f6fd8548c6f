//! Why a transaction failed, in words.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::error::InstructionError};
use io_client::{
    rent::{short_of_rent, SHORT_OF_RENT},
    SendError,
};
use solana_transaction_error::TransactionError;

use super::{anchor, realm, suite::named_by, CliError};
use crate::program_errors;

/// The end of a message of what was refused before it left.
pub const UNSENT: &str = "; nothing was sent";

/// What a wallet has that cannot pay for a transaction, or for the rent of its accounts.
const POOR: &str = "too little SOL";

/// Whether a transaction was refused because who signs it cannot pay.
pub fn is_poor(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CliError::Refused(words)) if words.contains(POOR))
}

/// A failure of a transaction that `payer` pays for.
pub fn of_sending(error: SendError, payer: &Pubkey, verbose: bool) -> CliError {
    let reason = |refused: &TransactionError, logs: &[String], end: &str| {
        let mut text = why(refused, logs, std::slice::from_ref(payer));
        text.push_str(end);
        for line in logs.iter().filter(|_| verbose) {
            text.push_str("\n  ");
            text.push_str(line);
        }
        text
    };
    match &error {
        SendError::Refused { error, logs } => CliError::Refused(reason(error, logs, UNSENT)),
        SendError::NotTaken(it) => CliError::NotTaken {
            signature: it.signature,
            height: it.height,
            reason: match &it.error {
                Some(error) => reason(error, &it.logs, ""),
                None => it.reason.clone(),
            },
        },
        SendError::Failed {
            signature,
            error,
            logs,
        } => CliError::Failed {
            signature: *signature,
            reason: reason(error, logs, ""),
        },
        SendError::Expired(signature) => CliError::Expired(*signature),
        SendError::NonceAdvanced(signature) => CliError::NonceAdvanced(*signature),
        SendError::Pending(signature) => CliError::Pending {
            signature: *signature,
            transaction: String::new(),
        },
        SendError::Unsent(error) => CliError::Unsent(error.clone()),
        SendError::Unknown { signature, reason } => CliError::Unknown {
            signature: *signature,
            reason: reason.clone(),
        },
    }
}

/// The same of an error of a migration or a deployment, with the steps that led to it in front.
pub fn explain(error: anyhow::Error, payer: &Pubkey) -> anyhow::Error {
    let Some(sending) = error.downcast_ref::<SendError>().cloned() else {
        return error;
    };
    let steps = error.chain();
    let steps = steps.take_while(|it| it.downcast_ref::<SendError>().is_none());
    let steps: Vec<String> = steps.map(ToString::to_string).collect();
    let failure = anyhow::Error::new(of_sending(sending, payer, false));
    match steps.is_empty() {
        true => failure,
        false => failure.context(steps.join(": ")),
    }
}

/// Why a transaction failed or was refused, in words. `keys` are its accounts, as far as they are known; the first pays for it.
pub fn why(error: &TransactionError, logs: &[String], keys: &[Pubkey]) -> String {
    match error {
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => {
            refusal(*code, logs)
        }
        error => of_transaction(error, logs, keys),
    }
}

pub(super) fn refusal(code: u32, logs: &[String]) -> String {
    if let Some(error) = named_by(code, logs) {
        // What the three programs have in common is refused by any of them.
        let refused = match error.program.as_str() {
            "common" => match program_errors::raised_by(code, logs) {
                Some(program) => format!("{} refused", program_name(&program)),
                None => "refused".into(),
            },
            program => format!("{program} refused"),
        };
        return format!("{refused}: {} ({}, {code})", error.message, error.name);
    }
    // Anchor tells its own errors only in the log.
    let reported = logs.iter().rev().find_map(|line| {
        let (_, rest) = line.split_once("Error Code: ")?;
        let (name, rest) = rest.split_once('.')?;
        let (_, message) = rest.split_once("Error Message: ")?;
        Some(format!(
            "{} ({name}, {code})",
            message.trim_end_matches('.')
        ))
    });
    if let Some(reported) = reported {
        return format!("refused: {reported}");
    }
    let of_realm = || realm::named(code, &program_errors::raised_by(code, logs)?, logs);
    let reported = program_errors::named(code, logs).or_else(of_realm);
    if let Some(reported) = reported.or_else(|| anchor::named(code)) {
        return reported;
    }
    match code {
        1 => "refused: too little in the account that pays (1)".into(),
        _ => format!("refused with error {code}"),
    }
}

fn program_name(program: &Pubkey) -> String {
    let suite = [
        (emissions::ID, "emissions"),
        (marketplace::ID, "marketplace"),
        (fee_burn::ID, "fee-burn"),
    ];
    let found = suite.iter().find(|(id, _)| id == program);
    found.map_or_else(|| program.to_string(), |(_, name)| (*name).into())
}

fn of_transaction(error: &TransactionError, logs: &[String], keys: &[Pubkey]) -> String {
    match error {
        TransactionError::AccountNotFound | TransactionError::InsufficientFundsForFee => {
            let payer = keys.first().copied().unwrap_or_default();
            format!("{POOR}: {payer} cannot pay for the transaction")
        }
        TransactionError::InsufficientFundsForRent { account_index } => {
            let logged = logs.iter().find_map(|it| it.strip_prefix(SHORT_OF_RENT));
            let account = short_of_rent(error, keys).map(|it| it.to_string());
            let account = account.or_else(|| logged.map(Into::into));
            let account =
                account.unwrap_or_else(|| format!("account {account_index} of the transaction"));
            format!("{POOR}: {account} would be left with less than its rent-exempt minimum")
        }
        // Raised by the client before anything was sent: the log holds the signer or the reason.
        TransactionError::SignatureFailure if !logs.is_empty() => {
            format!("not signed: {}", logs.join("; "))
        }
        TransactionError::SanitizeFailure if !logs.is_empty() => {
            format!("refused: {}", logs.join("; "))
        }
        TransactionError::BlockhashNotFound => {
            "refused: its blockhash has expired, or the network does not know it yet; \
            sign it again, with a durable nonce (--nonce) if that takes longer than half a minute"
                .into()
        }
        TransactionError::InstructionError(_, InstructionError::InvalidAccountOwner) => {
            "refused: an account belongs to another program, or is not there".into()
        }
        error => format!("refused: {error}"),
    }
}
