//! Fees on their way: out of a reservation, and those in IO to their end.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::Config;
use io_common::addresses::{FEE_BURN_CONFIG, IO_VAULT};
use marketplace::quote;

use super::{snapshot::Snapshot, stored, Prepared, Refusal, Unread};
use crate::{fee_burn as client, marketplace::sweep_fees, spl, Network};

/// The vault of the fees in IO, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct IoFees {
    /// The mint of IO.
    pub mint: Pubkey,
    /// What the vault holds, in base units.
    pub vault: u64,
}

/// What a burn comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burned {
    /// Base units of IO.
    pub amount: u64,
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
        let both = [FEE_BURN_CONFIG.address, IO_VAULT.address];
        let mut found = network.accounts(&both)?.into_iter();
        let mut next = || found.next().flatten();
        let at = &FEE_BURN_CONFIG.address;
        let config: Config = stored("configuration", at, next().as_ref())?;
        Ok(Self {
            mint: config.io_mint,
            vault: next().as_ref().map_or(0, spl::amount),
        })
    }
}

/// The burn of the fees in IO; anyone may send it.
///
/// # Errors
/// [`Refusal::Nothing`].
pub fn burn(it: &IoFees) -> Result<Prepared<Burned>, Refusal> {
    if it.vault == 0 {
        return Err(Refusal::Nothing("burn: no fees wait in IO"));
    }
    Ok(Prepared {
        terms: Burned { amount: it.vault },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::burn_fees(&it.mint)],
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
