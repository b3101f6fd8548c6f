use super::*;
use io_common::{
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
    oracle::price::{usd_for_io, PICO_USD},
};
use proptest::prelude::*;

const START: i64 = 1_800_000_000;

fn engine(anchor: u64) -> Engine {
    let mut engine: Engine = bytemuck::Zeroable::zeroed();
    (engine.anchor.price, engine.anchor.updated_at) = (anchor, START);
    engine.bucket.filled_at = START;
    engine
}

fn at(price: u64, publish_time: i64) -> Price {
    Price {
        spot: price,
        ema: price,
        confidence: 0,
        publish_time,
    }
}

fn refused<T>(error: FeeBurnError) -> Result<T> {
    Err(error.into())
}

#[test]
fn a_lot_is_sold_and_the_totals_count_it() {
    let (config, mut engine) = (Config::testing(), engine(2 * PICO_USD));
    let now = START + HOUR;
    let price = at(2 * PICO_USD, now);
    // 16,800 USDC / 7 days / 24 hours
    let opening = engine
        .open(&config, &price, 16_800 * ONE_USDC, now)
        .unwrap();
    assert_eq!(opening.lot, 100 * ONE_USDC);
    assert_eq!((opening.factor_bps, opening.returned), (10_000, 0));

    let fill = engine
        .fill(&config, &price, 40 * ONE_USDC, u64::MAX, now + 540)
        .unwrap();
    assert_eq!((fill.io, fill.bid), (20 * ONE_IO, 2 * PICO_USD));
    let last = engine.fill(&config, &price, 60 * ONE_USDC, u64::MAX, now + 540);
    let last = last.unwrap();
    assert_eq!((last.io, last.at), (30 * ONE_IO, now + 540));
    assert!(engine.fills.newest_first().eq([&last, &fill]));
    assert_eq!(engine.last_price, 2 * PICO_USD);
    assert_eq!((engine.bought, engine.spent), (50 * ONE_IO, 100 * ONE_USDC));
    assert_eq!((engine.opened, engine.filled, engine.expired), (1, 1, 0));
    // Nothing is left to expire: at once, and without counting it.
    assert_eq!(engine.expire(&config, now + 541), Ok(0));
    assert_eq!(engine.expired, 0);
}

#[test]
fn an_auction_is_counted_by_what_became_of_it() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let now = START + HOUR;
    engine.invariant().unwrap();
    engine
        .open(&config, &at(PICO_USD, now), 16_800 * ONE_USDC, now)
        .unwrap();
    engine.invariant().unwrap();
    let broken = |change: fn(&mut Engine)| {
        let mut engine = engine;
        change(&mut engine);
        engine.invariant().is_err()
    };
    assert!(broken(|engine| engine.auction.left = engine.auction.lot + 1));
    assert!(broken(|engine| engine.auction.left = 0));
    assert!(broken(|engine| engine.opened += 1));
    assert!(broken(|engine| engine.filled += 1));
    assert!(broken(|engine| engine.expired += 1));
    // While a flash fill is to be paid for, its lot is neither filled nor gone.
    let mut sold = engine;
    (sold.auction.left, sold.flash.filler) = (0, Pubkey::new_from_array([1; 32]));
    sold.invariant().unwrap();
}

#[test]
fn what_nobody_buys_goes_back_to_the_budget() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let (vault, now) = (16_800 * ONE_USDC, START + HOUR);
    engine
        .open(&config, &at(PICO_USD, now), vault, now)
        .unwrap();
    engine
        .fill(&config, &at(PICO_USD, now), 30 * ONE_USDC, u64::MAX, now)
        .unwrap();

    let running = engine.expire(&config, now + 899);
    assert_eq!(running, refused(FeeBurnError::AuctionRunning));
    assert_eq!(engine.expire(&config, now + 900), Ok(70 * ONE_USDC));
    assert_eq!(engine.expire(&config, now + 900), Ok(0));
    assert_eq!((engine.bucket.content, engine.expired), (70 * ONE_USDC, 1));

    // Not expired by anybody, `open_auction` does it.
    let next = now + HOUR;
    engine
        .open(&config, &at(PICO_USD, next), vault, next)
        .unwrap();
    let last = next + HOUR;
    let opening = engine
        .open(&config, &at(PICO_USD, last), vault, last)
        .unwrap();
    assert_eq!(opening.returned, 170 * ONE_USDC);
    assert_eq!(opening.lot, 270 * ONE_USDC);
}

