//! What authority and guardian of a program do at once, in words.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, Discriminator};
use io_client::{changes::arrow, realm::state::InstructionData};
use io_common::governance::{GovernanceAction, Roles};

use super::InForce;
use crate::options::Program;

/// An action of governance, from the roles in force; none for another instruction.
pub fn words(stored: &InstructionData, now: &InForce) -> Option<String> {
    // The three programs have it under one name.
    let start = emissions::instruction::Govern::DISCRIMINATOR;
    let program = Program::at(&stored.program_id)?;
    let action = GovernanceAction::try_from_slice(stored.data.strip_prefix(start)?).ok()?;
    let roles = match program {
        Program::Emissions => &now.emissions.config.roles,
        Program::Marketplace => &now.marketplace.roles,
        Program::FeeBurn => &now.fee_burn.roles,
    };
    let signer = stored.accounts.first()?.pubkey;
    let does = does(action, roles, &signer);
    Some(format!("{}: {does}, at once", program.name()))
}

fn does(action: GovernanceAction, roles: &Roles, signer: &Pubkey) -> String {
    match action {
        GovernanceAction::ProposeAuthority(named) => {
            let from = somebody(&roles.pending_authority);
            format!("proposed authority {}", arrow(&from, &somebody(&named)))
        }
        GovernanceAction::AcceptAuthority => {
            let from = roles.authority.to_string();
            format!("authority {}", arrow(&from, &signer.to_string()))
        }
        GovernanceAction::SetGuardian(named) => {
            let from = roles.guardian.to_string();
            format!("guardian {}", arrow(&from, &named.to_string()))
        }
        GovernanceAction::Pause => "stops new risk until the authority ends the pause".into(),
        GovernanceAction::Unpause => "ends the pause".into(),
    }
}

fn somebody(address: &Pubkey) -> String {
    match *address == Pubkey::default() {
        true => "nobody".into(),
        false => address.to_string(),
    }
}
