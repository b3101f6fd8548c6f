//! The transactions of the programs, from any node.

mod node;
pub mod walk;

pub use node::{Fault, Node, Options, Wanted};
