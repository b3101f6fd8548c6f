//! Roles, pause, changes, and what the guardian stops.

use ::emissions::state::Change as EmissionsChange;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::emissions;
use io_common::{
    constants::{HOUR, MAX_ATTESTORS},
    governance::{timelock, GovernanceAction},
};
use solana_signer::Signer;

use super::{names, stop::What, Catalogue, Program, Target};
use crate::key;

pub(super) fn catalogue(catalogue: &mut Catalogue) {
    for program in Program::ALL {
        actions(catalogue, program);
        changes(catalogue, program);
    }
    guardian(catalogue);
}

/// The authority is handed over to itself, so it does not change.
fn actions(catalogue: &mut Catalogue, program: Program) {
    let authority = key("authority");
    let signer = authority.pubkey();
    for (action, name) in [
        (
            GovernanceAction::ProposeAuthority(signer),
            "ProposeAuthority",
        ),
        (GovernanceAction::AcceptAuthority, "AcceptAuthority"),
        (
            GovernanceAction::SetGuardian(key("guardian").pubkey()),
            "SetGuardian",
        ),
        (GovernanceAction::Pause, "Pause"),
        (GovernanceAction::Unpause, "Unpause"),
    ] {
        catalogue.stop(
            ("govern", name),
            program.govern(&signer, action),
            &[&authority],
        );
    }
}

/// One change that is applied, one that is cancelled, and in emissions the largest there is.
fn changes(catalogue: &mut Catalogue, program: Program) {
    let authority = key("authority");
    let signers = [&authority];
    let payer = authority.pubkey();
    let propose = |number| program.propose(&payer, &payer, number);
    catalogue.stop("propose_change", propose(0), &signers);
    catalogue.world.must(&[propose(1)], &signers);
    let cancel = program.cancel(&payer, 1, &payer);
    catalogue.stop("cancel_change", cancel, &signers);
    let largest = (program == Program::Emissions).then(|| largest(&payer, 2));
    if let Some(propose) = &largest {
        let what = ("propose_change", "a council of 16");
        catalogue.stop(what, propose.clone(), &signers);
    }
    catalogue.world.wait(timelock::DELAY);
    catalogue.world.catch_up(&[]);
    let what: What = match program {
        Program::FeeBurn => {
            let target = Target::raised(4_410, "the fees in both vaults are counted first");
            ("apply_change", "", target).into()
        }
        _ => "apply_change".into(),
    };
    catalogue.stop(what, program.apply(0, &payer), &signers);
    if largest.is_some() {
        let what = ("apply_change", "a council of 16");
        catalogue.stop(what, program.apply(2, &payer), &signers);
    }
}

/// Sixteen attestors: the three that there are, and others.
fn largest(payer: &Pubkey, number: u32) -> Instruction {
    let others = (0..).map(|number| format!("attestor {number}"));
    let known = ["first attestor", "second attestor", "third attestor"].map(String::from);
    let all = known.into_iter().chain(others).take(MAX_ATTESTORS);
    let change = EmissionsChange::Council {
        attestors: all.map(|name| key(&name).pubkey()).collect(),
        threshold: 2,
    };
    emissions::propose_change(payer, payer, number, change)
}

/// The guardian that [`actions`] named.
fn guardian(catalogue: &mut Catalogue) {
    let guardian = catalogue.world.person("guardian", 0, 0);
    let supply = catalogue.world.supplier(&names::supplier("supplier"));
    catalogue.world.wait(2 * HOUR);
    catalogue.world.catch_up(&[supply.address]);
    let end = emissions::revoke_attestation(&guardian.pubkey(), &supply.address);
    catalogue.stop("revoke_attestation", end, &[&guardian]);
    let [first, ..] = catalogue.world.attestors();
    let suspend = emissions::suspend_attestor(&guardian.pubkey(), first.pubkey());
    catalogue.stop("suspend_attestor", suspend, &[&guardian]);
}
