//! A terminal, which `script` gives the binary of the tests, `super::BINARY`, and its user.

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

/// Columns in which nothing is wrapped.
const WIDE: u32 = 1_000;
/// What a question ends with.
const QUESTION: &[u8] = b"[y/N]";

/// Exit status and what is seen of the binary with these arguments, by a shell. `early` is typed before it starts, `answer` once it
/// asks something. The terminal is `columns` wide.
pub fn seen_in(columns: u32, line: &str, early: &str, answer: Option<&str>) -> (i32, String) {
    // Once the first line is read, all that was typed with it is there.
    let command = format!(
        "stty cols {columns} rows 50; head -n 1 > /dev/null; {} {line}",
        super::BINARY
    );
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .env_remove("SOLANA_CONFIG_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = script.stdin.take().unwrap();
    keyboard
        .write_all(format!("go\n{early}").as_bytes())
        .unwrap();
    let (mut screen, mut seen, mut some) = (script.stdout.take().unwrap(), Vec::new(), [0; 4096]);
    let mut answer = answer;
    loop {
        let bytes = screen.read(&mut some).unwrap();
        if bytes == 0 {
            break;
        }
        seen.extend_from_slice(&some[..bytes]);
        let is_asked = seen.windows(QUESTION.len()).any(|it| it == QUESTION);
        if let Some(answer) = answer.take_if(|_| is_asked) {
            keyboard.write_all(answer.as_bytes()).unwrap();
        }
    }
    let status = script.wait().unwrap().code().unwrap();
    drop(keyboard);
    (status, String::from_utf8_lossy(&seen).into_owned())
}

/// The same without `columns`: wide enough for a question in one line.
#[allow(dead_code)]
pub fn seen(line: &str, early: &str, answer: Option<&str>) -> (i32, String) {
    seen_in(WIDE, line, early, answer)
}

/// What is seen on a terminal of so many columns, without colours and what a bar has overwritten. To a question the answer is
/// no.
#[allow(dead_code)]
pub fn lines(columns: u32, line: &str) -> Vec<String> {
    let (_, seen) = seen_in(columns, line, "", Some("n\n"));
    let mut plain = String::new();
    let mut rest = seen.chars();
    while let Some(it) = rest.next() {
        match it {
            // Up to the letter that ends a sequence.
            '\u{1b}' => {
                let _ = rest.find(char::is_ascii_alphabetic);
            }
            it => plain.push(it),
        }
    }
    let lines = plain.split(['\r', '\n']).filter(|line| !line.is_empty());
    lines.map(String::from).collect()
}
