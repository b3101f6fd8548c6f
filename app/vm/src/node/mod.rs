//! A node of a network, over HTTP on this machine, with the faults that a test asks for.

mod does;
mod http;
mod server;

use serde_json::Value;

pub use does::Does;
pub use server::{Hook, Moment, Server, State};

/// The result of a request, or code and message of an error.
pub type Answer = Result<Value, (i64, String)>;

/// Answers requests of JSON-RPC.
pub trait Answers: Send + 'static {
    /// The answer as of so many slots before the last one.
    fn answer(&mut self, method: &str, parameters: &Value, behind: u64) -> Answer;
}
