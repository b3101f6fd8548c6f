//! Random orders of openings, ends, stakes and exits against the plain rule: what was there when a slash was opened, and
//! not held by another, bears it in proportion (P-11).

use io_common::constants::{OWN_UNSTAKE_REQUESTS, SUPPLY_CAP};
use proptest::prelude::*;

use super::*;

const STAKERS: usize = 4;

#[derive(Clone, Debug)]
enum Act {
    Stake(usize, u64),
    Unstake(usize),
    UnstakeHeld(usize, usize),
    Cancel(usize),
    Withdraw(usize),
    StakeOwn(u64),
    UnstakeOwn(u64),
    WithdrawOwn,
    /// Of the room, in permille; whether for a breach.
    Open(u64, bool),
    Execute(usize),
    Drop(usize),
    /// So many quarters of a base unit for each base unit.
    Earn(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let (who, which, amount) = (0..STAKERS, 0..8_usize, 1..=SUPPLY_CAP / 64);
    prop_oneof![
        3 => (who.clone(), amount.clone()).prop_map(|(who, amount)| Act::Stake(who, amount)),
        2 => who.clone().prop_map(Act::Unstake),
        1 => (who.clone(), which.clone()).prop_map(|(who, which)| Act::UnstakeHeld(who, which)),
        1 => who.clone().prop_map(Act::Cancel),
        2 => who.prop_map(Act::Withdraw),
        1 => amount.clone().prop_map(Act::StakeOwn),
        1 => amount.prop_map(Act::UnstakeOwn),
        1 => Just(Act::WithdrawOwn),
        3 => (1..=1_000_u64, prop::bool::weighted(0.2)).prop_map(|(part, breach)| Act::Open(part, breach)),
        1 => which.clone().prop_map(Act::Execute),
        1 => which.prop_map(Act::Drop),
        2 => (1..=8_u8).prop_map(Act::Earn),
    ]
}

/// What the plain rule says of a staker, in base units.
#[derive(Clone, Debug, Default)]
struct Plain {
    active: f64,
    cooling: f64,
    paid: f64,
    earned: f64,
    /// Of each slash, active and cooling.
    bound: Vec<[f64; 2]>,
}

impl Plain {
    fn all(&self) -> f64 {
        let bound = self.bound.iter().flatten().sum::<f64>();
        self.active + self.cooling + self.paid + bound
    }
}

/// The program's state and the plain rule's, side by side.
struct Both {
    supplier: Supplier,
    stakers: [Delegation; STAKERS],
    paid: [u64; STAKERS],
    slashes: Vec<Slash>,
    own_paid: u64,
    burned: u64,
    put_in: u64,
    plain: [Plain; STAKERS],
}

impl Both {
    fn new() -> Self {
        Self {
            supplier: supplier(0),
            stakers: Default::default(),
            paid: [0; STAKERS],
            slashes: Vec::new(),
            own_paid: 0,
            burned: 0,
            put_in: 0,
            plain: Default::default(),
        }
    }

    /// Follows what there is to follow.
    fn follow(&mut self, who: usize) {
        let staker = &mut self.stakers[who];
        while staker.accrue(&self.supplier).is_err() {
            // The account of one that is over is closed.
            let mut there = self.slashes.iter_mut().filter(|slash| !slash.is_over());
            assert!(there.any(|slash| staker.apply(slash).is_ok()));
        }
    }

