//! One file a verb.

pub mod accept_owner;
pub mod advance;
pub mod approve;
pub mod attest;
pub mod attest_approved;
pub mod cancel_redelegation;
pub mod cancel_ticket;
pub mod claim;
pub mod claim_supplier;
pub mod close_approval;
pub mod close_delegation;
pub mod close_supplier;
pub mod compound;
pub mod create_history_page;
pub mod delegate;
pub mod initialize;
pub mod launch;
pub mod open_approval;
pub mod open_delegation;
mod payee;
pub mod propose_owner;
pub mod redelegate;
pub mod register_supplier;
pub mod request_redelegation;
pub mod set_commission;
pub mod set_council;
pub mod set_model;
pub mod settle;
pub mod stake_own;
pub mod unstake;
pub mod unstake_own;
pub mod update_supplier;
pub mod withdraw;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    accept_owner::*, advance::*, approve::*, attest::*, attest_approved::*, cancel_redelegation::*,
    cancel_ticket::*, claim::*, claim_supplier::*, close_approval::*, close_delegation::*,
    close_supplier::*, compound::*, create_history_page::*, delegate::*, initialize::*, launch::*,
    open_approval::*, open_delegation::*, propose_owner::*, redelegate::*, register_supplier::*,
    request_redelegation::*, set_commission::*, set_council::*, set_model::*, settle::*,
    stake_own::*, unstake::*, unstake_own::*, update_supplier::*, withdraw::*,
};
