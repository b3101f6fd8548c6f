//! How a question on a terminal ends: by its answer, by the end of the input, or by Ctrl-C.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use solana_keypair::{write_keypair_file, Keypair};
use solana_signer::Signer;

/// Exit status and what a terminal shows of `line`, once `keys` are typed behind its question.
fn asked(line: &str, keys: &str) -> (i32, String) {
    typed(line, "", keys)
}

/// The same with a line that was typed before it starts.
fn typed(line: &str, before: &str, keys: &str) -> (i32, String) {
    let start = format!("{}/asking-{}", env!("CARGO_TARGET_TMPDIR"), before.len());
    let _ = std::fs::remove_file(&start);
    let io = env!("CARGO_BIN_EXE_io");
    let command = format!("stty cols 80; echo go; until [ -e {start} ]; do :; done; {io} {line}");
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .env("NO_COLOR", "1")
        .env_remove("IO_KEYPAIR")
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keyboard, mut screen) = (script.stdin.take().unwrap(), script.stdout.take().unwrap());
    let mut shown = Vec::new();
    let mut until = |end: &str| {
        let mut byte = [0];
        while !shown.ends_with(end.as_bytes()) {
            assert_eq!(screen.read(&mut byte).unwrap(), 1, "{shown:?}");
            shown.extend(byte);
        }
    };
    until("go\r\n");
    keyboard.write_all(before.as_bytes()).unwrap();
    // The terminal has it once it is shown.
    until(&before.replace('\n', "\r\n"));
    std::fs::write(&start, "").unwrap();
    until("[y/N] ");
    keyboard.write_all(keys.as_bytes()).unwrap();
    screen.read_to_end(&mut shown).unwrap();
    let status = script.wait().unwrap().code().unwrap();
    (status, String::from_utf8(shown).unwrap())
}

#[test]
fn the_end_of_the_input_and_ctrl_c_end_the_line_and_say_that_nothing_was_sent() {
    let key = Keypair::new();
    let folder = env!("CARGO_TARGET_TMPDIR");
    let file = format!("{folder}/asking.json");
    write_keypair_file(&key, &file).unwrap();
    let me = key.pubkey();
    // It reads nothing of a network.
    let unsigned = binary::io()
        .args(["supplier", "accept-owner", &me.to_string(), "--sign-only"])
        .args(["--blockhash", &me.to_string(), "-k", &me.to_string()])
        .args(["--output", "json", "-u", "http://127.0.0.1:1"])
        .output()
        .unwrap();
    let unsigned: serde_json::Value = serde_json::from_slice(&unsigned.stdout).unwrap();
    let encoded = unsigned["transaction"].as_str().unwrap();
    let transaction = format!("{folder}/asking.txt");
    std::fs::write(&transaction, encoded).unwrap();
    let line = format!("transaction sign {transaction} -k {file}");

    let (status, said) = asked(&line, "\x04");
    assert_eq!(status, 3, "{said}");
    let reported = "[y/N] \r\nerror: not signed: the answer was not yes\r\n";
    assert!(
        said.replace("^D\u{8}\u{8}", "").ends_with(reported),
        "{said:?}"
    );
    // Nobody had seen the question when that was typed.
    let (status, said) = typed(&line, "y\n", "\x04");
    assert_eq!(status, 3, "{said}");
    let (status, said) = asked(&line, "\x03");
    assert_eq!(status, 130, "{said}");
    assert!(said.ends_with("\r\nnot sent\r\n"), "{said:?}");
    let (status, said) = asked(&line, "y\n");
    assert_eq!(status, 0, "{said}");
    // The echo of the line feed ends the line.
    assert!(!said.contains("y\r\n\r\n"), "{said:?}");
}
