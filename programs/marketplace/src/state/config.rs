//! Roles of the program, and the terms of new reservations.

use anchor_lang::prelude::*;
use io_common::{
    governance::{Overtaken, Pause, Roles},
    math::Checked,
    oracle::OraclePolicy,
    token::Mints,
};

use super::{meter::short, Currency, Terms};
use crate::parameters::TABLE;

/// Configuration, read when something new is reserved, and by no way out. `[CONFIG]`.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Authority and guardian.
    pub roles: Roles,
    /// The pause, which stops new risk.
    pub pause: Pause,
    /// The IO mint.
    pub io_mint: Pubkey,
    /// The USDC mint.
    pub usdc_mint: Pubkey,
    /// Payer of the account; receives its lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Limits of accepted prices for new reservations in IO.
    pub oracle: OraclePolicy,
    /// Lamports that the payer of a reservation deposits for the sender of `close_reservation`.
    pub bounty: u64,
    /// Seconds that the supplier has to start a reservation.
    pub start_window: u32,
    /// Seconds of metered time that are held back, and for which they stay held back after the end.
    pub hold_back: u32,
    /// Seconds that the terminating side forfeits.
    pub forfeit: u32,
    /// Seconds after the start within which a renter who terminates owes only the time used.
    pub grace: u32,
    /// Longest stay that an offer may have, in hours.
    pub max_hours: u32,
    /// Minimum downtime after which a renter may terminate for free, in seconds.
    pub min_downtime: u32,
    /// Seconds that the council has to decide a dispute.
    pub decision_time: u32,
    /// Number of the next proposal: above those of all proposals so far.
    pub proposals: u32,
    /// For each kind of change, the number below which proposals are overtaken.
    pub overtaken: Overtaken,
    /// Downtime above which a renter may terminate for free, in bps of the elapsed time.
    pub max_downtime_bps: u16,
    /// Deposit of a dispute, in bps of the frozen amount.
    pub deposit_bps: u16,
    /// The supplier's share of the deposit if a dispute expires, in bps.
    pub undecided_bps: u16,
    /// Fee of each side, in bps.
    pub base_fee_bps: u16,
    /// Additional fee of each side in USDC, in bps.
    pub usdc_extra_fee_bps: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

impl Config {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// The configuration of a new market. The authority is the payer of the accounts.
    pub fn new(roles: Roles, mints: Mints, bump: u8) -> Self {
        Self {
            roles,
            pause: Pause::default(),
            io_mint: mints.io,
            usdc_mint: mints.usdc,
            payer: roles.authority,
            oracle: OraclePolicy::IO_USD,
            bounty: TABLE.bounty.default,
            start_window: TABLE.start_window.default,
            hold_back: TABLE.hold_back.default,
            forfeit: TABLE.forfeit.default,
            grace: TABLE.grace.default,
            max_hours: TABLE.max_hours.default,
            min_downtime: TABLE.min_downtime.default,
            decision_time: TABLE.decision_time.default,
            proposals: 0,
            overtaken: Overtaken::default(),
            max_downtime_bps: TABLE.max_downtime_bps.default,
            deposit_bps: TABLE.deposit_bps.default,
            undecided_bps: TABLE.undecided_bps.default,
            base_fee_bps: TABLE.base_fee_bps.default,
            usdc_extra_fee_bps: TABLE.usdc_extra_fee_bps.default,
            bump,
            padding: [0; 5],
        }
    }

    /// The mint of a currency.
    pub fn mint(&self, currency: Currency) -> Pubkey {
        match currency {
            Currency::Io => self.io_mint,
            Currency::Usdc => self.usdc_mint,
        }
    }

    /// The terms of a reservation made now, before [`Terms::reserved`] sets those that depend on what is reserved.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur within the hard ranges.
    pub fn terms(&self, currency: Currency) -> io_common::Result<Terms> {
        let fee_bps = match currency {
            Currency::Io => self.base_fee_bps,
            Currency::Usdc => self.base_fee_bps.plus(self.usdc_extra_fee_bps)?,
        };
        Ok(Terms {
            hold_back: self.hold_back,
            notice: 0,
            decision_time: self.decision_time,
            start_window: short(self.start_window)?,
            grace: short(self.grace)?,
            forfeit: short(self.forfeit)?,
            min_hours: 0,
            min_downtime: short(self.min_downtime)?,
            max_downtime_bps: self.max_downtime_bps,
            deposit_bps: self.deposit_bps,
            undecided_bps: self.undecided_bps,
            renter_fee_bps: fee_bps,
            supplier_fee_bps: fee_bps,
        })
    }
}

const _: () = assert!(
    Config::SIZE == 8 + 448,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_currency_has_its_mint() {
        let [io, usdc] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let key = Pubkey::default();
        let config = Config::new(Roles::new(key, key), Mints { io, usdc }, 0);
        assert_eq!(config.mint(Currency::Io), io);
        assert_eq!(config.mint(Currency::Usdc), usdc);
    }

    #[test]
    fn usdc_costs_two_percent_more_on_each_side() {
        let key = Pubkey::default();
        let config = Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
        let io = config.terms(Currency::Io).unwrap();
        let usdc = config.terms(Currency::Usdc).unwrap();
        assert_eq!((io.renter_fee_bps, io.supplier_fee_bps), (25, 25));
        assert_eq!((usdc.renter_fee_bps, usdc.supplier_fee_bps), (225, 225));
    }
}
