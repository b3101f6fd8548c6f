//! What a vote needs, lowered or raised by who moves stake.

use emissions::error::EmissionsError;
use io_client::{
    emissions as client,
    realm::{
        instruction::{self, Subject},
        state::{ProposalState, Vote},
    },
};
use io_common::constants::{DAY, ONE_IO};
use io_realm::GovernanceError;
use io_tests::{key, Refused, OWN_STAKE};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

/// Bob's: 18.6 % of all stake, and 22.9 % of the rest. A vote needs a fifth.
const YES: u64 = 38_000;
const OTHERS: u64 = 150_000;
const ALL: u64 = (YES + OTHERS + OWN_STAKE) * ONE_IO;

struct Story {
    assembly: Assembly,
    bob: Staker,
    subject: Subject,
}

impl Story {
    /// Bob has voted Yes in a vote of `assembly`, and nobody else votes.
    fn new(mut assembly: Assembly) -> Self {
        let carol = assembly.staker("carol", OTHERS);
        let bob = assembly.staker("bob", YES);
        let subject = assembly.propose(&carol, "Pay", &[]);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        Self {
            assembly,
            bob,
            subject,
        }
    }

    #[track_caller]
    fn ends(&mut self, state: ProposalState, all: u64) {
        self.assembly.finalize(&self.subject).unwrap();
        let proposal = self.assembly.proposal(&self.subject);
        assert_eq!(
            (proposal.state, proposal.max_vote_weight),
            (state, Some(all))
        );
    }
}

/// Unstaked after the vote, at once, in the last second or before the finalisation, stake is still part of all stake.
#[test]
fn p30_unstaking_after_the_vote_does_not_lower_what_it_needs() {
    for long in [false, true] {
        for wait in 0..3 {
            let assembly = if long {
                Assembly::of_long_votes()
            } else {
                Assembly::lite()
            };
            let mut story = Story::new(assembly);
            let Story {
                assembly,
                bob,
                subject,
            } = &mut story;
            let (now, end) = (assembly.world.now(), assembly.times(subject).end);
            assembly.wait_until([now, end, end + 1][wait]);
            assembly.unstake(bob).unwrap();
            assembly.wait_until(end + 1);
            let early = assembly.withdraw(bob);
            early.refused(EmissionsError::StillCooling);
            story.ends(ProposalState::Defeated, ALL);
        }
    }
}

/// A limit of P-30: all stake is that of the finalisation, and stake unstaked in the second of the vote has left 14 days later.
/// Anyone finalises from the first second after the vote, here for a week before that.
#[test]
fn a_vote_that_nobody_finalises_needs_less_once_stake_has_left() {
    let mut story = Story::new(Assembly::lite());
    let Story {
        assembly,
        bob,
        subject,
    } = &mut story;
    let end = assembly.times(subject).end;
    assembly.unstake(bob).unwrap();
    assembly.wait_until(end + 7 * DAY - 1);
    let early = assembly.withdraw(bob);
    early.refused(EmissionsError::StillCooling);
    assembly.wait_until(end + 7 * DAY);
    assembly.withdraw(bob).unwrap();
    story.ends(ProposalState::Succeeded, ALL - YES * ONE_IO);
}

/// It defeats a vote that would pass, and costs a cooldown. It never makes one pass.
#[test]
fn p30_stake_added_before_the_finalisation_raises_what_a_vote_needs() {
    for (added, state) in [
        (0, ProposalState::Succeeded),
        (1_000, ProposalState::Defeated),
    ] {
        let mut assembly = Assembly::lite();
        let carol = assembly.staker("carol", OTHERS);
        // Exactly a fifth.
        let yes = (OTHERS + OWN_STAKE) / 4;
        let bob = assembly.staker("bob", yes);
        let subject = assembly.propose(&carol, "Pay", &[]);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        assembly.wait_for_end(&subject);
        if added > 0 {
            assembly.staker("late", added);
        }
        let mut story = Story {
            assembly,
            bob,
            subject,
        };
        story.ends(state, (OTHERS + OWN_STAKE + yes + added) * ONE_IO);
    }
}

/// The record of all weight is of its slot and of its realm, too.
#[test]
fn p30_a_vote_is_finalised_with_all_stake_of_that_slot() {
    let mut story = Story::new(Assembly::lite());
    let Story {
        assembly,
        bob,
        subject,
    } = &mut story;
    assembly.wait_for_end(subject);
    assembly.weigh(bob).unwrap();
    assembly.wait(0);
    let (at, max) = (assembly.at, assembly.weights(bob).max);
    let stale = instruction::finalize_vote(&at, subject, &max);
    let refused = assembly.act(bob, &[stale]);
    refused.refused(GovernanceError::MaxVoterWeightRecordExpired as u32);

    let (payer, other) = (key("authority"), key("other realm"));
    let realm = other.pubkey();
    let create = client::create_max_voter_weight_record(&payer.pubkey(), &realm);
    let weigh = client::update_max_voter_weight_record(&realm);
    let max = client::max_voter_weight_address(&realm);
    let finalize = instruction::finalize_vote(&at, subject, &max);
    let sent = assembly.world.send(&[create, weigh, finalize], &[&payer]);
    sent.refused(GovernanceError::InvalidMaxVoterWeightRecordForRealm as u32);
    story.ends(ProposalState::Defeated, ALL);
}