    fn open(&mut self, part: u64, breach: bool) {
        let mut room = room(&self.supplier, 5_000).unwrap();
        if breach {
            room = room.min(free_own(&self.supplier.stake).unwrap());
        }
        let amount = mul_div(room, part, 1_000, Rounding::Up).unwrap();
        let mut slash = proposal(&self.supplier, amount);
        if breach {
            (slash.reason, slash.number) = (Slash::BREACH, self.supplier.slashes.breach_count);
        }
        let mut supplier = self.supplier;
        if open(&mut supplier, &mut slash, 5_000).is_err() {
            assert!(amount == 0 || !self.supplier.slashes.open_shared.contains(&0));
            return;
        }
        let of_own = amount.min(free_own(&self.supplier.stake).unwrap());
        let of_delegators = slash.delegated_held + slash.cooling_held;
        assert_eq!(slash.own.iter().sum::<u64>(), of_own);
        assert_eq!(of_own + of_delegators, amount);
        self.supplier = supplier;
        self.slashes.push(slash);
        let all: f64 = self.plain.iter().map(|one| one.active + one.cooling).sum();
        for one in &mut self.plain {
            let part = if of_delegators > 0 {
                of_delegators as f64 / all
            } else {
                0.0
            };
            let bound = [one.active * part, one.cooling * part];
            (one.active, one.cooling) = (one.active - bound[0], one.cooling - bound[1]);
            one.bound.push(bound);
        }
    }

    fn end(&mut self, which: usize, executed: bool) {
        let still_open = |slash: &&mut Slash| slash.ended == 0 && slash.executed < 2;
        let open = self.slashes.iter_mut().filter(still_open).count();
        if open == 0 {
            return;
        }
        let mut all = self.slashes.iter_mut().enumerate();
        let (at, slash) = all
            .by_ref()
            .filter(|(_, slash)| slash.ended == 0 && slash.executed < 2)
            .nth(which % open)
            .unwrap();
        if executed {
            execute(&mut self.supplier, slash).unwrap();
            self.burned += slash.amount;
        } else {
            drop(&mut self.supplier, slash).unwrap();
        }
        if !slash.is_shared() {
            // Its account is closed: it is not met again.
            slash.executed = 2;
        }
        for one in &mut self.plain {
            let [active, cooling] = std::mem::take(&mut one.bound[at]);
            if !executed {
                (one.active, one.cooling) = (one.active + active, one.cooling + cooling);
            }
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Stake(who, amount) => {
                self.follow(who);
                self.stakers[who].add(amount, &mut self.supplier).unwrap();
                self.put_in += amount;
                self.plain[who].active += amount as f64;
            }
            Act::Unstake(who) => {
                self.follow(who);
                let before = (self.supplier, self.stakers[who]);
                match self.stakers[who].unstake(None, &mut self.supplier, 0) {
                    Ok(_) => {
                        let plain = &mut self.plain[who];
                        plain.cooling += std::mem::take(&mut plain.active);
                    }
                    Err(_) => (self.supplier, self.stakers[who]) = before,
                }
            }
            Act::UnstakeHeld(who, which) => {
                self.follow(who);
                let count = self.slashes.len().max(1);
                if let Some(slash) = self.slashes.get_mut(which % count) {
                    let staker = &mut self.stakers[who];
                    if staker.unstake_held(slash, &mut self.supplier, 0).is_ok() {
                        let [active, cooling] = &mut self.plain[who].bound[which % count];
                        *cooling += std::mem::take(active);
                    }
                }
            }
            Act::Cancel(who) => {
                self.follow(who);
                for place in 0..9 {
                    let _ = self.stakers[who].cancel_unstake(place, &mut self.supplier);
                }
                let plain = &mut self.plain[who];
                plain.active += std::mem::take(&mut plain.cooling);
            }
            Act::Withdraw(who) => {
                self.follow(who);
                if let Ok(paid) = self.stakers[who].withdraw(&mut self.supplier, 0) {
                    self.paid[who] += paid;
                }
                let plain = &mut self.plain[who];
                plain.paid += std::mem::take(&mut plain.cooling);
            }
            Act::StakeOwn(amount) => {
                self.supplier.stake.own += amount;
                self.put_in += amount;
            }
            Act::UnstakeOwn(amount) => {
                let before = self.supplier;
                if own_stake::unstake(&mut self.supplier, Some(amount), 0, 0).is_err() {
                    self.supplier = before;
                }
            }
            Act::WithdrawOwn => {
                let (before, holder) = (self.supplier, self.supplier.owner);
                match own_stake::withdraw(&mut self.supplier, &holder, 0) {
                    Ok(paid) => self.own_paid += paid,
                    Err(_) => self.supplier = before,
                }
            }
            Act::Open(part, breach) => self.open(part, breach),
            Act::Execute(which) => self.end(which, true),
            Act::Drop(which) => self.end(which, false),
            Act::Earn(quarters) => {
                let index = &mut self.supplier.rewards.stake_index;
                *index = (index.get() + (u128::from(quarters) << 62)).into();
                for one in &mut self.plain {
                    let held = one.bound.iter().map(|[active, _]| active).sum::<f64>();
                    one.earned += f64::from(quarters) / 4.0 * (one.active + held);
                }
            }
        }
    }

