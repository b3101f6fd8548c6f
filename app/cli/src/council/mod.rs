//! What the council does: `io attest` and `io outage`.

mod agreement;
pub mod attest;
pub mod outage;

pub use agreement::{approve, Agreement, Mode};
