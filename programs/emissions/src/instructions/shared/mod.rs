//! Code that several instructions share.

pub mod attesting;
pub(super) mod endpoint;
pub(super) mod payee;
pub mod slash;
pub(super) mod usage;

pub use self::{attesting::*, slash::*};
