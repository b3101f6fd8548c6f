//! Requests to redelegate stake.

use anchor_lang::prelude::*;

/// A redelegation request. `[REDELEGATION, delegation, target supplier]`. Until it is executed, the stake stays where
/// it is: it earns there and can be slashed there.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Redelegation {
    /// The staker.
    pub staker: Pubkey,
    /// The delegation that the stake leaves.
    pub delegation: Pubkey,
    /// The supplier that the stake joins.
    pub target: Pubkey,
    /// Amount to move, in IO base units; less if less active stake is left.
    pub amount: u64,
    /// Unix seconds from which it can be executed, for 7 days: 24 hours after the request.
    pub ready_at: i64,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 7],
}

impl Redelegation {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
}

const _: () = assert!(
    Redelegation::SIZE == 8 + 120,
    "a new layout is a new account type"
);
