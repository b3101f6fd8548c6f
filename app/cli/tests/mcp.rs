//! `io mcp` as a process, asked by the client of the protocol's own library.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod binary;
mod folder;
mod refusing;
mod session;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use folder::Folder;
use serde_json::json;
use session::Session;

/// An address.
const ADDRESS: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

/// A configuration of the solana command line whose key is a pipe that nobody writes to: who reads it waits.
fn with_a_key_that_cannot_be_read(folder: &Folder) -> String {
    let pipe = folder.file("id.json");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    folder.write("config.yml", format!("keypair_path: {pipe}\n"))
}

#[test]
fn a_process_serves_without_reading_a_key_or_saying_what_the_url_holds() {
    let folder = Folder::new();
    let mut io = binary::io();
    io.env("HOME", folder.file(""));
    io.args(["mcp", "-C", &with_a_key_that_cannot_be_read(&folder)]);
    io.args(["-u", &refusing::refusing("403 Forbidden")]);
    let session = Session::start(io);
    assert!(session.tools() > 10);
    let act = json!({ "act": "claim", "supplier": ADDRESS });
    for (tool, arguments) in [
        ("list_offers", json!({})),
        ("show_network", json!({})),
        ("simulate", json!({ "wallet": ADDRESS, "act": act })),
        (
            "build_transaction",
            json!({ "wallet": ADDRESS, "act": act, "nonce": ADDRESS }),
        ),
    ] {
        let failed = session.fails(tool, &arguments);
        assert_eq!(failed["exitStatus"], 5, "{tool}: {failed}");
        let text = failed.to_string();
        for secret in ["USERTOKEN", "PASSTOKEN", "PATHTOKEN", "QUERYTOKEN"] {
            assert!(!text.contains(secret), "{tool}: {text}");
        }
    }
    session.end();
}

/// Exit status, standard output and standard error of a process that is given a text.
fn ends(mut io: Command, text: &str) -> (Option<i32>, String, String) {
    io.stdin(Stdio::piped());
    io.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = io.spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    // It may have ended before.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = process.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_key_is_refused_wherever_it_is_given() {
    let mut io = binary::io();
    io.args(["mcp", "-u", "http://127.0.0.1:1"]);
    io.env("IO_KEYPAIR", "/nowhere/id.json");
    let (status, out, err) = ends(io, "");
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("error: io mcp takes no key, but IO_KEYPAIR is set"),
        "{err}"
    );
    for option in ["--keypair", "--nonce-authority"] {
        let mut io = binary::io();
        io.args(["mcp", option, "/nowhere/id.json"]);
        let (status, _, err) = ends(io, "");
        assert_eq!(status, Some(2));
        let reported = format!("error: io mcp has no use for {option}: leave it out\n");
        assert_eq!(err, reported);
    }
}

#[test]
fn it_ends_with_its_client() {
    for text in ["", "this is no message\n"] {
        let mut io = binary::io();
        io.args(["mcp", "-u", "http://127.0.0.1:1"]);
        let (status, _, err) = ends(io, text);
        assert_eq!((status, err.as_str()), (Some(0), ""), "{text}");
    }
}
