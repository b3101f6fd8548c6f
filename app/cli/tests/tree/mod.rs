//! Every command, as `--help` of the binary lists it, with arguments that the parser takes.

#![allow(dead_code)]

use std::process::Command;

/// An address.
pub const ADDRESS: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
/// A signature.
pub const SIGNATURE: &str =
    "2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6ijwfYmfZYsKRxboQMPh3R4kUhXRVdtSXFXMheka4Rc4P2";
/// 32 bytes in hexadecimal.
pub const HEX: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee7f";
/// Arguments that an alternative, or an argument that may be missing, asks for.
const MORE: [(&str, &[&str]); 5] = [
    ("offer edit", &["--gpus", "2"]),
    ("supplier serve", &["--hook", "no-such-folder"]),
    ("supplier update", &["--endpoint", "https://gpus.example"]),
    (
        "slash propose",
        &["1.5", "--reason", "7", "--evidence", HEX],
    ),
    ("keeper", &["--once"]),
];

/// Commands that print, and ask no network.
pub const PRINTS: [&str; 2] = ["completions", "schedule"];

/// A command.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its words after `io`.
    pub path: String,
    /// What it needs at least.
    pub arguments: Vec<String>,
    /// The options of its own that take a value: their names, and what the help calls the value.
    pub options: Vec<(String, String)>,
}

impl Leaf {
    /// The whole line, with nobody to be asked.
    pub fn unasked(&self) -> Vec<String> {
        let mut line = self.line();
        if !PRINTS.contains(&self.path.as_str()) {
            line.push("--yes".into());
        }
        line
    }

    /// The whole line.
    pub fn line(&self) -> Vec<String> {
        let words = self.path.split(' ').map(String::from);
        words.chain(self.arguments.iter().cloned()).collect()
    }
}

fn help(path: &[&str]) -> String {
    let mut io: Command = super::binary::io();
    let output = io.args(path).arg("-h").output().unwrap();
    assert!(output.status.success(), "{path:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines of a section of the help.
fn section<'a>(help: &'a str, title: &str) -> Vec<&'a str> {
    let lines = help.lines().skip_while(|line| *line != title).skip(1);
    lines.take_while(|line| !line.is_empty()).collect()
}

/// What stands for a value in the help, as something that is one.
fn sample(path: &str, value: &str) -> String {
    let sample = match value {
        "AMOUNT" | "USD" | "USDC" | "SOL" | "IO|REQUIRED" => "1.5",
        "COMMISSION" | "SHARE" => "5%",
        "COUNT" | "NUMBER" | "SEQUENCE" | "UNSTAKE_REQUEST" | "LIMIT" | "REASON"
        | "MICRO_LAMPORTS" | "SEED" => "2",
        "TIME" if path == "outage" || path == "decide" => "2027-01-31 16:30:00",
        "TIME" => "2h",
        "HEX" | "FILE|KEY" => HEX,
        "DRIVER" => "command",
        "ADDRESS:PORT" => "127.0.0.1:0",
        "NAME[=VALUE]" => "NAME=value",
        "HASH" if path == "council close" => HEX,
        "HASH" => ADDRESS,
        "REGION" => "eu",
        "MODEL" => "h100-sxm",
        "URL" => "https://gpus.example",
        "URL_OR_MONIKER" | "API_URL" | "HERMES_URL" => "http://127.0.0.1:1",
        "PYTH_KEY" => "a-key",
        "SIGNER" => ADDRESS,
        "STATE" => "down",
        "CHOICE" => "yes",
        "SHELL" => "bash",
        "VAULT" => "io",
        "PROGRAM" | "PROGRAMS" => "marketplace",
        "PARAMETER" => "hours",
        "VALUES" => "1h",
        "COMMITMENT" => "confirmed",
        "OUTPUT" => "json",
        "SUPPLIER=GPUS" => return format!("{ADDRESS}=2"),
        "FILE|BASE64" | "FILE|BASE64|SIGNATURE" => "no-such-file",
        "SIGNATURE" => SIGNATURE,
        "FOLDER" | "FILE" => "no-such-folder",
        _ => ADDRESS,
    };
    sample.into()
}

/// The arguments that the usage line asks for.
fn needed(path: &str, help: &str) -> Vec<String> {
    let usage = help
        .lines()
        .find_map(|line| line.strip_prefix("Usage: io "))
        .unwrap();
    let usage = usage.strip_prefix(path).unwrap();
    let mut arguments = Vec::new();
    for word in usage.split_whitespace() {
        if word.starts_with("<--") || word == "[--" {
            break;
        }
        if word.starts_with("--") {
            arguments.push(word.into());
        } else if let Some(value) = word.strip_prefix('<') {
            let (value, _) = value.split_once('>').unwrap();
            arguments.push(sample(path, value));
        }
    }
    let more = MORE.iter().filter(|(command, _)| *command == path);
    arguments.extend(more.flat_map(|(_, more)| more.iter().map(|it| (*it).to_string())));
    arguments
}

fn option(line: &str) -> Option<(String, String)> {
    let words = line.split_whitespace().take(3);
    let mut words = words.skip_while(|word| !word.starts_with("--"));
    let name = words.next()?;
    let value = words.next()?.strip_prefix('<')?.split_once('>')?.0;
    Some((name.into(), value.into()))
}

/// The command that a line lists; none if it goes on with the line before.
fn command(line: &str) -> Option<&str> {
    let name = line.strip_prefix("  ")?;
    name.split(' ').next().filter(|name| !name.is_empty())
}

fn walk(path: &str, found: &mut Vec<Leaf>) {
    let words: Vec<&str> = path.split(' ').filter(|word| !word.is_empty()).collect();
    let help = help(&words);
    let subcommands = section(&help, "Commands:");
    for name in subcommands.iter().filter_map(|line| command(line)) {
        if name != "help" {
            walk(format!("{path} {name}").trim(), found);
        }
    }
    if subcommands.is_empty() {
        let options = section(&help, "Options:");
        found.push(Leaf {
            path: path.into(),
            arguments: needed(path, &help),
            options: options.into_iter().filter_map(option).collect(),
        });
    }
}

/// Every command, `localnet` aside: its help is that of another binary.
pub fn leaves() -> Vec<Leaf> {
    let mut found = Vec::new();
    let help = help(&[]);
    for name in section(&help, "Commands:").into_iter().filter_map(command) {
        if !["help", "localnet"].contains(&name) {
            walk(name, &mut found);
        }
    }
    assert!(found.len() > 70, "{found:#?}");
    found
}

/// The options of every command that take a value, with a value.
pub fn global_options() -> Vec<(String, Option<String>)> {
    let help = help(&[]);
    let sections = ["Network:", "Output:", "Transaction:"];
    let lines = sections.into_iter().flat_map(|title| section(&help, title));
    let lines = lines.filter(|line| line.trim_start().starts_with('-'));
    let options = lines.map(|line| match option(line) {
        Some((name, value)) => (name, Some(sample("", &value))),
        None => {
            let mut words = line.split_whitespace();
            (
                words.find(|word| word.starts_with("--")).unwrap().into(),
                None,
            )
        }
    });
    options.collect()
}
