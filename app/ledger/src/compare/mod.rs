//! The rows beside the accounts (P-22).

mod delegations;
mod offers;
mod reservations;
mod slashes;
mod suppliers;
mod totals;

use std::fmt;

use io_client::audit::Snapshot;

use super::{Key, Memory, Row, Rows};

/// Something that an account holds and the rows have otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The row.
    pub key: Key,
    /// What differs.
    pub what: &'static str,
    /// By the rows.
    pub folded: String,
    /// By the account.
    pub held: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            key,
            what,
            folded,
            held,
        } = self;
        write!(
            f,
            "{key}: {what} is {folded} by the events and {held} by the account"
        )
    }
}

/// Everything in which `rows` and the accounts differ. Tokens that others have sent to an escrow or a vault, and IO that
/// holders have burned, are no difference: no event has them.
pub fn compare(accounts: &Snapshot, rows: &Memory) -> Vec<Difference> {
    let mut found = Vec::new();
    suppliers::compare(accounts, rows, &mut found);
    delegations::compare(accounts, rows, &mut found);
    slashes::compare(accounts, rows, &mut found);
    offers::compare(accounts, rows, &mut found);
    reservations::compare(accounts, rows, &mut found);
    totals::compare(accounts, rows, &mut found);
    found
}

/// Comparison of one row.
struct Check<'a> {
    key: Key,
    found: &'a mut Vec<Difference>,
}

impl<'a> Check<'a> {
    fn new(key: Key, found: &'a mut Vec<Difference>) -> Self {
        Self { key, found }
    }

    /// The row, which an account needs.
    fn row<T: TryFrom<Row>>(&mut self, rows: &Memory) -> Option<T> {
        let row = rows.get(&self.key).and_then(|row| T::try_from(row).ok());
        if row.is_none() {
            self.differ("the row", "missing", "there");
        }
        row
    }

    /// There is no account, and the row has something in it.
    fn no_account(&mut self) {
        self.differ("the account", "there", "missing");
    }

    fn same<T: PartialEq + fmt::Display>(&mut self, what: &'static str, folded: T, held: T) {
        if folded != held {
            self.differ(what, folded, held);
        }
    }

    /// The account may hold more.
    fn at_least(&mut self, what: &'static str, folded: u64, held: u64) {
        if folded > held {
            self.differ(what, folded, held);
        }
    }

    /// The account may hold less.
    fn at_most(&mut self, what: &'static str, folded: u64, held: u64) {
        if folded < held {
            self.differ(what, folded, held);
        }
    }

    fn differ(&mut self, what: &'static str, folded: impl fmt::Display, held: impl fmt::Display) {
        let (folded, held) = (folded.to_string(), held.to_string());
        self.found.push(Difference {
            key: self.key,
            what,
            folded,
            held,
        });
    }
}
