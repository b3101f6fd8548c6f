//! The flash fill, which locks the engine.

use anchor_lang::prelude::*;

use super::Fill;

/// The flash fill of the running transaction: USDC that was paid and IO that is not burned yet. Zero between
/// transactions: a beginning is accepted only if its end must follow.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FlashFill {
    /// The filler, who has the USDC and owes the IO; zero between transactions.
    pub filler: Pubkey,
    /// USDC and IO.
    pub fill: Fill,
}

impl FlashFill {
    /// Whether a flash fill has begun and not ended. The default key cannot sign.
    pub fn is_open(&self) -> bool {
        self.filler != Pubkey::default()
    }
}
