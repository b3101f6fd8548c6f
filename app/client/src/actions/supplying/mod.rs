//! What the owner of a supplier does: the accounts that it takes, and each act.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use emissions::{error::EmissionsError, quote::Hourly, state::Ledger};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER},
    types::{Supplier, SupplierUsage},
    CommonError,
};

use super::{
    clock::{first_hour, pages_needed, EmissionClock, Setup},
    optional,
    payee::{self, Payee},
    stored, Unread,
};
use crate::{
    emissions::page_address, layout::decode, marketplace::supplier_usage_address, Network,
};

pub mod accept_owner;
pub mod cancel_own_unstake;
pub mod claim;
pub mod close;
pub mod propose_owner;
pub mod register;
pub mod set_commission;
pub mod settle;
pub mod stake_own;
pub mod unstake_own;
pub mod update;
pub mod withdraw_own;

/// Whose token account an act is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wallet {
    /// The one of a key.
    Of(Pubkey),
    /// The payout wallet's of the supplier.
    Payout,
}

/// A supplier, as it was read.
#[derive(Clone, Debug)]
pub struct Supplying {
    /// Who signs.
    pub signer: Pubkey,
    /// Who pays for token accounts and history pages that are missing, and signs too: the signer, unless set.
    pub payer: Pubkey,
    /// Address of the supplier.
    pub address: Pubkey,
    /// The supplier.
    pub supplier: Supplier,
    /// Its usage account; none if nothing was ever reserved.
    pub usage: Option<SupplierUsage>,
    /// The emission clock.
    pub clock: EmissionClock,
    /// The IO of the wallet that the act is about, or the account that was named.
    pub payee: Payee,
}

/// What keeps a supplier open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Its GPUs are attested until this unix second.
    Attested(i64),
    /// Reservations that are not closed.
    Reservations(u32),
    /// Own stake, in base units.
    Own(u64),
    /// Own stake in its cooldown, in base units.
    OwnCooling(u64),
    /// Stake of others, active and cooling, in base units.
    Delegated(u64),
    /// Rewards that are not claimed, in base units.
    Rewards(u64),
    /// Open slashes.
    Slashes(u32),
}

/// Why an act of a supplier is refused before it is sent.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The address is taken by a supplier, or by what is left of one that was closed.
    #[error("the address {0} is taken: give another sequence number")]
    Taken(Pubkey),
    /// It is more than the own stake that no slash holds.
    #[error("{amount} base units are more than the own stake that no slash holds, {free}")]
    NotEnough {
        /// What is wanted, in base units.
        amount: u64,
        /// What there is, in base units.
        free: u64,
    },
    /// There is nothing that it could be done with.
    #[error("there is nothing to do it with")]
    Nothing,
    /// Nothing of the holder's has cooled.
    #[error("nothing has cooled")]
    StillCooling {
        /// What cools first: from which unix second it can be withdrawn, and its base units.
        first: Option<(i64, u64)>,
    },
    /// There is no such unstake request.
    #[error("there is no unstake request {0}")]
    NoUnstakeRequest(u8),
    /// The commission is that already, and no rise is announced.
    #[error("the commission is {0} bps already, and no rise is announced")]
    SameCommission(u16),
    /// The owner is that already.
    #[error("{0} is the owner already")]
    IsOwner(Pubkey),
    /// Only the payout wallet names the account that is paid.
    #[error("only the payout wallet, {0}, names the account that is paid")]
    NotPayout(Pubkey),
    /// It cannot be closed yet.
    #[error("it cannot be closed yet: {0:?}")]
    InUse(Vec<Left>),
    /// The wallet holds less.
    #[error("it takes {needed} base units, and the wallet holds {held}")]
    Balance {
        /// What it takes, in base units.
        needed: u64,
        /// What is held, in base units.
        held: u64,
    },
    /// The token account cannot be paid.
    #[error(transparent)]
    Payee(#[from] payee::Refusal),
    /// The program would refuse it for another reason.
    #[error("the program would refuse it: {0}")]
    Program(anchor_lang::error::Error),
}

