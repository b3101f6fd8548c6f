//! A supplier and its hour.

use crate::{rules::HOUR, slash::Slash, stake::Stake, Amount, Lease};

/// Somebody, by number.
pub type Person = usize;

/// What a supplier keeps of its rewards before they are shared, in 10⁻⁴.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commission {
    /// What it keeps now.
    pub rate: u64,
    /// What it will keep, and from which hour on.
    pub announced: Option<(u64, i64)>,
}

/// A supplier.
#[derive(Clone, Debug, Default)]
pub struct Supplier {
    /// Who owns it.
    pub owner: Person,
    /// Which GPU model it has.
    pub model: usize,
    /// What the council attested last.
    pub lease: Lease,
    /// Commission.
    pub commission: Commission,
    /// Stake behind it.
    pub stake: Stake,
    /// Slashes proposed, in order: their place here is their number.
    pub slashes: Vec<Slash>,
    /// GPUs that the marketplace has recorded as breached.
    pub breached: u64,
    /// Of these, those that have become a slash.
    pub charged: u64,
    /// Earned by its owner and not yet paid.
    pub owed: Amount,
    least: u64,
}

impl Supplier {
    /// A supplier with nothing leased or staked.
    pub fn new(owner: Person, model: usize, rate: u64) -> Self {
        let commission = Commission {
            rate,
            announced: None,
        };
        Self {
            owner,
            model,
            commission,
            ..Self::default()
        }
    }

    /// Units that count for good reason at this second.
    fn units_at(&self, second: i64) -> u64 {
        let (own, active) = (self.stake.own, self.stake.active());
        if self.lease.is_live(second) {
            self.lease.effective_units(own, active)
        } else {
            0
        }
    }

    /// An hour begins: what was announced for it holds.
    pub fn begin(&mut self, hour: i64) {
        if let Some((rate, _)) = self.commission.announced.filter(|(_, from)| *from <= hour) {
            self.commission = Commission {
                rate,
                announced: None,
            };
        }
        self.least = self.units_at(hour * HOUR);
    }

    /// Something has changed. Less counts from the running hour, more from the next: an hour has the least units that
    /// there were in it.
    pub fn changed(&mut self, now: i64) {
        self.least = self.least.min(self.units_at(now));
    }

    /// The council attests anew. Only a lease that still holds, in the same pool, is carried on; and one that is cut short
    /// so that it ends within this hour is a fall, even if it is made longer again.
    pub fn renew(&mut self, lease: Lease, now: i64) {
        let end = (now.div_euclid(HOUR) + 1) * HOUR;
        let carried_on = self.lease.is_live(now) && self.lease.pool == lease.pool;
        let cut_short = self.lease.ends_at >= end && lease.ends_at < end;
        if !carried_on || cut_short {
            self.least = 0;
        }
        self.lease = lease;
        self.changed(now);
    }

    /// Units of an hour, if nothing changes until it ends: none unless the lease covers all of it.
    pub fn counted(&self, hour: i64) -> u64 {
        if self.lease.ends_at >= (hour + 1) * HOUR {
            self.least
        } else {
            0
        }
    }

    /// Units of the hour after `hour`, if nothing changes until it ends.
    pub fn counted_next(&self, hour: i64) -> u64 {
        if self.lease.ends_at >= (hour + 2) * HOUR {
            self.units_at((hour + 1) * HOUR)
        } else {
            0
        }
    }
}
