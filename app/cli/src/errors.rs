//! What goes wrong, with what to do about it and the exit status that a script can tell it by.

use std::process::ExitCode;

use anchor_lang::{
    error::ErrorCode, prelude::Pubkey, solana_program::instruction::error::InstructionError,
};
use io_client::{nonce::NonceError, ReadError, SendError};
use io_output::output::NoTable;
use solana_signature::Signature;
use solana_transaction_error::TransactionError;

use crate::program_errors;

/// The `#[error_code]` enums of the four crates, as they are written.
const SOURCES: [(&str, u32, &str); 4] = [
    (
        "common",
        6_000,
        include_str!("../../../programs/common/src/error.rs"),
    ),
    (
        "emissions",
        7_000,
        include_str!("../../../programs/emissions/src/error.rs"),
    ),
    (
        "marketplace",
        8_000,
        include_str!("../../../programs/marketplace/src/error.rs"),
    ),
    (
        "fee-burn",
        9_000,
        include_str!("../../../programs/fee-burn/src/error.rs"),
    ),
];

/// The errors of Anchor itself, which has no list of them.
const ANCHOR: &[ErrorCode] = {
    use ErrorCode::*;
    &[
        InstructionMissing,
        InstructionFallbackNotFound,
        InstructionDidNotDeserialize,
        InstructionDidNotSerialize,
        IdlInstructionStub,
        IdlInstructionInvalidProgram,
        IdlAccountNotEmpty,
        EventInstructionStub,
        ConstraintMut,
        ConstraintHasOne,
        ConstraintSigner,
        ConstraintRaw,
        ConstraintOwner,
        ConstraintRentExempt,
        ConstraintSeeds,
        ConstraintExecutable,
        ConstraintState,
        ConstraintAssociated,
        ConstraintAssociatedInit,
        ConstraintClose,
        ConstraintAddress,
        ConstraintZero,
        ConstraintTokenMint,
        ConstraintTokenOwner,
        ConstraintMintMintAuthority,
        ConstraintMintFreezeAuthority,
        ConstraintMintDecimals,
        ConstraintSpace,
        ConstraintAccountIsNone,
        ConstraintTokenTokenProgram,
        ConstraintMintTokenProgram,
        ConstraintAssociatedTokenTokenProgram,
        ConstraintMintGroupPointerExtension,
        ConstraintMintGroupPointerExtensionAuthority,
        ConstraintMintGroupPointerExtensionGroupAddress,
        ConstraintMintGroupMemberPointerExtension,
        ConstraintMintGroupMemberPointerExtensionAuthority,
        ConstraintMintGroupMemberPointerExtensionMemberAddress,
        ConstraintMintMetadataPointerExtension,
        ConstraintMintMetadataPointerExtensionAuthority,
        ConstraintMintMetadataPointerExtensionMetadataAddress,
        ConstraintMintCloseAuthorityExtension,
        ConstraintMintCloseAuthorityExtensionAuthority,
        ConstraintMintPermanentDelegateExtension,
        ConstraintMintPermanentDelegateExtensionDelegate,
        ConstraintMintTransferHookExtension,
        ConstraintMintTransferHookExtensionAuthority,
        ConstraintMintTransferHookExtensionProgramId,
        ConstraintDuplicateMutableAccount,
        AccountAlreadyMigrated,
        AccountNotMigrated,
        ConstraintMintPausableExtension,
        ConstraintMintPausableAuthority,
        RequireViolated,
        RequireEqViolated,
        RequireKeysEqViolated,
        RequireNeqViolated,
        RequireKeysNeqViolated,
        RequireGtViolated,
        RequireGteViolated,
        AccountDiscriminatorAlreadySet,
        AccountDiscriminatorNotFound,
        AccountDiscriminatorMismatch,
        AccountDidNotDeserialize,
        AccountDidNotSerialize,
        AccountNotEnoughKeys,
        AccountNotMutable,
        AccountOwnedByWrongProgram,
        InvalidProgramId,
        InvalidProgramExecutable,
        AccountNotSigner,
        AccountNotSystemOwned,
        AccountNotInitialized,
        AccountNotProgramData,
        AccountNotAssociatedTokenAccount,
        AccountSysvarMismatch,
        AccountReallocExceedsLimit,
        AccountDuplicateReallocs,
        DeclaredProgramIdMismatch,
        TryingToInitPayerAsProgramAccount,
        InvalidNumericConversion,
        Deprecated,
    ]
};

