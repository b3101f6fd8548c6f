//! Accounts that a transaction would create: what each is, its rent, and whether that comes back.

use anchor_lang::{prelude::Pubkey, solana_program::program_pack::Pack, Discriminator};
use anchor_spl::token::{self, spl_token::state::Account as TokenAccount};
use emissions::state::{
    Delegation, HistoryPage, MaxVoterWeightRecord, Redelegation, Slash, VoterWeightRecord,
};
use io_client::{
    layout,
    marketplace::escrow_address,
    realm::{
        state::{
            self as realm, ProposalDeposit, ProposalTransactionV2, ProposalV2, TokenOwnerRecordV2,
            VoteRecordV2,
        },
        Realm,
    },
};
use io_common::{
    oracle::PriceMessage,
    types::{Approval, Supplier, SupplierUsage},
};
use marketplace::state::{Autopay, Offer, Reservation};
use serde_json::json;
use solana_account::Account;

use crate::{
    amounts::{brief, sol, SOL_DECIMALS},
    layout::short,
    report::{amount_json, Cell},
};

/// What becomes of the rent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rent {
    /// It comes back, as these words say.
    Back(&'static str),
    /// The account is never closed.
    Stays,
    /// The account is not closed, but for what these words say.
    Seldom(&'static str),
    /// Nobody here knows.
    Unknown,
}

impl Rent {
    fn words(self) -> &'static str {
        match self {
            Self::Back(how) | Self::Seldom(how) => how,
            Self::Stays => "does not come back: the account is never closed",
            Self::Unknown => "of an account that is not known here",
        }
    }

    fn comes_back(self) -> Option<bool> {
        match self {
            Self::Back(_) => Some(true),
            Self::Stays | Self::Seldom(_) => Some(false),
            Self::Unknown => None,
        }
    }
}

/// What the account is, and what becomes of its rent.
fn kind(address: &Pubkey, account: &Account) -> (String, Rent) {
    if account.owner == token::ID {
        return match TokenAccount::unpack(&account.data) {
            Ok(it) if escrow_address(&it.owner) == *address => (
                "escrow of the reservation".into(),
                Rent::Back("comes back to its payer when the reservation is closed"),
            ),
            Ok(it) => (
                format!("token account of {}", short(&it.owner)),
                Rent::Back("comes back to its owner when it closes the account"),
            ),
            Err(_) => ("mint".into(), Rent::Stays),
        };
    }
    if let Some(page) = layout::decode::<HistoryPage>(&account.data) {
        return (
            format!("page {} of the emission clock, for everybody", page.page),
            Rent::Stays,
        );
    }
    if let Some((what, rent)) = of_realm(address, account) {
        return (what.into(), rent);
    }
    if PriceMessage::parse(&account.data).is_ok() {
        return (
            "price account".into(),
            Rent::Back("comes back to the poster by `io oracle close`"),
        );
    }
    let is = |discriminator: &[u8]| account.data.starts_with(discriminator);
    let (what, rent) = match () {
        () if is(Reservation::DISCRIMINATOR) => (
            "reservation",
            Rent::Back("comes back to its payer when the reservation is closed"),
        ),
        () if is(Autopay::DISCRIMINATOR) => (
            "autopay",
            Rent::Back("comes back to who pays it when the autopay is closed, less a bounty for each extension"),
        ),
        () if is(Offer::DISCRIMINATOR) => (
            "offer",
            Rent::Back("comes back to the supplier's owner by `io offer close`"),
        ),
        () if is(SupplierUsage::DISCRIMINATOR) => {
            ("record of the supplier's reservations", Rent::Stays)
        }
        () if is(Supplier::DISCRIMINATOR) => (
            "supplier",
            Rent::Back(
                "comes back to its owner by `io supplier close`, but for that of an empty account",
            ),
        ),
        () if is(Delegation::DISCRIMINATOR) => (
            "delegation",
            Rent::Back("comes back to the staker by `io stake close`"),
        ),
        () if is(Redelegation::DISCRIMINATOR) => (
            "request to move stake",
            Rent::Back("comes back to the staker when it is carried out or cancelled"),
        ),
        () if is(Slash::DISCRIMINATOR) => (
            "slash",
            Rent::Back("comes back to its payer once the slash has ended and is followed"),
        ),
        () if is(Approval::DISCRIMINATOR) => (
            "approval of the council",
            Rent::Back(
                "comes back to its payer when the decision is carried out, or by `io council close`",
            ),
        ),
        () if is(emissions::state::Proposal::DISCRIMINATOR) => (
            "proposal",
            Rent::Back("comes back to its payer when the proposal is applied or cancelled"),
        ),
        () if is(VoterWeightRecord::DISCRIMINATOR) => (
            "record of a staker's votes, for this and later votes",
            Rent::Seldom("comes back to its payer only if the staker closes it, by `io gov close-weight-record`"),
        ),
        () if is(MaxVoterWeightRecord::DISCRIMINATOR) => {
            ("record of all votes, for everybody", Rent::Stays)
        }
        () => ("account", Rent::Unknown),
    };
    (what.into(), rent)
}

