//! Parameters of quotes.

use marketplace::state::Reservation;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;

use super::{line::Line, values::Address};
use crate::{
    acting::Draft,
    context::Context,
    options::{self, Currency},
};

/// A question for a quote.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Asked {
    pub quote: Quote,
}

/// What is quoted.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars", inline)]
pub enum Quote {
    /// A reservation of GPUs: what is locked, and the minimum due
    Reserve {
        offer: Address,
        gpus: u32,
        hours: u32,
        currency: Currency,
    },
    /// An extension of a running reservation, at the offer's current price
    Extend { reservation: Address, hours: u32 },
    /// A delegation of IO to a supplier: rewards per hour, before and after
    Delegate {
        /// The staker
        wallet: Address,
        supplier: Address,
        /// IO, such as 12.5, or ALL
        amount: String,
    },
    /// A fill of the auction: IO to burn, for USDC
    FillAuction {
        /// Who pays the IO
        wallet: Address,
        /// USDC to buy, such as 25, or ALL that is left
        usdc: String,
    },
}

impl Quote {
    /// The command that quotes it.
    ///
    /// # Errors
    /// [`crate::errors::CliError::Missing`], or if the network does not answer.
    pub fn line(&self, context: &mut Context) -> anyhow::Result<Line> {
        Ok(match self {
            Self::Reserve {
                offer,
                gpus,
                hours,
                currency,
            } => Line::of("rent quote")
                .option("gpus", Some(gpus))
                .option("time", Some(format!("{hours}h")))
                .option("currency", Some(options::currency((*currency).into())))
                .value(offer),
            Self::Extend { reservation, hours } => {
                let it: Reservation = context.read("reservation", &reservation.0)?;
                Line::of("rent extend")
                    .option("time", Some(format!("{hours}h")))
                    .value(reservation)
                    .by(it.payer)
                    .drafted(Draft::Terms)
            }
            Self::Delegate {
                wallet,
                supplier,
                amount,
            } => Line::of("stake delegate")
                .value(supplier)
                .value(amount)
                .by(wallet.0)
                .drafted(Draft::Terms),
            Self::FillAuction { wallet, usdc } => Line::of("burn fill")
                .value(usdc)
                .by(wallet.0)
                .drafted(Draft::Terms),
        })
    }
}
