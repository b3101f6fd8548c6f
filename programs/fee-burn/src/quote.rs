//! What the engine would do, for keepers and pages: the program's own transitions on copies of its accounts.
//!
//! A refusal says until when it holds, which an error on the chain cannot. A client that may not open yet can ask
//! again for that moment, and learns the size of the lot.

use anchor_lang::prelude::*;
use io_common::{
    constants::DAY,
    math::{mul_div, Checked, Rounding},
    oracle::{price::io_for_usd, Price},
};

use crate::{
    error::FeeBurnError,
    state::{Config, Engine, Fill, Opening},
};

/// A refusal.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error that the instruction would return.
    pub error: Error,
    /// Unix seconds from which it would succeed, with the same price and vault; none if time alone is not enough.
    pub until: Option<i64>,
}

/// Result of `open_auction` at `now`, with `vault` micro-USD in the vault.
///
/// # Errors
/// Those of [`Engine::open`], with the time at which the interval is over or the bucket holds the smallest lot. The
/// latter is exact while the factor of the budget stays the same.
pub fn open(
    engine: &Engine,
    config: &Config,
    price: &Price,
    vault: u64,
    now: i64,
) -> core::result::Result<Opening, Refusal> {
    let mut copy = *engine;
    copy.open(config, price, vault, now).map_err(|error| {
        let until = if error == FeeBurnError::TooEarlyToOpen.into() {
            Some(engine.auction.next_opens_at(config))
        } else if error == FeeBurnError::LotTooSmall.into() {
            smallest_lot_at(*engine, config, price, vault, now)
        } else {
            None
        };
        Refusal { error, until }
    })
}

/// Result of `fill_auction`, or of a flash fill, of `usdc` micro-USD at `now`. With a `max_io` of `u64::MAX` it gives
/// the bid and the IO required.
///
/// # Errors
/// Those of [`Engine::fill`], with the time at which the bid requires no more than `max_io`, or, without an auction,
/// at which the next lot can be opened.
pub fn fill(
    engine: &Engine,
    config: &Config,
    price: &Price,
    usdc: u64,
    max_io: u64,
    now: i64,
) -> core::result::Result<Fill, Refusal> {
    let mut copy = *engine;
    copy.fill(config, price, usdc, max_io, now)
        .map_err(|error| {
            let none = [FeeBurnError::NoAuction, FeeBurnError::AuctionOver];
            let until = if none.map(Error::from).contains(&error) {
                Some(engine.auction.next_opens_at(config).max(now))
            } else if error == FeeBurnError::IoAboveMaximum.into() {
                (now..engine.auction.ends_at(config)).find(|&second| {
                    let bid = engine.bid(config, price, second);
                    let io = bid.and_then(|bid| io_for_usd(usdc, bid, Rounding::Up));
                    io.is_ok_and(|io| io <= max_io)
                })
            } else {
                None
            };
            Refusal { error, until }
        })
}

/// The anchor after `update_anchor` at `now`, in pico-USD.
///
/// # Errors
/// Those of [`Engine::update_anchor`], with the time at which the interval is over.
pub fn update_anchor(
    engine: &Engine,
    config: &Config,
    price: &Price,
    now: i64,
) -> core::result::Result<u64, Refusal> {
    let mut copy = *engine;
    let updated = copy.update_anchor(config, price, now);
    updated.map(|()| copy.anchor.price).map_err(|error| {
        let early = error == FeeBurnError::TooEarlyToUpdateAnchor.into();
        let until = early.then(|| engine.anchor.next_update_at(config));
        Refusal { error, until }
    })
}

