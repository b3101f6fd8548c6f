//! Fees on their way: out of a reservation, and those in IO to their end.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::{Burn, Config, Engine};
use io_common::addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT};
use marketplace::quote;

use super::{auction::refused, snapshot::Snapshot, stored, Prepared, Refusal, Unread};
use crate::{fee_burn as client, marketplace::sweep_fees, spl, Network};

/// The vault of the fees in IO, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct IoFees {
    /// Configuration of the program.
    pub config: Config,
    /// The engine.
    pub engine: Engine,
    /// What the vault holds, in base units.
    pub vault: u64,
}

/// What a sweep comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Base units of the reservation's currency, as things stand.
    pub amount: u64,
    /// The vault that gets them.
    pub to: Pubkey,
}

impl IoFees {
    /// Reads it in one request.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network) -> Result<Self, Unread> {
        let [config, engine] = [FEE_BURN_CONFIG.address, ENGINE.address];
        let found = network.accounts(&[config, engine, IO_VAULT.address])?;
        let mut found = found.into_iter();
        let mut next = || found.next().flatten();
        Ok(Self {
            config: stored("configuration", &config, next().as_ref())?,
            engine: stored("auction engine", &engine, next().as_ref())?,
            vault: next().as_ref().map_or(0, spl::amount),
        })
    }
}

/// The burn of the fees in IO; anyone may send it.
///
/// # Errors
/// [`Refusal::Nothing`], [`Refusal::Early`] during a flash fill.
pub fn burn(it: &IoFees) -> Result<Prepared<Burn>, Refusal> {
    let mut engine = it.engine;
    let burn = engine.burn_fees(&it.config, it.vault);
    let terms = burn.map_err(refused)?;
    if terms.amount == 0 {
        return Err(Refusal::Nothing("burn: no fees wait in IO"));
    }
    Ok(Prepared {
        terms,
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::burn_fees(&it.config.io_mint)],
    })
}

/// What a reservation has earned in fees, moved to the vault; anyone may send it.
///
/// # Errors
/// [`Refusal::Nothing`].
pub fn sweep(snapshot: &Snapshot) -> Result<Prepared<Swept>, Refusal> {
    let Snapshot {
        address,
        reservation,
        currency,
        now,
        ..
    } = snapshot;
    let amount = quote::fees_to_sweep(reservation, *now)?;
    if amount == 0 {
        return Err(Refusal::Nothing(
            "sweep: the reservation has earned no fees",
        ));
    }
    Ok(Prepared {
        terms: Swept {
            amount,
            to: currency.fee_vault(),
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![sweep_fees(address, reservation)?],
    })
}
