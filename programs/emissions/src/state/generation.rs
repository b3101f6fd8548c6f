//! What the shares of a generation were worth when it ended.

use anchor_lang::prelude::*;
use io_common::{
    math::{Checked, U128},
    types::{SharePool, Supplier},
};

/// The end of a generation of shares. `[GENERATION, supplier, number]`. Anyone makes it ahead; it is written when losses
/// have worn the shares out (P-11), and never closed: old shares are worth what it says.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Generation {
    /// The supplier.
    pub supplier: Pubkey,
    /// Who paid the rent, and gets what the account holds too much (P-25).
    pub payer: Pubkey,
    /// What a share had earned, Q64.
    pub share_index: U128,
    /// Active stake.
    pub delegated: SharePool,
    /// Stake in its cooldown.
    pub cooling: SharePool,
    /// Withheld stake.
    pub withheld: SharePool,
    /// `cooling_losses` of the supplier when it ended.
    pub cooling_losses: u32,
    /// `withheld_losses` of the supplier when it ended.
    pub withheld_losses: u32,
    /// Number of the generation: part of the address.
    pub number: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: [u8; 2],
}

impl Generation {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// Writes how the supplier's present generation ends and begins the next one, with a share a base unit.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable: no supplier is slashed 2³² times.
    pub fn end(&mut self, supplier: &mut Supplier) -> Result<()> {
        let stake = &mut supplier.stake;
        self.share_index = supplier.rewards.share_index;
        self.delegated = stake.delegated.renew();
        self.cooling = stake.delegated_cooling.renew();
        self.withheld = stake.withheld.renew();
        (self.cooling_losses, self.withheld_losses) = (stake.cooling_losses, stake.withheld_losses);
        supplier.slashes.generation = supplier.slashes.generation.plus(1)?;
        Ok(())
    }
}

const _: () = assert!(
    Generation::SIZE == 8 + 168,
    "a new size is a new layout version"
);
