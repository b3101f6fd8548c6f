//! What must have run: every command, and every instruction that a person sends.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{confirmed::config, transaction::from_wire};
use io_common::ids;
use serde_json::{json, Value};
use solana_commitment_config::CommitmentConfig;

use super::stage::{text, Stage};

/// Most transactions that a node lists at once.
const LIST: u32 = 1_000;

/// The newest transaction of each program at some moment.
pub type Marks = BTreeMap<String, String>;
/// Program and instruction, as the IDLs name them.
pub type ProgramInstruction = (String, String);

/// A file of the repository.
fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// Every command: docs/reference/cli.md has a heading for each, which a test of the binary compares with its parser.
fn commands() -> Vec<String> {
    let docs = file("docs/reference/cli.md");
    let headings = docs
        .lines()
        .filter_map(|line| line.strip_prefix("### `io "));
    headings
        .map(|line| line.trim_end_matches('`').into())
        .collect()
}

/// Those of which none of `ran` is one.
pub fn never_ran(ran: &[String]) -> Vec<String> {
    let is_of = |line: &String, command: &str| {
        let rest = line.strip_prefix(command);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let all = commands().into_iter();
    all.filter(|command| !ran.iter().any(|line| is_of(line, command)))
        .collect()
}

fn programs() -> [(&'static str, String); 3] {
    [
        ("emissions", ids::emissions::ID.to_string()),
        ("marketplace", ids::marketplace::ID.to_string()),
        ("fee_burn", ids::fee_burn::ID.to_string()),
    ]
}

/// Every instruction of the three programs, by its program's address and its discriminator.
fn instructions() -> BTreeMap<(String, Vec<u8>), ProgramInstruction> {
    let mut all = BTreeMap::new();
    for (program, address) in programs() {
        let idl: Value = serde_json::from_str(&file(&format!("idls/{program}.json"))).unwrap();
        for instruction in idl["instructions"].as_array().unwrap() {
            let bytes = serde_json::from_value(instruction["discriminator"].clone()).unwrap();
            let named = (program.to_string(), text(instruction, "/name"));
            all.insert((address.clone(), bytes), named);
        }
    }
    all
}

/// Signatures of a program's transactions, newest first.
fn signatures(stage: &Stage, program: &str, mark: Option<&String>) -> Vec<String> {
    let options = json!([program, { "limit": LIST, "until": mark }]);
    let listed = stage.ask("getSignaturesForAddress", options);
    let listed = listed.as_array().unwrap().iter();
    listed.map(|it| text(it, "/signature")).collect()
}

/// Where each program is now.
pub fn marks(stage: &Stage) -> Marks {
    let newest = |program: &String| signatures(stage, program, None).into_iter().next();
    let marks = programs().into_iter().map(|(_, program)| {
        let newest = newest(&program).unwrap();
        (program, newest)
    });
    marks.collect()
}

/// What transactions newer than `marks` have called.
pub fn sent(stage: &Stage, marks: &Marks) -> BTreeSet<ProgramInstruction> {
    let (known, mut sent) = (instructions(), BTreeSet::new());
    for (_, program) in programs() {
        for signature in signatures(stage, &program, marks.get(&program)) {
            let options = json!([signature, config(CommitmentConfig::confirmed())]);
            let found = stage.ask("getTransaction", options);
            let bytes = BASE64_STANDARD
                .decode(text(&found, "/transaction/0"))
                .unwrap();
            let transaction = from_wire(&bytes).unwrap();
            let keys = transaction.message.static_account_keys();
            for called in transaction.message.instructions() {
                let program = keys[usize::from(called.program_id_index)].to_string();
                let discriminator = called.data.iter().take(8).copied().collect();
                sent.extend(known.get(&(program, discriminator)).cloned());
            }
        }
    }
    sent
}

/// The instructions for which docs/reference/cli.md gives a reason why no command has sent them.
fn excused() -> BTreeSet<ProgramInstruction> {
    let docs = file("docs/reference/cli.md");
    let (_, section) = docs
        .split_once("## Instructions without a command")
        .unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    lines
        .map(|line| {
            let mut names = line.split('`').skip(1).step_by(2);
            let mut name = || names.next().unwrap().to_string();
            (name(), name())
        })
        .collect()
}

/// Every instruction was sent by a command, or is excused, and not both.
pub fn check_sent(sent: &BTreeSet<ProgramInstruction>) {
    let all: BTreeSet<ProgramInstruction> = instructions().into_values().collect();
    let unsent: BTreeSet<ProgramInstruction> = all.difference(sent).cloned().collect();
    assert_eq!(unsent, excused());
}
