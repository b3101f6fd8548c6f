//! What is accepted, and why that is right.

use std::collections::BTreeSet;

use crate::tally::Case;

/// All cases.
pub fn cases() -> BTreeSet<Case> {
    BTreeSet::new()
}
