//! What a staker does with its stake: the accounts that it takes, and each act.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    error::EmissionsError,
    state::{Delegation, Redelegation, Slash},
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER},
    types::Supplier,
    CommonError,
};
use solana_account::Account;

use super::{
    clock::{first_hour, pages_needed, EmissionClock, Setup},
    optional,
    payee::{self, Payee},
    stored, Creation, Unread,
};
use crate::{
    emissions::{self as client, DelegationKeys},
    layout::decode,
    slashes, Network,
};

pub mod cancel_redelegation;
pub mod cancel_unstake;
pub mod claim;
pub mod close_delegation;
pub mod compound;
pub mod delegate;
pub mod redelegate;
pub mod request_redelegation;
pub mod unstake;
pub mod withdraw;

/// A supplier, and the delegation of one staker to it, as they were read.
#[derive(Clone, Debug)]
pub struct Stake {
    /// Address of the supplier.
    pub address: Pubkey,
    /// The supplier; none once it is closed.
    pub supplier: Option<Supplier>,
    /// The delegation, if there is one.
    pub delegation: Option<Delegation>,
    /// The slashes of the supplier, where the delegation has some to follow, or one holds something of it.
    pub slashes: Vec<Slash>,
}

/// A staker with one supplier, as they were read.
#[derive(Clone, Debug)]
pub struct Staking {
    /// Who stakes, and signs.
    pub staker: Pubkey,
    /// The stake.
    pub stake: Stake,
    /// The emission clock.
    pub clock: EmissionClock,
    /// The staker's IO: where its wallet has it, or the account that was named.
    pub payee: Payee,
}

/// A staker with two suppliers, as they were read.
#[derive(Clone, Debug)]
pub struct Moving {
    /// Who stakes, and signs.
    pub staker: Pubkey,
    /// The stake with the supplier that it leaves.
    pub from: Stake,
    /// The stake with the supplier that it goes to.
    pub to: Stake,
    /// The request to move it, if there is one.
    pub request: Option<Redelegation>,
    /// The emission clock.
    pub clock: EmissionClock,
}

/// Why an act with stake is refused before it is sent.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no supplier.
    #[error("there is no supplier at {0}")]
    NoSupplier(Pubkey),
    /// There is no delegation.
    #[error("nothing is delegated to the supplier {0}")]
    NoDelegation(Pubkey),
    /// It is more than may be delegated.
    #[error("{amount} base units are more than may be delegated to this supplier: it has room for {room}")]
    Room {
        /// What is wanted, in base units.
        amount: u64,
        /// What may still be delegated, in base units.
        room: u64,
    },
    /// It is more than is active and not held by a slash.
    #[error("{amount} base units are more than the active stake that no slash holds, {active}")]
    NotEnough {
        /// What is wanted, in base units.
        amount: u64,
        /// What there is, in base units.
        active: u64,
    },
    /// There is nothing that it could be done with.
    #[error("there is nothing to do it with")]
    Nothing,
    /// Nothing has cooled.
    #[error("nothing has cooled")]
    StillCooling {
        /// What cools first: from which unix second it can be withdrawn, and its base units.
        first: Option<(i64, u64)>,
    },
    /// There is no such unstake request.
    #[error("there is no unstake request {0}")]
    NoUnstakeRequest(u8),
    /// Stake was not asked to move.
    #[error("there is no request to move stake at {0}")]
    NoRequest(Pubkey),
    /// Stake moves a day after it was asked for.
    #[error("stake moves a day after it was asked for: from unix second {ready_at} on")]
    RedelegationNotReady {
        /// From which unix second.
        ready_at: i64,
    },
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

/// A supplier and a delegation that has followed the slashes, with what brings them there.
struct Present<'a> {
    supplier: &'a Supplier,
    delegation: Delegation,
    followed: Vec<Instruction>,
}

impl Stake {
    /// The supplier.
    ///
    /// # Errors
    /// [`Refusal::NoSupplier`].
    pub fn supplier(&self) -> Result<&Supplier, Refusal> {
        let supplier = self.supplier.as_ref();
        supplier.ok_or(Refusal::NoSupplier(self.address))
    }

