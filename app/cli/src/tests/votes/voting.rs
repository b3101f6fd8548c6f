//! Votes: cast, withdrawn, by a delegate, refused.

use anchor_lang::prelude::Pubkey;
use io_client::{
    emissions::{self as client, delegation_address, DelegationKeys},
    layout::place,
    realm::state::{ProposalV2, RealmConfigAccount, Vote},
    Network,
};
use io_common::{
    constants::{DAY, ONE_IO},
    types::Supplier,
};
use io_vm::Vm;
use solana_account::Account;
use solana_signer::Signer;

use super::{
    super::{meanwhile, Suite},
    Council,
};

const PAUSE: &str = "pause marketplace";

#[test]
fn a_vote_counts_with_the_stake_and_gives_its_rent_back_if_it_is_withdrawn() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "--link https://forum.example/1");
    let cast = council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    assert_eq!(cast["weight"], 1_000 * ONE_IO);
    assert_eq!(cast["vote"], "yes");
    let executes = cast["executes"][0]["words"].as_str().unwrap();
    assert!(executes.starts_with("marketplace: "), "{executes}");
    let new = cast["newAccounts"].as_array().unwrap();
    assert_eq!(new.len(), 1, "{cast}");
    assert_eq!(
        (&new[0]["what"], &new[0]["comesBack"]),
        (&"vote".into(), &false.into())
    );
    assert_eq!(
        council.stored(&proposal).options[0].vote_weight,
        1_000 * ONE_IO
    );

    let (status, message) = council
        .suite
        .fails(&voter, &format!("gov vote {proposal} no"));
    assert_eq!(status, 3);
    assert!(message.contains("has voted yes with 1,000 IO"), "{message}");

    let record = council
        .at
        .vote_record(&proposal, &council.at.owner_record(&voter.pubkey()));
    let rent = council.suite.economy.vm.account(&record).unwrap().unwrap();
    let before = council.suite.economy.vm.account(&voter.pubkey()).unwrap();
    council
        .suite
        .json(&voter, &format!("gov withdraw-vote {proposal}"));
    let after = council.suite.economy.vm.account(&voter.pubkey()).unwrap();
    let fee = 5_000;
    assert_eq!(
        after.unwrap().lamports,
        before.unwrap().lamports + rent.lamports - fee
    );
    assert_eq!(council.stored(&proposal).options[0].vote_weight, 0);
    let (status, message) = council
        .suite
        .fails(&voter, &format!("gov withdraw-vote {proposal}"));
    assert_eq!(status, 3);
    assert!(message.contains("has not voted on it"), "{message}");
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} no"));
    assert_eq!(
        council.stored(&proposal).deny_vote_weight,
        Some(1_000 * ONE_IO)
    );
}

#[test]
fn a_vote_is_refused_that_the_realm_would_not_count() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let poor = council.suite.economy.newcomer(1).unwrap();
    let draft = council.submit(&voter, PAUSE, "--draft");
    let refused = |council: &mut Council, line: String, status: u8, reported: &str| {
        let (is, message) = council.suite.fails(&voter, &line);
        assert_eq!(is, status, "io {line}: {message}");
        assert!(message.contains(reported), "io {line}: {message}");
    };
    refused(
        &mut council,
        format!("gov vote {draft} yes"),
        3,
        "it is a draft",
    );
    let nobody = Pubkey::new_unique();
    refused(
        &mut council,
        format!("gov vote {nobody} yes"),
        2,
        "there is no realm proposal at",
    );
    let governance = council.at.governance;
    refused(
        &mut council,
        format!("gov vote {governance} yes"),
        2,
        "is not a proposal of this realm",
    );

    let proposal = council.submit(&voter, PAUSE, "");
    let (status, message) = council
        .suite
        .fails(&poor, &format!("gov vote {proposal} yes"));
    assert_eq!(status, 3);
    assert!(message.contains("has staked nothing"), "{message}");
    refused(
        &mut council,
        format!("gov vote {proposal} yes --for {}", poor.pubkey()),
        3,
        "as its delegate: it does so by `io gov set-delegate",
    );

    // The last second in which yes counts.
    council.suite.wait(5 * DAY);
    let line = format!("gov vote {proposal} yes --dry-run");
    council.suite.json(&voter, &line);
    council.suite.wait(1);
    refused(
        &mut council,
        format!("gov vote {proposal} yes"),
        3,
        "only no counts until",
    );
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} no"));
    council.suite.wait(2 * DAY);
    refused(
        &mut council,
        format!("gov vote {proposal} no"),
        3,
        "its vote ended",
    );
    refused(
        &mut council,
        format!("gov withdraw-vote {proposal}"),
        3,
        "a vote can be withdrawn only before the end",
    );
}

