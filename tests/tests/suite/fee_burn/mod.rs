//! The fee-burn program.

mod auction;
mod fees;
mod initialisation;
