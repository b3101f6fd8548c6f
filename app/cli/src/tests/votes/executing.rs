//! What a vote has decided: counted, executed, cancelled.

use anchor_lang::solana_program::system_instruction;
use io_client::{realm::state::ProposalState, Network};
use io_common::{
    addresses::{EMISSIONS_CONFIG, MARKETPLACE_CONFIG},
    constants::DAY,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    super::Suite,
    setup::{address, rules},
    Council,
};

impl Council {
    fn refused(&mut self, who: &Keypair, line: &str, reported: &str) {
        let (status, message) = self.suite.fails(who, line);
        assert_eq!(status, 3, "io {line}: {message}");
        assert!(message.contains(reported), "io {line}: {message}");
    }
}

#[test]
fn the_first_vote_accepts_the_authority() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let keeper = council.suite.economy.keeper.clone();
    let proposal = council.submit(
        &voter,
        "gov accept-authority emissions marketplace fee-burn",
        "",
    );
    council.refused(
        &keeper,
        &format!("gov execute {proposal}"),
        "its vote goes on until",
    );
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    council.refused(
        &keeper,
        &format!("gov finalize {proposal}"),
        "its vote goes on until",
    );
    council.suite.wait(7 * DAY);
    council.refused(
        &keeper,
        &format!("gov finalize {proposal}"),
        "its vote goes on until",
    );
    council.suite.wait(1);
    council.refused(
        &keeper,
        &format!("gov execute {proposal}"),
        "`io gov finalize",
    );
    let counted = council
        .suite
        .json(&keeper, &format!("gov finalize {proposal}"));
    assert_eq!(counted["result"], "passes");
    assert_eq!(council.stored(&proposal).state, ProposalState::Succeeded);
    council.refused(
        &keeper,
        &format!("gov finalize {proposal}"),
        "there is nothing to count",
    );
    council.refused(
        &voter,
        &format!("gov cancel-submission {proposal}"),
        "only before the end of its vote",
    );

    council.suite.wait(DAY - 2);
    council.refused(
        &keeper,
        &format!("gov execute {proposal}"),
        "it can be executed from",
    );
    council.suite.wait(2);
    let executed = council
        .suite
        .json(&keeper, &format!("gov execute {proposal}"));
    assert_eq!(executed["executes"].as_array().unwrap().len(), 3);
    assert_eq!(council.stored(&proposal).state, ProposalState::Completed);
    let config: emissions::state::Config = council
        .suite
        .economy
        .read(&EMISSIONS_CONFIG.address)
        .unwrap();
    assert_eq!(config.roles.authority, council.at.governance);
    let config: marketplace::state::Config = council
        .suite
        .economy
        .read(&MARKETPLACE_CONFIG.address)
        .unwrap();
    assert_eq!(config.roles.authority, council.at.governance);
    council.refused(
        &keeper,
        &format!("gov execute {proposal}"),
        "it is executed",
    );
    council.refused(
        &keeper,
        &format!("gov vote {proposal} no"),
        "it is executed",
    );

    // From now on the realm proposes changes.
    let change = council.submit(&voter, "gov propose emissions unstake-cooldown 21d", "");
    council.pass(&voter, &change);
    council
        .suite
        .json(&keeper, &format!("gov execute {change}"));
    council.suite.wait(2 * DAY);
    council.suite.json(&keeper, "gov apply emissions 0");
    let config: emissions::state::Config = council
        .suite
        .economy
        .read(&EMISSIONS_CONFIG.address)
        .unwrap();
    assert_eq!(config.unstake_cooldown, 21 * DAY);
}

#[test]
fn numbers_of_changes_follow_the_order_of_the_votes() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    council.accept(&voter);

    let file = council.file("gov propose emissions unstake-cooldown 21d");
    let submit = |council: &mut Council, name: &str| {
        let line = format!("gov submit {file} --name {name}");
        council.suite.json(&voter, &line)
    };
    let (first, second) = (
        submit(&mut council, "First"),
        submit(&mut council, "Second"),
    );
    assert_eq!(first["proposalNumbers"][0], "emissions 0");
    assert_eq!(second["proposalNumbers"][0], "emissions 1");
    let (first, second) = (address(&first), address(&second));
    // Voters see it, while they can still vote no.
    let overtakes = format!("once it is executed, realm proposal {first} “First” cannot be: its change has a lower number");
    let shown = council
        .suite
        .json(&voter, &format!("gov vote {second} yes --dry-run"));
    assert_eq!(shown["warnings"], serde_json::json!([overtakes]));
    let notes = council
        .suite
        .run(&voter, &format!("gov proposals {second}"));
    let notes = notes.unwrap().notes;
    assert!(notes.contains(&overtakes), "{notes:?}");
    council
        .suite
        .json(&voter, &format!("gov vote {second} yes"));
    council.pass(&voter, &first);
    council
        .suite
        .json(&voter, &format!("gov finalize {second}"));

    let shown = council
        .suite
        .json(&voter, &format!("gov execute {second} --dry-run"));
    let overtaken = shown["overtakes"][0].as_str().unwrap();
    assert!(overtaken.starts_with(&first.to_string()), "{overtaken}");
    let shown = council.suite.json(&voter, &format!("gov execute {first}"));
    assert_eq!(shown["overtakes"], serde_json::Value::Null);
    council.suite.json(&voter, &format!("gov execute {second}"));
    let config: emissions::state::Config = council
        .suite
        .economy
        .read(&EMISSIONS_CONFIG.address)
        .unwrap();
    assert_eq!(config.proposals, 2);
}

