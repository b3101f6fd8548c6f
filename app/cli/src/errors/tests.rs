use anchor_lang::prelude::Pubkey;
use emissions::error::EmissionsError;
use fee_burn::error::FeeBurnError;
use io_client::{rent::SHORT_OF_RENT, NotTaken, ReadError, SendError};
use io_common::CommonError;
use io_output::output::NoTable;
use marketplace::error::MarketplaceError;
use solana_signature::Signature;
use solana_transaction_error::TransactionError;

use super::{anchor, named, of_sending, status, why, words::refusal, CliError};

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
fn the_codes_of_another_program_are_not_those_of_the_suite() {
    let failed = |program: &Pubkey, code: u32| {
        vec![format!(
            "Program {program} failed: custom program error: {code:#x}"
        )]
    };
    let code = u32::from(CommonError::WrongPayer);
    let other = failed(&Pubkey::new_from_array([7; 32]), code);
    assert_eq!(refusal(code, &other), format!("refused with error {code}"));
    let own = failed(&marketplace::ID, code);
    assert!(refusal(code, &own).contains("(WrongPayer, "));
    assert!(refusal(code, &[]).contains("(WrongPayer, "));
    assert_eq!(
        refusal(6_001, &failed(&io_client::jupiter::PROGRAM, 6_001)),
        "Jupiter refused: the price has moved further than the swap allows (SlippageToleranceExceeded, 6001)"
    );
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
    let named = |code: &u32| anchor::named(*code).is_some();
    let found: Vec<u32> = (0..6_000).filter(named).collect();
    let known: Vec<u32> = ranges.into_iter().flatten().collect();
    assert_eq!(found.len(), anchor::ALL.len(), "{found:?}");
    assert!(known.iter().all(|it| found.contains(it)), "{found:?}");
}

#[test]
fn the_account_that_is_short_of_rent_is_named() {
    let [payer, other] = [
        Pubkey::new_from_array([1; 32]),
        Pubkey::new_from_array([2; 32]),
    ];
    let reported = |account_index, logs: &[String], keys: &[Pubkey]| {
        let error = TransactionError::InsufficientFundsForRent { account_index };
        why(&error, logs, keys)
    };
    let end = "would be left with less than its rent-exempt minimum";
    for (reported, named) in [
        (reported(0, &[], &[payer]), payer.to_string()),
        (reported(1, &[], &[payer, other]), other.to_string()),
        (
            reported(1, &[format!("{SHORT_OF_RENT}{other}")], &[payer]),
            other.to_string(),
        ),
        (
            reported(1, &[], &[payer]),
            "account 1 of the transaction".into(),
        ),
    ] {
        assert_eq!(reported, format!("too little SOL: {named} {end}"));
    }
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
    let sending = include_str!("../../../../docs/spec/sending.md");
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
