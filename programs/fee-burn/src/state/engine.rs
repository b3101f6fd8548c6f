//! The engine: how much it spends, when, and at what price.

use anchor_lang::prelude::*;
use io_common::{
    constants::BPS,
    math::{mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
    require, require_eq, require_gte, require_keys_eq,
};

use super::{Anchor, Auction, Bucket, Config, Fees, Fill, Fills, FlashFill, Vault};
use crate::error::FeeBurnError;

/// The engine, owner of the two vaults, with running totals. `[ENGINE]`.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Engine {
    /// The slow anchor.
    pub anchor: Anchor,
    /// The token bucket, which limits spending.
    pub bucket: Bucket,
    /// The last auction.
    pub auction: Auction,
    /// The flash fill of the running transaction.
    pub flash: FlashFill,
    /// Publish time of the newest price used, in unix seconds.
    pub last_publish_time: i64,
    /// The lower of its spot price and average, in pico-USD for one IO.
    pub last_price: u64,
    /// IO fees burned, in base units.
    pub fees_burned: u64,
    /// IO bought and burned, in base units.
    pub bought: u64,
    /// USDC spent on IO, in micro-USD.
    pub spent: u64,
    /// Auctions opened.
    pub opened: u64,
    /// Auctions that were sold out.
    pub filled: u64,
    /// Auctions that ended with USDC left.
    pub expired: u64,
    /// Fees in IO.
    pub io: Fees,
    /// Fees in USDC.
    pub usdc: Fees,
    /// The last fills.
    pub fills: Fills,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 7],
}

/// Result of a burn of IO fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burn {
    /// IO to burn, in base units.
    pub amount: u64,
    /// IO counted for the council, in base units.
    pub council: u64,
}

/// Result of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// USDC of the lot, in micro-USD.
    pub lot: u64,
    /// Factor of the budget, in bps.
    pub factor_bps: u64,
    /// USDC returned from the previous auction, in micro-USD.
    pub returned: u64,
    /// USDC counted for the council, in micro-USD.
    pub council: u64,
}

impl Engine {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Counts the IO fees that came in, with `vault` base units in the vault, and records the burn's part as burned.
    ///
    /// # Errors
    /// `EngineLocked`; `MathOverflow`, ruled out by the supply cap.
    pub fn burn_fees(&mut self, config: &Config, vault: u64) -> Result<Burn> {
        self.require_unlocked()?;
        let council = self.io.count(vault, config.council_share())?;
        let amount = self.io.burn;
        self.io.spend(amount)?;
        self.fees_burned = self.fees_burned.plus(amount)?;
        Ok(Burn { amount, council })
    }

    /// Counts the fees that came in to both vaults, with `io` base units and `usdc` micro-USD in them, at the share of
    /// `config`.
    ///
    /// # Errors
    /// `EngineLocked`.
    pub fn count(&mut self, config: &Config, io: u64, usdc: u64) -> Result<()> {
        self.require_unlocked()?;
        let share = config.council_share();
        self.io.count(io, share)?;
        self.usdc.count(usdc, share)?;
        Ok(())
    }

    /// Counts the fees that came in to `of`, with `vault` base units in it, and records the council's part as paid. The
    /// result is the amount.
    ///
    /// # Errors
    /// `EngineLocked`.
    pub fn pay_council(&mut self, config: &Config, of: Vault, vault: u64) -> Result<u64> {
        self.require_unlocked()?;
        let fees = match of {
            Vault::Io => &mut self.io,
            Vault::Usdc => &mut self.usdc,
        };
        fees.count(vault, config.council_share())?;
        Ok(fees.pay_council()?)
    }

