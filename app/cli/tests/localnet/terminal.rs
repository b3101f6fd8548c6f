//! What a terminal adds: the question before sending.

use std::{io::Write, process::Stdio};

use serde_json::json;

use super::{
    binary::io,
    screen::seen,
    stage::{number, reported, Stage},
};

pub fn run(stage: &Stage) {
    let (supplier, staker) = (
        stage.address("/stakers/2/supplier"),
        stage.pubkey("staker-3"),
    );
    let state = || {
        let staked = number(&stage.does("staker-3", "stake status"), "/0/amount");
        let sent = json!([staker.to_string(), { "limit": 1_000 }]);
        let sent = stage.ask("getSignaturesForAddress", sent);
        (staked, sent.as_array().unwrap().len())
    };
    let (staked, sent) = state();
    let line = format!("stake delegate {supplier} 1 {}", stage.who("staker-3"));
    let me = staker.to_string();
    let (start, end) = (&me[..4], &me[me.len() - 4..]);
    let (there, tail) = (&supplier[..4], &supplier[supplier.len() - 4..]);
    let host = stage.network.url.trim_start_matches("http://");
    let question = format!(
        "Delegate 1 IO to supplier {there}…{tail}; it comes back 14d after you unstake? (localnet at {host}, wallet {start}…{end}) [y/N]"
    );
    for answer in ["n\n", "\n", "never\n"] {
        let (status, said) = seen(&line, "", Some(answer));
        assert_eq!(status, 3, "{said}");
        for reported in [&question, "Delegated:", "Wallet changes:", "-1 IO"] {
            assert!(said.contains(reported), "{reported}: {said}");
        }
        assert!(
            said.contains("error: not sent: the answer was not yes"),
            "{said}"
        );
        assert!(!said.contains("Signature:"), "{said}");
    }
    // Typed before it was asked.
    let (status, said) = seen(&line, "y\n", Some("n\n"));
    assert_eq!(status, 3, "{said}");
    assert_eq!(state(), (staked, sent), "nothing is sent");
    for (answers, answer) in [(1, "y\n"), (2, "Yes\n")] {
        let (status, said) = seen(&line, "", Some(answer));
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("Signature:"), "{said}");
        // What was shown before the question is not printed again.
        for once in ["Delegated:", "Wallet changes:", "Outcome:"] {
            assert_eq!(said.matches(once).count(), 1, "{once}: {said}");
        }
        assert_eq!(
            state(),
            (staked + answers * 100_000_000, sent + answers as usize)
        );
    }
    let (status, said) = seen(&format!("{line} --yes"), "", None);
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("[y/N]"), "{said}");
    assert_eq!(state(), (staked + 300_000_000, sent + 3));
    let (status, said) = seen(&format!("{line} --dry-run"), "", None);
    assert_eq!(status, 0, "{said}");
    assert!(
        !said.contains("[y/N]") && said.contains("would succeed"),
        "{said}"
    );
    nobody_can_be_asked(&line);
    assert_eq!(state(), (staked + 300_000_000, sent + 3), "nothing is sent");
}

/// Without a terminal, or with one of the two streams elsewhere.
fn nobody_can_be_asked(line: &str) {
    let refused = "error: nobody can be asked here: give --yes to send, or --dry-run to look\n";
    let mut io = io();
    io.args(line.split_whitespace()).stdin(Stdio::piped());
    let mut process = io
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = process.stdin.take().unwrap();
    // It is not read.
    let _ = keyboard.write_all(b"y\n");
    drop(keyboard);
    let (status, out, err) = reported(process.wait_with_output().unwrap());
    assert_eq!((status, out.as_str(), err.as_str()), (2, "", refused));
    for elsewhere in ["2>/dev/null", "</dev/null"] {
        let (status, said) = seen(&format!("{line} {elsewhere}"), "y\n", None);
        assert_eq!(status, 2, "{elsewhere}: {said}");
        assert!(
            !said.contains("[y/N]") && !said.contains("Signature"),
            "{elsewhere}: {said}"
        );
    }
}
