//! Wormhole: VAAs that are written to an account, and verified there.

use anchor_lang::{
    error::ErrorCode,
    prelude::{AccountInfo, Pubkey},
    solana_program::entrypoint::ProgramResult,
};
use io_client::pyth::{guardian_set_address, Vaa};

use super::{
    close,
    guardians::{guardians, verify},
    refuse, require, vector, WormholeError, ENCODED, HEADER, VERIFIED,
};

const INIT: [u8; 8] = [209, 193, 173, 25, 91, 202, 181, 218];
const WRITE: [u8; 8] = [199, 208, 110, 177, 150, 76, 118, 42];
const VERIFY: [u8; 8] = [103, 56, 177, 229, 240, 103, 68, 73];
const CLOSE: [u8; 8] = [48, 221, 174, 198, 231, 7, 152, 38];
const WRITING: u8 = 1;

/// Runs an instruction.
pub(super) fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let [authority, encoded, rest @ ..] = accounts else {
        return refuse(ErrorCode::AccountNotEnoughKeys, "not 2 accounts");
    };
    require(
        authority.is_signer,
        ErrorCode::AccountNotSigner,
        "it must sign",
    )?;
    let is_own = encoded.owner == program;
    require(is_own, ErrorCode::ConstraintOwner, "no account of Wormhole")?;
    let has_room = encoded.data_len() > HEADER;
    require(
        has_room,
        WormholeError::InvalidCreatedAccountSize,
        "no room",
    )?;
    let Some((instruction, mut data)) = data.split_first_chunk() else {
        return refuse(ErrorCode::InstructionMissing, "no instruction");
    };
    if *instruction == INIT {
        return init(authority, encoded);
    }
    let status = {
        let held = encoded.data.borrow();
        let is_encoded = held.starts_with(&ENCODED);
        require(is_encoded, ErrorCode::AccountDidNotDeserialize, "no VAA")?;
        let is_author = held.get(9..41) == Some(authority.key.as_ref());
        require(
            is_author,
            WormholeError::WriteAuthorityMismatch,
            "not the write authority",
        )?;
        held[8]
    };
    if *instruction == CLOSE {
        return close(encoded, authority);
    }
    require(
        status == WRITING,
        WormholeError::NotInWritingStatus,
        "not being written",
    )?;
    match (*instruction, rest) {
        (WRITE, _) => {
            let Some((index, after)) = data.split_first_chunk() else {
                return refuse(ErrorCode::InstructionDidNotDeserialize, "no index");
            };
            data = after;
            let part = vector(&mut data, 1)?;
            let from = usize::try_from(u32::from_le_bytes(*index)).unwrap_or(usize::MAX);
            let from = from.saturating_add(HEADER);
            let mut held = encoded.data.borrow_mut();
            match held.get_mut(from..from.saturating_add(part.len())) {
                Some(place) => place.copy_from_slice(part),
                None => return refuse(WormholeError::DataOverflow, "it does not fit"),
            }
            Ok(())
        }
        (VERIFY, [set]) => {
            let found = guardians(set)?;
            let at_home = *set.key == guardian_set_address(program, found.index);
            let is_guardians = at_home && set.owner == program;
            require(is_guardians, ErrorCode::ConstraintSeeds, "no guardian set")?;
            let vaa = encoded.data.borrow()[HEADER..].to_vec();
            let Ok(parsed) = Vaa::parse(&vaa) else {
                return refuse(WormholeError::CannotParseVaa, "no VAA");
            };
            let is_quorum = parsed.signature_count() >= found.quorum();
            require(is_quorum, WormholeError::NoQuorum, "no quorum")?;
            let verified = verify(&found, set, &vaa, &parsed);
            verified.or_else(|why| refuse(WormholeError::from(why), "not verified"))?;
            let mut held = encoded.data.borrow_mut();
            held[8] = VERIFIED;
            held[41] = 1;
            Ok(())
        }
        _ => refuse(
            ErrorCode::InstructionFallbackNotFound,
            "no such instruction",
        ),
    }
}

fn init(authority: &AccountInfo, encoded: &AccountInfo) -> ProgramResult {
    let mut held = encoded.data.borrow_mut();
    let is_empty = held[..HEADER].iter().all(|byte| *byte == 0);
    require(is_empty, WormholeError::AccountNotZeroed, "not empty")?;
    let length = u32::try_from(held.len().saturating_sub(HEADER)).unwrap_or(u32::MAX);
    held[..8].copy_from_slice(&ENCODED);
    held[8] = WRITING;
    held[9..41].copy_from_slice(authority.key.as_ref());
    held[42..HEADER].copy_from_slice(&length.to_le_bytes());
    Ok(())
}
