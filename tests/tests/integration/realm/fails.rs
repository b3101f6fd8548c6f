//! Votes that do not pass, and realm proposals that are never voted on.

use anchor_lang::solana_program::{instruction::Instruction, system_instruction};
use io_client::realm::{
    instruction::Subject,
    state::{ProposalState, Vote},
};
use io_common::constants::ONE_IO;
use io_realm::GovernanceError;
use io_tests::{key, Refused, OWN_STAKE};
use solana_signer::Signer;

use super::{
    rules,
    setup::{Assembly, Staker},
};

/// Lamports that a vote would pay out.
const PAYMENT: u64 = 1_000_000_000;

/// The treasury pays somebody.
fn payment(assembly: &Assembly) -> Instruction {
    let (from, to) = (assembly.at.treasury(), key("payee").pubkey());
    system_instruction::transfer(&from, &to, PAYMENT)
}

/// Nothing is paid, now or later.
#[track_caller]
fn is_never_executed(assembly: &mut Assembly, subject: &Subject, state: ProposalState) {
    assert_eq!(assembly.proposal(subject).state, state);
    assembly.wait_for_execution(subject);
    let executed = assembly.execute(subject, 0);
    executed.refused(GovernanceError::InvalidStateCannotExecuteTransaction as u32);
    assert_eq!(assembly.world.lamports(&key("payee").pubkey()), 0);
}

/// Votes, and finalizes as soon as the vote is over.
#[track_caller]
fn end(assembly: &mut Assembly, subject: &Subject, votes: &[(&Staker, Vote)]) -> ProposalState {
    for (staker, vote) in votes {
        assembly.vote(staker, subject, vote.clone()).unwrap();
    }
    assembly.wait_for_end(subject);
    assembly.finalize(subject).unwrap();
    assembly.proposal(subject).state
}

#[test]
fn a_vote_with_as_much_no_as_yes_fails() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let carol = assembly.staker("carol", 150_000);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        let votes = [(&bob, Vote::yes()), (&carol, Vote::Deny)];
        end(&mut assembly, &subject, &votes);
        is_never_executed(&mut assembly, &subject, ProposalState::Defeated);
    }
}

/// A fifth of all stake, which is own and delegated, must vote Yes, also if nobody else votes.
#[test]
fn p30_a_vote_needs_its_part_of_all_stake() {
    let others = 150_000 + OWN_STAKE;
    let needed = others * ONE_IO / 4;
    for (missing, expected) in [(0, ProposalState::Succeeded), (1, ProposalState::Defeated)] {
        let mut assembly = Assembly::lite();
        let bob = assembly.staker("bob", 150_000);
        let carol = assembly.world.person("carol", needed / ONE_IO, 0);
        let stake = needed - missing;
        let Assembly { world, supply, .. } = &mut assembly;
        world.delegate(&carol, supply, stake).unwrap();
        let carol = Staker {
            key: carol,
            delegated: vec![supply.address],
            owned: Vec::new(),
        };
        assembly.enter(&carol);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        let state = end(&mut assembly, &subject, &[(&carol, Vote::yes())]);
        assert_eq!(state, expected);
        let all = others * ONE_IO + stake;
        assert_eq!(assembly.proposal(&subject).max_vote_weight, Some(all));
        if missing > 0 {
            is_never_executed(&mut assembly, &subject, expected);
        }
    }
}

#[test]
fn a_vote_without_voters_fails() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        end(&mut assembly, &subject, &[]);
        is_never_executed(&mut assembly, &subject, ProposalState::Defeated);
    }
}

/// After five days only No counts: a Yes of the last hours can be answered.
#[test]
fn the_cool_off_stops_a_vote_that_would_pass() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let carol = assembly.staker("carol", 160_000);
        let dave = assembly.staker("dave", 20_000);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        let times = assembly.times(&subject);
        assembly.wait_until(times.all_until);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        assembly.wait_until(times.all_until + 1);
        let late = assembly.vote(&dave, &subject, Vote::yes());
        late.refused(GovernanceError::VoteNotAllowedInCoolOffTime as u32);
        assembly.wait_until(times.end);
        assembly.vote(&carol, &subject, Vote::Deny).unwrap();
        assembly.wait_until(times.end + 1);
        let late = assembly.vote(&dave, &subject, Vote::Deny);
        late.refused(GovernanceError::ProposalVotingTimeExpired as u32);
        end(&mut assembly, &subject, &[]);
        is_never_executed(&mut assembly, &subject, ProposalState::Defeated);
    }
}

/// A vote that is withdrawn does not count, and its rent comes back.
#[test]
fn a_vote_that_is_withdrawn_does_not_count() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        let before = assembly.world.lamports(&bob.address());
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        assembly.withdraw_vote(&bob, &subject).unwrap();
        // Two signatures, at 5,000 lamports each.
        let after = assembly.world.lamports(&bob.address());
        assert_eq!(after, before - 2 * 5_000);
        end(&mut assembly, &subject, &[]);
        is_never_executed(&mut assembly, &subject, ProposalState::Defeated);
    }
}

#[test]
fn a_proposal_that_passes_is_cancelled_by_its_proposer_alone() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let carol = assembly.staker("carol", 30_000);
        let pay = payment(&assembly);
        let subject = assembly.propose(&bob, "Pay", &[pay]);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        let by_carol = assembly.cancel(&carol, &subject);
        by_carol.refused(GovernanceError::InvalidProposalOwnerAccount as u32);
        assembly.cancel(&bob, &subject).unwrap();
        let late = assembly.vote(&carol, &subject, Vote::yes());
        late.refused(GovernanceError::InvalidStateCannotVote as u32);
        is_never_executed(&mut assembly, &subject, ProposalState::Cancelled);
        let finalized = assembly.finalize(&subject);
        finalized.refused(GovernanceError::InvalidStateCannotFinalize as u32);
    }
}

#[test]
fn a_draft_is_not_voted_on() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let pay = payment(&assembly);
        let subject = assembly.draft(&bob, "Pay", &[pay]);
        let early = assembly.vote(&bob, &subject, Vote::yes());
        early.refused(GovernanceError::InvalidStateCannotVote as u32);
        assert_eq!(assembly.proposal(&subject).state, ProposalState::Draft);
    }
}

/// Bob has just enough; carol has a base unit less.
#[test]
fn a_proposer_needs_the_stake_that_the_rules_ask_for() {
    for mut assembly in Assembly::in_both() {
        let needed = rules().min_community_weight_to_create_proposal;
        let bob = assembly.staker("bob", needed / ONE_IO);
        assembly.draft(&bob, "Enough", &[]);
        let carol = assembly.world.person("carol", needed / ONE_IO, 0);
        let Assembly { world, supply, .. } = &mut assembly;
        world.delegate(&carol, supply, needed - 1).unwrap();
        let carol = Staker { key: carol, ..bob };
        assembly.enter(&carol);
        let refused = assembly.create(&carol, "Too little");
        refused.refused(GovernanceError::NotEnoughTokensToCreateProposal as u32);
    }
}
