//! The escrows of Jupiter Lock, compared with the genesis table (P-31).

use super::rules::{exact, io, sum, Finding, Verdict};
use crate::{
    lock::{Found, Subject},
    values::figures::several,
};

/// The findings about the escrows of a genesis table; none if it locks nothing.
pub fn locks(found: &[Found]) -> Vec<Finding> {
    if found.is_empty() {
        return Vec::new();
    }
    vec![amounts(found), terms(found), control(found), tokens(found)]
}

fn amounts(found: &[Found]) -> Finding {
    let planned = sum(found.iter().map(|it| it.terms.schedule.total()));
    let there = sum(found.iter().filter_map(|it| it.total));
    Finding {
        rule: "P-31",
        what: "the escrows lock what the genesis table locks",
        verdict: exact(planned == there),
        figures: format!("{} by the table, {} in escrows", io(planned), io(there)),
    }
}

fn terms(found: &[Found]) -> Finding {
    Finding {
        rule: "P-31",
        what: "every escrow has the recipient and the schedule of the genesis table",
        verdict: none_differs(found, &[Subject::Account, Subject::Terms]),
        figures: named(found, &[Subject::Account, Subject::Terms]),
    }
}

fn control(found: &[Found]) -> Finding {
    Finding {
        rule: "P-31",
        what: "nobody can cancel an escrow or name another recipient",
        verdict: none_differs(found, &[Subject::Control]),
        figures: named(found, &[Subject::Control]),
    }
}

fn tokens(found: &[Found]) -> Finding {
    let (due, held) = (
        sum(found.iter().map(Found::due)),
        sum(found.iter().map(|it| it.held)),
    );
    let is_short = found.iter().any(|it| it.held < it.due());
    Finding {
        rule: "P-31",
        what: "every escrow holds what is not claimed",
        verdict: match held.checked_sub(due).filter(|_| !is_short) {
            None => Verdict::Broken,
            Some(0) => Verdict::Exact,
            Some(surplus) => Verdict::Surplus(surplus),
        },
        figures: format!(
            "{} in escrows, {} not claimed{}",
            io(held),
            io(due),
            off(found, &[Subject::Tokens])
        ),
    }
}

fn none_differs(found: &[Found], subjects: &[Subject]) -> Verdict {
    let differs = |it: &Found| subjects.iter().any(|subject| it.differs_in(*subject));
    exact(!found.iter().any(differs))
}

/// The escrows that differ, in what, or how many there are.
fn named(found: &[Found], subjects: &[Subject]) -> String {
    let off = off(found, subjects);
    match off.strip_prefix(", ") {
        Some(off) => off.into(),
        None => several(found.len() as u64, "escrows"),
    }
}

fn off(found: &[Found], subjects: &[Subject]) -> String {
    let lines = found.iter().flat_map(|it| {
        let escrow = it.terms.escrow();
        let recipient = it.terms.recipient;
        let mismatches = it.mismatches.iter();
        let mismatches = mismatches.filter(|mismatch| subjects.contains(&mismatch.subject));
        mismatches.map(move |mismatch| format!(", off at {escrow} for {recipient}: {mismatch}"))
    });
    lines.collect()
}
