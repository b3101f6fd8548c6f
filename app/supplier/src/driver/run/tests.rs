use std::os::unix::fs::PermissionsExt;

use tempfile::{tempdir, TempDir};

use super::*;

const LIMIT: Duration = Duration::from_secs(60);

fn runner(limit: Duration) -> (TempDir, Runner) {
    let folder = tempdir().unwrap();
    let runner = Runner::new(&folder.path().join("driver"), limit).unwrap();
    (folder, runner)
}

fn shell(runner: &Runner, script: &str, input: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]);
    runner.run(&Pubkey::from([1; 32]), &mut command, input)
}

fn why(outcome: Result<Vec<u8>, Failure>) -> String {
    match outcome {
        Err(Failure::Failed(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_program_reads_and_prints_is_passed_on() {
    let (_folder, runner) = runner(LIMIT);
    assert_eq!(shell(&runner, "cat", b"{\"a\": 1}").unwrap(), b"{\"a\": 1}");
    // One that reads nothing is not wrong.
    assert_eq!(
        shell(&runner, "echo done", &[b'x'; 300_000]).unwrap(),
        b"done\n"
    );
    let log = runner.log(&Pubkey::from([1; 32]));
    let mode = fs::metadata(log).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn nothing_is_left_of_a_reservation_that_is_forgotten() {
    let (folder, runner) = runner(LIMIT);
    shell(&runner, "echo noise >&2", b"").unwrap();
    runner.forget(&Pubkey::from([1; 32]));
    runner.forget(&Pubkey::from([1; 32]));
    let left = fs::read_dir(folder.path().join("driver")).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn a_failure_has_the_last_line_of_this_run() {
    let (_folder, runner) = runner(LIMIT);
    let first = why(shell(&runner, "echo no disk >&2; exit 3", b""));
    assert_eq!(first, "exit status: 3: no disk");
    assert_eq!(why(shell(&runner, "exit 4", b"")), "exit status: 4");
    let absent = runner.run(&Pubkey::default(), &mut Command::new("/nowhere/hook"), b"");
    assert!(why(absent).starts_with("it cannot be run: "));
}

#[test]
fn a_program_that_takes_too_long_is_killed_with_all_that_it_has_begun() {
    let (folder, runner) = runner(Duration::from_millis(200));
    let mark = folder.path().join("mark");
    let script = format!("(sleep 600; touch {}) & sleep 600", mark.display());
    let killed = why(shell(&runner, &script, b""));
    assert!(killed.starts_with("it was killed: "), "{killed}");
    assert!(!mark.exists());
}

#[test]
fn a_program_that_prints_too_much_is_refused() {
    let (_folder, runner) = runner(LIMIT);
    let script = "head -c 65536 /dev/zero";
    assert_eq!(shell(&runner, script, b"").unwrap().len(), 65_536);
    let script = "head -c 65537 /dev/zero";
    assert_eq!(
        why(shell(&runner, script, b"")),
        "it prints more than 65536 bytes"
    );
}

#[test]
fn what_a_program_leaves_running_blocks_nothing() {
    let (_folder, runner) = runner(LIMIT);
    // It keeps standard output and standard error.
    let pid = shell(&runner, "sleep 600 & echo $!", b"").unwrap();
    assert_eq!(shell(&runner, "echo next", b"").unwrap(), b"next\n");
    let pid = String::from_utf8(pid).unwrap();
    let killed = Command::new("kill").arg(pid.trim()).status().unwrap();
    assert!(killed.success());
}

/// As after a kill of this process: the program lives on, and has the log as its standard error.
#[test]
fn a_run_that_outlives_its_service_is_waited_for() {
    let (_folder, runner) = runner(LIMIT);
    let log = runner.lock(&Pubkey::from([1; 32])).unwrap();
    let mut orphan = Command::new("sleep")
        .arg("600")
        .stderr(log.try_clone().unwrap())
        .spawn()
        .unwrap();
    drop(log);
    let busy = shell(&runner, "echo never", b"");
    assert!(matches!(busy, Err(Failure::Busy(_))), "{busy:?}");
    orphan.kill().unwrap();
    orphan.wait().unwrap();
    assert_eq!(shell(&runner, "echo now", b"").unwrap(), b"now\n");
}

#[test]
fn one_that_has_written_nothing_for_longer_than_a_run_may_take_is_no_run() {
    let (_folder, runner) = runner(Duration::ZERO);
    let log = runner.lock(&Pubkey::from([1; 32])).unwrap();
    let again = runner.lock(&Pubkey::from([1; 32]));
    assert!(again.is_ok(), "{again:?}");
    drop(log);
}
