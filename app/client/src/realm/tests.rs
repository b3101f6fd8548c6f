//! Finding a realm.

#![allow(clippy::unwrap_used)]

use anchor_lang::AnchorSerialize;

use super::{
    config::{Choices, GovernanceConfig},
    *,
};

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

/// A realm of the shared program.
pub(super) fn realm() -> Realm {
    Realm::named(&SHARED, "io.net", &key(1)).unwrap()
}

pub(super) const CONFIG: GovernanceConfig = GovernanceConfig::by_stake(&Choices {
    yes_percent: 20,
    proposal_stake: 100_000,
    voting: 432_000,
    cool_off: 172_800,
    hold_up: 86_400,
});

fn stored(at: &Realm, governed: Pubkey) -> Account {
    let governance = GovernanceV2 {
        realm: at.realm,
        governed_account: governed,
        reserved1: 0,
        config: CONFIG,
        reserved_v2: [0; 119],
        required_signatories_count: 0,
        active_proposal_count: 0,
    };
    let mut data = vec![GovernanceV2::TYPE];
    governance.serialize(&mut data).unwrap();
    Account {
        data,
        owner: at.program,
        ..Account::default()
    }
}

/// Mango's realm, on Solana's mainnet.
#[test]
fn the_address_of_a_realm_follows_from_its_name() {
    let program = pubkey!("GqTPL6qRf5aUuqscLh8Rg2HTxPUXfhhAXDptTLhp1t2J");
    let expected = pubkey!("DPiH3H3c7t47BMxqTxLsuPQpEC6Kne8GA9VXbxpnZxFE");
    assert_eq!(address::realm(&program, "Mango"), Some(expected));
}

#[test]
fn a_name_has_at_most_32_bytes() {
    let named = |bytes: usize| Realm::named(&SHARED, &"x".repeat(bytes), &key(1));
    assert!(named(32).is_some());
    assert!(named(33).is_none());
}

#[test]
fn a_realm_is_found_by_the_account_of_its_governance() {
    let at = realm();
    let found =
        |authority: Pubkey, account: &Account| Realm::governing(&authority, account, &key(1));
    let account = stored(&at, emissions::ID);
    assert_eq!(found(at.governance, &account), Some(at));

    // A governance over something else has another address.
    let other = address::governance(&at.program, &at.realm, &key(2));
    let account_of_other = stored(&at, key(2));
    let expected = Realm {
        governance: other,
        ..at
    };
    assert_eq!(found(other, &account_of_other), Some(expected));
    assert_eq!(found(at.governance, &account_of_other), None);

    // A wallet, and a copy of the account under another program.
    assert_eq!(found(at.governance, &Account::default()), None);
    let copy = Account {
        owner: key(3),
        ..account
    };
    assert_eq!(found(at.governance, &copy), None);
}

#[test]
fn accounts_of_another_program_are_not_read() {
    let at = realm();
    let account = stored(&at, emissions::ID);
    assert!(at.read::<GovernanceV2>(&account).is_some());
    let other = Account {
        owner: key(3),
        ..account
    };
    assert!(at.read::<GovernanceV2>(&other).is_none());
}
