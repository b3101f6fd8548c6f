//! Prices of IO in dollars, from Pyth `PriceUpdateV2` accounts.
//!
//! [`message`] turns bytes into the message as it was signed; [`policy`] checks it and turns it
//! into a [`Price`]; the conversions of [`price`] are the only way from dollars to IO and back.

pub mod limits;
pub mod message;
pub mod parameters;
pub mod policy;
pub mod price;

pub use limits::OracleLimits;
pub use message::PriceMessage;
pub use policy::OraclePolicy;
pub use price::Price;
