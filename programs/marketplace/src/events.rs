//! Events, by self-CPI: every movement of value, with the totals after it. Amounts are base units of the
//! reservation's currency, times unix seconds.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::{Change, Currency, EndReason, Offer, Payees, Reservation};

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// How the money of a reservation stands. Paid, refunded, fees and what the escrow holds are together locked and
/// deposit (P-13).
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// All that the renter has put in, in base units, but for the deposit of an open dispute.
    pub locked: u64,
    /// Deposit of an open dispute, in base units.
    pub deposit: u64,
    /// Price that the renter is liable for, in base units.
    pub payable: u64,
    /// The part of it that is no longer held back, in base units.
    pub charged: u64,
    /// Paid to the supplier, in base units.
    pub paid: u64,
    /// Refunded to the renter, in base units.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault, in base units.
    pub fees: u64,
    /// The supplier's, not yet paid, in base units.
    pub owed_to_supplier: u64,
    /// The renter's, not yet paid, in base units.
    pub owed_to_renter: u64,
    /// Fees not yet sent, in base units.
    pub owed_fees: u64,
}

impl Totals {
    /// How it stands, with what the payees are `owed`.
    pub fn new(reservation: &Reservation, owed: &Payees) -> Self {
        let Reservation {
            locked,
            payable,
            charged,
            paid,
            dispute,
            ..
        } = *reservation;
        Self {
            locked,
            deposit: dispute.deposit,
            payable,
            charged,
            paid: paid.supplier,
            refunded: paid.renter,
            fees: paid.fees,
            owed_to_supplier: owed.supplier,
            owed_to_renter: owed.renter,
            owed_fees: owed.fees,
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
    /// GPUs offered.
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
    /// GPUs offered.
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
    /// GPUs reserved.
    pub gpus: u32,
    /// Seconds.
    pub seconds: u32,
    /// Base units an hour, for all GPUs together.
    pub rate: u64,
    /// Locked in the escrow, in base units.
    pub locked: u64,
    /// GPUs that the supplier has reserved now, over all offers.
    pub reserved_gpus: u32,
}

/// The meter runs.
#[event]
pub struct Started {
    /// The reservation.
    pub reservation: Pubkey,
    /// Since when, in unix seconds.
    pub started_at: i64,
    /// Until when, in unix seconds.
    pub ends_at: i64,
    /// Hash of the connection details.
    pub connection_hash: [u8; 32],
}

/// More time has been reserved and paid for.
#[event]
pub struct Extended {
    /// The reservation.
    pub reservation: Pubkey,
    /// Seconds reserved on top.
    pub seconds: u32,
    /// Base units an hour, for all GPUs together.
    pub rate: u64,
    /// Locked for it, in base units.
    pub locked: u64,
    /// Until when the meter may run, in unix seconds.
    pub ends_at: i64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// The supplier has announced that it will end the reservation.
#[event]
pub struct EndAnnounced {
    /// The reservation.
    pub reservation: Pubkey,
    /// When it was announced, in unix seconds.
    pub at: i64,
    /// When the notice is over, in unix seconds.
    pub over_at: i64,
}

/// The council has stopped the meter, renewed its report, or let the meter run on.
#[event]
pub struct OutageReported {
    /// The reservation.
    pub reservation: Pubkey,
    /// Since when, as the council says, in unix seconds.
    pub at: i64,
    /// Whether the GPUs are down.
    pub down: bool,
    /// Seconds of downtime so far.
    pub downtime: u32,
    /// Seconds of it above which the renter may terminate for free.
    pub allowed: u64,
}

/// The renter disputes what is held back.
#[event]
pub struct DisputeOpened {
    /// The reservation.
    pub reservation: Pubkey,
    /// Price of what is frozen, in base units.
    pub frozen: u64,
    /// Until when the council may decide, in unix seconds.
    pub decides_until: i64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// A dispute is over: the council has decided it, or has not in time.
#[event]
pub struct DisputeClosed {
    /// The reservation.
    pub reservation: Pubkey,
    /// The renter's share of what was frozen, in bps; none if nobody decided, and the meter pays.
    pub renter_bps: Option<u16>,
    /// Refunded to the renter now, in base units.
    pub refunded: u64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// Fees have been sent before the end.
#[event]
pub struct FeesSwept {
    /// The reservation.
    pub reservation: Pubkey,
    /// Sent to the fee-burn vault now, in base units.
    pub fees: u64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// The supplier has earned.
#[event]
pub struct ReservationSettled {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now, in base units.
    pub paid: u64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// The GPUs are free; the unused part is the renter's.
#[event]
pub struct Ended {
    /// The reservation.
    pub reservation: Pubkey,
    /// Why it has ended.
    pub reason: EndReason,
    /// Metered seconds.
    pub seconds: u32,
    /// Seconds of downtime, as far as reported; what may be corrected is not refunded yet.
    pub downtime: u32,
    /// Refunded to the renter now, in base units.
    pub refunded: u64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// What was held back has been allocated, and paid where that was possible.
#[event]
pub struct ReservationClosed {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now, in base units.
    pub paid: u64,
    /// Refunded to the renter now, in base units.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault now, in base units.
    pub fees: u64,
    /// What others had put into the escrow, in base units, and is sent away beside the payees.
    pub surplus: u64,
    /// Whether its accounts were closed; if not, a payee is still owed.
    pub account_closed: bool,
    /// Seconds of downtime, those reported after the end included.
    pub downtime: u32,
    /// Whether it was down for longer than the renter tolerates.
    pub breach: bool,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// A payee has withdrawn what it was owed.
#[event]
pub struct OwedWithdrawn {
    /// The reservation.
    pub reservation: Pubkey,
    /// Who.
    pub payee: Pubkey,
    /// What was paid, in base units.
    pub amount: u64,
    /// How the money of the reservation stands after it.
    pub totals: Totals,
}

/// Authority or guardian has acted.
#[event]
pub struct MarketplaceGoverned {
    /// Authority, guardian, or who has accepted the authority.
    pub signer: Pubkey,
    /// What it did.
    pub action: GovernanceAction,
    /// Until when new risk is stopped now, in unix seconds.
    pub paused_until: i64,
}

/// A change has been proposed.
#[event]
pub struct ChangeProposed {
    /// The proposal.
    pub proposal: Pubkey,
    /// What would change.
    pub change: Change,
    /// When anyone can apply it, in unix seconds.
    pub ready_at: i64,
}

/// A change is in force.
#[event]
pub struct ChangeApplied {
    /// The proposal.
    pub proposal: Pubkey,
    /// What has changed.
    pub change: Change,
}

/// A proposal has been cancelled, or cleared away after it lapsed.
#[event]
pub struct ChangeCancelled {
    /// The proposal.
    pub proposal: Pubkey,
}

/// Lamports above an account's rent-exempt minimum were returned.
#[event]
pub struct RentReclaimed {
    /// The account.
    pub account: Pubkey,
    /// Who got it.
    pub recipient: Pubkey,
    /// Lamports returned.
    pub lamports: u64,
}
