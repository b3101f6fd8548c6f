//! The steps, a file each.

pub mod m01_programs;
pub mod m02_mint;
pub mod m03_genesis;
pub mod m04_freeze;
pub mod m05_initialise;
pub mod m06_council;
pub mod m07_models;
pub mod m08_parameters;
pub mod m09_launch;
pub mod m10_realm;
pub mod m11_roles;

use ::emissions::state::Ledger;
use anchor_lang::prelude::Pubkey;
use io_client::{read, Network, ReadError};
use io_common::addresses::LEDGER;

use crate::{changes::Governed, Deployment};

/// Whether the emission clock runs.
fn is_launched(network: &mut dyn Network) -> Result<bool, ReadError> {
    let ledger = read::<Ledger>(network, &LEDGER.address)?;
    Ok(ledger.is_some_and(|ledger| ledger.is_launched()))
}

/// Who governs a program now; who will initialise it, before that.
fn authority<P: Governed>(
    network: &mut dyn Network,
    deployment: &Deployment,
) -> Result<Pubkey, ReadError> {
    let roles = P::roles(network)?;
    Ok(roles.map_or(deployment.authority, |(roles, _)| roles.authority))
}
