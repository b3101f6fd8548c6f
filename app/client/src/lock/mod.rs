//! Jupiter Lock, which pays a recipient out of an escrow by a schedule. It is not a program of the suite: it locks what the
//! genesis table locks (P-31).
//!
//! `tests/golden/locker.json` has what is used of its IDL, with the source.

mod escrow;
mod found;
mod instruction;
mod schedule;
mod terms;

pub use escrow::VestingEscrow;
pub use found::Found;
pub use instruction::{claim, create, Claim};
pub use schedule::{Schedule, MONTH};
pub use terms::{Mismatch, Subject, Terms};

use anchor_lang::prelude::{pubkey, Pubkey};

/// Its address.
pub const PROGRAM: Pubkey = pubkey!("LocpQgucEQHbqNABEYvBvwoxCPsSbG91A1QaQhQQqjn");

const ESCROW: &[u8] = b"escrow";
const EVENT_AUTHORITY: &[u8] = b"__event_authority";

/// The escrow that was created with the key `base`.
pub fn escrow_address(base: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[ESCROW, base.as_ref()], &PROGRAM).0
}

/// The signer of its events.
pub fn event_authority() -> Pubkey {
    Pubkey::find_program_address(&[EVENT_AUTHORITY], &PROGRAM).0
}
