//! Code that several instructions share.

mod price;
mod top_level;

pub(super) use self::{price::read_price, top_level::require_top_level};
