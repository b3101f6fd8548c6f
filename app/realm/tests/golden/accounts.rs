//! Accounts, as SPL Governance writes them.

use anchor_lang::{prelude::AccountMeta, solana_program::instruction::Instruction};
use governance::{
    state::{
        enums::{self, GovernanceAccountType as Type},
        proposal::{MultiChoiceType, OptionVoteResult, VoteType},
        proposal_deposit::ProposalDeposit,
        proposal_transaction::{AccountMetaData, InstructionData, ProposalTransactionV2},
        realm::{RealmConfig, RealmV2},
        realm_config::{GoverningTokenConfig, GoverningTokenType, RealmConfigAccount},
        token_owner_record::TokenOwnerRecordV2,
        vote_record::{Vote, VoteRecordV2},
    },
    tools::structs::Reserved110,
};
use io_client::realm::{
    config::{GovernanceConfig, NOBODY},
    state::{self, decode, Typed},
    vote::Tally,
};

use super::{
    key, new, old_key,
    theirs::{approve, proposal, stored_governance},
    CHOICES,
};

/// The client reads what SPL Governance writes, and loses nothing but the type and what follows.
pub fn check<T>(account: &impl borsh::BorshSerialize, unused: usize) -> T
where
    T: Typed + anchor_lang::AnchorSerialize,
{
    let data = borsh::to_vec(account).unwrap();
    let read = decode::<T>(&data).unwrap();
    let again = borsh::to_vec(&read).unwrap();
    assert_eq!(data[0], T::TYPE);
    assert_eq!(data[1..data.len() - unused], again);
    assert_eq!(data[data.len() - unused..], vec![0; unused]);
    read
}

#[test]
fn a_realm_is_read_as_it_is_written() {
    let realm = check::<state::RealmV2>(
        &RealmV2 {
            account_type: Type::RealmV2,
            community_mint: old_key(1),
            config: RealmConfig {
                legacy1: 0,
                legacy2: 0,
                reserved: [0; 6],
                min_community_weight_to_create_governance: u64::MAX,
                community_mint_max_voter_weight_source: enums::MintMaxVoterWeightSource::Absolute(
                    5,
                ),
                council_mint: Some(old_key(2)),
            },
            reserved: [0; 6],
            legacy1: 0,
            authority: Some(old_key(3)),
            name: "io.net".to_owned(),
            reserved_v2: [0; 128],
        },
        128,
    );
    assert_eq!(realm.min_community_weight_to_create_governance, NOBODY);
    assert_eq!(
        (realm.community_mint, realm.council_mint),
        (key(1), Some(key(2)))
    );
    assert_eq!((realm.authority, &realm.name[..]), (Some(key(3)), "io.net"));
}

#[test]
fn the_configuration_of_a_realm_is_read_as_it_is_written() {
    let token = |addin, token_type| GoverningTokenConfig {
        voter_weight_addin: addin,
        max_voter_weight_addin: addin,
        token_type,
        reserved: [0; 8],
    };
    for (addin, community, council) in [
        (
            Some(old_key(4)),
            GoverningTokenType::Dormant,
            GoverningTokenType::Liquid,
        ),
        (
            None,
            GoverningTokenType::Membership,
            GoverningTokenType::Liquid,
        ),
    ] {
        let read = check::<state::RealmConfigAccount>(
            &RealmConfigAccount {
                account_type: Type::RealmConfig,
                realm: old_key(1),
                community_token_config: token(addin, community),
                council_token_config: token(None, council),
                reserved: Reserved110::default(),
            },
            110,
        );
        assert_eq!(
            read.community_token_config.voter_weight_addin,
            addin.map(|it| new(&it))
        );
    }
}

#[test]
fn a_governance_is_read_as_it_is_written() {
    let governance = check::<state::GovernanceV2>(&stored_governance(3), 0);
    assert_eq!(governance.config, GovernanceConfig::by_stake(&CHOICES));
    assert_eq!(
        (governance.realm, governance.governed_account),
        (key(1), key(2))
    );
}

#[test]
fn a_token_owner_record_is_read_as_it_is_written() {
    let record = check::<state::TokenOwnerRecordV2>(
        &TokenOwnerRecordV2 {
            account_type: Type::TokenOwnerRecordV2,
            realm: old_key(1),
            governing_token_mint: old_key(2),
            governing_token_owner: old_key(3),
            governing_token_deposit_amount: 4,
            unrelinquished_votes_count: 5,
            outstanding_proposal_count: 6,
            version: 1,
            reserved: [0; 6],
            governance_delegate: Some(old_key(7)),
            reserved_v2: [0; 128],
        },
        128,
    );
    assert_eq!(
        (
            record.governing_token_owner,
            record.outstanding_proposal_count
        ),
        (key(3), 6)
    );
    assert_eq!(record.governance_delegate, Some(key(7)));
}