    /// Every base unit is somewhere, and open slashes hold just what they may take.
    fn check_sums(&self) {
        let stake = &self.supplier.stake;
        let out = self.paid.iter().sum::<u64>() + self.own_paid + self.burned;
        assert_eq!(stake.total().unwrap() + out, self.put_in);
        let own = stake.own_unstake_requests.iter();
        let held = own.map(|unstake_request| unstake_request.held).sum::<u64>()
            + stake.own_held
            + stake.delegated_held
            + stake.cooling_held;
        assert_eq!(held, self.supplier.slashes.open);
    }

    /// Followed up, each staker has what the plain rule says, to a base unit for each opening and unstake request.
    fn check_parts(&self) {
        let mut now = Self {
            plain: self.plain.clone(),
            slashes: self.slashes.clone(),
            ..*self
        };
        let mut sums = [0; 4];
        for who in 0..STAKERS {
            now.follow(who);
            let staker = &now.stakers[who];
            let cooling = staker
                .unstake_requests
                .iter()
                .map(|unstake_request| unstake_request.amount)
                .sum::<u64>();
            let held = staker.held.map(|held| [held.active, held.cooling]);
            let rewards = (staker.owed as f64 - now.plain[who].earned).abs();
            assert!(rewards <= 1_000.0, "{who}: rewards off by {rewards}");
            let [active_held, cooling_held] =
                [0, 1].map(|kind| held.iter().map(|held| held[kind]).sum::<u64>());
            let has = staker.active + cooling + active_held + cooling_held + now.paid[who];
            let off = (has as f64 - now.plain[who].all()).abs();
            assert!(
                off <= 10.0 * (1 + now.slashes.len()) as f64,
                "{who}: off by {off}"
            );
            for (sum, part) in
                sums.iter_mut()
                    .zip([staker.active, active_held, cooling, cooling_held])
            {
                *sum += part;
            }
        }
        let stake = &now.supplier.stake;
        let behind = [
            stake.delegated,
            stake.delegated_held,
            stake.cooling,
            stake.cooling_held,
        ];
        assert_eq!(sums, behind);
        for slash in now.slashes.iter().filter(|slash| slash.ended > 0) {
            assert!(slash.is_over());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn p11_in_any_order_everybody_bears_by_what_was_there_at_the_opening(
        acts in prop::collection::vec(act(), 1..60),
    ) {
        let mut both = Both::new();
        for act in acts {
            both.act(act);
            both.check_sums();
            both.check_parts();
        }
        // Everybody gets out, to the last base unit.
        for which in 0..both.slashes.len() {
            both.end(which, which % 2 == 0);
        }
        while both.supplier.slashes.open_count > 0 {
            both.end(0, false);
        }
        for who in 0..STAKERS {
            both.act(Act::Withdraw(who));
            both.act(Act::Unstake(who));
            both.act(Act::Withdraw(who));
            prop_assert!(both.stakers[who].is_empty());
        }
        let stake = &mut both.supplier.stake;
        (stake.own, stake.own_cooling) = (0, 0);
        stake.own_unstake_requests = Default::default();
        prop_assert_eq!(*stake, Stake::default());
        prop_assert_eq!(OWN_UNSTAKE_REQUESTS, 4);
    }
}
