//! Signers of a transaction: signed, missing or wrong.

use anchor_lang::prelude::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    errors::CliError,
    report::{Cell, Record},
};

/// State of a required signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Missing,
    Signed,
    /// The signature does not verify.
    Wrong,
}

/// The required signers in order, fee payer first.
pub fn standings(transaction: &VersionedTransaction) -> Vec<(Pubkey, Standing)> {
    let message = transaction.message.serialize();
    let keys = transaction.message.static_account_keys().iter();
    let signatures = transaction.signatures.iter();
    let each = keys.zip(signatures).map(|(key, signature)| {
        let standing = match signature {
            empty if *empty == Signature::default() => Standing::Missing,
            signature if signature.verify(key.as_ref(), &message) => Standing::Signed,
            _ => Standing::Wrong,
        };
        (*key, standing)
    });
    each.collect()
}

/// The required signers in order, fee payer first.
pub fn signers(transaction: &VersionedTransaction) -> Vec<Pubkey> {
    let all = standings(transaction).into_iter();
    all.map(|(key, _)| key).collect()
}

/// Signers in that state.
pub fn those(transaction: &VersionedTransaction, standing: Standing) -> Vec<Pubkey> {
    let all = standings(transaction).into_iter();
    all.filter(|(_, it)| *it == standing)
        .map(|(key, _)| key)
        .collect()
}

/// Report of signed, missing and wrong signatures.
pub fn describe(transaction: &VersionedTransaction) -> Record {
    let cell = |standing| {
        let keys = those(transaction, standing);
        Cell::List(keys.into_iter().map(Cell::Key).collect())
    };
    let mut record = vec![
        ("Signed by", cell(Standing::Signed)),
        ("Missing", cell(Standing::Missing)),
    ];
    if !those(transaction, Standing::Wrong).is_empty() {
        record.push(("Wrong signatures of", cell(Standing::Wrong)));
    }
    record
}

/// Refuses a transaction with a wrong signature.
///
/// # Errors
/// [`CliError::Refused`].
pub fn check(transaction: &VersionedTransaction, named: &str) -> Result<(), CliError> {
    let wrong = those(transaction, Standing::Wrong);
    if wrong.is_empty() {
        return Ok(());
    }
    let reported = format!(
        "{named}: the signature of {} is not of this transaction: have it signed again",
        listed(&wrong)
    );
    Err(CliError::Refused(reported))
}

/// Addresses, separated by commas.
pub fn listed(keys: &[Pubkey]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    keys.join(", ")
}
