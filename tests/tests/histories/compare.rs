//! What the program has against what the model says.

use emissions::{
    quote::{self, History},
    state::{
        page_of,
        settlement::{self, history_hours},
        Config, Delegation, Generation, HistoryPage, Ledger,
    },
};
use io_client::emissions as client;
use io_common::{
    addresses::{EMISSIONS_CONFIG, REWARD_VAULT},
    constants::{GENESIS_SUPPLY, LEASE_SLOTS},
    types::{SharePool, Supplier},
};
use io_reference::{predict::Expected, rewards, Action, Amount, Network, Person, Pool};

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

    /// Counts what an accepted action has made of positions.
    pub fn counted(&mut self, action: &Action) {
        if let Some(staker) = actor(action) {
            for supplier in Network::touched(action) {
                self.countings[supplier][staker] += 1;
            }
        }
    }

    /// Whether an action has paid what is due.
    pub fn check_payment(&self, action: &Action, paid: u64, expected: &Expected) -> Check {
        let (below, above) = match *action {
            Action::Claim { staker, supplier }
            | Action::Compound {
                staker, supplier, ..
            } => self.of_staker(supplier, staker, 0),
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

/// The program as it would stand if somebody brought it to the present hour.
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
        let leaving = pool.expiring[(hour as usize + 1) % LEASE_SLOTS];
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
    Ok(())
}

/// Everybody's wallet.
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
        of.units()
            .map_err(|error| format!("supplier {number}: {error}"))?;
        let (below, above) = dust.of_owner(*number, more);
        let (owed, due) = (settled.rewards.owed, &network.suppliers[*number].owed);
        let close = within(owed, due, below, above, &Amount::default());
        holds!(
            close,
            "supplier {number}: owed {owed}, due {}, not within -{below} and +{above}",
            due.floor()
        );
        claimable += owed;
        for staker in 0..PEOPLE {
            let bounds = dust.of_staker(*number, staker, more);
            let present = whole.then_some((&present, &state.suppliers[*number]));
            let owed = of.staker(chain, staker, bounds, present);
            claimable += owed.map_err(|error| format!("{staker} at supplier {number}: {error}"))?;
        }
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
            model.lease.pool == Pool::Community
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
        for (ticket, expected) in supplier
            .stake
            .own_tickets
            .iter()
            .zip(&model.stake.own_tickets)
        {
            let program = (ticket.amount > 0).then_some((ticket.amount, ticket.unlocks_at));
            let expected = expected.map(|ticket| (ticket.amount, ticket.unlocks_at));
            equal!("ticket of own stake", program, expected);
        }
        Ok(())
    }

    /// Compares a staker, and returns what it can claim. What the quote says is the same, if it is asked.
    fn staker(
        &self,
        chain: &mut Chain,
        staker: Person,
        (below, above): (u64, u64),
        quote: Option<(&Present, &Supplier)>,
    ) -> Result<u64, String> {
        let original = chain.delegation(staker, self.number);
        let mut delegation = self.carried(chain, original)?;
        delegation
            .accrue(self.settled)
            .map_err(|error| error.to_string())?;
        let stake = &self.network.suppliers[self.number].stake;
        let position = stake.positions.get(&staker).cloned().unwrap_or_default();

        let (owed, due) = (delegation.owed, &position.owed);
        let close = within(owed, due, below, above, &position.doubt);
        holds!(
            close,
            "claimable {owed}, due {}, not within -{below} and +{above}, in doubt {}",
            due.floor(),
            position.doubt.floor()
        );
        equal!("movable at", delegation.movable_at, position.movable_at);
        let pools = &self.settled.stake;
        let active = worth(&pools.delegated, delegation.shares.get());
        near(
            "active stake",
            active,
            stake.delegated.of(staker),
            stake.delegated.doubt(),
        )?;
        let withheld = worth(&pools.withheld, delegation.withheld.get());
        near(
            "withheld stake",
            withheld,
            stake.withheld.of(staker),
            stake.withheld.doubt(),
        )?;
        for (place, ticket) in delegation.tickets.iter().enumerate() {
            let unlocks_at = (!ticket.is_free()).then_some(ticket.unlocks_at);
            equal!("ticket", unlocks_at, position.tickets[place]);
            let cooling = worth(&pools.delegated_cooling, ticket.shares.get());
            let expected = stake.cooling.of((staker, place));
            near("cooling stake", cooling, expected, stake.cooling.doubt())?;
        }
        if let Some((present, supplier)) =
            quote.filter(|_| original.generation == delegation.generation)
        {
            let (config, ledger) = (&present.config, &present.ledger);
            let (hour, history) = (present.ledger.hour, present.history.clone());
            let quote = quote::claimable(config, ledger, supplier, Some(&original), history, hour);
            let quote = quote.map_err(|error| format!("quote: {error}"))?;
            equal!("quote", quote.by_staker, owed);
        }
        Ok(owed)
    }

    /// The position with its shares carried into the present generation of them.
    fn carried(&self, chain: &mut Chain, mut delegation: Delegation) -> Result<Delegation, String> {
        let present = self.settled.slashes.generation;
        while !delegation.is_empty() && delegation.generation < present {
            let supplier = chain.supplier(self.number);
            let address = client::generation_address(&supplier, delegation.generation);
            let ended: Generation = chain.read(&address);
            let carried = delegation.carry(&ended, self.settled);
            carried.map_err(|error| format!("carry: {error}"))?;
        }
        Ok(delegation)
    }
}

