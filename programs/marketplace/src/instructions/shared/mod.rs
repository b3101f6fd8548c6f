//! Code that several instructions share.

pub mod agreed;
pub mod exit;
pub mod payment;
pub mod pricing;
pub mod ruling;

pub use self::{agreed::*, exit::*, ruling::*};
