//! Requests to Jupiter, and its answers.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};

/// Most accounts of a route. A transaction locks 64, and a flash fill has up to 16 of its own.
const MAX_ACCOUNTS: u32 = 48;

/// A swap to request: exact-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Input mint.
    pub input: Pubkey,
    /// Output mint.
    pub output: Pubkey,
    /// Input, in base units.
    pub amount: u64,
    /// Signs, and swaps from and to its associated token accounts.
    pub taker: Pubkey,
    /// Slippage, in bps of the quote.
    pub slippage_bps: u16,
}

impl Request {
    /// The parameters of `GET /build`: no tip, no platform fee.
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

/// A route as answered. Do not trust it before [`check`](Self::check).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Input mint.
    pub input: Pubkey,
    /// Output mint.
    pub output: Pubkey,
    /// Input, in base units.
    pub in_amount: u64,
    /// Output by the quote, in base units.
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
