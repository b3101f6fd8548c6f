//! Stake in its cooldown.

use anchor_lang::prelude::*;
use io_common::math::U128;

/// Whose stake cools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TicketKind {
    /// The supplier owner's own.
    Own,
    /// A delegator's.
    Delegated,
}

/// One unstaking. `[TICKET, supplier (own) or delegation, number]`. It keeps the cooldown under which it was
/// made, and holds shares of the cooling stake, so that a loss would reach it.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Ticket {
    /// Who may withdraw.
    pub holder: Pubkey,
    /// The supplier.
    pub supplier: Pubkey,
    /// Shares of the supplier's cooling stake, own or delegated.
    pub shares: U128,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
    /// Number that the holder gave it: part of the address.
    pub number: u32,
    /// [`TicketKind`] as a number.
    pub kind: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Layout version, 1.
    pub version: u8,
    /// Zero.
    pub padding: u8,
}

impl Ticket {
    /// Bytes of the account, the discriminator included.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
}

const _: () = assert!(Ticket::SIZE == 8 + 96, "a new size is a new layout version");
