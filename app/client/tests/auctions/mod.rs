//! What the acts on the auction come to, at random states of the engine.

use std::fmt::Write;

use anchor_spl::token::spl_token::state::{Account as Tokens, AccountState};
use bytemuck::Zeroable;
use fee_burn::state::{Config, Engine};
use io_client::actions::{
    auction::{self, Auction},
    fees::{self, IoFees},
    pay_council::{self, CouncilFees},
    payee::Payee,
    Prepared, Refusal,
};
use io_common::{constants::ONE_USDC, governance::Roles, token::Mints};
use marketplace::state::Currency;
use proptest::{
    prelude::RngExt,
    test_runner::{RngAlgorithm, TestRng},
};

use super::{
    hex, key,
    quotes::{account, of_prepared, price, refused, NOW},
};

/// Of the random engines.
const SEED: [u8; 32] = *b"random engines of the auction\0\0\0";
const ENGINES: u32 = 120;
const HOUR: i64 = 3_600;
const RICH: u64 = u64::MAX;

/// Lines, and whether an act has its instructions written down.
#[derive(Default)]
struct Lines {
    text: String,
    written: Vec<&'static str>,
}

impl Lines {
    fn act<T>(
        &mut self,
        name: &'static str,
        given: &str,
        prepared: Result<Prepared<T>, Refusal>,
        words: impl FnOnce(&T) -> String,
    ) {
        write!(self.text, "{name}{given} ").unwrap();
        match prepared {
            Err(error) => writeln!(self.text, "refused {}", refused(&error)).unwrap(),
            Ok(it) => {
                writeln!(self.text, "{}", words(&it.terms)).unwrap();
                if !self.written.contains(&name) {
                    self.written.push(name);
                    self.text += &of_prepared(&it);
                }
            }
        }
    }
}

/// One of these.
fn one<T: Copy>(rng: &mut TestRng, of: &[T]) -> T {
    of[rng.random_range(0..of.len())]
}

/// Of the treasury.
const TREASURY: u8 = 4;

/// A share of 7 % for the council.
fn config() -> Config {
    let mints = Mints {
        io: key(5),
        usdc: key(6),
    };
    Config {
        treasury: key(TREASURY),
        council_bps: 700,
        ..Config::new(Roles::new(key(8), key(9)), mints, 250)
    }
}

/// An auction of the last hours, with a price near its anchor.
fn random(rng: &mut TestRng) -> Auction {
    let config = config();
    let mut engine = Engine::zeroed();
    let spot: i64 = rng.random_range(10_000_000..60_000_000);
    let ema = spot + spot * rng.random_range(-90..=90) / 1_000;
    // Pico-USD of a mantissa with eight places.
    let pico = |mantissa: i64| u64::try_from(mantissa).unwrap() * 10_000;
    engine.anchor.price = pico(spot) / 100 * rng.random_range(30..300);
    engine.anchor.updated_at = NOW - rng.random_range(0..60 * 24 * HOUR);
    if one(rng, &[false, true]) {
        let interval = i64::from(config.interval);
        engine.anchor.updated_at = NOW - interval + rng.random_range(-1..=1);
    }
    let duration = i64::from(config.duration);
    let ages = [
        0,
        duration - 1,
        duration,
        i64::from(config.interval) - 1,
        i64::from(config.interval),
        rng.random_range(0..duration),
        rng.random_range(0..duration),
        rng.random_range(0..48 * HOUR),
    ];
    engine.auction.opened_at = NOW - one(rng, &ages);
    engine.auction.reference = pico(spot.min(ema)) / 100 * rng.random_range(95..105);
    engine.auction.lot = rng.random_range(1..config.max_lot);
    engine.auction.left = one(rng, &[0, engine.auction.lot / 3, engine.auction.lot]);
    let capacity = config.bucket_capacity();
    let contents = [0, config.min_lot, rng.random_range(0..capacity)];
    engine.bucket.content = one(rng, &contents);
    engine.bucket.filled_at = NOW - rng.random_range(0..72 * HOUR);
    if one(rng, &[false, false, false, true]) {
        engine.bucket.filled_at = NOW;
    }
    engine.last_publish_time = NOW - one(rng, &[0, 3, 4, 9]);
    if rng.random_range(0..12) == 0 {
        engine.flash.filler = key(1);
    }
    let vaults = [
        0,
        config.min_lot - 1,
        config.min_lot,
        rng.random_range(0..config.max_lot * 20),
        rng.random_range(0..config.max_lot * 20),
    ];
    let new = one(rng, &vaults);
    // What is left of a lot is counted.
    engine.usdc.burn = engine.auction.left + one(rng, &[0, new / 3]);
    engine.usdc.council = one(rng, &[0, new / 40]);
    Auction {
        config,
        engine,
        price_account: key(7),
        price: match rng.random_range(0..12) {
            0 => None,
            1 => Some(price((spot, 0), (ema, 0), -8, 61)),
            _ => Some(price((spot, 0), (ema, 0), -8, 3)),
        },
        vault: engine.usdc.burn + engine.usdc.council + new,
        now: NOW,
    }
}

