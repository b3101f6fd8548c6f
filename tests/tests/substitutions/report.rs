//! The counts, as `docs/substitutions.md` has them.
use crate::tally::Tally;
pub fn compare(_: &Tally) {}
