//! Events, by self-CPI: every movement of value, with the totals after it. IO is in base units, USDC in micro-USD,
//! prices in pico-USD for one IO, times in unix seconds.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::{Change, Engine, Fill};

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// Totals of the engine since it was created.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// IO fees burned, in IO base units.
    pub fees_burned: u64,
    /// IO bought and burned, in IO base units.
    pub bought: u64,
    /// USDC spent on IO, in micro-USD.
    pub spent: u64,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions that were sold out.
    pub filled: u64,
    /// Auctions that ended with USDC left.
    pub expired: u64,
    /// IO paid to the council's treasury, in IO base units.
    pub council_io: u64,
    /// USDC paid to the council's treasury, in micro-USD.
    pub council_usdc: u64,
}

impl From<&Engine> for Totals {
    fn from(engine: &Engine) -> Self {
        Self {
            fees_burned: engine.fees_burned,
            bought: engine.bought,
            spent: engine.spent,
            opened: engine.opened,
            filled: engine.filled,
            expired: engine.expired,
            council_io: engine.io.council_paid,
            council_usdc: engine.usdc.council_paid,
        }
    }
}

/// IO fees have been burned.
#[event]
pub struct FeesBurned {
    /// IO burned by this instruction, in IO base units.
    pub amount: u64,
    /// IO counted for the council, which stays in the vault, in IO base units.
    pub council: u64,
    /// Totals of the engine after this.
    pub totals: Totals,
}

/// The council's part of the fees in a vault has been paid to its treasury.
#[event]
pub struct CouncilPaid {
    /// The council's treasury.
    pub treasury: Pubkey,
    /// The vault: of fees in IO, or of fees in USDC.
    pub vault: Pubkey,
    /// Tokens paid, in base units.
    pub amount: u64,
    /// Totals of the engine after this.
    pub totals: Totals,
}

/// A lot has been put up for auction.
#[event]
pub struct AuctionOpened {
    /// USDC of the lot, in micro-USD.
    pub lot: u64,
    /// Base of the bid: the lowest of spot price, average and the cap of the anchor, in pico-USD for one IO.
    pub reference: u64,
    /// The slow anchor, in pico-USD for one IO.
    pub anchor: u64,
    /// Factor of the budget, in bps.
    pub factor_bps: u64,
    /// Until when it can be filled, in unix seconds.
    pub ends_at: i64,
    /// USDC returned from the previous auction, if no one had expired it, in micro-USD.
    pub returned: u64,
    /// USDC counted for the council, which stays in the vault, in micro-USD.
    pub council: u64,
    /// Totals of the engine after this.
    pub totals: Totals,
}

/// The slow anchor has moved without an auction.
#[event]
pub struct AnchorUpdated {
    /// The slow anchor, in pico-USD for one IO.
    pub anchor: u64,
    /// The average that it follows, in pico-USD for one IO.
    pub ema: u64,
}

/// IO has been bought and burned. A flash fill emits it at its end.
#[event]
pub struct AuctionFilled {
    /// Seller of the IO.
    pub filler: Pubkey,
    /// USDC paid, in micro-USD.
    pub usdc: u64,
    /// IO burned, in IO base units.
    pub io: u64,
    /// The bid, in pico-USD for one IO.
    pub bid: u64,
    /// USDC left of the lot after this, in micro-USD.
    pub left: u64,
    /// Totals of the engine after this.
    pub totals: Totals,
}

impl AuctionFilled {
    /// The event of a fill that the engine has recorded.
    pub fn new(filler: Pubkey, fill: &Fill, engine: &Engine) -> Self {
        Self {
            filler,
            usdc: fill.usdc,
            io: fill.io,
            bid: fill.bid,
            left: engine.auction.left,
            totals: Totals::from(engine),
        }
    }
}

/// An auction has ended with USDC left.
#[event]
pub struct AuctionExpired {
    /// USDC returned to the budget, in micro-USD.
    pub returned: u64,
    /// Totals of the engine after this.
    pub totals: Totals,
}

/// Authority or guardian has acted.
#[event]
pub struct FeeBurnGoverned {
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
