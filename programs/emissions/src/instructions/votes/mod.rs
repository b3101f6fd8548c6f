//! Records of votes, which SPL Governance reads: the program is its voter-weight plugin.

pub mod close_voter_weight_record;
pub mod create_max_voter_weight_record;
pub mod create_voter_weight_record;
pub mod update_max_voter_weight_record;
pub mod update_voter_weight_record;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    close_voter_weight_record::*, create_max_voter_weight_record::*, create_voter_weight_record::*,
    update_max_voter_weight_record::*, update_voter_weight_record::*,
};
