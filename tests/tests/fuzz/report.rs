//! What was counted, as text.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write as _, fs, ops::Range, time::Duration};

use crate::{action::Verb, exits::VERBS, sequence::Counts};

/// Behind what is written into the docs.
const END: &str = "<!-- end -->\n";

/// What is counted of each verb that is tried as a way out.
pub const WAYS_OUT: &str = "ways out";

/// Everything must have happened, and been accepted; and each way out, and what brings new risk, been tried.
pub fn require_all(counts: &Counts) {
    let never = Verb::ALL.iter().filter(|verb| {
        let accepted = (format!("{verb:?}"), "accepted".to_string());
        counts.get(&accepted).is_none_or(|count| *count == 0)
    });
    let never: Vec<_> = never.collect();
    assert!(never.is_empty(), "never accepted: {never:?}");
    let ways = VERBS.values().flatten();
    let untried = ways.filter(|verb| {
        let tried = (WAYS_OUT.to_string(), format!("{verb:?}"));
        !counts.contains_key(&tried)
    });
    let untried: Vec<_> = untried.collect();
    assert!(untried.is_empty(), "never tried as a way out: {untried:?}");
}

/// Prints the counts, and writes them into the docs if asked to.
pub fn publish(seeds: &Range<u64>, length: usize, time: Duration, counts: &Counts) {
    let text = table(seeds, length, time, counts);
    println!("{text}");
    write("docs/proof/sequences.md", "counted", &text);
}

/// Writes a text into the docs after a mark if `UPDATE_DOCS` is 1. Returns whether it was there before.
pub fn write(file: &str, mark: &str, text: &str) -> bool {
    let file = io_tests::root().join(file);
    let old = fs::read_to_string(&file).unwrap();
    let begin = format!("<!-- {mark} -->\n");
    let (head, rest) = old.split_once(&begin).unwrap();
    let (there, tail) = rest.split_once(END).unwrap();
    if std::env::var("UPDATE_DOCS").is_ok_and(|it| it == "1") {
        fs::write(file, format!("{head}{begin}{text}{END}{tail}")).unwrap();
    }
    there == text
}

/// Refusals of Anchor, the token program and the system program, by their code or message.
const OTHERS: [(&str, &str); 8] = [
    ("0", "account exists"),
    ("invalid instruction data", "account exists"),
    ("1", "too few tokens"),
    ("17", "wallet frozen"),
    ("invalid account data for instruction", "wallet closed"),
    ("3001", "supplier closed"),
    ("3007", "account missing"),
    ("3012", "account missing"),
];

/// The names of errors, by their codes.
fn names() -> BTreeMap<String, String> {
    let others = OTHERS.map(|(reported, name)| (reported.into(), name.into()));
    let mut names = BTreeMap::from(others);
    for idl in ["common", "emissions", "marketplace", "fee_burn"] {
        let text = fs::read_to_string(io_tests::root().join(format!("idls/{idl}.json"))).unwrap();
        let idl: serde_json::Value = serde_json::from_str(&text).unwrap();
        for error in idl["errors"].as_array().into_iter().flatten() {
            let name = error["name"].as_str().unwrap();
            names.insert(error["code"].to_string(), name.into());
        }
    }
    names
}

fn table(seeds: &Range<u64>, length: usize, time: Duration, counts: &Counts) -> String {
    let (mut rows, names) = (String::new(), names());
    let (mut all, mut accepted, mut meant) = (0, 0, 0);
    for verb in Verb::ALL {
        let name = format!("{verb:?}");
        let (mut drawn, mut done) = (0, 0);
        let mut others: BTreeMap<&String, u64> = BTreeMap::new();
        for ((_, outcome), count) in counts.iter().filter(|((what, _), _)| *what == name) {
            drawn += count;
            match outcome.as_str() {
                "accepted" => done += count,
                _ => {
                    *others
                        .entry(names.get(outcome).unwrap_or(outcome))
                        .or_default() += count
                }
            }
            if outcome.starts_with("refused ") {
                meant += count;
            }
        }
        (all, accepted) = (all + drawn, accepted + done);
        let mut others: Vec<_> = others.into_iter().collect();
        others.sort_by_key(|(_, count)| Reverse(*count));
        let others: Vec<_> = others
            .iter()
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        writeln!(
            rows,
            "| {name} | {drawn} | {done} | {} |",
            others.join(", ")
        )
        .unwrap();
    }
    let ways_out = counts.iter().filter(|((what, _), _)| what == WAYS_OUT);
    let tried: u64 = ways_out.map(|(_, count)| count).sum();
    let mut pairs = Vec::new();
    for ((_, outcome), count) in counts.iter().filter(|((what, _), _)| what == "pairs") {
        pairs.push(format!("{count} {outcome}"));
    }
    let pairs = pairs.join(", ");
    let share = 100.0 * accepted as f64 / all as f64;
    format!(
        "Seeds {} to {}: {} sequences of {length} actions, {all} actions in {:.0} seconds. {accepted} were accepted \
         ({share:.0} %), {meant} were refused as required. {tried} ways out were tried as well. \
         Pairs played in both orders: {pairs}.\n\n\
         | action | drawn | accepted | not accepted |\n|---|---|---|---|\n{rows}",
        seeds.start,
        seeds.end - 1,
        seeds.end - seeds.start,
        time.as_secs_f64(),
    )
}
