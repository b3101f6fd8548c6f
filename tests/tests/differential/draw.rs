//! Draws what happens next. Only the model is asked, so that a seed is a history.

use io_reference::{rules::*, slash, stake::News, Action, Change, Network, Person, Pool};
use rand::{seq::IndexedRandom, Rng};
use rand_chacha::ChaCha8Rng;

use crate::chain::{PEOPLE, SUPPLIERS};

/// Units of one GPU that governance gives to models, in 10⁻⁴.
const MULTIPLIERS: [u64; 5] = [2_500, 10_000, 12_345, 35_000, 100_000];

/// The supplier that harsh histories leave with almost no stake.
const RUINED: usize = 1;
/// The supplier with several open slashes at once.
const BESET: usize = 0;

/// A source of chance that knows how the network stands.
pub struct Draw<'a> {
    pub rng: &'a mut ChaCha8Rng,
    pub network: &'a Network,
    /// A history in which everything is slashed again and again, and one supplier until next to nothing is left.
    pub harsh: bool,
}

/// With what a history begins: every supplier has stake and an attestation, and half of the people have delegated.
pub fn opening(rng: &mut ChaCha8Rng) -> Vec<Action> {
    let mut actions = Vec::new();
    for supplier in 0..SUPPLIERS {
        let amount = rng.random_range(100..20_000) * IO;
        actions.push(Action::StakeOwn { supplier, amount });
        actions.push(Action::SetLimit {
            supplier,
            most: Some(rng.random_range(1..60_000) * IO),
        });
        for staker in [supplier, rng.random_range(0..PEOPLE)] {
            actions.push(Action::Delegate {
                staker,
                supplier,
                amount: rng.random_range(1..10_000 * IO),
            });
        }
        actions.push(Action::Attest {
            supplier,
            gpus: rng.random_range(1..12),
            pool: [Pool::Enterprise, Pool::Community][supplier % 2],
            age: 0,
            length: DAY,
        });
    }
    actions
}

