//! What changes change, as it is in force.

use io_client::changes;
use io_common::addresses::COUNCIL;

use crate::{context::Context, errors::CliError, models};

/// Of the three programs.
pub struct InForce {
    /// Of emissions.
    pub emissions: changes::Emissions,
    /// Of the marketplace.
    pub marketplace: ::marketplace::state::Config,
    /// Of fee-burn.
    pub fee_burn: ::fee_burn::state::Config,
}

impl InForce {
    /// Reads it.
    ///
    /// # Errors
    /// [`CliError::WrongNetwork`]; if the network does not answer.
    pub fn read(context: &mut Context) -> anyhow::Result<Self> {
        Ok(Self {
            emissions: of_emissions(context)?,
            marketplace: context.market()?,
            fee_burn: context.fee_burn()?,
        })
    }
}

/// Of emissions alone.
///
/// # Errors
/// As [`InForce::read`].
pub fn of_emissions(context: &mut Context) -> anyhow::Result<changes::Emissions> {
    let council = context.recall(&COUNCIL.address)?;
    Ok(changes::Emissions {
        config: context.emissions()?,
        models: models::table(context)?,
        council: council.ok_or_else(|| CliError::WrongNetwork(context.url.clone()))?,
    })
}
