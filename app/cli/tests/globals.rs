//! The options of every command are honoured, or refused before anything is done.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod refusing;
mod tree;

use tree::{Leaf, PRINTS};

/// Commands that read.
const READS: [&str; 35] = [
    "audit",
    "balance",
    "burn status",
    "council approvals",
    "council evidence verify",
    "council show",
    "emissions schedule",
    "emissions status",
    "gov parameters",
    "gov proposals",
    "gov realm",
    "gov show",
    "gov weight",
    "history",
    "migrate plan",
    "migrate verify",
    "models",
    "offer list",
    "offer show",
    "oracle show",
    "rent autopay show",
    "rent connect",
    "rent quote",
    "rent receipt",
    "rent status",
    "rent watch",
    "slash list",
    "stake apr",
    "stake status",
    "supplier jobs",
    "supplier plan",
    "supplier show",
    "supplier unstake-requests",
    "supply",
    // The lookup tables of a transaction.
    "transaction show",
];
/// Of these, what is the signer's.
const MINE: [&str; 9] = [
    "balance",
    "gov proposals",
    "gov weight",
    "history",
    "rent status",
    "stake status",
    "supplier jobs",
    "supplier show",
    "supplier unstake-requests",
];
/// Commands that read the price of IO.
const PRICED: [&str; 13] = [
    "burn fill",
    "burn open",
    "burn status",
    "burn update-anchor",
    "keeper",
    "oracle show",
    "rent autopay set",
    "rent autopay show",
    "rent autopay stop",
    "rent extend",
    "rent quote",
    "rent reserve",
    "supplier plan",
];
/// Commands that post the price of IO, or would.
const POSTS: [&str; 8] = [
    "burn fill",
    "burn open",
    "burn update-anchor",
    "keeper",
    "oracle post",
    "rent extend",
    "rent quote",
    "rent reserve",
];

/// A deployment file.
const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../migrations/data/example.toml"
);

/// Acts of an authority or an owner.
const ACTS: [&str; 33] = [
    "gov accept-authority",
    "gov cancel",
    "gov close-weight-record",
    "gov propose",
    "gov propose-authority",
    "gov revoke-attestation",
    "gov set-delegate",
    "gov set-guardian",
    "gov suspend",
    "migrate plan",
    "offer close",
    "offer create",
    "offer edit",
    "offer pause",
    "offer unpause",
    "pause",
    "slash withdraw",
    "supplier accept-owner",
    "supplier announce-end",
    "supplier cancel-unstake",
    "supplier claim",
    "supplier close",
    "supplier commission",
    "supplier decline",
    "supplier propose-owner",
    "supplier register",
    "supplier stake",
    "supplier start",
    "supplier terminate",
    "supplier unstake",
    "supplier update",
    "supplier withdraw",
    "unpause",
];
/// Commands with a payer of their own.
const PAYERS: [&str; 4] = ["decide", "rent quote", "rent reserve", "rent status"];

/// Whether a command honours an option.
fn honours(leaf: &Leaf, option: &str) -> bool {
    let is = |list: &[&str]| list.contains(&leaf.path.as_str());
    let (prints, reads) = (is(&PRINTS), is(&READS));
    match option {
        // Its log is JSON.
        "--output" | "--wide" => {
            !["completions", "mcp", "supplier serve"].contains(&leaf.path.as_str())
        }
        "--yes" => true,
        // It signs nothing, and what it builds has a price.
        _ if leaf.path == "mcp" => [
            "--commitment",
            "--config",
            "--max-priority-fee",
            "--price-account",
            "--url",
            "--with-compute-unit-price",
        ]
        .contains(&option),
        _ if prints => false,
        // It asks nobody who it is but the configuration.
        _ if leaf.path == "address" => ["--config", "--keypair"].contains(&option),
        "--url" | "--commitment" => true,
        "--config" => true,
        "--price-account" => is(&PRICED),
        "--hermes-url" | "--hermes-key" => is(&POSTS),
        "--keypair" => is(&MINE) || (!reads && leaf.path != "migrate run"),
        // What others have made has its price.
        _ if leaf.path == "transaction sign" => option == "--max-priority-fee",
        _ if reads => false,
        // It signs a message, and sends no transaction.
        _ if leaf.path == "rent workload" => false,
        "--with-compute-unit-price" | "--max-priority-fee" | "--timeout" => true,
        "--dry-run" => true,
        "--verbose" => {
            !["migrate run", "program deploy", "supplier serve"].contains(&leaf.path.as_str())
        }
        "--sign-only" | "--blockhash" | "--nonce" | "--nonce-authority" => {
            let many = [
                "migrate run",
                "program deploy",
                "council watch",
                "keeper",
                "oracle post",
                "supplier serve",
                "transaction send",
            ];
            !many.contains(&leaf.path.as_str())
        }
        _ => panic!("{option} is not known to this test"),
    }
}

