//! Check that an instruction is a top-level one.

use anchor_lang::{
    prelude::*,
    solana_program::instruction::{get_stack_height, TRANSACTION_LEVEL_STACK_HEIGHT},
};
use io_common::require;

use crate::error::FeeBurnError;

/// Refuses a call by another program. At the top level, the running instruction is the current one of the
/// instructions sysvar.
pub fn require_top_level() -> Result<()> {
    let top_level = get_stack_height() == TRANSACTION_LEVEL_STACK_HEIGHT;
    require!(top_level, FeeBurnError::NotTopLevel);
    Ok(())
}
