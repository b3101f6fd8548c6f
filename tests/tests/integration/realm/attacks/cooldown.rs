//! Stake votes, is unstaked, and votes from another wallet.

use emissions::error::EmissionsError;
use io_client::{
    emissions as client,
    realm::{state::Vote, vote::Tally},
};
use io_common::constants::{DAY, LONGEST_VOTE, ONE_IO};
use io_realm::GovernanceError;
use io_tests::{Refused, OWN_STAKE};

use super::super::setup::Assembly;

const STAKE: u64 = 150_000 * ONE_IO;
const ONCE: Tally = Tally { yes: STAKE, no: 0 };

/// Unstaked in the second of the vote, which then takes 13 days: a day is missing.
#[test]
fn p21_stake_cools_for_longer_than_a_vote_takes() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let mut next = assembly.wallet("next");
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assert_eq!(end, assembly.world.now() + LONGEST_VOTE);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.unstake(&bob).unwrap();

    assembly.wait_until(end);
    let early = assembly.withdraw(&bob);
    early.refused(EmissionsError::StillCooling);
    assembly.vote(&next, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    assembly.withdraw_vote(&next, &subject).unwrap();
    assembly.wait_until(end + DAY - 1);
    let early = assembly.withdraw(&bob);
    early.refused(EmissionsError::StillCooling);

    assembly.wait_until(end + DAY);
    assembly.withdraw(&bob).unwrap();
    assembly.pass_on(&bob, &next);
    assembly.stake_all(&mut next);
    let late = assembly.vote(&next, &subject, Vote::Deny);
    late.refused(GovernanceError::ProposalVotingTimeExpired as u32);
    assembly.weigh(&next).unwrap();
    assert_eq!(assembly.weight(&next), STAKE);
}

/// Own stake becomes delegated stake of another wallet by the same way out.
#[test]
fn p21_own_stake_becomes_delegated_stake_after_the_vote() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let (owner, mut next) = (assembly.owner(), assembly.wallet("next"));
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assembly.vote(&owner, &subject, Vote::yes()).unwrap();
    assembly.unstake_own(&owner).unwrap();
    for time in [end, end + DAY - 1] {
        assembly.wait_until(time);
        let early = assembly.withdraw_own(&owner);
        early.refused(EmissionsError::StillCooling);
    }
    assembly.wait_until(end + DAY);
    let before = assembly.world.io_of(&owner.address());
    assembly.withdraw_own(&owner).unwrap();
    let paid = assembly.world.io_of(&owner.address()) - before;
    assert_eq!(paid, OWN_STAKE * ONE_IO);
    assembly.pass_on(&owner, &next);
    assembly.stake_all(&mut next);
    let late = assembly.vote(&next, &subject, Vote::Deny);
    late.refused(GovernanceError::ProposalVotingTimeExpired as u32);
}

/// A request that is unlocked could be withdrawn in the second after the vote. Cancelled, it votes; but then it is gone.
#[test]
fn p21_an_unlocked_request_votes_only_if_it_cools_again() {
    let mut assembly = Assembly::of_long_votes();
    let [bob, carol] = ["bob", "carol"].map(|name| assembly.staker(name, 150_000));
    assembly.unstake(&bob).unwrap();
    assembly.wait(14 * DAY);
    let subject = assembly.propose(&carol, "Survey", &[]);
    let end = assembly.times(&subject).end;
    // As it is, it does not vote.
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no: 0 });
    assembly.withdraw_vote(&bob, &subject).unwrap();

    let keys = assembly.delegation(&bob);
    let to = assembly.world.io_wallet(&bob.address());
    let cancel = client::cancel_unstake(&keys, 0);
    let withdraw = client::withdraw(&keys, &to);
    let supplier = assembly.supply.address;
    assembly.world.catch_up(&[supplier]);
    let [weigh, weigh_all] = assembly.weighing(&bob);
    let front = [cancel.clone(), weigh, weigh_all];
    let unstake = client::unstake(&keys, None);
    for back in [&[withdraw.clone()][..], &[unstake.clone(), withdraw]] {
        let refused = assembly.act(&bob, &[&front[..], back].concat());
        refused.refused(EmissionsError::StillCooling);
    }
    let voted = assembly.cast_with(&front, (&bob, &bob.key), &subject, Vote::yes());
    voted.unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    assembly.act(&bob, &[unstake]).unwrap();
    assembly.wait_until(end);
    let early = assembly.withdraw(&bob);
    early.refused(EmissionsError::StillCooling);
}

/// The same with own stake, which would be out a second before the end.
#[test]
fn p21_own_stake_that_cools_does_not_vote() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let (owner, mut next) = (assembly.owner(), assembly.wallet("next"));
    assembly.unstake_own(&owner).unwrap();
    assembly.wait(DAY + 1);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assembly.vote(&owner, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no: 0 });
    assembly.wait_until(end - 1);
    assembly.withdraw_own(&owner).unwrap();
    let no = assembly.world.io_of(&owner.address());
    assembly.pass_on(&owner, &next);
    assembly.stake_all(&mut next);
    assembly.wait_until(end);
    assembly.vote(&next, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no });
}

/// It stays the same voter's. Its first vote has to be withdrawn before the second.
#[test]
fn p21_stake_that_moves_to_another_supplier_votes_once() {
    let mut assembly = Assembly::of_long_votes();
    let mut bob = assembly.staker("bob", 150_000);
    let carol = assembly.world.supplier("carol");
    let (alice, target) = (assembly.supply.address, carol.address);
    let from = assembly.delegation(&bob);
    let into = client::DelegationKeys {
        supplier: target,
        ..from
    };
    let open = client::open_delegation(&into);
    let request = client::request_redelegation(&from, &target, Some(STAKE / 3));
    assembly.act(&bob, &[open, request]).unwrap();
    bob.delegated.push(target);
    assembly.wait(DAY);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let redelegate = client::redelegate(&from, &target);
    assembly.world.catch_up(&[alice, target]);
    // Between the two weighings of one transaction.
    let [first, all] = assembly.weighing(&bob);
    let front = [first.clone(), redelegate, first, all];
    let voted = assembly.cast_with(&front, (&bob, &bob.key), &subject, Vote::yes());
    voted.unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    let again = assembly.vote(&bob, &subject, Vote::yes());
    again.refused(GovernanceError::VoteAlreadyExists as u32);
    assembly.withdraw_vote(&bob, &subject).unwrap();
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
}

/// Rewards have not voted before they are staked. Together no more votes than is staked.
#[test]
fn p30_rewards_that_are_staked_during_the_vote_are_votes_and_part_of_all_stake() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let mut next = assembly.wallet("next");
    let subject = assembly.propose(&bob, "Survey", &[]);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.wait(DAY);
    let (alice, keys) = (assembly.supply.address, assembly.delegation(&bob));
    assembly.world.catch_up(&[alice]);
    let to = assembly.world.io_wallet(&bob.address());
    let claim = client::claim(&bob.address(), &keys, &to);
    assembly.act(&bob, &[claim]).unwrap();
    let reward = assembly.world.io_of(&bob.address());
    assert!(reward > 0);
    assembly.pass_on(&bob, &next);
    assembly.stake_all(&mut next);
    assembly.vote(&next, &subject, Vote::yes()).unwrap();
    let yes = STAKE + reward;
    assert_eq!(assembly.tally(&subject), Tally { yes, no: 0 });
    assembly.wait_for_end(&subject);
    assembly.finalize(&subject).unwrap();
    let all = yes + OWN_STAKE * ONE_IO;
    assert_eq!(assembly.proposal(&subject).max_vote_weight, Some(all));
}
