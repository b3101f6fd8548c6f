//! Options of Jupiter's swap API.

use std::{fs, path::PathBuf};

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::jupiter::{self, Api, Exchanged, Request};
use io_common::addresses::ENGINE;
use serde_json::Value;

use crate::{context::Context, errors::CliError, report::Cell, secrets};

/// Slippage, in bps of the quote, beyond which a swap fails.
pub const SLIPPAGE_BPS: u16 = 10;

/// Where the API is, and the key for it.
#[derive(Args, Clone, Debug, Default)]
#[group(skip)]
pub struct Options {
    /// Jupiter's swap API; on mainnet-beta https://api.jup.ag/swap/v2 by default
    #[arg(
        long,
        env = "IO_JUPITER_URL",
        hide_env_values = true,
        value_name = "API_URL"
    )]
    jupiter_url: Option<String>,
    /// File with the API key. Without one Jupiter accepts fewer requests
    #[arg(
        long,
        env = "IO_JUPITER_KEY_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    jupiter_key_file: Option<PathBuf>,
}

impl Options {
    /// The API for the network.
    ///
    /// # Errors
    /// [`CliError::Usage`] for an unusable URL or key, and for a network that Jupiter does not serve.
    pub fn api(&self, context: &mut Context) -> Result<Api, CliError> {
        let url = match &self.jupiter_url {
            Some(url) => url.as_str(),
            None => {
                let place = context.place();
                if !place.is_mainnet() {
                    return Err(CliError::Usage(format!(
                        "Jupiter serves only mainnet-beta, and this is {}: use another API with --jupiter-url",
                        place.name()
                    )));
                }
                jupiter::URL
            }
        };
        let key = self.key()?;
        let api = Api::new(url, key.as_deref());
        api.map_err(|error| CliError::Usage(format!("--jupiter-url: {error}")))
    }

    fn key(&self) -> Result<Option<String>, CliError> {
        let Some(path) = &self.jupiter_key_file else {
            return Ok(None);
        };
        let refused =
            |why: String| CliError::Usage(format!("--jupiter-key-file {}: {why}", path.display()));
        let key = fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
        let key = key.trim();
        if key.is_empty() {
            return Err(refused("it is empty".into()));
        }
        secrets::keep_key(key);
        Ok(Some(key.into()))
    }
}

/// The market price of IO for `usdc` micro-USD, as quoted by Jupiter, to compare with a bid. Unknown, with the reason, if
/// there is no quote.
pub fn price(context: &mut Context, options: &Options, mints: [Pubkey; 2], usdc: u64) -> Cell {
    match asked(context, options, mints, usdc) {
        Ok(price) => Cell::Price(price),
        Err(why) => Cell::Tree {
            text: format!("unknown: {why}"),
            json: Value::Null,
        },
    }
}

fn asked(
    context: &mut Context,
    options: &Options,
    [output, input]: [Pubkey; 2],
    usdc: u64,
) -> anyhow::Result<u64> {
    let api = options.api(context)?;
    let request = Request {
        input,
        output,
        amount: usdc,
        // Any address will do: nothing is signed, and the user's address stays private.
        taker: ENGINE.address,
        slippage_bps: SLIPPAGE_BPS,
    };
    let io = api.route(&request)?.out_amount;
    Ok(Exchanged { usdc, io }.price()?)
}
