//! Instructions of a staker.

pub mod cancel_redelegation;
pub mod cancel_unstake;
pub mod claim;
pub mod close_delegation;
pub mod compound;
pub mod delegate;
pub mod open_delegation;
pub mod redelegate;
pub mod request_redelegation;
pub mod unstake;
pub mod unstake_held;
pub mod withdraw;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    cancel_redelegation::*, cancel_unstake::*, claim::*, close_delegation::*, compound::*,
    delegate::*, open_delegation::*, redelegate::*, request_redelegation::*, unstake::*,
    unstake_held::*, withdraw::*,
};
