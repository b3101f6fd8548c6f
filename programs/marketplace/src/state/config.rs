//! Who governs the program, and the terms of new reservations.

use anchor_lang::prelude::*;
use io_common::{
    governance::{Overtaken, Pause, Roles},
    math::Checked,
    oracle::OraclePolicy,
};

use super::{meter::short, Currency, Terms};
use crate::parameters::TABLE;

/// Configuration, read when something new is reserved and never on the way out. `[CONFIG]`.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Who governs.
    pub roles: Roles,
    /// Whether new risk is stopped.
    pub pause: Pause,
    /// The IO mint.
    pub io_mint: Pubkey,
    /// The USDC mint.
    pub usdc_mint: Pubkey,
    /// Paid for the account; receives its lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// Prices accepted for new IO reservations.
    pub oracle: OraclePolicy,
    /// Lamports that the rent payer deposits for the one who closes the reservation.
    pub bounty: u64,
    /// Seconds that the supplier has to start a reservation.
    pub start_window: u32,
    /// Seconds of metered time held back, and seconds for which they stay after the end.
    pub hold_back: u32,
    /// Seconds that the side which terminates forfeits.
    pub forfeit: u32,
    /// Seconds after the start within which a renter who terminates owes only what it has used.
    pub grace: u32,
    /// Longest stay that an offer may have, in hours.
    pub max_hours: u32,
    /// Seconds of downtime after which a renter may terminate for free at the earliest.
    pub min_downtime: u32,
    /// Seconds that the council has to decide a dispute.
    pub decision_time: u32,
    /// Changes proposed so far: the number of the next.
    pub proposals: u32,
    /// Which proposals are overtaken.
    pub overtaken: Overtaken,
    /// Downtime above which a renter may terminate for free, in bps of the time that has passed.
    pub max_downtime_bps: u16,
    /// Deposit of a dispute, in bps of what it freezes.
    pub deposit_bps: u16,
    /// The supplier's share of the deposit if the council does not decide, in bps.
    pub undecided_bps: u16,
    /// Fee of each side, in bps.
    pub base_fee_bps: u16,
    /// What each side pays on top in USDC, in bps.
    pub usdc_extra_fee_bps: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 5],
}

impl Config {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// The configuration of a new market. The authority pays for the accounts.
    pub fn new(
        authority: Pubkey,
        guardian: Pubkey,
        io_mint: Pubkey,
        usdc_mint: Pubkey,
        bump: u8,
    ) -> Self {
        Self {
            roles: Roles::new(authority, guardian),
            pause: Pause::default(),
            io_mint,
            usdc_mint,
            payer: authority,
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

    /// The terms of a reservation made now, before those that depend on what is reserved ([`Terms::reserved`]).
    ///
    /// # Errors
    /// `MathOverflow`, not reachable within the hard ranges.
    pub fn terms(&self, currency: Currency) -> io_common::Result<Terms> {
        let fee_bps = match currency {
            Currency::Io => self.base_fee_bps,
            Currency::Usdc => self.base_fee_bps.plus(self.usdc_extra_fee_bps)?,
        };
        Ok(Terms {
            hold_back: self.hold_back,
            notice: self.forfeit,
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
        let config = Config::new(key, key, io, usdc, 0);
        assert_eq!(config.mint(Currency::Io), io);
        assert_eq!(config.mint(Currency::Usdc), usdc);
    }

    #[test]
    fn usdc_costs_two_percent_more_on_each_side() {
        let key = Pubkey::default();
        let config = Config::new(key, key, key, key, 0);
        let io = config.terms(Currency::Io).unwrap();
        let usdc = config.terms(Currency::Usdc).unwrap();
        assert_eq!((io.renter_fee_bps, io.supplier_fee_bps), (25, 25));
        assert_eq!((usdc.renter_fee_bps, usdc.supplier_fee_bps), (225, 225));
    }
}
