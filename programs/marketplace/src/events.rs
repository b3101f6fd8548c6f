//! Events, by self-CPI: every movement of value, with the totals after it. Amounts are in base units of the
//! reservation's currency, times in unix seconds.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::{Change, Currency, EndReason, Offer, Payees, Reservation};

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// Amounts of a reservation. `paid`, `refunded`, `fees` and the escrow's balance add up to `locked` and `deposit`
/// (P-13).
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Everything that the payer has paid in, except the deposit of an open dispute, in base units.
    pub locked: u64,
    /// Deposit of an open dispute, in base units.
    pub deposit: u64,
    /// Price that the payer is liable for, in base units.
    pub payable: u64,
    /// The part of `payable` that is no longer held back, in base units.
    pub charged: u64,
    /// Paid to the supplier, in base units.
    pub paid: u64,
    /// Refunded to the payer, in base units.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault, in base units.
    pub fees: u64,
    /// Owed to the supplier and not yet paid, in base units.
    pub owed_to_supplier: u64,
    /// Owed to the payer and not yet refunded, in base units.
    pub owed_to_payer: u64,
    /// Fees not yet sent, in base units.
    pub owed_fees: u64,
}

impl Totals {
    /// The amounts of `reservation`, with what the payees are `owed`.
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
            refunded: paid.payer,
            fees: paid.fees,
            owed_to_supplier: owed.supplier,
            owed_to_payer: owed.payer,
            owed_fees: owed.fees,
        }
    }
}

/// GPUs have been offered.
#[event]
pub struct OfferCreated {
    /// The offer.
    pub offer: Pubkey,
    /// The supplier.
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
    /// Revision of the offer after this.
    pub revision: u32,
    /// GPUs offered.
    pub gpus: u32,
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// Set of currencies taken.
    pub currencies: u8,
    /// Whether new reservations are refused.
    pub paused: bool,
}

impl OfferChanged {
    /// The event of an offer.
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
    /// The renter.
    pub renter: Pubkey,
    /// Its payer, who is refunded.
    pub payer: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// The offer.
    pub offer: Pubkey,
    /// Currency.
    pub currency: Currency,
    /// GPUs reserved.
    pub gpus: u32,
    /// Reserved time, in seconds.
    pub seconds: u32,
    /// Base units per hour, for all GPUs together.
    pub rate: u64,
    /// Locked in the escrow, in base units.
    pub locked: u64,
    /// GPUs of the supplier reserved after this, over all offers.
    pub reserved_gpus: u32,
    /// What a breach costs the supplier, in tenths of an IO.
    pub breach: u32,
}

/// The meter has started.
#[event]
pub struct Started {
    /// The reservation.
    pub reservation: Pubkey,
    /// When the meter started, in unix seconds.
    pub started_at: i64,
    /// When the reserved time ends, in unix seconds.
    pub ends_at: i64,
    /// Hash of the connection details.
    pub connection_hash: [u8; 32],
}

