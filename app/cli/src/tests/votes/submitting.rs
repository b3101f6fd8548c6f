//! Submissions: drafts, interruptions, refusals.

use anchor_lang::solana_program::system_instruction;
use io_client::{
    realm::state::{ProposalState, ProposalTransactionV2},
    rent, Network, ReadError, SendError,
};
use io_common::constants::ONE_IO;
use solana_signer::Signer;
use std::rc::Rc;

use super::{
    super::{failing::Failing, run_on},
    setup::{address, rules},
    Council,
};
use crate::{context::Key, errors};

const PAUSE: &str = "pause emissions marketplace fee-burn";

#[test]
fn a_draft_is_completed_by_the_same_command() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let file = council.file(PAUSE);
    let line = format!("gov submit {file} --name Test");
    let draft = council.suite.json(&voter, &format!("{line} --draft"));
    let proposal = address(&draft);
    assert_eq!(council.stored(&proposal).state, ProposalState::Draft);
    let (status, message) = council.suite.fails(&voter, &format!("{line} --draft"));
    assert_eq!(
        (status, message.contains("the draft is complete")),
        (3, true),
        "{message}"
    );
    let submitted = council.suite.json(&voter, &line);
    assert_eq!(address(&submitted), proposal);
    assert_eq!(council.stored(&proposal).state, ProposalState::Voting);
    let (status, message) = council.suite.fails(&voter, &line);
    assert_eq!(
        (status, message.contains("is submitted already")),
        (3, true),
        "{message}"
    );
    // Other words are another realm proposal.
    let other = council.suite.json(&voter, &format!("{line}2 --draft"));
    assert_ne!(address(&other), proposal);
}

#[test]
fn an_interrupted_submission_goes_on() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    // More than fit into one transaction.
    let file = council.file_of(&[PAUSE; 5]);
    let price = council.suite.economy.price;
    let key = || Key::Loaded(Rc::new(voter.insecure_clone()));
    let unsent = || ReadError::Unreachable("the cable is out".into());
    for place in 1..=3 {
        let line = format!("gov submit {file} --name Test-{place}");
        let mut network = Failing::new(&mut council.suite.economy.vm, |sent| {
            (sent == place).then(|| SendError::Unsent(unsent()))
        });
        let error = run_on(&mut network, key(), price, &line).unwrap_err();
        drop(network);
        assert_eq!(errors::status(&error), 5);
        let submitted = council.suite.json(&voter, &line);
        let stored = council.stored(&address(&submitted));
        assert_eq!(stored.state, ProposalState::Voting);
        assert!(stored.options[0].transactions_count > 1);
        assert_eq!(submitted["executes"].as_array().unwrap().len(), 15);
    }
}

#[test]
fn the_rent_that_is_shown_is_what_its_accounts_take() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let file = council.file(PAUSE);
    let link = "https://forum.example/1";
    let line = format!("gov submit {file} --name Test --link {link}");
    let submitted = council.suite.json(&voter, &line);
    let proposal = address(&submitted);
    let mut accounts = vec![proposal];
    let count = council.stored(&proposal).options[0].transactions_count;
    accounts.extend((0..count).map(|number| council.at.transaction(&proposal, 0, number)));
    let vm = &mut council.suite.economy.vm;
    let found = vm.accounts(&accounts).unwrap();
    let lamports: u64 = found.iter().flatten().map(|it| it.lamports).sum();
    assert_eq!(submitted["itsRent"], lamports);
    for new in submitted["newAccounts"].as_array().unwrap() {
        assert_eq!(new["comesBack"], false, "{new}");
    }
    let rent = rent::of_today(vm).unwrap();
    for account in found.iter().flatten() {
        assert_eq!(account.lamports, rent.minimum_balance(account.data.len()));
    }
    let stored: ProposalTransactionV2 = council.at.read(found[1].as_ref().unwrap()).unwrap();
    assert_eq!(stored.hold_up_time, rules().min_transaction_hold_up_time);
    assert_eq!(council.stored(&proposal).description_link, link);
}

#[test]
fn what_a_realm_cannot_execute_is_not_submitted() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let poor = council.voter(99);
    let file = council.file(PAUSE);
    let refused = |council: &mut Council, file: &str, status: u8, reported: &str| {
        let line = format!("gov submit {file} --name Test");
        let (is, message) = council.suite.fails(&voter, &line);
        assert_eq!(is, status, "{message}");
        assert!(message.contains(reported), "{message}");
    };
    for text in ["absent.json", "{}", "[]", "[1]"] {
        refused(&mut council, text, 2, "it holds no instructions");
    }
    let stranger = voter.pubkey();
    let theirs = council
        .suite
        .run(
            &voter,
            &format!("pause emissions --authority {stranger} --output instructions"),
        )
        .unwrap();
    let theirs = council
        .folder
        .write("theirs.json", theirs.json().to_string());
    refused(&mut council, &theirs, 2, "has to sign instruction 1");
    let text = std::fs::read_to_string(&file).unwrap();
    let elsewhere = text.replace("\"localnet\"", "\"devnet\"");
    let elsewhere = council.folder.write("elsewhere.json", elsewhere);
    refused(
        &mut council,
        &elsewhere,
        2,
        "it was made on devnet, but this is localnet",
    );

    let line = format!("gov submit {file} --name Test");
    let (status, message) = council.suite.fails(&poor, &line);
    assert_eq!(status, 3);
    assert!(
        message.contains("a proposer needs 100 IO of votes"),
        "{message}"
    );
    assert!(message.contains("has 99 IO"), "{message}");
    assert_eq!(
        rules().min_community_weight_to_create_proposal,
        100 * ONE_IO
    );
}

/// Its address follows from what it says: a stranger can transfer lamports to it before.
#[test]
fn lamports_where_a_realm_proposal_would_be_hold_up_nothing() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let keeper = council.suite.economy.keeper.clone();
    let file = council.file("pause marketplace");
    let line = format!("gov submit {file} --name Test");
    let shown = council.suite.json(&voter, &format!("{line} --dry-run"));
    let proposal = address(&shown);
    let pays = system_instruction::transfer(&keeper.pubkey(), &proposal, 890_880);
    council.suite.economy.send(&[pays], &[&keeper]).unwrap();
    let submitted = council.suite.json(&voter, &line);
    assert_eq!(address(&submitted), proposal);
    assert_eq!(council.stored(&proposal).state, ProposalState::Voting);
}

#[test]
fn ten_realm_proposals_of_a_proposer_may_be_open() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let file = council.file("pause marketplace");
    for number in 0..10 {
        let line = format!("gov submit {file} --name Test-{number} --draft");
        council.suite.json(&voter, &line);
    }
    let line = format!("gov submit {file} --name Test");
    let (status, message) = council.suite.fails(&voter, &line);
    assert_eq!(status, 3);
    assert!(message.contains("at most 10 can be"), "{message}");
}
