//! A wish to move stake from one supplier to another.

use anchor_lang::prelude::*;

/// A request to move. `[REDELEGATION, delegation, supplier to move to]`. Until it is carried out the stake stays, earns
/// and is liable where it is.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Redelegation {
    /// Whose stake.
    pub staker: Pubkey,
    /// The delegation that it leaves.
    pub delegation: Pubkey,
    /// The supplier that it goes to.
    pub target: Pubkey,
    /// IO base units to move; fewer if less is left by then.
    pub amount: u64,
    /// Unix seconds from which, for 7 days, it can be carried out: 24 hours after the request.
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
