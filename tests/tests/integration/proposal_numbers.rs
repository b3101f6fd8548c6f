//! Numbers of proposals: a vote fixes that of its proposal days before it is executed.

use ::emissions::state::{Change, Config as Emissions};
use ::fee_burn::state::Config as FeeBurn;
use ::marketplace::state::Config as Marketplace;
use anchor_lang::solana_program::{instruction::Instruction, system_program};
use io_client::emissions as client;
use io_common::{
    constants::DAY,
    governance::{order::NUMBERS_AHEAD, GovernanceAction},
    CommonError,
};
use io_tests::{catalogue::Program, exchange, key, Outcome, Refused, World};
use solana_signer::Signer;

/// The number that the configuration has for the next proposal.
fn next(world: &mut World, program: Program) -> u32 {
    let config = program.config();
    match program {
        Program::Emissions => world.read::<Emissions>(&config).proposals,
        Program::Marketplace => world.read::<Marketplace>(&config).proposals,
        Program::FeeBurn => world.read::<FeeBurn>(&config).proposals,
    }
}

fn propose(world: &mut World, program: Program, number: u32) -> Outcome {
    let authority = key("authority");
    let payer = authority.pubkey();
    world.send(&[program.propose(&payer, &payer, number)], &[&authority])
}

/// Applies a proposal, with the clock up to date; the sender only pays the fee.
fn apply(world: &mut World, program: Program, number: u32) -> Outcome {
    world.catch_up(&[]);
    let authority = key("authority");
    let apply = program.apply(number, &authority.pubkey());
    world.send(&[apply], &[&authority])
}

#[test]
fn a_proposal_may_skip_numbers_and_the_next_one_follows_it() {
    let mut world = World::new();
    for program in Program::ALL {
        for (number, after) in [
            (0, 1),
            (1, 2),
            (5, 6),
            (6 + NUMBERS_AHEAD, 7 + NUMBERS_AHEAD),
        ] {
            propose(&mut world, program, number).unwrap();
            assert_eq!(next(&mut world, program), after);
        }
    }
    world.wait(2 * DAY);
    for program in Program::ALL {
        for number in [0, 1, 5, 6 + NUMBERS_AHEAD] {
            apply(&mut world, program, number).unwrap();
        }
    }
}

#[test]
fn a_number_that_is_taken_skipped_or_too_far_ahead_is_refused() {
    let mut world = World::new();
    let authority = key("authority");
    let payer = authority.pubkey();
    for program in Program::ALL {
        propose(&mut world, program, 1 + NUMBERS_AHEAD).refused(CommonError::ProposalNumber);
        propose(&mut world, program, 5).unwrap();
        for number in [0, 4, 6 + NUMBERS_AHEAD + 1, u32::MAX] {
            propose(&mut world, program, number).refused(CommonError::ProposalNumber);
        }
        // While the proposal is open, the system program does not create its account again.
        propose(&mut world, program, 5).refused_by(system_program::ID);
        world.must(&[program.cancel(&payer, 5, &payer)], &[&authority]);
        propose(&mut world, program, 5).refused(CommonError::ProposalNumber);
        assert_eq!(next(&mut world, program), 6);
    }
}

/// The vote's transaction, with its accounts, is there before the vote; an address of a program signs at its execution.
fn voted(program: Program, number: u32) -> Instruction {
    let propose = program.propose(&exchange::pool(), &key("authority").pubkey(), number);
    exchange::relay(&propose)
}

/// A world in which an address of a program governs.
fn governed_by_votes() -> World {
    let mut world = World::with_others(&[exchange::program()]);
    let (authority, dao) = (key("authority"), exchange::pool());
    for program in Program::ALL {
        let offer = GovernanceAction::ProposeAuthority(dao);
        let offer = program.govern(&authority.pubkey(), offer);
        let accept = program.govern(&dao, GovernanceAction::AcceptAuthority);
        world.must(&[offer, exchange::relay(&accept)], &[&authority]);
    }
    world
}

#[test]
fn two_votes_at_a_time_on_one_program_are_both_executed() {
    let mut world = governed_by_votes();
    for program in Program::ALL {
        let [first, second] = [0, 1].map(|number| voted(program, number));
        world.wait(8 * DAY);
        world.must(&[first], &[&key("authority")]);
        world.wait(DAY);
        world.must(&[second], &[&key("authority")]);
        world.wait(2 * DAY);
        for number in [0, 1] {
            apply(&mut world, program, number).unwrap();
        }
    }
}

#[test]
fn a_vote_is_executed_where_the_one_before_it_failed() {
    let mut world = governed_by_votes();
    for program in Program::ALL {
        let [failed, second] = [0, 1].map(|number| voted(program, number));
        world.must(&[second], &[&key("authority")]);
        // Numbers rise with time: nobody executes an older one after a newer one.
        let late = world.send(&[failed], &[&key("authority")]);
        late.refused(CommonError::ProposalNumber);
        world.wait(2 * DAY);
        apply(&mut world, program, 1).unwrap();
    }
}

/// A suspension overtakes by number: those of before it have lower ones, whatever they skip.
#[test]
fn a_suspension_overtakes_a_council_whose_proposal_skipped_numbers() {
    let mut world = World::new();
    let authority = key("authority");
    let payer = authority.pubkey();
    let [first, ..] = world.attestors();
    let council = Change::Council {
        attestors: vec![first.pubkey()],
        threshold: 1,
    };
    let propose = |number| client::propose_change(&payer, &payer, number, council.clone());
    world.must(&[propose(NUMBERS_AHEAD)], &[&authority]);
    let suspend = client::suspend_attestor(&payer, first.pubkey());
    world.must(&[suspend], &[&authority]);
    world.must(&[propose(NUMBERS_AHEAD + 1)], &[&authority]);
    world.wait(2 * DAY);
    apply(&mut world, Program::Emissions, NUMBERS_AHEAD).refused(CommonError::ProposalOvertaken);
    apply(&mut world, Program::Emissions, NUMBERS_AHEAD + 1).unwrap();
}
