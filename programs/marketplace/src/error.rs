//! Errors 8000 to 8999.

use anchor_lang::prelude::*;

/// What the marketplace refuses.
#[error_code(offset = 8000)]
#[derive(PartialEq, Eq)]
pub enum MarketplaceError {
    /// The signer does not act for the supplier.
    #[msg("Only the owner or the operator of the supplier may do this")]
    NotSupplier,
    /// The signer does not own the supplier.
    #[msg("Only the owner of the supplier may do this")]
    NotOwner,
    /// The signer is not the renter.
    #[msg("Only the renter of this reservation may do this")]
    NotRenter,
    /// The supplier does not belong here.
    #[msg("This is not the supplier of the offer or reservation")]
    WrongSupplier,
    /// The usage account does not belong here.
    #[msg("This is not the usage account of the supplier")]
    WrongSupplierUsage,
    /// The offer does not belong here.
    #[msg("This is not the offer of the reservation")]
    WrongOffer,
    /// The mint does not belong here.
    #[msg("This is not the mint of the currency: IO and USDC are accepted, each by its one mint")]
    WrongMint,
    /// The escrow does not belong here.
    #[msg("This is not the escrow of the reservation")]
    WrongEscrow,
    /// The fee vault does not belong here.
    #[msg("This is not the fee-burn vault of the reservation's currency")]
    WrongVault,
    /// The rent payer does not belong here.
    #[msg("This is not who paid the rent of the reservation")]
    WrongReservationPayer,
    /// The council does not belong here.
    #[msg("This is not the council of attestors")]
    WrongCouncil,
    /// The token account is not where the payee looks.
    #[msg("Pass the payee's associated token account: what that one cannot receive stays owed")]
    WrongDestination,
    /// An offer of nothing.
    #[msg("An offer has at least one GPU")]
    OfferWithoutGpus,
    /// An offer for nothing.
    #[msg("An offer has a price above zero")]
    OfferWithoutPrice,
    /// The hours of an offer make no sense.
    #[msg("The hours of an offer are 1 <= minimum <= maximum <= the market's limit, and at least 1 in IO")]
    OfferHours,
    /// The currencies of an offer make no sense.
    #[msg("An offer takes IO (1), USDC (2) or both (3)")]
    OfferCurrencies,
    /// The offer is not what the renter saw.
    #[msg("The offer has been edited since: look at it again and pass its present revision")]
    OfferEdited,
    /// The supplier takes no new reservations here.
    #[msg("The offer is paused: choose another, or come back later")]
    OfferPaused,
    /// The offer cannot be closed.
    #[msg("GPUs of this offer are reserved: pause it, and close it once they are free")]
    OfferInUse,
    /// The offer does not take this currency.
    #[msg("The offer does not take this currency")]
    CurrencyNotTaken,
    /// Too short or too long.
    #[msg("The offer takes only reservations of its minimum to its maximum hours")]
    HoursOutOfRange,
    /// Too long for IO.
    #[msg("The offer does not take as many hours in IO: reserve fewer, or pay in USDC")]
    IoHoursOutOfRange,
    /// A reservation of nothing.
    #[msg("A reservation has at least one GPU")]
    NoGpus,
    /// The offer has fewer GPUs left.
    #[msg("The offer has fewer GPUs left: reserve fewer, or at another offer")]
    OfferFull,
    /// The supplier has fewer GPUs attested.
    #[msg("The supplier has fewer attested GPUs free at this time: reserve fewer, or elsewhere")]
    NotAttested,
    /// The supplier has too little stake.
    #[msg("The supplier's stake, own or total, does not back as many GPUs: reserve fewer, or elsewhere")]
    NotBacked,
    /// It costs more than the renter allows.
    #[msg("The cost with the renter's fee is above max_amount: raise it, or reserve less")]
    CostAboveMaximum,
    /// No price account.
    #[msg("A reservation in IO needs the account of the IO/USD price")]
    PriceMissing,
    /// It has started or ended already.
    #[msg("The reservation does not wait for its start any more")]
    NotReserved,
    /// The start window is over.
    #[msg("The time to start is over: the reservation can only be cancelled")]
    TooLateToStart,
    /// The start window is not over.
    #[msg("The supplier may still start the reservation: cancel it after the start window")]
    TooEarlyToCancel,
    /// The meter does not run.
    #[msg("The reservation is not active")]
    NotActive,
    /// The meter has reached the end.
    #[msg("The time of the reservation is over: send complete instead")]
    TimeIsOver,
    /// The meter has not reached the end.
    #[msg("The time of the reservation is not over yet")]
    TimeIsNotOver,
    /// It has not ended.
    #[msg("The reservation has not ended: complete, terminate or cancel it first")]
    NotEnded,
    /// The hold-back is not over.
    #[msg("The last hours are held back for a day after the end: close it then")]
    HeldBack,
    /// None of five rates is paid.
    #[msg("Five rates are reserved that are not yet paid: extend at the last of them, or once the first is paid")]
    TooManySegments,
    /// The act is not the newest.
    #[msg("The council has reported since, or the decision is older than what it is about")]
    StaleDecision,
    /// The time of a report makes no sense.
    #[msg("A report names a time not after it was made, and an outage begins before the end")]
    InvalidOutageTime,
    /// There is no outage to end.
    #[msg("No outage of this reservation is reported, or the report has lapsed")]
    NotDown,
    /// The downtime is within what was reserved.
    #[msg("The downtime is within what the reservation allows: terminate instead")]
    DowntimeAllowed,
    /// Nothing can be disputed, or reported.
    #[msg("Nothing is held back that has not been disputed or decided yet")]
    NothingHeldBack,
    /// One at a time.
    #[msg("A dispute is open: it is decided, or expires, first")]
    DisputeOpen,
    /// There is none.
    #[msg("No dispute is open")]
    NoDispute,
    /// More than everything.
    #[msg("The renter's share of what is disputed is 0 to 10,000 bps")]
    BadShare,
    /// The council has been silent.
    #[msg("The time to decide is over: the dispute can only expire")]
    TooLateToDecide,
    /// The council may still decide.
    #[msg("The council may still decide the dispute: it expires after its time to decide")]
    TooEarlyToExpire,
    /// The signer is owed nothing.
    #[msg("This reservation owes the signer nothing at this time")]
    NothingOwed,
    /// The extension is too long.
    #[msg("The reservation would end further ahead than the offer's longest stay: extend it by less, or later")]
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
}