#[test]
fn a_yes_to_what_cannot_be_read_takes_blind_and_a_no_does_not() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    let hidden = council.at.transaction(&proposal, 0, 0);
    let vm = &mut council.suite.economy.vm;
    vm.set_account(hidden, Account::default()).unwrap();
    let (status, message) = council
        .suite
        .fails(&voter, &format!("gov vote {proposal} yes"));
    assert_eq!(status, 3);
    assert!(
        message.contains("1 of its transactions cannot be read here"),
        "{message}"
    );
    for line in ["no", "yes --blind"] {
        let line = format!("gov vote {proposal} {line} --dry-run");
        let shown = council.suite.json(&voter, &line);
        let before = &shown["warnings"][0];
        assert_eq!(before, "1 transaction that cannot be read here", "{shown}");
    }
}

#[test]
fn a_delegate_votes_with_the_stake_of_its_owner() {
    let mut council = Council::new();
    let owner = council.voter(1_000);
    let proposal = council.submit(&owner, PAUSE, "");
    let delegate = council.suite.economy.newcomer(1).unwrap();
    let (owners, delegates) = (owner.pubkey(), delegate.pubkey());
    let named = council
        .suite
        .json(&owner, &format!("gov set-delegate {delegates}"));
    assert_eq!(named["delegate"], delegates.to_string());
    let (status, message) = council
        .suite
        .fails(&owner, &format!("gov set-delegate {delegates}"));
    assert_eq!(
        (status, message.contains("already")),
        (3, true),
        "{message}"
    );

    let cast = council.suite.json(
        &delegate,
        &format!("gov vote {proposal} yes --for {owners}"),
    );
    assert_eq!(cast["voter"], owners.to_string());
    assert_eq!(
        council.stored(&proposal).options[0].vote_weight,
        1_000 * ONE_IO
    );
    let (status, _) = council
        .suite
        .fails(&owner, &format!("gov vote {proposal} yes"));
    assert_eq!(status, 3);
    let line = format!("gov withdraw-vote {proposal} --for {owners}");
    council.suite.json(&delegate, &line);

    council.suite.json(&owner, "gov set-delegate");
    let (status, message) = council.suite.fails(
        &delegate,
        &format!("gov vote {proposal} yes --for {owners}"),
    );
    assert_eq!(status, 3);
    assert!(message.contains("set-delegate"), "{message}");
    let (status, message) = council.suite.fails(&owner, "gov set-delegate");
    assert_eq!(
        (status, message.contains("no delegate")),
        (3, true),
        "{message}"
    );
}

/// P-21: a transaction has room for eight delegations.
#[test]
fn p21_the_smallest_delegations_are_left_out_where_there_is_no_room() {
    let mut council = Council::new();
    let voter = council.suite.economy.newcomer(10_000 * ONE_IO).unwrap();
    for place in 0..10 {
        let supplier = council.supplier();
        let amount = 100 + place;
        council
            .suite
            .json(&voter, &format!("stake delegate {supplier} {amount}"));
    }
    let proposal = council.submit(&voter, PAUSE, "");
    let cast = council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    let left_out = (100 + 101) * ONE_IO;
    let whole: u64 = (0..10).map(|place| (100 + place) * ONE_IO).sum();
    assert_eq!(cast["weight"], whole - left_out);
    let reported = cast["leftOut"].as_str().unwrap();
    assert!(reported.starts_with("201 IO of 2 suppliers"), "{reported}");
    assert_eq!(
        council.stored(&proposal).options[0].vote_weight,
        whole - left_out
    );
}

