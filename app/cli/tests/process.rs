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
