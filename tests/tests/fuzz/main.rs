//! A fuzz test: random actions over the three programs together, in LiteSVM.
//!
//! Every sequence begins on a copy of the same network ([`setting`]) and is drawn by the seed that is its number. An
//! [`action`] is plain data with relative references, so that every part of a sequence can be played. After each action:
//!
//! - [`rules`]: what `io audit` checks (P-01, P-02, P-08, P-13 and the usage accounts), to the base unit; no total falls; nobody
//!   pays who has not signed; nobody's reward or part of a reservation is less for what others did. [`bearing`]: a slash
//!   falls on everybody in proportion to what was there when it was opened, and nobody else's stake changes (P-11).
//!   [`payees`]: what is paid has reached the payee's wallet, and nobody else's has changed.
//! - [`exits`]: on a copy in which all programs are paused and there is no price, each way out of what the action has
//!   touched, and of one thing more in turn, is simulated. It must be open exactly when [`promise`] says so (P-14, P-18),
//!   and what brings new risk must be refused.
//! - A transaction of somebody without the right to it, one that comes a second time, and one before clock, supplier
//!   and delegation are up to date must be refused; and nobody is ever refused by broken accounting (`MathOverflow`, a violated invariant).
//!
//! - [`orders`]: at some moments two actions of different people are played in both orders, and nobody may gain by its
//!   place more than the [`table`] gives (P-24).
//!
//! At the end of each sequence everybody leaves, with everything paused, no price and no council ([`leave`]): nothing may be
//! left but dust and accounts that are there permanently.
//!
//! [`rebuilt`] plays sequences without these checks, and compares the accounts with what the indexer makes of the events (P-22).
//!
//! [`month`] is no random sequence: 30 days of rentals, with the same rules after each hour.
//!
//! `IO_REBUILT_SEQUENCES` names a number of sequences for [`rebuilt`]. `IO_FUZZ_SEEDS` names a number of sequences or a range, `IO_FUZZ_ACTIONS` how many actions there are in all. A
//! sequence that fails is shortened and printed as a file for `regressions/`, which a test replays. `UPDATE_DOCS=1` writes
//! what was counted into docs/proof/sequences.md.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

mod action;
mod bearing;
mod draw;
mod exits;
mod leave;
mod month;
mod orders;
mod outside;
mod payees;
mod plan;
mod promise;
mod rebuilt;
mod report;
mod rules;
mod run;
mod sequence;
mod setting;
mod shrink;
mod table;
mod view;

use std::{fs, path::Path};

use sequence::Sequence;

/// Every sequence that has ever broken a rule.
#[test]
fn regressions_stay_mended() {
    let chain = setting::open();
    let folder = io_tests::root().join("tests/tests/fuzz/regressions");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "txt"));
    files.sort();
    for file in files {
        let actions = action::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        if let Err((place, reason)) = Sequence::replay(&chain, &actions) {
            panic!("{} after {place} actions: {reason}", file.display());
        }
    }
}

/// What a failing sequence is printed as is what is read.
#[test]
fn a_printed_action_is_read_again() {
    let lines = "Reserve 3 1 250 Rightly\nWait 0 0 3600 Twice # an hour\n\n# a remark\n";
    let actions = action::parse(lines).unwrap();
    let printed: Vec<String> = actions.iter().map(ToString::to_string).collect();
    assert_eq!(printed, ["Reserve 3 1 250 Rightly", "Wait 0 0 3600 Twice"]);
    assert!(action::parse("Reserve 3 1 Rightly").is_err());
}

/// The docs have the table of what the order of two transactions may change, and the tests that it names exist.
#[test]
fn p24_the_docs_have_the_table_of_orders() {
    let there = report::write("docs/proof/ordering.md", "table", &table::text());
    assert!(
        there,
        "UPDATE_DOCS=1 writes the table into docs/proof/ordering.md"
    );
    let mut sources = String::new();
    for folder in ["programs", "tests"] {
        read_sources(&io_tests::root().join(folder), &mut sources);
    }
    assert_eq!(table::unknown_tests(&sources), Vec::<&str>::new());
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|it| it == "rs") {
            sources.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// P-01 to P-03, P-05, P-07 to P-09, P-11 and P-16 as well, as far as accounts show them.
#[test]
fn p13_p14_p18_p24_random_sequences_conserve_and_every_way_out_is_open() {
    run::run();
}
