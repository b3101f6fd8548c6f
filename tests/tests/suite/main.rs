//! The suite, replayed in solana-program-test against the real token program: every path, and every error that
//! these paths can give. A test that proves a rule of docs/protocol.md begins with the rule's number.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division
)]

mod emissions;
mod errors;
mod fee_burn;
mod marketplace;
mod migrations;
mod workspace;
