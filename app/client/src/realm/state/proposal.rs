//! A realm proposal.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, AnchorSerialize};

use crate::realm::config::VoteThreshold;

/// How far a realm proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum ProposalState {
    /// Its transactions can still change.
    Draft,
    /// Signatories sign it off.
    SigningOff,
    /// It is voted on, or its vote is over and not finalized.
    Voting,
    /// It has passed; nothing is executed.
    Succeeded,
    /// Some of its transactions are executed.
    Executing,
    /// All of its transactions are executed.
    Completed,
    /// Cancelled by its proposer.
    Cancelled,
    /// It has not passed.
    Defeated,
    /// As `Executing`, with a transaction flagged as failing.
    ExecutingWithErrors,
    /// Stopped by a veto.
    Vetoed,
}

/// How an option has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum OptionVoteResult {
    /// Not yet.
    None,
    /// It has passed.
    Succeeded,
    /// It has not passed.
    Defeated,
}

/// An option of a realm proposal.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct ProposalOption {
    /// Its name.
    pub label: String,
    /// Weight for it, in base units.
    pub vote_weight: u64,
    /// How it has ended.
    pub vote_result: OptionVoteResult,
    /// Transactions that were executed.
    pub transactions_executed_count: u16,
    /// Transactions, of both kinds.
    pub transactions_count: u16,
    /// Number of the next transaction.
    pub transactions_next_index: u16,
}

/// How weight is divided between several options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum MultiChoiceType {
    /// Each chosen option gets the whole weight.
    FullWeight,
    /// By percentages.
    Weighted,
}

/// How many options can win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum VoteType {
    /// One.
    SingleChoice,
    /// Several.
    MultiChoice {
        /// How weight is divided.
        choice_type: MultiChoiceType,
        /// Options that a voter must choose.
        min_voter_options: u8,
        /// Options that a voter can choose.
        max_voter_options: u8,
        /// Options that can win.
        max_winning_options: u8,
    },
}

/// Not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum InstructionExecutionFlags {
    /// In any order.
    None,
    /// Not supported by SPL Governance.
    Ordered,
    /// Not supported by SPL Governance.
    UseTransaction,
}

/// A realm proposal. Times are unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct ProposalV2 {
    /// The governance that would execute it.
    pub governance: Pubkey,
    /// The mint whose holders vote.
    pub governing_token_mint: Pubkey,
    /// How far it is.
    pub state: ProposalState,
    /// Token owner record of the proposer.
    pub token_owner_record: Pubkey,
    /// Signatories.
    pub signatories_count: u8,
    /// Signatories that have signed off.
    pub signatories_signed_off_count: u8,
    /// How many options can win.
    pub vote_type: VoteType,
    /// The options.
    pub options: Vec<ProposalOption>,
    /// Weight for No, in base units; none for a survey, which cannot execute anything.
    pub deny_vote_weight: Option<u64>,
    /// Not used.
    pub reserved1: u8,
    /// Not used.
    pub abstain_vote_weight: Option<u64>,
    /// Not used.
    pub start_voting_at: Option<i64>,
    /// When it was created.
    pub draft_at: i64,
    /// When the first signatory signed off.
    pub signing_off_at: Option<i64>,
    /// When the vote began.
    pub voting_at: Option<i64>,
    /// The slot of that.
    pub voting_at_slot: Option<u64>,
    /// When the vote ended; written when it is finalized.
    pub voting_completed_at: Option<i64>,
    /// When the first transaction was executed.
    pub executing_at: Option<i64>,
    /// When it was completed or cancelled.
    pub closed_at: Option<i64>,
    /// Not used.
    pub execution_flags: InstructionExecutionFlags,
    /// All weight, in base units; written when the vote is finalized.
    pub max_vote_weight: Option<u64>,
    /// Not used.
    pub max_voting_time: Option<u32>,
    /// What the vote needed; written when it is finalized.
    pub vote_threshold: Option<VoteThreshold>,
    /// Not used.
    pub reserved: [u8; 64],
    /// Title, by the proposer.
    pub name: String,
    /// Link to a text, by the proposer.
    pub description_link: String,
    /// Weight of vetoes, in base units.
    pub veto_vote_weight: u64,
}

/// What a proposer has deposited. The account rent comes back with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct ProposalDeposit {
    /// The realm proposal.
    pub proposal: Pubkey,
    /// Who has paid it, and gets it back.
    pub deposit_payer: Pubkey,
    /// Not used.
    pub reserved: [u8; 64],
}
