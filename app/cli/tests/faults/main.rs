//! `io` and its keeper as processes, on nodes that fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod acts;
#[path = "../binary/mod.rs"]
mod binary;
mod clock;
mod dry;
mod keeper;
mod killed;
mod machine;
#[path = "../served/mod.rs"]
mod served;
mod stage;
mod together;
