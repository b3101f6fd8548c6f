//! Streams that are closed, full or a terminal: exit statuses hold, nothing panics, and what is shown fits.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod folder;
mod terminal;

use std::{
    fs::File,
    io::{pipe, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    thread::spawn,
};

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction};
use base64::{prelude::BASE64_STANDARD, Engine};
use folder::Folder;
use io_client::transaction;
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signer::Signer;

/// What is run.
const BINARY: &str = env!("CARGO_BIN_EXE_io");

/// Commands that need no network, and their exit statuses.
const LINES: [(&str, i32); 13] = [
    ("completions bash", 0),
    ("completions zsh", 0),
    ("completions fish", 0),
    ("completions elvish", 0),
    ("completions powershell", 0),
    ("schedule", 0),
    ("schedule --output csv --hourly", 0),
    ("schedule --output json", 0),
    ("--help", 0),
    ("--version", 0),
    ("", 2),
    ("offer list -u mars", 2),
    ("offer list -u http://127.0.0.1:1", 5),
];

fn io(line: &str) -> Command {
    let mut command = binary::io();
    command.args(line.split_whitespace()).stdin(Stdio::null());
    command
}

/// Where nobody reads any more.
fn closed() -> Stdio {
    let (_, writer) = pipe().unwrap();
    writer.into()
}

