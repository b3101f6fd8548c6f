//! The suite, replayed in solana-program-test against the real token program: every path, and every error that
//! these paths can give. A test that proves a rule of docs/spec/protocol.md begins with the rule's number.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]
#![allow(clippy::integer_division)]
// A list of one instruction reads like the lists of several beside it.
#![allow(clippy::cloned_ref_to_slice_refs)]

mod clock_skew;
mod cluster;
mod disturbed;
mod duplicates;
mod emissions;
mod errors;
mod events;
mod fee_burn;
mod interface;
mod loader_input;
mod lock;
mod marketplace;
mod memory;
mod migrations;
mod native;
mod ops;
mod pages;
mod parameters;
mod pause;
mod prefund;
mod proposal_numbers;
mod realm;
mod rent;
mod rows;
mod stored;
mod supply;
mod traceability;
mod words;
mod workspace;
