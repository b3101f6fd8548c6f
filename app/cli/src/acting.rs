//! Acts of programs that hold no key: who acts, and what is built.

use anchor_lang::prelude::Pubkey;

/// A multisig or a realm, which signs elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// Signs as the authority or owner.
    pub authority: Pubkey,
    /// Pays the fee, and for new accounts where the program lets another pay.
    pub payer: Pubkey,
}

/// What to build of an act. Nothing is signed or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Its terms.
    Terms,
    /// Its terms, and the result of a simulation.
    Simulation,
    /// The same, and the transaction, to be signed elsewhere.
    Transaction,
}
