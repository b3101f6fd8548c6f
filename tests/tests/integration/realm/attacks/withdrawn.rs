//! Votes that are withdrawn, and cast again.

use io_client::realm::{
    instruction::{self, Subject, Voter},
    state::{ProposalState, Vote},
    vote::Tally,
};
use io_common::constants::ONE_IO;
use io_realm::GovernanceError;
use io_tests::Refused;

use super::super::setup::{Assembly, Staker};

const STAKE: u64 = 150_000 * ONE_IO;
const NONE: Tally = Tally { yes: 0, no: 0 };

fn story() -> (Assembly, Staker, Subject) {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let subject = assembly.propose(&bob, "Survey", &[]);
    (assembly, bob, subject)
}

/// The weight that was cast is taken away, although the stake has changed since.
#[test]
fn p21_a_vote_that_is_withdrawn_takes_its_whole_weight_with_it() {
    let (mut assembly, mut bob, subject) = story();
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.unstake(&bob).unwrap();
    assembly.withdraw_vote(&bob, &subject).unwrap();
    assert_eq!(assembly.tally(&subject), NONE);

    assembly.vote(&bob, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), NONE);
    bob.key = assembly.world.person("bob", 50_000, 0);
    assembly.stake_all(&mut bob);
    assembly.withdraw_vote(&bob, &subject).unwrap();
    assert_eq!(assembly.tally(&subject), NONE);

    assembly.vote(&bob, &subject, Vote::Deny).unwrap();
    let no = 50_000 * ONE_IO;
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no });
}

/// After the end a vote is only marked, and counts.
#[test]
fn p21_no_vote_is_withdrawn_after_the_end() {
    let (mut assembly, bob, subject) = story();
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.wait_for_end(&subject);
    let late = assembly.withdraw_vote(&bob, &subject);
    late.refused(GovernanceError::CannotRelinquishInFinalizingState as u32);
    assembly.finalize(&subject).unwrap();
    assembly.withdraw_vote(&bob, &subject).unwrap();
    let once = Tally { yes: STAKE, no: 0 };
    assert_eq!(assembly.tally(&subject), once);
    let again = assembly.withdraw_vote(&bob, &subject);
    again.refused(GovernanceError::VoteAlreadyRelinquished as u32);
    let after = assembly.vote(&bob, &subject, Vote::yes());
    after.refused(GovernanceError::VoteAlreadyExists as u32);
}

#[test]
fn nobody_withdraws_the_vote_of_somebody_else() {
    let (mut assembly, bob, subject) = story();
    let mallory = assembly.wallet("mallory");
    assembly.vote(&bob, &subject, Vote::Deny).unwrap();
    let voter = Voter {
        signer: mallory.address(),
        payer: mallory.address(),
        owner: bob.address(),
    };
    let withdraw = instruction::relinquish_vote(&assembly.at, &subject.proposal, &voter);
    let refused = assembly.act(&mallory, &[withdraw]);
    refused.refused(GovernanceError::GoverningTokenOwnerOrDelegateMustSign as u32);
}

/// What SPL Governance allows: a No that seems to decide the vote is withdrawn in the last second, when no Yes can follow and
/// no No is in time. Those who mean No vote No themselves, whatever others have cast.
#[test]
fn a_no_withdrawn_in_the_last_second_lets_a_vote_pass() {
    let (mut assembly, bob, subject) = story();
    let mallory = assembly.staker("mallory", 200_000);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.vote(&mallory, &subject, Vote::Deny).unwrap();
    let end = assembly.times(&subject).end;
    assembly.wait_until(end);
    assembly.withdraw_vote(&mallory, &subject).unwrap();
    // It does not become a Yes.
    let yes = assembly.vote(&mallory, &subject, Vote::yes());
    yes.refused(GovernanceError::VoteNotAllowedInCoolOffTime as u32);
    assembly.wait_for_end(&subject);
    assembly.finalize(&subject).unwrap();
    let state = assembly.proposal(&subject).state;
    assert_eq!(state, ProposalState::Succeeded);
}
