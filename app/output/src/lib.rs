//! What the tools of the suite print with.
//!
//! [`report`] is what a command has to say, in each of the forms of [`output`]; [`layout`] and [`terminal`] fit it to the
//! screen. Nothing here knows a secret: a tool installs what leaves its own out, with [`output::redact_with`].

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// They panic on a stream that is closed: `output` has what does not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod amounts;
pub mod arguments;
pub mod instruction;
pub mod layout;
pub mod migration;
pub mod output;
pub mod report;
pub mod terminal;
pub mod usage;