/// An error of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramError {
    /// Its crate.
    pub program: String,
    /// Its name.
    pub name: String,
    /// What it means and what to do about it.
    pub message: String,
}

/// A failure of the command line, by exit status.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Options that make no sense together, or that name what is not there.
    #[error("{0}")]
    Usage(String),
    /// `--sign-only` without a blockhash or nonce.
    #[error(
        "--sign-only needs --blockhash, which expires in half a minute, or --nonce, which does not"
    )]
    NoLifetime,
    /// The key cannot be read.
    #[error("no key at {path}: make one with `solana-keygen new`, or name another with {option} ({reason})")]
    NoKey {
        /// The option that gave it.
        option: &'static str,
        /// Where it was looked for.
        path: String,
        /// Why it cannot be read.
        reason: String,
    },
    /// The signer cannot be loaded.
    #[error("{option}: {reason}")]
    Signer {
        /// The option that gave it.
        option: &'static str,
        /// Cause and remedy.
        reason: String,
    },
    /// A durable nonce cannot be used.
    #[error(transparent)]
    Nonce(#[from] NonceError),
    /// The programs are not there.
    #[error("the programs of the suite are not at {0}: name another network with --url, such as `-u localhost` for the one that `io localnet` starts")]
    WrongNetwork(String),
    /// An account is not there.
    #[error("there is no {what} at {address}: look at the address and the network")]
    Missing {
        /// Kind of account.
        what: &'static str,
        /// Where.
        address: Pubkey,
    },
    /// An account is not there, and the network remembers a transaction that names it.
    #[error(
        "there is no {what} at {address} now: the last transaction that names it is {signature}; `io history {address}` shows what \
         became of it"
    )]
    Gone {
        /// Kind of account.
        what: &'static str,
        /// Where.
        address: Pubkey,
        /// The last transaction.
        signature: Signature,
    },
    /// An account is not as this version has it.
    #[error("{address} has another size than this version of io expects: take the version of the programs there")]
    OtherVersion {
        /// Where.
        address: Pubkey,
    },
    /// The wallet has too little.
    #[error("too little {token}: {needed} needed, {held} held by {owner}")]
    Balance {
        /// Which token.
        token: &'static str,
        /// Needed.
        needed: String,
        /// Held.
        held: String,
        /// Whose.
        owner: Pubkey,
    },
    /// The price cannot be used.
    #[error("the price account {account} cannot be used: {message} ({name})")]
    Price {
        /// The account.
        account: Pubkey,
        /// Name of the error.
        name: String,
        /// What it means.
        message: String,
    },
    /// There is nothing to do.
    #[error("nothing to {0}")]
    Nothing(&'static str),
    /// The simulation, a signer or the answer refused it: nothing was sent.
    #[error("{0}")]
    Refused(String),
    /// The node did not take the transaction. What handed it on may still have it executed.
    #[error(
        "the node did not take {signature}: {reason}; nothing was executed so far, and up to block height {height} it may still be, \
         if another node has it: look with `io transaction show {signature}` after that, before you send it again"
    )]
    NotTaken {
        /// By which it is found.
        signature: Signature,
        /// The last block height at which it may be executed.
        height: u64,
        /// Why, and what to do about it.
        reason: String,
    },
    /// The transaction failed in its block.
    #[error("{signature} is in a block and failed: {reason}; its fee is paid and nothing else has changed")]
    Failed {
        /// By which it is found.
        signature: Signature,
        /// Why, and what to do about it.
        reason: String,
    },
    /// The transaction is in no block.
    #[error("not confirmed: the blockhash of {0} expired before it was in a block; it never will be, send it again")]
    Expired(Signature),
    /// A durable-nonce transaction has not landed and still may.
    #[error(
        "not confirmed yet: {signature} is in no block, and may still come into one, since its nonce keeps it from expiring. \
         Run `io transaction send` to send it again, or `solana new-nonce` to invalidate it: {transaction}"
    )]
    Pending {
        /// Its signature.
        signature: Signature,
        /// In base 64.
        transaction: String,
    },
    /// The transaction has not landed and never will.
    #[error("not confirmed: {0} was not executed and never will be, since another transaction has advanced its nonce: make it again")]
    NonceAdvanced(Signature),
    /// The network cannot be read.
    #[error(transparent)]
    Unreachable(#[from] ReadError),
    /// The same before anything was sent.
    #[error("{0}; nothing was sent")]
    Unsent(ReadError),
    /// The transaction is in a block or not.
    #[error(
        "{signature} may have been executed: {reason}. Look with `io transaction show {signature}` before you send it again"
    )]
    Unknown {
        /// By which it is found.
        signature: Signature,
        /// Why nothing is known.
        reason: String,
    },
    /// A rule does not hold.
    #[error("{0} of the rules do not hold")]
    Broken(usize),
}

