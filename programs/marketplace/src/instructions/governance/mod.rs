//! Initialisation, roles, pause, parameters, and the rent of the program's accounts.

pub mod apply_change;
pub mod cancel_change;
pub mod govern;
pub mod initialize;
pub mod propose_change;
pub mod reclaim_rent;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    apply_change::*, cancel_change::*, govern::*, initialize::*, propose_change::*, reclaim_rent::*,
};
