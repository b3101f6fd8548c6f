//! A program that is not the suite's: an exchange, and a relay that calls whatever it is asked to and signs by an address
//! of its own, as a DAO does.

use anchor_lang::{
    prelude::{AccountInfo, AccountMeta, ProgramError, Pubkey},
    solana_program::{
        entrypoint::ProgramResult,
        instruction::Instruction,
        program::{invoke, invoke_signed},
    },
};
use anchor_spl::token::{self, spl_token::instruction::transfer};
use io_client::spl;
use io_vm::{native, programs::Program};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{key, World};

const POOL: &[u8] = b"pool";
const SWAP: u8 = 0;
const RELAY: u8 = 1;

/// Its address.
pub fn id() -> Pubkey {
    key("exchange").pubkey()
}

/// The program.
pub fn program() -> Program {
    Program {
        name: "exchange",
        id: id(),
        native: native!(process),
    }
}

/// The owner of what the exchange has.
pub fn pool() -> Pubkey {
    Pubkey::find_program_address(&[POOL], &id()).0
}

/// Gives the exchange whole IO.
pub fn fund(world: &mut World, io: u64) {
    let (treasury, authority) = (key("treasury"), key("authority"));
    let (to, from) = (
        world.io_wallet(&pool()),
        world.io_wallet(&treasury.pubkey()),
    );
    let wallets =
        [world.io, world.usdc].map(|mint| spl::create_wallet(&authority.pubkey(), &pool(), &mint));
    let amount = io * io_common::constants::ONE_IO;
    let pay = spl::transfer(&from, &to, &treasury.pubkey(), amount);
    world.must(&[&wallets[..], &[pay]].concat(), &[&authority, &treasury]);
}

/// Buys `io` base units for `usdc` micro-USD.
pub fn swap(world: &World, buyer: &Keypair, usdc: u64, io: u64) -> Instruction {
    let buyer = buyer.pubkey();
    let accounts = vec![
        AccountMeta::new_readonly(buyer, true),
        AccountMeta::new(world.usdc_wallet(&buyer), false),
        AccountMeta::new(world.usdc_wallet(&pool()), false),
        AccountMeta::new(world.io_wallet(&pool()), false),
        AccountMeta::new(world.io_wallet(&buyer), false),
        AccountMeta::new_readonly(pool(), false),
        AccountMeta::new_readonly(token::ID, false),
    ];
    let data = [&[SWAP][..], &usdc.to_le_bytes(), &io.to_le_bytes()].concat();
    Instruction::new_with_bytes(id(), &data, accounts)
}

/// Calls `inner` from inside the exchange, which signs for [`pool`].
pub fn relay(inner: &Instruction) -> Instruction {
    let called = AccountMeta::new_readonly(inner.program_id, false);
    let mut accounts = [&[called], &inner.accounts[..]].concat();
    for account in &mut accounts {
        account.is_signer &= account.pubkey != pool();
    }
    let data = [&[RELAY], &inner.data[..]].concat();
    Instruction::new_with_bytes(id(), &data, accounts)
}

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    match data.split_first() {
        Some((&SWAP, amounts)) => process_swap(program, accounts, amounts),
        Some((&RELAY, inner)) => process_relay(program, accounts, inner),
        _ => Err(ProgramError::InvalidInstructionData),
    }
}

fn process_swap(program: &Pubkey, accounts: &[AccountInfo], amounts: &[u8]) -> ProgramResult {
    let amount = |at: usize| u64::from_le_bytes(amounts[at..at + 8].try_into().unwrap());
    let [buyer, buyers_usdc, usdc, io, buyers_io, pool, _] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let pay = |from: &AccountInfo, to: &AccountInfo, owner: &AccountInfo, amount| {
        transfer(&token::ID, from.key, to.key, owner.key, &[], amount)
    };
    invoke(&pay(buyers_usdc, usdc, buyer, amount(0))?, accounts)?;
    let bump = Pubkey::find_program_address(&[POOL], program).1;
    let give = pay(io, buyers_io, pool, amount(8))?;
    invoke_signed(&give, accounts, &[&[POOL, &[bump]]])
}

fn process_relay(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (pool, bump) = Pubkey::find_program_address(&[POOL], program);
    let (called, others) = accounts
        .split_first()
        .ok_or(ProgramError::NotEnoughAccountKeys)?;
    let metas = others.iter().map(|account| AccountMeta {
        pubkey: *account.key,
        is_signer: account.is_signer || *account.key == pool,
        is_writable: account.is_writable,
    });
    let inner = Instruction::new_with_bytes(*called.key, data, metas.collect());
    invoke_signed(&inner, accounts, &[&[POOL, &[bump]]])
}
