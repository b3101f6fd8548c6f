//! Own stake votes for two owners.

use anchor_lang::error::ErrorCode;
use emissions::error::EmissionsError;
use io_client::{
    emissions as client,
    realm::{state::Vote, vote::Tally},
};
use io_common::constants::{DAY, LONGEST_VOTE, ONE_IO};
use io_realm::GovernanceError;
use io_tests::{Refused, OWN_STAKE};

use super::super::setup::{Assembly, Staker};

const OWN: u64 = OWN_STAKE * ONE_IO;
const ONCE: Tally = Tally { yes: OWN, no: 0 };

struct Story {
    assembly: Assembly,
    /// Somebody else, who proposes.
    bob: Staker,
    /// Alice's owner.
    seller: Staker,
    /// A wallet of the same person.
    buyer: Staker,
}

impl Story {
    fn new() -> Self {
        let mut assembly = Assembly::of_long_votes();
        Self {
            bob: assembly.staker("bob", 150_000),
            seller: assembly.owner(),
            buyer: assembly.wallet("buyer"),
            assembly,
        }
    }
}

/// Sold in the second of the vote, which then takes 13 days: a day is missing.
#[test]
fn p21_own_stake_that_has_voted_does_not_vote_for_the_next_owner() {
    let Story {
        mut assembly,
        bob,
        seller,
        mut buyer,
    } = Story::new();
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assert_eq!(end, assembly.world.now() + LONGEST_VOTE);
    assembly.vote(&seller, &subject, Vote::yes()).unwrap();
    assembly.sell(&seller, &mut buyer);

    assembly.wait_until(end);
    assembly.vote(&buyer, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    assembly.withdraw_vote(&buyer, &subject).unwrap();
    assembly.wait_until(end + 1);
    let late = assembly.vote(&buyer, &subject, Vote::Deny);
    late.refused(GovernanceError::ProposalVotingTimeExpired as u32);
    assembly.wait_until(end + DAY - 1);
    assembly.weigh(&buyer).unwrap();
    assert_eq!(assembly.weight(&buyer), 0);
    assembly.wait_until(end + DAY);
    assembly.weigh(&buyer).unwrap();
    assert_eq!(assembly.weight(&buyer), OWN);
}

#[test]
fn p21_own_stake_sold_before_the_vote_votes_for_neither_owner() {
    let Story {
        mut assembly,
        bob,
        seller,
        mut buyer,
    } = Story::new();
    assembly.sell(&seller, &mut buyer);
    assembly.wait(1);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let old = assembly.vote(&seller, &subject, Vote::yes());
    old.refused(EmissionsError::WrongVoter);
    assembly.vote(&buyer, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no: 0 });
}

#[test]
fn p21_own_stake_that_comes_back_does_not_vote_again() {
    let Story {
        mut assembly,
        bob,
        mut seller,
        mut buyer,
    } = Story::new();
    let subject = assembly.propose(&bob, "Survey", &[]);
    assembly.vote(&seller, &subject, Vote::yes()).unwrap();
    assembly.sell(&seller, &mut buyer);
    assembly.sell(&buyer, &mut seller);
    let again = assembly.vote(&seller, &subject, Vote::yes());
    again.refused(GovernanceError::VoteAlreadyExists as u32);
    assert_eq!(assembly.tally(&subject), ONCE);
    // Withdrawn, the first vote is lost: no owner has votes until the end.
    assembly.withdraw_vote(&seller, &subject).unwrap();
    let end = assembly.times(&subject).end;
    for time in [assembly.world.now(), end] {
        assembly.wait_until(time);
        let of_buyer = assembly.vote(&buyer, &subject, Vote::Deny);
        of_buyer.refused(EmissionsError::WrongVoter);
        assembly.vote(&seller, &subject, Vote::Deny).unwrap();
        assert_eq!(assembly.tally(&subject), Tally { yes: 0, no: 0 });
        assembly.withdraw_vote(&seller, &subject).unwrap();
    }
}

