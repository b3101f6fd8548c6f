//! Instructions of a supplier's owner.

pub mod accept_owner;
pub mod cancel_own_unstake;
pub mod claim_supplier;
pub mod close_supplier;
pub mod propose_owner;
pub mod register_supplier;
pub mod set_commission;
pub mod stake_own;
pub mod unstake_own;
pub mod update_supplier;
pub mod withdraw_own;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    accept_owner::*, cancel_own_unstake::*, claim_supplier::*, close_supplier::*,
    register_supplier::*, set_commission::*, stake_own::*, unstake_own::*, update_supplier::*,
    withdraw_own::*,
};
