//! Announcements of transactions before they are sent.

use anchor_lang::prelude::Pubkey;
use solana_hash::Hash;
use solana_signature::Signature;

/// Until when a transaction may be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Up to a block height.
    Height(u64),
    /// Until a blockhash of unknown age expires, within 150 blocks.
    Blockhash(Hash),
    /// Until a durable nonce is advanced.
    Nonce(Pubkey),
}

/// A signed transaction that is about to be broadcast for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Signature, by which the transaction is found if this process ends before the outcome.
    pub signature: Signature,
    /// Until when it may be executed.
    pub expiry: Expiry,
    /// Fee in lamports: signatures and priority.
    pub fee: u64,
}

/// Is called with transactions before they are sent.
pub trait Observer: Send + Sync {
    /// These are broadcast as soon as this returns, at once.
    fn announce(&self, signed: &[Announcement]);
}

/// Says nothing.
pub struct Silent;

impl Observer for Silent {
    fn announce(&self, _: &[Announcement]) {}
}
