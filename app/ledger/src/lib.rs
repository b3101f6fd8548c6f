//! Rebuilds what the accounts hold from the events alone (P-22). Without I/O, and without the programs' transitions.
//!
//! [`apply`] folds events in order into [rows](rows). If an event reports a total, the fold checks its own total against it.
//! [`compare`](compare::compare) compares the rows with the accounts.

#![deny(missing_docs)]

pub mod compare;
mod draft;
pub mod events;
mod fold;
mod key;
pub mod math;
mod memory;
mod row;
pub mod rows;
pub mod value;

use anchor_lang::prelude::Pubkey;

pub use self::{
    key::{Key, Kind},
    memory::Memory,
    row::{Row, Unreadable},
};
use events::Recorded;

/// Storage of rows.
pub trait Rows {
    /// The row with a key, if there is one.
    fn get(&self, key: &Key) -> Option<Row>;

    /// Adds a row, or replaces it.
    fn put(&mut self, key: Key, row: Row);
}

/// Why an event could not be folded. No row has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Its row is missing.
    #[error("there is no row {0}: events before this one are missing")]
    Missing(Key),
    /// The event reports another total than the rows.
    #[error("{what} of {of} is {folded} by the earlier events and {reported} by this one")]
    Mismatch {
        /// What is compared.
        what: &'static str,
        /// Whose it is.
        of: Pubkey,
        /// By the rows.
        folded: u64,
        /// By the event.
        reported: u64,
    },
    /// A number is out of range.
    #[error("a number is out of range: events before this one are missing")]
    Range,
    /// The event names a place that does not exist.
    #[error("the event names a place that does not exist")]
    Place,
}

/// Folds an event into the rows. An event that this version does not know changes nothing.
///
/// # Errors
/// If the event does not fit the rows. Then none of them has changed.
pub fn apply(recorded: &Recorded, rows: &mut impl Rows) -> Result<(), Error> {
    let mut draft = draft::Draft::new(rows);
    fold::fold(&mut draft, recorded)?;
    for (key, row) in draft.finish() {
        rows.put(key, row);
    }
    Ok(())
}

/// The rows that [`apply`] needs, as far as `rows` shows. A key may depend on another row: load these and call again until there are
/// no further keys.
pub fn keys(recorded: &Recorded, rows: &impl Rows) -> Vec<Key> {
    let mut draft = draft::Draft::new(rows);
    // Without a row the fold stops there, after requesting it.
    let _ = fold::fold(&mut draft, recorded);
    draft.asked()
}

#[cfg(test)]
mod tests;
