//! Signers as a process reads them: standard input, a seed phrase on a terminal, a device that is not connected.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod folder;
mod terminal;

use std::{
    io::Write,
    process::{Output, Stdio},
};

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction};
use base64::{prelude::BASE64_STANDARD, Engine};
use folder::Folder;
use io_client::transaction;
use solana_derivation_path::DerivationPath;
use solana_keypair::{
    keypair_from_seed, seed_derivable::keypair_from_seed_and_derivation_path, Keypair,
};
use solana_message::{Message, VersionedMessage};
use solana_seed_phrase::generate_seed_from_seed_phrase_and_passphrase;
use solana_signer::Signer;
use terminal::seen;

/// What is run.
const BINARY: &str = env!("CARGO_BIN_EXE_io");

/// A BIP39 test vector.
const PHRASE: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// A transfer that `key` has to sign, in a file.
fn asked_of(key: &Pubkey, folder: &Folder) -> String {
    let pay = system_instruction::transfer(key, &Pubkey::new_from_array([1; 32]), 1);
    let message = Message::new(&[pay], Some(key));
    let unsigned = transaction::sign(VersionedMessage::Legacy(message), &[]).unwrap();
    let encoded = BASE64_STANDARD.encode(transaction::to_wire(&unsigned).unwrap());
    folder.write("asked.transaction", encoded)
}

/// Whether `printed` is JSON with a transaction that `key` has signed, and nobody else is missing.
fn must_be_signed(printed: &str, key: &Pubkey) {
    let start = printed.find("{\"").unwrap_or_else(|| panic!("{printed}"));
    let end = printed.rfind('}').unwrap();
    let report: serde_json::Value =
        serde_json::from_str(printed.get(start..=end).unwrap()).unwrap();
    assert_eq!(report["signedBy"], serde_json::json!([key.to_string()]));
    let bytes = BASE64_STANDARD
        .decode(report["transaction"].as_str().unwrap())
        .unwrap();
    let signed = transaction::from_wire(&bytes).unwrap();
    assert_eq!(signed.verify_with_results(), [true]);
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into()
}

/// What `io` says when `input` is its standard input.
fn with_input(arguments: &[&str], input: &str) -> Output {
    let io = binary::io()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut io = io.unwrap();
    io.stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    io.wait_with_output().unwrap()
}

#[test]
fn standard_input_gives_a_key() {
    let key = Keypair::new();
    let folder = Folder::new();
    let file = asked_of(&key.pubkey(), &folder);
    let bytes = format!("{:?}", key.to_bytes());
    let line = [
        "transaction",
        "sign",
        &file,
        "--yes",
        "--output",
        "json-compact",
    ];
    for named in ["-", "stdin:"] {
        let output = with_input(&[&line[..], &["-k", named]].concat(), &bytes);
        must_be_signed(&said(&output), &key.pubkey());
        assert!(!said(&output).contains(bytes.get(..12).unwrap()));
    }
    let output = with_input(&[&line[..], &["-k", "-"]].concat(), "[1, 2, 3]");
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(
        said.starts_with("error: --keypair: no key from standard input: "),
        "{said}"
    );
}

#[test]
fn standard_input_holds_one_key() {
    let key = format!("{:?}", Keypair::new().to_bytes());
    let line = "pause marketplace --sign-only -k - --nonce-authority - --nonce 11111111111111111111111111111112 \
                --blockhash 11111111111111111111111111111112";
    let words: Vec<&str> = line.split_whitespace().collect();
    let output = with_input(&words, &key);
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(
        said.starts_with("error: --nonce-authority: standard input holds one key"),
        "{said}"
    );
}

#[test]
fn a_seed_phrase_is_asked_for_on_the_terminal() {
    let seed = generate_seed_from_seed_phrase_and_passphrase(PHRASE, "");
    let derived = |account, change| {
        let path = DerivationPath::new_bip44(account, change);
        keypair_from_seed_and_derivation_path(&seed, Some(path)).unwrap()
    };
    let full = DerivationPath::from_absolute_path_str("m/44/501/7/0").unwrap();
    let full = keypair_from_seed_and_derivation_path(&seed, Some(full)).unwrap();
    let cases = [
        ("ASK", keypair_from_seed(&seed[..32]).unwrap()),
        (
            "prompt://",
            keypair_from_seed_and_derivation_path(&seed, None).unwrap(),
        ),
        ("prompt://?key=3", derived(Some(3), None)),
        ("prompt://?key=0/1", derived(Some(0), Some(1))),
        ("prompt://?full-path=m/44/501/7/0", full),
    ];
    let folder = Folder::new();
    for (named, key) in cases {
        let file = asked_of(&key.pubkey(), &folder);
        let line = format!("transaction sign {file} --yes --output json-compact -k '{named}'");
        // And no passphrase.
        let (_, seen) = seen(&line, &format!("{PHRASE}\n\n"), None);
        assert!(seen.contains("[keypair] seed phrase:"), "{named}: {seen}");
        must_be_signed(&seen, &key.pubkey());
    }
}

#[test]
fn a_transaction_is_shown_and_asked_about_before_it_is_signed() {
    let key = Keypair::new();
    let folder = Folder::new();
    let file = asked_of(&key.pubkey(), &folder);
    let named = folder.key("asked.json", &key);
    let line = format!("transaction sign {file} --output json-compact -k {named}");
    let me = key.pubkey().to_string();
    let question = format!(
        "Sign as {me}: system program: transfer 0.000000001 SOL to 4vJ9…kLKi; fee at most 0.000005 SOL, paid by {}…{}? [y/N]",
        &me[..4],
        &me[me.len() - 4..]
    );
    for answer in ["n\n", "\n", "never\n"] {
        let (_, seen) = seen(&line, "", Some(answer));
        assert!(
            seen.contains("1. system program: transfer 0.000000001 SOL"),
            "{seen}"
        );
        assert!(seen.contains(&question), "{seen}");
        assert!(
            seen.contains("error: not signed: the answer was not yes"),
            "{seen}"
        );
        assert!(!seen.contains("signedBy"), "{seen}");
    }
    // What was typed before it was asked is no answer.
    for early in ["y\n", "yes\ny\n", "y"] {
        let (status, seen) = seen(&line, early, Some("n\n"));
        assert_eq!(status, 3, "{seen}");
        assert!(
            seen.contains("error: not signed: the answer was not yes"),
            "{seen}"
        );
    }
    let (_, seen) = seen(&line, "n\n", Some("Yes\n"));
    assert!(seen.contains(&question), "{seen}");
    must_be_signed(&seen, &key.pubkey());
}

#[test]
fn a_device_that_is_not_there_is_a_usage_error() {
    let folder = Folder::new();
    let file = asked_of(&Pubkey::new_from_array([2; 32]), &folder);
    let output = with_input(
        &[
            "transaction",
            "sign",
            &file,
            "--yes",
            "-k",
            "usb://ledger?key=0",
        ],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    let said = said(&output);
    assert!(
        said.contains("error: --keypair: usb://ledger?key=0: "),
        "{said}"
    );
}
