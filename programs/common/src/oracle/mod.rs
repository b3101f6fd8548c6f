//! Prices of IO in dollars, from Pyth `PriceUpdateV2` accounts.
//!
//! [`message`] parses the bytes into the signed message. [`policy`] checks it and turns it into a [`Price`]. Only the
//! conversions of [`price`] convert between dollars and IO.

pub mod limits;
pub mod message;
pub mod parameters;
pub mod policy;
pub mod price;

pub use limits::OracleLimits;
pub use message::PriceMessage;
pub use policy::OraclePolicy;
pub use price::Price;
