//! Marinade: the logic of an auction was inverted for months, and every unit test was green.
//!
//! The same mistake here: a bid that falls with time, a budget that spends more when IO is expensive, or a filler whose gain
//! has no bound; each is one sign. P-16 holds the bounds (`Auction::bid`, `Anchor::factor_bps`); these months of auctions
//! show who is rewarded for what.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::{Config, Engine};
use io_common::{
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
    governance::Roles,
    oracle::{price::PICO_USD, Price},
    token::Mints,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// When everything begins, in unix seconds.
const START: i64 = 1_800_000_000;
/// Seconds from one look of the fillers to the next.
const LOOK: i64 = 15;
/// What is always in the vault.
const VAULT: u64 = 35_000 * ONE_USDC;
/// Dollars for an IO at the beginning.
const DOLLARS: f64 = 0.25;

/// A lot that was sold.
struct Sale {
    usdc: u64,
    io: u64,
    /// Seconds after the opening.
    waited: i64,
    /// How much pricier than on the market the IO was, as a part of the price.
    over: f64,
}

/// What the auctions of some days came to.
#[derive(Default)]
struct Months {
    opened: u64,
    sales: Vec<Sale>,
}

impl Months {
    fn sum(&self, part: impl Fn(&Sale) -> f64) -> f64 {
        self.sales.iter().map(part).sum()
    }

    fn mean(&self, part: impl Fn(&Sale) -> f64) -> f64 {
        self.sum(part) / self.sales.len() as f64
    }

    fn usdc(&self) -> f64 {
        self.sum(|sale| sale.usdc as f64) / ONE_USDC as f64
    }

    fn io(&self) -> f64 {
        self.sum(|sale| sale.io as f64) / ONE_IO as f64
    }
}

/// Fillers who take as soon as it pays them `costs` over the market.
fn competing(costs: f64) -> impl Fn(f64, i64) -> bool {
    move |over, _| over >= costs
}

/// Days of auctions in a market that moves by `step` at every look. Fillers take the whole lot when it is `over` the
/// market by so much, after so many seconds.
fn play(days: i64, takes: impl Fn(f64, i64) -> bool, mut step: impl FnMut(f64) -> f64) -> Months {
    let key = Pubkey::default();
    let config = Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
    let mut engine: Engine = bytemuck::Zeroable::zeroed();
    let pico = |dollars: f64| (dollars * PICO_USD as f64) as u64;
    (engine.anchor.price, engine.anchor.updated_at) = (pico(DOLLARS), START);
    engine.bucket.filled_at = START;
    let (mut market, mut ema, mut months) = (DOLLARS, DOLLARS, Months::default());
    for now in (START..START + days * DAY).step_by(LOOK as usize) {
        market = step(market);
        ema += (market - ema) * LOOK as f64 / HOUR as f64;
        let price = Price {
            spot: pico(market),
            ema: pico(ema),
            confidence: 0,
            publish_time: now,
        };
        let mut next = engine;
        if engine.auction.left == 0 || now >= engine.auction.ends_at(&config) {
            if next.open(&config, &price, VAULT, now).is_ok() {
                months.opened += 1;
                engine = next;
            }
            continue;
        }
        let usdc = engine.auction.left;
        let fill = next.fill(&config, &price, usdc, u64::MAX, now).unwrap();
        let over = fill.bid as f64 / (market * PICO_USD as f64) - 1.0;
        let waited = now - engine.auction.opened_at;
        if takes(over, waited) {
            engine = next;
            months.sales.push(Sale {
                usdc,
                io: fill.io,
                waited,
                over,
            });
        }
    }
    months
}

/// Who asks for less is first: to wait costs the sale, and only one who needs it pays more.
#[test]
fn the_bid_rises_with_time_so_that_cheaper_fillers_come_first() {
    let flat = |costs| play(60, competing(costs), |market| market);
    let (eager, usual, greedy) = (flat(-0.02), flat(0.005), flat(0.019));
    for months in [&eager, &usual, &greedy] {
        assert_eq!(months.sales.len() as u64, months.opened);
    }
    let waited = |months: &Months| months.mean(|sale| sale.waited as f64);
    assert!(waited(&eager) < waited(&usual) && waited(&usual) < waited(&greedy));
    assert!(eager.io() > usual.io() && usual.io() > greedy.io());
    assert!(
        eager.usdc() == greedy.usdc(),
        "the budget does not depend on it"
    );
    // Who asks for more than the last bid sells nothing.
    assert!(flat(0.021).sales.is_empty());
}

/// The price halves, or doubles, and stays there for a month.
#[test]
fn cheap_io_burns_more_and_expensive_io_less() {
    let month = |factor: f64| play(30, competing(0.0), move |_| DOLLARS * factor);
    let (cheap, usual, expensive) = (month(0.5), month(1.0), month(2.0));
    assert!(cheap.usdc() > 1.2 * usual.usdc(), "{} USDC", cheap.usdc());
    assert!(
        expensive.usdc() < 0.8 * usual.usdc(),
        "{} USDC",
        expensive.usdc()
    );
    // In IO the price itself comes on top.
    assert!(cheap.io() > 2.4 * usual.io());
    assert!(expensive.io() < 0.4 * usual.io());
}

/// A market as restless as IO's, without a trend.
fn restless() -> impl FnMut(f64) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let look = 0.9 * (LOOK as f64 / (365.0 * DAY as f64)).sqrt();
    move |market| {
        let normal = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        market * (1.0 + look * normal)
    }
}

/// Half a year in which nobody competes: the only filler waits until the last look, whatever the price has done.
#[test]
fn p16_the_only_fillers_gain_is_bounded_in_every_fill() {
    let last = |_, waited| waited >= 900 - LOOK;
    let months = play(180, last, restless());
    assert_eq!(months.sales.len() as u64, months.opened);
    for sale in &months.sales {
        assert!(sale.over <= 0.02 + 1e-6, "{}", sale.over);
    }
    assert!(months.mean(|sale| sale.over) > 0.0, "it pays to wait alone");
}

/// The same half year with others: what fillers gain over months is their costs.
#[test]
fn p16_competition_leaves_fillers_their_costs() {
    let months = play(180, competing(0.005), restless());
    let sold = months.sales.len() as f64 / months.opened as f64;
    assert!(sold > 0.9, "{sold}");
    let paid = months.sum(|sale| sale.over * sale.usdc as f64);
    let part = paid / months.sum(|sale| sale.usdc as f64);
    assert!((0.005..0.006).contains(&part), "{part}");
}
