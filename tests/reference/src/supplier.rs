//! A supplier and its hour.

use crate::{
    rules::{HOUR, IO},
    slash::Slash,
    stake::Stake,
    Amount, Attestation,
};

/// A person, by number.
pub type Person = usize;

/// Commission, in 10⁻⁴.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commission {
    /// What it keeps now.
    pub rate: u64,
    /// The announced commission, and its first hour.
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
    pub attestation: Attestation,
    /// Commission.
    pub commission: Commission,
    /// Delegation limit; none is what its GPUs require.
    pub most_delegated: Option<u64>,
    /// Least stake of a delegation, as of the last attestation.
    pub least_delegation: u64,
    /// Stake behind it.
    pub stake: Stake,
    /// Slashes proposed, in order: their place here is their number.
    pub slashes: Vec<Slash>,
    /// What the breaches cost that the marketplace has recorded, each as of its reservation.
    pub breached: u64,
    /// Of this, what has become a slash.
    pub charged: u64,
    /// Earned by its owner and not yet paid.
    pub owed: Amount,
    begun: u64,
}

impl Supplier {
    /// A supplier with nothing attested or staked.
    pub fn new(owner: Person, model: usize, rate: u64) -> Self {
        let commission = Commission {
            rate,
            announced: None,
        };
        Self {
            owner,
            model,
            commission,
            least_delegation: IO,
            ..Self::default()
        }
    }

    /// What may still be delegated: what is cooling may come back, and counts like what is active.
    pub fn room(&self) -> u64 {
        let most = self
            .most_delegated
            .unwrap_or(self.attestation.required_stake());
        most.saturating_sub(self.stake.delegated_total())
    }

    /// Units that count for good reason at this second.
    fn units_at(&self, second: i64) -> u64 {
        let (own, active) = (self.stake.own, self.stake.active());
        if self.attestation.is_live(second) {
            self.attestation.effective_units(own, active)
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
        self.begun = self.units_at(hour * HOUR);
    }

    /// The council attests again. Only an attestation that still holds, in the same pool, is carried on; and one that is cut short
    /// so that it ends within this hour is a fall, even if it is made longer again. Fewer GPUs are a fall too.
    pub fn renew(&mut self, attestation: Attestation, now: i64) {
        let end = (now.div_euclid(HOUR) + 1) * HOUR;
        let carried_on = self.attestation.is_live(now) && self.attestation.pool == attestation.pool;
        let cut_short = self.attestation.ends_at >= end && attestation.ends_at < end;
        let attested = attestation.gpus * attestation.multiplier;
        self.begun = match carried_on && !cut_short {
            true => self.begun.min(attested),
            false => 0,
        };
        self.attestation = attestation;
    }

    /// Units of an hour, if nothing changes until it ends: none unless the attestation covers all of it. No more than when it
    /// began, and no more than the stake stands behind that is here when it ends.
    pub fn counted(&self, hour: i64) -> u64 {
        if self.attestation.ends_at >= (hour + 1) * HOUR {
            self.begun.min(self.units_at((hour + 1) * HOUR - 1))
        } else {
            0
        }
    }

    /// Units of the hour after `hour`, if nothing changes until it ends.
    pub fn counted_next(&self, hour: i64) -> u64 {
        if self.attestation.ends_at >= (hour + 2) * HOUR {
            self.units_at((hour + 1) * HOUR)
        } else {
            0
        }
    }
}