impl CliError {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::NoLifetime
            | Self::NoKey { .. }
            | Self::Signer { .. }
            | Self::WrongNetwork(_)
            | Self::Missing { .. }
            | Self::Gone { .. }
            | Self::OtherVersion { .. } => 2,
            Self::Balance { .. }
            | Self::Price { .. }
            | Self::Nonce(_)
            | Self::Nothing(_)
            | Self::Refused(_)
            | Self::NotTaken { .. } => 3,
            Self::Expired(_) | Self::NonceAdvanced(_) => 4,
            Self::Unreachable(_) | Self::Unsent(_) => 5,
            Self::Broken(_) => 6,
            Self::Pending { .. } => 7,
            Self::Unknown { .. } => 8,
            Self::Failed { .. } => 9,
        }
    }
}

/// The same with the numbers behind the reason of a program's refusal, if there are any.
pub fn with_hint(failure: CliError, hint: Option<String>) -> CliError {
    let Some(hint) = hint else {
        return failure;
    };
    match failure {
        CliError::Refused(text) => {
            CliError::Refused(text.replacen(UNSENT, &format!(": {hint}{UNSENT}"), 1))
        }
        CliError::Failed { signature, reason } => CliError::Failed {
            signature,
            reason: format!("{reason}: {hint}"),
        },
        other => other,
    }
}

/// The exit status of an error: 1 unless it is a [`CliError`], or one of sending or reading, as migrations have them.
pub fn status(error: &anyhow::Error) -> u8 {
    if let Some(failure) = error.downcast_ref::<CliError>() {
        return failure.status();
    }
    if error.is::<NoTable>() {
        return CliError::Usage(String::new()).status();
    }
    if let Some(sending) = error.downcast_ref::<SendError>() {
        return of_sending(sending.clone(), &Pubkey::default(), false).status();
    }
    let reading = error.downcast_ref::<ReadError>();
    reading.map_or(1, |reading| CliError::Unreachable(reading.clone()).status())
}

/// The same as a process ends with it.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(status(error))
}

/// The error of a code, if it is one of the suite's.
pub fn named(code: u32) -> Option<ProgramError> {
    let (program, offset, source) = SOURCES
        .into_iter()
        .rev()
        .find(|(_, offset, _)| code >= *offset)?;
    let place = usize::try_from(code.checked_sub(offset)?).ok()?;
    let (name, message) = variants(source).nth(place)?;
    Some(ProgramError {
        program: program.into(),
        name,
        message,
    })
}

/// Names and messages of the enum of a source file, in order.
fn variants(source: &str) -> impl Iterator<Item = (String, String)> + '_ {
    source.split("#[msg(").skip(1).filter_map(|part| {
        let (message, rest) = part.split_once(")]")?;
        let message = message.trim().trim_matches('"');
        let name = rest.trim_start().split(',').next()?;
        Some((name.trim().into(), message.into()))
    })
}

/// What an error of a program's own arithmetic means: the quotes of the programs give these.
pub fn of_program(error: &anchor_lang::error::Error) -> ProgramError {
    let code = match error {
        anchor_lang::error::Error::AnchorError(error) => error.error_code_number,
        anchor_lang::error::Error::ProgramError(_) => 0,
    };
    named(code).unwrap_or_else(|| ProgramError {
        program: String::new(),
        name: code.to_string(),
        message: error.to_string(),
    })
}

