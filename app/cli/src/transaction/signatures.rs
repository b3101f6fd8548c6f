//! Who has signed a transaction, and who is missing.

use anchor_lang::prelude::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::{
    errors::Failure,
    report::{Cell, Record},
};

/// How it stands with one who has to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Missing,
    Signed,
    /// The signature is of something else.
    Wrong,
}

/// All who have to sign, in order: who pays is the first.
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

/// Those who stand so.
pub fn those(transaction: &VersionedTransaction, standing: Standing) -> Vec<Pubkey> {
    let all = standings(transaction).into_iter();
    all.filter(|(_, it)| *it == standing)
        .map(|(key, _)| key)
        .collect()
}

/// Who has signed and who is missing.
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

/// Refuses a transaction with a signature of something else.
///
/// # Errors
/// [`Failure::Refused`].
pub fn check(transaction: &VersionedTransaction, named: &str) -> Result<(), Failure> {
    let wrong = those(transaction, Standing::Wrong);
    if wrong.is_empty() {
        return Ok(());
    }
    let told = format!(
        "{named}: the signature of {} is not of this transaction: have it signed again",
        listed(&wrong)
    );
    Err(Failure::Refused(told))
}

/// Addresses in a sentence.
pub fn listed(keys: &[Pubkey]) -> String {
    let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
    keys.join(", ")
}
