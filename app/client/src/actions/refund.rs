//! What an end gives back to the payer.

use marketplace::state::{Payee, Reservation};

use crate::reservation::allocated;

/// What the payer gets by an end, and what stays in escrow. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// What comes back at once.
    pub amount: u64,
    /// What stays in escrow after that.
    pub held: u64,
    /// What of it is the payer's in the end, without another report or decision of the council.
    pub later: u64,
    /// From when on that may be paid out, in unix seconds; none if nothing is held back any more.
    pub until: Option<i64>,
    /// Whether a dispute is open.
    pub disputed: bool,
}

impl Refund {
    /// By an end at `now`, which has left the reservation as `after`, before anyone is paid.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with an account of the program.
    pub fn new(after: &Reservation, now: i64) -> anchor_lang::Result<Self> {
        let mut paid = *after;
        let amount = paid.pay(Payee::Payer)?;
        let last = allocated(&paid, now)?;
        let later = last.map(|(last, _)| last.owed(Payee::Payer)).transpose()?;
        Ok(Self {
            amount,
            held: paid.escrowed()?,
            later: later.unwrap_or(0),
            until: last.map(|(_, at)| at),
            disputed: paid.dispute.is_open(),
        })
    }
}