#[test]
fn an_opening_waits_for_the_interval_the_budget_and_a_newer_price() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let (vault, now) = (16_800 * ONE_USDC, START + HOUR);
    let price = at(PICO_USD, now);
    let poor = engine.open(&config, &price, 24 * ONE_USDC, now);
    assert_eq!(poor, refused(FeeBurnError::LotTooSmall));

    engine = self::engine(PICO_USD);
    engine.open(&config, &price, vault, now).unwrap();
    let early = engine.open(&config, &price, vault, now + HOUR - 1);
    assert_eq!(early, refused(FeeBurnError::TooEarlyToOpen));
    let old = engine.open(&config, &at(PICO_USD, now - 1), vault, now + HOUR);
    assert_eq!(old, refused(FeeBurnError::PriceOlderThanLast));
    let old = engine.fill(
        &config,
        &at(PICO_USD, now - 1),
        25 * ONE_USDC,
        u64::MAX,
        now,
    );
    assert_eq!(
        old,
        refused(FeeBurnError::NoAuction),
        "the auction before has been returned"
    );
}

#[test]
fn a_lot_is_the_least_of_bucket_vault_and_largest() {
    for (bucket, vault, lot) in [
        (2_500, 100_000, 1_000),
        (300, 100_000, 300),
        (2_500, 90, 90),
        (25, 100_000, 25),
    ] {
        let mut engine = engine(PICO_USD);
        engine.bucket.content = bucket * ONE_USDC;
        let price = at(PICO_USD, START);
        let opening = engine.open(&Config::testing(), &price, vault * ONE_USDC, START);
        assert_eq!(opening.unwrap().lot, lot * ONE_USDC);
        assert_eq!(engine.bucket.content, (bucket - lot) * ONE_USDC);
    }
}

#[test]
fn a_filler_never_gives_more_than_it_allows() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let now = START + HOUR;
    engine
        .open(&config, &at(PICO_USD, now), 16_800 * ONE_USDC, now)
        .unwrap();
    let required = io_for_usd(25 * ONE_USDC, PICO_USD / 100 * 97, Rounding::Up).unwrap();
    let before = engine;
    let expensive = engine.fill(
        &config,
        &at(PICO_USD, now),
        25 * ONE_USDC,
        required - 1,
        now,
    );
    assert_eq!(expensive, refused(FeeBurnError::IoAboveMaximum));
    engine = before;
    let fill = engine.fill(&config, &at(PICO_USD, now), 25 * ONE_USDC, required, now);
    assert_eq!(fill.unwrap().io, required);
}

#[test]
fn the_budget_is_a_seventh_of_the_vault_times_the_factor_up_to_the_maximum() {
    let config = Config::testing();
    for (vault, factor, budget) in [
        (0, 10_000, 0),
        (7_000, 10_000, 1_000),
        (7_000, 20_000, 2_000),
        (7_000, 5_000, 500),
        (69_999, 10_000, 9_999),
        (140_000, 10_000, 10_000),
        (1_000_000_000, 20_000, 10_000),
    ] {
        let daily = daily_budget(vault * ONE_USDC, factor, &config).unwrap();
        assert_eq!(daily / ONE_USDC, budget, "{vault} USDC at {factor} bps");
    }
    // Rounded down.
    assert_eq!(daily_budget(6, 10_000, &config), Ok(0));
    assert_eq!(daily_budget(7, 10_000, &config), Ok(1));
}

#[test]
fn p02_burned_fees_are_counted() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    for (vault, burned) in [(5, 5), (0, 5), (7, 12)] {
        let burn = engine.burn_fees(&config, vault).unwrap();
        assert_eq!((burn.amount, burn.council), (vault, 0));
        assert_eq!(engine.fees_burned, burned);
    }
}

/// A configuration with a share of 10 % for the council.
fn sharing() -> Config {
    Config {
        treasury: Pubkey::new_from_array([7; 32]),
        council_bps: 1_000,
        ..Config::testing()
    }
}

#[test]
fn p26_a_burn_leaves_the_part_of_the_council_in_the_vault() {
    let (config, mut engine) = (sharing(), engine(PICO_USD));
    let burn = engine.burn_fees(&config, 1_000).unwrap();
    assert_eq!((burn.amount, burn.council), (900, 100));
    // 100 are in the vault, and 200 come in.
    let burn = engine.burn_fees(&config, 300).unwrap();
    assert_eq!((burn.amount, burn.council), (180, 20));
    assert_eq!(engine.fees_burned, 1_080);
    assert_eq!(engine.pay_council(&config, Vault::Io, 120), Ok(120));
    let burn = engine.burn_fees(&config, 0).unwrap();
    assert_eq!((burn.amount, burn.council), (0, 0));
    assert_eq!((engine.io.burn, engine.io.council), (0, 0));
    assert_eq!(engine.io.council_paid, 120);
    engine.invariant().unwrap();
}

