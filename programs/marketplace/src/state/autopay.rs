//! Autopay: what a payer allows to extend a reservation by, without its signature (P-20).

use anchor_lang::prelude::*;
use io_common::{constants::HOUR, math::Checked, require, require_gte};

use super::{Currency, Reservation};
use crate::{
    constants::{AUTOPAY_BOUNTY, MAX_SEGMENTS},
    error::MarketplaceError,
};

/// Arguments of `set_autopay`.
#[derive(Clone, Copy, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct AutopayArgs {
    /// Highest price of a GPU-hour, in micro-USD.
    pub max_price_micro_usd: u64,
    /// Most to spend from now on in all, with the renter's fee, in base units of the reservation's currency.
    pub left: u64,
    /// Seconds before the end from which on it extends, at least 1.
    pub lead: u32,
    /// Hours that it adds at a time, at least 1.
    pub hours: u16,
    /// Extensions for whose senders it holds a bounty after this.
    pub bounties: u16,
}

impl AutopayArgs {
    /// Refuses values with which autopay could never extend, or not for long.
    ///
    /// # Errors
    /// `AutopayTimes` for no hours or no lead. In IO, where each extension has a rate of its own, also if the segments
    /// could run out (P-28): the unpaid ones are those that end within `hold_back` seconds before now or the lead after
    /// it; one must be free, and one is for downtime. `AutopayTooLong` if hours and lead exceed the offer's longest stay,
    /// `longest` seconds: no extension passes earlier than its hours before that.
    pub fn check(&self, currency: Currency, hold_back: u32, longest: i64) -> Result<()> {
        let possible = self.hours > 0 && self.lead > 0;
        require!(possible, MarketplaceError::AutopayTimes);
        let hours = i64::from(self.hours).times(HOUR)?;
        if currency == Currency::Io {
            let unpaid = i64::from(hold_back).plus(self.lead.into())?;
            let most = hours.times(HELD_EXTENSIONS)?;
            require_gte!(most, unpaid, MarketplaceError::AutopayTimes);
        }
        let ahead = hours.plus(self.lead.into())?;
        require_gte!(longest, ahead, MarketplaceError::AutopayTooLong);
        Ok(())
    }

    /// Seconds before the end from which on an extension passes: the lead, or what the hours leave of the offer's longest
    /// stay, `longest` seconds, if an edit of the offer has made that less. 0 if none passes.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn effective_lead(&self, longest: i64) -> io_common::Result<u32> {
        let room = longest.minus(i64::from(self.hours).times(HOUR)?)?;
        Ok(u32::try_from(room.max(0)).map_or(self.lead, |room| room.min(self.lead)))
    }
}

/// What a payer allows for one reservation. `[AUTOPAY, reservation]`.
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Autopay {
    /// The reservation.
    pub reservation: Pubkey,
    /// Its payer, whose wallet pays. Gets the lamports back.
    pub payer: Pubkey,
    /// Its offer.
    pub offer: Pubkey,
    /// When the reservation was made, in unix seconds: a later one at the same address is another.
    pub created_at: i64,
    /// Highest price of a GPU-hour, in micro-USD.
    pub max_price_micro_usd: u64,
    /// What may still be spent, with the renter's fee, in base units of the currency.
    pub left: u64,
    /// Since when the wallet is short, in unix seconds; 0 if it is not known to be.
    pub short_since: i64,
    /// Seconds before the end from which on it extends.
    pub lead: u32,
    /// Hours that it adds at a time.
    pub hours: u16,
    /// Extensions for whose senders it holds a bounty.
    pub bounties: u16,
    /// 0 IO, 1 USDC.
    pub currency: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Bump of the payer's spender, `[SPENDER, payer]`.
    pub spender_bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

/// What a wallet holds, and what of that it lets autopay take, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Balance; 0 if the account is closed or frozen.
    pub held: u64,
    /// Amount that it has approved for the payer's spender.
    pub allowed: u64,
}

impl Funds {
    /// Whether `amount` can be taken.
    pub fn cover(&self, amount: u64) -> bool {
        self.held.min(self.allowed) >= amount
    }
}

impl Autopay {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// An autopay of `reservation` that allows nothing yet. The bumps are those of its address and of the spender's.
    pub fn new(reservation: Pubkey, payer: Pubkey, [bump, spender_bump]: [u8; 2]) -> Self {
        Self {
            reservation,
            payer,
            offer: Pubkey::default(),
            created_at: 0,
            max_price_micro_usd: 0,
            left: 0,
            short_since: 0,
            lead: 0,
            hours: 0,
            bounties: 0,
            currency: 0,
            bump,
            spender_bump,
            padding: [0; 5],
        }
    }

