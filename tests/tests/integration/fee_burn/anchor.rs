//! The slow anchor, without a lot.

use fee_burn::error::FeeBurnError;
use io_client::fee_burn as client;
use io_common::{
    constants::{DAY, HOUR, ONE_USDC},
    governance::GovernanceAction,
    oracle::price::PICO_USD,
    CommonError,
};
use io_tests::{key, Refused};
use io_vm::pyth::Quote;
use solana_signer::Signer;

use super::{engine, fill, funded, open, update_anchor};

/// IO doubles while nobody has a reason to open: bids end at 1.53 · A, below the market.
#[test]
fn p16_anyone_lets_the_anchor_follow_without_a_lot() {
    let (mut world, bob) = funded();
    let doubled = 0.5;
    let mut days = 0;
    // An hour after its creation the anchor follows once already.
    while engine(&mut world).anchor.price * 153 / 100 < PICO_USD / 2 {
        world.wait(DAY);
        world.set_price(doubled);
        update_anchor(&mut world).unwrap();
        days += 1;
    }
    assert_eq!(days, 11);
    open(&mut world).unwrap();
    world.wait(899);
    world.set_price(doubled);
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).unwrap();
    let bid = engine(&mut world).fills.newest_first().next().unwrap().bid;
    assert!(bid >= PICO_USD / 2, "{bid}");
}

#[test]
fn p16_the_anchor_moves_once_an_interval_however_often_asked() {
    let (mut world, _) = funded();
    world.set_price(0.275);
    let before = engine(&mut world).anchor.price;
    update_anchor(&mut world).unwrap();
    let moved = engine(&mut world);
    assert!(moved.anchor.price > before);
    assert_eq!(moved.last_publish_time, world.now());
    update_anchor(&mut world).refused(FeeBurnError::TooEarlyToUpdateAnchor);
    // An opening does not move it again.
    world.wait(HOUR - 1);
    world.set_price(0.275);
    open(&mut world).unwrap();
    assert_eq!(engine(&mut world).anchor, moved.anchor);
    update_anchor(&mut world).refused(FeeBurnError::TooEarlyToUpdateAnchor);
    // A lot that is up does not hinder it, and keeps its reference.
    let reference = engine(&mut world).auction.reference;
    world.wait(1);
    update_anchor(&mut world).unwrap();
    let after = engine(&mut world);
    assert!(after.anchor.price > moved.anchor.price);
    assert_eq!(after.auction.reference, reference);
}

/// P-17 and P-18: like an opening, it takes a good price and stops with the rest.
#[test]
fn p17_p18_a_bad_price_or_a_pause_leaves_the_anchor() {
    let (mut world, _) = funded();
    let good = Quote {
        price: 25_000_000,
        confidence: 0,
        ema: 25_000_000,
        publish_time: world.now(),
    };
    world.set_quote(&Quote {
        publish_time: good.publish_time - 21,
        ..good
    });
    update_anchor(&mut world).refused(CommonError::OracleStale);
    world.set_quote(&Quote {
        price: 28_000_000,
        ..good
    });
    update_anchor(&mut world).refused(CommonError::OracleDeviation);
    world.set_quote(&good);
    let authority = key("authority");
    let govern = |action| client::govern(&authority.pubkey(), action);
    world.must(&[govern(GovernanceAction::Pause)], &[&authority]);
    update_anchor(&mut world).refused(CommonError::Paused);
    world.must(&[govern(GovernanceAction::Unpause)], &[&authority]);
    update_anchor(&mut world).unwrap();
    world.wait(HOUR);
    world.set_quote(&Quote {
        publish_time: good.publish_time - 1,
        ..good
    });
    update_anchor(&mut world).refused(CommonError::OracleStale);
}
