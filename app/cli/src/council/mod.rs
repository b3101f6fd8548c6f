//! What the council does: `io attest`, `io outage` and `io decide`; and `io council`, which tells of it.

mod agreement;
pub mod attest;
pub mod decide;
mod decision;
mod file;
pub mod housekeeping;
pub mod outage;
mod time;

pub use agreement::{Act, Agreement, By};
pub use housekeeping::council as current;
pub use time::{made_at, Lasts, Made};
