//! P-18: a pause stops what brings new risk and nothing else, at every stop of the catalogue through the suite.

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_common::{constants::DAY, governance::GovernanceAction, CommonError};
use io_tests::{
    catalogue::{self, Program, Stop, Visitor},
    key, Refused, World,
};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;
use Program::{Emissions, FeeBurn, Marketplace};

/// What a pause stops.
const NEW_RISK: [(Program, &str); 15] = [
    // Above 0 GPUs.
    (Emissions, "attest"),
    (Emissions, "attest_approved"),
    (Emissions, "delegate"),
    (Emissions, "compound"),
    (Emissions, "cancel_unstake"),
    (Emissions, "redelegate"),
    // P-18 does not name these two: they are for the owner's stake what `delegate` and `cancel_unstake` are for that of
    // delegators. Stake that comes in bears slashes, and raises the units that earn.
    (Emissions, "stake_own"),
    (Emissions, "cancel_own_unstake"),
    // To list.
    (Marketplace, "create_offer"),
    (Marketplace, "reserve"),
    (Marketplace, "extend"),
    (FeeBurn, "open_auction"),
    (FeeBurn, "update_anchor"),
    (FeeBurn, "fill_auction"),
    // Its end can only follow it.
    (FeeBurn, "flash_fill_begin"),
];
/// The situation in which an attestation brings none: an attestation ends.
const NO_RISK: &str = "0 GPUs";
const ATTESTATIONS: [(Program, &str); 2] = [NEW_RISK[0], NEW_RISK[1]];

/// Pauses or unpauses a program, if it has been initialised.
fn govern(world: &mut World, program: Program, action: GovernanceAction) {
    let authority = key("authority");
    if world.account(&program.config()).is_some() {
        let govern = program.govern(&authority.pubkey(), action);
        world.must(&[govern], &[&authority]);
    }
}

#[track_caller]
fn must(world: &mut World, stop: &Stop, instructions: &[Instruction], signers: &[&Keypair]) {
    let refusal = world.send(instructions, signers).err();
    let refusal = refusal.map(|refusal| format!("{:?} {stop}: {refusal}", stop.program));
    assert_eq!(refusal, None);
}

/// The accounts of a transaction but for those of its signers, who pay its fee also when it fails.
fn accounts(
    world: &mut World,
    instructions: &[Instruction],
    signers: &[&Keypair],
) -> Vec<(Pubkey, Option<Account>)> {
    let metas = instructions.iter().flat_map(|sent| &sent.accounts);
    let mut keys: Vec<_> = metas.map(|meta| meta.pubkey).collect();
    keys.retain(|key| signers.iter().all(|signer| signer.pubkey() != *key));
    keys.into_iter()
        .map(|key| (key, world.account(&key)))
        .collect()
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
        govern(world, stop.program, GovernanceAction::Pause);
        let what = (stop.program, stop.name);
        let is_new_risk = NEW_RISK.contains(&what);
        if is_new_risk && stop.variant != NO_RISK {
            let before = accounts(world, instructions, signers);
            let refused = world.send(instructions, signers);
            refused.refused(CommonError::Paused);
            assert!(before == accounts(world, instructions, signers), "{stop}");
            self.stopped.insert(what);
            govern(world, stop.program, GovernanceAction::Unpause);
            must(world, &stop, instructions, signers);
        } else {
            must(world, &stop, instructions, signers);
            self.let_through.extend(is_new_risk.then_some(what));
            govern(world, stop.program, GovernanceAction::Unpause);
        }
    }
}

#[test]
fn p18_a_pause_stops_new_risk_and_nothing_else() {
    let mut visitor = Pausing::default();
    catalogue::lead(&mut visitor);
    assert_eq!(visitor.stopped, BTreeSet::from(NEW_RISK));
    assert_eq!(visitor.let_through, BTreeSet::from(ATTESTATIONS));
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
            .filter(|other| *other != stop.program);
        for other in others.clone() {
            govern(world, other, GovernanceAction::Pause);
        }
        must(world, &stop, instructions, signers);
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
