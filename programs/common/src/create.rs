//! Accounts that a program creates at its own addresses. Anchor's `init` derives each address (1,500 compute units)
//! and reads the rent once for each account; here the caller does both.

use anchor_lang::{
    prelude::*,
    system_program::{self, create_account_allow_prefund, CreateAccountAllowPrefund},
    Discriminator, ZeroCopy,
};

use crate::{
    cpi::{invoke, written},
    math::Checked,
};

/// First bytes of the system program's instruction.
const CREATE_ACCOUNT: [u8; 4] = [0; 4];

/// Size and lamports of an account to create.
#[derive(Clone, Copy)]
pub struct Size {
    /// Bytes of its data, all zero.
    pub space: usize,
    /// Lamports of the rent-exempt minimum.
    pub rent: u64,
    /// Lamports on top, not counting any that were sent there before.
    pub deposit: u64,
}

/// Creates `account`, owned by the program `owner`. `seeds`, including the bump, are those of its address under the
/// running program. Lamports that are already there count towards the rent.
///
/// # Errors
/// `MathOverflow` for lamports beyond 64 bits; those of the system program, which end the transaction.
pub fn create<'info>(
    payer: &AccountInfo<'info>,
    account: &AccountInfo<'info>,
    size: Size,
    owner: &Pubkey,
    seeds: &[&[u8]],
) -> Result<()> {
    let present = account.lamports();
    let lamports = size.rent.saturating_sub(present).plus(size.deposit)?;
    if present > 0 {
        let missing = Missing {
            lamports,
            space: size.space,
        };
        return complete(payer, account, missing, owner, seeds);
    }
    let mut data = Vec::with_capacity(52);
    data.extend_from_slice(&CREATE_ACCOUNT);
    data.extend_from_slice(&lamports.to_le_bytes());
    data.extend_from_slice(&(size.space as u64).to_le_bytes());
    data.extend_from_slice(owner.as_ref());
    let accounts = [written(payer).signing(), written(account).signing()];
    invoke(&system_program::ID, accounts, data, &[seeds])
}

/// Writes the first state of a new account.
///
/// # Errors
/// `AccountBorrowFailed` while the data is borrowed.
pub fn write<T: ZeroCopy + Discriminator>(account: &AccountInfo, state: &T) -> Result<()> {
    let mut data = account.try_borrow_mut_data()?;
    let (discriminator, rest) = data.split_at_mut(T::DISCRIMINATOR.len());
    discriminator.copy_from_slice(T::DISCRIMINATOR);
    rest.copy_from_slice(bytemuck::bytes_of(state));
    Ok(())
}

/// What an account lacks.
struct Missing {
    lamports: u64,
    space: usize,
}

/// Creates an account at an address that already has lamports.
#[cold]
#[inline(never)]
fn complete<'info>(
    payer: &AccountInfo<'info>,
    account: &AccountInfo<'info>,
    missing: Missing,
    owner: &Pubkey,
    seeds: &[&[u8]],
) -> Result<()> {
    let accounts = CreateAccountAllowPrefund {
        from: payer.clone(),
        to: account.clone(),
    };
    let signer = &[seeds];
    let context = CpiContext::new_with_signer(system_program::ID, accounts, signer);
    create_account_allow_prefund(context, missing.lamports, missing.space as u64, owner)
}
