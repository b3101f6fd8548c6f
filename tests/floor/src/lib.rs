//! A bare program that makes the calls and system calls of another and does nothing else: no account is looked at, no
//! argument checked. What it costs is the least that the other could cost.
//!
//! Its last account holds a [`script`] that tells it what to do. It reads an event, an instruction with data, as an
//! Anchor program does: not at all.

#![deny(missing_docs)]

pub mod script;

use core::array::from_fn;

use pinocchio::{
    account::AccountView,
    cpi::{invoke_signed, Seed, Signer},
    error::ProgramError,
    instruction::{InstructionAccount, InstructionView},
    sysvars::{clock::Clock, rent::Rent, Sysvar},
    Address, ProgramResult,
};
use script::{Reader, BUMP, CALL, CLOCK, DERIVE, HEIGHT, RENT, SHA256, SIGNER, WRITABLE};
use solana_instruction::syscalls::get_stack_height;

/// Slices that are hashed at one time, at most.
const SLICES: usize = 64;

#[cfg(target_os = "solana")]
pinocchio::entrypoint!(process, 64);

/// Does what the last of `accounts` says, unless there are data.
///
/// # Errors
/// `InvalidInstructionData` for a script that is none.
pub fn process(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    if !data.is_empty() {
        return Ok(());
    }
    let (script, accounts) = accounts
        .split_last()
        .ok_or(ProgramError::NotEnoughAccountKeys)?;
    let script = script.try_borrow()?;
    let mut script = Reader::new(&script);
    while let Some(act) = script.act() {
        match act {
            CLOCK => Clock::get().map(|_| ())?,
            RENT => Rent::get().map(|_| ())?,
            HEIGHT => _ = core::hint::black_box(get_stack_height()),
            SHA256 => hash(&mut script)?,
            DERIVE => derive(program, &mut script)?,
            CALL => call(accounts, &mut script)?,
            _ => return Err(ProgramError::InvalidInstructionData),
        }
    }
    Ok(())
}

/// Hashes slices of the given lengths.
fn hash(script: &mut Reader) -> ProgramResult {
    let count = usize::from(script.byte()?);
    let mut slices = [&[][..]; SLICES];
    let slices = slices
        .get_mut(..count)
        .ok_or(ProgramError::InvalidInstructionData)?;
    for slice in slices.iter_mut() {
        let length = script.length()?;
        *slice = script.peek(length)?;
    }
    core::hint::black_box(solana_sha256_hasher::hashv(slices));
    Ok(())
}

/// Derives the address of a seed.
#[cfg(target_os = "solana")]
fn derive(program: &Address, script: &mut Reader) -> ProgramResult {
    let derived = Address::create_program_address(&[script.bytes(1)?, &[BUMP]], program);
    core::hint::black_box(derived).map_err(|_| ProgramError::InvalidSeeds)?;
    Ok(())
}

/// Only the VM derives.
#[cfg(not(target_os = "solana"))]
fn derive(_: &Address, script: &mut Reader) -> ProgramResult {
    script.bytes(1).map(|_| ())
}

/// Makes a call.
fn call(accounts: &[AccountView], script: &mut Reader) -> ProgramResult {
    let program = account(accounts, script.byte()?)?.address();
    match script.byte()? {
        1 => call_with::<1>(program, accounts, script),
        2 => call_with::<2>(program, accounts, script),
        3 => call_with::<3>(program, accounts, script),
        4 => call_with::<4>(program, accounts, script),
        _ => Err(ProgramError::InvalidInstructionData),
    }
}

fn call_with<const COUNT: usize>(
    program: &Address,
    accounts: &[AccountView],
    script: &mut Reader,
) -> ProgramResult {
    let (passed, _) = script.bytes(COUNT.saturating_mul(2))?.as_chunks::<2>();
    let passed: &[[u8; 2]; COUNT] = passed
        .try_into()
        .map_err(|_| ProgramError::InvalidInstructionData)?;
    let mut views = [account(accounts, 0)?; COUNT];
    for (view, [place, _]) in views.iter_mut().zip(passed) {
        *view = account(accounts, *place)?;
    }
    let metas: [InstructionAccount; COUNT] = from_fn(|place| InstructionAccount {
        address: views[place].address(),
        is_writable: passed[place][1] & WRITABLE != 0,
        is_signer: passed[place][1] & SIGNER != 0,
    });
    let seed = script.byte()?;
    let length = script.length()?;
    let instruction = InstructionView {
        program_id: program,
        accounts: &metas,
        data: script.bytes(length)?,
    };
    if seed == 0 {
        return invoke_signed(&instruction, &views, &[]);
    }
    let (seed, bump) = ([seed], [BUMP]);
    let seeds = [Seed::from(&seed), Seed::from(&bump)];
    invoke_signed(&instruction, &views, &[Signer::from(&seeds)])
}

fn account(accounts: &[AccountView], place: u8) -> Result<&AccountView, ProgramError> {
    accounts
        .get(usize::from(place))
        .ok_or(ProgramError::NotEnoughAccountKeys)
}
