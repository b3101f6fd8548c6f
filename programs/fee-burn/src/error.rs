//! Errors 9000 to 9999.

use anchor_lang::prelude::*;

/// Errors of the fee-burn program.
#[error_code(offset = 9000)]
#[derive(PartialEq, Eq)]
pub enum FeeBurnError {
    /// Another mint was passed.
    #[msg("This is not the IO mint of the network")]
    WrongMint,
    /// The destination is the vault.
    #[msg("Pass a USDC account of your own: the vault cannot buy from itself")]
    WrongDestination,
    /// The last auction is too recent.
    #[msg("The last auction is too recent: open the next one when the interval is over")]
    TooEarlyToOpen,
    /// The budget or the vault holds too little.
    #[msg("The vault or the budget is below the smallest lot: try again later")]
    LotTooSmall,
    /// The price is older than the newest one used.
    #[msg("The price is older than the newest one used here: post a newer update first")]
    PriceOlderThanLast,
    /// No lot is up.
    #[msg("No lot is up for auction: send open_auction first")]
    NoAuction,
    /// The auction has ended.
    #[msg("The auction is over: open the next one")]
    AuctionOver,
    /// The auction has not ended.
    #[msg("The auction is running: it can still be filled")]
    AuctionRunning,
    /// The lot has less left.
    #[msg("The lot has less USDC left: take what is left, or less")]
    FillTooLarge,
    /// The fill is neither the minimum nor the rest.
    #[msg("A fill must take at least the minimum, or all that is left of the lot")]
    FillTooSmall,
    /// The IO required exceeds the filler's maximum.
    #[msg("The IO required exceeds max_io: raise it, or wait for the bid to rise")]
    IoAboveMaximum,
    /// A flash fill is under way.
    #[msg("A flash fill is under way: nothing else is possible before it ends")]
    EngineLocked,
    /// A part of a flash fill was called by a program.
    #[msg("flash_fill_begin and flash_fill_end must be top-level instructions: no program can send them")]
    NotTopLevel,
    /// No `flash_fill_end` follows, or several do.
    #[msg("Exactly one flash_fill_end must follow flash_fill_begin in the transaction")]
    FlashFillUnpaired,
    /// The filler has no flash fill to end.
    #[msg("This filler has no flash fill under way: send flash_fill_begin first, in the same transaction")]
    NoFlashFill,
    /// A lot is up.
    #[msg("A lot is up: fill it, or send expire_auction after its time, then apply the change")]
    LotLeft,
    /// The anchor has moved less than an interval ago.
    #[msg("The anchor has moved less than an interval ago: update it when the interval is over")]
    TooEarlyToUpdateAnchor,
    /// The account is no vault of fees.
    #[msg("Pass the program's vault of fees in IO or in USDC")]
    WrongVault,
    /// No treasury is named.
    #[msg("The council has no treasury: governance names it by a proposal")]
    NoTreasury,
    /// The account is not the treasury's.
    #[msg("Pass the associated token account of the council's treasury for this vault's mint")]
    WrongTreasury,
}
