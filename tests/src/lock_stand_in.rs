//! A stand-in for Jupiter Lock, whose bytes are in no package: at its address, with the two instructions that the suite
//! sends, their accounts, checks and error codes, and its account. It holds the tokens and releases them as the real
//! one does.
//!
//! To run the same tests on the real program:
//!
//! ```sh
//! solana program dump -u mainnet-beta LocpQgucEQHbqNABEYvBvwoxCPsSbG91A1QaQhQQqjn locker.so
//! IO_LOCK_PROGRAM=$PWD/locker.so ./x test --workspace --test integration lock::
//! ```

use anchor_lang::{
    error::ErrorCode,
    prelude::{msg, AccountInfo, Clock, ProgramError, Pubkey, Rent, SolanaSysvar},
    solana_program::{
        entrypoint::ProgramResult,
        program::{invoke, invoke_signed},
        program_pack::Pack,
        system_instruction,
    },
};
use anchor_spl::token::{
    self,
    spl_token::{instruction::transfer, state::Account as Tokens},
};
use io_client::{
    lock::{self, VestingEscrow},
    spl,
};
use io_vm::{native, programs::Program};
use solana_sdk_ids::system_program;

use crate::World;

const NAME: &str = "stand-in for Jupiter Lock";
const CREATE: [u8; 8] = [0x17, 0x64, 0xc5, 0x5e, 0xde, 0x99, 0x26, 0x5a];
const CLAIM: [u8; 8] = [0x3e, 0xc6, 0xd6, 0xc1, 0xd5, 0x9f, 0x6c, 0xd2];
const ESCROW: &[u8] = b"escrow";

/// Errors of Jupiter Lock.
#[derive(Clone, Copy, Debug)]
pub enum LockError {
    /// An amount does not fit.
    MathOverflow = 6000,
    /// Later parts without a time between them.
    FrequencyIsZero = 6001,
    /// No sum of 1 and 2.
    InvalidUpdateRecipientMode = 6003,
    /// No sum of 1 and 2.
    InvalidCancelMode = 6004,
    /// A claim into the escrow itself.
    InvalidRecipientTokenAccount = 6006,
    /// A cliff before the start.
    InvalidVestingStartTime = 6009,
}

impl From<LockError> for u32 {
    fn from(error: LockError) -> Self {
        error as Self
    }
}

/// The program.
pub fn program() -> Program {
    Program {
        name: "lock_stand_in",
        id: lock::PROGRAM,
        native: native!(process),
    }
}

/// A network with it and without an IO mint; with the real program, if `IO_LOCK_PROGRAM` names its file.
pub fn bare() -> World {
    match std::env::var_os("IO_LOCK_PROGRAM") {
        None => World::bare_with_others(&[program()]),
        Some(file) => {
            let bytes = std::fs::read(&file);
            let bytes = bytes.unwrap_or_else(|error| panic!("IO_LOCK_PROGRAM: {error}"));
            World::bare_lite_with_program(lock::PROGRAM, &bytes)
        }
    }
}

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    assert_eq!(*program, lock::PROGRAM);
    match data.split_first_chunk() {
        Some((&CREATE, arguments)) => create(accounts, arguments),
        Some((&CLAIM, arguments)) => claim(accounts, arguments),
        _ => refuse(
            ErrorCode::InstructionFallbackNotFound,
            "no such instruction",
        ),
    }
}

fn refuse<T>(error: impl Into<u32>, why: &str) -> Result<T, ProgramError> {
    msg!("{}: {}", NAME, why);
    Err(ProgramError::Custom(error.into()))
}

fn require(holds: bool, error: impl Into<u32>, why: &str) -> ProgramResult {
    if holds {
        return Ok(());
    }
    refuse(error, why)
}

fn number(arguments: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(arguments[8 * place..8 * (place + 1)].try_into().unwrap())
}