/// The weight of a slot outlasts the sale within it: it votes once.
#[test]
fn p21_own_stake_sold_between_its_weighing_and_its_vote_votes_once() {
    let Story {
        mut assembly,
        bob,
        seller,
        mut buyer,
    } = Story::new();
    let subject = assembly.propose(&bob, "Survey", &[]);
    assembly.weigh(&seller).unwrap();
    assembly.sell(&seller, &mut buyer);
    assembly.vote(&buyer, &subject, Vote::Deny).unwrap();
    assembly.cast(&seller, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    assembly.withdraw_vote(&buyer, &subject).unwrap();
    let end = assembly.times(&subject).end;
    assembly.wait_until(end);
    assembly.vote(&buyer, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
}

/// Each has been the owner for 14 days, so that each would have votes, and passes the supplier on in the second of its vote.
#[test]
fn p21_a_chain_of_owners_has_one_vote() {
    let Story {
        mut assembly,
        bob,
        seller,
        mut buyer,
    } = Story::new();
    assembly.sell(&seller, &mut buyer);
    assembly.wait(14 * DAY);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assembly.vote(&buyer, &subject, Vote::yes()).unwrap();
    let mut owner = buyer;
    for number in 0..13 {
        let mut next = assembly.wallet(&format!("owner {number}"));
        assembly.sell(&owner, &mut next);
        assembly.vote(&next, &subject, Vote::Deny).unwrap();
        owner = next;
        assembly.wait(DAY);
    }
    assert_eq!(assembly.world.now(), end);
    let mut last = assembly.wallet("last owner");
    assembly.sell(&owner, &mut last);
    assembly.vote(&last, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
}

/// Nobody can tell it from the stake that was there.
#[test]
fn p21_what_a_new_owner_adds_waits_with_the_rest() {
    let Story {
        mut assembly,
        bob,
        seller,
        ..
    } = Story::new();
    let mut buyer = Staker {
        key: assembly.world.person("rich buyer", 5_000, 0),
        delegated: Vec::new(),
        owned: Vec::new(),
    };
    assembly.enter(&buyer);
    assembly.sell(&seller, &mut buyer);
    let (owner, supplier) = (buyer.address(), assembly.supply.address);
    let add = client::stake_own(
        &client::StakeOwnAccounts {
            owner,
            supplier,
            source: assembly.world.io_wallet(&owner),
        },
        5_000 * ONE_IO,
    );
    assembly.world.catch_up(&[supplier]);
    assembly.act(&buyer, &[add]).unwrap();
    let subject = assembly.propose(&bob, "Survey", &[]);
    assembly.vote(&buyer, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), Tally { yes: 0, no: 0 });
    assembly.wait(14 * DAY);
    assembly.weigh(&buyer).unwrap();
    assert_eq!(assembly.weight(&buyer), OWN + 5_000 * ONE_IO);
}

/// The seller has voted and unstaked. Its request is of own stake of the supplier that it no longer owns: nobody cancels it.
#[test]
fn p21_own_stake_on_its_way_out_votes_for_no_owner() {
    let Story {
        mut assembly,
        bob,
        seller,
        mut buyer,
    } = Story::new();
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assembly.vote(&seller, &subject, Vote::yes()).unwrap();
    assembly.unstake_own(&seller).unwrap();
    assembly.sell(&seller, &mut buyer);
    for owner in [&seller, &buyer] {
        let supplier = assembly.supply.address;
        assembly.world.catch_up(&[supplier]);
        let cancel = client::cancel_own_unstake(&owner.address(), &supplier, 0);
        let refused = assembly.act(owner, &[cancel]);
        refused.refused(EmissionsError::NotOwner);
    }
    assembly.wait_until(end);
    let early = assembly.withdraw_own(&seller);
    early.refused(EmissionsError::StillCooling);
    assembly.vote(&buyer, &subject, Vote::Deny).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
}

/// A supplier that closes and one that registers have no delay of their own; the stake in between has its 14 days.
#[test]
fn p21_own_stake_of_a_supplier_that_closes_does_not_vote_in_the_next() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let carol = assembly.world.supplier("carol");
    let mut owner = Staker {
        key: carol.owner.insecure_clone(),
        delegated: Vec::new(),
        owned: vec![carol.address],
    };
    assembly.enter(&owner);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let end = assembly.times(&subject).end;
    assembly.vote(&owner, &subject, Vote::yes()).unwrap();
    assembly.world.close_supplier(&carol);
    assert_eq!(assembly.world.now(), end + DAY);
    assembly.wait(0);
    let closed = assembly.weigh(&owner);
    closed.refused(ErrorCode::AccountDiscriminatorNotFound);

    let (by, mut args) = (owner.address(), carol.registration());
    let again = client::register_supplier(&by, args.clone());
    let refused = assembly.act(&owner, &[again]);
    refused.refused_by(emissions::ID);
    args.sequence = 1;
    assembly
        .act(&owner, &[client::register_supplier(&by, args)])
        .unwrap();
    let supplier = client::supplier_address(&by, 1);
    let source = assembly.world.io_wallet(&by);
    let accounts = client::StakeOwnAccounts {
        owner: by,
        supplier,
        source,
    };
    assembly.world.catch_up(&[supplier]);
    let stake = client::stake_own(&accounts, OWN);
    assembly.act(&owner, &[stake]).unwrap();
    owner.owned = vec![supplier];
    let next = assembly.propose(&bob, "Next", &[]);
    assembly.vote(&owner, &next, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&next), ONCE);
    let late = assembly.vote(&owner, &subject, Vote::yes());
    late.refused(GovernanceError::VoteAlreadyExists as u32);
}