#[test]
fn a_vote_record_is_read_as_it_is_written() {
    for vote in [
        approve(&[100]),
        approve(&[0, 100]),
        Vote::Deny,
        Vote::Abstain,
        Vote::Veto,
    ] {
        let read = check::<state::VoteRecordV2>(
            &VoteRecordV2 {
                account_type: Type::VoteRecordV2,
                proposal: old_key(1),
                governing_token_owner: old_key(2),
                is_relinquished: true,
                voter_weight: 3,
                vote: vote.clone(),
                reserved_v2: [0; 8],
            },
            8,
        );
        assert_eq!(read.vote == state::Vote::yes(), vote == approve(&[100]));
        assert_eq!(read.vote == state::Vote::Deny, vote == Vote::Deny);
    }
}

#[test]
fn a_transaction_is_read_as_it_is_written() {
    for (executed_at, execution_status) in [
        (None, enums::TransactionExecutionStatus::None),
        (Some(9), enums::TransactionExecutionStatus::Success),
        (None, enums::TransactionExecutionStatus::Error),
    ] {
        let read = check::<state::ProposalTransactionV2>(
            &ProposalTransactionV2 {
                account_type: Type::ProposalTransactionV2,
                proposal: old_key(1),
                option_index: 2,
                transaction_index: 3,
                hold_up_time: 4,
                instructions: vec![InstructionData {
                    program_id: old_key(5),
                    accounts: vec![AccountMetaData {
                        pubkey: old_key(6),
                        is_signer: true,
                        is_writable: false,
                    }],
                    data: vec![7, 8],
                }],
                executed_at,
                execution_status,
                reserved_v2: [0; 8],
            },
            8,
        );
        assert_eq!(
            (read.option_index, read.transaction_index, read.hold_up_time),
            (2, 3, 4)
        );
        let inner = Instruction::from(&read.instructions[0]);
        assert_eq!(inner.accounts, [AccountMeta::new_readonly(key(6), true)]);
        assert_eq!(read.executed_at, executed_at);
    }
}

#[test]
fn a_proposal_is_read_as_it_is_written_in_each_state() {
    use enums::ProposalState::*;
    let states = [
        (Draft, state::ProposalState::Draft),
        (SigningOff, state::ProposalState::SigningOff),
        (Voting, state::ProposalState::Voting),
        (Succeeded, state::ProposalState::Succeeded),
        (Executing, state::ProposalState::Executing),
        (Completed, state::ProposalState::Completed),
        (Cancelled, state::ProposalState::Cancelled),
        (Defeated, state::ProposalState::Defeated),
        (
            ExecutingWithErrors,
            state::ProposalState::ExecutingWithErrors,
        ),
        (Vetoed, state::ProposalState::Vetoed),
    ];
    for (theirs, ours) in states {
        let read = check::<state::ProposalV2>(&proposal(theirs, 5, 3), 0);
        assert_eq!(read.state, ours);
        assert_eq!(Tally::of(&read), Some(Tally { yes: 5, no: 3 }));
    }
}

#[test]
fn a_proposal_with_several_options_is_read_as_it_is_written() {
    let mut several = proposal(enums::ProposalState::Voting, 5, 3);
    several.options.push(several.options[0].clone());
    several.options[1].vote_result = OptionVoteResult::Defeated;
    several.deny_vote_weight = None;
    for choice_type in [MultiChoiceType::FullWeight, MultiChoiceType::Weighted] {
        several.vote_type = VoteType::MultiChoice {
            choice_type,
            min_voter_options: 1,
            max_voter_options: 2,
            max_winning_options: 2,
        };
        assert_eq!(check::<state::ProposalV2>(&several, 0).options.len(), 2);
    }
}

#[test]
fn a_record_of_a_deposit_is_read_as_it_is_written() {
    let deposit = check::<state::ProposalDeposit>(
        &ProposalDeposit {
            account_type: Type::ProposalDeposit,
            proposal: old_key(1),
            deposit_payer: old_key(2),
            reserved: [0; 64],
        },
        0,
    );
    assert_eq!((deposit.proposal, deposit.deposit_payer), (key(1), key(2)));
}

#[test]
fn a_deposit_is_what_spl_governance_takes() {
    for open in 0..15 {
        let read = check::<state::GovernanceV2>(&stored_governance(open), 0);
        // It counts the new one first.
        let taken = stored_governance(open + 1).get_proposal_deposit_amount();
        assert_eq!(read.next_deposit(), taken, "{open}");
    }
}
