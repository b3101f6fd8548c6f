//! Somebody votes for a staker: the delegate of its token owner record, which SPL Governance has of its own. It is no
//! delegation of stake.

use anchor_lang::prelude::Pubkey;
use io_client::realm::{
    instruction::set_governance_delegate,
    state::{TokenOwnerRecordV2, Vote},
};
use io_common::constants::ONE_IO;
use io_realm::GovernanceError;
use io_tests::Refused;
use solana_signer::Signer;

use super::setup::{Assembly, Staker};

/// The staker names who votes for it, or nobody.
fn name(assembly: &mut Assembly, owner: &Staker, delegate: Option<Pubkey>) {
    let address = owner.address();
    let set = set_governance_delegate(&assembly.at, &address, &address, delegate);
    assembly.world.must(&[set], &[&owner.key]);
    let record = assembly.at.owner_record(&address);
    let record: TokenOwnerRecordV2 = assembly.read(&record);
    assert_eq!(record.governance_delegate, delegate);
}

#[test]
fn p21_a_delegate_votes_for_the_owner_who_cannot_vote_again() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let [dana, mallory] = ["dana", "mallory"].map(|name| assembly.world.person(name, 0, 0));
        name(&mut assembly, &bob, Some(dana.pubkey()));
        let subject = assembly.propose(&bob, "Survey", &[]);

        let by_stranger = assembly.vote_for(&bob, &mallory, &subject, Vote::Deny);
        by_stranger.refused(GovernanceError::GoverningTokenOwnerOrDelegateMustSign as u32);
        assembly
            .vote_for(&bob, &dana, &subject, Vote::yes())
            .unwrap();
        let twice = GovernanceError::VoteAlreadyExists as u32;
        assembly.vote(&bob, &subject, Vote::yes()).refused(twice);
        let again = assembly.vote_for(&bob, &dana, &subject, Vote::Deny);
        again.refused(twice);

        // The weight is the owner's, once.
        let proposal = assembly.proposal(&subject);
        assert_eq!(proposal.options[0].vote_weight, 150_000 * ONE_IO);
        assert_eq!(proposal.deny_vote_weight, Some(0));
    }
}

#[test]
fn p21_an_owner_who_has_voted_leaves_no_vote_to_a_delegate() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let dana = assembly.world.person("dana", 0, 0);
        let subject = assembly.propose(&bob, "Survey", &[]);
        assembly.vote(&bob, &subject, Vote::Deny).unwrap();
        name(&mut assembly, &bob, Some(dana.pubkey()));
        let again = assembly.vote_for(&bob, &dana, &subject, Vote::yes());
        again.refused(GovernanceError::VoteAlreadyExists as u32);
    }
}

#[test]
fn a_delegate_who_was_removed_does_not_vote() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        let dana = assembly.world.person("dana", 0, 0);
        let subject = assembly.propose(&bob, "Survey", &[]);
        name(&mut assembly, &bob, Some(dana.pubkey()));
        name(&mut assembly, &bob, None);
        let refused = assembly.vote_for(&bob, &dana, &subject, Vote::yes());
        refused.refused(GovernanceError::GoverningTokenOwnerOrDelegateMustSign as u32);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    }
}
