//! Programs that the tests of the drivers write and call.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Writes a program by a process of its own. If this one had it open, what another test starts meanwhile would inherit that, and
/// calling the program would fail (`ETXTBSY`).
pub fn write(path: &Path, text: &str) {
    let mut shell = Command::new("sh")
        .args(["-c", "cat > \"$0\" && chmod 700 \"$0\""])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    assert!(shell.wait().unwrap().success());
}
