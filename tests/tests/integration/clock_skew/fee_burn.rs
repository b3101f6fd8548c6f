//! The auction and its price.

use fee_burn::{
    error::FeeBurnError,
    parameters::ORACLE_MAX_AGE,
    state::{Config, Engine},
};
use io_common::{
    addresses::FEE_BURN_CONFIG,
    constants::{DAY, HOUR, ONE_USDC},
    oracle::{policy::MAX_AHEAD, price::PICO_USD, Price},
    CommonError,
};
use io_tests::Refused;
use io_vm::pyth::Quote;

use super::{step_back, SKEW};
use crate::fee_burn::{engine, expire, fill, funded, open};

/// A quarter of a dollar, published at `publish_time`.
fn quote(publish_time: i64) -> Quote {
    Quote {
        price: 25_000_000,
        confidence: 0,
        ema: 25_000_000,
        publish_time,
    }
}

/// Whether a price of `at` opens an auction at `now`.
fn opens(now: i64, at: i64) -> io_tests::Outcome {
    let (mut world, _) = funded();
    let start = world.now();
    world.vm.set_unix_time(start + now);
    world.set_quote(&quote(start + at));
    open(&mut world)
}

/// P-17: a price is refused while the clock is outside the band, and accepted again afterwards.
#[test]
fn p17_the_age_of_a_price_is_by_the_clusters_clock() {
    let oldest = i64::from(ORACLE_MAX_AGE.default);
    opens(0, MAX_AHEAD).unwrap();
    opens(0, MAX_AHEAD + 1).refused(CommonError::OracleFuture);
    opens(oldest, 0).unwrap();
    opens(oldest + 1, 0).refused(CommonError::OracleStale);
    // A clock that is ahead refuses some of the oldest valid prices; the corrected clock accepts them.
    opens(oldest - SKEW, 0).unwrap();
    opens(oldest - SKEW + 1 + SKEW, 0).refused(CommonError::OracleStale);
}

/// P-16: the bid stays within the auction's range, whatever the clock.
#[test]
fn p16_the_bid_never_leaves_its_range() {
    let (mut world, bob) = funded();
    open(&mut world).unwrap();
    let opened: Engine = engine(&mut world);
    let config: Config = world.read(&FEE_BURN_CONFIG.address);
    let price = Price {
        spot: PICO_USD / 4,
        ema: PICO_USD / 4,
        confidence: 0,
        publish_time: 0,
    };
    let (at, end) = (opened.auction.opened_at, opened.auction.ends_at(&config));
    let bid = |now| opened.bid(&config, &price, now).unwrap();
    let (lowest, highest) = (bid(at), bid(end));
    let of_price = |bps: i16| PICO_USD / 4 * (10_000 + i64::from(bps)) as u64 / 10_000;
    assert_eq!(lowest, of_price(config.bid_from_bps));
    assert_eq!(highest, of_price(config.bid_to_bps));
    let mut before = lowest;
    for now in at - SKEW..=end + SKEW {
        let bid = bid(now);
        assert!((lowest..=highest).contains(&bid) && bid >= before, "{now}");
        before = bid;
    }
    // If the clock steps back before the opening, it sells at the opening bid.
    step_back(&mut world);
    let now = world.now();
    world.set_quote(&quote(now.max(opened.last_publish_time)));
    let ahead = opened.last_publish_time - now;
    assert_eq!(ahead, SKEW);
    if ahead > MAX_AHEAD {
        // The used price is ahead of this clock, and an older one is not accepted after it.
        fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(CommonError::OracleFuture);
        world.wait(ahead - MAX_AHEAD);
    }
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).unwrap();
    let newest = *engine(&mut world).fills.newest_first().next().unwrap();
    assert_eq!(newest.bid, lowest);
}

/// P-16: an auction that the clock ended early returns its remainder once.
#[test]
fn p16_a_lot_is_sold_or_given_back_once() {
    let (mut world, bob) = funded();
    open(&mut world).unwrap();
    let opened: Engine = engine(&mut world);
    world.wait(900);
    expire(&mut world).unwrap();
    let expired = engine(&mut world);
    assert_eq!((expired.expired, expired.auction.left), (1, 0));
    assert_eq!(
        expired.bucket.content,
        opened.bucket.content + opened.auction.lot
    );

    step_back(&mut world);
    let now = world.now();
    world.set_quote(&quote(now));
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(FeeBurnError::NoAuction);
    expire(&mut world).unwrap();
    open(&mut world).refused(FeeBurnError::TooEarlyToOpen);
    assert_eq!(engine(&mut world), expired);

    // If its remainder was not returned, it continues to sell.
    let (mut world, bob) = funded();
    open(&mut world).unwrap();
    world.wait(900);
    step_back(&mut world);
    world.set_price(0.25);
    expire(&mut world).refused(FeeBurnError::AuctionRunning);
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).unwrap();
}

/// P-16: the spending limit grows with elapsed time; time that the clock repeats does not count twice.
#[test]
fn p16_bucket_and_anchor_gain_nothing_from_a_clock_that_trembles() {
    let story = |skew: i64| {
        let (mut world, _) = funded();
        for _ in 0..4 {
            world.wait(HOUR + skew);
            world.set_price(0.30);
            open(&mut world).unwrap();
            world.wait(-skew);
            world.set_price(0.30);
            open(&mut world).refused(FeeBurnError::TooEarlyToOpen);
            world.wait(900 + skew);
            expire(&mut world).unwrap();
            world.wait(-900 - skew);
        }
        let engine = engine(&mut world);
        (
            engine.bucket.content + engine.auction.left,
            engine.anchor.price,
        )
    };
    let (steady, trembling) = (story(0), story(SKEW));
    // One skew ahead at the last opening, and no more: the same as if all of it had come at once.
    let most = 10_000 * ONE_USDC * SKEW as u64 / DAY as u64 + 1;
    assert!(
        (steady.0..=steady.0 + most).contains(&trembling.0),
        "{steady:?} {trembling:?}"
    );
    let step = PICO_USD / 10 * SKEW as u64 / DAY as u64 + 1;
    assert!(
        (steady.1..=steady.1 + step).contains(&trembling.1),
        "{steady:?} {trembling:?}"
    );
}
