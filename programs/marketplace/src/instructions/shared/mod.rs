//! Code that several instructions share.

pub mod address;
pub mod agreed;
pub mod allowance;
pub mod exit;
pub mod extension;
pub mod payment;
pub mod pricing;
pub mod ruling;

pub use self::{agreed::*, exit::*, ruling::*};
