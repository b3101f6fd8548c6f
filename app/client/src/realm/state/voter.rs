//! A voter, and its votes.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, AnchorSerialize};

/// What SPL Governance knows about a staker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct TokenOwnerRecordV2 {
    /// The realm.
    pub realm: Pubkey,
    /// The IO mint.
    pub governing_token_mint: Pubkey,
    /// The staker.
    pub governing_token_owner: Pubkey,
    /// Tokens deposited, in base units. They do not vote where a plugin weighs.
    pub governing_token_deposit_amount: u64,
    /// Votes that were not withdrawn.
    pub unrelinquished_votes_count: u64,
    /// Realm proposals of this staker that are in draft or voted on, at most 10.
    pub outstanding_proposal_count: u8,
    /// Version of the layout: 1.
    pub version: u8,
    /// Not used.
    pub reserved: [u8; 6],
    /// Who may vote and propose for the staker.
    pub governance_delegate: Option<Pubkey>,
}

/// Part of a vote that goes to an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct VoteChoice {
    /// Not used: 0.
    pub rank: u8,
    /// Percentage of the voter's weight.
    pub weight_percentage: u8,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum Vote {
    /// For options, with a choice for each.
    Approve(Vec<VoteChoice>),
    /// No.
    Deny,
    /// Not supported by SPL Governance.
    Abstain,
    /// A veto, by voters of the realm's other mint.
    Veto,
}

impl Vote {
    /// Yes to a realm proposal with one option.
    pub fn yes() -> Self {
        Self::Approve(vec![VoteChoice {
            rank: 0,
            weight_percentage: 100,
        }])
    }
}

/// A vote that was cast.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct VoteRecordV2 {
    /// The realm proposal.
    pub proposal: Pubkey,
    /// The staker.
    pub governing_token_owner: Pubkey,
    /// Whether it was marked as withdrawn, after the vote.
    pub is_relinquished: bool,
    /// Weight with which it counted, in base units.
    pub voter_weight: u64,
    /// The vote.
    pub vote: Vote,
}
