//! The number of a change, by which its program puts changes in order.

use anchor_lang::{prelude::Pubkey, Discriminator};

use crate::options::Program;

/// The program and the number of a `propose_change`; none of another instruction.
pub fn of(program: &Pubkey, data: &[u8]) -> Option<(Program, u32)> {
    let program = Program::at(program)?;
    // The three programs have it under one name.
    let rest = data.strip_prefix(emissions::instruction::ProposeChange::DISCRIMINATOR)?;
    Some((program, u32::from_le_bytes(*rest.first_chunk()?)))
}
