//! The token instructions of the suite, to the classic SPL token program.

mod account;

use anchor_lang::prelude::*;
use anchor_spl::token;

pub use self::account::TokenAccount;
pub use crate::cpi::SignerSeeds;
use crate::cpi::{invoke, invoke_unresized, read, written, Passed};

/// The mints of the suite.
#[derive(Clone, Copy, Debug)]
pub struct Mints {
    /// IO.
    pub io: Pubkey,
    /// USDC.
    pub usdc: Pubkey,
}

/// First byte of the token program's instructions.
mod tag {
    pub const TRANSFER: u8 = 3;
    pub const MINT_TO: u8 = 7;
    pub const BURN: u8 = 8;
    pub const CLOSE_ACCOUNT: u8 = 9;
    pub const INITIALIZE_ACCOUNT: u8 = 18;
}

/// Moves `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn transfer<'info>(
    from: &impl AsRef<AccountInfo<'info>>,
    to: &impl AsRef<AccountInfo<'info>>,
    authority: &impl AsRef<AccountInfo<'info>>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = [written(from), written(to), read(authority).signing()];
    movement(tag::TRANSFER, accounts, amount, signer)
}

/// Mints `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn mint_to<'info>(
    mint: &impl AsRef<AccountInfo<'info>>,
    to: &impl AsRef<AccountInfo<'info>>,
    authority: &impl AsRef<AccountInfo<'info>>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = [written(mint), written(to), read(authority).signing()];
    movement(tag::MINT_TO, accounts, amount, signer)
}

/// Burns `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn burn<'info>(
    mint: &impl AsRef<AccountInfo<'info>>,
    from: &impl AsRef<AccountInfo<'info>>,
    authority: &impl AsRef<AccountInfo<'info>>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = [written(from), written(mint), read(authority).signing()];
    movement(tag::BURN, accounts, amount, signer)
}

/// Closes an empty token account; its lamports go to `to`.
///
/// # Errors
/// Those of the token program.
pub fn close<'info>(
    account: &impl AsRef<AccountInfo<'info>>,
    to: &impl AsRef<AccountInfo<'info>>,
    authority: &impl AsRef<AccountInfo<'info>>,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = [written(account), written(to), read(authority).signing()];
    invoke(&token::ID, accounts, vec![tag::CLOSE_ACCOUNT], signer)
}

/// Initialises an empty token account at an account that the token program already owns.
///
/// # Errors
/// Those of the token program.
pub fn initialize<'info>(
    account: &impl AsRef<AccountInfo<'info>>,
    mint: &impl AsRef<AccountInfo<'info>>,
    owner: &Pubkey,
) -> Result<()> {
    let mut data = [tag::INITIALIZE_ACCOUNT; 33];
    data[1..].copy_from_slice(owner.as_ref());
    let accounts = [written(account), read(mint)];
    invoke_unresized(&token::ID, accounts, data, &[])
}

#[inline(never)]
fn movement(tag: u8, accounts: [Passed; 3], amount: u64, signer: SignerSeeds) -> Result<()> {
    let mut data = [tag; 9];
    data[1..].copy_from_slice(&amount.to_le_bytes());
    invoke_unresized(&token::ID, accounts, data, signer)
}
