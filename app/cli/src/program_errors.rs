//! Errors of the token, associated-token and system programs and of Jupiter, by name, with what to do about the usual ones.

use std::str::FromStr;

use anchor_lang::{prelude::Pubkey, solana_program::system_program};
use anchor_spl::{
    associated_token,
    token::{self, spl_token::error::TokenError},
};
use io_client::jupiter;

/// Error of Jupiter's program for a swap that exceeds the slippage.
const SLIPPAGE: u32 = 6_001;

/// Errors of the system program, in the order of their codes.
const SYSTEM: [&str; 9] = [
    "AccountAlreadyInUse",
    "ResultWithNegativeLamports",
    "InvalidProgramId",
    "InvalidAccountDataLength",
    "MaxSeedLengthExceeded",
    "AddressWithSeedMismatch",
    "NonceNoRecentBlockhashes",
    "NonceBlockhashNotExpired",
    "NonceUnexpectedBlockhashValue",
];

/// What the error of a code says, if the log shows that one of these programs raised it.
pub fn named(code: u32, logs: &[String]) -> Option<String> {
    let program = raised_by(code, logs)?;
    let (program, name, message) = match program {
        token::ID => {
            let error = TokenError::try_from(code).ok()?;
            ("token program", format!("{error:?}"), of_token(&error))
        }
        associated_token::ID if code == 0 => (
            "associated token program",
            "InvalidOwner".into(),
            "the associated token account now belongs to another wallet: name another token account with --to".into(),
        ),
        system_program::ID => {
            let name = SYSTEM.get(usize::try_from(code).ok()?)?;
            ("system program", (*name).into(), of_system(name).into())
        }
        jupiter::PROGRAM if code == SLIPPAGE => (
            "Jupiter",
            "SlippageToleranceExceeded".into(),
            "the price has moved further than the swap allows".into(),
        ),
        _ => return None,
    };
    Some(format!("{program} refused: {message} ({name}, {code})"))
}

/// The program that failed first: those that called it fail with the same code after it.
pub fn raised_by(code: u32, logs: &[String]) -> Option<Pubkey> {
    let failed = format!(" failed: custom program error: {code:#x}");
    let mut failures = logs.iter().filter_map(|line| {
        let program = line.strip_prefix("Program ")?.strip_suffix(&failed)?;
        Pubkey::from_str(program).ok()
    });
    failures.next()
}

fn of_token(error: &TokenError) -> String {
    match error {
        TokenError::InsufficientFunds => "too few tokens in the account that pays".into(),
        TokenError::AccountFrozen => {
            "a token account is frozen by the token's issuer: pay from, or be paid to, another one"
                .into()
        }
        TokenError::OwnerMismatch => {
            "the token account belongs to somebody else: look at its owner with `spl-token display`"
                .into()
        }
        TokenError::MintMismatch => "the token account holds another token".into(),
        TokenError::UninitializedState => {
            "there is no token account: `spl-token create-account` makes one".into()
        }
        error => error.to_string(),
    }
}

fn of_system(name: &str) -> &'static str {
    match name {
        "AccountAlreadyInUse" => "an account to be created is there already: look at what you have before you send it again",
        "ResultWithNegativeLamports" => "too little SOL in the account that pays",
        "NonceBlockhashNotExpired" => "the nonce was advanced in this very block: send it again",
        _ => "an account or a seed does not fit",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(program: &Pubkey, code: u32) -> Vec<String> {
        vec![
            format!("Program {program} invoke [2]"),
            format!("Program {program} failed: custom program error: {code:#x}"),
            format!(
                "Program {} failed: custom program error: {code:#x}",
                marketplace::ID
            ),
        ]
    }

    #[test]
    fn errors_of_the_clusters_programs_have_names() {
        let said = |program: &Pubkey, code| named(code, &log(program, code));
        assert_eq!(
            said(&token::ID, 17).unwrap(),
            "token program refused: a token account is frozen by the token's issuer: pay from, or be paid to, another one \
             (AccountFrozen, 17)"
        );
        assert_eq!(
            said(&token::ID, 1).unwrap(),
            "token program refused: too few tokens in the account that pays (InsufficientFunds, 1)"
        );
        assert_eq!(
            said(&system_program::ID, 1).unwrap(),
            "system program refused: too little SOL in the account that pays (ResultWithNegativeLamports, 1)"
        );
        let owner = said(&associated_token::ID, 0).unwrap();
        assert!(owner.contains("--to (InvalidOwner, 0)"), "{owner}");
        // Every code of the token program has a name, and no further one.
        assert!((0..=19).all(|code| said(&token::ID, code).is_some()));
        assert_eq!(said(&token::ID, 20), None);
        assert_eq!(said(&system_program::ID, 9), None);
        assert_eq!(named(17, &[]), None);
        assert_eq!(said(&marketplace::ID, 17), None);
    }
}
