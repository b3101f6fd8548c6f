//! What was counted, as text.

use std::{collections::BTreeMap, fmt::Write as _, fs, ops::Range, time::Duration};

use crate::{action::Verb, sequence::Counts};

/// Before and after what is written into the docs.
const MARKS: [&str; 2] = ["<!-- counted -->\n", "<!-- end -->\n"];

/// Counts as lines, for the process that adds them up.
pub fn lines(counts: &Counts) -> String {
    counts
        .iter()
        .map(|((what, outcome), count)| format!("{what}\t{outcome}\t{count}\n"))
        .collect()
}

/// Adds counts of another process.
pub fn add(counts: &mut Counts, lines: &str) {
    for line in lines.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [what, outcome, count] = parts[..] else {
            panic!("no count: {line}");
        };
        *counts.entry((what.into(), outcome.into())).or_default() += count.parse::<u64>().unwrap();
    }
}

/// Everything must have happened, and been accepted.
pub fn require_all(counts: &Counts) {
    let never = Verb::ALL.iter().filter(|verb| {
        let accepted = (format!("{verb:?}"), "accepted".to_string());
        counts.get(&accepted).is_none_or(|count| *count == 0)
    });
    let never: Vec<_> = never.collect();
    assert!(never.is_empty(), "never accepted: {never:?}");
}

/// Prints the counts, and writes them into the docs if asked to.
pub fn publish(seeds: &Range<u64>, length: usize, time: Duration, counts: &Counts) {
    let text = table(seeds, length, time, counts);
    println!("{text}");
    if std::env::var("UPDATE_DOCS").is_ok_and(|it| it == "1") {
        let file = io_tests::root().join("docs/sequences.md");
        let old = fs::read_to_string(&file).unwrap();
        let [begin, end] = MARKS;
        let (head, rest) = old.split_once(begin).unwrap();
        let (_, tail) = rest.split_once(end).unwrap();
        fs::write(file, format!("{head}{begin}{text}{end}{tail}")).unwrap();
    }
}

/// The names of errors, by their codes.
fn names() -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = [
        ("1", "too few tokens"),
        ("0", "there already"),
        ("17", "frozen"),
    ]
    .map(|(code, name)| (code.into(), name.into()))
    .into();
    for idl in ["emissions", "marketplace", "fee_burn"] {
        let text = fs::read_to_string(io_tests::root().join(format!("idls/{idl}.json"))).unwrap();
        let idl: serde_json::Value = serde_json::from_str(&text).unwrap();
        for error in idl["errors"].as_array().into_iter().flatten() {
            names.insert(
                error["code"].to_string(),
                error["name"].as_str().unwrap().into(),
            );
        }
    }
    for code in (6_000_u32..6_040).chain(2_000..2_100).chain(3_000..3_020) {
        let name = match code {
            6_000.. => common(code),
            3_012 => Some("AccountNotInitialized".into()),
            3_007 => Some("AccountOwnedByWrongProgram".into()),
            _ => None,
        };
        names.extend(name.map(|name| (code.to_string(), name)));
    }
    names
}

/// The name of an error of the common crate.
fn common(code: u32) -> Option<String> {
    let place = (code - 6_000) as usize;
    let text = include_str!("../../../programs/common/src/error.rs");
    let lines = text
        .lines()
        .filter(|line| line.starts_with("    ") && line.ends_with(','));
    lines
        .map(|line| line.trim().trim_end_matches(',').to_string())
        .nth(place)
}

fn table(seeds: &Range<u64>, length: usize, time: Duration, counts: &Counts) -> String {
    let (mut rows, names) = (String::new(), names());
    let (mut all, mut accepted, mut meant) = (0, 0, 0);
    for verb in Verb::ALL {
        let name = format!("{verb:?}");
        let mut outcomes: Vec<_> = counts
            .iter()
            .filter(|((what, _), _)| *what == name)
            .collect();
        outcomes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let sum: u64 = outcomes.iter().map(|(_, count)| **count).sum();
        let done: u64 = outcomes
            .iter()
            .filter(|((_, it), _)| it == "accepted")
            .map(|(_, n)| **n)
            .sum();
        let wrong = |it: &str| it.starts_with("refused ");
        meant += outcomes
            .iter()
            .filter(|((_, it), _)| wrong(it))
            .map(|(_, n)| **n)
            .sum::<u64>();
        (all, accepted) = (all + sum, accepted + done);
        let others = outcomes.iter().filter(|((_, it), _)| it != "accepted");
        let others: Vec<String> = others
            .map(|((_, it), count)| format!("{count} {}", names.get(it).unwrap_or(it)))
            .collect();
        writeln!(rows, "| {name} | {sum} | {done} | {} |", others.join(", ")).unwrap();
    }
    let tried = counts
        .get(&("ways out".into(), "tried".into()))
        .copied()
        .unwrap_or_default();
    let sequences = seeds.end - seeds.start;
    let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    format!(
        "Seeds {} to {}: {sequences} sequences of {length} actions, {all} actions in {:.0} seconds. {accepted} were accepted \
         ({:.0} %), {meant} had to be refused and were. {tried} ways out were tried beside.\n\n\
         | action | drawn | accepted | not accepted |\n|---|---|---|---|\n{rows}",
        seeds.start,
        seeds.end - 1,
        time.as_secs_f64(),
        share(accepted, all),
    )
}
