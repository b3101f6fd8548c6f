//! Who acts, where nobody signs here.

use anchor_lang::prelude::Pubkey;

/// A multisig or a realm, which signs elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// Signs as the authority or owner.
    pub authority: Pubkey,
    /// Pays the fee, and for new accounts where the program lets another pay.
    pub payer: Pubkey,
}
