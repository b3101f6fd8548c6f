//! What is asked of Jupiter, and what it answers.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};

/// Most accounts of a route: a transaction locks 64, and a flash fill has up to 16 of its own.
const MAX_ACCOUNTS: u32 = 48;

/// A swap that is wanted: all of the input, for as much of the output as there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Mint that is given.
    pub input: Pubkey,
    /// Mint that is received.
    pub output: Pubkey,
    /// What is given, in base units.
    pub amount: u64,
    /// Who signs, gives from its associated token account and receives on it.
    pub taker: Pubkey,
    /// By how many bps the output may fall below the quote.
    pub slippage_bps: u16,
}

impl Request {
    /// The parameters of `GET /build`. Neither a tip nor a fee of a platform is asked for.
    pub fn parameters(&self) -> [(&'static str, String); 7] {
        [
            ("inputMint", self.input.to_string()),
            ("outputMint", self.output.to_string()),
            ("amount", self.amount.to_string()),
            ("taker", self.taker.to_string()),
            ("slippageBps", self.slippage_bps.to_string()),
            ("maxAccounts", MAX_ACCOUNTS.to_string()),
            ("wrapAndUnwrapSol", "false".into()),
        ]
    }
}

/// A route as it was answered. Nothing of it is known to be right before [`check`](Self::check).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Mint that is given.
    pub input: Pubkey,
    /// Mint that is received.
    pub output: Pubkey,
    /// What is given, in base units.
    pub in_amount: u64,
    /// What is received by the quote, in base units.
    pub out_amount: u64,
    /// Instructions before the swap.
    pub setup: Vec<Instruction>,
    /// The swap.
    pub swap: Instruction,
    /// The instruction after it.
    pub cleanup: Option<Instruction>,
    /// Other instructions, a tip among them.
    pub others: Vec<Instruction>,
    /// Addresses of the lookup tables. Their contents are read from the network, not from the answer.
    pub tables: Vec<Pubkey>,
}
