//! Reading the price account of an instruction.

use anchor_lang::prelude::*;
use io_common::oracle::Price;

use crate::state::Config;

/// The price of a price account, checked against the limits of the configuration.
pub fn read_price(config: &Config, account: &AccountInfo, now: i64) -> Result<Price> {
    let data = account.try_borrow_data()?;
    Ok(config.oracle.read(account.owner, &data, now)?)
}