#[test]
fn a_delegation_follows_its_slashes_before_it_votes() {
    let mut council = Council::new();
    let supplier = council.suite.supplier(0).1;
    let votes = meanwhile::beside(&mut council.suite, &supplier).div_euclid(ONE_IO);
    let voter = council.voter(votes);
    let proposal = council.submit(&voter, PAUSE, "");
    let keeper = council.suite.economy.keeper.clone();
    let propose = meanwhile::opening(&mut council.suite, &council.folder, &supplier);
    council.suite.json(&keeper, &propose);
    let keys = DelegationKeys {
        supplier,
        staker: voter.pubkey(),
    };
    let delegation: emissions::state::Delegation = council
        .suite
        .economy
        .read(&delegation_address(&keys))
        .unwrap();
    assert_eq!(delegation.followed, 0);
    let cast = council
        .suite
        .json(&voter, &format!("gov vote {proposal} no"));
    // What an open slash holds votes until it is burned.
    assert_eq!(cast["weight"], votes * ONE_IO);
    let delegation: emissions::state::Delegation = council
        .suite
        .economy
        .read(&delegation_address(&keys))
        .unwrap();
    assert!(delegation.followed > 0);
    let record = council
        .at
        .vote_record(&proposal, &council.at.owner_record(&voter.pubkey()));
    let account = council.suite.economy.vm.account(&record).unwrap().unwrap();
    let vote: io_client::realm::state::VoteRecordV2 = council.at.read(&account).unwrap();
    assert_eq!((vote.vote, vote.voter_weight), (Vote::Deny, votes * ONE_IO));
}

#[test]
fn a_realm_proposal_without_a_no_is_not_voted_on_here() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    council.rewrite::<ProposalV2>(proposal, |it| it.deny_vote_weight = None);
    for choice in ["yes", "no"] {
        let line = format!("gov vote {proposal} {choice}");
        let (status, message) = council.suite.fails(&voter, &line);
        assert_eq!(status, 3);
        assert!(
            message.starts_with("it asks for an opinion: it has no No to vote"),
            "{message}"
        );
    }
}

#[test]
fn a_realm_that_votes_by_something_else_is_named() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let config = council.at.config();
    council.rewrite::<RealmConfigAccount>(config, |it| {
        it.community_token_config.voter_weight_addin = None;
    });
    let (status, message) = council.suite.fails(&voter, "gov set-delegate");
    assert_eq!(status, 3);
    let reported = format!(
        "the realm {} does not vote by staked IO: vote in its own program",
        council.at.realm
    );
    assert_eq!(message, reported);
}

#[test]
fn p21_own_stake_after_a_change_of_owner_says_from_when_it_votes() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    let (owner, supplier, _) = council.suite.supplier(0);
    let now = council.suite.now();
    let vm = &mut council.suite.economy.vm;
    let mut account = vm.account(&supplier).unwrap().unwrap();
    let place = place!(Supplier, own_votes_at);
    account.data[place..place + 8].copy_from_slice(&(now + 60).to_le_bytes());
    vm.set_account(supplier, account).unwrap();
    let line = format!("gov vote {proposal} yes");
    let (status, message) = council.suite.fails(&owner, &line);
    assert_eq!(status, 3);
    assert!(
        message.contains("14 days after the change of owner"),
        "{message}"
    );
    council.suite.wait(60);
    let cast = council.suite.json(&owner, &line);
    let own: Supplier = council.suite.economy.read(&supplier).unwrap();
    assert_eq!(cast["weight"], own.stake.own);
}

#[test]
fn the_record_of_all_votes_is_created_if_it_is_not_there() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    let record = client::max_voter_weight_address(&council.at.realm);
    let vm = &mut council.suite.economy.vm;
    vm.set_account(record, Account::default()).unwrap();
    let cast = council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    let new = cast["newAccounts"].as_array().unwrap();
    assert!(
        new.iter()
            .any(|it| it["what"] == "record of all votes, for everybody"),
        "{new:?}"
    );
}

#[test]
fn a_vote_is_signed_without_a_network_to_send_it_to() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    let blockhash = Pubkey::new_unique();
    let line = format!("gov vote {proposal} yes --sign-only --blockhash {blockhash}");
    let signed = council.suite.json(&voter, &line);
    assert_eq!(signed["outcome"], "signed, not sent");
    assert_eq!(council.stored(&proposal).options[0].vote_weight, 0);
}

#[test]
fn where_no_realm_governs_there_is_nothing_to_vote_on() {
    let mut suite = Suite::new();
    let (staker, proposal) = (suite.staker(), Pubkey::new_unique());
    for line in [
        format!("gov vote {proposal} yes"),
        format!("gov withdraw-vote {proposal}"),
        format!("gov finalize {proposal}"),
        format!("gov execute {proposal}"),
        format!("gov cancel-submission {proposal}"),
        "gov set-delegate".into(),
    ] {
        let (status, message) = suite.fails(&staker, &line);
        assert_eq!(status, 3, "{message}");
        assert!(
            message.starts_with("the authority of emissions, "),
            "{message}"
        );
        assert!(
            message.contains("is not the governance of a realm"),
            "{message}"
        );
    }
}
