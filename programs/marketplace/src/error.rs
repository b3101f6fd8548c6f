//! Errors 8000 to 8999.

use anchor_lang::prelude::*;

/// Errors of the marketplace.
#[error_code(offset = 8000)]
#[derive(PartialEq, Eq)]
pub enum MarketplaceError {
    /// The signer does not act for the supplier.
    #[msg("Only the owner or the operator of the supplier may do this")]
    NotSupplier,
    /// The signer does not own the supplier.
    #[msg("Only the owner of the supplier may do this")]
    NotOwner,
    /// The signer is neither the renter nor the payer.
    #[msg("Only the renter or the payer of this reservation may do this")]
    NotRenter,
    /// Another supplier was passed.
    #[msg("This is not the supplier of the offer or reservation")]
    WrongSupplier,
    /// Another usage account was passed.
    #[msg("This is not the usage account of the supplier")]
    WrongSupplierUsage,
    /// Another offer was passed.
    #[msg("This is not the offer of the reservation")]
    WrongOffer,
    /// Another mint was passed.
    #[msg(
        "This is not the mint of the currency: only the network's IO and USDC mints are accepted"
    )]
    WrongMint,
    /// Another escrow was passed.
    #[msg("This is not the escrow of the reservation")]
    WrongEscrow,
    /// Another fee vault was passed.
    #[msg("This is not the fee-burn vault of the reservation's currency")]
    WrongVault,
    /// Another payer was passed.
    #[msg("This is not the payer of the reservation")]
    WrongReservationPayer,
    /// Another council was passed.
    #[msg("This is not the council of attestors")]
    WrongCouncil,
    /// The token account is not the payee's associated one.
    #[msg("Pass the payee's associated token account: what it cannot receive stays owed")]
    WrongDestination,
    /// The offer has no GPUs.
    #[msg("An offer needs at least one GPU")]
    OfferWithoutGpus,
    /// The price is zero.
    #[msg("An offer needs a price above zero")]
    OfferWithoutPrice,
    /// The hours of the offer are out of range.
    #[msg("The hours of an offer must be 1 <= minimum <= maximum <= the market's limit, and at least 1 in IO")]
    OfferHours,
    /// The set of currencies is unknown.
    #[msg("An offer must take IO (1), USDC (2) or both (3)")]
    OfferCurrencies,
    /// The offer has changed since the renter read it.
    #[msg("The offer has been edited: read it again and pass its current revision")]
    OfferEdited,
    /// The offer takes no new reservations.
    #[msg("The offer is paused: choose another, or try again later")]
    OfferPaused,
    /// The offer has reserved GPUs.
    #[msg("GPUs of this offer are reserved: pause it, and close it once they are free")]
    OfferInUse,
    /// The offer does not take this currency.
    #[msg("The offer does not take this currency")]
    CurrencyNotTaken,
    /// The reservation is too short or too long.
    #[msg("The hours are outside the offer's minimum and maximum")]
    HoursOutOfRange,
    /// The reservation is too long for IO.
    #[msg("The offer takes fewer hours in IO: reserve fewer, or pay in USDC")]
    IoHoursOutOfRange,
    /// The reservation is of zero GPUs.
    #[msg("A reservation needs at least one GPU")]
    NoGpus,
    /// The offer has fewer GPUs left.
    #[msg("The offer has fewer GPUs left: reserve fewer, or choose another offer")]
    OfferFull,
    /// The supplier has fewer GPUs attested.
    #[msg("The supplier has fewer attested GPUs free for this time: reserve fewer, or choose another supplier")]
    NotAttested,
    /// The supplier has too little stake.
    #[msg("The supplier's own or total stake does not back this many GPUs: reserve fewer, or choose another supplier")]
    NotBacked,
    /// The cost exceeds the payer's maximum.
    #[msg("The cost with the renter's fee exceeds max_amount: raise it, or reserve less")]
    CostAboveMaximum,
    /// The price account is missing.
    #[msg("A reservation in IO needs the IO/USD price account")]
    PriceMissing,
    /// The reservation has started or ended.
    #[msg("The reservation is no longer waiting to start")]
    NotReserved,
    /// The start window is over.
    #[msg("The start window is over: the reservation can only be cancelled")]
    TooLateToStart,
    /// The start window is not over.
    #[msg("The supplier may still start the reservation: cancel it after the start window")]
    TooEarlyToCancel,
    /// The meter does not run.
    #[msg("The reservation is not active")]
    NotActive,
    /// The meter has reached the end.
    #[msg("The reserved time is over: send complete instead")]
    TimeIsOver,
    /// The meter has not reached the end.
    #[msg("The reserved time is not over yet")]
    TimeIsNotOver,
    /// The reservation has not ended.
    #[msg("The reservation has not ended: complete, terminate or cancel it first")]
    NotEnded,
    /// The hold-back is not over.
    #[msg("The hold-back is not over: close the reservation after it")]
    HeldBack,
    /// All segments are in use and none is paid.
    #[msg("Five rates are reserved and not yet paid: extend at the last of them, or once the first is paid")]
    TooManySegments,
    /// The decision is not the newest.
    #[msg("A newer decision was applied, or this one is older than what it decides")]
    StaleDecision,
    /// The time of the report is out of range.
    #[msg("The reported time must not be after the report was made, and an outage must begin before the reservation's end")]
    InvalidOutageTime,
    /// There is no outage to end.
    #[msg("No outage of this reservation is reported, or the report has lapsed")]
    NotDown,
    /// The downtime is within the allowed downtime.
    #[msg("The downtime is within what the reservation allows: send terminate instead")]
    DowntimeAllowed,
    /// Nothing is left to dispute or report on.
    #[msg("No hold-back is left that has not been disputed or decided")]
    NothingHeldBack,
    /// A dispute is already open.
    #[msg("A dispute is open: it must be decided or expire first")]
    DisputeOpen,
    /// There is no open dispute.
    #[msg("No dispute is open")]
    NoDispute,
    /// The share exceeds 10,000 bps.
    #[msg("The payer's share of the disputed amount must be 0 to 10,000 bps")]
    BadShare,
    /// The decision time is over.
    #[msg("The decision time is over: the dispute can only expire")]
    TooLateToDecide,
    /// The decision time is not over.
    #[msg("The council may still decide the dispute: it expires after the decision time")]
    TooEarlyToExpire,
    /// The signer is owed nothing.
    #[msg("This reservation owes the signer nothing at this time")]
    NothingOwed,
    /// The extension is too long.
    #[msg("The reservation would end later than the offer's longest stay allows: extend it by less, or later")]
    EndsTooLate,
    /// More notice than an offer may promise.
    #[msg("An offer promises at most 720 hours of notice")]
    OfferNotice,
    /// One announcement at a time.
    #[msg("The end is announced already: the announcement stands until a day after its notice is over")]
    EndAlreadyAnnounced,
    /// The extension goes beyond the announced end.
    #[msg("The supplier has announced the end: extend to the end of its notice at most, or reserve elsewhere")]
    EndsAfterNotice,
    /// The extension's price is for less notice.
    #[msg("The offer now promises less notice than this reservation has: reserve again instead of extending")]
    NoticeShortened,
    /// The announcement gives up the renter's minimum time.
    #[msg("Before the minimum time is over only the owner may announce the end, which gives that time up")]
    MinimumIsNotOver,
    /// The signer does not pay for the reservation.
    #[msg("Only the payer of this reservation may do this")]
    NotPayer,
    /// The hours or the lead of an autopay are out of range.
    #[msg("Autopay needs at least one hour to add and one second of lead; in IO, three extensions must last for the hold-back and the lead: add more hours, or extend later")]
    AutopayTimes,
    /// The autopay is of another payer or of an earlier reservation.
    #[msg("This autopay is of another payer, or of an earlier reservation at the same address: close it first")]
    WrongAutopay,
    /// Another spender was passed.
    #[msg("This is not the spender of the reservation's payer")]
    WrongSpender,
    /// Another token account was passed.
    #[msg("Autopay takes from the payer's associated token account only: pass that")]
    WrongPayerTokens,
    /// The end is further ahead than the lead.
    #[msg("It is too early to extend: the end is further ahead than the payer has set")]
    AutopayTooEarly,
    /// The offer's price exceeds the payer's maximum.
    #[msg("The offer's price is above the highest that the payer has set")]
    AutopayAbovePrice,
    /// The cost exceeds what autopay may still spend.
    #[msg("The extension costs more than the payer lets autopay spend from now on")]
    AutopayLimit,
    /// The wallet was short and still is.
    #[msg("The payer's wallet holds too little, or has approved too little: that is recorded, and it still does")]
    AutopayShort,
    /// The reservation was extended since its end was read.
    #[msg("The reservation was extended since you looked, and ends later: read it again, then extend if you still want more time")]
    EndMoved,
    /// What autopay may spend was changed since it was read.
    #[msg("Autopay was set, has spent or was closed since you looked: read what is left, then set it again")]
    AutopayChanged,
    /// The hours and the lead exceed the offer's longest stay.
    #[msg("The hours and the lead of autopay are together more than the offer's longest stay: add fewer hours, or set a shorter lead")]
    AutopayTooLong,
    /// A dispute of the reservation is open.
    #[msg("Autopay waits until the dispute is over: extend by hand if you want to stay")]
    AutopayPaused,
}
