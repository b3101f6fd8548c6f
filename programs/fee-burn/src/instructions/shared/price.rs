//! The price that an instruction is given.

use anchor_lang::prelude::*;
use io_common::oracle::Price;

use crate::state::Config;

/// The price in a price account, checked as the configuration asks.
pub fn read_price(config: &Config, account: &AccountInfo, now: i64) -> Result<Price> {
    let data = account.try_borrow_data()?;
    Ok(config.oracle.read(account.owner, &data, now)?)
}