/// When the bucket will hold the smallest lot, at the budget of `now`.
fn smallest_lot_at(
    mut engine: Engine,
    config: &Config,
    price: &Price,
    vault: u64,
    now: i64,
) -> Option<i64> {
    engine.usdc.count(vault, config.council_share()).ok()?;
    let vault = engine.usdc.burn;
    if vault.min(config.max_lot).min(config.bucket_capacity()) < config.min_lot {
        return None;
    }
    engine.give_back(config).ok()?;
    let (_, daily) = engine.budget(config, price, vault, now).ok()?;
    let missing = config.min_lot.minus(engine.bucket.content).ok()?;
    let wait = mul_div(missing, DAY as u64, daily, Rounding::Up).ok()?;
    let wait = i64::try_from(wait).ok()?;
    engine.bucket.filled_at.checked_add(wait)
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::{
        constants::{HOUR, ONE_USDC},
        oracle::price::PICO_USD,
    };
    use proptest::prelude::*;

    const START: i64 = 1_800_000_000;

    /// An hour after its creation, at its anchor's price.
    fn engine() -> (Engine, Config, Price) {
        let mut engine: Engine = bytemuck::Zeroable::zeroed();
        (engine.anchor.price, engine.anchor.updated_at) = (PICO_USD, START);
        engine.bucket.filled_at = START;
        let price = Price {
            spot: PICO_USD,
            ema: PICO_USD,
            confidence: 0,
            publish_time: START,
        };
        (engine, Config::testing(), price)
    }

    fn refusal(error: FeeBurnError, until: Option<i64>) -> Refusal {
        let error = error.into();
        Refusal { error, until }
    }

    proptest! {
        #[test]
        fn a_lot_that_is_too_small_says_when_it_is_not(vault in 0..2_000_000_000_u64, now in 0..5_000_i64) {
            let (engine, config, price) = engine();
            match open(&engine, &config, &price, vault, START + now) {
                Ok(opening) => prop_assert!(opening.lot >= config.min_lot),
                Err(refused) => {
                    prop_assert_eq!(&refused.error, &FeeBurnError::LotTooSmall.into());
                    prop_assert_eq!(refused.until.is_some(), vault >= config.min_lot);
                    if let Some(until) = refused.until {
                        prop_assert!(until > START + now);
                        prop_assert!(open(&engine, &config, &price, vault, until).is_ok());
                        prop_assert!(open(&engine, &config, &price, vault, until - 1).is_err());
                    }
                }
            }
        }

        #[test]
        fn a_filler_who_gives_less_hears_when_the_bid_is_high_enough(
            max_io in 9_700_000_000..10_400_000_000_u64,
        ) {
            let (mut engine, config, price) = engine();
            let now = START + HOUR;
            engine.open(&config, &price, 16_800 * ONE_USDC, now).unwrap();
            let ask = |second| fill(&engine, &config, &price, 100 * ONE_USDC, max_io, second);
            match ask(now) {
                Ok(fill) => prop_assert!(fill.io <= max_io),
                Err(Refusal { until: Some(until), .. }) => {
                    prop_assert!(ask(until).unwrap().io <= max_io);
                    prop_assert!(ask(until - 1).is_err());
                }
                // 100 dollars at 2 % over the price are 98.04 IO.
                Err(_) => prop_assert!(max_io < 9_806_000_000),
            }
        }
    }

    #[test]
    fn a_vault_that_holds_the_smallest_lot_and_no_more_is_worth_waiting_for() {
        let (engine, config, price) = engine();
        let refused = open(&engine, &config, &price, config.min_lot, START).unwrap_err();
        let until = refused.until.unwrap();
        let opening = open(&engine, &config, &price, config.min_lot, until).unwrap();
        assert_eq!(opening.lot, config.min_lot);
        let less = open(&engine, &config, &price, config.min_lot - 1, START);
        assert_eq!(less.unwrap_err().until, None);
    }

    #[test]
    fn what_is_in_the_bucket_shortens_the_wait() {
        let (mut engine, config, price) = engine();
        let until = |engine: &Engine| {
            let refused = open(engine, &config, &price, 16_800 * ONE_USDC, START);
            refused.unwrap_err().until.unwrap()
        };
        // 2,400 dollars a day: 25 of them take 15 minutes, 10 take six.
        assert_eq!(until(&engine), START + 900);
        engine.bucket.content = 15 * ONE_USDC;
        assert_eq!(until(&engine), START + 360);
    }

    #[test]
    fn the_io_asked_for_is_rounded_up_in_what_a_filler_hears_too() {
        let (mut engine, config, price) = engine();
        let now = START + HOUR;
        engine
            .open(&config, &price, 16_800 * ONE_USDC, now)
            .unwrap();
        let ask = |max_io, second| {
            let usdc = 100 * ONE_USDC;
            fill(&engine, &config, &price, usdc, max_io, now + second)
        };
        let io = ask(u64::MAX, 100).unwrap().io;
        let less = ask(io - 1, 0).unwrap_err();
        assert_eq!(less.until, Some(now + 101));
    }

    #[test]
    fn a_refusal_says_when_the_next_lot_can_be_opened() {
        let (mut engine, config, price) = engine();
        let (vault, now) = (16_800 * ONE_USDC, START + HOUR);
        let none = fill(&engine, &config, &price, ONE_USDC, u64::MAX, now);
        assert_eq!(none, Err(refusal(FeeBurnError::NoAuction, Some(now))));
        engine.open(&config, &price, vault, now).unwrap();
        let early = open(&engine, &config, &price, vault, now + 1).unwrap_err();
        let next = now + HOUR;
        assert_eq!(early, refusal(FeeBurnError::TooEarlyToOpen, Some(next)));
        let opening = open(&engine, &config, &price, vault, next).unwrap();
        assert_eq!(opening.lot, 200 * ONE_USDC);
        let late = fill(&engine, &config, &price, ONE_USDC, u64::MAX, now + 900);
        assert_eq!(late, Err(refusal(FeeBurnError::AuctionOver, Some(next))));
    }

    #[test]
    fn an_anchor_that_has_moved_lately_says_when_it_moves_next() {
        let (engine, config, mut price) = engine();
        price.ema = 2 * PICO_USD;
        let ask = |now| update_anchor(&engine, &config, &price, START + now);
        let error = FeeBurnError::TooEarlyToUpdateAnchor;
        assert_eq!(ask(HOUR - 1), Err(refusal(error, Some(START + HOUR))));
        // A 720th of the distance.
        assert_eq!(ask(HOUR), Ok(PICO_USD + PICO_USD / 720));
    }

    #[test]
    fn what_time_does_not_cure_has_no_time() {
        let (mut engine, config, price) = engine();
        let (vault, now) = (16_800 * ONE_USDC, START + HOUR);
        engine.last_publish_time = price.publish_time + 1;
        let old = open(&engine, &config, &price, vault, now);
        assert_eq!(old, Err(refusal(FeeBurnError::PriceOlderThanLast, None)));
        engine.last_publish_time = 0;
        engine.open(&config, &price, vault, now).unwrap();
        let large = fill(&engine, &config, &price, vault, u64::MAX, now);
        assert_eq!(large, Err(refusal(FeeBurnError::FillTooLarge, None)));
    }
}
