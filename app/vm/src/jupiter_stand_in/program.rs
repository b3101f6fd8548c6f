//! The pool: a constant product of what it holds of two mints.

use anchor_lang::{
    prelude::{AccountInfo, AccountMeta, ProgramError, Pubkey},
    solana_program::{
        entrypoint::ProgramResult,
        instruction::Instruction,
        program::{invoke, invoke_signed},
    },
};
use anchor_spl::token;
use io_client::{jupiter::PROGRAM, spl};
use solana_account::Account;

use crate::{native, programs::Program};

/// What the swap gives less than was accepted with, as an error code.
pub const SLIPPAGE: u32 = 6_001;
/// Seed of the owner of what the pool holds.
const POOL: &[u8] = b"pool";
/// `route_v2`.
const ROUTE: [u8; 8] = [187, 100, 250, 204, 49, 196, 175, 20];

/// The program.
pub fn program() -> Program {
    Program {
        name: "jupiter_stand_in",
        id: PROGRAM,
        native: native!(process),
    }
}

/// The owner of what the pool holds.
pub fn pool() -> Pubkey {
    Pubkey::find_program_address(&[POOL], &PROGRAM).0
}

/// At [`pool`], this account makes the pool keep what it should give, and say nothing.
pub fn keep_tokens() -> Account {
    Account {
        lamports: 1_000_000_000,
        data: vec![1],
        owner: PROGRAM,
        ..Account::default()
    }
}

/// A swap.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Who gives and receives.
    pub taker: Pubkey,
    /// Input mint.
    pub input: Pubkey,
    /// Output mint.
    pub output: Pubkey,
    /// Input, in base units.
    pub amount: u64,
    /// Output by the quote, in base units.
    pub quoted: u64,
    /// Slippage, in bps.
    pub slippage_bps: u16,
}

/// `route_v2` through the pool.
pub fn route(it: &Route) -> Instruction {
    let mints = [it.input, it.output];
    let [source, destination] = mints.map(|mint| spl::wallet(&it.taker, &mint));
    let [taken, given] = mints.map(|mint| spl::wallet(&pool(), &mint));
    let read = |key| AccountMeta::new_readonly(key, false);
    let written = |key| AccountMeta::new(key, false);
    let accounts = vec![
        AccountMeta::new_readonly(it.taker, true),
        written(source),
        written(destination),
        read(it.input),
        read(it.output),
        read(token::ID),
        read(token::ID),
        // No other destination.
        read(PROGRAM),
        // The real program has its event authority here.
        read(PROGRAM),
        read(PROGRAM),
        written(taken),
        written(given),
        read(pool()),
    ];
    // Two fees of nothing, and a plan without steps.
    let data = [
        &ROUTE[..],
        &it.amount.to_le_bytes(),
        &it.quoted.to_le_bytes(),
        &it.slippage_bps.to_le_bytes(),
        &[0; 8],
    ]
    .concat();
    Instruction::new_with_bytes(PROGRAM, &data, accounts)
}

/// What a pool that holds `taken` and `given` gives for `amount`, rounded down.
pub(super) fn output(taken: u64, given: u64, amount: u64) -> u64 {
    let (taken, given, amount) = (u128::from(taken), u128::from(given), u128::from(amount));
    let output = given
        .saturating_mul(amount)
        .checked_div(taken.saturating_add(amount));
    output.and_then(|it| it.try_into().ok()).unwrap_or(0)
}

fn number<const N: usize>(data: &[u8], place: usize) -> Result<[u8; N], ProgramError> {
    let bytes = data.get(place..).and_then(|rest| rest.first_chunk());
    bytes.copied().ok_or(ProgramError::InvalidInstructionData)
}

fn process(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    if !data.starts_with(&ROUTE) {
        return Err(ProgramError::InvalidInstructionData);
    }
    let amount = u64::from_le_bytes(number(data, 8)?);
    let quoted = u64::from_le_bytes(number(data, 16)?);
    let slippage = u16::from_le_bytes(number(data, 24)?);
    let [authority, source, destination, _, _, _, _, _, _, _, taken, given, pool, ..] = accounts
    else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let held = |account: &AccountInfo| {
        let data = account.data.borrow();
        let amount = data.get(64..).and_then(|rest| rest.first_chunk());
        amount.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    };
    let output = output(held(taken), held(given), amount);
    let pay = spl::transfer(source.key, taken.key, authority.key, amount);
    invoke(&pay, accounts)?;
    if pool.data.borrow().first() == Some(&1) {
        return Ok(());
    }
    let kept = 10_000_u128.saturating_sub(slippage.into());
    let least = u128::from(quoted).saturating_mul(kept).div_ceil(10_000);
    if u128::from(output) < least {
        return Err(ProgramError::Custom(SLIPPAGE));
    }
    let bump = Pubkey::find_program_address(&[POOL], program).1;
    let give = spl::transfer(given.key, destination.key, pool.key, output);
    invoke_signed(&give, accounts, &[&[POOL, &[bump]]])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use io_client::jupiter::Swap;

    use super::*;

    #[test]
    fn the_product_never_falls() {
        assert_eq!(output(1_000, 4_000, 100), 363);
        for amount in [0, 1, 999, 1_000_000, u64::MAX] {
            let out = output(1_000, 4_000, amount);
            let after = (1_000 + u128::from(amount)) * u128::from(4_000 - out);
            assert!(after >= 4_000_000, "{amount}");
        }
        assert_eq!(output(0, 4_000, 0), 0);
    }

    #[test]
    fn the_client_reads_the_swap() {
        let [taker, input, other] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let it = Route {
            taker,
            input,
            output: other,
            amount: 7,
            quoted: 9,
            slippage_bps: 10,
        };
        let read = Swap::decode(&route(&it)).unwrap();
        let wallets = [input, other].map(|mint| spl::wallet(&taker, &mint));
        assert_eq!([read.source, read.destination], wallets);
        assert_eq!((read.in_amount, read.quoted, read.slippage_bps), (7, 9, 10));
        assert_eq!((read.platform_fee_bps, read.positive_slippage_bps), (0, 0));
    }
}