fn full() -> Stdio {
    File::options()
        .write(true)
        .open("/dev/full")
        .unwrap()
        .into()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn status(command: &mut Command) -> i32 {
    command.status().unwrap().code().unwrap()
}

#[test]
fn a_reader_that_is_gone_changes_no_exit_status() {
    for (line, expected) in LINES {
        let output = io(line).stdout(closed()).output().unwrap();
        assert_eq!(output.status.code(), Some(expected), "io {line}");
        let error = text(&output.stderr);
        assert!(expected > 0 || error.is_empty(), "io {line}: {error}");
        let found = status(io(line).stdout(Stdio::null()).stderr(closed()));
        assert_eq!(found, expected, "io {line} 2>&- ");
        let found = status(io(line).stdout(closed()).stderr(closed()));
        assert_eq!(found, expected, "io {line} 2>&1");
    }
}

#[test]
fn a_stream_that_was_never_open_changes_none_either() {
    for (line, expected) in LINES {
        for closing in [">&-", "2>&-", ">&- 2>&-"] {
            let script = format!("exec \"$0\" {line} {closing}");
            let mut shell = Command::new("sh");
            shell.args(["-c", &script, env!("CARGO_BIN_EXE_io")]);
            shell.env("HOME", env!("CARGO_TARGET_TMPDIR"));
            shell.stdout(Stdio::null()).stderr(Stdio::null());
            assert_eq!(status(&mut shell), expected, "io {line} {closing}");
        }
    }
}

#[test]
fn a_full_disk_is_a_failure_with_a_message() {
    for (line, expected) in LINES {
        let output = io(line).stdout(full()).output().unwrap();
        let error = text(&output.stderr);
        if expected == 0 {
            assert_eq!(output.status.code(), Some(1), "io {line}");
            assert!(error.contains("error: "), "io {line}: {error}");
            assert!(
                error.contains("No space left on device"),
                "io {line}: {error}"
            );
        } else {
            assert_eq!(output.status.code(), Some(expected), "io {line}");
            assert!(!error.contains("No space left"), "io {line}: {error}");
        }
        // What is said to people is not what was asked for.
        let found = status(io(line).stdout(Stdio::null()).stderr(full()));
        assert_eq!(found, expected, "io {line} 2>/dev/full");
    }
}

/// A network that refuses is asked again, round after round, by a keeper that nobody hears.
#[test]
fn a_keeper_goes_on_when_its_streams_are_closed() {
    // Some before the first round, and those of several rounds.
    const REQUESTS: usize = 10;
    let folder = Folder::new();
    let key = folder.key("keeper.json", &Keypair::new());
    for streams in [closed as fn() -> Stdio, full] {
        let network = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = network.local_addr().unwrap();
        let line = format!("keeper --yes --interval 1s --jobs advance -u http://{address}");
        let mut keeper = io(&line);
        keeper.arg("-k").arg(&key);
        let mut keeper = keeper.stdout(streams()).stderr(streams()).spawn().unwrap();
        let process = keeper.id().to_string();
        let ended = spawn(move || {
            let ended = keeper.wait().unwrap();
            // The last request may never come.
            let _ = TcpStream::connect(address);
            ended
        });
        for request in network.incoming().take(REQUESTS) {
            let mut request = request.unwrap();
            let _ = request.read(&mut [0; 4_096]).unwrap();
            let refusal =
                "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            // The last one may be of the test.
            let _ = request.write_all(refusal.as_bytes());
            assert!(
                !ended.is_finished(),
                "the keeper has ended: {:?}",
                ended.join()
            );
        }
        // What it asks now is refused at once.
        drop(network);
        let sent = Command::new("kill").args(["-INT", &process]).status();
        assert!(sent.unwrap().success());
        assert_eq!(ended.join().unwrap().code(), Some(0));
    }
}

/// A transfer in a file, and its signer's.
fn transfer(folder: &Folder) -> [String; 2] {
    let signer = Keypair::new();
    let to = Pubkey::new_from_array([1; 32]);
    let pay = system_instruction::transfer(&signer.pubkey(), &to, 1);
    let message = VersionedMessage::Legacy(Message::new(&[pay], Some(&signer.pubkey())));
    let unsigned = transaction::sign(message, &[]).unwrap();
    let encoded = BASE64_STANDARD.encode(transaction::to_wire(&unsigned).unwrap());
    let file = folder.write("narrow.transaction", encoded);
    [file, folder.key("narrow.json", &signer)]
}

#[test]
fn a_plan_and_its_question_fit_the_terminal() {
    let folder = Folder::new();
    let [file, key] = transfer(&folder);
    for columns in [60, 80, 120] {
        let lines = terminal::lines(columns, &format!("transaction sign {file} -k {key}"));
        let text = lines.join(" ");
        assert!(text.contains("[y/N]"), "{text}");
        for shown in &lines {
            let shown = shown.trim();
            let fits = shown.chars().count() <= columns as usize || !shown.contains(' ');
            // The answer would stand behind the question, and the message does.
            assert!(fits || shown.contains("[y/N]"), "{columns}: {shown}");
        }
        let question = lines.iter().find_map(|line| line.split_once(" [y/N]"));
        let width = question.map(|(before, _)| before.chars().count());
        assert!(width.unwrap_or(0) < columns as usize, "{lines:#?}");
    }
}

#[test]
fn everything_fits_the_terminal() {
    let folder = Folder::new();
    let verify = format!(
        "migrate verify -u localhost --file {}",
        folder.file("no-such.toml")
    );
    for columns in [60, 80, 120] {
        for line in [
            "schedule",
            "schedule --hourly",
            "--help",
            "rent reserve --help",
            "offer list -u mars",
            "offer list --sort luck",
            "offer list -u http://127.0.0.1:1",
            "stake unstake 11111111111111111111111111111111 1",
            verify.as_str(),
            // Refused by `io` itself, and not by clap.
            "supplier commission 4% --yes --blockhash 11111111111111111111111111111111",
            "supplier commission 4% --yes --max-priority-fee 0.001",
            "keeper --yes --jobs advance --settle-after 2",
            "keeper --yes --jobs advance --price-account 11111111111111111111111111111111",
        ] {
            let lines = terminal::lines(columns, line);
            assert!(!lines.is_empty(), "io {line}");
            // clap wraps everything of its help but the usage.
            let lines = lines.iter().map(|line| line.trim_end());
            for shown in lines.filter(|line| !line.starts_with("Usage: ")) {
                let is_wide = shown.chars().count() > columns as usize;
                assert!(
                    !is_wide || !shown.trim().contains(' '),
                    "io {line}, {columns} columns: {shown}"
                );
            }
        }
    }
}

#[test]
fn wide_lines_are_asked_for() {
    let widest = |line: &str| {
        let lines = terminal::lines(80, line);
        lines.iter().map(|line| line.chars().count()).max().unwrap()
    };
    let failing = "offer list -u http://127.0.0.1:1/a-network-that-nobody-has-ever-seen";
    assert!(widest(failing) <= 80);
    assert!(widest(&format!("{failing} --wide")) > 80);
}

#[test]
fn the_schedule_is_a_table_for_csv() {
    let output = io("schedule --output csv").output().unwrap();
    let csv = text(&output.stdout);
    let header = "month,emitted,emittedCurrency,cumulative,cumulativeCurrency\n";
    assert!(csv.starts_with(header), "{csv}");
    assert_eq!(csv.lines().count(), 241);
    let widths: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(
        widths.windows(2).all(|pair| pair.first() == pair.last()),
        "{csv}"
    );
}

/// By JavaScript itself, if it is here: each figure is the same after it was read.
#[test]
fn javascript_reads_the_schedule_as_it_is() {
    let output = io("schedule --output json").output().unwrap();
    let script = "let t = ''; process.stdin.on('data', d => t += d).on('end', () => \
                  process.stdout.write(JSON.stringify(JSON.parse(t), null, 2) + '\\n'))";
    let node = Command::new("node")
        .args(["-e", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut node) = node else {
        // The unit tests hold every figure against 2⁵³.
        return;
    };
    node.stdin
        .take()
        .unwrap()
        .write_all(&output.stdout)
        .unwrap();
    let read = node.wait_with_output().unwrap();
    assert_eq!(text(&read.stdout), text(&output.stdout));
}
