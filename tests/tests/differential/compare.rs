//! What the program has against what the model says.

use emissions::{
    quote::{self, History},
    state::{
        page_of,
        settlement::{self, history_hours},
        Config, Delegation, HistoryPage, Ledger, Slash,
    },
};
use io_client::{emissions as client, slashes};
use io_common::{
    addresses::{EMISSIONS_CONFIG, REWARD_VAULT},
    constants::{EXPIRY_SLOTS, GENESIS_SUPPLY},
    types::Supplier,
};
use io_reference::{
    carry_out::Whole, predict::Expected, rewards, Action, Amount, Network, Person, Pool,
};

use crate::{
    chain::{actor, Chain, State, PEOPLE, SUPPLIERS},
    history::within,
};

type Check = Result<(), String>;

macro_rules! equal {
    ($what:expr, $program:expr, $model:expr) => {{
        let (program, model) = ($program, $model);
        if program != model {
            return Err(format!("{}: {program:?}, the model says {model:?}", $what));
        }
    }};
}

macro_rules! holds {
    ($condition:expr, $($what:tt)+) => {
        if !$condition {
            return Err(format!($($what)+));
        }
    };
}

/// How often the program has rounded rewards.
#[derive(Default)]
pub struct Dust {
    settlements: [u64; SUPPLIERS],
    countings: [[u64; PEOPLE]; SUPPLIERS],
}

impl Dust {
    /// Counts the settlements between two states: those that an announced commission cut are two.
    pub fn settled(&mut self, before: &State, after: &State) {
        let pairs = before.suppliers.iter().zip(&after.suppliers);
        for (count, (before, after)) in self.settlements.iter_mut().zip(pairs) {
            *count += rounds(before, after);
        }
    }

    /// Counts what an accepted action has made of delegations.
    pub fn counted(&mut self, action: &Action) {
        if let Some(staker) = actor(action) {
            for supplier in Network::touched(action) {
                self.countings[supplier][staker] += 1;
            }
        }
    }

    /// Counts what following slashes has made of a delegation: at most one for each call.
    pub fn followed(&mut self, staker: Person, supplier: usize, calls: u64) {
        self.countings[supplier][staker] += calls;
    }

    /// Whether an action has paid what is due.
    pub fn check_payment(&self, action: &Action, paid: u64, expected: &Expected) -> Check {
        let (below, above) = match *action {
            Action::Claim { staker, supplier } | Action::Compound { staker, supplier } => {
                self.of_staker(supplier, staker, 0)
            }
            Action::ClaimSupplier { supplier } => self.of_owner(supplier, 0),
            _ => (0, 0),
        };
        let close = within(paid, &expected.paid, below, above, &expected.doubt);
        let due = expected.paid.floor();
        holds!(
            close,
            "paid {paid}, due {due}, not within -{below} and +{above}"
        );
        Ok(())
    }

    /// Below and above, once the supplier has been settled `more` times.
    fn of_staker(&self, supplier: usize, staker: Person, more: u64) -> (u64, u64) {
        let settlements = self.settlements[supplier] + more;
        let countings = self.countings[supplier][staker] + 1;
        (3 * settlements + countings, 2 * settlements)
    }

    fn of_owner(&self, supplier: usize, more: u64) -> (u64, u64) {
        let settlements = self.settlements[supplier] + more;
        (4 * settlements, settlements)
    }
}

/// Settlements between two states of a supplier.
fn rounds(before: &Supplier, after: &Supplier) -> u64 {
    let settled = before.rewards.settled_hour != after.rewards.settled_hour;
    u64::from(settled) * (1 + u64::from(before.commission != after.commission))
}

/// The program's state, brought to the current hour.
struct Present {
    config: Config,
    ledger: Ledger,
    history: History,
}

impl Present {
    fn of(chain: &mut Chain, state: &State, hour: u32) -> Result<Self, String> {
        let (config, mut ledger) = (chain.read(&EMISSIONS_CONFIG.address), state.ledger);
        let mut history = History::new();
        let record = |hour, indexes| {
            history.insert(hour, indexes);
            Ok(())
        };
        let advanced = ledger.advance(&config, hour, record);
        advanced.map_err(|error| format!("advance: {error}"))?;
        Ok(Self {
            config,
            ledger,
            history,
        })
    }

