//! What members of a multisig, or voters, have to know before they agree to an act.

use anchor_lang::{solana_program::instruction::Instruction, Discriminator};
use emissions::instruction::{
    CancelOwnUnstake, CloseSupplier, RevokeAttestation, SetCommission, StakeOwn, UnstakeOwn,
};
use io_common::governance::Roles;

use super::Plan;
use crate::{acting::Unsigned, context::Context, options::Program};

/// Instructions of owners and authorities that are refused until clock and supplier are at the present hour (P-07).
const NEED_THE_HOUR: [&[u8]; 6] = [
    CancelOwnUnstake::DISCRIMINATOR,
    CloseSupplier::DISCRIMINATOR,
    RevokeAttestation::DISCRIMINATOR,
    SetCommission::DISCRIMINATOR,
    StakeOwn::DISCRIMINATOR,
    UnstakeOwn::DISCRIMINATOR,
];

/// The notes on a plan.
///
/// # Errors
/// If the network does not answer.
pub fn of(context: &mut Context, by: &Unsigned, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let mut notes = vec![super::UNSENT.into()];
    for program in &plan.governs {
        let roles = roles(context, *program)?;
        let some = [roles.authority, roles.pending_authority, roles.guardian];
        if !some.contains(&by.authority) {
            notes.push(format!(
                "{} is neither authority nor guardian of {} now, nor proposed as its authority",
                by.authority,
                program.name()
            ));
        }
    }
    if plan.action.iter().any(needs_the_hour) {
        notes.push(
            "it is refused until clock and supplier are at the present hour: anyone sends `io supplier settle SUPPLIER` in the hour in \
             which it is executed, before it"
                .into(),
        );
    }
    Ok(notes)
}

fn roles(context: &mut Context, program: Program) -> anyhow::Result<Roles> {
    Ok(match program {
        Program::Emissions => context.emissions()?.roles,
        Program::Marketplace => context.market()?.roles,
        Program::FeeBurn => context.fee_burn()?.roles,
    })
}

fn needs_the_hour(instruction: &Instruction) -> bool {
    let is = |start: &&[u8]| instruction.data.starts_with(start);
    instruction.program_id == emissions::ID && NEED_THE_HOUR.iter().any(is)
}