    /// Sets what is allowed from now on, with an offer whose longest stay is `longest` seconds. The payer has acted, so
    /// the wallet no longer counts as short.
    ///
    /// # Errors
    /// `NotActive` once the reservation has ended, and those of [`AutopayArgs::check`].
    pub fn set(
        &mut self,
        args: &AutopayArgs,
        reservation: &Reservation,
        longest: i64,
    ) -> Result<()> {
        require!(reservation.is_open(), MarketplaceError::NotActive);
        let currency = reservation.currency()?;
        args.check(currency, reservation.terms.hold_back, longest)?;
        self.offer = reservation.offer;
        self.created_at = reservation.created_at;
        self.currency = reservation.currency;
        self.max_price_micro_usd = args.max_price_micro_usd;
        self.left = args.left;
        (self.lead, self.hours) = (args.lead, args.hours);
        self.bounties = args.bounties;
        self.short_since = 0;
        Ok(())
    }

    /// What is allowed.
    pub fn args(&self) -> AutopayArgs {
        AutopayArgs {
            max_price_micro_usd: self.max_price_micro_usd,
            left: self.left,
            lead: self.lead,
            hours: self.hours,
            bounties: self.bounties,
        }
    }

    /// Whether it was set for this reservation: not for an earlier one at the same address, nor by another payer. An
    /// earlier one may have been closed in the second in which this one was made.
    pub fn is_of(&self, reservation: &Reservation) -> bool {
        self.payer == reservation.payer
            && self.offer == reservation.offer
            && (self.created_at, self.currency) == (reservation.created_at, reservation.currency)
    }

    /// Refuses an extension of `reservation` at the offer's `price` that the payer does not want now.
    ///
    /// # Errors
    /// `WrongAutopay`, `AutopayTooEarly`, `AutopayAbovePrice`; `AutopayPaused` while a dispute is open.
    pub fn require_due(&self, reservation: &Reservation, price: u64, now: i64) -> Result<()> {
        require!(self.is_of(reservation), MarketplaceError::WrongAutopay);
        let from = self.extends_from(reservation)?;
        require_gte!(now, from, MarketplaceError::AutopayTooEarly);
        let disputed = reservation.dispute.is_open();
        require!(!disputed, MarketplaceError::AutopayPaused);
        let most = self.max_price_micro_usd;
        require_gte!(most, price, MarketplaceError::AutopayAbovePrice);
        Ok(())
    }

    /// From when it extends `reservation`, in unix seconds.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn extends_from(&self, reservation: &Reservation) -> io_common::Result<i64> {
        reservation.ends_at()?.minus(self.lead.into())
    }

    /// Since when the wallet is known to be short of the next extension of `reservation`, in unix seconds. What was
    /// recorded before the lead to the present end was of an earlier extension.
    ///
    /// # Errors
    /// As [`extends_from`](Self::extends_from).
    pub fn short_for(&self, reservation: &Reservation) -> io_common::Result<Option<i64>> {
        let from = self.extends_from(reservation)?;
        let known = self.short_since != 0 && self.short_since >= from;
        Ok(known.then_some(self.short_since))
    }

    /// Spends `needed` for more of `reservation`, which is as before that, and returns whether it can be taken: if the
    /// wallet is short, that is recorded and nothing is spent.
    ///
    /// # Errors
    /// `AutopayLimit` above what is left, `AutopayShort` if the wallet is short and that is recorded already.
    pub fn spend(
        &mut self,
        needed: u64,
        funds: Funds,
        reservation: &Reservation,
        now: i64,
    ) -> Result<bool> {
        require_gte!(self.left, needed, MarketplaceError::AutopayLimit);
        if funds.cover(needed) {
            self.left = self.left.minus(needed)?;
            self.short_since = 0;
            return Ok(true);
        }
        let known = self.short_for(reservation)?.is_some();
        require!(!known, MarketplaceError::AutopayShort);
        self.short_since = now;
        Ok(false)
    }

    /// Lamports for the sender of an extension: none once the bounties are used up, or if the account has fewer
    /// `above_minimum`, since the runtime would refuse the extension.
    pub fn take_bounty(&mut self, above_minimum: u64) -> u64 {
        match self.bounties.checked_sub(1) {
            Some(rest) if above_minimum >= AUTOPAY_BOUNTY => {
                self.bounties = rest;
                AUTOPAY_BOUNTY
            }
            _ => 0,
        }
    }

    /// Lamports that it holds for bounties.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: 16 bits of bounties.
    pub fn deposit(&self) -> io_common::Result<u64> {
        u64::from(self.bounties).times(AUTOPAY_BOUNTY)
    }
}

/// Extensions in IO that must last for the hold-back and the lead: of the segments, one is for the next extension, and
/// one makes up for downtime, which shortens the others.
const HELD_EXTENSIONS: i64 = MAX_SEGMENTS as i64 - 2;

const _: () = assert!(
    Autopay::SIZE == 8 + 144,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests;