    /// The supplier, settled. The history that it takes is read from the pages.
    fn settle(&mut self, chain: &mut Chain, supplier: &Supplier) -> Result<Supplier, String> {
        for hour in history_hours(supplier, self.ledger.hour)
            .into_iter()
            .flatten()
        {
            self.history.entry(hour).or_insert_with(|| {
                let page: HistoryPage = chain.read(&client::page_address(hour));
                page.indexes[page_of(hour).1]
            });
        }
        let (mut settled, pool) = (*supplier, usize::from(supplier.pool));
        let index = |hour| Ok(self.history[&hour][pool]);
        let done = settlement::settle(&mut settled, &self.ledger, index);
        done.map_err(|error| format!("settle: {error}"))?;
        Ok(settled)
    }
}

/// Clock, emission, units of both pools, supply and vaults.
pub fn network(chain: &mut Chain, state: &State, network: &Network) -> Check {
    let hour = network.hour();
    let ledger = Present::of(chain, state, hour as u32)?.ledger;
    equal!("emitted", ledger.emitted_total, network.emitted);
    equal!(
        "hours of the schedule",
        ledger.schedule_hour as usize,
        network.hours
    );
    let paused = ledger.pause.is_on(network.now);
    equal!("paused", paused, network.is_paused());
    equal!("slashed", ledger.slashed_total, network.burned);

    let running = rewards::units(&network.suppliers, |supplier| supplier.counted(hour));
    let next = rewards::units(&network.suppliers, |supplier| supplier.counted_next(hour));
    for (number, pool) in ledger.pools.iter().enumerate() {
        let leaving = pool.expiring[(hour as usize + 1) % EXPIRY_SLOTS];
        equal!("units of the pool", pool.live, running[number]);
        equal!(
            "its next units",
            pool.live + pool.rising - leaving,
            next[number]
        );
    }

    let ledger = &state.ledger;
    let supply = GENESIS_SUPPLY + ledger.emitted_total - network.burned;
    equal!("supply", chain.supply(), supply);
    let unclaimed = ledger.emitted_total - ledger.claimed_total;
    equal!(
        "reward vault",
        chain.balance(&REWARD_VAULT.address),
        unclaimed
    );
    let stakes = network
        .suppliers
        .iter()
        .map(|supplier| supplier.stake.total());
    equal!("stake vault", state.vault, stakes.sum::<u64>());
    let taken = state
        .suppliers
        .iter()
        .map(|supplier| supplier.slashes.taken);
    equal!("taken by slashes", taken.sum::<u64>(), network.burned);
    Ok(())
}

/// All wallets.
pub fn wallets(chain: &mut Chain, network: &Network) -> Check {
    for (person, wallet) in network.wallets.iter().enumerate() {
        equal!(
            format!("wallet of {person}"),
            chain.of_person(person),
            *wallet
        );
    }
    for (supplier, paid) in network.payouts.iter().enumerate() {
        equal!(
            format!("payout of {supplier}"),
            chain.of_payout(supplier),
            *paid
        );
    }
    Ok(())
}

/// Some of the suppliers with all their stakers; if it is all of them, also what they can claim together.
pub fn suppliers(
    chain: &mut Chain,
    state: &State,
    network: &Network,
    dust: &Dust,
    numbers: &[usize],
) -> Check {
    let mut present = Present::of(chain, state, network.hour() as u32)?;
    let mut claimable = 0;
    for number in numbers {
        let settled = present.settle(chain, &state.suppliers[*number])?;
        let more = rounds(&state.suppliers[*number], &settled);
        let whole = numbers.len() == SUPPLIERS;
        let of = Of {
            number: *number,
            settled: &settled,
            network,
        };
        let named = |error| format!("supplier {number}: {error}");
        of.units().map_err(named)?;
        of.stake().map_err(named)?;
        let mut slashes = of.slashes(chain).map_err(named)?;
        let (below, above) = dust.of_owner(*number, more);
        let (owed, due) = (settled.rewards.owed, &network.suppliers[*number].owed);
        let close = within(owed, due, below, above, &Amount::default());
        holds!(
            close,
            "supplier {number}: owed {owed}, due {}, not within -{below} and +{above}",
            due.floor()
        );
        claimable += owed;
        let mut all = Vec::new();
        for staker in 0..PEOPLE {
            let bounds = dust.of_staker(*number, staker, more);
            let present = whole.then_some((&present, &state.suppliers[*number]));
            let delegation = of.staker(chain, staker, &mut slashes, bounds, present);
            let named = |error| format!("{staker} at supplier {number}: {error}");
            let delegation = delegation.map_err(named)?;
            claimable += delegation.owed;
            all.push(delegation);
        }
        of.sums(&all, &slashes).map_err(named)?;
    }
    // P-08, to the base unit.
    let unclaimed = present.ledger.emitted_total - present.ledger.claimed_total;
    holds!(
        claimable <= unclaimed,
        "{claimable} claimable of {unclaimed}"
    );
    Ok(())
}

