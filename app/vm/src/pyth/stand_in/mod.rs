//! A stand-in for Pyth's receiver and for its Wormhole program, which are in no package: at the addresses of the newer ones, with the
//! instructions that the suite sends, their accounts, checks and error codes. It verifies the signatures and the Merkle proof, and
//! writes the price account as the real one does. It has no governance and no TWAP.
//!
//! The checks are those of `pyth-network/pyth-crosschain` at commit 7c915eb10e457166b9d0f2ca05132eae10542e0f, built for Pyth's routers
//! (the feature `pro-compatible`).

mod errors;
mod guardians;
mod receiver;
mod wormhole;

pub use errors::{ReceiverError, WormholeError};

use anchor_lang::{
    error::ErrorCode,
    prelude::{msg, pubkey, AccountInfo, ProgramError, Pubkey},
    solana_program::entrypoint::ProgramResult,
};
use io_common::ids::pyth::NEXT_RECEIVER;
use solana_sdk_ids::system_program;

use crate::{native, programs::Program};

/// The Wormhole program of the newer receiver.
pub const WORMHOLE: Pubkey = pubkey!("HDw2E7P8X1SkCyjvoGsfBGAVUutKcj874bXjHrpVYrVL");

/// Discriminator of an account with a VAA.
const ENCODED: [u8; 8] = [226, 101, 163, 4, 133, 160, 84, 245];
/// Discriminator, status, authority, version and length of an account with a VAA.
const HEADER: usize = 46;
const VERIFIED: u8 = 2;

/// Both programs.
pub fn programs() -> [Program; 2] {
    [
        Program {
            name: "pyth_receiver_stand_in",
            id: NEXT_RECEIVER,
            native: native!(receiver::process),
        },
        Program {
            name: "wormhole_stand_in",
            id: WORMHOLE,
            native: native!(wormhole::process),
        },
    ]
}

fn refuse<T>(error: impl Into<u32>, why: &str) -> Result<T, ProgramError> {
    msg!("stand-in for Pyth: {}", why);
    Err(ProgramError::Custom(error.into()))
}

fn require(holds: bool, error: impl Into<u32>, why: &str) -> ProgramResult {
    match holds {
        true => Ok(()),
        false => refuse(error, why),
    }
}

/// Takes a vector of elements of `size` bytes off the front: four bytes of its length, then the elements.
fn vector<'a>(data: &mut &'a [u8], size: usize) -> Result<&'a [u8], ProgramError> {
    let taken = data.split_first_chunk().and_then(|(length, rest)| {
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        rest.split_at_checked(length.checked_mul(size)?)
    });
    match taken {
        Some((vector, rest)) => {
            *data = rest;
            Ok(vector)
        }
        None => refuse(ErrorCode::InstructionDidNotDeserialize, "it is cut off"),
    }
}

fn close(account: &AccountInfo, to: &AccountInfo) -> ProgramResult {
    let lamports = account.lamports();
    **to.try_borrow_mut_lamports()? = to.lamports().saturating_add(lamports);
    **account.try_borrow_mut_lamports()? = 0;
    account.assign(&system_program::ID);
    account.resize(0)
}
