//! Sets what autopay may do with a reservation.
//!
//! Who may call it: the payer of the reservation.
//!
//! 1. Refuses unless the reservation waits or runs, and values with which autopay could never extend at the offer as it is.
//! 2. Refuses if what autopay may spend is not what the payer has read.
//! 3. Creates the account or, if the payer has one there, changes it. What it may spend counts from now on.
//! 4. Takes what the account lacks of its rent-exempt minimum and its bounties from the payer.
//! 5. Emits `AutopaySet`.
//! 6. Returns the lamports of bounties that are given up to the payer.

use anchor_lang::{prelude::*, system_program};
use io_common::{
    create::{self, Size},
    math::Checked,
    rent::{self, typed},
    require, require_keys_eq, seeds,
};

use crate::{
    error::MarketplaceError,
    events::{AutopaySet, Emit},
    instructions::shared::address::bump_of,
    state::{Autopay, AutopayArgs, Config, Offer, Reservation},
};

/// Accounts of `set_autopay`.
#[event_cpi]
#[derive(Accounts)]
pub struct SetAutopay<'info> {
    /// The payer of the reservation; pays the rent and the bounties.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The offer, whose longest stay limits hours and lead.
    pub offer: AccountLoader<'info, Offer>,
    /// The reservation.
    #[account(
        has_one = payer @ MarketplaceError::NotPayer,
        has_one = offer @ MarketplaceError::WrongOffer,
    )]
    pub reservation: AccountLoader<'info, Reservation>,
    /// The autopay, which the handler creates if it is not there: `[AUTOPAY, reservation]`.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub autopay: UncheckedAccount<'info>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

impl SetAutopay<'_> {
    /// The autopay that is there; none if the account is not.
    fn stored(&self) -> Result<Option<Autopay>> {
        let account = &self.autopay;
        if account.data_is_empty() {
            return Ok(None);
        }
        let wrong_program = ErrorCode::AccountOwnedByWrongProgram;
        require_keys_eq!(*account.owner, crate::ID, wrong_program);
        let data = account.try_borrow_data()?;
        let autopay = typed::<Autopay>(&data).ok_or(ErrorCode::AccountDiscriminatorMismatch)?;
        require_keys_eq!(
            autopay.payer,
            self.payer.key(),
            MarketplaceError::WrongAutopay
        );
        Ok(Some(*autopay))
    }

    /// Creates the account with lamports for its bounties.
    fn create(&self, autopay: &Autopay, rent: u64) -> Result<()> {
        let size = Size {
            space: Autopay::SIZE,
            rent,
            deposit: autopay.deposit()?,
        };
        let reservation = self.reservation.key();
        let signer: &[&[u8]] = &[seeds::AUTOPAY, reservation.as_ref(), &[autopay.bump]];
        create::create(&self.payer, &self.autopay, size, &crate::ID, signer)
    }

    /// The longest stay at the offer, in seconds.
    fn longest_stay(&self, reservation: &Reservation) -> Result<i64> {
        let (offer, most) = (self.offer.load()?, self.config.load()?.max_hours);
        Ok(offer.longest_stay(reservation.currency()?, most)?)
    }

    /// Writes what is allowed in place of `replaced`, into a new account if there is none, whose rent-exempt minimum is
    /// `rent`. Returns it, and the lamports of the bounties that are given up.
    fn set(&self, args: &AutopayArgs, replaced: Option<u64>, rent: u64) -> Result<(Autopay, u64)> {
        let (address, payer) = (self.reservation.key(), self.payer.key());
        let seeds: [&[u8]; 2] = [seeds::AUTOPAY, address.as_ref()];
        let bump = bump_of(&self.autopay, seeds, "autopay")?;
        let stored = self.stored()?;
        let mut autopay = stored.unwrap_or_else(|| {
            let spender: &[&[u8]] = &[seeds::SPENDER, payer.as_ref()];
            let (_, spender_bump) = Pubkey::find_program_address(spender, &crate::ID);
            Autopay::new(address, payer, [bump, spender_bump])
        });
        let before = autopay.deposit()?;
        let reservation = &*self.reservation.load()?;
        let left = autopay.is_of(reservation).then_some(autopay.left);
        autopay.set(args, reservation, self.longest_stay(reservation)?)?;
        require!(left == replaced, MarketplaceError::AutopayChanged);
        if stored.is_none() {
            self.create(&autopay, rent)?;
        }
        create::write(&self.autopay, &autopay)?;
        Ok((autopay, before.saturating_sub(autopay.deposit()?)))
    }

    /// Takes lamports from the payer.
    fn deposit(&self, lamports: u64) -> Result<()> {
        let transfer = system_program::Transfer {
            from: self.payer.to_account_info(),
            to: self.autopay.to_account_info(),
        };
        system_program::transfer(CpiContext::new(system_program::ID, transfer), lamports)
    }
}

/// See [`crate::marketplace::set_autopay`].
pub fn handler(ctx: Context<SetAutopay>, args: AutopayArgs, replaced: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let rent = Rent::get()?.minimum_balance(Autopay::SIZE);
    let (autopay, fewer) = accounts.set(&args, replaced, rent)?;
    let (held, due) = (accounts.autopay.lamports(), rent.plus(autopay.deposit()?)?);
    let missing = due.saturating_sub(held);
    if missing > 0 {
        accounts.deposit(missing)?;
    }
    accounts.event_authority.emit(AutopaySet {
        reservation: autopay.reservation,
        payer: autopay.payer,
        max_price_micro_usd: autopay.max_price_micro_usd,
        left: autopay.left,
        lead: autopay.lead,
        hours: autopay.hours,
        bounties: autopay.bounties,
    })?;
    // Lamports that others have sent stay: `reclaim_rent` returns them.
    let back = held.saturating_sub(due).min(fewer);
    rent::transfer(&accounts.autopay, &accounts.payer, back)
}
