//! What the service needs of the chain.

use std::collections::BTreeMap;

use solana_pubkey::Pubkey;

use crate::machine::OnChain;

/// A reservation as the chain has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Its supplier.
    pub supplier: Pubkey,
    /// Its renter.
    pub renter: Pubkey,
    /// The renter's X25519 key.
    pub connection_key: [u8; 32],
    /// GPUs.
    pub gpus: u32,
    /// When it was made, in unix seconds.
    pub created_at: i64,
    /// Where it stands.
    pub on_chain: OnChain,
}

/// Why a chain did not do what was asked. What was sent may have been executed all the same: the service looks again before it
/// repeats anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// The chain, and the supplier's key.
pub trait Chain {
    /// The chain's clock, in unix seconds.
    ///
    /// # Errors
    /// If it does not answer.
    fn now(&mut self) -> Result<i64, Trouble>;

    /// Every reservation at the service's suppliers that has not ended, and those of `known` that have an account. All are of one
    /// look: what is not in the answer has no account.
    ///
    /// # Errors
    /// If it does not answer, or only in part.
    fn look(&mut self, known: &[Pubkey]) -> Result<BTreeMap<Pubkey, View>, Trouble>;

    /// Starts a reservation.
    ///
    /// # Errors
    /// If it is refused, or its outcome is not known.
    fn start(&mut self, reservation: &Pubkey, hash: [u8; 32]) -> Result<(), Trouble>;

    /// Declines a reservation.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    fn decline(&mut self, reservation: &Pubkey) -> Result<(), Trouble>;
}
