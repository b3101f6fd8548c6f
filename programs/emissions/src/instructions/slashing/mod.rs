//! Stake that is burned for what a supplier did.

pub mod apply_slash;
pub mod drop_slash;
pub mod execute_slash;
pub mod propose_breach_slash;
pub mod propose_slash;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    apply_slash::*, drop_slash::*, execute_slash::*, propose_breach_slash::*, propose_slash::*,
};

use anchor_lang::prelude::*;

use crate::state::Slash;

/// Closes the account of a slash that has ended, unless delegations have still to follow it.
fn close_if_over<'info>(
    slash: &AccountLoader<'info, Slash>,
    payer: &UncheckedAccount<'info>,
) -> Result<()> {
    let over = {
        let slash = slash.load()?;
        !slash.is_shared() || slash.is_over()
    };
    if over {
        slash.close(payer.to_account_info())?;
    }
    Ok(())
}
