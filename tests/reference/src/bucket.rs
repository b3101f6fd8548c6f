//! Stake of one kind that several hold.

use std::collections::BTreeMap;

use crate::Amount;

/// What everybody has of it, in base units. Together they always have a whole number, since that is what has been paid in
/// and out.
#[derive(Clone, Debug, Default)]
pub struct Bucket<K: Ord> {
    parts: BTreeMap<K, Amount>,
    total: u64,
    doubt: u64,
    bitten: bool,
    worn: bool,
}

impl<K: Ord + Copy> Bucket<K> {
    /// What all have together.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// What one has.
    pub fn of(&self, holder: K) -> Amount {
        self.parts.get(&holder).cloned().unwrap_or_default()
    }

    /// Who has something.
    pub fn holders(&self) -> impl Iterator<Item = (K, &Amount)> {
        self.parts.iter().map(|(holder, part)| (*holder, part))
    }

    /// By how many base units anybody's part may differ from what the program says: without a loss by nothing. After one
    /// the program divides by shares, of which each payment in or out may round off less than a base unit.
    pub fn doubt(&self) -> u64 {
        self.doubt
    }

    /// Gives `holder` so much more.
    pub fn put(&mut self, holder: K, amount: &Amount) {
        *self.parts.entry(holder).or_default() += amount;
    }

    /// Takes so much from `holder`, or what it has if that is less, and returns it.
    pub fn take(&mut self, holder: K, amount: &Amount) -> Amount {
        let held = self.take_all(holder);
        if held <= *amount {
            return held;
        }
        self.put(holder, &(held - amount.clone()));
        amount.clone()
    }

    /// Takes all of it from `holder`.
    pub fn take_all(&mut self, holder: K) -> Amount {
        self.parts.remove(&holder).unwrap_or_default()
    }

    /// Takes `loss` from all alike, in proportion.
    pub fn lose(&mut self, loss: u64) {
        let (before, after) = (self.sum(), Amount::whole(self.total - loss));
        for part in self.parts.values_mut() {
            *part = part.share(after.ratio(), before.ratio());
        }
        self.bitten |= loss > 0;
    }

    /// Sets what all have together to the whole number that it has become, and says by how many base units that is not
    /// what the parts say. The difference is everybody's, in proportion.
    pub fn round_to(&mut self, total: u64) -> u64 {
        let (sum, whole) = (self.sum(), Amount::whole(total));
        let off = sum.distance(&whole);
        if sum != whole {
            for part in self.parts.values_mut() {
                *part = part.share(whole.ratio(), sum.ratio());
            }
        }
        // What came here came from where it had been rounded.
        self.bitten |= off.floor() > 0;
        self.bitten &= !self.parts.is_empty() || self.worn;
        if !self.bitten {
            self.doubt = 0;
        } else if self.total != total {
            self.doubt += 2;
        }
        self.total = total;
        off.floor()
    }

    /// After heavy losses the program counts anew in shares of a base unit, of which everybody gets whole ones.
    pub fn wear(&mut self) {
        self.doubt += self.parts.len() as u64 + 1;
        (self.worn, self.bitten) = (true, true);
    }

    /// Who has less than a base unit has nothing.
    pub fn drop_crumbs(&mut self) {
        self.parts.retain(|_, part| part.floor() > 0);
    }

    fn sum(&self) -> Amount {
        self.parts.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_reaches_all_in_proportion() {
        let mut bucket = Bucket::default();
        bucket.put('a', &Amount::whole(30));
        bucket.put('b', &Amount::whole(60));
        assert_eq!(bucket.round_to(90), 0);
        bucket.lose(45);
        assert_eq!(bucket.round_to(45), 0);
        assert_eq!((bucket.of('a').floor(), bucket.of('b').floor()), (15, 30));
        bucket.lose(45);
        assert_eq!(bucket.round_to(0), 0);
        assert_eq!(bucket.of('a'), Amount::default());
    }
}
