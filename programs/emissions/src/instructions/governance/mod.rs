//! Initialisation and launch, roles, pause, parameters, and the rent of the program's accounts.

pub mod apply_change;
pub mod cancel_change;
pub mod govern;
pub mod initialize;
pub mod launch;
pub mod propose_change;
pub mod reclaim_rent;
pub mod revoke_attestation;
pub mod set_council;
pub mod set_model;
pub mod suspend_attestor;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    apply_change::*, cancel_change::*, govern::*, initialize::*, launch::*, propose_change::*,
    reclaim_rent::*, revoke_attestation::*, set_council::*, set_model::*, suspend_attestor::*,
};