#[test]
fn a_vote_that_does_not_pass_is_counted_and_executes_nothing() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, "pause marketplace", "");
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} no"));
    council.suite.wait(7 * DAY + 1);
    let counted = council
        .suite
        .json(&voter, &format!("gov finalize {proposal}"));
    assert_eq!(counted["result"], "does not pass");
    assert_eq!(council.stored(&proposal).state, ProposalState::Defeated);
    council.refused(
        &voter,
        &format!("gov execute {proposal}"),
        "it has not passed",
    );
}

/// Anybody can transfer lamports to the address of a deposit that was not made.
#[test]
fn lamports_where_a_deposit_would_be_hold_up_nothing() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let keeper = council.suite.economy.keeper.clone();
    let submitted = |council: &mut Council, name: &str| {
        let link = format!("--link https://forum.example/{name}");
        let proposal = council.submit(&voter, "pause marketplace", &link);
        let deposit = council.at.deposit(&proposal, &voter.pubkey());
        let pays = system_instruction::transfer(&keeper.pubkey(), &deposit, 890_880);
        council.suite.economy.send(&[pays], &[&keeper]).unwrap();
        proposal
    };
    let cancelled = submitted(&mut council, "1");
    let line = format!("gov cancel-submission {cancelled}");
    council.suite.json(&voter, &line);
    let [finalized, kept] = ["2", "3"].map(|name| submitted(&mut council, name));
    council.suite.wait(7 * DAY + 1);
    let line = format!("gov finalize {finalized}");
    council.suite.json(&keeper, &line);
    council.suite.json(&keeper, "keeper --once --jobs votes");
    for (proposal, state) in [
        (cancelled, ProposalState::Cancelled),
        (finalized, ProposalState::Defeated),
        (kept, ProposalState::Defeated),
    ] {
        assert_eq!(council.stored(&proposal).state, state);
    }
}

#[test]
fn a_proposer_cancels_and_gets_its_deposit_back() {
    let rules = io_client::realm::config::GovernanceConfig {
        deposit_exempt_proposal_count: 0,
        ..rules()
    };
    let mut council = Council::with(Suite::new(), &rules);
    let (voter, other) = (council.voter(1_000), council.voter(1_000));
    let file = council.file("pause marketplace");
    let submitted = council
        .suite
        .json(&voter, &format!("gov submit {file} --name Test"));
    assert_eq!(submitted["deposit"], 100_000_000);
    let new = submitted["newAccounts"].as_array().unwrap();
    let deposit = new
        .iter()
        .find(|it| it["what"] == "deposit for a realm proposal");
    assert_eq!(deposit.unwrap()["comesBack"], true, "{new:?}");
    let proposal = address(&submitted);
    let deposit = council.at.deposit(&proposal, &voter.pubkey());
    assert!(council
        .suite
        .economy
        .vm
        .account(&deposit)
        .unwrap()
        .is_some());
    council.refused(
        &other,
        &format!("gov cancel-submission {proposal}"),
        "only its proposer",
    );
    council
        .suite
        .json(&voter, &format!("gov cancel-submission {proposal}"));
    assert_eq!(council.suite.economy.vm.account(&deposit).unwrap(), None);
    assert_eq!(council.stored(&proposal).state, ProposalState::Cancelled);
    council.refused(
        &voter,
        &format!("gov cancel-submission {proposal}"),
        "has cancelled it",
    );
    council.refused(
        &voter,
        &format!("gov finalize {proposal}"),
        "has cancelled it",
    );
    council.refused(
        &voter,
        &format!("gov vote {proposal} yes"),
        "has cancelled it",
    );

    // Counting the votes returns it too, by any sender.
    let submitted = council
        .suite
        .json(&voter, &format!("gov submit {file} --name Test"));
    let proposal = address(&submitted);
    council.suite.wait(7 * DAY + 1);
    council
        .suite
        .json(&other, &format!("gov finalize {proposal}"));
    let deposit = council.at.deposit(&proposal, &voter.pubkey());
    assert_eq!(council.suite.economy.vm.account(&deposit).unwrap(), None);
}