#[test]
fn p26_no_lot_reaches_into_the_part_of_the_council() {
    let (config, mut engine) = (sharing(), engine(PICO_USD));
    engine.bucket.content = 2_500 * ONE_USDC;
    let (vault, price) = (100 * ONE_USDC, at(PICO_USD, START));
    let opening = engine.open(&config, &price, vault, START).unwrap();
    assert_eq!(opening.lot, 90 * ONE_USDC);
    assert_eq!(opening.council, 10 * ONE_USDC);
    let sold = engine.fill(&config, &price, 40 * ONE_USDC, u64::MAX, START);
    sold.unwrap();
    // What is up cannot be paid out, what is counted cannot be sold.
    let vault = 60 * ONE_USDC;
    let paid = engine.pay_council(&config, Vault::Usdc, vault).unwrap();
    assert_eq!(paid, 10 * ONE_USDC);
    engine.invariant().unwrap();
    let mut short = engine;
    short.usdc.burn = short.auction.left - 1;
    assert!(short.invariant().is_err());
    let sold = engine.fill(&config, &price, 50 * ONE_USDC, u64::MAX, START);
    sold.unwrap();
    assert_eq!((engine.usdc.burn, engine.usdc.council), (0, 0));
}

#[test]
fn p26_a_new_share_counts_only_what_comes_in_afterwards() {
    let (mut config, mut engine) = (sharing(), engine(PICO_USD));
    config.council_bps = 500;
    engine.count(&config, 1_000, 2_000).unwrap();
    config.council_bps = 1_000;
    assert_eq!(engine.burn_fees(&config, 1_100).unwrap().council, 10);
    assert_eq!(engine.io.council, 60);
    let paid = engine.pay_council(&config, Vault::Usdc, 2_000);
    assert_eq!(paid, Ok(100));
}

#[test]
fn p26_a_smaller_share_or_another_treasury_takes_nothing_that_is_counted() {
    let (mut config, mut engine) = (sharing(), engine(PICO_USD));
    engine.count(&config, 1_000, 0).unwrap();
    (config.council_bps, config.treasury) = (0, Pubkey::new_from_array([8; 32]));
    assert_eq!(engine.pay_council(&config, Vault::Io, 1_000), Ok(100));
}

#[test]
fn a_flash_fill_is_a_fill_that_locks_everything_until_its_end() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let (vault, now) = (16_800 * ONE_USDC, START + HOUR);
    let price = at(PICO_USD, now);
    engine.open(&config, &price, vault, now).unwrap();
    let [filler, other] = [[1; 32], [2; 32]].map(Pubkey::new_from_array);
    let usdc = 100 * ONE_USDC;
    let mut plain = engine;
    let expected = plain.fill(&config, &price, usdc, u64::MAX, now).unwrap();

    engine
        .begin_flash_fill(&config, &price, filler, usdc, u64::MAX, now)
        .unwrap();
    engine.invariant().unwrap();
    assert_eq!((engine.bought, engine.fills.count), (0, 0));
    let locked = engine;
    let later = now + HOUR;
    let burn = engine.burn_fees(&config, 1);
    assert_eq!(burn, refused(FeeBurnError::EngineLocked));
    let count = engine.count(&config, 1, vault);
    assert_eq!(count, refused(FeeBurnError::EngineLocked));
    for of in [Vault::Io, Vault::Usdc] {
        let paid = engine.pay_council(&config, of, vault);
        assert_eq!(paid, refused(FeeBurnError::EngineLocked));
    }
    let open = engine.open(&config, &at(PICO_USD, later), vault, later);
    assert_eq!(open, refused(FeeBurnError::EngineLocked));
    let fill = engine.fill(&config, &price, 0, u64::MAX, now);
    assert_eq!(fill, refused(FeeBurnError::EngineLocked));
    let expire = engine.expire(&config, later);
    assert_eq!(expire, refused(FeeBurnError::EngineLocked));
    let update = engine.update_anchor(&config, &at(PICO_USD, later), later);
    assert_eq!(update, refused(FeeBurnError::EngineLocked));
    let second = engine.begin_flash_fill(&config, &price, other, 0, u64::MAX, now);
    assert_eq!(second, refused(FeeBurnError::EngineLocked));
    let stranger = engine.end_flash_fill(&other);
    assert_eq!(stranger, refused(FeeBurnError::NoFlashFill));
    assert_eq!(engine, locked);

    assert_eq!(engine.end_flash_fill(&filler), Ok(expected));
    assert_eq!(engine, plain);
    let again = engine.end_flash_fill(&filler);
    assert_eq!(again, refused(FeeBurnError::NoFlashFill));
}

