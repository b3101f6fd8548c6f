//! Slashes between, before and after votes.

use emissions::{
    error::EmissionsError,
    state::{Delegation, Slash},
};
use io_client::{
    emissions as client,
    realm::{instruction::Subject, state::Vote, vote::Tally},
};
use io_common::constants::{DAY, ONE_IO};
use io_tests::{key, Outcome, Refused, OWN_STAKE};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

const STAKE: u64 = 150_000 * ONE_IO;
/// What the slash takes of bob's stake, beside all own stake.
const SLASHED: u64 = 40_000 * ONE_IO;
const NONE: Tally = Tally { yes: 0, no: 0 };
const ONCE: Tally = Tally { yes: STAKE, no: 0 };

struct Story {
    assembly: Assembly,
    bob: Staker,
    subject: Subject,
}

impl Story {
    fn new() -> Self {
        let mut assembly = Assembly::of_long_votes();
        let bob = assembly.staker("bob", 150_000);
        let subject = assembly.propose(&bob, "Survey", &[]);
        Self {
            assembly,
            bob,
            subject,
        }
    }

    /// The council opens the slash.
    fn open(&mut self) -> Slash {
        let Assembly { world, supply, .. } = &mut self.assembly;
        world.catch_up(&[supply.address]);
        world.propose_slash(supply, OWN_STAKE * ONE_IO + SLASHED)
    }

    fn execute(&mut self, slash: &Slash) {
        let world = &mut self.assembly.world;
        world.catch_up(&[slash.supplier]);
        let execute = client::execute_slash(slash, &world.io);
        world.must(&[execute], &[&key("authority")]);
    }

    fn withdraw(&mut self, slash: &Slash) {
        let authority = key("authority");
        let withdraw = client::withdraw_slash_as_authority(&authority.pubkey(), slash);
        self.assembly.world.must(&[withdraw], &[&authority]);
    }

    fn lapse(&mut self, slash: &Slash) {
        let lapse = client::lapse_slash(slash);
        self.assembly.world.must(&[lapse], &[&key("authority")]);
    }

    fn vote(&mut self, vote: Vote) -> Outcome {
        self.assembly.vote(&self.bob, &self.subject, vote)
    }

    fn follow(&mut self) {
        self.assembly.follow(&self.bob);
    }

    fn tally(&mut self) -> Tally {
        self.assembly.tally(&self.subject)
    }

    fn delegation(&mut self) -> Delegation {
        let keys = self.assembly.delegation(&self.bob);
        self.assembly.world.read(&client::delegation_address(&keys))
    }
}

/// Not followed, a slash leaves the delegation as it was: stake that is burned, or held elsewhere, would vote.
#[test]
fn p21_every_opening_and_end_of_a_slash_is_followed_before_the_vote() {
    type End = fn(&mut Story, &Slash);
    for (end, after, left) in [
        (Story::execute as End, 30 * DAY, STAKE - SLASHED),
        (Story::withdraw, DAY, STAKE),
        (Story::lapse, 37 * DAY + 1, STAKE),
    ] {
        let mut story = Story::new();
        let slash = story.open();
        let unfollowed = story.vote(Vote::yes());
        unfollowed.refused(EmissionsError::ApplySlashFirst);
        story.follow();
        story.vote(Vote::yes()).unwrap();
        assert_eq!(story.tally(), ONCE, "held stake votes");
        story.assembly.wait(after);
        end(&mut story, &slash);

        // The next vote.
        let Story {
            assembly,
            bob,
            subject,
        } = &mut story;
        let unfollowed = assembly.create(bob, "Next");
        unfollowed.refused(EmissionsError::ApplySlashFirst);
        assembly.follow(bob);
        *subject = assembly.propose(bob, "Next", &[]);
        story.vote(Vote::yes()).unwrap();
        assert_eq!(story.tally(), Tally { yes: left, no: 0 });
    }
}

/// Held stake is in one place, and comes back from it, whatever opens beside it.
#[test]
fn p21_stake_that_several_slashes_hold_counts_once() {
    let mut story = Story::new();
    let first = story.open();
    story.follow();
    story.withdraw(&first);
    story.follow();
    let second = story.open();
    story.follow();
    let Assembly { world, supply, .. } = &mut story.assembly;
    let third = world.propose_slash(supply, 10_000 * ONE_IO);
    story.follow();
    story.vote(Vote::yes()).unwrap();
    assert_eq!(story.tally(), ONCE);
    for slash in [third, second] {
        story.withdraw(&slash);
        story.follow();
        let Story {
            assembly,
            bob,
            subject,
        } = &mut story;
        assembly.withdraw_vote(bob, subject).unwrap();
        story.vote(Vote::yes()).unwrap();
        assert_eq!(story.tally(), ONCE);
    }
}

