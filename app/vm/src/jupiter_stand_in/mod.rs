//! A stand-in for Jupiter, for networks that are only tried: at the address of its program a pool with `route_v2`, and the
//! answers of its API that go through the pool.
//!
//! It has the accounts, the data and the slippage error of the real instruction as far as `io_client::jupiter` reads them, one
//! pool of two mints with a constant product and no fee, and nothing else of the real program.

mod market;
mod program;
mod server;

pub use market::{Market, SOL_PRICE};
pub use program::{keep_tokens, pool, program, route, Route, SLIPPAGE};
pub use server::{serve, Reply, Server};
