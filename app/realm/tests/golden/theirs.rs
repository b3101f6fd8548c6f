//! SPL Governance's own types.

use governance::{
    state::{
        enums::{
            GovernanceAccountType as Type, InstructionExecutionFlags, ProposalState, VoteThreshold,
            VoteTipping,
        },
        governance::{GovernanceConfig, GovernanceV2},
        proposal::{OptionVoteResult, ProposalOption, ProposalV2, VoteType},
        vote_record::{Vote, VoteChoice},
    },
    tools::structs::Reserved119,
};

use super::old_key;

/// The rules of `CHOICES`.
pub fn config() -> GovernanceConfig {
    GovernanceConfig {
        community_vote_threshold: VoteThreshold::YesVotePercentage(20),
        min_community_weight_to_create_proposal: 10_000_000_000_000,
        min_transaction_hold_up_time: 86_400,
        voting_base_time: 432_000,
        community_vote_tipping: VoteTipping::Disabled,
        council_vote_threshold: VoteThreshold::Disabled,
        council_veto_vote_threshold: VoteThreshold::Disabled,
        min_council_weight_to_create_proposal: u64::MAX,
        council_vote_tipping: VoteTipping::Disabled,
        community_veto_vote_threshold: VoteThreshold::Disabled,
        voting_cool_off_time: 172_800,
        deposit_exempt_proposal_count: 10,
    }
}

pub fn approve(percents: &[u8]) -> Vote {
    let choice = |percent: &u8| VoteChoice {
        rank: 0,
        weight_percentage: *percent,
    };
    Vote::Approve(percents.iter().map(choice).collect())
}

pub fn stored_governance(open: u64) -> GovernanceV2 {
    GovernanceV2 {
        account_type: Type::GovernanceV2,
        realm: old_key(1),
        governed_account: old_key(2),
        reserved1: 0,
        config: config(),
        reserved_v2: Reserved119::default(),
        required_signatories_count: 0,
        active_proposal_count: open,
    }
}

pub fn proposal(state: ProposalState, yes: u64, no: u64) -> ProposalV2 {
    ProposalV2 {
        account_type: Type::ProposalV2,
        governance: old_key(1),
        governing_token_mint: old_key(2),
        state,
        token_owner_record: old_key(3),
        signatories_count: 0,
        signatories_signed_off_count: 0,
        vote_type: VoteType::SingleChoice,
        options: vec![ProposalOption {
            label: "Approve".to_owned(),
            vote_weight: yes,
            vote_result: OptionVoteResult::None,
            transactions_executed_count: 0,
            transactions_count: 1,
            transactions_next_index: 1,
        }],
        deny_vote_weight: Some(no),
        reserved1: 0,
        abstain_vote_weight: None,
        start_voting_at: None,
        draft_at: 10,
        signing_off_at: Some(11),
        voting_at: Some(1_000_000),
        voting_at_slot: Some(12),
        voting_completed_at: None,
        executing_at: None,
        closed_at: None,
        execution_flags: InstructionExecutionFlags::None,
        max_vote_weight: None,
        max_voting_time: None,
        vote_threshold: None,
        reserved: [0; 64],
        name: "Stake per unit 150 IO".to_owned(),
        description_link: "https://io.net/1".to_owned(),
        veto_vote_weight: 0,
    }
}