/// The last accounts of each instruction.
fn check_programs(
    token_program: &AccountInfo,
    events: &AccountInfo,
    own: &AccountInfo,
) -> ProgramResult {
    let is_classic = *token_program.key == token::ID;
    require(
        is_classic,
        ErrorCode::InvalidProgramId,
        "not the token program",
    )?;
    let is_signer_of_events = *events.key == lock::event_authority();
    require(
        is_signer_of_events,
        ErrorCode::ConstraintSeeds,
        "not the event authority",
    )?;
    require(
        *own.key == lock::PROGRAM,
        ErrorCode::InvalidProgramId,
        "not this program",
    )
}

fn tokens(account: &AccountInfo) -> Result<Tokens, ProgramError> {
    let is_token = *account.owner == token::ID;
    require(
        is_token,
        ErrorCode::AccountNotInitialized,
        "no token account",
    )?;
    Tokens::unpack(&account.data.borrow())
}

fn create(accounts: &[AccountInfo], arguments: &[u8]) -> ProgramResult {
    let [base, escrow, escrow_tokens, sender, sender_tokens, recipient, token_program, system, events, own] =
        accounts
    else {
        return refuse(ErrorCode::AccountNotEnoughKeys, "not 10 accounts");
    };
    require(
        arguments.len() == 50,
        ErrorCode::InstructionDidNotDeserialize,
        "not 50 bytes",
    )?;
    for signer in [base, sender] {
        require(
            signer.is_signer,
            ErrorCode::AccountNotSigner,
            "base and sender sign",
        )?;
    }
    for written in [base, escrow, escrow_tokens, sender, sender_tokens] {
        require(
            written.is_writable,
            ErrorCode::ConstraintMut,
            "not writable",
        )?;
    }
    let (address, bump) =
        Pubkey::find_program_address(&[ESCROW, base.key.as_ref()], &lock::PROGRAM);
    require(
        *escrow.key == address,
        ErrorCode::ConstraintSeeds,
        "not the escrow of the base",
    )?;
    check_programs(token_program, events, own)?;
    let is_system = *system.key == system_program::ID;
    require(
        is_system,
        ErrorCode::InvalidProgramId,
        "not the system program",
    )?;
    let mint = tokens(sender_tokens)?.mint;
    tokens(escrow_tokens)?;
    let is_associated = *escrow_tokens.key == spl::wallet(&address, &mint);
    require(
        is_associated,
        ErrorCode::ConstraintAssociated,
        "not the escrow's tokens",
    )?;

    let [start, cliff, frequency, at_cliff, each, periods] =
        [0, 1, 2, 3, 4, 5].map(|place| number(arguments, place));
    let [update_mode, cancel_mode] = [arguments[48], arguments[49]];
    require(
        cliff >= start,
        LockError::InvalidVestingStartTime,
        "the cliff is before the start",
    )?;
    require(
        update_mode <= 3,
        LockError::InvalidUpdateRecipientMode,
        "no such mode",
    )?;
    require(
        cancel_mode <= 3,
        LockError::InvalidCancelMode,
        "no such mode",
    )?;
    let has_period = frequency > 0 || (each == 0 && periods == 0);
    require(
        has_period,
        LockError::FrequencyIsZero,
        "no time between the parts",
    )?;
    let later = each.checked_mul(periods);
    let Some(total) = later.and_then(|later| later.checked_add(at_cliff)) else {
        return refuse(LockError::MathOverflow, "the total does not fit");
    };

    open(
        sender,
        escrow,
        accounts,
        &[ESCROW, base.key.as_ref(), &[bump]],
    )?;
    let made = VestingEscrow {
        recipient: *recipient.key,
        token_mint: mint,
        creator: *sender.key,
        base: *base.key,
        escrow_bump: bump,
        update_recipient_mode: update_mode,
        cancel_mode,
        cliff_time: cliff,
        frequency,
        cliff_unlock_amount: at_cliff,
        amount_per_period: each,
        number_of_period: periods,
        vesting_start_time: start,
        ..VestingEscrow::default()
    };
    write(escrow, &made);
    let pay = transfer(
        &token::ID,
        sender_tokens.key,
        escrow_tokens.key,
        sender.key,
        &[],
        total,
    )?;
    invoke(&pay, accounts)
}

