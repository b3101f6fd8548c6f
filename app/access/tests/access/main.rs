//! The access format: docs/spec/access.md.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::integer_division,
    clippy::unwrap_used
)]

mod age_command;
mod challenge;
mod details;
mod hex;
mod keys;
mod page;
mod people;
mod refusals;
mod service;
mod ssh;
mod statements;
mod vectors;
mod workload;
