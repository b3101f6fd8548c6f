//! Numbered steps that take an empty network to a running suite.
//!
//! Each step first reads whether its work is done and does nothing if so, so that an interrupted run
//! is simply repeated. Nothing else sets the suite up: the demo and the tests start here too.
//!
//! | step | does | signed by |
//! |---|---|---|
//! | [`m01_mint`] | creates the IO mint, 8 decimals, no freeze authority | payer, mint, mint authority |
//! | [`m02_genesis`] | mints the 500M IO of the genesis table | mint authority |
//! | [`m03_initialise`] | initialises the three programs | upgrade authority |
//! | [`m04_council`] | names the attestors and their threshold | authority |
//! | [`m05_models`] | lists the GPU models of `data/gpus.toml` that the table lacks | authority |
//! | [`m06_launch`] | starts the emission clock; the mint authority becomes the program's | authority, mint authority |

#![deny(missing_docs)]

pub mod catalogue;
pub mod local;
mod steps;

pub use steps::{m01_mint, m02_genesis, m03_initialise, m04_council, m05_models, m06_launch};

use anchor_lang::prelude::Pubkey;
use anyhow::ensure;
use io_client::Network;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Keys and choices of a deployment. Amounts are IO base units.
pub struct Deployment<'a> {
    /// Pays for accounts and transactions.
    pub payer: &'a Keypair,
    /// Upgrade authority of the three programs, and at first their governance authority.
    pub authority: &'a Keypair,
    /// Recorded for the pause; can do nothing yet.
    pub guardian: Pubkey,
    /// The IO mint's own key.
    pub io_mint: &'a Keypair,
    /// Mints the genesis supply, then hands over to the emissions program.
    pub mint_authority: &'a Keypair,
    /// Where the slow anchor of the fee-burn auction starts, in pico-USD for one IO.
    pub anchor: u64,
    /// The USDC mint of the network.
    pub usdc_mint: Pubkey,
    /// Who receives the genesis supply; sums to 500M IO.
    pub genesis: Vec<(Pubkey, u64)>,
    /// Attestors of the council.
    pub council: Vec<Pubkey>,
    /// Attestors that must agree.
    pub threshold: u8,
}

impl Deployment<'_> {
    /// Address of the IO mint.
    pub fn io(&self) -> Pubkey {
        self.io_mint.pubkey()
    }
}

/// A numbered step.
pub struct Step {
    /// Number and name.
    pub name: &'static str,
    is_done: fn(&mut dyn Network, &Deployment) -> anyhow::Result<bool>,
    run: fn(&mut dyn Network, &Deployment) -> anyhow::Result<()>,
}

/// The steps, in order.
pub const STEPS: [Step; 6] = [
    m01_mint::STEP,
    m02_genesis::STEP,
    m03_initialise::STEP,
    m04_council::STEP,
    m05_models::STEP,
    m06_launch::STEP,
];

/// Runs what has not been done and returns the names of those steps.
///
/// # Errors
/// The first refusal, with the name of its step. Run again after mending the cause.
pub fn run(
    network: &mut dyn Network,
    deployment: &Deployment,
) -> anyhow::Result<Vec<&'static str>> {
    let mut ran = Vec::new();
    for step in &STEPS {
        let outcome = (|| {
            if !(step.is_done)(network, deployment)? {
                (step.run)(network, deployment)?;
                ensure!(
                    (step.is_done)(network, deployment)?,
                    "it ran, and is not done"
                );
                ran.push(step.name);
            }
            anyhow::Ok(())
        })();
        outcome.map_err(|error| error.context(step.name))?;
    }
    Ok(ran)
}
