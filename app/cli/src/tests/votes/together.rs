//! Instructions that are executed together.

use io_client::realm::state::ProposalState;
use io_common::addresses::EMISSIONS_CONFIG;
use serde_json::{json, Value};

use super::{setup::address, Council};

const CHANGES: [&str; 4] = [
    "gov propose emissions unstake-cooldown 21d",
    "gov propose emissions stake-per-unit 150",
    "gov propose emissions min-delegation 2",
    "gov propose emissions multiplier h100-sxm 12",
];

fn numbers(submitted: &Value) -> Vec<&str> {
    let numbers = submitted["proposalNumbers"].as_array().unwrap().iter();
    numbers.map(|it| it.as_str().unwrap()).collect()
}

/// Nobody can execute the second without the first, which could then not be executed any more.
#[test]
fn changes_of_a_program_are_executed_together() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    council.accept(&voter);
    let file = council.file_of(&CHANGES[..2]);
    let submitted = council
        .suite
        .json(&voter, &format!("gov submit {file} --name Two"));
    assert_eq!(numbers(&submitted), ["emissions 0", "emissions 1"]);
    assert_eq!(submitted["executes"].as_array().unwrap().len(), 2);
    assert_eq!(submitted["warnings"], Value::Null);
    let proposal = address(&submitted);
    let stored = council.stored(&proposal);
    assert_eq!(stored.options[0].transactions_count, 1);
    council.pass(&voter, &proposal);
    council
        .suite
        .json(&voter, &format!("gov execute {proposal}"));
    assert_eq!(council.stored(&proposal).state, ProposalState::Completed);
    let config = council.suite.economy.read(&EMISSIONS_CONFIG.address);
    let config: emissions::state::Config = config.unwrap();
    assert_eq!(config.proposals, 2);
}

/// Changes of several programs are independent: they are apart where they do not fit together.
#[test]
fn changes_of_several_programs_may_be_executed_apart() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let acts = [
        CHANGES[0],
        CHANGES[1],
        "gov propose marketplace hours 5d",
        "gov propose fee-burn bid -200 200",
    ];
    let file = council.file_of(&acts);
    let submitted = council
        .suite
        .json(&voter, &format!("gov submit {file} --name Four"));
    let stored = council.stored(&address(&submitted));
    assert_eq!(stored.options[0].transactions_count, 2);
    assert_eq!(
        submitted["warnings"],
        json!(["the transactions can be executed in any order, each by itself: the group of instructions 1 to 2, the group of instructions 3 to 4"])
    );
}

#[test]
fn changes_of_a_program_that_do_not_fit_together_are_submitted_one_after_the_other() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let file = council.file_of(&CHANGES);
    let (status, message) = council
        .suite
        .fails(&voter, &format!("gov submit {file} --name Four"));
    assert_eq!(status, 2, "{message}");
    assert!(
        message.contains(
            "submit the first 2 instructions in a file, and the others once these are executed"
        ),
        "{message}"
    );
}
