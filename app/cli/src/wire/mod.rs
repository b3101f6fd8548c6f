//! Transactions as they are written down and read: in files, signed by some, and in words.

mod addresses;
pub mod decode;
pub mod fees;
pub mod file;
pub mod idl;
mod money;
mod native;
mod realm;
pub mod signatures;
mod tokens;

pub use addresses::Addresses;
pub use decode::{amounts, lifetime, summary};
pub use tokens::{Token, Tokens};