/// A failure of a transaction that `payer` pays for.
pub fn of_sending(error: SendError, payer: &Pubkey, verbose: bool) -> CliError {
    let reason = |refused: &TransactionError, logs: &[String], end: &str| {
        let mut text = why(refused, logs, payer);
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

/// The end of a message of what was refused before it left.
pub const UNSENT: &str = "; nothing was sent";

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

/// Why a transaction that `payer` pays for failed or was refused, in words.
pub fn why(error: &TransactionError, logs: &[String], payer: &Pubkey) -> String {
    match error {
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => {
            refusal(*code, logs)
        }
        error => of_transaction(error, logs, payer),
    }
}

fn refusal(code: u32, logs: &[String]) -> String {
    if let Some(error) = named(code) {
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
    if let Some(reported) = program_errors::named(code, logs).or_else(|| of_anchor(code)) {
        return reported;
    }
    match code {
        1 => "refused: too little in the account that pays (1)".into(),
        _ => format!("refused with error {code}"),
    }
}

/// An error of Anchor itself, where no log tells it.
fn of_anchor(code: u32) -> Option<String> {
    let error = ANCHOR.iter().find(|it| u32::from(**it) == code)?;
    let message = error.to_string();
    let message = message.trim_end_matches('.');
    Some(format!("refused: {message} ({}, {code})", error.name()))
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

fn of_transaction(error: &TransactionError, logs: &[String], payer: &Pubkey) -> String {
    match error {
        TransactionError::AccountNotFound
        | TransactionError::InsufficientFundsForFee
        | TransactionError::InsufficientFundsForRent { .. } => {
            format!("too little SOL: {payer} cannot pay for the transaction")
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

#[cfg(test)]
mod tests {
    use super::*;
    use emissions::error::EmissionsError;
    use fee_burn::error::FeeBurnError;
    use io_client::NotTaken;
    use io_common::CommonError;
    use marketplace::error::MarketplaceError;

    #[test]
    fn codes_have_the_names_and_messages_of_their_enums() {
        let cases = [
            (
                u32::from(CommonError::MathOverflow),
                CommonError::MathOverflow.to_string(),
                "MathOverflow",
            ),
            (
                u32::from(CommonError::WrongPayer),
                CommonError::WrongPayer.to_string(),
                "WrongPayer",
            ),
            (
                u32::from(EmissionsError::ApplySlashFirst),
                EmissionsError::ApplySlashFirst.to_string(),
                "ApplySlashFirst",
            ),
            (
                u32::from(EmissionsError::PageOutOfRange),
                EmissionsError::PageOutOfRange.to_string(),
                "PageOutOfRange",
            ),
            (
                u32::from(MarketplaceError::NothingOwed),
                MarketplaceError::NothingOwed.to_string(),
                "NothingOwed",
            ),
            (
                u32::from(FeeBurnError::LotLeft),
                FeeBurnError::LotLeft.to_string(),
                "LotLeft",
            ),
        ];
        for (code, message, name) in cases {
            let found = named(code).unwrap();
            assert_eq!((found.name.as_str(), &found.message), (name, &message));
        }
        for code in [0, 5_999, 6_999, 7_999, 8_999, 9_999] {
            assert_eq!(named(code), None);
        }
    }

    #[test]
    fn anchors_own_errors_are_read_from_the_log() {
        let log = "Program log: AnchorError caused by account: offer. Error Code: AccountNotInitialized. \
                   Error Number: 3012. Error Message: The program expected this account to be already initialized.";
        let text = refusal(3_012, &[log.into()]);
        assert_eq!(text, "refused: The program expected this account to be already initialized (AccountNotInitialized, 3012)");
        assert_eq!(refusal(77, &[]), "refused with error 77");
    }

    #[test]
    fn anchors_own_errors_have_names_without_a_log_too() {
        assert_eq!(
            refusal(3_007, &[]),
            "refused: The given account is owned by a different program than expected (AccountOwnedByWrongProgram, 3007)"
        );
        // Every one, by the numbers in the crate's documentation, and no other.
        let ranges = [
            100..=103,
            1_000..=1_002,
            1_500..=1_500,
            2_000..=2_043,
            2_500..=2_506,
            3_000..=3_017,
            4_100..=4_102,
        ];
        let named = |code: &u32| of_anchor(*code).is_some();
        let found: Vec<u32> = (0..6_000).filter(named).collect();
        let known: Vec<u32> = ranges.into_iter().flatten().collect();
        assert_eq!(found.len(), ANCHOR.len(), "{found:?}");
        assert!(known.iter().all(|it| found.contains(it)), "{found:?}");
    }

    #[test]
    fn a_signer_that_refuses_is_named_with_its_reason() {
        let reason = "9rPVSy: remote wallet operation rejected by the user";
        let refused = SendError::Refused {
            error: TransactionError::SignatureFailure,
            logs: vec![reason.into()],
        };
        let failure = of_sending(refused, &Pubkey::default(), false);
        assert_eq!(
            failure.to_string(),
            format!("not signed: {reason}; nothing was sent")
        );
    }

    #[test]
    fn every_failure_has_its_exit_status() {
        let (address, signature) = (Pubkey::default(), Signature::default());
        let silent = || ReadError::Unreachable(String::new());
        let cases = [
            (CliError::Usage(String::new()), 2),
            (
                CliError::Missing {
                    what: "offer",
                    address,
                },
                2,
            ),
            (CliError::Nothing("claim"), 3),
            (
                CliError::NotTaken {
                    signature,
                    height: 0,
                    reason: String::new(),
                },
                3,
            ),
            (CliError::Expired(signature), 4),
            (CliError::Unreachable(silent()), 5),
            (CliError::Unsent(silent()), 5),
            (CliError::Broken(1), 6),
            (CliError::NonceAdvanced(signature), 4),
            (
                CliError::Pending {
                    signature,
                    transaction: String::new(),
                },
                7,
            ),
            (
                CliError::Unknown {
                    signature,
                    reason: String::new(),
                },
                8,
            ),
            (
                CliError::Failed {
                    signature,
                    reason: String::new(),
                },
                9,
            ),
        ];
        for (failure, expected) in cases {
            assert_eq!(status(&failure.into()), expected);
        }
        assert_eq!(status(&anyhow::anyhow!("else")), 1);
        assert_eq!(status(&silent().into()), 5);
        assert_eq!(status(&NoTable.into()), 2);
    }

    /// How each end of a transaction is reported.
    fn ends() -> [(&'static str, SendError); 8] {
        let signature = Signature::default();
        let error = TransactionError::AccountInUse;
        let logs = Vec::new();
        let refused = SendError::Refused {
            error: error.clone(),
            logs: logs.clone(),
        };
        let not_taken = SendError::NotTaken(Box::new(NotTaken {
            signature,
            height: 123,
            reason: error.to_string(),
            error: Some(error.clone()),
            logs: logs.clone(),
        }));
        let failed = SendError::Failed {
            signature,
            error,
            logs,
        };
        let unknown = SendError::Unknown {
            signature,
            reason: "silence".into(),
        };
        [
            ("Refused", refused),
            ("NotTaken", not_taken),
            ("Expired", SendError::Expired(signature)),
            ("NonceAdvanced", SendError::NonceAdvanced(signature)),
            (
                "Unsent",
                SendError::Unsent(ReadError::Unreachable("silence".into())),
            ),
            ("Pending", SendError::Pending(signature)),
            ("Unknown", unknown),
            ("Failed", failed),
        ]
    }

    #[test]
    fn the_states_of_a_transaction_have_the_exit_status_of_the_documentation() {
        let sending = include_str!("../../../docs/spec/sending.md");
        let (_, table) = sending.split_once("## States").unwrap();
        let (table, _) = table.split_once("\n\nAfter").unwrap();
        let mut listed = Vec::new();
        for row in table.lines().filter(|row| row.starts_with("| ")).skip(1) {
            let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
            let [_, _, name, status] = cells.as_slice() else {
                panic!("{row}");
            };
            listed.push((name.trim_matches('`'), status.parse().unwrap()));
        }
        let mut expected = vec![("done", 0)];
        for (name, error) in ends() {
            let failure = of_sending(error.clone(), &Pubkey::default(), false);
            expected.push((name, failure.status()));
            // As a migration says it.
            let step = anyhow::Error::from(error).context("01 programs");
            assert_eq!(status(&step), failure.status());
        }
        expected.sort_by_key(|(_, status)| *status);
        assert_eq!(listed, expected);
    }

    #[test]
    fn what_was_announced_is_named_and_what_was_not_says_so() {
        let signature = Signature::default().to_string();
        for (name, error) in ends() {
            let reported = of_sending(error, &Pubkey::default(), false).to_string();
            let is_sent = !matches!(name, "Refused" | "Unsent");
            assert_eq!(reported.contains(&signature), is_sent, "{name}: {reported}");
        }
        let [refused, not_taken, _, _, unsent, ..] =
            ends().map(|(_, it)| of_sending(it, &Pubkey::default(), true).to_string());
        assert!(refused.ends_with("; nothing was sent"), "{refused}");
        assert!(unsent.ends_with("; nothing was sent"), "{unsent}");
        // What a gateway has handed on may still come into a block.
        let reported = "; nothing was executed so far, and up to block height 123 it may still be, if another node has it";
        assert!(not_taken.contains(reported), "{not_taken}");
        assert!(!not_taken.contains("sent;"), "{not_taken}");
    }
}
