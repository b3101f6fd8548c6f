//! One file a verb.

pub mod advance;
pub mod attest;
pub mod claim;
pub mod claim_supplier;
pub mod create_history_page;
pub mod delegate;
pub mod initialize;
pub mod launch;
mod payee;
pub mod register_supplier;
pub mod set_council;
pub mod set_model;
pub mod settle;
pub mod stake_own;
pub mod unstake;
pub mod unstake_own;
pub mod withdraw;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    advance::*, attest::*, claim::*, claim_supplier::*, create_history_page::*, delegate::*,
    initialize::*, launch::*, register_supplier::*, set_council::*, set_model::*, settle::*,
    stake_own::*, unstake::*, unstake_own::*, withdraw::*,
};
