//! Every event of the suite in a database, what the accounts hold rebuilt from them, and an API over both.

#![deny(missing_docs)]

pub use io_ledger::{self as ledger, events};
