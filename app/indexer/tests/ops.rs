//! The unit of `app/ops` starts what the command line takes.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path, process::Command};

#[test]
fn the_command_line_takes_what_the_unit_gives() {
    let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/systemd");
    let unit = fs::read_to_string(units.join("io-indexer.service")).unwrap();
    let mut lines = unit.lines();
    let start = lines.find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/io-indexer "));
    let program = env!("CARGO_BIN_EXE_io-indexer");
    // What is wrong with an option is said before the help is given.
    let output = Command::new(program)
        .args(start.unwrap().split_whitespace())
        .args(["--url", "http://127.0.0.1:1", "--help"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    // Each of them is in the help.
    let help = String::from_utf8(output.stdout).unwrap();
    let given = start.unwrap().split_whitespace();
    for option in given.filter(|it| it.starts_with("--")) {
        assert!(help.contains(option), "{option}\n{help}");
    }
}
