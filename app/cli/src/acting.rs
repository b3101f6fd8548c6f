//! Who acts, where nobody signs here, and what is made of the act.

use anchor_lang::prelude::Pubkey;

/// A multisig or a realm, which signs elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// Signs as the authority or owner.
    pub authority: Pubkey,
    /// Pays the fee, and for new accounts where the program lets another pay.
    pub payer: Pubkey,
}

/// What becomes of an act for a program that holds no key: nothing is signed or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Its terms.
    Terms,
    /// The same, with what a simulation shows.
    Simulation,
    /// The same, with the transaction that its signers sign elsewhere.
    Transaction,
}