impl Draw<'_> {
    /// The next action: sometimes what has become possible, else anything.
    pub fn action(&mut self) -> Action {
        if self.harsh && self.rng.random_range(0..2) == 0 {
            if let Some(action) = self.ruin() {
                return action;
            }
        }
        if self.rng.random_range(0..4) == 0 {
            let possible = self.possible();
            if let Some(action) = possible.choose(self.rng) {
                return *action;
            }
        }
        self.anything()
    }

    /// What comes next of a slash of as much as can be: each leaves half, and after twenty there is a millionth.
    fn ruin(&self) -> Option<Action> {
        let (supplier, now) = (RUINED, self.network.now);
        let mut slashes = self.network.suppliers[supplier].slashes.iter().enumerate();
        let open = slashes.find(|(_, slash)| !slash.ended);
        match open {
            None => {
                let amount = self.network.room(supplier);
                (amount > 0).then_some(Action::ProposeSlash { supplier, amount })
            }
            Some((_, slash)) if now < slash.due_at => {
                let seconds = slash.due_at - now;
                Some(Action::Wait { seconds })
            }
            Some((number, slash)) if now > slash.lapses_at => {
                Some(Action::LapseSlash { supplier, number })
            }
            Some((number, _)) => Some(Action::ExecuteSlash { supplier, number }),
        }
    }

    /// Actions that have become possible: slashes, moves and withdrawals.
    fn possible(&self) -> Vec<Action> {
        let now = self.network.now;
        let mut possible = Vec::new();
        for (number, proposal) in self.network.proposals.iter().enumerate() {
            let applies = |at: i64| (at..=at + CHANGE_LAPSE).contains(&now);
            if proposal.is_some_and(|(_, ready_at)| applies(ready_at)) {
                possible.push(Action::Apply { number });
            }
        }
        for (supplier, at) in self.network.suppliers.iter().enumerate() {
            for (number, slash) in at.slashes.iter().enumerate() {
                if !slash.ended && (slash.due_at..=slash.lapses_at).contains(&now) {
                    possible.push(Action::ExecuteSlash { supplier, number });
                }
            }
            for (&staker, delegation) in &at.stake.delegations {
                if delegation
                    .unstake_requests
                    .iter()
                    .flatten()
                    .any(|unstake_request| unstake_request.unlocks_at <= now)
                {
                    possible.push(Action::Withdraw { staker, supplier });
                }
                for (&target, request) in &delegation.requests {
                    if (request.ready_at..=request.ready_at + MOVE_LAPSE).contains(&now) {
                        possible.push(Action::Move {
                            staker,
                            supplier,
                            target,
                        });
                    }
                }
            }
        }
        possible
    }

    fn anything(&mut self) -> Action {
        if self.network.is_paused() && self.rng.random_range(0..8) == 0 {
            return Action::Unpause;
        }
        let (supplier, staker) = (self.supplier(), self.person());
        match self.rng.random_range(0..114) {
            0..28 => Action::Wait {
                seconds: self.seconds(),
            },
            28..40 => self.attest(supplier),
            40..42 => Action::SettleSupplier { supplier },
            42 if self.rng.random_range(0..4) > 0 => Action::Pause {
                guardian: self.rng.random_range(0..4) > 0,
            },
            42 => Action::AdvanceClock,
            43 => self.govern(supplier),
            44..48 => Action::SetCommission {
                supplier,
                rate: self
                    .rng
                    .random_range(0..=self.network.parameters.highest_commission + 200),
            },
            48 if self.rng.random_range(0..2) == 0 => self.set_limit(supplier),
            48 => self.hand_over(supplier),
            49..52 => Action::StakeOwn {
                supplier,
                amount: self.payment(self.network.suppliers[supplier].owner),
            },
            52..55 => self.unstake_own(supplier),
            55 => self.cancel_own(supplier),
            56..58 => self.withdraw_own(supplier),
            58..60 => Action::ClaimSupplier { supplier },
            60..67 => Action::Delegate {
                staker,
                supplier,
                amount: self.payment(staker),
            },
            67..73 => self.unstake(),
            73..75 => self.cancel(),
            75..79 => self.withdraw(),
            79..82 => {
                let (staker, supplier) = self.delegation();
                Action::Claim { staker, supplier }
            }
            82..85 => {
                let (staker, supplier) = self.delegation();
                Action::Compound { staker, supplier }
            }
            85..88 => self.ask_to_move(),
            88..92 => self.move_stake(),
            92 => self.cancel_move(),
            93..98 => self.propose(),
            98..104 => self.end_slash(),
            104..108 => self.unstake_held(),
            108..111 => self.follow(),
            111 => Action::Breach {
                supplier,
                gpus: self.rng.random_range(1..20),
            },
            112 => self.propose_breach(),
            _ => self.govern(supplier),
        }
    }

    /// Governance proposes a change, or someone applies one.
    fn govern(&mut self, model: usize) -> Action {
        if self.rng.random_range(0..3) == 0 {
            let number = self.rng.random_range(0..=self.network.proposals.len());
            return Action::Apply { number };
        }
        let mut change = self.change(model);
        let now = self.network.now;
        let open = self.network.proposals.iter().flatten();
        let mut open = open.filter(|(_, ready_at)| now <= ready_at + CHANGE_LAPSE);
        // Mostly of what is proposed already, if that is drawn soon.
        if let Some((other, _)) = open.next_back().filter(|_| self.rng.random_range(0..4) > 0) {
            for _ in 0..8 {
                if !change.is_of_the_same(other) {
                    change = self.change(model);
                }
            }
        }
        let skipped = self.skipped();
        Action::Propose { change, skipped }
    }

    /// The numbers that a proposal skips: mostly none, rarely too many.
    fn skipped(&mut self) -> usize {
        match self.rng.random_range(0..32) {
            0 => 257,
            1..8 => self.rng.random_range(1..4),
            _ => 0,
        }
    }

    fn change(&mut self, model: usize) -> Change {
        match self.rng.random_range(0..8) {
            0 => Change::Multiplier {
                model,
                multiplier: *MULTIPLIERS.choose(self.rng).unwrap_or(&UNIT),
            },
            1 => Change::LeastUnits(self.rng.random_range(1..20) * UNIT),
            2 => Change::CommunityCap(self.rng.random_range(0..=5_000)),
            3 => Change::StakePerUnit(self.rng.random_range(50..400) * IO),
            4 => Change::HighestCommission(self.rng.random_range(1_000..=5_000)),
            5 => Change::Cooldown(self.rng.random_range(14 * DAY..=28 * DAY)),
            6 => Change::LeastDelegation(match self.harsh {
                true => 100,
                false => self.rng.random_range(100..=1_000 * IO),
            }),
            _ => Change::MostSlashed(self.rng.random_range(2_000..=5_000)),
        }
    }

    fn supplier(&mut self) -> usize {
        self.rng.random_range(0..SUPPLIERS)
    }

    fn person(&mut self) -> Person {
        self.rng.random_range(0..PEOPLE)
    }

    /// A staker with something at stake, if one is found soon.
    fn delegation(&mut self) -> (Person, usize) {
        for _ in 0..8 {
            let (staker, supplier) = (self.person(), self.supplier());
            if self.active(staker, supplier) > 0 {
                return (staker, supplier);
            }
        }
        (self.person(), self.supplier())
    }

    fn active(&self, staker: Person, supplier: usize) -> u64 {
        let delegation = self.network.suppliers[supplier]
            .stake
            .delegations
            .get(&staker);
        delegation.map_or(0, |delegation| delegation.active.floor())
    }

    /// Within an hour, for some hours, for days, or to the very second at which something happens, or one before it.
    fn seconds(&mut self) -> i64 {
        match self.rng.random_range(0..100) {
            0..30 => self.rng.random_range(1..HOUR),
            30..65 => self.rng.random_range(HOUR..12 * HOUR),
            65..78 => self.rng.random_range(12 * HOUR..30 * HOUR),
            78..84 => self.rng.random_range(DAY..10 * DAY),
            84 if self.harsh => slash::NOTICE,
            _ => {
                let kinds = self.moments();
                let moments = kinds
                    .choose(self.rng)
                    .and_then(|kind| kind.choose(self.rng));
                let next = (self.network.hour() + 1) * HOUR;
                let moment = moments.copied().unwrap_or(next);
                (moment - self.network.now - self.rng.random_range(0..2)).max(1)
            }
        }
    }

    /// When something ends or begins: hours, attestations and commissions; slashes; unstake requests; moves.
    fn moments(&self) -> Vec<Vec<i64>> {
        let mut kinds = vec![Vec::new(); 4];
        kinds[0].extend([(self.network.hour() + 1) * HOUR, self.network.guardian_from]);
        for supplier in &self.network.suppliers {
            kinds[0].push(supplier.attestation.ends_at);
            kinds[0].extend(supplier.commission.announced.map(|(_, from)| from * HOUR));
            for slash in supplier.slashes.iter().filter(|slash| !slash.ended) {
                kinds[1].extend([slash.due_at, slash.due_at, slash.lapses_at + 1]);
            }
            let stake = &supplier.stake;
            kinds[2].extend(
                stake
                    .own_unstake_requests
                    .iter()
                    .flatten()
                    .map(|unstake_request| unstake_request.unlocks_at),
            );
            for delegation in stake.delegations.values() {
                let unstake_requests = delegation.unstake_requests.iter().flatten();
                kinds[2].extend(unstake_requests.map(|unstake_request| unstake_request.unlocks_at));
                kinds[3].push(delegation.movable_at);
                for request in delegation.requests.values() {
                    let lapses_at = request.ready_at + MOVE_LAPSE;
                    kinds[3].extend([request.ready_at, request.ready_at, lapses_at + 1]);
                }
            }
        }
        for kind in &mut kinds {
            kind.retain(|moment| *moment > self.network.now);
        }
        kinds.retain(|kind| !kind.is_empty());
        kinds
    }

    fn attest(&mut self, supplier: usize) -> Action {
        let hour_end = (self.network.hour() + 1) * HOUR - self.network.now;
        Action::Attest {
            supplier,
            gpus: match self.rng.random_range(0..10) {
                0 => 0,
                _ => self.rng.random_range(1..12),
            },
            pool: match self.rng.random_range(0..8) {
                0 => [Pool::Community, Pool::Enterprise][supplier % 2],
                _ => [Pool::Enterprise, Pool::Community][supplier % 2],
            },
            age: match self.rng.random_range(0..20) {
                0 => HOUR + self.rng.random_range(0..2),
                1 => -1,
                2..6 => self.rng.random_range(0..HOUR),
                _ => 0,
            },
            length: match self.rng.random_range(0..20) {
                0 => 0,
                1 => DAY + 1,
                2..5 => hour_end + self.rng.random_range(0..23) * HOUR,
                5..9 => self.rng.random_range(1..DAY),
                _ => self.rng.random_range(20 * HOUR..=DAY),
            },
        }
    }

    fn hand_over(&mut self, supplier: usize) -> Action {
        let owner = self.network.suppliers[supplier].owner;
        let to = (owner + self.rng.random_range(1..PEOPLE)) % PEOPLE;
        Action::HandOver { supplier, to }
    }

    /// What is required, or so much that it often binds, but mostly does not.
    fn set_limit(&mut self, supplier: usize) -> Action {
        let delegated = self.network.suppliers[supplier].stake.delegated_total();
        let most = match self.rng.random_range(0..4) {
            0 => None,
            1 => Some(delegated + self.rng.random_range(0..1_000 * IO)),
            _ => Some(self.rng.random_range(0..200_000) * IO),
        };
        Action::SetLimit { supplier, most }
    }

    /// An amount for somebody to pay: a pittance, a fortune, or more than there is.
    fn payment(&mut self, who: Person) -> u64 {
        let wallet = self.network.wallets[who];
        match self.rng.random_range(0..20) {
            0 => 0,
            1 => wallet + 1,
            2..5 => self.rng.random_range(1..1_000),
            5..7 => wallet / 2,
            _ => self.rng.random_range(1..5_000 * IO),
        }
    }

    /// A part of what there is, all of it, or more.
    fn part(&mut self, held: u64) -> Option<u64> {
        match self.rng.random_range(0..20) {
            0..5 => None,
            5 => Some(0),
            6 => Some(held + 1),
            7..9 => Some(held),
            // The least that there may be, or somewhat more.
            9 => Some(IO.min(held)),
            10..14 if self.harsh => Some(self.rng.random_range(100..104)),
            _ => Some(held / 100 * self.rng.random_range(1..100)),
        }
    }

    /// Own stake, rather where some is cooling already.
    fn unstake_own(&mut self, mut supplier: usize) -> Action {
        if self.rng.random_range(0..2) == 0 {
            let cooling = |number: &usize| {
                let unstake_requests = self.network.suppliers[*number].stake.own_unstake_requests;
                unstake_requests.iter().flatten().count()
            };
            supplier = (0..SUPPLIERS).max_by_key(cooling).unwrap_or(supplier);
        }
        let own = self.network.suppliers[supplier].stake.own;
        let amount = self.part(own);
        Action::UnstakeOwn { supplier, amount }
    }

    fn cancel_own(&mut self, supplier: usize) -> Action {
        let unstake_requests = self.network.suppliers[supplier].stake.own_unstake_requests;
        let taken = (0..unstake_requests.len()).filter(|place| unstake_requests[*place].is_some());
        let place = taken.collect::<Vec<_>>().choose(self.rng).copied();
        let place = place.unwrap_or(0);
        Action::CancelOwn { supplier, place }
    }

    fn withdraw_own(&mut self, supplier: usize) -> Action {
        let supplier_ = &self.network.suppliers[supplier];
        let unstake_requests = supplier_.stake.own_unstake_requests.iter().flatten();
        let holders: Vec<Person> = unstake_requests
            .map(|unstake_request| unstake_request.holder)
            .collect();
        let holder = holders.choose(self.rng).copied().unwrap_or(supplier_.owner);
        Action::WithdrawOwn { supplier, holder }
    }

    fn unstake(&mut self) -> Action {
        let (staker, supplier) = self.delegation();
        let amount = self.part(self.active(staker, supplier));
        Action::Unstake {
            staker,
            supplier,
            amount,
        }
    }

    /// An unstake request of somebody, preferably one that is there.
    fn unstake_request(&mut self) -> (Person, usize, usize) {
        for _ in 0..8 {
            let supplier = self.supplier();
            let delegations = &self.network.suppliers[supplier].stake.delegations;
            let unstake_requests = delegations.iter().flat_map(|(staker, delegation)| {
                let places = delegation.unstake_requests.iter().enumerate();
                let taken = places.filter(|(_, unstake_request)| unstake_request.is_some());
                taken.map(|(place, _)| (*staker, place))
            });
            let unstake_requests: Vec<(Person, usize)> = unstake_requests.collect();
            if let Some((staker, place)) = unstake_requests.choose(self.rng) {
                return (*staker, supplier, *place);
            }
        }
        (self.person(), self.supplier(), 0)
    }

    fn cancel(&mut self) -> Action {
        let (staker, supplier, place) = self.unstake_request();
        Action::Cancel {
            staker,
            supplier,
            place,
        }
    }

    fn withdraw(&mut self) -> Action {
        let (staker, supplier, _) = self.unstake_request();
        Action::Withdraw { staker, supplier }
    }

    /// What a slash holds, preferably an open one and of somebody of whom it holds something.
    fn held(&mut self) -> (Person, usize, usize) {
        let mut held = Vec::new();
        for (supplier, at) in self.network.suppliers.iter().enumerate() {
            for (staker, delegation) in &at.stake.delegations {
                let numbers = delegation.held.keys();
                held.extend(numbers.map(|number| (*staker, supplier, *number)));
            }
        }
        let any = (self.person(), self.supplier(), self.rng.random_range(0..4));
        match self.rng.random_range(0..8) {
            0 => any,
            _ => held.choose(self.rng).copied().unwrap_or(any),
        }
    }

    fn unstake_held(&mut self) -> Action {
        let (staker, supplier, number) = self.held();
        Action::UnstakeHeld {
            staker,
            supplier,
            number,
        }
    }

    /// Somebody makes a staker follow a slash, mostly one that it has to follow, though not always next.
    fn follow(&mut self) -> Action {
        let mut behind = Vec::new();
        for (supplier, at) in self.network.suppliers.iter().enumerate() {
            for (staker, delegation) in &at.stake.delegations {
                let numbers = delegation.behind.iter().map(|news| match news {
                    News::Opened(number) | News::Ended(number) => *number,
                });
                behind.extend(numbers.map(|number| (*staker, supplier, number)));
            }
        }
        let (staker, supplier, number) = match behind.choose(self.rng) {
            Some(behind) if self.rng.random_range(0..8) > 0 => *behind,
            _ => self.held(),
        };
        Action::Follow {
            staker,
            supplier,
            number,
        }
    }

    /// Stake asks to move, rather where it must rest still.
    fn ask_to_move(&mut self) -> Action {
        let (mut staker, mut supplier) = self.delegation();
        for _ in 0..4 {
            if self.network.suppliers[supplier]
                .stake
                .rests(staker, self.network.now)
            {
                break;
            }
            (staker, supplier) = self.delegation();
        }
        let amount = self.part(self.active(staker, supplier));
        Action::AskToMove {
            staker,
            supplier,
            target: (supplier + self.rng.random_range(1..SUPPLIERS)) % SUPPLIERS,
            amount,
        }
    }

    /// A request of somebody, if there is one.
    fn request(&mut self) -> (Person, usize, usize) {
        let mut requests = Vec::new();
        for (number, supplier) in self.network.suppliers.iter().enumerate() {
            for (staker, delegation) in &supplier.stake.delegations {
                let targets = delegation.requests.keys();
                requests.extend(targets.map(|target| (*staker, number, *target)));
            }
        }
        let request = requests.choose(self.rng).copied();
        request.unwrap_or((self.person(), 0, 1))
    }

    fn move_stake(&mut self) -> Action {
        let (staker, supplier, target) = self.request();
        Action::Move {
            staker,
            supplier,
            target,
        }
    }

    fn cancel_move(&mut self) -> Action {
        let (staker, supplier, target) = self.request();
        Action::CancelMove {
            staker,
            supplier,
            target,
        }
    }

    /// The council proposes a slash, every other time of the supplier that has several; so small a part of what is left that
    /// others find room.
    fn propose(&mut self) -> Action {
        let supplier = match self.rng.random_range(0..2) {
            0 => BESET,
            _ => self.supplier(),
        };
        let room = self.network.room(supplier);
        let own = slash::free_own(&self.network.suppliers[supplier].stake);
        let beyond = room.saturating_sub(own);
        let amount = match self.rng.random_range(0..20) {
            0 => 0,
            1 => room + 1,
            2..4 => room,
            _ if self.harsh => room,
            4..7 => own,
            7..9 => own / 100 * self.rng.random_range(1..100),
            9 if beyond > 0 => own + self.rng.random_range(1..=beyond.min(100)),
            _ => own.min(room) + beyond / 100 * self.rng.random_range(1..30),
        };
        Action::ProposeSlash { supplier, amount }
    }

    /// Somebody proposes a slash for breaches, mostly where some have been recorded.
    fn propose_breach(&mut self) -> Action {
        let recorded = (0..SUPPLIERS).filter(|number| {
            let supplier = &self.network.suppliers[*number];
            supplier.breached > supplier.charged
        });
        let recorded: Vec<usize> = recorded.collect();
        let any = self.supplier();
        let supplier = match self.rng.random_range(0..4) {
            0 => any,
            _ => recorded.choose(self.rng).copied().unwrap_or(any),
        };
        Action::ProposeBreach { supplier }
    }

    /// What becomes of a slash, preferably what can; or a second end of one that has to be followed still.
    fn end_slash(&mut self) -> Action {
        let (mut open, mut ended) = (Vec::new(), Vec::new());
        for (supplier, at) in self.network.suppliers.iter().enumerate() {
            for (number, slash) in at.slashes.iter().enumerate() {
                if !slash.ended {
                    open.push((supplier, number, *slash));
                } else if self.network.is_there(supplier, number) == Some(true) {
                    ended.push((supplier, number, *slash));
                }
            }
        }
        let again = self.rng.random_range(0..6) == 0;
        let chosen = if again { &ended } else { &open };
        let Some((supplier, number, slash)) = chosen.choose(self.rng).copied() else {
            return Action::ExecuteSlash {
                supplier: 0,
                number: 0,
            };
        };
        match self.rng.random_range(0..12) {
            0..2 => Action::WithdrawSlash { supplier, number },
            2..4 => Action::LapseSlash { supplier, number },
            4..7 => Action::ExecuteSlash { supplier, number },
            _ if self.network.now > slash.lapses_at => Action::LapseSlash { supplier, number },
            _ => Action::ExecuteSlash { supplier, number },
        }
    }
}
