//! What the supply is computed from, read at once.

use anchor_lang::prelude::Pubkey;
use emissions::state::Ledger;
use fee_burn::state::Engine;
use io_common::addresses::{ENGINE, LEDGER};

use super::{Clock, Contradiction, Counted, Locked, Supply};
use crate::{
    actions::{stored, Unread},
    lock::{Found, Schedule, Terms},
    spl, Network,
};

/// What was read of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it has counted.
    pub counted: Counted,
    /// Its emission clock.
    pub clock: Clock,
    /// Whether that has started. Before, there is no supply to speak of.
    pub is_launched: bool,
    /// The escrows of the genesis table.
    pub locks: Vec<Found>,
    /// The cluster's clock, in unix seconds.
    pub now: u64,
}

impl Reading {
    /// Reads ledger, engine, mint and escrows together, at `now`. The first three are of one slot, however many escrows there
    /// are.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        mint: &Pubkey,
        terms: &[Terms],
        now: i64,
    ) -> Result<Self, Unread> {
        let mut addresses = vec![LEDGER.address, ENGINE.address, *mint];
        addresses.extend(terms.iter().flat_map(Terms::accounts));
        let accounts = network.accounts(&addresses)?;
        let (own, escrows) = accounts.split_at_checked(3).unwrap_or_default();
        let at = |place: usize| own.get(place).and_then(Option::as_ref);
        let ledger: Ledger = stored("ledger", &LEDGER.address, at(0))?;
        let engine: Engine = stored("engine", &ENGINE.address, at(1))?;
        let supply = at(2).and_then(spl::supply).ok_or(Unread::Missing {
            what: "mint",
            address: *mint,
        })?;
        let now = u64::try_from(now).unwrap_or(0);
        let locks = terms.iter().zip(escrows.chunks(2)).map(|(terms, pair)| {
            let [escrow, tokens] = [pair.first(), pair.last()].map(|it| it?.as_ref());
            Found::of(*terms, escrow, tokens, now)
        });
        Ok(Self {
            counted: Counted {
                supply,
                emitted: ledger.emitted_total,
                claimed: ledger.claimed_total,
                slashed: ledger.slashed_total,
                fees_burned: engine.fees_burned,
                bought: engine.bought,
                staked: ledger.staked,
            },
            clock: Clock {
                hour: ledger.hour,
                schedule_hour: ledger.schedule_hour,
            },
            is_launched: ledger.is_launched(),
            locks: locks.collect(),
            now,
        })
    }

    /// The locks that are as the table says; the others are not counted as locked.
    pub fn counted_locks(&self) -> Vec<Locked> {
        self.locks.iter().filter_map(Found::counted).collect()
    }

    /// Their schedules.
    pub fn schedules(&self) -> Vec<Schedule> {
        let locks = self.counted_locks().into_iter();
        locks.map(|it| it.schedule).collect()
    }

    /// The supply.
    ///
    /// # Errors
    /// If the figures contradict each other.
    pub fn supply(&self) -> Result<Supply, Contradiction> {
        Supply::of(&self.counted, &self.counted_locks(), self.now)
    }
}
