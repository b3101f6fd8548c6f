//! A realm of the attacker's own, in which the same stake votes.

use anchor_lang::solana_program::system_instruction;
use emissions::state::Change;
use io_client::{
    emissions as client,
    realm::{
        config::{GovernanceConfig, VoteThreshold, VoteTipping},
        instruction::{self, Voter},
        state::{ProposalState, ProposalTransactionV2, Vote},
        Realm,
    },
};
use io_common::{constants::DAY, CommonError};
use io_realm::GovernanceError;
use io_tests::{key, Refused};
use solana_signer::Signer;

use super::super::setup::Assembly;

const THEIRS: &str = "io.net 2";

/// With rules under which one staker decides everything in a second.
fn create(assembly: &mut Assembly) -> Realm {
    let ours = assembly.at;
    let theirs = Realm::named(&ours.program, THEIRS, &ours.mint).unwrap();
    let rules = GovernanceConfig {
        community_vote_threshold: VoteThreshold::YesVotePercentage(1),
        community_vote_tipping: VoteTipping::Early,
        min_community_weight_to_create_proposal: 1,
        min_transaction_hold_up_time: 0,
        ..assembly.rules()
    };
    let maker = key("authority");
    let by = maker.pubkey();
    assembly.world.must(
        &[
            instruction::create_realm(&theirs, THEIRS, &by, &by),
            instruction::create_governance(&theirs, &by, &by, &rules),
            instruction::create_native_treasury(&theirs, &by),
            client::create_max_voter_weight_record(&by, &theirs.realm),
            system_instruction::transfer(&by, &theirs.treasury(), 1_000_000_000),
        ],
        &[&maker],
    );
    theirs
}

/// Emissions weighs stake for every realm. Only one governance is an authority.
#[test]
fn p21_another_realm_of_the_same_stake_governs_nothing() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    assembly.hand_over(&[&bob]);
    let ours = assembly.at;
    let mallory = assembly.staker("mallory", 10_000);
    let theirs = create(&mut assembly);
    assembly.at = theirs;
    assembly.enter(&mallory);

    let change = |realm: &Realm| {
        let (authority, payer) = (realm.governance, theirs.treasury());
        client::propose_change(&authority, &payer, 0, Change::UnstakeCooldown(28 * DAY))
    };
    // In the name of their governance, and of ours.
    let both = [change(&theirs), change(&ours)];
    let subject = assembly.propose(&mallory, "Capture", &both);
    assembly.vote(&mallory, &subject, Vote::yes()).unwrap();
    let state = assembly.proposal(&subject).state;
    assert_eq!(state, ProposalState::Succeeded);
    assembly.wait(1);
    let refused = assembly.execute(&subject, 0);
    refused.refused(CommonError::NotAuthority);
    let stored: ProposalTransactionV2 = assembly.read(&theirs.transaction(&subject.proposal, 0, 1));
    let mut execute = instruction::execute_transaction(&theirs, &stored);
    for account in &mut execute.accounts {
        account.is_signer &= account.pubkey != ours.governance;
    }
    let refused = assembly.act(&mallory, &[execute]);
    refused.refused_by(theirs.program);
    let made = client::proposal_address(0);
    assert!(assembly.world.account(&made).is_none());
}

/// Their realm proposal, with our governance and its rules.
#[test]
fn p21_a_realm_proposal_of_another_realm_is_not_voted_on_in_ours() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let ours = assembly.at;
    let theirs = create(&mut assembly);
    assembly.at = theirs;
    assembly.enter(&bob);
    let draft = assembly.draft(&bob, "Survey", &[]);
    let voter = Voter::alone(bob.address());
    let sign_off = instruction::sign_off_proposal(&ours, &draft.proposal, &voter);
    let refused = assembly.act(&bob, &[sign_off]);
    refused.refused(GovernanceError::InvalidGovernanceForProposal as u32);
    let sign_off = instruction::sign_off_proposal(&theirs, &draft.proposal, &voter);
    assembly.act(&bob, &[sign_off]).unwrap();
    assembly.at = ours;
    let refused = assembly.vote(&bob, &draft, Vote::yes());
    refused.refused(GovernanceError::InvalidGovernanceForProposal as u32);
}

/// Emissions weighs IO. A realm of another token, of which the attacker has all, reads no weight of it.
#[test]
fn p21_stake_has_no_votes_of_another_token() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let ours = assembly.at;
    let usdc = assembly.world.usdc;
    let theirs = Realm::named(&ours.program, THEIRS, &usdc).unwrap();
    let (maker, rules) = (key("authority"), assembly.rules());
    let by = maker.pubkey();
    assembly.world.must(
        &[
            instruction::create_realm(&theirs, THEIRS, &by, &by),
            instruction::create_governance(&theirs, &by, &by, &rules),
        ],
        &[&maker],
    );
    assembly.at = theirs;
    assembly.enter(&bob);
    let max = client::create_max_voter_weight_record(&by, &theirs.realm);
    assembly.world.must(&[max], &[&maker]);
    let refused = assembly.create(&bob, "Survey");
    refused.refused(GovernanceError::InvalidVoterWeightRecordForGoverningTokenMint as u32);
}
