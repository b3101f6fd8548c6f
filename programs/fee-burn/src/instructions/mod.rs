//! One file a verb.

pub mod burn_fees;
pub mod expire_auction;
pub mod fill_auction;
pub mod flash_fill_begin;
pub mod flash_fill_end;
pub mod governance;
pub mod open_auction;
pub mod reclaim_rent;
pub mod update_anchor;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    burn_fees::*, expire_auction::*, fill_auction::*, flash_fill_begin::*, flash_fill_end::*,
    governance::*, open_auction::*, reclaim_rent::*, update_anchor::*,
};

use anchor_lang::{
    prelude::*,
    solana_program::instruction::{get_stack_height, TRANSACTION_LEVEL_STACK_HEIGHT},
};
use io_common::{oracle::Price, require};

use crate::{error::FeeBurnError, state::Config};

/// The price in a price account, checked as the configuration asks.
fn read_price(config: &Config, account: &AccountInfo, now: i64) -> Result<Price> {
    let data = account.try_borrow_data()?;
    Ok(config.oracle.read(account.owner, &data, now)?)
}

/// Refuses a call by another program. What runs at the transaction's own level is the running instruction of the
/// instructions sysvar.
fn require_top_level() -> Result<()> {
    let top_level = get_stack_height() == TRANSACTION_LEVEL_STACK_HEIGHT;
    require!(top_level, FeeBurnError::NotTopLevel);
    Ok(())
}