/// Bob votes, and unstakes: nothing or half before a slash opens, then what it holds. When it is dropped, none of it is out
/// earlier than 14 days after it was unstaked.
#[test]
fn p21_a_slash_that_is_dropped_does_not_shorten_the_cooldown() {
    for before in [0, STAKE / 2] {
        let mut story = Story::new();
        story.vote(Vote::yes()).unwrap();
        let end = story.assembly.times(&story.subject).end;
        let keys = story.assembly.delegation(&story.bob);
        if before > 0 {
            let half = client::unstake(&keys, Some(before));
            story.assembly.act(&story.bob, &[half]).unwrap();
        }
        let slash = story.open();
        story.follow();
        let held = client::unstake_held(&story.bob.address(), &slash);
        story.assembly.act(&story.bob, &[held]).unwrap();
        story.assembly.wait(1);
        story.withdraw(&slash);
        story.follow();
        for time in [end, end + DAY - 1] {
            story.assembly.wait_until(time);
            let early = story.assembly.withdraw(&story.bob);
            early.refused(EmissionsError::StillCooling);
        }
        assert_eq!(story.tally(), ONCE);
        story.assembly.wait_until(end + DAY);
        story.assembly.withdraw(&story.bob).unwrap();
        let back = story.assembly.world.io_of(&story.bob.address());
        let left = story.delegation().active;
        assert_eq!(back, STAKE - left);
        assert!(left < STAKE - before, "held stake is out, too");
    }
}

/// Cooling stake that a slash gives back comes back as cooling stake.
#[test]
fn p21_cooling_stake_that_a_slash_gives_back_does_not_vote() {
    let mut story = Story::new();
    story.assembly.unstake(&story.bob).unwrap();
    let slash = story.open();
    story.follow();
    story.assembly.wait(DAY);
    story.withdraw(&slash);
    story.follow();
    story.vote(Vote::yes()).unwrap();
    assert_eq!(story.tally(), NONE);
}

/// Within one slot the weight outlasts the stake: it votes once, and nobody else has what was burned. All weight is raised to
/// the votes, so that they are no more than all of it.
#[test]
fn p21_p30_stake_burned_between_its_weighing_and_its_vote_votes_once() {
    let mut story = Story::new();
    let slash = story.open();
    story.follow();
    story.assembly.wait(30 * DAY);
    let Story {
        assembly,
        bob,
        subject,
    } = &mut story;
    *subject = assembly.propose(bob, "Next", &[]);
    story.assembly.weigh(&story.bob).unwrap();
    story.execute(&slash);
    let Story {
        assembly,
        bob,
        subject,
    } = &mut story;
    assembly.cast(bob, subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(subject), ONCE);
    assembly.wait_for_end(subject);
    assembly.finalize(subject).unwrap();
    let all = assembly.proposal(subject).max_vote_weight;
    assert_eq!(all, Some(STAKE));
    // In the next slot it is gone.
    assembly.follow(bob);
    assembly.weigh(bob).unwrap();
    assert_eq!(assembly.weight(bob), STAKE - SLASHED);
}

/// The supplier of another delegation of the voter may have no slash to follow.
#[test]
fn p21_a_delegation_is_weighed_with_its_own_supplier() {
    let mut story = Story::new();
    let carol = story.assembly.world.supplier("carol");
    story.open();
    let Story {
        assembly,
        bob,
        subject,
    } = &mut story;
    let [mut weigh, all] = assembly.weighing(bob);
    // Record, delegation, supplier.
    weigh.accounts[2].pubkey = carol.address;
    let voted = assembly.cast_with(&[weigh, all], (bob, &bob.key), subject, Vote::yes());
    voted.refused(EmissionsError::WrongDelegation);
}

/// All own stake is slashed and given back, with a change of owner in between.
#[test]
fn p21_own_stake_that_a_slash_gives_back_votes_for_its_first_owner_only() {
    let mut story = Story::new();
    let (owner, mut buyer) = {
        let assembly = &mut story.assembly;
        (assembly.owner(), assembly.wallet("buyer"))
    };
    let slash = story.open();
    let Story {
        assembly, subject, ..
    } = &mut story;
    let end = assembly.times(subject).end;
    assembly.vote(&owner, subject, Vote::yes()).unwrap();
    let own = OWN_STAKE * ONE_IO;
    let once = Tally { yes: own, no: 0 };
    assert_eq!(assembly.tally(subject), once, "held stake votes");
    assembly.sell(&owner, &mut buyer);
    story.withdraw(&slash);
    let Story {
        assembly, subject, ..
    } = &mut story;
    assembly.wait_until(end);
    assembly.vote(&buyer, subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(subject), once);
}
