//! Where in the transaction an instruction runs.

use anchor_lang::{
    prelude::*,
    solana_program::instruction::{get_stack_height, TRANSACTION_LEVEL_STACK_HEIGHT},
};
use io_common::require;

use crate::error::FeeBurnError;

/// Refuses a call by another program. What runs at the transaction's own level is the running instruction of the
/// instructions sysvar.
pub fn require_top_level() -> Result<()> {
    let top_level = get_stack_height() == TRANSACTION_LEVEL_STACK_HEIGHT;
    require!(top_level, FeeBurnError::NotTopLevel);
    Ok(())
}
