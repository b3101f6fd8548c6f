//! Accounts, whole and broken.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::fmt::Debug;

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    AnchorSerialize,
};

use super::*;
use crate::realm::{
    config::{GoverningTokenType, MintMaxVoterWeightSource, VoteThreshold, NOBODY},
    tests::CONFIG,
    vote::{is_tied, Tally},
};

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const PARENT_KEY: u8 = 7;

fn encode<T: Typed + AnchorSerialize>(account: &T) -> Vec<u8> {
    let mut data = vec![T::TYPE];
    account.serialize(&mut data).unwrap();
    data
}

fn proposal() -> ProposalV2 {
    ProposalV2 {
        governance: key(PARENT_KEY),
        governing_token_mint: key(1),
        state: ProposalState::Voting,
        token_owner_record: key(2),
        signatories_count: 0,
        signatories_signed_off_count: 0,
        vote_type: VoteType::SingleChoice,
        options: vec![ProposalOption {
            label: "Approve".to_owned(),
            vote_weight: 5,
            vote_result: OptionVoteResult::None,
            transactions_executed_count: 0,
            transactions_count: 1,
            transactions_next_index: 1,
        }],
        deny_vote_weight: Some(3),
        reserved1: 0,
        abstain_vote_weight: None,
        start_voting_at: None,
        draft_at: 10,
        signing_off_at: Some(11),
        voting_at: Some(11),
        voting_at_slot: Some(4),
        voting_completed_at: None,
        executing_at: None,
        closed_at: None,
        execution_flags: InstructionExecutionFlags::None,
        max_vote_weight: None,
        max_voting_time: None,
        vote_threshold: Some(VoteThreshold::YesVotePercentage(20)),
        reserved: [0; 64],
        name: "Stake per unit 150 IO".to_owned(),
        description_link: String::new(),
        veto_vote_weight: 0,
    }
}

/// What is read is what was written, whatever follows; another type is refused, and each part of it.
fn check<T: Typed + AnchorSerialize + PartialEq + Debug>(account: T) {
    let mut data = encode(&account);
    assert_eq!(data[PARENT..][..32], [PARENT_KEY; 32]);
    for length in 0..data.len() {
        assert_eq!(decode::<T>(&data[..length]), None, "{length}");
    }
    data.extend([0xff; 40]);
    assert_eq!(decode::<T>(&data), Some(account));
    for number in (0..=u8::MAX).filter(|number| *number != T::TYPE) {
        data[0] = number;
        assert_eq!(decode::<T>(&data), None, "{number}");
    }
}

#[test]
fn accounts_are_read_with_their_type_and_whole() {
    let token = |addin| GoverningTokenConfig {
        voter_weight_addin: addin,
        max_voter_weight_addin: addin,
        token_type: GoverningTokenType::Dormant,
        reserved: [0; 8],
    };
    check(RealmV2 {
        community_mint: key(PARENT_KEY),
        reserved1: [0; 8],
        min_community_weight_to_create_governance: NOBODY,
        community_mint_max_voter_weight_source: MintMaxVoterWeightSource::FULL_SUPPLY,
        council_mint: None,
        reserved2: [0; 8],
        authority: Some(key(1)),
        name: "io.net".to_owned(),
    });
    check(RealmConfigAccount {
        realm: key(PARENT_KEY),
        community_token_config: token(Some(emissions::ID)),
        council_token_config: token(None),
    });
    check(GovernanceV2 {
        realm: key(PARENT_KEY),
        governed_account: emissions::ID,
        reserved1: 0,
        config: CONFIG,
        reserved_v2: [0; 119],
        required_signatories_count: 0,
        active_proposal_count: 3,
    });
    check(TokenOwnerRecordV2 {
        realm: key(PARENT_KEY),
        governing_token_mint: key(1),
        governing_token_owner: key(2),
        governing_token_deposit_amount: 0,
        unrelinquished_votes_count: 1,
        outstanding_proposal_count: 1,
        version: 1,
        reserved: [0; 6],
        governance_delegate: Some(key(3)),
    });
    check(proposal());
    check(ProposalTransactionV2 {
        proposal: key(PARENT_KEY),
        option_index: 0,
        transaction_index: 1,
        hold_up_time: 86_400,
        instructions: vec![InstructionData {
            program_id: emissions::ID,
            accounts: vec![AccountMetaData {
                pubkey: key(1),
                is_signer: true,
                is_writable: false,
            }],
            data: vec![1, 2, 3],
        }],
        executed_at: Some(12),
        execution_status: TransactionExecutionStatus::Success,
    });
    check(VoteRecordV2 {
        proposal: key(PARENT_KEY),
        governing_token_owner: key(1),
        is_relinquished: false,
        voter_weight: 5,
        vote: Vote::yes(),
    });
}

#[test]
fn a_length_beyond_the_account_is_no_panic() {
    let mut data = encode(&proposal());
    // The number of options, after four addresses or bytes and the type of the vote.
    let options = 1 + 32 + 32 + 1 + 32 + 1 + 1 + 1;
    assert_eq!(data[options..][..4], [1, 0, 0, 0]);
    data[options..][..4].copy_from_slice(&[0xff; 4]);
    assert_eq!(decode::<ProposalV2>(&data), None);
}

#[test]
fn an_instruction_is_stored_as_it_is() {
    let instruction = Instruction {
        program_id: key(1),
        accounts: vec![
            AccountMeta::new(key(2), true),
            AccountMeta::new_readonly(key(3), false),
        ],
        data: vec![4, 5],
    };
    let stored = InstructionData::from(&instruction);
    assert_eq!(Instruction::from(&stored), instruction);
}

#[test]
fn a_deposit_is_due_from_the_eleventh_open_proposal() {
    let due = |open| {
        let governance = GovernanceV2 {
            realm: key(1),
            governed_account: key(2),
            reserved1: 0,
            config: CONFIG,
            reserved_v2: [0; 119],
            required_signatories_count: 0,
            active_proposal_count: open,
        };
        governance.next_deposit()
    };
    assert_eq!([0, 9, 10, 11].map(due), [0, 0, 100_000_000, 200_000_000]);
}

#[test]
fn the_leading_option_is_counted_against_no() {
    let mut it = proposal();
    it.options.push(it.options[0].clone());
    it.options[1].vote_weight = 7;
    assert_eq!(Tally::leading(&it), Some(Tally { yes: 7, no: 3 }));
    assert!(!is_tied(&it));
    it.options[0].vote_weight = 7;
    assert!(is_tied(&it));
    it.options.pop();
    assert!(!is_tied(&it));
    it.deny_vote_weight = None;
    assert_eq!(Tally::leading(&it), None);
}

#[test]
fn yes_and_no_are_counted_only_where_they_are_the_only_answers() {
    let of = |change: fn(&mut ProposalV2)| {
        let mut it = proposal();
        change(&mut it);
        Tally::of(&it)
    };
    assert_eq!(of(|_| ()), Some(Tally { yes: 5, no: 3 }));
    assert_eq!(of(|it| it.deny_vote_weight = None), None);
    assert_eq!(of(|it| it.options.push(it.options[0].clone())), None);
    let several = |it: &mut ProposalV2| {
        it.vote_type = VoteType::MultiChoice {
            choice_type: MultiChoiceType::FullWeight,
            min_voter_options: 1,
            max_voter_options: 1,
            max_winning_options: 1,
        };
    };
    assert_eq!(of(several), None);
}
