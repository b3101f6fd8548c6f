//! Compares the escrows on the network with the genesis table (P-31).

use anchor_lang::prelude::Pubkey;
use io_client::{
    lock::{Found, Mismatch, Terms},
    Network, ReadError,
};

use crate::{genesis::Share, Difference};

/// Everything in which the escrows differ from the `table`, with category and recipient.
///
/// # Errors
/// If the network does not answer.
pub fn differences(
    network: &mut dyn Network,
    table: &[Share],
    mint: &Pubkey,
    now: i64,
) -> Result<Vec<Difference>, ReadError> {
    let locked = table.iter().map(|share| (share, share.terms(mint)));
    let locked: Vec<(&Share, Terms)> = locked
        .filter_map(|(share, it)| Some((share, it?)))
        .collect();
    let addresses = locked.iter().flat_map(|(_, terms)| terms.accounts());
    let addresses: Vec<Pubkey> = addresses.collect();
    let accounts = network.accounts(&addresses)?;
    let now = u64::try_from(now).unwrap_or(0);
    let mut differences = Vec::new();
    for ((share, terms), accounts) in locked.iter().zip(accounts.chunks(2)) {
        let [escrow, tokens] = [accounts.first(), accounts.last()].map(|it| it?.as_ref());
        let found = Found::of(*terms, escrow, tokens, now);
        let found = found.mismatches.into_iter();
        differences.extend(found.map(|it| of(share, terms, it)));
    }
    Ok(differences)
}

fn of(share: &Share, terms: &Terms, found: Mismatch) -> Difference {
    let Share {
        category, owner, ..
    } = share;
    let escrow = terms.escrow();
    Difference {
        what: format!(
            "lock of {category} for {owner}, escrow {escrow}: {}",
            found.what
        ),
        expected: found.expected,
        found: found.found,
    }
}
