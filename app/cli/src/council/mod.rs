//! What the council does: `io attest`, `io outage` and `io decide`; and `io council`, which tells of it.

pub mod attest;
pub mod decide;
mod decision;
pub mod evidence;
mod file;
pub mod housekeeping;
pub mod outage;
pub mod watch;

pub use housekeeping::council as current;

use crate::agreement::{made_at, Agreement, By, Lasts, Made, Prepared};
