//! The stake of one staker with one supplier.

use anchor_lang::prelude::*;
use io_common::{
    math::{q64, Checked, U128},
    types::Supplier,
};

use crate::error::EmissionsError;

/// A delegation. `[DELEGATION, supplier, staker]`.
#[account(zero_copy)]
#[derive(Debug, Default)]
pub struct Delegation {
    /// The supplier.
    pub supplier: Pubkey,
    /// The staker.
    pub staker: Pubkey,
    /// Shares of the supplier's delegated stake.
    pub shares: U128,
    /// The supplier's share index up to which `owed` counts.
    pub share_index: U128,
    /// Rewards counted and not yet claimed, in IO base units.
    pub owed: u64,
    /// Rewards claimed so far.
    pub claimed: u64,
    /// Unix seconds from which the stake may move to another supplier: later where some of it has just moved here.
    pub movable_at: i64,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 6],
}

impl Delegation {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Counts what the shares have earned up to the supplier's last settlement, rounded down. Before every
    /// change of the shares (P-07).
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: the shares are part of those that the gain was shared by.
    pub fn accrue(&mut self, supplier: &Supplier) -> Result<()> {
        let index = supplier.rewards.share_index;
        if self.shares.get() == 0 {
            // The supplier may be another by now, closed and registered anew, with an index of its own.
            self.share_index = index;
            return Ok(());
        }
        let gain = index.get().minus(self.share_index.get())?;
        self.owed = self.owed.plus(q64::share(self.shares.get(), gain)?)?;
        self.share_index = index;
        Ok(())
    }

    /// The shares worth `amount`, or all of them if none; never more than there are.
    ///
    /// # Errors
    /// `NotEnoughStake` for more than they are worth, `ZeroAmount` for nothing.
    pub fn shares_for(&self, amount: Option<u64>, supplier: &Supplier) -> Result<u128> {
        let (held, pool) = (self.shares.get(), &supplier.stake.delegated);
        let shares = match amount {
            None => held,
            Some(amount) => {
                require_gte!(pool.value(held)?, amount, EmissionsError::NotEnoughStake);
                // Rounding up can ask for one share more than the last base unit's.
                pool.shares_worth(amount)?.min(held)
            }
        };
        require!(shares > 0, EmissionsError::ZeroAmount);
        Ok(shares)
    }

    /// Takes `shares` out of the supplier's delegated stake, after [`accrue`](Self::accrue), and returns their value.
    ///
    /// # Errors
    /// `MathOverflow` for more than there are.
    pub fn take(&mut self, shares: u128, supplier: &mut Supplier) -> Result<u64> {
        self.shares = self.shares.get().minus(shares)?.into();
        Ok(supplier.stake.delegated.redeem(shares)?)
    }

    /// Adds `amount` to the supplier's delegated stake, for shares of it, after [`accrue`](Self::accrue).
    ///
    /// # Errors
    /// `DivisionByZero` if the supplier's shares are worth nothing.
    pub fn add(&mut self, amount: u64, supplier: &mut Supplier) -> Result<()> {
        let shares = supplier.stake.delegated.deposit(amount)?;
        self.shares = self.shares.get().plus(shares)?.into();
        Ok(())
    }

    /// Takes out what is owed.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the emission's total.
    pub fn take_owed(&mut self) -> Result<u64> {
        let amount = std::mem::take(&mut self.owed);
        self.claimed = self.claimed.plus(amount)?;
        Ok(amount)
    }
}

const _: () = assert!(
    Delegation::SIZE == 8 + 128,
    "a new size is a new layout version"
);
