//! Setting a realm up.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use anchor_spl::token;
use solana_sdk_ids::sysvar::rent;

use super::{instruction, pays, read, signs, write, Number};
use crate::realm::{
    config::{GovernanceConfig, GoverningTokenType, MintMaxVoterWeightSource, NOBODY},
    Realm,
};

/// `CreateRealm`, without a council: emissions weighs all votes, deposits are refused and only the realm authority creates
/// governances. `name` is that of the realm's address; `payer` signs.
pub fn create_realm(at: &Realm, name: &str, authority: &Pubkey, payer: &Pubkey) -> Instruction {
    let accounts = vec![
        write(at.realm),
        read(*authority),
        read(at.mint),
        write(at.holding()),
        pays(*payer),
        read(system_program::ID),
        read(token::ID),
        read(rent::ID),
        write(at.config()),
        read(emissions::ID),
        read(emissions::ID),
    ];
    let has_council = false;
    // Plugins for the voters and for all weight, and the token type.
    let community = (true, true, GoverningTokenType::Dormant);
    let council = (false, false, GoverningTokenType::Liquid);
    let source = MintMaxVoterWeightSource::FULL_SUPPLY;
    let rules = (has_council, NOBODY, source, community, council);
    instruction(at, Number::CreateRealm, (name, rules), accounts)
}

/// `CreateGovernance`, over the emissions program; the realm authority and `payer` sign.
pub fn create_governance(
    at: &Realm,
    authority: &Pubkey,
    payer: &Pubkey,
    config: &GovernanceConfig,
) -> Instruction {
    let accounts = vec![
        read(at.realm),
        write(at.governance),
        read(emissions::ID),
        // A token owner record, which the realm authority does not need.
        read(system_program::ID),
        pays(*payer),
        read(system_program::ID),
        signs(*authority),
        read(at.config()),
    ];
    instruction(at, Number::CreateGovernance, config, accounts)
}

/// `CreateNativeTreasury`; `payer` signs.
pub fn create_native_treasury(at: &Realm, payer: &Pubkey) -> Instruction {
    let accounts = vec![
        read(at.governance),
        write(at.treasury()),
        pays(*payer),
        read(system_program::ID),
    ];
    instruction(at, Number::CreateNativeTreasury, (), accounts)
}

/// `SetRealmAuthority`, to the governance; the authority signs.
pub fn set_realm_authority(at: &Realm, authority: &Pubkey) -> Instruction {
    /// The new authority must be a governance of the realm.
    const SET_CHECKED: u8 = 1;
    let accounts = vec![write(at.realm), signs(*authority), read(at.governance)];
    instruction(at, Number::SetRealmAuthority, SET_CHECKED, accounts)
}
