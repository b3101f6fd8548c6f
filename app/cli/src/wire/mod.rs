//! Transactions as they are written down and read: in files, signed by some, and in words.

mod addresses;
pub mod decode;
pub mod file;
pub mod idl;
mod native;
pub mod signatures;

pub use addresses::Addresses;
pub use decode::{lifetime, summary};
