//! P-18: a pause stops what brings new risk and nothing else, at every stop of the catalogue through the suite.

use std::collections::BTreeSet;

use anchor_lang::solana_program::instruction::Instruction;
use io_common::{constants::DAY, governance::GovernanceAction, CommonError};
use io_tests::{
    catalogue::{self, Program, Risk, Row, Stop, Visitor, TABLE},
    key, Refused, Snapshot, World,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The situation in which an attestation brings no risk: an attestation ends.
const NO_RISK: &str = "0 GPUs";

/// Pauses or unpauses a program, if it has been initialised.
fn govern(world: &mut World, program: Program, action: GovernanceAction) {
    let authority = key("authority");
    if world.account(&program.config()).is_some() {
        let govern = program.govern(&authority.pubkey(), action);
        world.must(&[govern], &[&authority]);
    }
}

/// The accounts of a transaction but for those of its signers, who pay its fee also when it fails.
fn accounts(world: &mut World, instructions: &[Instruction], signers: &[&Keypair]) -> Snapshot {
    let mut all = Snapshot::of(world, instructions, &[]);
    for signer in signers {
        all.0.remove(&signer.pubkey());
    }
    all
}

/// Pauses the program of each stop.
#[derive(Default)]
struct Pausing {
    stopped: BTreeSet<(Program, &'static str)>,
    let_through: BTreeSet<(Program, &'static str)>,
}

impl Visitor for Pausing {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let Row {
            program,
            name,
            risk,
            ..
        } = *stop.row;
        govern(world, program, GovernanceAction::Pause);
        let is_stopped = match risk {
            Risk::None => false,
            Risk::Attested => stop.variant != NO_RISK,
            Risk::New => true,
        };
        if is_stopped {
            let before = accounts(world, instructions, signers);
            let refused = world.send(instructions, signers);
            refused.refused(CommonError::Paused);
            assert!(before == accounts(world, instructions, signers), "{stop}");
            self.stopped.insert((program, name));
            govern(world, program, GovernanceAction::Unpause);
            stop.must(world, instructions, signers);
        } else {
            stop.must(world, instructions, signers);
            self.let_through.insert((program, name));
            govern(world, program, GovernanceAction::Unpause);
        }
    }
}

/// Instructions of which a pause stops some, and of which it lets some through.
fn rows(of: impl Fn(Risk) -> bool) -> BTreeSet<(Program, &'static str)> {
    let rows = TABLE.iter().filter(|row| of(row.risk));
    rows.map(|row| (row.program, row.name)).collect()
}

#[test]
fn p18_a_pause_stops_new_risk_and_nothing_else() {
    let mut visitor = Pausing::default();
    catalogue::lead(&mut visitor);
    assert_eq!(visitor.stopped, rows(|risk| risk != Risk::None));
    let sometimes = rows(|risk| risk == Risk::Attested);
    assert!(visitor.let_through.is_superset(&sometimes));
}

/// Pauses the other two programs at each stop.
struct PausingOthers;

impl Visitor for PausingOthers {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let others = Program::ALL
            .into_iter()
            .filter(|other| *other != stop.row.program);
        for other in others.clone() {
            govern(world, other, GovernanceAction::Pause);
        }
        stop.must(world, instructions, signers);
        for other in others {
            govern(world, other, GovernanceAction::Unpause);
        }
    }
}

#[test]
fn p14_every_program_works_while_the_others_are_paused() {
    catalogue::lead(&mut PausingOthers);
}

#[test]
fn p18_the_guardian_of_each_program_pauses_once_in_a_while() {
    let mut world = World::lite();
    let guardian = world.person("guardian", 0, 0);
    for program in Program::ALL {
        let pause = program.govern(&guardian.pubkey(), GovernanceAction::Pause);
        world.must(&[pause.clone()], &[&guardian]);
        world.wait(14 * DAY);
        let again = world.send(&[pause], &[&guardian]);
        again.refused(CommonError::PauseCooldown);
    }
}