fn tell(lines: &mut Lines, it: &Auction, rng: &mut TestRng) {
    let (owner, data) = match &it.price {
        Some(it) => (it.owner.to_string(), hex(&it.data)),
        None => ("-".into(), "-".into()),
    };
    let engine = account(&it.engine);
    let engine = engine.trim_end_matches('0');
    let (vault, now) = (it.vault, it.now);
    writeln!(lines.text, "engine {now} {vault} {owner} {data} {engine}").unwrap();
    lines.act("open", "", auction::open(it), |it| {
        format!("{} {} {}", it.lot, it.factor_bps, it.ends_at)
    });
    lines.act("updateAnchor", "", auction::update_anchor(it), |it| {
        format!("{} {} {}", it.before, it.after, it.average)
    });
    let left = it.engine.auction.left;
    let some = [1, 25 * ONE_USDC, left / 2, left, left + 1];
    let whole = (None, None, RICH);
    let part = (Some(one(rng, &some)), None, RICH);
    let limited = (None, Some(1), RICH);
    let poor = (None, None, 1);
    for (usdc, limit, held) in [whole, part, limited, poor] {
        let or_none = |it: Option<u64>| it.map_or("-".into(), |it| it.to_string());
        let given = format!(" {} {} {held}", or_none(usdc), or_none(limit));
        let filler = key(1);
        let request = auction::Fill {
            filler,
            usdc,
            limit,
        };
        lines.act("fill", &given, auction::fill(it, held, &request), |it| {
            let auction::Filled {
                usdc,
                io,
                limit,
                bid,
                to,
            } = it;
            format!("{usdc} {io} {limit} {bid} {to}")
        });
    }
    lines.act("expire", "", auction::expire(it), |it| {
        it.returned.to_string()
    });
}

/// Random engines, then the burn of fees in IO.
pub fn lines() -> String {
    let mut lines = Lines::default();
    let config = config();
    writeln!(lines.text, "burnConfig {}", account(&config)).unwrap();
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    for _ in 0..ENGINES {
        let it = random(&mut rng);
        tell(&mut lines, &it, &mut rng);
    }
    let mut engine = Engine::zeroed();
    for (vault, council) in [(0, 0), (1, 0), (1, 1), (1_000, 15), (u64::MAX, 7)] {
        engine.io.council = council;
        let it = IoFees {
            config,
            engine,
            vault,
        };
        let given = format!(" {vault} {council}");
        lines.act("burnFees", &given, fees::burn(&it), |it| {
            format!("{} {}", it.amount, it.council)
        });
    }
    payments(&mut lines);
    lines.text
}

/// Payments to the council: by currency, from a vault of which a part is counted, to a wallet that is there or not.
fn payments(lines: &mut Lines) {
    for currency in [Currency::Io, Currency::Usdc] {
        for (vault, council, wallet) in [
            (14, 0, None),
            (15, 0, None),
            (1_000, 15, Some(key(TREASURY))),
            (1_000, 15, Some(key(3))),
            (u64::MAX, 7, Some(key(TREASURY))),
        ] {
            let config = config();
            let mut engine = Engine::zeroed();
            let mint = match currency {
                Currency::Io => config.io_mint,
                Currency::Usdc => config.usdc_mint,
            };
            match currency {
                Currency::Io => engine.io.council = council,
                Currency::Usdc => engine.usdc.council = council,
            }
            let account = wallet.map(|owner| Tokens {
                mint,
                owner,
                state: AccountState::Initialized,
                ..Tokens::default()
            });
            let it = CouncilFees {
                config,
                engine,
                currency,
                vault,
                payee: Payee {
                    wallet: key(TREASURY),
                    mint,
                    named: None,
                    account,
                },
            };
            let holder = wallet.map_or("-".into(), |owner| owner.to_string());
            let given = format!(" {} {vault} {council} {holder}", currency as u8);
            lines.act(
                "payCouncil",
                &given,
                pay_council::prepare(&it, &key(1)),
                |it| format!("{} {} {}", it.amount, it.to.tokens, it.to.owner),
            );
        }
    }
}
