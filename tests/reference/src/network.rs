//! The clock, and everything together.

use crate::{
    rewards,
    rules::{HOUR, UNIT},
    Action, Amount, Person, Schedule, Supplier,
};

/// A network.
#[derive(Clone, Debug)]
pub struct Network {
    schedule: std::sync::Arc<Schedule>,
    /// The second.
    pub now: i64,
    /// Hours of the schedule that have been emitted.
    pub hours: usize,
    /// Base units emitted.
    pub emitted: u64,
    /// Base units burned by slashes.
    pub burned: u64,
    /// Units of one GPU of each model, in 10⁻⁴.
    pub models: Vec<u64>,
    /// The suppliers.
    pub suppliers: Vec<Supplier>,
    /// Base units in everybody's wallet.
    pub wallets: Vec<u64>,
    /// Base units that each supplier's owner has been paid.
    pub payouts: Vec<u64>,
}

impl Network {
    /// A network in which nobody has staked and nothing is leased.
    pub fn new(
        schedule: std::sync::Arc<Schedule>,
        now: i64,
        suppliers: Vec<Supplier>,
        wallets: Vec<u64>,
    ) -> Self {
        Self {
            schedule,
            now,
            hours: 0,
            emitted: 0,
            burned: 0,
            models: vec![UNIT; suppliers.len()],
            payouts: vec![0; suppliers.len()],
            suppliers,
            wallets,
        }
    }

    /// The running hour.
    pub fn hour(&self) -> i64 {
        self.now.div_euclid(HOUR)
    }

    /// Time passes, hour by hour.
    pub fn wait(&mut self, seconds: i64) {
        let until = self.now + seconds;
        for hour in self.hour()..until.div_euclid(HOUR) {
            self.end(hour);
            for supplier in &mut self.suppliers {
                supplier.begin(hour + 1);
            }
        }
        self.now = until;
    }

    /// An hour ends, and what it emits is shared.
    fn end(&mut self, hour: i64) {
        let units = rewards::units(&self.suppliers, |supplier| supplier.counted(hour));
        let amount = self.schedule.hour(self.hours);
        let Some(pools) =
            rewards::pools(amount, units).filter(|_| self.hours < self.schedule.len())
        else {
            return;
        };
        self.hours += 1;
        self.emitted += amount;
        for supplier in &mut self.suppliers {
            let (counted, pool) = (supplier.counted(hour), supplier.lease.pool as usize);
            rewards::share(supplier, pools[pool], counted, units[pool]);
        }
    }

    /// What a staker can claim of a supplier, exactly.
    pub fn claimable(&self, staker: Person, supplier: usize) -> Amount {
        let position = self.suppliers[supplier].stake.positions.get(&staker);
        position.map_or(Amount::default(), |position| position.owed.clone())
    }

    /// What open slashes of a supplier may take together.
    pub fn open(&self, supplier: usize) -> u64 {
        let slashes = self.suppliers[supplier].slashes.iter().flatten();
        slashes.map(|slash| slash.amount).sum()
    }

    /// The suppliers whose stake an action touches.
    pub fn touched(action: &Action) -> Vec<usize> {
        use Action::*;
        match *action {
            Wait { .. } | Advance | SetModel { .. } => vec![],
            Move {
                supplier, target, ..
            } => vec![supplier, target],
            Settle { supplier }
            | Attest { supplier, .. }
            | SetCommission { supplier, .. }
            | HandOver { supplier, .. }
            | StakeOwn { supplier, .. }
            | UnstakeOwn { supplier, .. }
            | CancelOwn { supplier, .. }
            | WithdrawOwn { supplier, .. }
            | ClaimSupplier { supplier }
            | Delegate { supplier, .. }
            | Unstake { supplier, .. }
            | Cancel { supplier, .. }
            | Withdraw { supplier, .. }
            | Claim { supplier, .. }
            | Compound { supplier, .. }
            | AskToMove { supplier, .. }
            | CancelMove { supplier, .. }
            | ProposeSlash { supplier, .. }
            | WithdrawSlash { supplier, .. }
            | ExecuteSlash { supplier, .. }
            | LapseSlash { supplier, .. } => vec![supplier],
        }
    }
}
