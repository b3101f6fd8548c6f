//! Compares the escrows on the network with the genesis table (P-31).

use anchor_lang::prelude::Pubkey;
use io_client::{
    lock::{Mismatch, Terms, VestingEscrow},
    spl,
    values::figures::decimal,
    Network, ReadError,
};
use io_common::constants::IO_DECIMALS;
use solana_account::Account;

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
    let addresses: Vec<Pubkey> = locked
        .iter()
        .flat_map(|(_, terms)| [terms.escrow(), terms.tokens()])
        .collect();
    let accounts = network.accounts(&addresses)?;
    let now = u64::try_from(now).unwrap_or(0);
    let mut differences = Vec::new();
    for ((share, terms), accounts) in locked.iter().zip(accounts.chunks(2)) {
        let [escrow, tokens] = [accounts.first(), accounts.last()].map(|it| it?.as_ref());
        let found = compare(terms, escrow, tokens, now);
        differences.extend(found.into_iter().map(|it| of(share, terms, it)));
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

fn compare(
    terms: &Terms,
    escrow: Option<&Account>,
    tokens: Option<&Account>,
    now: u64,
) -> Vec<Mismatch> {
    // Once everything has been claimed, its creator may close it.
    if escrow.is_none() && now >= terms.schedule.end() {
        return Vec::new();
    }
    let Some(found) = escrow.and_then(VestingEscrow::read) else {
        let found = escrow.map_or("none", |_| "another account");
        return vec![Mismatch {
            what: "account",
            expected: "an escrow of Jupiter Lock".into(),
            found: found.into(),
        }];
    };
    let mut mismatches = terms.mismatches(&found);
    let total = terms.schedule.total();
    let least = total.saturating_sub(found.total_claimed_amount);
    let held = tokens.map_or(0, spl::amount);
    if held < least {
        mismatches.push(Mismatch {
            what: "tokens",
            expected: format!("at least {} IO", decimal(least, IO_DECIMALS)),
            found: format!("{} IO", decimal(held, IO_DECIMALS)),
        });
    }
    mismatches
}
