//! Errors 9000 to 9999.

use anchor_lang::prelude::*;

/// What the fee-burn program refuses.
#[error_code(offset = 9000)]
#[derive(PartialEq, Eq)]
pub enum FeeBurnError {
    /// The mint does not belong here.
    #[msg("This is not the IO mint of the network")]
    WrongMint,
    /// The USDC would go where it came from.
    #[msg("Pass a USDC account of your own: the vault cannot buy from itself")]
    WrongDestination,
    /// The last auction is too recent.
    #[msg("The last auction is too recent: open the next one when the interval is over")]
    TooEarlyToOpen,
    /// The budget or the vault holds too little.
    #[msg("Vault and budget do not make up the smallest lot yet: try again later")]
    LotTooSmall,
    /// The price is older than one already used.
    #[msg("The price is older than one already used here: post a newer update first")]
    PriceOlderThanLast,
    /// There is nothing to fill.
    #[msg("No lot is up for auction: send open_auction first")]
    NoAuction,
    /// The auction has ended.
    #[msg("The auction is over: open the next one")]
    AuctionOver,
    /// The auction has not ended.
    #[msg("The auction is running: it can still be filled")]
    AuctionRunning,
    /// The lot has less left.
    #[msg("The lot has less USDC left: ask for what is left, or less")]
    FillTooLarge,
    /// Neither the minimum nor the rest.
    #[msg("A fill takes at least the minimum, or all that is left of the lot")]
    FillTooSmall,
    /// The filler would have to give more than it allows.
    #[msg("The IO required is above max_io: raise it, or wait for the bid to rise")]
    IoAboveMaximum,
    /// A flash fill is under way.
    #[msg("A flash fill is under way: nothing else can be done before its end")]
    EngineLocked,
    /// A part of a flash fill was sent by another program.
    #[msg("The two parts of a flash fill are instructions of the transaction itself: no program can send them")]
    NotTopLevel,
    /// No end, or several.
    #[msg("After flash_fill_begin the transaction needs exactly one flash_fill_end")]
    FlashFillUnpaired,
    /// There is nothing to end.
    #[msg("This filler has begun no flash fill in this transaction: flash_fill_begin comes first")]
    NoFlashFill,
    /// A lot is up.
    #[msg(
        "A lot is up: fill it, or send expire_auction when its time is over, then apply the change"
    )]
    LotLeft,
    /// The anchor has moved less than an interval ago.
    #[msg("The anchor has moved less than an interval ago: update it when the interval is over")]
    TooEarlyToUpdateAnchor,
}
