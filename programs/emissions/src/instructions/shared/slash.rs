//! Opening a slash, ending it without a burn, and closing its account.

use anchor_lang::prelude::*;
use io_common::{math::Checked, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{SlashDropped, SlashProposed},
    state::{slashing, Config, Slash},
};

/// Opens a slash of its supplier, and returns the event.
pub(crate) fn open(
    supplier: &mut Supplier,
    slash: &mut Slash,
    config: &Config,
) -> Result<SlashProposed> {
    slashing::open(supplier, slash, config.max_slash_bps)?;
    let (delegated, cooling) = (slash.delegated_held, slash.cooling_held);
    Ok(SlashProposed {
        supplier: slash.supplier,
        number: slash.number,
        amount: slash.amount,
        reason: slash.reason,
        own: slash.amount.minus(delegated)?.minus(cooling)?,
        delegated,
        cooling,
        evidence: slash.evidence,
        due_at: slash.due_at,
        open_total: supplier.slashes.open,
    })
}

/// Accounts that dropping a slash needs.
#[derive(Accounts)]
pub struct Dropping<'info> {
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The slash.
    #[account(
        mut,
        has_one = supplier @ EmissionsError::WrongSlash,
        has_one = payer @ EmissionsError::WrongSlash,
    )]
    pub slash: AccountLoader<'info, Slash>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

impl Dropping<'_> {
    /// Ends the slash without taking anything.
    ///
    /// # Errors
    /// `SlashEnded`.
    pub fn drop(&self) -> Result<SlashDropped> {
        let mut slash = self.slash.load_mut()?;
        let mut supplier = self.supplier.load_mut()?;
        slashing::drop(&mut supplier, &mut slash)?;
        let (delegated, cooling) = (slash.delegated_held, slash.cooling_held);
        Ok(SlashDropped {
            supplier: slash.supplier,
            number: slash.number,
            reason: slash.reason,
            own: slash.amount.minus(delegated)?.minus(cooling)?,
            delegated,
            cooling,
            open_total: supplier.slashes.open,
        })
    }
}

/// Closes the account of an ended slash, unless delegations still have to follow it.
pub(crate) fn close_if_over<'info>(
    slash: &AccountLoader<'info, Slash>,
    payer: &UncheckedAccount<'info>,
) -> Result<()> {
    let over = {
        let slash = slash.load()?;
        !slash.is_shared() || slash.is_over()
    };
    if over {
        slash.close(payer.to_account_info())?;
    }
    Ok(())
}