/// A reservation has been extended.
#[event]
pub struct Extended {
    /// The reservation.
    pub reservation: Pubkey,
    /// Added time, in seconds.
    pub seconds: u32,
    /// Base units per hour of the added time, for all GPUs together.
    pub rate: u64,
    /// Locked for the added time, in base units.
    pub locked: u64,
    /// When the reserved time ends, in unix seconds.
    pub ends_at: i64,
    /// What autopay may still spend after this, in base units; none if the payer has signed the extension.
    pub autopay_left: Option<u64>,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// A payer has set up or changed the autopay of a reservation.
#[event]
pub struct AutopaySet {
    /// The reservation.
    pub reservation: Pubkey,
    /// Its payer.
    pub payer: Pubkey,
    /// Highest price of a GPU-hour, in micro-USD.
    pub max_price_micro_usd: u64,
    /// What it may spend from now on, in base units.
    pub left: u64,
    /// Seconds before the end from which on it extends.
    pub lead: u32,
    /// Hours that it adds at a time.
    pub hours: u16,
    /// Extensions for whose senders it holds a bounty.
    pub bounties: u16,
}

/// Autopay could not extend: the payer's wallet holds too little, or has approved too little. Nothing has moved.
#[event]
pub struct AutopayShort {
    /// The reservation.
    pub reservation: Pubkey,
    /// Needed for the extension, in base units.
    pub needed: u64,
    /// Held in the payer's wallet, in base units; 0 if it is closed or frozen.
    pub held: u64,
    /// Approved by the payer for autopay, in base units.
    pub allowed: u64,
}

/// The autopay of a reservation has been closed.
#[event]
pub struct AutopayClosed {
    /// The reservation.
    pub reservation: Pubkey,
    /// The payer, who gets the rent and the bounties that are left.
    pub payer: Pubkey,
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

/// The council has reported an outage, renewed its report, or reported the end of an outage.
#[event]
pub struct OutageReported {
    /// The reservation.
    pub reservation: Pubkey,
    /// Time of the change that the council reports, in unix seconds.
    pub at: i64,
    /// Whether the GPUs are down.
    pub down: bool,
    /// Seconds of downtime so far.
    pub downtime: u32,
    /// Seconds of downtime above which the renter may terminate for free.
    pub allowed: u64,
    /// Price that the payer is liable for after this, in base units.
    pub payable: u64,
    /// Owed to the payer and not yet refunded after this, in base units.
    pub owed_to_payer: u64,
}

/// The payer has disputed the hold-back.
#[event]
pub struct DisputeOpened {
    /// The reservation.
    pub reservation: Pubkey,
    /// Price of the frozen time, in base units.
    pub frozen: u64,
    /// Until when the council may decide, in unix seconds.
    pub decides_until: i64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// A dispute has been decided, or has expired.
#[event]
pub struct DisputeClosed {
    /// The reservation.
    pub reservation: Pubkey,
    /// The payer's share of the frozen amount, in bps; none if the dispute expired and the meter decides.
    pub payer_bps: Option<u16>,
    /// Refunded to the payer now, in base units.
    pub refunded: u64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// Fees have been sent before the end of the reservation.
#[event]
pub struct FeesSwept {
    /// The reservation.
    pub reservation: Pubkey,
    /// Sent to the fee-burn vault now, in base units.
    pub fees: u64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// Time has been charged, or the supplier has been paid.
#[event]
pub struct ReservationSettled {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now, in base units.
    pub paid: u64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// A reservation has ended: its GPUs are free and the unused part belongs to the payer.
#[event]
pub struct Ended {
    /// The reservation.
    pub reservation: Pubkey,
    /// Why it has ended.
    pub reason: EndReason,
    /// Metered seconds.
    pub seconds: u32,
    /// Seconds of downtime reported so far. What a correction may still change is not refunded yet.
    pub downtime: u32,
    /// Refunded to the payer now, in base units.
    pub refunded: u64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// The hold-back has been allocated, and paid to the payees that can receive.
#[event]
pub struct ReservationClosed {
    /// The reservation.
    pub reservation: Pubkey,
    /// Paid to the supplier now, in base units.
    pub paid: u64,
    /// Refunded to the payer now, in base units.
    pub refunded: u64,
    /// Fees sent to the fee-burn vault now, in base units.
    pub fees: u64,
    /// Tokens that others had sent to the escrow and that now leave it, in base units.
    pub surplus: u64,
    /// Whether its accounts have been closed; if not, a payee is still owed.
    pub account_closed: bool,
    /// Seconds of downtime, including downtime reported after the end.
    pub downtime: u32,
    /// Whether the downtime was a breach.
    pub breach: bool,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// A payee has withdrawn what it was owed.
#[event]
pub struct OwedWithdrawn {
    /// The reservation.
    pub reservation: Pubkey,
    /// The payee.
    pub payee: Pubkey,
    /// Amount paid, in base units.
    pub amount: u64,
    /// Amounts of the reservation after this.
    pub totals: Totals,
}

/// Authority or guardian has acted.
#[event]
pub struct MarketplaceGoverned {
    /// The authority, the guardian, or the new authority that has accepted.
    pub signer: Pubkey,
    /// The action.
    pub action: GovernanceAction,
    /// Until when new risk is stopped, in unix seconds.
    pub paused_until: i64,
}

/// A change has been proposed.
#[event]
pub struct ChangeProposed {
    /// The proposal.
    pub proposal: Pubkey,
    /// The proposed change.
    pub change: Change,
    /// From when anyone can apply it, in unix seconds.
    pub ready_at: i64,
}

/// A proposed change has been applied.
#[event]
pub struct ChangeApplied {
    /// The proposal.
    pub proposal: Pubkey,
    /// The change.
    pub change: Change,
}

/// A proposal has been cancelled, or closed after it lapsed.
#[event]
pub struct ChangeCancelled {
    /// The proposal.
    pub proposal: Pubkey,
}

/// Lamports above an account's rent-exempt minimum have been returned.
#[event]
pub struct RentReclaimed {
    /// The account.
    pub account: Pubkey,
    /// Recipient of the lamports.
    pub recipient: Pubkey,
    /// Lamports returned.
    pub lamports: u64,
}
