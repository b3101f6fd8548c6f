//! The rules of a realm and of its governance.

use anchor_lang::{AnchorDeserialize, AnchorSerialize};

/// What a vote needs to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum VoteThreshold {
    /// Yes of this percentage of all weight, 1 to 100, and more Yes than No.
    YesVotePercentage(u8),
    /// Not supported by SPL Governance.
    QuorumPercentage(u8),
    /// These voters do not vote.
    Disabled,
}

/// When a vote ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum VoteTipping {
    /// When nothing else can win, unless votes are withdrawn.
    Strict,
    /// When it passes as it stands.
    Early,
    /// Never.
    Disabled,
}

/// What deposits of a realm's token are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum GoverningTokenType {
    /// They vote, and can be withdrawn.
    Liquid,
    /// They vote, and can be burned by the realm authority.
    Membership,
    /// They are refused.
    Dormant,
}

/// All weight of a realm without a plugin for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum MintMaxVoterWeightSource {
    /// Part of the mint's supply, in 10⁻¹⁰.
    SupplyFraction(u64),
    /// Base units.
    Absolute(u64),
}

impl MintMaxVoterWeightSource {
    /// The whole supply.
    pub const FULL_SUPPLY: Self = Self::SupplyFraction(10_000_000_000);
}

/// A minimum weight that SPL Governance takes as disabled.
pub const NOBODY: u64 = u64::MAX;

/// The rules of a governance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct GovernanceConfig {
    /// What a vote of the community needs.
    pub community_vote_threshold: VoteThreshold,
    /// Weight that a proposer of the community needs, in base units.
    pub min_community_weight_to_create_proposal: u64,
    /// Seconds from the end of a vote to the execution, at least.
    pub min_transaction_hold_up_time: u32,
    /// Seconds in which all votes count.
    pub voting_base_time: u32,
    /// When a vote of the community ends early.
    pub community_vote_tipping: VoteTipping,
    /// What a vote of the council needs.
    pub council_vote_threshold: VoteThreshold,
    /// What a veto of the council needs.
    pub council_veto_vote_threshold: VoteThreshold,
    /// Weight that a proposer of the council needs, in base units.
    pub min_council_weight_to_create_proposal: u64,
    /// When a vote of the council ends early.
    pub council_vote_tipping: VoteTipping,
    /// What a veto of the community needs.
    pub community_veto_vote_threshold: VoteThreshold,
    /// Seconds after the base time in which only No counts.
    pub voting_cool_off_time: u32,
    /// Realm proposals that can be open without a deposit.
    pub deposit_exempt_proposal_count: u8,
}

/// What a deployment chooses of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Percentage of all stake that must vote Yes.
    pub yes_percent: u8,
    /// Stake that a proposer needs, in base units.
    pub proposal_stake: u64,
    /// Seconds in which all votes count.
    pub voting: u32,
    /// Seconds after that in which only No counts.
    pub cool_off: u32,
    /// Seconds from the end of a vote to the execution.
    pub hold_up: u32,
}

impl GovernanceConfig {
    /// The rules under which only stakers vote, nobody vetoes and no vote ends early.
    pub const fn by_stake(choices: &Choices) -> Self {
        Self {
            community_vote_threshold: VoteThreshold::YesVotePercentage(choices.yes_percent),
            min_community_weight_to_create_proposal: choices.proposal_stake,
            min_transaction_hold_up_time: choices.hold_up,
            voting_base_time: choices.voting,
            community_vote_tipping: VoteTipping::Disabled,
            council_vote_threshold: VoteThreshold::Disabled,
            council_veto_vote_threshold: VoteThreshold::Disabled,
            min_council_weight_to_create_proposal: NOBODY,
            council_vote_tipping: VoteTipping::Disabled,
            community_veto_vote_threshold: VoteThreshold::Disabled,
            voting_cool_off_time: choices.cool_off,
            deposit_exempt_proposal_count: 10,
        }
    }
}
