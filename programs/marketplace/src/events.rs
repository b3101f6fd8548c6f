//! Events, by self-CPI: every movement of value, with the totals after it. Amounts are base units of the
//! reservation's currency, times unix seconds.

use anchor_lang::prelude::*;

use crate::state::{Currency, EndReason, Offer, Reservation};

/// How the money of a reservation stands.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// All that the renter has put in.
    pub locked: u64,
    /// Price of what has been used, as far as it is counted.
    pub charged: u64,
    /// Paid to the supplier.
    pub paid: u64,
    /// Refunded to the renter.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault.
    pub fees: u64,
    /// Recorded for the supplier, not yet paid.
    pub owed_to_supplier: u64,
    /// Recorded for the renter, not yet paid.
    pub owed_to_renter: u64,
    /// Recorded as fees, not yet sent.
    pub owed_fees: u64,
}

impl From<&Reservation> for Totals {
    fn from(reservation: &Reservation) -> Self {
        Self {
            locked: reservation.locked,
            charged: reservation.charged,
            paid: reservation.to_supplier.paid,
            refunded: reservation.to_renter.paid,
            fees: reservation.fees.paid,
            owed_to_supplier: reservation.to_supplier.owed,
            owed_to_renter: reservation.to_renter.owed,
            owed_fees: reservation.fees.owed,
        }
    }
}

/// GPUs have been offered.
#[event]
pub struct OfferCreated {
    /// The offer.
    pub offer: Pubkey,
    /// Who supplies.
    pub supplier: Pubkey,
    /// GPU model.
    pub model: u16,
    /// GPUs.
    pub gpus: u32,
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// Set of currencies taken.
    pub currencies: u8,
}

/// An offer has been edited, paused or resumed.
#[event]
pub struct OfferChanged {
    /// The offer.
    pub offer: Pubkey,
    /// Its revision now.
    pub revision: u32,
    /// GPUs.
    pub gpus: u32,
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// Set of currencies taken.
    pub currencies: u8,
    /// Whether nothing can be reserved.
    pub paused: bool,
}

impl OfferChanged {
    /// How the offer stands.
    pub fn new(address: Pubkey, offer: &Offer) -> Self {
        Self {
            offer: address,
            revision: offer.revision,
            gpus: offer.gpus,
            price_micro_usd: offer.price_micro_usd,
            currencies: offer.currencies,
            paused: offer.paused != 0,
        }
    }
}

/// An offer has been closed.
#[event]
pub struct OfferClosed {
    /// The offer.
    pub offer: Pubkey,
}

/// GPUs have been reserved and paid for.
#[event]
pub struct Reserved {
    /// The reservation.
    pub reservation: Pubkey,
    /// Who rents.
    pub renter: Pubkey,
    /// Who supplies.
    pub supplier: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// Currency.
    pub currency: Currency,
    /// GPUs.
    pub gpus: u32,
    /// Seconds.
    pub seconds: u32,
    /// Base units an hour, for all GPUs together.
    pub rate: u64,
    /// Locked in the escrow.
    pub locked: u64,
    /// GPUs that the supplier has reserved now, over all offers.
    pub reserved_gpus: u32,
}

/// The meter runs.
#[event]
pub struct Started {
    /// The reservation.
    pub reservation: Pubkey,
    /// Since when.
    pub started_at: i64,
    /// Until when.
    pub ends_at: i64,
    /// Hash of the connection details.
    pub connection_hash: [u8; 32],
}

/// The supplier has earned.
#[event]
pub struct Settled {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now.
    pub paid: u64,
    /// Totals.
    pub totals: Totals,
}

/// The GPUs are free; the unused part is the renter's.
#[event]
pub struct Ended {
    /// The reservation.
    pub reservation: Pubkey,
    /// Why.
    pub reason: EndReason,
    /// Seconds used.
    pub seconds: u32,
    /// Refunded to the renter now.
    pub refunded: u64,
    /// Totals.
    pub totals: Totals,
}

/// What was held back has been allocated, and paid where that was possible.
#[event]
pub struct Finished {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now.
    pub paid: u64,
    /// Refunded to the renter now.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault now.
    pub fees: u64,
    /// Sent there beside the fees: what others had put into the escrow.
    pub surplus: u64,
    /// Whether the reservation was closed; if not, a leg is still owed.
    pub closed: bool,
    /// Totals.
    pub totals: Totals,
}

/// A payee has taken what a leg owed.
#[event]
pub struct Collected {
    /// The reservation.
    pub reservation: Pubkey,
    /// Who.
    pub payee: Pubkey,
    /// Amount.
    pub amount: u64,
    /// Totals.
    pub totals: Totals,
}
