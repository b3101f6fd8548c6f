//! Substitutions: at every stop of the catalogue, for every account of every instruction of the IDLs, what somebody could pass
//! in its place, a kind of substitution after the other. Each is refused and changes nothing, or stands in
//! [`accepted`] with the reason why it is right. `docs/proof/substitutions.md` counts them; `UPDATE_DOCS=1` writes it again.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

mod accepted;
mod attempt;
mod forge;
mod kind;
mod refusal;
mod report;
mod role;
mod strangers;
mod tally;
mod visitor;

use io_tests::catalogue;
use visitor::Substituting;

#[test]
fn whatever_is_substituted_is_refused_or_is_right() {
    let mut visitor = Substituting::new();
    catalogue::lead(&mut visitor);
    let tally = visitor.tally;
    let problems = tally.problems();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    report::compare(&tally);
}