impl From<CommonError> for Refusal {
    fn from(error: CommonError) -> Self {
        Self::Program(error.into())
    }
}

impl From<anchor_lang::error::Error> for Refusal {
    fn from(error: anchor_lang::error::Error) -> Self {
        Self::Program(error)
    }
}

impl From<EmissionsError> for Refusal {
    fn from(error: EmissionsError) -> Self {
        Self::Program(error.into())
    }
}

/// Own stake before and after an act. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnStake {
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
    /// What the attested GPUs require of own and delegated stake together; none while no GPU is attested.
    pub required: Option<u64>,
    /// Seconds between unstaking and withdrawal.
    pub cooldown: i64,
    /// Slashes of the supplier that are open.
    pub open_slashes: u32,
    /// Units of the supplier before and after, in 10⁻⁴ units.
    pub units: [u64; 2],
    /// What an hour gives owner and stakers before and after.
    pub hourly: [Hourly; 2],
}

impl Supplying {
    /// Reads a supplier, its usage account, the clock and a token account, `named` or that of `wallet`: in two requests, and the
    /// clock. `later` as [`EmissionClock::later`].
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        address: &Pubkey,
        signer: &Pubkey,
        (wallet, named): (Wallet, Option<Pubkey>),
        later: bool,
    ) -> Result<Self, Unread> {
        let (config_at, ledger_at) = (EMISSIONS_CONFIG.address, LEDGER.address);
        let usage_at = supplier_usage_address(address);
        let first = [config_at, ledger_at, *address, usage_at];
        let mut found = network.accounts(&first)?.into_iter();
        let mut next = || found.next().flatten();
        let config: emissions::state::Config =
            stored("configuration", &config_at, next().as_ref())?;
        let ledger: Ledger = stored("ledger", &ledger_at, next().as_ref())?;
        let supplier: Supplier = stored("supplier", address, next().as_ref())?;
        let usage = optional(&usage_at, next().as_ref())?;
        let now = network.unix_time()?;

        let wallet = match wallet {
            Wallet::Of(key) => key,
            Wallet::Payout => supplier.payout,
        };
        let mint = config.io_mint;
        let numbers = pages_needed(&ledger, [&supplier], now);
        let pages = numbers.iter();
        let pages = pages.map(|page| page_address(first_hour(*page)));
        let tokens = Payee::of(wallet, mint, named, None).tokens();
        let second: Vec<Pubkey> = [tokens].into_iter().chain(pages).collect();
        let mut found = network.accounts(&second)?.into_iter();
        let tokens = found.next().flatten();
        let pages = numbers.into_iter().zip(found);
        let pages = pages.filter_map(|(page, account)| Some((page, decode(&account?.data)?)));
        Ok(Self {
            signer: *signer,
            payer: *signer,
            address: *address,
            supplier,
            usage,
            clock: EmissionClock {
                config,
                ledger,
                pages: BTreeMap::from_iter(pages),
                now,
                later,
            },
            payee: Payee::of(wallet, mint, named, tokens.as_ref()),
        })
    }

    /// Refuses anybody but the owner.
    fn owned(&self) -> Result<(), Refusal> {
        match self.supplier.owner == self.signer {
            true => Ok(()),
            false => Err(EmissionsError::NotOwner.into()),
        }
    }

    fn catch_up(&self) -> Setup {
        let suppliers = [(self.address, &self.supplier)];
        self.clock.catch_up(&self.payer, &suppliers)
    }

    /// What it is once own stake is `after`.
    fn own_stake(&self, after: u64) -> Result<OwnStake, Refusal> {
        let (it, clock) = (&self.supplier, &self.clock);
        let gpus = it.attestation.live_gpus(clock.now);
        let required = match gpus {
            0 => None,
            gpus => Some(it.attestation.required_stake(gpus)?),
        };
        Ok(OwnStake {
            before: it.stake.own,
            after,
            required,
            cooldown: clock.config.unstake_cooldown,
            open_slashes: it.slashes.open_count,
            units: clock.units(it, after)?,
            hourly: clock.own_effect(it, after)?,
        })
    }
}
