//! The binary against a local network. `./x test-localnet` builds that network, and runs this.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

#[path = "../binary/mod.rs"]
mod binary;
mod burn;
mod council;
mod coverage;
mod day;
mod emissions;
#[path = "../folder/mod.rs"]
mod folder;
mod gov;
mod keeper;
mod local;
mod mcp;
mod migrate;
mod mistakes;
mod network;
mod options;
#[path = "../plain/mod.rs"]
mod plain;
mod prices;
mod proxy;
mod reclaim;
mod renter;
#[path = "../terminal/mod.rs"]
mod screen;
mod sending;
mod serve;
mod services;
#[path = "../session/mod.rs"]
mod session;
mod signing;
mod slash;
mod stage;
mod staker;
mod supplier;
mod terminal;
mod votes;
mod walkthrough;
mod watch;

use coverage::Marks;
use stage::Stage;

/// What is run.
const BINARY: &str = env!("CARGO_BIN_EXE_io");

/// One network through all of it: what a role leaves behind is what the next one finds.
#[test]
fn every_command_does_what_it_says() {
    let stage = Stage::new();
    stage.newcomer("keeper", 0);
    let marks = coverage::marks(&stage);
    let newcomer = supplier::comes(&stage);
    council::run(&stage, &newcomer);
    signing::run(&stage, &newcomer);
    renter::run(&stage);
    serve::run(&stage);
    emissions::run(&stage);
    slash::run(&stage);
    mcp::run(&stage);
    staker::run(&stage);
    supplier::goes(&stage, &newcomer);
    burn::run(&stage);
    prices::run(&stage);
    reclaim::run(&stage);
    gov::run(&stage);
    votes::run(&stage);
    stage.does("keeper", "keeper --once");
    let rules = stage.does("renter-1", "audit");
    let rules = rules.as_array().unwrap();
    assert!(
        rules.iter().all(|rule| rule["verdict"] != "BROKEN"),
        "{rules:#?}"
    );
    local::run(&stage);
    let empty = Stage::by_io(&["--empty"]);
    stage.count("localnet");
    mistakes::wrong_network(&empty);
    migrate::run(&stage, &empty);
    let mut sent = coverage::sent(&empty, &Marks::default());
    sent.extend(coverage::sent(&stage, &marks));
    assert_eq!(empty.ends(), 0);
    // Its reservation and endpoint would be in the way of the others.
    let watched = Stage::new();
    watch::run(&watched);
    let ran = [stage.ran(), watched.ran()].concat();
    assert_eq!(coverage::never_ran(&ran), [""; 0]);
    assert!(
        coverage::never_ran(&[]).len() > 80,
        "every command is asked for"
    );
    coverage::check_sent(&sent);
}

#[test]
fn what_is_sent_ends_as_it_is_reported_whatever_the_network_does() {
    sending::run(&Stage::new());
}

#[test]
fn a_renter_gets_its_shell_whatever_happens_to_the_service() {
    let stage = Stage::new();
    serve::survives(&stage);
    serve::distrusts(&stage);
}

#[test]
fn mistakes_are_reported_and_options_obeyed() {
    let stage = Stage::new();
    mistakes::run(&stage);
    options::run(&stage);
    terminal::run(&stage);
    keeper::run(&stage);
}
