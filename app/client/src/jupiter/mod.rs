//! Swaps through Jupiter: the request, the answer, and the check before it is signed.
//!
//! The API answers with instructions. [`Route::check`] accepts only those with known effects: creating token accounts of the taker,
//! one swap of exactly the input by Jupiter's program, and closing the taker's account for wrapped SOL. The program itself
//! refuses a swap that gives less than [`Checked::least`].
//!
//! Written from the documentation, not tested against the real service: `GET /build` of the [Swap API
//! V2](https://developers.jup.ag/docs/api-reference/swap/build), by `openapi-spec/swap/v2/swap.yaml` of
//! `github.com/jup-ag/docs`; the instructions `route_v2` and `shared_accounts_route_v2`, by the program's published IDL.

use anchor_lang::prelude::{pubkey, Pubkey};

mod check;
mod profit;
mod route;
mod swap;
mod table;

#[cfg(feature = "rpc")]
mod answer;
#[cfg(feature = "rpc")]
mod http;

pub use check::{Checked, Unsafe};
pub use profit::{of_lamports, Exchanged};
pub use route::{Request, Route};
pub use swap::Swap;
pub use table::{tables, NoTable};

#[cfg(feature = "rpc")]
pub use answer::{read, Unrouted};
#[cfg(feature = "rpc")]
pub use http::Api;

/// Jupiter's swap program, version 6.
pub const PROGRAM: Pubkey = pubkey!("JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4");
/// The API for mainnet.
pub const URL: &str = "https://api.jup.ag/swap/v2";
/// The mint of wrapped SOL.
pub const WRAPPED_SOL: Pubkey = pubkey!("So11111111111111111111111111111111111111112");
