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

/// As after a kill of this process: the program lives on. It has closed all that it has inherited.
fn orphan(runner: &Runner) -> std::process::Child {
    let orphan = Command::new("sleep")
        .arg("600")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    let id = Pid::from_child(&orphan);
    runner.note(&Pubkey::from([1; 32]), id).unwrap();
    orphan
}

#[test]
fn a_run_that_outlives_its_service_is_waited_for() {
    let (_folder, runner) = runner(LIMIT);
    let mut orphan = orphan(&runner);
    for _ in 0..2 {
        let busy = shell(&runner, "echo never", b"");
        assert!(matches!(busy, Err(Failure::Busy(_))), "{busy:?}");
    }
    assert_eq!(orphan.try_wait().unwrap(), None);
    orphan.kill().unwrap();
    // Also before somebody has waited for it.
    while Process::of(Pid::from_child(&orphan)).is_some() {}
    assert_eq!(shell(&runner, "echo now", b"").unwrap(), b"now\n");
    orphan.wait().unwrap();
}

#[test]
fn one_that_takes_longer_than_a_run_may_is_ended_before_the_next() {
    let (folder, patient) = runner(LIMIT);
    let mut orphan = orphan(&patient);
    let hasty = Runner::new(&folder.path().join("driver"), Duration::ZERO).unwrap();
    let ended = shell(&hasty, "echo never", b"");
    assert!(matches!(ended, Err(Failure::Busy(_))), "{ended:?}");
    let status = orphan.wait().unwrap();
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&status),
        Some(9)
    );
    assert_eq!(shell(&patient, "echo now", b"").unwrap(), b"now\n");
}

/// A process id is used again, here by this test's own process, which must live.
#[test]
fn another_process_with_its_id_is_neither_waited_for_nor_ended() {
    let (folder, runner) = runner(Duration::ZERO);
    let mine = Process::of(rustix::process::getpid()).unwrap();
    let path = runner.file(&Pubkey::from([1; 32]), RUN);
    let [boot, id, started] = <[String; 3]>::try_from(
        mine.line()
            .split_whitespace()
            .map(String::from)
            .collect::<Vec<_>>(),
    )
    .unwrap();
    let later = started.parse::<u64>().unwrap() + 1;
    for stored in [
        format!("{boot} {id} {later}\n"),
        format!("another-boot {id} {started}\n"),
        format!("{boot} 0 {started}\n"),
        // Half a line, of a service that was killed while it wrote.
        format!("{boot} {id} {started}"),
        format!("{boot} {id}\n"),
        String::new(),
    ] {
        fs::write(&path, &stored).unwrap();
        assert!(
            runner.require_none(&Pubkey::from([1; 32])).is_ok(),
            "{stored}"
        );
    }
    fs::write(&path, mine.line()).unwrap();
    let patient = Runner::new(&folder.path().join("driver"), LIMIT).unwrap();
    assert!(patient.require_none(&Pubkey::from([1; 32])).is_err());
}

#[test]
fn a_program_reads_nothing_before_it_is_noted_who_it_is() {
    let (folder, runner) = runner(LIMIT);
    let note = runner.file(&Pubkey::from([1; 32]), RUN);
    let input = folder.path().join("input");
    let script = format!("cat > {}; cat {}; echo $$", input.display(), note.display());
    let printed = String::from_utf8(shell(&runner, &script, b"x").unwrap()).unwrap();
    let [line, id] = <[&str; 2]>::try_from(printed.lines().collect::<Vec<_>>()).unwrap();
    assert_eq!(line.split(' ').nth(1), Some(id), "{printed}");
    assert!(!note.exists());
}