    /// Counts the USDC fees that came in, with `vault` micro-USD in the vault, and puts a lot up: as much as the bucket,
    /// the burn's part of the vault and the largest lot allow.
    ///
    /// # Errors
    /// `EngineLocked`, `TooEarlyToOpen`, `PriceOlderThanLast`, `LotTooSmall`.
    pub fn open(
        &mut self,
        config: &Config,
        price: &Price,
        vault: u64,
        now: i64,
    ) -> Result<Opening> {
        self.require_unlocked()?;
        let opens_at = self.auction.next_opens_at(config);
        require_gte!(now, opens_at, FeeBurnError::TooEarlyToOpen);
        let returned = self.give_back(config)?;

        let council = self.usdc.count(vault, config.council_share())?;
        let vault = self.usdc.burn;

        self.use_price(price)?;
        let (factor_bps, daily) = self.budget(config, price, vault, now)?;
        self.bucket.fill(daily, config.bucket_capacity(), now)?;
        let lot = self.bucket.take(vault.min(config.max_lot));
        require_gte!(lot, config.min_lot, FeeBurnError::LotTooSmall);

        self.auction = Auction {
            reference: price.reference().min(self.anchor.cap(config)?),
            opened_at: now,
            lot,
            left: lot,
        };
        self.opened = self.opened.plus(1)?;
        Ok(Opening {
            lot,
            factor_bps,
            returned,
            council,
        })
    }

    /// Lets the anchor follow the price without a lot, so that it does not fall behind while no one has a reason to
    /// open.
    ///
    /// # Errors
    /// `EngineLocked`, `TooEarlyToUpdateAnchor`, `PriceOlderThanLast`.
    pub fn update_anchor(&mut self, config: &Config, price: &Price, now: i64) -> Result<()> {
        self.require_unlocked()?;
        let next = self.anchor.next_update_at(config);
        require_gte!(now, next, FeeBurnError::TooEarlyToUpdateAnchor);
        self.use_price(price)?;
        Ok(self.anchor.follow(price.ema, config, now)?)
    }

    /// Sells `usdc` micro-USD of the lot for at most `max_io`; the IO is rounded up.
    ///
    /// # Errors
    /// `EngineLocked`, `NoAuction`, `AuctionOver`, `FillTooLarge`, `FillTooSmall`, `PriceOlderThanLast`,
    /// `IoAboveMaximum`.
    pub fn fill(
        &mut self,
        config: &Config,
        price: &Price,
        usdc: u64,
        max_io: u64,
        now: i64,
    ) -> Result<Fill> {
        let fill = self.sell(config, price, usdc, max_io, now)?;
        self.record(fill)?;
        Ok(fill)
    }

    /// Sells as [`fill_auction`](Self::fill) does, and locks everything else until `filler` has delivered the IO.
    ///
    /// # Errors
    /// Those of `fill_auction`.
    pub fn begin_flash_fill(
        &mut self,
        config: &Config,
        price: &Price,
        filler: Pubkey,
        usdc: u64,
        max_io: u64,
        now: i64,
    ) -> Result<()> {
        let fill = self.sell(config, price, usdc, max_io, now)?;
        self.flash = FlashFill { filler, fill };
        Ok(())
    }

    /// Ends the flash fill of `filler`, who delivers the IO required at the beginning.
    ///
    /// # Errors
    /// `NoFlashFill`.
    pub fn end_flash_fill(&mut self, filler: &Pubkey) -> Result<Fill> {
        require_keys_eq!(self.flash.filler, *filler, FeeBurnError::NoFlashFill);
        let FlashFill { fill, .. } = core::mem::take(&mut self.flash);
        self.record(fill)?;
        Ok(fill)
    }

    /// The bid for IO at `now`, in pico-USD, rounded down.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur with prices within the oracle's band.
    pub fn bid(&self, config: &Config, price: &Price, now: i64) -> io_common::Result<u64> {
        self.auction.bid(price, config, now)
    }

    /// Ends an auction whose time is over. The rest goes back to the bucket and is returned.
    ///
    /// # Errors
    /// `EngineLocked`, `AuctionRunning`.
    pub fn expire(&mut self, config: &Config, now: i64) -> Result<u64> {
        self.require_unlocked()?;
        if self.auction.left > 0 {
            let ends_at = self.auction.ends_at(config);
            require_gte!(now, ends_at, FeeBurnError::AuctionRunning);
        }
        Ok(self.give_back(config)?)
    }

