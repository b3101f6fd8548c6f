//! Roles and parameters of the program.

use anchor_lang::prelude::*;
use io_common::governance::{Overtaken, Roles};

use crate::parameters::TABLE;

/// Configuration, read-only on every hot path. `[CONFIG]`.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Authority and guardian.
    pub roles: Roles,
    /// The IO mint.
    pub io_mint: Pubkey,
    /// Payer of the rent of `Config`, `Ledger`, `Models` and `Council`; receives their lamports above the rent-exempt
    /// minimum (P-25).
    pub payer: Pubkey,
    /// Units of the Enterprise pool below which an hour emits nothing, in 10⁻⁴ units; at least 1 unit.
    pub min_eligible_units: u64,
    /// Stake required for one unit, in IO base units.
    pub stake_per_unit: u64,
    /// Seconds between unstaking and withdrawal.
    pub unstake_cooldown: i64,
    /// Minimum stake of a delegation, in IO base units.
    pub min_delegation: u64,
    /// Maximum part of an hour's emission for the Community pool, in bps.
    pub community_cap_bps: u16,
    /// Maximum commission, in bps.
    pub max_commission_bps: u16,
    /// Maximum part of the stake behind a supplier that open slashes may take together, in bps.
    pub max_slash_bps: u16,
    /// Cost of a breach that the marketplace has recorded, in bps of the stake required for its GPUs; copied into
    /// each attestation.
    pub breach_slash_bps: u16,
    /// For each parameter, the number below which proposals are overtaken.
    pub overtaken: Overtaken,
    /// Number of the next proposal: above those of all proposals so far.
    pub proposals: u32,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 3],
}

impl Config {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// The configuration of a new network. The authority is the payer of the accounts.
    pub fn new(roles: Roles, io_mint: Pubkey, bump: u8) -> Self {
        Self {
            roles,
            io_mint,
            payer: roles.authority,
            min_eligible_units: TABLE.min_eligible_units.default,
            stake_per_unit: TABLE.stake_per_unit.default,
            unstake_cooldown: TABLE.unstake_cooldown.default,
            min_delegation: TABLE.min_delegation.default,
            community_cap_bps: TABLE.community_cap_bps.default,
            max_commission_bps: TABLE.max_commission_bps.default,
            max_slash_bps: TABLE.max_slash_bps.default,
            breach_slash_bps: TABLE.breach_slash_bps.default,
            overtaken: Overtaken::default(),
            proposals: 0,
            bump,
            padding: [0; 3],
        }
    }
}

const _: () = assert!(
    Config::SIZE == 8 + 272,
    "a new layout is a new account type"
);