    /// The delegation as it stands once it has followed the slashes of its supplier, and those to send `apply_slash` for.
    ///
    /// # Errors
    /// [`Refusal::NoDelegation`].
    pub fn followed(&self) -> Result<(Delegation, Vec<Slash>), Refusal> {
        let missing = Refusal::NoDelegation(self.address);
        let mut delegation = self.delegation.ok_or(missing)?;
        let supplier = self.supplier.as_ref();
        if supplier.is_some_and(|supplier| delegation.follow(supplier).is_ok()) {
            return Ok((delegation, Vec::new()));
        }
        let followed = slashes::follow(&mut delegation, &mut self.slashes.clone());
        Ok((delegation, followed))
    }

    /// What makes the delegation follow the slashes, and what it is then.
    fn follow(&self, staker: &Pubkey) -> Result<(Delegation, Vec<Instruction>), Refusal> {
        let (delegation, followed) = self.followed()?;
        let followed = followed.iter();
        let followed = followed.map(|slash| client::apply_slash(slash, staker));
        Ok((delegation, followed.collect()))
    }

    fn present(&self, staker: &Pubkey) -> Result<Present<'_>, Refusal> {
        let (delegation, followed) = self.follow(staker)?;
        Ok(Present {
            supplier: self.supplier()?,
            delegation,
            followed,
        })
    }

    /// Opens the delegation of `staker`, or makes it follow the slashes; gives it as it is then.
    fn open(&self, staker: &Pubkey, setup: &mut Setup) -> Result<Delegation, Refusal> {
        if self.delegation.is_some() {
            let (delegation, followed) = self.follow(staker)?;
            setup.instructions.extend(followed);
            return Ok(delegation);
        }
        let keys = keys(&self.address, staker);
        let open = client::open_delegation(&keys);
        setup.instructions.push(open);
        setup.creates.push(Creation {
            kind: "delegation",
            address: client::delegation_address(&keys),
            bytes: Delegation::SIZE,
            deposit: 0,
            returns_to: Some(*staker),
        });
        Ok(Delegation::default())
    }
}

impl Staking {
    /// Reads a supplier, the delegation of `staker` to it, the clock and the staker's IO, at `named` if that is given: in two
    /// requests, a third for the slashes where they are needed, and the clock. `later` as [`EmissionClock::later`].
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        supplier: &Pubkey,
        staker: &Pubkey,
        named: Option<Pubkey>,
        later: bool,
    ) -> Result<Self, Unread> {
        let (read, _) = Read::all(network, staker, &[*supplier], None, named, later)?;
        let mut stakes = read.stakes.into_iter();
        Ok(Self {
            staker: *staker,
            stake: stakes.next().unwrap_or_else(|| Stake::none(*supplier)),
            clock: read.clock,
            payee: read.payee,
        })
    }

    /// The delegation that has followed the slashes, with its supplier; what brings clock, supplier and delegation there is in
    /// the setup.
    fn caught_up(&self) -> Result<(&Supplier, Delegation, Setup), Refusal> {
        let it = self.stake.present(&self.staker)?;
        let suppliers = [(self.stake.address, it.supplier)];
        let mut setup = self.clock.catch_up(&self.staker, &suppliers);
        setup.instructions.extend(it.followed);
        Ok((it.supplier, it.delegation, setup))
    }
}

impl Moving {
    /// The same for two suppliers, with the request to move stake `from` one `to` the other.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        [from, to]: [&Pubkey; 2],
        staker: &Pubkey,
        later: bool,
    ) -> Result<Self, Unread> {
        let request = request_address(from, to, staker);
        let both = [*from, *to];
        let (read, found) = Read::all(network, staker, &both, Some(request), None, later)?;
        let mut stakes = read.stakes.into_iter();
        let mut next = |address: &Pubkey| stakes.next().unwrap_or_else(|| Stake::none(*address));
        Ok(Self {
            staker: *staker,
            from: next(from),
            to: next(to),
            request: optional(&request, found.as_ref())?,
            clock: read.clock,
        })
    }

    /// Address of the request.
    pub fn address(&self) -> Pubkey {
        request_address(&self.from.address, &self.to.address, &self.staker)
    }

    /// The request.
    ///
    /// # Errors
    /// [`Refusal::NoRequest`].
    fn requested(&self) -> Result<&Redelegation, Refusal> {
        let missing = Refusal::NoRequest(self.address());
        self.request.as_ref().ok_or(missing)
    }
}

