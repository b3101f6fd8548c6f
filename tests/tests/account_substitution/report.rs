//! The counts and what is accepted, as `docs/proof/substitutions.md` has them.

use std::fmt::Write;

use crate::{
    accepted::GROUPS,
    kind::Kind,
    refusal::Class,
    tally::{Case, Tally, Where},
};

/// What stands before the lists.
const HEAD: &str = include_str!("head.md");

/// Compares the report with the file, or, if `UPDATE_DOCS` is set, writes it.
pub fn compare(tally: &Tally) {
    let file = io_tests::root().join("docs/proof/substitutions.md");
    let text = write(tally).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap_or_default();
    let differs = text
        .lines()
        .zip(written.lines())
        .find(|(now, written)| now != written);
    assert!(
        text == written,
        "docs/proof/substitutions.md: write it again with UPDATE_DOCS=1; first difference (now, written): {differs:?}"
    );
}

fn write(tally: &Tally) -> Result<String, std::fmt::Error> {
    let mut text = HEAD.to_string();
    kinds(tally, &mut text)?;
    instructions(tally, &mut text)?;
    accepted(tally, &mut text)?;
    Ok(text)
}

fn of_kind(tally: &Tally, kind: Kind) -> (u32, u32) {
    let cases = tally.cases.iter().filter(|((_, of, _), _)| *of == kind);
    cases.fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1))
}

fn kinds(tally: &Tally, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n## Kinds\n")?;
    write!(text, "| kind | what is passed | tried | accepted |")?;
    for class in Class::ALL {
        write!(text, " {} |", class.name())?;
    }
    writeln!(text, "\n|---|---|---:|---:|---:|---:|---:|---:|")?;
    let mut sums = [0; 6];
    for kind in Kind::ALL {
        let (name, what) = kind.text();
        let (tried, accepted) = of_kind(tally, kind);
        let refused = |class| tally.refused.get(&(kind, class)).copied().unwrap_or(0);
        let [suite, anchor, called, runtime] = Class::ALL.map(refused);
        let row = [tried, accepted, suite, anchor, called, runtime];
        writeln!(
            text,
            "| {name} | {what} | {} |",
            row.map(|count| count.to_string()).join(" | ")
        )?;
        for (sum, count) in sums.iter_mut().zip(row) {
            *sum += count;
        }
    }
    writeln!(
        text,
        "| | | {} |",
        sums.map(|sum| sum.to_string()).join(" | ")
    )
}

fn instructions(tally: &Tally, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n## By instruction\n")?;
    writeln!(
        text,
        "| program | instruction | accounts | tried | accepted | of each kind |"
    )?;
    writeln!(text, "|---|---|---:|---:|---:|---|")?;
    for ((program, instruction), kinds) in &tally.attempts {
        let of_it = |case: &Case| case.0 .0 == *program && case.0 .1 == *instruction;
        let cases = tally.cases.iter().filter(|(case, _)| of_it(case));
        let accepted: u32 = cases.map(|(_, count)| count.1).sum();
        let accounts = tally.accounts(*program, instruction);
        let tried: u32 = kinds.values().sum();
        let kinds = kinds.iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, count)| format!("{} {count}", kind.text().0))
            .collect();
        writeln!(
            text,
            "| {} | {instruction} | {accounts} | {tried} | {accepted} | {} |",
            program.name(),
            kinds.join(", ")
        )?;
    }
    Ok(())
}

/// A case, with how often it was accepted.
fn line(tally: &Tally, case: &Case) -> String {
    let ((_, _, account), kind, at) = case;
    let (tried, accepted) = tally.cases.get(case).copied().unwrap_or_default();
    let name = kind.text().0;
    let name = match (at, kind) {
        (Where::Here, _) => format!("{name} in place"),
        (Where::There, Kind::Twice) => {
            let others: Vec<String> = tally.hows(case).map(|other| format!("`{other}`")).collect();
            format!("twice as {}", others.join(" "))
        }
        _ => name.into(),
    };
    format!("`{account}` {name} {accepted}/{tried}")
}

fn accepted(tally: &Tally, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n## What is accepted\n")?;
    writeln!(
        text,
        "The account, the substitution, and how many of the attempts were accepted. A different number fails the test too."
    )?;
    for group in &GROUPS {
        writeln!(text, "\n**{}**\n", group.why)?;
        writeln!(text, "| program | instruction | accepted |\n|---|---|---|")?;
        let mut cases = group.cases(tally);
        cases.sort();
        let same = |one: &Case, other: &Case| (one.0 .0, &one.0 .1) == (other.0 .0, &other.0 .1);
        for of_one in cases.chunk_by(same) {
            let (program, instruction, _) = &of_one[0].0;
            let lines: Vec<String> = of_one.iter().map(|case| line(tally, case)).collect();
            let lines = lines.join(", ");
            writeln!(text, "| {} | {instruction} | {lines} |", program.name())?;
        }
    }
    Ok(())
}
