//! What a terminal adds: the question before sending. `script` gives the command one.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use super::stage::{number, told, Stage};

pub fn run(stage: &Stage) {
    let supplier = stage.address("/stakers/2/supplier");
    let staked = || number(&stage.does("staker-3", "stake status"), "/0/amount");
    let before = staked();
    let line = format!("stake delegate {supplier} 1 {}", stage.who("staker-3"));
    for answer in ["n\n", "\n", "never\n"] {
        let (status, said) = asked(&line, answer);
        assert_eq!(status, 3, "{said}");
        assert!(said.contains("compute units. Send it? [y/N]"), "{said}");
        assert!(
            said.contains("error: not sent: the answer was not yes"),
            "{said}"
        );
    }
    assert_eq!(staked(), before);
    let (status, said) = asked(&line, "y\n");
    assert_eq!(status, 0, "{said}");
    let (status, said) = asked(&format!("{line} --yes"), "");
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
    assert_eq!(staked(), before + 200_000_000);
    let (status, said) = asked(&format!("{line} --dry-run"), "");
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
}

/// Exit status and what is seen on a terminal whose user answers.
fn asked(line: &str, answer: &str) -> (i32, String) {
    let command = format!("{} {line}", env!("CARGO_BIN_EXE_io"));
    let mut script = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = script.stdin.take().unwrap();
    keyboard.write_all(answer.as_bytes()).unwrap();
    let output = script.wait_with_output().unwrap();
    drop(keyboard);
    let (status, said, _) = told(output);
    (status, said)
}
