//! Registering a supplier.

use anchor_lang::prelude::Pubkey;
use emissions::{
    error::EmissionsError,
    instructions::RegisterSupplierArgs,
    state::{Config, Ledger, Models},
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, MODELS},
    constants::ENDPOINT_LEN,
    types::Supplier,
};

use super::Refusal;
use crate::{
    actions::{
        clock::{first_hour, pages_needed, EmissionClock},
        stored, Creation, Prepared, Unread,
    },
    emissions::{page_address, register_supplier, supplier_address},
    layout::decode,
    Network,
};

/// What registering takes, as it was read.
#[derive(Clone, Debug)]
pub struct Registering {
    /// Who will own it, and signs.
    pub owner: Pubkey,
    /// Sequence number among its suppliers.
    pub sequence: u32,
    /// Whether the address is taken.
    pub taken: bool,
    /// The table of models.
    pub models: Models,
    /// The emission clock.
    pub clock: EmissionClock,
}

/// What registering comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the supplier.
    pub supplier: Pubkey,
    /// Compute units of a GPU, in 10⁻⁴ units.
    pub multiplier: u32,
    /// Least stake of a delegation, in base units.
    pub min_delegation: u64,
}

impl Registering {
    /// Reads what is at the address, the table of models and the clock: in one request, a second where history pages are needed,
    /// and the clock. `later` as [`EmissionClock::later`].
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        owner: &Pubkey,
        sequence: u32,
        later: bool,
    ) -> Result<Self, Unread> {
        let (config_at, ledger_at) = (EMISSIONS_CONFIG.address, LEDGER.address);
        let address = supplier_address(owner, sequence);
        let first = [config_at, ledger_at, MODELS.address, address];
        let mut found = network.accounts(&first)?.into_iter();
        let mut next = || found.next().flatten();
        let config: Config = stored("configuration", &config_at, next().as_ref())?;
        let ledger: Ledger = stored("ledger", &ledger_at, next().as_ref())?;
        let models: Models = stored("table of models", &MODELS.address, next().as_ref())?;
        // What is left of one that was closed has no data.
        let taken = next().is_some_and(|it| it.owner == emissions::ID);
        let now = network.unix_time()?;
        let numbers = pages_needed(&ledger, [], now);
        let addresses = numbers.iter();
        let addresses: Vec<Pubkey> = addresses
            .map(|page| page_address(first_hour(*page)))
            .collect();
        let found = match addresses.as_slice() {
            [] => Vec::new(),
            some => network.accounts(some)?,
        };
        let pages = numbers.into_iter().zip(found);
        let pages = pages.filter_map(|(page, account)| Some((page, decode(&account?.data)?)));
        Ok(Self {
            owner: *owner,
            sequence,
            taken,
            models,
            clock: EmissionClock {
                config,
                ledger,
                pages: pages.collect(),
                now,
                later,
            },
        })
    }
}

/// To register a supplier; the sequence number is that of `registering`.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(
    registering: &Registering,
    args: RegisterSupplierArgs,
) -> Result<Prepared<Terms>, Refusal> {
    let (owner, clock) = (&registering.owner, &registering.clock);
    let supplier = supplier_address(owner, registering.sequence);
    if registering.taken {
        return Err(Refusal::Taken(supplier));
    }
    if args.commission_bps > clock.config.max_commission_bps {
        return Err(EmissionsError::CommissionTooHigh.into());
    }
    if args.endpoint.len() > ENDPOINT_LEN {
        return Err(EmissionsError::EndpointTooLong.into());
    }
    let multiplier = registering.models.multiplier(args.model)?;
    let mut setup = clock.catch_up(owner, &[]);
    setup.creates.push(Creation {
        kind: "supplier",
        address: supplier,
        bytes: Supplier::SIZE,
        deposit: 0,
        returns_to: Some(*owner),
    });
    let args = RegisterSupplierArgs {
        sequence: registering.sequence,
        ..args
    };
    Ok(Prepared {
        terms: Terms {
            supplier,
            multiplier,
            min_delegation: clock.config.min_delegation,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![register_supplier(owner, args)],
    })
}
