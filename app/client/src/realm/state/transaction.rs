//! What a realm proposal executes.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    AnchorDeserialize, AnchorSerialize,
};

/// An account of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct AccountMetaData {
    /// Its address.
    pub pubkey: Pubkey,
    /// Whether it signs.
    pub is_signer: bool,
    /// Whether it may change.
    pub is_writable: bool,
}

/// An instruction, as SPL Governance stores it and as Realms takes it.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct InstructionData {
    /// The program.
    pub program_id: Pubkey,
    /// The accounts, in order.
    pub accounts: Vec<AccountMetaData>,
    /// The data.
    pub data: Vec<u8>,
}

impl From<&Instruction> for InstructionData {
    fn from(instruction: &Instruction) -> Self {
        let accounts = instruction.accounts.iter().map(|it| AccountMetaData {
            pubkey: it.pubkey,
            is_signer: it.is_signer,
            is_writable: it.is_writable,
        });
        Self {
            program_id: instruction.program_id,
            accounts: accounts.collect(),
            data: instruction.data.clone(),
        }
    }
}

impl From<&InstructionData> for Instruction {
    fn from(stored: &InstructionData) -> Self {
        let accounts = stored.accounts.iter().map(|it| AccountMeta {
            pubkey: it.pubkey,
            is_signer: it.is_signer,
            is_writable: it.is_writable,
        });
        Self {
            program_id: stored.program_id,
            accounts: accounts.collect(),
            data: stored.data.clone(),
        }
    }
}

/// What is known of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum TransactionExecutionStatus {
    /// Not executed.
    None,
    /// Executed.
    Success,
    /// Flagged by the proposer as failing. It can still be executed.
    Error,
}

/// A transaction of a realm proposal.
#[derive(Clone, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub struct ProposalTransactionV2 {
    /// The realm proposal.
    pub proposal: Pubkey,
    /// Number of its option.
    pub option_index: u8,
    /// Number in its option.
    pub transaction_index: u16,
    /// Seconds from the end of the vote to the execution, at least.
    pub hold_up_time: u32,
    /// The instructions, which the governance and its treasury sign.
    pub instructions: Vec<InstructionData>,
    /// When it was executed, in unix seconds.
    pub executed_at: Option<i64>,
    /// Whether it was executed.
    pub execution_status: TransactionExecutionStatus,
}