/// A supplier, settled, and what the model says.
struct Of<'a> {
    number: usize,
    settled: &'a Supplier,
    network: &'a Network,
}

impl Of<'_> {
    fn units(&self) -> Check {
        let (hour, supplier) = (self.network.hour(), self.settled);
        let model = &self.network.suppliers[self.number];
        let units = &supplier.units;
        let goes_on = i64::from(units.end_hour) > hour + 1;
        let next = if goes_on { units.next } else { 0 };
        equal!("units", units.running, model.counted(hour));
        equal!("next units", next, model.counted_next(hour));
        equal!(
            "pool",
            supplier.pool == Pool::Community as u8,
            model.attestation.pool == Pool::Community
        );
        let commission = &supplier.commission;
        let announced = (commission.next_from > 0)
            .then_some((commission.next_bps.into(), commission.next_from.into()));
        equal!(
            "commission",
            u64::from(commission.bps),
            model.commission.rate
        );
        equal!(
            "announced commission",
            announced,
            model.commission.announced
        );
        Ok(())
    }

    /// What is behind the supplier, to the base unit.
    fn stake(&self) -> Check {
        let (stake, model) = (
            &self.settled.stake,
            &self.network.suppliers[self.number].stake,
        );
        equal!(
            "own stake",
            (stake.own, stake.own_held, stake.own_cooling),
            (model.own, model.own_held, model.own_cooling())
        );
        for (unstake_request, model) in stake
            .own_unstake_requests
            .iter()
            .zip(&model.own_unstake_requests)
        {
            let program = (unstake_request.amount > 0).then_some((
                unstake_request.amount,
                unstake_request.held,
                unstake_request.unlocks_at,
            ));
            let model = model.map(|unstake_request| {
                (
                    unstake_request.amount,
                    unstake_request.held,
                    unstake_request.unlocks_at,
                )
            });
            equal!("unstake request of own stake", program, model);
        }
        equal!(
            "delegated stake",
            (stake.delegated, stake.delegated_held),
            (model.delegated, model.delegated_held)
        );
        equal!(
            "cooling stake",
            (stake.cooling, stake.cooling_held),
            (model.cooling, model.cooling_held)
        );
        Ok(())
    }

    /// Compares the slashes, and returns those that hold or held delegators' stake and whose accounts are there.
    fn slashes(&self, chain: &mut Chain) -> Result<Vec<Slash>, String> {
        let model = &self.network.suppliers[self.number];
        let kind = |breach| model.slashes.iter().filter(move |one| one.breach == breach);
        let open = model.slashes.iter().filter(|slash| !slash.ended);
        let slashes = &self.settled.slashes;
        equal!(
            "slashes proposed",
            [slashes.count, slashes.breach_count].map(|count| count as usize),
            [false, true].map(|breach| kind(breach).count())
        );
        equal!("open slashes", slashes.open_count as usize, open.count());
        let all = self.network.open(self.number);
        equal!("what open slashes may take", slashes.open, all);
        equal!(
            "breaches that have become slashes",
            slashes.breached,
            model.charged
        );
        let mut shared = Vec::new();
        for (number, expected) in model.slashes.iter().enumerate() {
            let slash = chain.slash(self.network, self.number, number);
            let there = self.network.is_there(self.number, number);
            let as_it_must = there.is_none_or(|there| there == slash.is_some());
            holds!(as_it_must, "slash {number}: there is {slash:?}");
            let Some(slash) = slash else { continue };
            let parts = (slash.own, slash.delegated_held, slash.cooling_held);
            let held = &expected.parts;
            equal!(
                format!("what slash {number} holds"),
                (slash.amount, parts),
                (expected.amount, (held.own, held.active, held.cooling))
            );
            equal!(
                format!("times of slash {number}"),
                (slash.due_at, slash.lapses_at, !slash.is_open()),
                (expected.due_at, expected.lapses_at, expected.ended)
            );
            if slash.is_shared() {
                shared.push(slash);
            }
        }
        Ok(shared)
    }

    /// What all delegations have is what there is, to the base unit, once they have followed all slashes. And nobody has
    /// still to follow those that have ended.
    fn sums(&self, delegations: &[Delegation], slashes: &[Slash]) -> Check {
        let sum = |of: fn(&Delegation) -> u64| delegations.iter().map(of).sum::<u64>();
        let stake = &self.settled.stake;
        let active = sum(|delegation| delegation.active);
        let cooling = sum(|delegation| {
            delegation
                .unstake_requests
                .iter()
                .map(|one| one.amount)
                .sum()
        });
        let held = |slash: &Slash| {
            let all = delegations.iter().flat_map(|delegation| delegation.held);
            let of = all.filter(|held| held.slash == slash.opened);
            of.fold((0, 0), |(active, cooling), held| {
                (active + held.active, cooling + held.cooling)
            })
        };
        equal!(
            "all delegations",
            (active, cooling),
            (stake.delegated, stake.cooling)
        );
        for slash in slashes {
            if slash.is_open() {
                let sums = (slash.delegated_held, slash.cooling_held);
                equal!("held of all delegations", held(slash), sums);
            } else {
                holds!(slash.is_over(), "somebody is left to follow {slash:?}");
            }
        }
        Ok(())
    }

    /// Compares a staker, and returns its delegation as it is when it has followed all slashes. What the quote says is the
    /// same, if it is asked.
    fn staker(
        &self,
        chain: &mut Chain,
        staker: Person,
        slashes: &mut [Slash],
        (below, above): (u64, u64),
        quote: Option<(&Present, &Supplier)>,
    ) -> Result<Delegation, String> {
        let original = chain.delegation(staker, self.number);
        let mut delegation = Delegation { ..original };
        let calls = slashes::follow(&mut delegation, slashes).len();
        delegation
            .accrue(self.settled)
            .map_err(|error| error.to_string())?;
        let model = &self.network.suppliers[self.number];
        let expected = model.stake.delegations.get(&staker);
        let expected = expected.cloned().unwrap_or_default();

        // Each of the calls may have counted what it has earned.
        let below = below + calls as u64;
        let (owed, due) = (delegation.owed, &expected.owed);
        let close = within(owed, due, below, above, &expected.doubt);
        holds!(
            close,
            "claimable {owed}, due {}, not within -{below} and +{above}, in doubt {}",
            due.floor(),
            expected.doubt.floor()
        );
        equal!("movable at", delegation.movable_at, expected.movable_at);
        expected.check(&whole(&delegation, model))?;
        for (unstake_request, model) in delegation
            .unstake_requests
            .iter()
            .zip(&expected.unstake_requests)
        {
            if let Some(model) = model.as_ref().filter(|_| !unstake_request.is_free()) {
                equal!(
                    "unstake_request",
                    unstake_request.unlocks_at,
                    model.unlocks_at
                );
            }
        }
        let held = delegation.held.iter().filter(|held| held.cooling > 0);
        let numbers = shared(model);
        for held in held {
            let model = expected.held.get(&numbers[held.slash as usize - 1]);
            let unlocks_at = model.map(|held| held.unlocks_at);
            equal!("held", Some(held.unlocks_at), unlocks_at);
        }
        if let Some((present, supplier)) = quote.filter(|_| calls == 0) {
            let (config, ledger) = (&present.config, &present.ledger);
            let (hour, history) = (present.ledger.hour, present.history.clone());
            let quote = quote::claimable(config, ledger, supplier, Some(&original), history, hour);
            let quote = quote.map_err(|error| format!("quote: {error}"))?;
            equal!("quote", quote.by_staker, owed);
        }
        Ok(delegation)
    }
}

/// The numbers of the slashes that hold or held delegators' stake, in order.
fn shared(supplier: &io_reference::Supplier) -> Vec<usize> {
    let slashes = supplier.slashes.iter().enumerate();
    let shared = slashes.filter(|(_, slash)| slash.is_shared());
    shared.map(|(number, _)| number).collect()
}

/// What a delegation has that has followed all slashes.
pub fn whole(delegation: &Delegation, supplier: &io_reference::Supplier) -> Whole {
    let numbers = shared(supplier);
    let held = delegation.held.iter().filter(|held| held.slash > 0);
    let held = held.map(|held| {
        let number = numbers[held.slash as usize - 1];
        (number, held.active, held.cooling)
    });
    let mut held: Vec<_> = held.collect();
    held.sort_unstable();
    Whole {
        active: delegation.active,
        unstake_requests: delegation
            .unstake_requests
            .map(|unstake_request| unstake_request.amount),
        held,
    }
}