/// The same of an account of SPL Governance, whose instances have no address in common: of one that is as it stores them.
fn of_realm(address: &Pubkey, account: &Account) -> Option<(&'static str, Rent)> {
    let ids = [emissions::ID, marketplace::ID, fee_burn::ID];
    if ids.contains(&account.owner) {
        return None;
    }
    let data = &account.data;
    // What an address follows from beside the program.
    let of = |realm: Pubkey, mint: Pubkey| Realm {
        program: account.owner,
        realm,
        mint,
        governance: Pubkey::default(),
    };
    let any = of(Pubkey::default(), Pubkey::default());
    if let Some(it) = realm::decode::<TokenOwnerRecordV2>(data) {
        let at = of(it.realm, it.governing_token_mint);
        return (at.owner_record(&it.governing_token_owner) == *address).then_some((
            "record of a staker in the realm, for this and later votes",
            Rent::Stays,
        ));
    }
    if let Some(it) = realm::decode::<ProposalTransactionV2>(data) {
        let at = any.transaction(&it.proposal, it.option_index, it.transaction_index);
        return (at == *address).then_some(("transaction of a realm proposal", Rent::Stays));
    }
    if let Some(it) = realm::decode::<ProposalDeposit>(data) {
        let at = any.deposit(&it.proposal, &it.deposit_payer);
        return (at == *address).then_some((
            "deposit for a realm proposal",
            Rent::Back("comes back to its payer by `io gov finalize` after the vote, or by `io gov cancel-submission`"),
        ));
    }
    if realm::decode::<VoteRecordV2>(data).is_some() {
        return Some((
            "vote",
            Rent::Seldom("comes back only if the vote is withdrawn before its end"),
        ));
    }
    realm::decode::<ProposalV2>(data).map(|_| ("realm proposal", Rent::Stays))
}

/// Lamports of the bounty in an account of a reservation: they go to the sender that closes it, and are no rent.
fn bounty(account: &Account) -> u64 {
    let reservation = layout::decode::<Reservation>(&account.data);
    reservation.map_or(0, |it| it.bounty.into())
}

/// Lamports of the bounties in all of them.
pub fn bounties<'a>(all: impl Iterator<Item = (&'a Pubkey, &'a Account)>) -> u64 {
    all.fold(0, |sum, (_, account)| sum.saturating_add(bounty(account)))
}

/// A line for people, and an object for programs.
pub fn cell(address: &Pubkey, account: &Account) -> Cell {
    let (what, rent) = kind(address, account);
    let bounty = bounty(account);
    let lamports = account.lamports.saturating_sub(bounty);
    let apart = match bounty {
        0 => String::new(),
        bounty => format!(
            "; its bounty of {} SOL goes to the sender that closes it, or back to its payer if nothing is due",
            brief(&sol(bounty))
        ),
    };
    Cell::Tree {
        text: format!(
            "{address}: {what}; its rent of {} SOL {}{apart}",
            brief(&sol(lamports)),
            rent.words()
        ),
        json: json!({
            "address": address.to_string(),
            "what": what,
            "rent": amount_json(lamports.into(), SOL_DECIMALS, Some("SOL")),
            "bounty": amount_json(bounty.into(), SOL_DECIMALS, Some("SOL")),
            "comesBack": rent.comes_back(),
            "note": rent.words(),
        }),
    }
}

/// Lamports of rent that does not come back.
pub fn stays<'a>(all: impl Iterator<Item = (&'a Pubkey, &'a Account)>) -> u64 {
    let stays =
        all.filter(|(address, account)| kind(address, account).1.comes_back() == Some(false));
    stays.fold(0, |sum, (_, account)| sum.saturating_add(account.lamports))
}

#[cfg(test)]
mod tests {
    use super::*;
    use emissions::state::Proposal;

    fn account(owner: Pubkey, discriminator: &[u8], size: usize) -> Account {
        let mut data = vec![0; size];
        data[..discriminator.len()].copy_from_slice(discriminator);
        Account {
            lamports: 1_000_000,
            owner,
            data,
            ..Account::default()
        }
    }

    #[test]
    fn every_account_that_is_created_has_a_name_and_says_what_becomes_of_its_rent() {
        let address = Pubkey::new_unique();
        for (discriminator, comes_back) in [
            (Reservation::DISCRIMINATOR, true),
            (Offer::DISCRIMINATOR, true),
            (SupplierUsage::DISCRIMINATOR, false),
            (Supplier::DISCRIMINATOR, true),
            (Delegation::DISCRIMINATOR, true),
            (Redelegation::DISCRIMINATOR, true),
            (Slash::DISCRIMINATOR, true),
            (Approval::DISCRIMINATOR, true),
            (Proposal::DISCRIMINATOR, true),
        ] {
            let (what, rent) = kind(&address, &account(emissions::ID, discriminator, 64));
            assert_eq!(rent.comes_back(), Some(comes_back), "{what}");
        }
        // The three programs have proposals of one name.
        for other in [
            marketplace::state::Proposal::DISCRIMINATOR,
            fee_burn::state::Proposal::DISCRIMINATOR,
        ] {
            assert_eq!(other, Proposal::DISCRIMINATOR);
        }
        let size = <HistoryPage as layout::Stored>::SIZE;
        let page = account(emissions::ID, HistoryPage::DISCRIMINATOR, size);
        assert_eq!(kind(&address, &page).1, Rent::Stays);
        let unknown = account(address, &[], 8);
        assert_eq!(kind(&address, &unknown).1.comes_back(), None);
        let all = [(&address, &page), (&address, &unknown)];
        assert_eq!(stays(all.into_iter()), 1_000_000);
    }
}