/// The delegation of `staker` with `supplier`.
fn keys(supplier: &Pubkey, staker: &Pubkey) -> DelegationKeys {
    let (supplier, staker) = (*supplier, *staker);
    DelegationKeys { staker, supplier }
}

fn request_address(from: &Pubkey, to: &Pubkey, staker: &Pubkey) -> Pubkey {
    client::redelegation_address(&client::delegation_address(&keys(from, staker)), to)
}

/// What the acts have in common.
struct Read {
    clock: EmissionClock,
    stakes: Vec<Stake>,
    payee: Payee,
}

impl Read {
    fn all(
        network: &mut dyn Network,
        staker: &Pubkey,
        suppliers: &[Pubkey],
        other: Option<Pubkey>,
        named: Option<Pubkey>,
        later: bool,
    ) -> Result<(Self, Option<Account>), Unread> {
        let (config_at, ledger_at) = (EMISSIONS_CONFIG.address, LEDGER.address);
        let mut first = vec![config_at, ledger_at];
        for supplier in suppliers {
            first.extend([
                *supplier,
                client::delegation_address(&keys(supplier, staker)),
            ]);
        }
        first.extend(other);
        let mut found = network.accounts(&first)?.into_iter();
        let mut next = || found.next().flatten();
        let config: emissions::state::Config =
            stored("configuration", &config_at, next().as_ref())?;
        let ledger = stored("ledger", &ledger_at, next().as_ref())?;
        let mut stakes = Vec::new();
        for address in suppliers {
            let delegation = client::delegation_address(&keys(address, staker));
            stakes.push(Stake {
                address: *address,
                supplier: optional(address, next().as_ref())?,
                delegation: optional(&delegation, next().as_ref())?,
                slashes: Vec::new(),
            });
        }
        let other = next();

        let now = network.unix_time()?;
        let payee = Payee::of(*staker, config.io_mint, named, None);
        let there = stakes.iter().filter_map(|it| it.supplier.as_ref());
        let numbers = pages_needed(&ledger, there, now);
        let pages = numbers.iter();
        let pages = pages.map(|page| client::page_address(first_hour(*page)));
        let second: Vec<Pubkey> = [payee.tokens()].into_iter().chain(pages).collect();
        let mut found = network.accounts(&second)?.into_iter();
        let tokens = found.next().flatten();
        let pages = numbers.into_iter().zip(found);
        let pages = pages.filter_map(|(page, account)| Some((page, decode(&account?.data)?)));
        let clock = EmissionClock {
            config,
            ledger,
            pages: BTreeMap::from_iter(pages),
            now,
            later,
        };
        for stake in &mut stakes {
            if stake.needs_slashes() {
                stake.slashes = slashes::of(network, &stake.address)?;
            }
        }
        let payee = Payee::of(*staker, config.io_mint, named, tokens.as_ref());
        let read = Self {
            clock,
            stakes,
            payee,
        };
        Ok((read, other))
    }
}

impl Stake {
    fn none(address: Pubkey) -> Self {
        Self {
            address,
            supplier: None,
            delegation: None,
            slashes: Vec::new(),
        }
    }

    /// Whether the delegation has slashes to follow, or one holds something of it.
    fn needs_slashes(&self) -> bool {
        let Some(mut delegation) = self.delegation else {
            return false;
        };
        let holds = delegation.held.iter().any(|held| held.slash > 0);
        let supplier = self.supplier.as_ref();
        holds || supplier.is_none_or(|supplier| delegation.follow(supplier).is_err())
    }
}
