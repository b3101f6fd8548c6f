//! The token movements of the suite, by the classic SPL token program.

mod account;

use anchor_lang::prelude::*;
use anchor_spl::token::{self, Burn, MintTo, Transfer};

pub use self::account::TokenAccount;
pub use crate::cpi::SignerSeeds;

/// Moves `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn transfer<'info>(
    from: &impl ToAccountInfo<'info>,
    to: &impl ToAccountInfo<'info>,
    authority: &impl ToAccountInfo<'info>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = Transfer {
        from: from.to_account_info(),
        to: to.to_account_info(),
        authority: authority.to_account_info(),
    };
    token::transfer(
        CpiContext::new_with_signer(token::ID, accounts, signer),
        amount,
    )
}

/// Mints `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn mint_to<'info>(
    mint: &impl ToAccountInfo<'info>,
    to: &impl ToAccountInfo<'info>,
    authority: &impl ToAccountInfo<'info>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = MintTo {
        mint: mint.to_account_info(),
        to: to.to_account_info(),
        authority: authority.to_account_info(),
    };
    token::mint_to(
        CpiContext::new_with_signer(token::ID, accounts, signer),
        amount,
    )
}

/// Burns `amount` base units.
///
/// # Errors
/// Those of the token program.
pub fn burn<'info>(
    mint: &impl ToAccountInfo<'info>,
    from: &impl ToAccountInfo<'info>,
    authority: &impl ToAccountInfo<'info>,
    amount: u64,
    signer: SignerSeeds,
) -> Result<()> {
    let accounts = Burn {
        mint: mint.to_account_info(),
        from: from.to_account_info(),
        authority: authority.to_account_info(),
    };
    token::burn(
        CpiContext::new_with_signer(token::ID, accounts, signer),
        amount,
    )
}
