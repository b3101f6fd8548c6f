//! Who changes the rules of the realm, and when.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{instruction::Instruction, system_program},
    AnchorSerialize,
};
use anchor_spl::token;
use io_client::realm::{
    address,
    config::{GovernanceConfig, GoverningTokenType, MintMaxVoterWeightSource, VoteTipping},
    instruction,
    state::Vote,
    vote::Tally,
    Realm,
};
use io_common::constants::{DAY, ONE_IO};
use io_realm::GovernanceError;
use io_tests::Refused;

use super::super::setup::Assembly;

/// Numbers of instructions that the clients do not send.
const DEPOSIT_GOVERNING_TOKENS: u8 = 1;
const SET_GOVERNANCE_CONFIG: u8 = 19;
const SET_REALM_CONFIG: u8 = 22;
const REVOKE_GOVERNING_TOKENS: u8 = 26;

fn read(address: Pubkey) -> AccountMeta {
    AccountMeta::new_readonly(address, false)
}

fn write(address: Pubkey) -> AccountMeta {
    AccountMeta::new(address, false)
}

fn build(
    at: &Realm,
    number: u8,
    arguments: impl AnchorSerialize,
    accounts: Vec<AccountMeta>,
) -> Instruction {
    let mut data = vec![number];
    arguments.serialize(&mut data).unwrap();
    Instruction {
        program_id: at.program,
        accounts,
        data,
    }
}

/// `SetGovernanceConfig`, signed by the governance or by nobody.
fn set_governance_config(at: &Realm, rules: &GovernanceConfig, signed: bool) -> Instruction {
    let governance = AccountMeta::new(at.governance, signed);
    build(at, SET_GOVERNANCE_CONFIG, rules, vec![governance])
}

/// `SetRealmConfig`, to deposits of liquid tokens and no plugin.
fn set_realm_config(at: &Realm, authority: AccountMeta) -> Instruction {
    let tokens = (false, false, GoverningTokenType::Liquid);
    let source = MintMaxVoterWeightSource::FULL_SUPPLY;
    let arguments = (false, 1_u64, source, tokens, tokens);
    let accounts = vec![
        write(at.realm),
        authority,
        read(system_program::ID),
        write(at.config()),
    ];
    build(at, SET_REALM_CONFIG, arguments, accounts)
}

#[test]
fn p21_no_staker_changes_the_realm_alone() {
    let mut assembly = Assembly::lite();
    let mallory = assembly.staker("mallory", 900_000);
    let (at, me) = (assembly.at, mallory.address());
    let signed = AccountMeta::new_readonly(me, true);
    let refused = |assembly: &mut Assembly, instruction: Instruction, error: GovernanceError| {
        let sent = assembly.act(&mallory, &[instruction]);
        sent.refused(error as u32);
    };
    let loose = GovernanceConfig {
        community_vote_tipping: VoteTipping::Early,
        ..assembly.rules()
    };
    let config = set_governance_config(&at, &loose, false);
    refused(
        &mut assembly,
        config,
        GovernanceError::GovernancePdaMustSign,
    );

    for (authority, error) in [
        (signed, GovernanceError::InvalidAuthorityForRealm),
        (read(at.governance), GovernanceError::RealmAuthorityMustSign),
    ] {
        let mut take = instruction::set_realm_authority(&at, &me);
        take.accounts[1] = authority.clone();
        let again = error.clone();
        refused(&mut assembly, take, error);
        let plugin = set_realm_config(&at, authority);
        refused(&mut assembly, plugin, again);
    }

    // Another governance of the realm, with rules of its own.
    let another = Realm {
        governance: address::governance(&at.program, &at.realm, &me),
        ..at
    };
    let mut create = instruction::create_governance(&another, &me, &me, &loose);
    create.accounts[2] = read(me);
    create.accounts[3] = read(at.owner_record(&me));
    create.accounts.push(read(assembly.weights(&mallory).voter));
    assembly.weigh(&mallory).unwrap();
    refused(
        &mut assembly,
        create,
        GovernanceError::VoterWeightThresholdDisabled,
    );
}

/// A deposit would be a second place for the same tokens, and revoking one burns them.
#[test]
fn p21_no_token_is_deposited_in_the_realm_or_revoked() {
    let mut assembly = Assembly::lite();
    let mut mallory = assembly.wallet("mallory");
    mallory.key = assembly.world.person("mallory", 1_000, 0);
    let (at, me) = (assembly.at, mallory.address());
    let record = at.owner_record(&me);
    let signed = AccountMeta::new(me, true);
    let deposit = vec![
        read(at.realm),
        write(at.holding()),
        write(assembly.world.io_wallet(&me)),
        signed.clone(),
        signed.clone(),
        write(record),
        signed.clone(),
        read(system_program::ID),
        read(token::ID),
        read(at.config()),
    ];
    let deposit = build(&at, DEPOSIT_GOVERNING_TOKENS, 1_000 * ONE_IO, deposit);
    let refused = assembly.act(&mallory, &[deposit]);
    refused.refused(GovernanceError::CannotDepositDormantTokens as u32);
    let revoke = vec![
        read(at.realm),
        write(at.holding()),
        write(record),
        write(at.mint),
        signed,
        read(at.config()),
        read(token::ID),
    ];
    let revoke = build(&at, REVOKE_GOVERNING_TOKENS, 0_u64, revoke);
    let refused = assembly.act(&mallory, &[revoke]);
    refused.refused(GovernanceError::CannotRevokeGoverningTokens as u32);
    assert_eq!(assembly.world.io_of(&me), 1_000 * ONE_IO);
    assert_eq!(assembly.world.balance(&at.holding()), 0);
}

/// A limit of P-21: it holds for votes of at most 13 days. A vote may lengthen votes, the running ones too, and only then
/// stake votes, leaves and votes again. Until it leaves, 14 days later, everybody can see that.
#[test]
fn stake_votes_twice_once_a_vote_has_lengthened_votes_beyond_its_cooldown() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let mallory = assembly.staker("mallory", 90_000);
    let mut next = assembly.wallet("next");
    let longer = GovernanceConfig {
        voting_cool_off_time: u32::try_from(30 * DAY).unwrap(),
        ..assembly.rules()
    };
    let lengthen = set_governance_config(&assembly.at, &longer, true);
    let rules = assembly.propose(&bob, "Longer votes", &[lengthen]);
    assembly.vote(&bob, &rules, Vote::yes()).unwrap();
    assembly.wait_for_end(&rules);
    assembly.finalize(&rules).unwrap();
    let running = assembly.propose(&bob, "Survey", &[]);
    assembly.vote(&mallory, &running, Vote::Deny).unwrap();
    assembly.unstake(&mallory).unwrap();
    assembly.wait_for_execution(&rules);
    assembly.execute(&rules, 0).unwrap();

    assembly.wait(13 * DAY);
    assembly.withdraw(&mallory).unwrap();
    assembly.pass_on(&mallory, &next);
    assembly.stake_all(&mut next);
    assembly.vote(&next, &running, Vote::Deny).unwrap();
    let no = 2 * 90_000 * ONE_IO;
    assert_eq!(assembly.tally(&running), Tally { yes: 0, no });
}
