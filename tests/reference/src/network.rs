//! The clock, and everything together.

use crate::{
    rewards,
    rules::{Parameters, HOUR, UNIT},
    slash, Action, Amount, Change, Person, Schedule, Supplier,
};

/// A network.
#[derive(Clone, Debug)]
pub struct Network {
    schedule: std::sync::Arc<Schedule>,
    /// The second.
    pub now: i64,
    /// The first second at which it is not paused.
    pub paused_until: i64,
    /// The first second at which the guardian may pause.
    pub guardian_from: i64,
    /// Hours of the schedule that have been emitted.
    pub hours: usize,
    /// Base units emitted.
    pub emitted: u64,
    /// Base units burned by slashes.
    pub burned: u64,
    /// What governance has set.
    pub parameters: Parameters,
    /// Changes that governance has proposed, and the first second at which each can be applied.
    pub proposals: Vec<Option<(Change, i64)>>,
    /// Those that have been applied, by their number.
    pub applied: Vec<(usize, Change)>,
    /// Units of one GPU of each model, in 10⁻⁴.
    pub models: Vec<u64>,
    /// The suppliers.
    pub suppliers: Vec<Supplier>,
    /// Base units in each person's wallet.
    pub wallets: Vec<u64>,
    /// Base units that each supplier's owner has been paid.
    pub payouts: Vec<u64>,
}

impl Network {
    /// A network without stake and attestations.
    pub fn new(
        schedule: std::sync::Arc<Schedule>,
        now: i64,
        suppliers: Vec<Supplier>,
        wallets: Vec<u64>,
    ) -> Self {
        Self {
            schedule,
            now,
            paused_until: 0,
            guardian_from: 0,
            hours: 0,
            emitted: 0,
            burned: 0,
            parameters: Parameters::default(),
            proposals: Vec::new(),
            applied: Vec::new(),
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
        let Some(pools) = rewards::pools(amount, units, &self.parameters)
            .filter(|_| self.hours < self.schedule.len())
        else {
            return;
        };
        self.hours += 1;
        self.emitted += amount;
        for supplier in &mut self.suppliers {
            let (counted, pool) = (supplier.counted(hour), supplier.attestation.pool as usize);
            rewards::share(supplier, pools[pool], counted, units[pool]);
        }
    }

    /// Whether new risk is stopped.
    pub fn is_paused(&self) -> bool {
        self.now < self.paused_until
    }

    /// What a staker can claim of a supplier, exactly.
    pub fn claimable(&self, staker: Person, supplier: usize) -> Amount {
        let delegation = self.suppliers[supplier].stake.delegations.get(&staker);
        delegation.map_or(Amount::default(), |delegation| delegation.owed.clone())
    }

    /// What open slashes of a supplier may take together.
    pub fn open(&self, supplier: usize) -> u64 {
        let slashes = self.suppliers[supplier].slashes.iter();
        let open = slashes.filter(|slash| !slash.ended);
        open.map(|slash| slash.amount).sum()
    }

    /// How many open slashes hold delegators' stake.
    pub fn open_shared(&self, supplier: usize) -> usize {
        let slashes = self.suppliers[supplier].slashes.iter();
        let open = slashes.filter(|slash| !slash.ended && slash.is_shared());
        open.count()
    }

    /// Whether the account of a slash is there: until it has ended and everybody has followed it. None if rounding decides
    /// whether there is anybody left to do so.
    pub fn is_there(&self, supplier: usize, number: usize) -> Option<bool> {
        let supplier = &self.suppliers[supplier];
        let Some(slash) = supplier.slashes.get(number) else {
            return Some(false);
        };
        if !slash.ended {
            return Some(true);
        }
        let delegations = supplier.stake.delegations.values();
        let mut waiting = delegations.filter(|delegation| delegation.waits_for(number));
        let slight = waiting.clone().all(|delegation| delegation.is_slight());
        match waiting.next() {
            None => Some(false),
            Some(_) if slight => None,
            Some(_) => Some(true),
        }
    }

    /// What may still be proposed to slash of a supplier.
    pub fn room(&self, supplier: usize) -> u64 {
        let stake = &self.suppliers[supplier].stake;
        slash::room(stake, self.open(supplier), self.parameters.most_slashed)
    }

    /// The suppliers whose stake an action touches.
    pub fn touched(action: &Action) -> Vec<usize> {
        use Action::*;
        match *action {
            Wait { .. }
            | AdvanceClock
            | Pause { .. }
            | Unpause
            | Propose { .. }
            | Apply { .. }
            | Breach { .. } => {
                vec![]
            }
            Move {
                supplier, target, ..
            } => vec![supplier, target],
            SettleSupplier { supplier }
            | Attest { supplier, .. }
            | SetCommission { supplier, .. }
            | SetLimit { supplier, .. }
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
            | UnstakeHeld { supplier, .. }
            | Follow { supplier, .. }
            | ProposeSlash { supplier, .. }
            | ProposeBreach { supplier }
            | WithdrawSlash { supplier, .. }
            | ExecuteSlash { supplier, .. }
            | LapseSlash { supplier, .. } => vec![supplier],
        }
    }
}
