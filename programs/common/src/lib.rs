//! Code that the three IO programs share, and that every client may use.
//!
//! The crate has no entry point and depends on none of the programs. So programs, command line, keepers and tests run
//! the same arithmetic.
//!
//! | module | contents |
//! |---|---|
//! | [`constants`] | scales of tokens, units, time and rates |
//! | [`ids`], [`seeds`], [`addresses`] | addresses of the programs, seeds of every account, addresses without variable seeds |
//! | [`error`] | errors 6000 to 6999 |
//! | [`math`] | wide multiply-divide with named rounding, Q64 reward indexes |
//! | [`refusal`] | `require!` and related macros, whose errors are built out of line |
//! | [`rent`] | lamports above an account's rent-exempt minimum |
//! | [`schedule`] | the 240 months of the emission |
//! | [`oracle`] | Pyth prices: parser, checks, conversions |
//! | [`types`] | accounts that a second program reads |
//! | [`governance`] | roles, pause, timelock and the upgrade-authority check |
//! | [`agreement`] | the agreement of the council to a decision |
//! | [`create`] | accounts at addresses of a program |
//! | [`cpi`], [`event`] | cross-program calls, and the self-CPI of events |
//! | [`entrypoint`](mod@entrypoint) | the entrypoint of the programs |
//! | [`token`] | the token transfers, mints and burns of the suite |

#![cfg_attr(not(feature = "idl-build"), deny(missing_docs))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::integer_division))]

pub mod addresses;
pub mod agreement;
pub mod constants;
pub mod cpi;
pub mod create;
pub mod derived;
pub mod entrypoint;
pub mod error;
pub mod event;
pub mod governance;
pub mod hash;
pub mod ids;
pub mod math;
pub mod oracle;
pub mod refusal;
pub mod rent;
pub mod schedule;
pub mod seeds;
pub mod token;
pub mod types;

pub use error::CommonError;

/// Result of the crate's pure functions; converts into Anchor's with `?`.
pub type Result<T> = core::result::Result<T, CommonError>;