/// What shares are worth, exactly.
fn worth(pool: &SharePool, shares: u128) -> Amount {
    Amount::worth(pool.amount, shares, pool.shares.get())
}

fn near(what: &str, program: Amount, model: Amount, doubt: u64) -> Check {
    let close = program.distance(&model) <= Amount::whole(doubt);
    let (program, model) = (program.floor(), model.floor());
    holds!(
        close,
        "{what} {program}, the model says {model}, in doubt {doubt}"
    );
    Ok(())
}

/// Stake after a loss, of which nobody may lose anything by what another does.
pub struct Watch {
    stakes: Vec<(usize, Vec<Amount>)>,
}

/// Looks at the stake that `action` touches.
pub fn watch(chain: &mut Chain, state: &State, action: &Action) -> Watch {
    let bitten = |supplier: &usize| {
        let pool = &state.suppliers[*supplier].stake.delegated;
        u128::from(pool.amount) != pool.shares.get()
    };
    let by_council = matches!(action, Action::ExecuteSlash { .. });
    let touched = Network::touched(action).into_iter();
    let touched = touched.filter(bitten).filter(|_| !by_council);
    Watch {
        stakes: touched
            .map(|supplier| (supplier, stakes(chain, state, supplier)))
            .collect(),
    }
}

impl Watch {
    /// Whether everybody else has as much as before.
    pub fn check(&self, chain: &mut Chain, state: &State, action: &Action) -> Check {
        for (supplier, before) in &self.stakes {
            let after = stakes(chain, state, *supplier);
            for (staker, (before, after)) in before.iter().zip(&after).enumerate() {
                let theirs = actor(action) == Some(staker);
                holds!(
                    theirs || after >= before,
                    "{staker} loses stake at supplier {supplier} by what another does"
                );
            }
        }
        Ok(())
    }
}

/// The active stake of everybody.
fn stakes(chain: &mut Chain, state: &State, supplier: usize) -> Vec<Amount> {
    let present = &state.suppliers[supplier];
    let of = |staker| {
        let delegation = chain.delegation(staker, supplier);
        // Shares of an earlier generation are worth what its record says.
        let current = delegation.generation == present.slashes.generation;
        let shares = if current { delegation.shares.get() } else { 0 };
        worth(&present.stake.delegated, shares)
    };
    (0..PEOPLE).map(of).collect()
}
