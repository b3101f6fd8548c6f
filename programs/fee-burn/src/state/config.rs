//! Roles and parameters of the program.

use anchor_lang::prelude::*;
use io_common::{
    governance::{Overtaken, Pause, Roles},
    oracle::OraclePolicy,
    token::Mints,
};

use crate::parameters::{ORACLE_MAX_AGE, TABLE};

/// Configuration, never written by an auction. `[CONFIG]`.
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
    /// Payer of `Config` and `Engine`; receives their lamports above the rent-exempt minimum (P-25).
    pub payer: Pubkey,
    /// The council's treasury, whose associated token accounts get its share of the fees; zero until it is named.
    pub treasury: Pubkey,
    /// Limits of accepted prices.
    pub oracle: OraclePolicy,
    /// Daily maximum of spending, in micro-USD.
    pub daily_max: u64,
    /// Days over which the vault is spent while the factor is 1.
    pub vault_days: u64,
    /// Smallest lot, in micro-USD.
    pub min_lot: u64,
    /// Largest lot, in micro-USD.
    pub max_lot: u64,
    /// Smallest fill, in micro-USD, unless it takes everything left.
    pub min_fill: u64,
    /// Seconds from one auction to the next.
    pub interval: u32,
    /// Duration of an auction, in seconds.
    pub duration: u32,
    /// Seconds over which the slow anchor averages.
    pub anchor_period: u32,
    /// Maximum move of the slow anchor in a day and for one reading, in bps of the anchor.
    pub anchor_daily_bps: u16,
    /// Maximum price for which the engine bids, in bps of the slow anchor.
    pub anchor_cap_bps: u16,
    /// Minimum factor of the budget, in bps.
    pub min_factor_bps: u16,
    /// Maximum factor of the budget, in bps.
    pub max_factor_bps: u16,
    /// Distance of the bid from the price when an auction opens, in bps.
    pub bid_from_bps: i16,
    /// Distance of the bid from the price when an auction ends, in bps.
    pub bid_to_bps: i16,
    /// For each kind of change, the number below which proposals are overtaken.
    pub overtaken: Overtaken,
    /// Number of the next proposal: above those of all proposals so far.
    pub proposals: u32,
    /// The council's share of the fees, in bps; none without a treasury.
    pub council_bps: u16,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 1],
}

impl Config {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// The configuration of a new engine. The authority is the payer of the accounts.
    pub fn new(roles: Roles, mints: Mints, bump: u8) -> Self {
        Self {
            roles,
            pause: Pause::default(),
            io_mint: mints.io,
            usdc_mint: mints.usdc,
            payer: roles.authority,
            treasury: Pubkey::default(),
            oracle: OraclePolicy {
                max_age: ORACLE_MAX_AGE.default,
                ..OraclePolicy::IO_USD
            },
            daily_max: TABLE.daily_max.default,
            vault_days: TABLE.vault_days.default,
            min_lot: TABLE.min_lot.default,
            max_lot: TABLE.max_lot.default,
            min_fill: TABLE.min_fill.default,
            interval: TABLE.interval.default,
            duration: TABLE.duration.default,
            anchor_period: TABLE.anchor_period.default,
            anchor_daily_bps: TABLE.anchor_daily_bps.default,
            anchor_cap_bps: TABLE.anchor_cap_bps.default,
            min_factor_bps: TABLE.min_factor_bps.default,
            max_factor_bps: TABLE.max_factor_bps.default,
            bid_from_bps: TABLE.bid_from_bps.default,
            bid_to_bps: TABLE.bid_to_bps.default,
            overtaken: Overtaken::default(),
            proposals: 0,
            council_bps: TABLE.council_bps.default,
            bump,
            padding: [0; 1],
        }
    }

    /// Capacity of the token bucket, in micro-USD: a quarter of the daily maximum.
    pub fn bucket_capacity(&self) -> u64 {
        self.daily_max.div_euclid(4)
    }

    /// The council's share of the fees, in bps: none until its treasury is named.
    pub fn council_share(&self) -> u64 {
        if self.treasury == Pubkey::default() {
            return 0;
        }
        self.council_bps.into()
    }

    #[cfg(test)]
    pub(crate) fn testing() -> Self {
        let key = Pubkey::default();
        Self::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0)
    }
}

const _: () = assert!(
    Config::SIZE == 8 + 496,
    "a new layout is a new account type"
);
