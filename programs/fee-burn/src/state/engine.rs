//! The engine: what is spent, when, and at what price.

use anchor_lang::prelude::*;
use io_common::{
    constants::BPS,
    math::{mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
};

use super::{Anchor, Auction, Bucket, Config};
use crate::error::FeeBurnError;

/// The engine, owner of the two vaults, with running totals. `[ENGINE]`.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Engine {
    /// The slow anchor.
    pub anchor: Anchor,
    /// What may be spent.
    pub bucket: Bucket,
    /// The last auction.
    pub auction: Auction,
    /// Publish time of the newest price used, unix seconds.
    pub last_publish_time: i64,
    /// Price of the last fill, in pico-USD for one IO.
    pub last_bid: u64,
    /// IO fees burned, in base units.
    pub fees_burned: u64,
    /// IO bought and burned, in base units.
    pub bought: u64,
    /// USDC spent on it, in micro-USD.
    pub spent: u64,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions of which nothing was left.
    pub filled: u64,
    /// Auctions that ended with something left.
    pub expired: u64,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 6],
}

/// What an opening did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// USDC put up, in micro-USD.
    pub lot: u64,
    /// Factor of the budget, in bps.
    pub factor_bps: u64,
    /// USDC given back by the auction before, in micro-USD.
    pub returned: u64,
}

/// What a fill did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// IO to burn, in base units.
    pub io: u64,
    /// Price bid, in pico-USD for one IO.
    pub bid: u64,
}

impl Engine {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Counts IO fees burned.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the supply cap.
    pub fn record_burn(&mut self, amount: u64) -> Result<()> {
        self.fees_burned = self.fees_burned.plus(amount)?;
        Ok(())
    }

    /// Puts a lot up: what bucket, vault (with `vault` micro-USD in it) and the largest lot allow.
    ///
    /// # Errors
    /// `TooEarlyToOpen`, `PriceOlderThanLast`, `LotTooSmall`.
    pub fn open(
        &mut self,
        config: &Config,
        price: &Price,
        vault: u64,
        now: i64,
    ) -> Result<Opening> {
        let opens_at = self
            .auction
            .opened_at
            .saturating_add(config.interval.into());
        let early = self.auction.is_running(config, now) || now < opens_at;
        require!(!early, FeeBurnError::TooEarlyToOpen);
        let returned = self.expire(config, now)?;

        self.use_price(price)?;
        self.anchor.follow(price.ema, config, now)?;
        let factor_bps = self.anchor.factor_bps(price.reference(), config)?;
        let daily = daily_budget(vault, factor_bps, config)?;
        self.bucket.fill(daily, config.bucket_capacity(), now)?;
        let lot = self.bucket.take(vault.min(config.max_lot));
        require_gte!(lot, config.min_lot, FeeBurnError::LotTooSmall);

        self.auction = Auction {
            reference: price.reference(),
            opened_at: now,
            lot,
            left: lot,
        };
        self.opened = self.opened.plus(1)?;
        Ok(Opening {
            lot,
            factor_bps,
            returned,
        })
    }

    /// Sells `usdc` micro-USD of the lot for at most `max_io`; the IO is rounded up.
    ///
    /// # Errors
    /// `NoAuction`, `AuctionOver`, `FillTooLarge`, `FillTooSmall`, `PriceOlderThanLast`, `IoAboveMaximum`.
    pub fn fill(
        &mut self,
        config: &Config,
        price: &Price,
        usdc: u64,
        max_io: u64,
        now: i64,
    ) -> Result<Fill> {
        self.auction.take(usdc, config, now)?;
        self.use_price(price)?;
        let bid = self.bid(config, price, now)?;
        let io = io_for_usd(usdc, bid, Rounding::Up)?;
        require_gte!(max_io, io, FeeBurnError::IoAboveMaximum);

        self.last_bid = bid;
        self.bought = self.bought.plus(io)?;
        self.spent = self.spent.plus(usdc)?;
        self.filled = self.filled.plus(u64::from(self.auction.left == 0))?;
        Ok(Fill { io, bid })
    }

    /// What the engine bids for IO at `now`, in pico-USD, rounded down.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with prices of the oracle's band.
    pub fn bid(&self, config: &Config, price: &Price, now: i64) -> io_common::Result<u64> {
        let cap = self.anchor.cap(config)?;
        self.auction.bid(price, cap, config, now)
    }

    /// Ends an auction whose time is over; what is left goes back to the bucket and is returned.
    ///
    /// # Errors
    /// `AuctionRunning`.
    pub fn expire(&mut self, config: &Config, now: i64) -> Result<u64> {
        let running = self.auction.is_running(config, now);
        require!(!running, FeeBurnError::AuctionRunning);
        let left = core::mem::take(&mut self.auction.left);
        if left > 0 {
            self.bucket.put_back(left, config.bucket_capacity());
            self.expired = self.expired.plus(1)?;
        }
        Ok(left)
    }

    /// Refuses a price older than one already used: nobody may pick the best of the last minute.
    fn use_price(&mut self, price: &Price) -> Result<()> {
        let fresh = price.publish_time >= self.last_publish_time;
        require!(fresh, FeeBurnError::PriceOlderThanLast);
        self.last_publish_time = price.publish_time;
        Ok(())
    }
}

/// What may be spent in a day, in micro-USD: a seventh of the vault, times the factor, up to the maximum.
///
/// # Errors
/// `MathOverflow`, not reachable: a vault of 10¹⁴ USDC is more than there is.
pub fn daily_budget(vault: u64, factor_bps: u64, config: &Config) -> io_common::Result<u64> {
    let divisor = BPS.times(config.vault_days)?;
    let budget = mul_div(vault, factor_bps, divisor, Rounding::Down)?;
    Ok(budget.min(config.daily_max))
}

const _: () = assert!(
    Engine::SIZE == 8 + 136,
    "a new size is a new layout version"
);

#[cfg(test)]
mod tests;
