//! What locks the engine.

use anchor_lang::prelude::*;

use super::Fill;

/// The flash fill of the running transaction: what was paid for and is not burned yet. Zero between
/// transactions, since a beginning is only accepted where its end must follow.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FlashFill {
    /// Who has begun a flash fill, has the USDC and owes the IO; zero between transactions.
    pub filler: Pubkey,
    /// USDC and IO.
    pub fill: Fill,
}

impl FlashFill {
    /// Whether one has begun and not ended. The default key signs nothing.
    pub fn is_open(&self) -> bool {
        self.filler != Pubkey::default()
    }
}