#[test]
fn what_a_command_does_not_honour_is_refused() {
    let (leaves, options) = (tree::leaves(), tree::global_options());
    assert_eq!(options.len(), 19, "{options:?}");
    for path in PRINTS.iter().chain(&READS).chain(&PRICED).chain(&POSTS) {
        assert!(leaves.iter().any(|leaf| leaf.path == *path), "{path}");
    }
    let mut count = 0_u32;
    for leaf in &leaves {
        for (name, value) in &options {
            if honours(leaf, name) {
                continue;
            }
            count = count.saturating_add(1);
            let option = [Some(name.clone()), value.clone()].into_iter().flatten();
            let option: Vec<String> = option.collect();
            // Before the command or after it.
            let before = [option.clone(), leaf.line()].concat();
            let after = [leaf.line(), option].concat();
            for line in [before, after] {
                let output = binary::io().args(&line).output().unwrap();
                let err = String::from_utf8(output.stderr).unwrap();
                let reported = format!(
                    "error: io {} has no use for {name}: leave it out\n",
                    leaf.path
                );
                assert_eq!(
                    (output.status.code(), err),
                    (Some(2), reported),
                    "io {line:?}"
                );
                assert!(output.stdout.is_empty());
            }
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn what_a_command_honours_is_not_refused() {
    let url = refusing::refusing("403 Forbidden");
    for leaf in tree::leaves() {
        // They play, however long, or print.
        if PRINTS.contains(&leaf.path.as_str()) {
            continue;
        }
        for (name, value) in tree::global_options() {
            if !honours(&leaf, &name) {
                continue;
            }
            let mut line = leaf.line();
            line.push(name.clone());
            line.extend(value.map(|it| match it == "http://127.0.0.1:1" {
                true => url.clone(),
                false => it,
            }));
            let with = match name.as_str() {
                "--blockhash" => &["--sign-only"][..],
                "--nonce-authority" => &["--nonce", tree::ADDRESS],
                _ => &[],
            };
            line.extend(with.iter().map(|it| (*it).to_string()));
            let mut io = binary::io();
            // What `-u` does not name.
            io.env("IO_URL", &url).env("IO_KEYPAIR", tree::ADDRESS);
            let output = io.args(&line).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert!(!err.contains("has no use for"), "io {line:?}: {err}");
            assert!(!err.contains("invalid value"), "io {line:?}: {err}");
        }
    }
}

/// Exit status and standard error of a command with more options.
fn ends(leaf: &Leaf, more: &[&str]) -> (Option<i32>, String) {
    let mut io = binary::io();
    let io = io.args(leaf.line()).args(more);
    let output = io.env("IO_KEYPAIR", "/nowhere/id.json").output().unwrap();
    assert!(output.stdout.is_empty(), "io {}", leaf.path);
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), err)
}

#[test]
fn acts_take_who_acts_and_every_other_command_refuses_it() {
    let leaves = tree::leaves();
    let mut acts = 0;
    for leaf in &leaves {
        let path = leaf.path.as_str();
        let is_act = ACTS.contains(&path);
        acts += usize::from(is_act);
        for option in ["--authority", "--payer"] {
            if option == "--payer" && PAYERS.contains(&path) {
                continue;
            }
            let (status, err) = ends(leaf, &[option, tree::ADDRESS]);
            let reported = match is_act {
                true => format!("error: {option} is for --output instructions"),
                false => format!("error: io {path} has no use for {option}: leave it out\n"),
            };
            assert!(
                status == Some(2) && err.starts_with(&reported),
                "io {path}: {err}"
            );
        }
        let (status, err) = ends(leaf, &["--output", "instructions"]);
        let reported = match honours(leaf, "--output") {
            true if is_act => "error: --output instructions needs to know who acts".into(),
            true => format!(
                "error: io {path} gives no unsigned instructions: choose another --output\n"
            ),
            false => format!("error: io {path} has no use for --output: leave it out\n"),
        };
        assert!(
            status == Some(2) && err.starts_with(&reported),
            "io {path}: {err}"
        );
    }
    assert_eq!(acts, ACTS.len());
}

#[test]
fn an_act_as_instructions_needs_a_network_and_no_key() {
    let url = refusing::refusing("403 Forbidden");
    for leaf in tree::leaves() {
        if !ACTS.contains(&leaf.path.as_str()) {
            continue;
        }
        let by = ["--authority", tree::ADDRESS, "--payer", tree::ADDRESS];
        let mut more = [&by[..], &["--output", "instructions", "-u", &url]].concat();
        if leaf.path == "migrate plan" {
            more.extend(["--file", EXAMPLE]);
        }
        let (status, err) = ends(&leaf, &more);
        assert_eq!(status, Some(5), "io {}: {err}", leaf.path);
    }
}

#[test]
fn an_option_at_two_places_is_refused() {
    let address = tree::ADDRESS;
    for (line, option) in [
        (&["-k", address, "address", "-k", address][..], "--keypair"),
        (&["-u", "m", "stake", "-ulocalhost", "status"], "--url"),
        (
            &["--timeout=1s", "stake", "claim", address, "--timeout", "3m"],
            "--timeout",
        ),
        (&["--yes", "stake", "--yes", "claim", address], "--yes"),
    ] {
        let output = binary::io().args(line).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let reported = format!("error: {option} is given at 2 places: leave one\n");
        assert_eq!(
            (output.status.code(), err),
            (Some(2), reported),
            "io {line:?}"
        );
    }
}

#[test]
fn what_is_in_the_environment_is_for_all_commands() {
    let mut io = binary::io();
    io.env("IO_URL", "http://127.0.0.1:1")
        .env("IO_KEYPAIR", "/nowhere.json")
        .env("IO_PRICE_ACCOUNT", tree::ADDRESS)
        .env("IO_OUTPUT", "csv");
    let output = io.arg("schedule").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.starts_with(b"month,"));
    let output = io.env("IO_OUTPUT", "instructions").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn options_that_belong_together_are_so_wherever_they_stand() {
    let hash = tree::ADDRESS;
    let action = ["stake", "delegate", hash, "1"];
    for (options, reported) in [
        (&["--blockhash", hash][..], "--blockhash is for --sign-only"),
        (
            &["--dry-run", "--sign-only"],
            "--dry-run and --sign-only: give one of them",
        ),
        (
            &["--nonce-authority", hash],
            "--nonce-authority signs for a nonce account",
        ),
    ] {
        for line in [[options, &action].concat(), [&action, options].concat()] {
            let output = binary::io().args(&line).output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert!(
                err.starts_with(&format!("error: {reported}")),
                "io {line:?}: {err}"
            );
            assert_eq!(output.status.code(), Some(2));
        }
    }
    // One before the command and one after it.
    let apart = [&["--sign-only"][..], &action, &["--dry-run"]].concat();
    let output = binary::io().args(apart).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
