//! docs/guides/walkthrough.md, command by command. `UPDATE_DOCS=1 ./x test-localnet walkthrough` writes its output again.
//!
//! In what it shows, `…` stands for anything within a line, and a line of it alone for any lines.

#![allow(clippy::arithmetic_side_effects)]

use std::{
    fs::Permissions,
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::{folder::Folder, network::Localnet, serve::has_sshd};

/// How a block of commands begins.
const FENCE: &str = "```console";
/// Before a command.
const PROMPT: &str = "$ ";
/// For whatever varies.
const ELISION: &str = "…";
/// Ends the output of a command in the shell of the test.
const MARK: &str = "-- the status was";
/// The port that the document shows.
const PORT: u16 = 8899;

/// A command, and what the document shows of its output.
struct Step {
    command: String,
    shown: Vec<String>,
}

/// The document: its lines of text, and its commands in between.
enum Part {
    Text(String),
    Step(Step),
}

fn parse(document: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut in_block = false;
    for line in document.lines() {
        if !in_block || line == "```" {
            in_block = line == FENCE;
            parts.push(Part::Text(line.into()));
        } else if let Some(command) = line.strip_prefix(PROMPT) {
            parts.push(Part::Step(Step {
                command: command.into(),
                shown: Vec::new(),
            }));
        } else {
            match parts.last_mut() {
                Some(Part::Step(step)) => step.shown.push(line.into()),
                _ => panic!("a block begins with a command, not with {line}"),
            }
        }
    }
    parts
}

fn write(parts: &[Part]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match part {
            Part::Text(line) => lines.push(line.clone()),
            Part::Step(step) => {
                lines.push(format!("{PROMPT}{}", step.command));
                lines.extend(step.shown.iter().cloned());
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Whether a line is what is shown of it.
fn is_shown(shown: &str, line: &str) -> bool {
    let Some((head, rest)) = shown.split_once(ELISION) else {
        return shown == line;
    };
    let Some(mut line) = line.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split(ELISION).collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match line.split_once(piece) {
            Some((_, tail)) => line = tail,
            None => return false,
        }
    }
    line.ends_with(last)
}

/// A line of a comparison.
enum Change {
    Kept(String),
    Gone(String),
    New(String),
}

/// What changes between what is shown and the lines: as little as possible.
fn compare(shown: &[String], lines: &[String]) -> Vec<Change> {
    // Changes from these places on. A line that is gone counts twice, so that what is shown is kept.
    let mut cost = vec![vec![0_usize; lines.len() + 1]; shown.len() + 1];
    let elides = |at: usize| shown[at] == ELISION;
    for at in (0..=shown.len()).rev() {
        for to in (0..=lines.len()).rev() {
            let elided = at < shown.len() && elides(at);
            let fee = usize::from(!elided);
            let mut least = None;
            let mut offer = |cost| least = Some(least.map_or(cost, |least: usize| least.min(cost)));
            if at < shown.len() {
                offer(cost[at + 1][to] + 2 * fee);
            }
            if to < lines.len() {
                offer(cost[at][to + 1] + fee);
            }
            if at < shown.len() && to < lines.len() && is_shown(&shown[at], &lines[to]) {
                offer(cost[at + 1][to + 1]);
            }
            cost[at][to] = least.unwrap_or(0);
        }
    }
    let (mut at, mut to, mut changes) = (0, 0, Vec::new());
    while at < shown.len() || to < lines.len() {
        let (here, old, new) = (cost[at][to], at < shown.len(), to < lines.len());
        if old && elides(at) && new && cost[at][to + 1] == here {
            to += 1;
        } else if old && elides(at) {
            changes.push(Change::Kept(shown[at].clone()));
            at += 1;
        } else if old && new && is_shown(&shown[at], &lines[to]) && cost[at + 1][to + 1] == here {
            changes.push(Change::Kept(shown[at].clone()));
            (at, to) = (at + 1, to + 1);
        } else if old && cost[at + 1][to] < here {
            changes.push(Change::Gone(shown[at].clone()));
            at += 1;
        } else {
            changes.push(Change::New(lines[to].clone()));
            to += 1;
        }
    }
    changes
}

/// Starts the network by the command of the document, on another port; also what it prints.
fn start(command: &str, kept: Folder) -> (Localnet, Vec<String>) {
    let arguments = command.strip_prefix("io ").unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_io"))
        .args(arguments.split_whitespace())
        .args(["--port", "0"])
        .current_dir(&*kept)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut printed = Vec::new();
    for line in lines.map_while(Result::ok) {
        let is_last = line.starts_with("Ctrl-C");
        printed.push(line);
        if is_last {
            break;
        }
    }
    let folder = kept.join("localnet");
    let summary = std::fs::read(folder.join("localnet.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let network = Localnet {
        process,
        url: summary["rpc"].as_str().unwrap().into(),
        folder,
        _kept: kept,
        summary,
    };
    (network, printed)
}

/// A folder with an `io` that does not ask: the reader of the document answers.
fn script_that_agrees(folder: &Path) -> PathBuf {
    let bin = folder.join("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let script = bin.join("io");
    let io = env!("CARGO_BIN_EXE_io");
    let lines = format!(
        "#!/bin/sh\ncase \" $* \" in\n*\" --yes \"*) exec '{io}' \"$@\" ;;\n*) exec '{io}' --yes \"$@\" ;;\nesac\n"
    );
    std::fs::write(&script, lines).unwrap();
    std::fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    bin
}

/// The shell of the reader, with the binaries on its path.
struct Shell {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Shell {
    fn start(folder: &Path) -> Self {
        let binaries = Path::new(env!("CARGO_BIN_EXE_io")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let paths = [script_that_agrees(folder), binaries.into()]
            .into_iter()
            .chain(std::env::split_paths(&path));
        let mut process = Command::new("sh")
            .current_dir(folder)
            .env("HOME", folder)
            .env("PATH", std::env::join_paths(paths).unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut shell = Self { process, output };
        shell.run("exec 2>&1");
        shell
    }

    /// The lines that a command prints.
    fn run(&mut self, command: &str) -> Vec<String> {
        let script = format!("{{ {command}\n}} </dev/null; printf '\\n%s %s\\n' '{MARK}' $?\n");
        let input = self.process.stdin.as_mut().unwrap();
        input.write_all(script.as_bytes()).unwrap();
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the shell has ended: {command}");
            let line = line.trim_end_matches('\n');
            if let Some(status) = line.strip_prefix(MARK) {
                // The line break before the mark is the last line's own, or else an empty line.
                if lines.last().is_some_and(String::is_empty) {
                    lines.pop();
                }
                assert_eq!(status, " 0", "{command}: {lines:#?}");
                return lines;
            }
            lines.push(line.into());
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // With what it has left running.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

/// What is printed, as on the ports that the document shows.
fn on_its_ports(line: &str, port: u16) -> String {
    let at = |separator: &str, port: u16| format!("127.0.0.1{separator}{port}");
    let mut line = line.to_string();
    for separator in [":", "%3A"] {
        line = line
            .replace(&at(separator, port), &at(separator, PORT))
            .replace(&at(separator, port + 1), &at(separator, PORT + 1));
    }
    // On that port, the network is named without it.
    line.replace(&format!("localnet at {}", at(":", PORT)), "localnet")
}

#[test]
fn the_walkthrough_is_what_happens() {
    if !has_sshd() {
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/walkthrough.md");
    let mut parts = parse(&std::fs::read_to_string(&file).unwrap());
    let folder = Folder::new();
    let place = folder.to_path_buf();
    let mut steps = parts.iter_mut().filter_map(|part| match part {
        Part::Step(step) => Some(step),
        Part::Text(_) => None,
    });
    let first = steps.next().unwrap();
    let (network, printed) = start(&first.command, folder);
    let port = network.url.rsplit_once(':').unwrap().1.parse().unwrap();
    let mut shell = Shell::start(&place);
    let mut differences = String::new();
    let mut check = |step: &mut Step, lines: Vec<String>| {
        let lines: Vec<String> = lines.iter().map(|line| on_its_ports(line, port)).collect();
        let mut difference = format!("\n{PROMPT}{}\n", step.command);
        let mut differs = false;
        for change in compare(&std::mem::take(&mut step.shown), &lines) {
            let (sign, line) = match change {
                Change::Kept(line) => (' ', line),
                Change::Gone(line) => ('-', line),
                Change::New(line) => ('+', line),
            };
            difference += &format!("{sign} {line}\n");
            differs |= sign != ' ';
            if sign != '-' {
                step.shown.push(line);
            }
        }
        if differs {
            differences += &difference;
        }
    };
    check(first, printed);
    for step in steps {
        let lines = shell.run(&step.command);
        check(step, lines);
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, write(&parts)).unwrap();
        return;
    }
    assert!(
        differences.is_empty(),
        "docs/guides/walkthrough.md shows another output; UPDATE_DOCS=1 writes it again:\n{differences}"
    );
}

#[test]
fn what_is_elided_may_be_anything() {
    assert!(is_shown("a…c…e", "abcde") && is_shown("a…", "a") && is_shown("…", ""));
    assert!(!is_shown("a…c…e", "abde") && !is_shown("ab…ba", "aba") && !is_shown("a", "ab"));
    let compared = |shown: &str, lines: &str| {
        let [shown, lines] = [shown, lines].map(|text| text.split_whitespace().map(String::from));
        let changes = compare(&shown.collect::<Vec<_>>(), &lines.collect::<Vec<_>>());
        let reported = changes.into_iter().map(|change| match change {
            Change::Kept(line) => line,
            Change::Gone(line) => format!("-{line}"),
            Change::New(line) => format!("+{line}"),
        });
        reported.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(compared("1 … 4", "1 2 3 4"), "1 … 4");
    assert_eq!(compared("… 4 …", "4"), "… 4 …");
    assert_eq!(compared("…", ""), "…");
    assert_eq!(compared("a… b c", "a1 c d"), "a… -b c +d");
    assert_eq!(compared("1 … 4", "2 3 4 5"), "-1 … 4 +5");
}
