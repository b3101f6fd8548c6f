//! Roles, pause, changes, and what the guardian stops.

use ::emissions::state::Change as EmissionsChange;
use ::fee_burn::state::Change as FeeBurnChange;
use ::marketplace::state::Change as MarketplaceChange;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, fee_burn, marketplace};
use io_common::{
    constants::{HOUR, MAX_ATTESTORS, ONE_USDC},
    governance::{timelock, Act},
};
use solana_signer::Signer;

use super::{names, Program, Tour};
use crate::key;

pub(super) fn tour(tour: &mut Tour) {
    for program in Program::ALL {
        acts(tour, program);
        changes(tour, program);
    }
    guardian(tour);
}

/// The authority is handed over to itself, so that it stays.
fn acts(tour: &mut Tour, program: Program) {
    let authority = key("authority");
    let signer = authority.pubkey();
    for (act, name) in [
        (Act::ProposeAuthority(signer), "ProposeAuthority"),
        (Act::AcceptAuthority, "AcceptAuthority"),
        (Act::SetGuardian(key("guardian").pubkey()), "SetGuardian"),
        (Act::Pause, "Pause"),
        (Act::Unpause, "Unpause"),
    ] {
        tour.stop(
            ("govern", name),
            program.govern(&signer, act),
            &[&authority],
        );
    }
}

/// One change that is applied, one that is cancelled, and in emissions the largest there is.
fn changes(tour: &mut Tour, program: Program) {
    let authority = key("authority");
    let signers = [&authority];
    let payer = authority.pubkey();
    tour.stop("propose_change", propose(program, &payer, 0), &signers);
    tour.world.must(&[propose(program, &payer, 1)], &signers);
    let cancel = match program {
        Program::Emissions => emissions::cancel_change(&payer, 1, &payer),
        Program::Marketplace => marketplace::cancel_change(&payer, 1, &payer),
        Program::FeeBurn => fee_burn::cancel_change(&payer, 1, &payer),
    };
    tour.stop("cancel_change", cancel, &signers);
    let largest = (program == Program::Emissions).then(|| largest(&payer, 2));
    if let Some(propose) = &largest {
        let what = ("propose_change", "a council of 16");
        tour.stop(what, propose.clone(), &signers);
    }
    tour.world.wait(timelock::DELAY);
    tour.world.catch_up(&[]);
    tour.stop("apply_change", apply(program, &payer, 0), &signers);
    if largest.is_some() {
        let what = ("apply_change", "a council of 16");
        tour.stop(what, apply(program, &payer, 2), &signers);
    }
}

fn propose(program: Program, payer: &Pubkey, number: u32) -> Instruction {
    match program {
        Program::Emissions => {
            let change = EmissionsChange::UnstakeCooldown(400 * HOUR);
            emissions::propose_change(payer, payer, number, change)
        }
        Program::Marketplace => {
            let change = MarketplaceChange::Hours(100);
            marketplace::propose_change(payer, payer, number, change)
        }
        Program::FeeBurn => {
            let change = FeeBurnChange::Spending {
                daily_max: 500 * ONE_USDC,
                vault_days: 7,
            };
            fee_burn::propose_change(payer, payer, number, change)
        }
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

fn apply(program: Program, payer: &Pubkey, number: u32) -> Instruction {
    match program {
        Program::Emissions => emissions::apply_change(number, payer),
        Program::Marketplace => marketplace::apply_change(number, payer),
        Program::FeeBurn => fee_burn::apply_change(number, payer),
    }
}

/// The guardian that [`acts`] named.
fn guardian(tour: &mut Tour) {
    let guardian = tour.world.person("guardian", 0, 0);
    let supply = tour.world.supplier(&names::supplier("supplier"));
    tour.world.wait(2 * HOUR);
    tour.world.catch_up(&[supply.address]);
    let end = emissions::end_lease(&guardian.pubkey(), &supply.address);
    tour.stop("end_lease", end, &[&guardian]);
    let [first, ..] = tour.world.attestors();
    let suspend = emissions::suspend_attestor(&guardian.pubkey(), first.pubkey());
    tour.stop("suspend_attestor", suspend, &[&guardian]);
}