#[test]
fn the_anchor_is_updated_once_an_interval_by_opening_or_without() {
    let (config, mut engine) = (Config::testing(), engine(PICO_USD));
    let vault = 16_800 * ONE_USDC;
    let early = |engine: &mut Engine, now| {
        let update = engine.update_anchor(&config, &at(2 * PICO_USD, now), now);
        assert_eq!(update, refused(FeeBurnError::TooEarlyToUpdateAnchor));
    };
    let now = START + HOUR;
    early(&mut engine, now - 1);
    engine
        .update_anchor(&config, &at(2 * PICO_USD, now), now)
        .unwrap();
    // A 720th of the distance.
    let moved = PICO_USD + PICO_USD / 720;
    assert_eq!(
        (engine.anchor.price, engine.anchor.updated_at),
        (moved, now)
    );
    assert_eq!(engine.last_publish_time, now);
    // Opening at once does not move it again, and takes nothing of the time until the next.
    engine
        .open(&config, &at(PICO_USD, now + 1), vault, now + 1)
        .unwrap();
    assert_eq!(
        (engine.anchor.price, engine.anchor.updated_at),
        (moved, now)
    );
    early(&mut engine, now + HOUR - 1);
    // A lot that is up keeps the cap of its opening.
    let reference = engine.auction.reference;
    let last = now + HOUR;
    let old = engine.update_anchor(&config, &at(PICO_USD, now), last);
    assert_eq!(old, refused(FeeBurnError::PriceOlderThanLast));
    engine
        .update_anchor(&config, &at(2 * PICO_USD, last), last)
        .unwrap();
    assert_eq!(engine.auction.reference, reference);
    early(&mut engine, last);
    engine.invariant().unwrap();
}

/// What the last second of an auction opened now would bid, in an oracle where nothing but the anchor binds.
fn highest_bid(engine: &Engine, config: &Config) -> u64 {
    let cap = engine.anchor.cap(config).unwrap();
    mul_div(cap, 10_200, BPS, Rounding::Down).unwrap()
}

/// P-16 the other way: IO doubles. Bids end at 1.53 · A, below the market, so that nobody has a reason to open.
#[test]
fn p16_bids_reach_a_doubled_price_in_eleven_days_without_a_lot() {
    let (config, market) = (Config::testing(), 2 * PICO_USD);
    let update = |engine: &mut Engine, now| {
        let price = at(market, now);
        engine.update_anchor(&config, &price, now).unwrap();
        highest_bid(engine, &config) >= market
    };
    // Updated every hour.
    let mut hourly = engine(PICO_USD);
    assert_eq!(highest_bid(&hourly, &config), PICO_USD / 100 * 153);
    let hours = (1..).find(|hour| update(&mut hourly, START + hour * HOUR));
    assert_eq!(hours, Some(265));
    // Every day.
    let mut daily = engine(PICO_USD);
    let days = (1..).find(|day| update(&mut daily, START + day * DAY));
    assert_eq!(days, Some(11));
    // Nobody for 60 days, then every day: the first reading makes up a tenth.
    let mut late = engine(PICO_USD);
    let days = (0..).find(|day| update(&mut late, START + (60 + day) * DAY));
    assert_eq!(days, Some(8), "nine readings");
}

