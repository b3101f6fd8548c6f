//! Events, by self-CPI: every movement of value, with the totals after it. IO in base units, USDC in
//! micro-USD, prices in pico-USD for one IO, times in unix seconds.

use anchor_lang::prelude::*;
use io_common::governance::GovernanceAction;

use crate::state::{Change, Engine, Fill};

io_common::emitter!(crate::ID, crate::EVENT_AUTHORITY_AND_BUMP.1);

/// What the engine has done since it was created.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// IO fees burned, in IO base units.
    pub fees_burned: u64,
    /// IO bought and burned, in IO base units.
    pub bought: u64,
    /// USDC spent on it, in micro-USD.
    pub spent: u64,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions of which nothing was left.
    pub filled: u64,
    /// Auctions that ended with something left.
    pub expired: u64,
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
        }
    }
}

/// IO fees have been burned.
#[event]
pub struct FeesBurned {
    /// IO burned now, in IO base units.
    pub amount: u64,
    /// What the engine has done so far, this included.
    pub totals: Totals,
}

/// A lot is up for auction.
#[event]
pub struct AuctionOpened {
    /// USDC of the lot, in micro-USD.
    pub lot: u64,
    /// Most that is bid on: the lowest of spot price, average and cap of the anchor, in pico-USD for one IO.
    pub reference: u64,
    /// The slow anchor, in pico-USD for one IO.
    pub anchor: u64,
    /// Factor of the budget, in bps.
    pub factor_bps: u64,
    /// Until when it can be filled, in unix seconds.
    pub ends_at: i64,
    /// USDC given back by the auction before, if nobody had expired it, in micro-USD.
    pub returned: u64,
    /// What the engine has done so far, this included.
    pub totals: Totals,
}

/// The slow anchor has followed the price without a lot.
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
    /// Who sold it.
    pub filler: Pubkey,
    /// USDC paid, in micro-USD.
    pub usdc: u64,
    /// IO burned, in IO base units.
    pub io: u64,
    /// Price bid, in pico-USD for one IO.
    pub bid: u64,
    /// USDC left of the lot, in micro-USD.
    pub left: u64,
    /// What the engine has done so far, this included.
    pub totals: Totals,
}

impl AuctionFilled {
    /// Of a fill that the engine has counted.
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

/// An auction has ended with something left.
#[event]
pub struct AuctionExpired {
    /// USDC given back to the budget, in micro-USD.
    pub returned: u64,
    /// What the engine has done so far, this included.
    pub totals: Totals,
}

/// Authority or guardian has acted.
#[event]
pub struct FeeBurnGoverned {
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

/// A proposal has been cancelled, or closed after it lapsed.
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
