//! Pays out stake whose cooldown is over.

use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use io_common::{addresses, seeds, token, types::Supplier};

use crate::{
    error::EmissionsError,
    events::Withdrawn,
    state::{Ticket, TicketKind},
};

/// Accounts of `withdraw`.
#[event_cpi]
#[derive(Accounts)]
pub struct Withdraw<'info> {
    /// Who unstaked; gets the ticket's rent back.
    #[account(mut)]
    pub holder: Signer<'info>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The ticket.
    #[account(
        mut, close = holder,
        has_one = holder @ EmissionsError::WrongTicket,
        has_one = supplier @ EmissionsError::WrongTicket,
    )]
    pub ticket: AccountLoader<'info, Ticket>,
    /// CHECK: the ledger, owner of the vault; signs by its seeds.
    #[account(address = addresses::LEDGER.address)]
    pub ledger: UncheckedAccount<'info>,
    /// CHECK: all stake; the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// Any IO token account that the holder names, but no vault; the token program checks the mint.
    #[account(
        mut,
        constraint = destination.owner != addresses::LEDGER.address
            @ EmissionsError::WrongDestination,
    )]
    pub destination: Account<'info, TokenAccount>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::withdraw`].
pub fn handler(ctx: Context<Withdraw>) -> Result<()> {
    let accounts = &ctx.accounts;
    let amount = {
        let ticket = accounts.ticket.load()?;
        let now = Clock::get()?.unix_timestamp;
        require!(now >= ticket.unlocks_at, EmissionsError::StillCooling);
        let mut supplier = accounts.supplier.load_mut()?;
        let cooling = if ticket.kind == TicketKind::Own as u8 {
            &mut supplier.stake.own_cooling
        } else {
            &mut supplier.stake.delegated_cooling
        };
        cooling.redeem(ticket.shares.get())?
    };
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    let (vault, destination) = (&accounts.stake_vault, &accounts.destination);
    token::transfer(vault, destination, &accounts.ledger, amount, signer)?;
    emit_cpi!(Withdrawn {
        supplier: accounts.supplier.key(),
        staker: accounts.holder.key(),
        amount,
    });
    Ok(())
}