/// Creates the escrow's account as Anchor does: lamports that it holds already are no obstacle.
fn open(
    payer: &AccountInfo,
    escrow: &AccountInfo,
    accounts: &[AccountInfo],
    seeds: &[&[u8]],
) -> ProgramResult {
    let bytes = VestingEscrow::SIZE;
    let missing = Rent::get()?
        .minimum_balance(bytes)
        .saturating_sub(escrow.lamports());
    invoke(
        &system_instruction::transfer(payer.key, escrow.key, missing),
        accounts,
    )?;
    let allocate = system_instruction::allocate(escrow.key, bytes as u64);
    invoke_signed(&allocate, accounts, &[seeds])?;
    let assign = system_instruction::assign(escrow.key, &lock::PROGRAM);
    invoke_signed(&assign, accounts, &[seeds])
}

fn write(escrow: &AccountInfo, made: &VestingEscrow) {
    let mut data = escrow.data.borrow_mut();
    data[..8].copy_from_slice(&VestingEscrow::DISCRIMINATOR);
    data[8..].copy_from_slice(bytemuck::bytes_of(made));
}

fn claim(accounts: &[AccountInfo], arguments: &[u8]) -> ProgramResult {
    let [escrow, escrow_tokens, recipient, recipient_tokens, token_program, events, own] = accounts
    else {
        return refuse(ErrorCode::AccountNotEnoughKeys, "not 7 accounts");
    };
    require(
        arguments.len() == 8,
        ErrorCode::InstructionDidNotDeserialize,
        "not 8 bytes",
    )?;
    let is_own = *escrow.owner == lock::PROGRAM;
    require(is_own, ErrorCode::AccountOwnedByWrongProgram, "no escrow")?;
    let mut found: VestingEscrow = {
        let data = escrow.data.borrow();
        let is_escrow = data.starts_with(&VestingEscrow::DISCRIMINATOR);
        require(
            is_escrow,
            ErrorCode::AccountDiscriminatorMismatch,
            "no escrow",
        )?;
        bytemuck::pod_read_unaligned(&data[8..])
    };
    require(
        recipient.is_signer,
        ErrorCode::AccountNotSigner,
        "the recipient signs",
    )?;
    for written in [escrow, escrow_tokens, recipient, recipient_tokens] {
        require(
            written.is_writable,
            ErrorCode::ConstraintMut,
            "not writable",
        )?;
    }
    let is_recipient = *recipient.key == found.recipient;
    require(
        is_recipient,
        ErrorCode::ConstraintHasOne,
        "not the recipient",
    )?;
    check_programs(token_program, events, own)?;
    let mint = tokens(recipient_tokens)?.mint;
    let is_associated = *escrow_tokens.key == spl::wallet(escrow.key, &mint);
    require(
        is_associated,
        ErrorCode::ConstraintAssociated,
        "not the escrow's tokens",
    )?;
    let is_other = recipient_tokens.key != escrow_tokens.key;
    require(
        is_other,
        LockError::InvalidRecipientTokenAccount,
        "that is the escrow itself",
    )?;

    let now = Clock::get()?.unix_timestamp.unsigned_abs();
    let amount = found.claimable(now).min(number(arguments, 0));
    found.total_claimed_amount += amount;
    write(escrow, &found);
    let seeds: &[&[u8]] = &[ESCROW, found.base.as_ref(), &[found.escrow_bump]];
    let pay = transfer(
        &token::ID,
        escrow_tokens.key,
        recipient_tokens.key,
        escrow.key,
        &[],
        amount,
    )?;
    invoke_signed(&pay, accounts, &[seeds])
}