/// One move of a keeper who wants the most: seconds waited, spot and average around the market (the spot
/// anything that the oracle's checks let through), part of what is left that it fills.
fn step() -> impl Strategy<Value = (i64, u64, u64, u64)> {
    (
        1..=5_000_i64,
        9_000..=11_000_u64,
        9_000..=11_000_u64,
        0..=100_u64,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// P-16: with the spot price in an attacker's hands and the average within 10 % of the market, a day's
    /// loss is at most 1.25 · B_max · (10 % + 2 %); IO required is never short of the bid.
    #[test]
    fn p16_a_days_loss_is_bounded(
        vault in 0..100_000_000_u64,
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let (config, market) = (Config::testing(), PICO_USD / 4);
        let mut engine = engine(market);
        // The largest start: a full bucket.
        engine.bucket.content = config.bucket_capacity();
        let (mut vault, mut now) = (vault * ONE_USDC, START + HOUR);
        let mut fills: Vec<(i64, u64, u64)> = Vec::new(); // when, USDC, loss in micro-USD
        for (wait, spot, ema, part) in steps {
            now += wait;
            let price = Price {
                spot: market / 10_000 * spot,
                ema: market / 10_000 * ema,
                confidence: 0,
                publish_time: now,
            };
            let before = engine;
            if engine.open(&config, &price, vault, now).is_err() {
                engine = before;
            }
            let before = engine;
            let usdc = engine.auction.left * part / 100;
            match engine.fill(&config, &price, usdc, u64::MAX, now) {
                Err(_) => engine = before,
                Ok(fill) => {
                    vault -= usdc;
                    prop_assert!(usd_for_io(fill.io, fill.bid, Rounding::Up).unwrap() >= usdc);
                    let worth = usd_for_io(fill.io, market, Rounding::Down).unwrap();
                    fills.push((now, usdc, usdc.saturating_sub(worth)));
                }
            }
            engine.invariant().unwrap();
            let day = fills.iter().filter(|(when, ..)| *when > now - DAY);
            let (spent, lost) = day.fold((0, 0), |sum, fill| (sum.0 + fill.1, sum.1 + fill.2));
            // A full bucket, the budget of a day, and that of the auction which the day began in.
            let late = config.daily_max * u64::from(config.duration) / DAY as u64;
            let most = config.daily_max / 4 * 5 + late;
            prop_assert!(spent <= most, "{spent} spent in a day");
            prop_assert!(lost <= config.daily_max / 4 * 5 / 100 * 12, "{lost} lost in a day");
        }
        let (bought, spent) = (engine.bought, engine.spent);
        prop_assert_eq!(spent, fills.iter().map(|fill| fill.1).sum::<u64>());
        prop_assert!(bought > 0 || spent == 0);
    }

    /// P-16: openings and updates together move the anchor by no more than openings alone.
    #[test]
    fn p16_nobody_moves_the_anchor_faster_by_updating_it(
        steps in prop::collection::vec((1..=5_000_i64, any::<bool>(), any::<bool>()), 1..100),
    ) {
        let (config, mut engine) = (Config::testing(), engine(PICO_USD));
        let (mut now, mut moves) = (START, 0);
        for (wait, high, opens) in steps {
            now += wait;
            if now > START + DAY {
                break;
            }
            let price = at(if high { 1_000 * PICO_USD } else { PICO_USD / 1_000 }, now);
            let (mut copy, before) = (engine, engine.anchor);
            let done = match opens {
                true => copy.open(&config, &price, 1_000_000 * ONE_USDC, now).is_ok(),
                false => copy.update_anchor(&config, &price, now).is_ok(),
            };
            if done {
                engine = copy;
            }
            if engine.anchor != before {
                prop_assert!(engine.anchor.updated_at >= before.updated_at + HOUR);
                moves += 1;
            }
        }
        prop_assert!(moves <= 24);
        let (moved, start) = (u128::from(engine.anchor.price), u128::from(PICO_USD));
        prop_assert!(moved * 10_000 <= start * 11_050 && moved * 10_000 >= start * 9_046 - 240_000);
    }

    /// P-16: with spot and average in an attacker's hands, no more than 1.53 · A is paid for an IO.
    #[test]
    fn p16_no_price_pays_more_than_half_again_the_anchor(
        anchor in 1_000_000_000_u64..1_000_000_000_000_000,
        opening in 1_000_000_000_u64..1_000_000_000_000_000,
        fresh in 1_000_000_000_u64..1_000_000_000_000_000,
        second in 0..900_i64,
    ) {
        let (config, mut engine) = (Config::testing(), engine(anchor));
        let now = START + 2 * HOUR;
        engine.open(&config, &at(opening, now), 1_000_000 * ONE_USDC, now).unwrap();
        let usdc = engine.auction.left;
        let fill = engine.fill(&config, &at(fresh, now), usdc, u64::MAX, now + second).unwrap();
        let most = u128::from(engine.anchor.price) * 153 / 100;
        prop_assert!(u128::from(fill.bid) <= most);
        let dearest = u64::try_from(most).unwrap();
        prop_assert!(fill.io >= io_for_usd(usdc, dearest, Rounding::Down).unwrap());
    }
}
