//! Stake that is burned for what a supplier did.

pub mod carry;
pub mod create_generation;
pub mod drop_slash;
pub mod execute_slash;
pub mod propose_breach_slash;
pub mod propose_slash;

#[allow(ambiguous_glob_reexports)] // each file has its `handler`, always called by path
pub use self::{
    carry::*, create_generation::*, drop_slash::*, execute_slash::*, propose_breach_slash::*,
    propose_slash::*,
};
