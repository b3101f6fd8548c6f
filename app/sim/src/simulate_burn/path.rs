//! One path: the engine, a keeper and fillers, step by step.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::{Config, Engine};
use io_common::{
    constants::{DAY, ONE_USDC},
    governance::Roles,
    math::{mul_div, Rounding},
    oracle::{price::PICO_USD, Price},
    token::Mints,
};

use super::{market::Market, Options};

/// When every path begins, in unix seconds.
const START: i64 = 1_800_000_000;

/// What the auctions came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    pub opened: u64,
    pub filled: u64,
    /// USDC spent, in micro-USD.
    pub spent: u64,
    /// IO burned, in base units.
    pub burned: u64,
    /// What was paid above the market, in micro-USD.
    pub excess: f64,
    /// Seconds from opening to fill, summed up.
    pub waited: u64,
}

impl Outcome {
    /// Adds another path's.
    pub fn add(&mut self, other: &Self) {
        for (sum, part) in [
            (&mut self.opened, other.opened),
            (&mut self.filled, other.filled),
            (&mut self.spent, other.spent),
            (&mut self.burned, other.burned),
            (&mut self.waited, other.waited),
        ] {
            *sum = sum.saturating_add(part);
        }
        self.excess += other.excess;
    }
}

/// A path with everybody on it.
struct Path {
    config: Config,
    engine: Engine,
    market: Market,
    /// The lowest bid that fillers take, over the market's price.
    ask: f64,
    /// What the vault holds, in micro-USD.
    vault: u64,
    outcome: Outcome,
}

/// Plays a path.
pub fn run(options: &Options, volatility_percent: u32, seed: u64) -> anyhow::Result<Outcome> {
    let key = Pubkey::default();
    let fees = u64::from(options.fees).saturating_mul(ONE_USDC);
    let mut path = Path {
        config: Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0),
        engine: bytemuck::Zeroable::zeroed(),
        market: Market::new(options, volatility_percent, seed),
        ask: 1.0 + f64::from(options.costs) / 10_000.0,
        vault: fees.saturating_mul(7),
        outcome: Outcome::default(),
    };
    path.engine.anchor.price = (path.market.price * PICO_USD as f64) as u64;
    (path.engine.anchor.updated_at, path.engine.bucket.filled_at) = (START, START);

    let end = START.saturating_add(DAY.saturating_mul(options.days.into()));
    let look = u64::from(options.look);
    for now in (START..end).step_by(usize::try_from(look)?) {
        path.market.step();
        let income = mul_div(fees, look, DAY as u64, Rounding::Down)?;
        path.vault = path.vault.saturating_add(income);
        path.act(now);
    }
    let Engine {
        opened,
        filled,
        spent,
        bought,
        ..
    } = path.engine;
    Ok(Outcome {
        opened,
        filled,
        spent,
        burned: bought,
        ..path.outcome
    })
}

impl Path {
    /// Fillers and keeper look at the engine.
    fn act(&mut self, now: i64) {
        let auction = &self.engine.auction;
        let can_be_filled = auction.left > 0 && now < auction.ends_at(&self.config);
        if !can_be_filled && now < auction.next_opens_at(&self.config) {
            return;
        }
        let quote = self.market.quote(now).account();
        match self.config.oracle.read(&quote.owner, &quote.data, now) {
            Ok(price) if can_be_filled => self.fill(&price, now),
            Ok(price) => self.open(&price, now),
            Err(_) => (), // P-17
        }
    }

    /// Opens, unless there is too little for a lot yet.
    fn open(&mut self, price: &Price, now: i64) {
        let mut engine = self.engine;
        if engine.open(&self.config, price, self.vault, now).is_ok() {
            self.engine = engine;
        }
    }

    /// Takes all that is left, if the bid is worth it.
    fn fill(&mut self, price: &Price, now: i64) {
        let mut engine = self.engine;
        let usdc = engine.auction.left;
        let Ok(fill) = engine.fill(&self.config, price, usdc, u64::MAX, now) else {
            return;
        };
        let over = fill.bid as f64 / (self.market.price * PICO_USD as f64);
        if over < self.ask {
            return;
        }
        self.engine = engine;
        self.vault = self.vault.saturating_sub(usdc);
        self.outcome.excess += usdc as f64 * (over - 1.0);
        let waited = now.saturating_sub(engine.auction.opened_at).unsigned_abs();
        self.outcome.waited = self.outcome.waited.saturating_add(waited);
    }
}
