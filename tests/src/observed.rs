//! What the tests have seen the programs answer, beside `tests/golden/observed.tsv`: the errors and events of each instruction. Every
//! world compares it when it ends; with `IO_OBSERVED` it appends what is new to that file instead.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, OpenOptions},
    io::Write,
    sync::{LazyLock, Mutex, PoisonError},
};

use anchor_lang::prelude::Pubkey;
use io_vm::observed::{seen, Answer, Discriminator, Observation};
use serde_json::Value;

use crate::root;

/// Where the file is, below the root.
const FILE: &str = "tests/golden/observed.tsv";
/// Environment variable that names the file to append to.
const RECORD: &str = "IO_OBSERVED";
/// The first code of the suite: below are Anchor's, and those of programs that are called.
const FIRST: u32 = 6_000;

/// The names of what can be observed.
struct Names {
    /// Name of each program, and of its instructions and events.
    programs: BTreeMap<Pubkey, (String, BTreeMap<Discriminator, String>)>,
    errors: BTreeMap<u32, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(Names::read);
/// What was seen and is in the file.
static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

struct Known {
    lines: BTreeSet<String>,
    seen: usize,
}

impl Default for Known {
    fn default() -> Self {
        let text = fs::read_to_string(root().join(FILE)).unwrap_or_default();
        let lines = text.lines().map(str::to_owned);
        // All is new to another file.
        let lines = lines.filter(|_| std::env::var_os(RECORD).is_none());
        Self {
            lines: lines.collect(),
            seen: 0,
        }
    }
}

impl Names {
    fn read() -> Self {
        let mut names = Self {
            programs: BTreeMap::new(),
            errors: BTreeMap::new(),
        };
        for file in ["common", "emissions", "marketplace", "fee_burn"] {
            let text = fs::read_to_string(root().join(format!("idls/{file}.json"))).unwrap();
            let idl: Value = serde_json::from_str(&text).unwrap();
            for error in list(&idl, "errors") {
                let code = serde_json::from_value(error["code"].clone()).unwrap();
                names.errors.insert(code, name(error));
            }
            let Some(address) = idl["address"].as_str() else {
                continue;
            };
            let all = list(&idl, "instructions")
                .iter()
                .chain(list(&idl, "events"));
            let all = all.map(|one| {
                let discriminator = serde_json::from_value(one["discriminator"].clone());
                (discriminator.unwrap(), name(one))
            });
            let address = address.parse().unwrap();
            let program = file.replace('_', "-");
            names.programs.insert(address, (program, all.collect()));
        }
        names
    }

    /// The line of an observation; none of another program, and of an error that is not the suite's.
    fn line(&self, (program, instruction, answer): &Observation) -> Option<String> {
        let (program, named) = self.programs.get(program)?;
        let (kind, answer) = match answer {
            Answer::Error(code) if *code < FIRST => return None,
            Answer::Error(code) => ("error", self.errors.get(code)),
            Answer::Event(event) => ("event", named.get(event)),
        };
        let instruction = named.get(instruction)?;
        Some(format!("{program}\t{instruction}\t{kind}\t{}", answer?))
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> String {
    value["name"].as_str().unwrap().into()
}

/// Compares, when it is dropped, what this process has seen.
pub struct Observed;

impl Drop for Observed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let seen = seen();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.seen == seen.len() {
            return;
        }
        known.seen = seen.len();
        let lines = seen.iter().filter_map(|one| NAMES.line(one));
        let new: Vec<String> = lines.filter(|line| !known.lines.contains(line)).collect();
        if new.is_empty() {
            return;
        }
        match std::env::var_os(RECORD) {
            Some(file) => {
                let text: String = new.iter().map(|line| format!("{line}\n")).collect();
                let mut file = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(file)
                    .unwrap();
                file.write_all(text.as_bytes()).unwrap();
                known.lines.extend(new);
            }
            None => panic!("{FILE} lacks, so run ./x observe:\n{}", new.join("\n")),
        }
    }
}
