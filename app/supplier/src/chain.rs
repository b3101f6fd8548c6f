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

/// One look at the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The chain's clock, in unix seconds.
    pub now: i64,
    /// The slot that the clock is of. No account was read at an earlier one.
    pub slot: u64,
    /// Reservations by address.
    pub views: BTreeMap<Pubkey, View>,
}

/// How the chain's clock differs from this machine's, in words, where it is `difference` seconds ahead.
pub fn clocks(difference: i64) -> String {
    let side = if difference < 0 { "behind" } else { "ahead of" };
    let seconds = difference.unsigned_abs();
    format!("the chain's clock is {seconds} s {side} this machine's")
}

/// Why a chain did not do what was asked. What was sent may have been executed all the same: the service looks again before it
/// repeats anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// The chain, and the supplier's key.
pub trait Chain {
    /// The clock, every reservation that waits at the service's suppliers, and those of `known` that have an account. All are of
    /// one look: what is not in the answer has no account, or is neither known nor waits.
    ///
    /// # Errors
    /// If it does not answer, or only in part.
    fn look(&mut self, known: &[Pubkey]) -> Result<Look, Trouble>;

    /// Whether renters reach this service at a supplier's endpoint: otherwise nothing is prepared or started.
    ///
    /// # Errors
    /// Why they do not.
    fn is_reached(&self, supplier: &Pubkey) -> Result<(), Trouble>;

    /// Sends the start of a reservation that was made at `created_at`. It does not wait for it: a later look shows it.
    ///
    /// # Errors
    /// If it is refused, or not known to be sent.
    fn start(
        &mut self,
        reservation: &Pubkey,
        created_at: i64,
        hash: [u8; 32],
    ) -> Result<(), Trouble>;

    /// Sends the refusal of a reservation that was made at `created_at`, in the same way.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    fn decline(&mut self, reservation: &Pubkey, created_at: i64) -> Result<(), Trouble>;
}