    /// Returns the rest of the auction to the bucket; the amount is the result.
    pub(crate) fn give_back(&mut self, config: &Config) -> io_common::Result<u64> {
        let left = core::mem::take(&mut self.auction.left);
        if left > 0 {
            self.bucket.put_back(left, config.bucket_capacity());
            self.expired = self.expired.plus(1)?;
        }
        Ok(left)
    }

    /// Moves the anchor. Returns the factor of the budget in bps and, with `vault` micro-USD for the burn, the daily
    /// budget in micro-USD.
    pub(crate) fn budget(
        &mut self,
        config: &Config,
        price: &Price,
        vault: u64,
        now: i64,
    ) -> io_common::Result<(u64, u64)> {
        self.anchor.follow(price.ema, config, now)?;
        let factor_bps = self.anchor.factor_bps(price.reference(), config)?;
        Ok((factor_bps, daily_budget(vault, factor_bps, config)?))
    }

    /// Takes `usdc` from the lot and returns its cost.
    fn sell(
        &mut self,
        config: &Config,
        price: &Price,
        usdc: u64,
        max_io: u64,
        now: i64,
    ) -> Result<Fill> {
        self.require_unlocked()?;
        self.auction.take(usdc, config, now)?;
        self.usdc.spend(usdc)?;
        self.use_price(price)?;
        let bid = self.bid(config, price, now)?;
        let io = io_for_usd(usdc, bid, Rounding::Up)?;
        require_gte!(max_io, io, FeeBurnError::IoAboveMaximum);
        Ok(Fill {
            at: now,
            usdc,
            io,
            bid,
        })
    }

    /// Records a fill whose IO has been delivered.
    fn record(&mut self, fill: Fill) -> io_common::Result<()> {
        self.bought = self.bought.plus(fill.io)?;
        self.spent = self.spent.plus(fill.usdc)?;
        self.filled = self.filled.plus(u64::from(self.auction.left == 0))?;
        self.fills.push(fill)
    }

    /// Refuses a price older than the newest one used: no one can go back to a better price.
    fn use_price(&mut self, price: &Price) -> Result<()> {
        let (published, last) = (price.publish_time, self.last_publish_time);
        require_gte!(published, last, FeeBurnError::PriceOlderThanLast);
        (self.last_publish_time, self.last_price) = (published, price.reference());
        Ok(())
    }

    /// Refuses everything between the two parts of a flash fill.
    fn require_unlocked(&self) -> Result<()> {
        require!(!self.flash.is_open(), FeeBurnError::EngineLocked);
        Ok(())
    }

    /// Holds after every change.
    ///
    /// # Errors
    /// A violated rule.
    pub fn invariant(&self) -> Result<()> {
        let Self {
            auction,
            flash,
            opened,
            filled,
            expired,
            usdc,
            ..
        } = self;
        require_gte!(auction.lot, auction.left);
        // P-26: no lot reaches into the council's part.
        require_gte!(usdc.burn, auction.left);
        // Every auction is filled, expired, or still has USDC left or being sold.
        let pending = u64::from(auction.left > 0 || flash.is_open());
        require_eq!(*opened, filled.plus(*expired)?.plus(pending)?);
        Ok(())
    }
}

/// The daily budget, in micro-USD: the burn's part of the vault divided by `vault_days`, times the factor, up to the maximum.
///
/// # Errors
/// `MathOverflow`, which cannot occur: a vault of 10¹⁴ USDC is more than exists.
pub fn daily_budget(vault: u64, factor_bps: u64, config: &Config) -> io_common::Result<u64> {
    let divisor = BPS.times(config.vault_days)?;
    let budget = mul_div(vault, factor_bps, divisor, Rounding::Down)?;
    Ok(budget.min(config.daily_max))
}

const _: () = assert!(
    Engine::SIZE == 8 + 1_280,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests;
