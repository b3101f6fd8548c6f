//! The binary as a script sees it: exit status, standard output, standard error.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;

use std::process::Output;

/// Nobody listens here.
const NOBODY: &str = "http://127.0.0.1:1";

fn io(arguments: &[&str]) -> Output {
    binary::io().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_network_that_does_not_answer_has_its_exit_status() {
    let output = io(&["offer", "list", "-u", NOBODY]);
    assert_eq!(output.status.code(), Some(5));
    assert!(output.stdout.is_empty());
    let error = text(&output.stderr);
    assert!(
        error.starts_with("error: the network does not answer: "),
        "{error}"
    );
}

/// What the environment gives is not asked for on the line.
#[test]
fn the_usage_of_an_error_is_that_of_the_help() {
    for (words, usage) in [
        (
            &["rent", "quote", "--time", "1h"][..],
            "Usage: io rent quote [OPTIONS] --time <TIME> <OFFER>",
        ),
        (&["offer", "show"], "Usage: io offer show [OPTIONS] <OFFER>"),
        (
            &["tx", "show"],
            "Usage: io transaction show [OPTIONS] <FILE|BASE64|SIGNATURE>",
        ),
    ] {
        let mut given = binary::io();
        given.env("IO_URL", NOBODY).env("IO_KEYPAIR", "-");
        given.env("IO_PRICE_ACCOUNT", "11111111111111111111111111111112");
        let output = given.args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let err = text(&output.stderr);
        assert!(err.lines().any(|line| line == usage), "{err}");
    }
}

#[test]
fn usage_errors_have_theirs() {
    for arguments in [
        &["offer", "list", "-u", "mars"][..],
        &["offer", "list", "--sort", "luck"],
        &["emissions", "advance", "-u", NOBODY, "-C", "/nowhere.yml"],
        &["rent", "quote"],
    ] {
        let output = io(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

/// Before a key, a file or the network is looked for.
#[test]
fn nobody_to_ask_is_refused_first() {
    let nothing = "11111111111111111111111111111111";
    for line in [
        format!("rent close {nothing} -u {NOBODY}"),
        format!("stake delegate {nothing} 1 -k /nowhere.json"),
        "pause emissions -k /nowhere.json".into(),
        format!("keeper -u {NOBODY}"),
        "program deploy /nowhere".into(),
        "migrate run --file /nowhere.toml --key /nowhere.json".into(),
        "reclaim --all".into(),
    ] {
        let output = io(&line.split_whitespace().collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert_eq!(
            text(&output.stderr),
            "error: nobody can be asked here: give --yes to send, or --dry-run to look\n",
            "{line}"
        );
    }
    let output = io(&["transaction", "sign", "AAAA"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("give --yes to sign"));
}

#[test]
fn no_color_is_respected_and_results_are_alone_on_standard_output() {
    let output = io(&["schedule", "--output", "json-compact"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 240);
    let mut colourless = binary::io();
    let colourless = colourless.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1");
    let help = colourless.args(["rent", "quote"]).output().unwrap();
    assert!(!help.stderr.contains(&0x1b), "{}", text(&help.stderr));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = text(&io(&["completions", shell]).stdout);
        for word in ["reserve", "redelegate", "audit", "unpause"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}
