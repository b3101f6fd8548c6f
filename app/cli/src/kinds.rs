//! What an account is, in words.

use anchor_lang::{solana_program::system_program, Discriminator};
use anchor_spl::token;
use emissions::state::{Delegation, HistoryPage, Redelegation, Slash, VoterWeightRecord};
use io_common::types::{Approval, Supplier, SupplierUsage};
use marketplace::state::{Offer, Reservation};
use solana_account::Account;

/// What is at an address where an account is.
pub fn of(account: &Account) -> String {
    let data = &account.data;
    let suite = [emissions::ID, marketplace::ID, fee_burn::ID].contains(&account.owner);
    let is = |discriminator: &[u8]| suite && data.starts_with(discriminator);
    let what = match () {
        () if account.executable => "a program",
        () if account.owner == system_program::ID && data.is_empty() => "a wallet",
        () if account.owner == system_program::ID => "a nonce account",
        () if account.owner == token::ID && data.len() == MINT => "a token's mint",
        () if account.owner == token::ID => "a token account",
        () if is(Supplier::DISCRIMINATOR) => "a supplier",
        () if is(SupplierUsage::DISCRIMINATOR) => "the record of a supplier's reservations",
        () if is(Offer::DISCRIMINATOR) => "an offer",
        () if is(Reservation::DISCRIMINATOR) => "a reservation",
        () if is(Delegation::DISCRIMINATOR) => "a delegation",
        () if is(Redelegation::DISCRIMINATOR) => "a request to move stake",
        () if is(Slash::DISCRIMINATOR) => "a slash",
        () if is(Approval::DISCRIMINATOR) => "an approval of the council",
        () if is(HistoryPage::DISCRIMINATOR) => "a page of the emission clock",
        () if is(emissions::state::Proposal::DISCRIMINATOR) => "a proposal",
        () if is(VoterWeightRecord::DISCRIMINATOR) => "the record of a staker's votes",
        () if suite && data.is_empty() => "what is left of a closed supplier",
        () if suite => "another account of the suite",
        () => return format!("an account of the program {}", account.owner),
    };
    what.into()
}

/// A kind of account with its article.
pub fn a(what: &str) -> String {
    match what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => format!("an {what}"),
        false => format!("a {what}"),
    }
}

/// Bytes of a mint of the token program.
const MINT: usize = 82;
