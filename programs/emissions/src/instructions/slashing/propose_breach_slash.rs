//! Proposes a slash for breaches that the marketplace has recorded.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the slash at the address of the supplier and its number.
//! 2. Reads the cost of the recorded breaches from the usage account, and subtracts what has already become a slash.
//!    Refuses if nothing is left.
//! 3. Lowers the amount to free own stake, and to what open slashes together may still take. The rest is left for the
//!    next slash.
//! 4. Holds it of own stake alone.
//! 5. Emits `SlashProposed`. No token moves.

use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use io_common::{ids, math::Checked, require, seeds, types::Supplier};

use crate::{
    error::EmissionsError,
    events::Emit,
    instructions::shared::{slash::open, usage::read_usage},
    state::{slashing, Config, Slash},
};

/// Accounts of `propose_breach_slash`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(number: u32)]
pub struct ProposeBreachSlash<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The marketplace's usage account of the supplier, which records breaches.
    /// CHECK: the address is derived from its seeds.
    #[account(
        seeds = [seeds::SUPPLIER_USAGE, supplier.key().as_ref()], bump,
        seeds::program = ids::marketplace::ID,
    )]
    pub supplier_usage: UncheckedAccount<'info>,
    /// The slash.
    #[account(
        init, payer = payer, space = Slash::SIZE,
        seeds = [seeds::BREACH_SLASH, supplier.key().as_ref(), &number.to_le_bytes()], bump,
    )]
    pub slash: AccountLoader<'info, Slash>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::propose_breach_slash`].
pub fn handler(ctx: Context<ProposeBreachSlash>, number: u32) -> Result<()> {
    let accounts = &ctx.accounts;
    let (due_at, lapses_at) = Slash::times(Clock::get()?.unix_timestamp)?;
    let breached = read_usage(&accounts.supplier_usage)?.breached;
    let event = {
        let config = accounts.config.load()?;
        let mut supplier = accounts.supplier.load_mut()?;
        let due = breached.saturating_sub(supplier.slashes.breached);
        require!(due > 0, EmissionsError::NoBreach);
        // It holds own stake alone, and takes what is there now: that could leave while the full amount is waited
        // for.
        let room = slashing::room(&supplier, config.max_slash_bps)?;
        let amount = due.min(room).min(slashing::free_own(&supplier.stake)?);
        require!(amount > 0, EmissionsError::SlashTooLarge);
        supplier.slashes.breached = supplier.slashes.breached.plus(amount)?;
        let mut slash = Slash {
            supplier: accounts.supplier.key(),
            payer: accounts.payer.key(),
            evidence: accounts.supplier_usage.key().to_bytes(),
            amount,
            due_at,
            lapses_at,
            number,
            reason: Slash::BREACH,
            bump: ctx.bumps.slash,
            ..Slash::zeroed()
        };
        let event = open(&mut supplier, &mut slash, &config)?;
        *accounts.slash.load_init()? = slash;
        event
    };
    accounts.event_authority.emit(event)
}
