//! What the council does: `io attest`, `io outage` and `io decide`; and `io council`, which tells of it.

mod agreement;
pub mod attest;
pub mod decide;
pub mod housekeeping;
pub mod outage;

pub use agreement::{approve, made_at, Act, Agreement, Mode};
