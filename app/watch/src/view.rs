//! What the chain says.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, Discriminator, Owner};
use emissions::state::{Ledger, Models};
use io_client::{
    layout::{self, place, Stored},
    read, Match, Network, ReadError,
};
use io_common::{
    addresses::{COUNCIL, LEDGER, MODELS},
    types::{Approval, Council, Supplier},
};
use marketplace::state::{Reservation, Status};

use crate::{
    decision::Decision,
    search::{Decisions, Lookups},
};

/// What the chain says at one time.
pub struct View {
    /// The cluster's clock, in unix seconds.
    pub now: i64,
    /// The council.
    pub council: Council,
    /// Whether emissions are paused: nothing is attested.
    pub paused: bool,
    /// Every supplier.
    pub suppliers: BTreeMap<Pubkey, Supplier>,
    /// Every reservation whose meter runs.
    pub reservations: BTreeMap<Pubkey, Reservation>,
    /// What attestors have approved, whose decision is known.
    pub open: Vec<Open>,
    /// Approvals that are over.
    pub over: Vec<Approval>,
    models: Option<Models>,
}

/// An approval within its hour, of this council.
#[derive(Clone, Debug)]
pub struct Open {
    /// As the chain has it.
    pub approval: Approval,
    /// What it is of.
    pub decision: Decision,
}

impl View {
    /// Reads it; none if the programs are not there.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(
        network: &mut dyn Network,
        decisions: &mut Decisions,
    ) -> Result<Option<Self>, ReadError> {
        let now = network.unix_time()?;
        let council = read::<Council>(network, &COUNCIL.address)?;
        let ledger = read::<Ledger>(network, &LEDGER.address)?;
        let (Some(council), Some(ledger)) = (council, ledger) else {
            return Ok(None);
        };
        let running = Match::new(place!(Reservation, status), [Status::Active as u8]);
        let approvals: BTreeMap<Pubkey, Approval> = all(network, &[])?;
        let mut view = Self {
            now,
            council,
            paused: ledger.pause.is_on(now),
            suppliers: all(network, &[])?,
            reservations: all(network, &[running])?,
            open: Vec::new(),
            over: Vec::new(),
            models: read(network, &MODELS.address)?,
        };
        let hashes: BTreeSet<[u8; 32]> = approvals.values().map(|it| it.hash).collect();
        decisions.keep(&hashes);
        let mut lookups = Lookups::default();
        for (address, approval) in approvals {
            if approval.is_over(now) {
                view.over.push(approval);
            } else if approval.revision == council.revision && approval.approvals != 0 {
                let of = (&address, &approval);
                let decision = decisions.find(network, &council, of, &mut lookups)?;
                view.open
                    .extend(decision.map(|decision| Open { approval, decision }));
            }
        }
        Ok(Some(view))
    }

    /// One of a test, without suppliers.
    #[cfg(test)]
    pub(crate) fn of(council: Council, now: i64) -> Self {
        Self {
            now,
            council,
            paused: false,
            suppliers: BTreeMap::new(),
            reservations: BTreeMap::new(),
            open: Vec::new(),
            over: Vec::new(),
            models: None,
        }
    }

    /// The name of a supplier's model.
    pub fn model(&self, supplier: &Supplier) -> &str {
        let models = self.models.as_ref();
        let model = models.and_then(|it| it.models.get(usize::from(supplier.model)));
        model.map_or("", |it| it.name())
    }

    /// The attestors who are not suspended, in their places.
    pub fn attestors(&self) -> Vec<Pubkey> {
        let members = self.council.members().iter().copied();
        members
            .filter(|it| self.council.place(it).is_some())
            .collect()
    }
}

fn all<T: Stored + Discriminator + Owner>(
    network: &mut dyn Network,
    matches: &[Match],
) -> Result<BTreeMap<Pubkey, T>, ReadError> {
    let found = network.program_accounts_where(&T::owner(), T::DISCRIMINATOR, matches)?;
    // Closed suppliers leave an account without data.
    let read = found.into_iter().filter_map(|(address, account)| {
        let account = layout::decode(&account.data)?;
        Some((address, account))
    });
    Ok(read.collect())
}
