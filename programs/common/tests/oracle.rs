//! The oracle: every check with its own error at its own boundary, a golden test against Pyth's own
//! type, a fuzz of the parser, and the rounding of the conversions.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::unwrap_used
)]

use anchor_lang::{prelude::Pubkey, AccountDeserialize, AccountSerialize};
use io_common::{
    ids::pyth,
    math::Rounding,
    oracle::{
        message::LENGTH,
        price::{io_for_usd, usd_for_io, PICO_USD},
        OraclePolicy, Price, PriceMessage,
    },
    CommonError::{self, *},
};
use proptest::prelude::*;
use pyth_solana_receiver_sdk::price_update::{PriceFeedMessage, PriceUpdateV2, VerificationLevel};

const NOW: i64 = 1_800_000_000;

fn policy() -> OraclePolicy {
    OraclePolicy {
        feed_id: pyth::IO_USD_FEED,
        receivers: [pyth::RECEIVER, pyth::NEXT_RECEIVER],
        min_price: PICO_USD / 1_000,
        max_price: PICO_USD * 1_000,
        max_age: 60,
        max_confidence_bps: 200,
        max_deviation_bps: 1_000,
    }
}

fn message() -> PriceMessage {
    PriceMessage {
        feed_id: pyth::IO_USD_FEED,
        price: 25_000_000,
        conf: 25_000,
        exponent: -8,
        publish_time: NOW,
        prev_publish_time: NOW - 1,
        ema_price: 26_000_000,
        ema_conf: 30_000,
        posted_slot: 7,
    }
}

/// A fully verified account, as Pyth's own type writes it.
fn bytes(message: &PriceMessage) -> Vec<u8> {
    account([9; 32], message)
}

fn account(write_authority: [u8; 32], message: &PriceMessage) -> Vec<u8> {
    let update = PriceUpdateV2 {
        write_authority: write_authority.into(),
        verification_level: VerificationLevel::Full,
        price_message: PriceFeedMessage {
            feed_id: message.feed_id,
            price: message.price,
            conf: message.conf,
            exponent: message.exponent,
            publish_time: message.publish_time,
            prev_publish_time: message.prev_publish_time,
            ema_price: message.ema_price,
            ema_conf: message.ema_conf,
        },
        posted_slot: message.posted_slot,
    };
    let mut data = Vec::new();
    update.try_serialize(&mut data).unwrap();
    data.resize(LENGTH, 0);
    data
}

fn read(change: impl FnOnce(&mut PriceMessage)) -> Result<Price, CommonError> {
    let mut message = message();
    change(&mut message);
    policy().read(&pyth::RECEIVER, &bytes(&message), NOW)
}

#[test]
fn a_good_price_is_normalised_to_pico_usd() {
    let price = read(|_| ()).unwrap();
    let expected = Price {
        spot: PICO_USD / 4,
        ema: PICO_USD / 100 * 26,
        confidence: 300_000_000,
        publish_time: NOW,
    };
    assert_eq!(price, expected);
    assert_eq!(price.reference(), PICO_USD / 4);
    assert_eq!(price.conservative(), Ok(PICO_USD / 4 - 300_000_000));
}

#[test]
fn both_receivers_are_accepted_and_nobody_else() {
    let data = bytes(&message());
    assert!(policy().read(&pyth::NEXT_RECEIVER, &data, NOW).is_ok());
    let other = Pubkey::new_from_array([3; 32]);
    assert_eq!(policy().read(&other, &data, NOW), Err(OracleOwner));
}

#[test]
fn another_type_or_size_is_refused() {
    let good = bytes(&message());
    let refused = |data: &[u8]| assert_eq!(PriceMessage::parse(data), Err(OracleLayout));
    refused(&[]);
    refused(&good[..LENGTH - 1]);
    refused(&[&good[..], &[0]].concat());
    let mut other = good.clone();
    other[0] ^= 1;
    refused(&other);
}

#[test]
fn a_partly_verified_update_is_refused() {
    let mut data = bytes(&message());
    data[40] = 0;
    assert_eq!(PriceMessage::parse(&data), Err(OracleUnverified));
}

#[test]
fn another_feed_is_refused() {
    assert_eq!(read(|message| message.feed_id[31] ^= 1), Err(OracleFeed));
}

#[test]
fn prices_must_be_above_zero() {
    for bad in [0, -1, i64::MIN] {
        assert_eq!(read(|message| message.price = bad), Err(OracleNotPositive));
        assert_eq!(
            read(|message| message.ema_price = bad),
            Err(OracleNotPositive)
        );
    }
}

#[test]
fn the_exponent_is_between_minus_12_and_minus_4() {
    for bad in [-13, -3, 0, i32::MIN, i32::MAX] {
        assert_eq!(read(|message| message.exponent = bad), Err(OracleExponent));
    }
    // A quarter of a dollar at either end.
    for (exponent, price) in [(-12, 250_000_000_000), (-4, 2_500)] {
        let price = read(|message| {
            (message.exponent, message.price, message.ema_price) = (exponent, price, price);
            (message.conf, message.ema_conf) = (1, 1);
        });
        assert_eq!(price.unwrap().spot, PICO_USD / 4);
    }
}

#[test]
fn p17_a_stale_price_is_refused() {
    assert!(read(|message| message.publish_time = NOW - 60).is_ok());
    assert_eq!(
        read(|message| message.publish_time = NOW - 61),
        Err(OracleStale)
    );
    assert_eq!(
        read(|message| message.publish_time = i64::MIN),
        Err(OracleStale)
    );
}

#[test]
fn a_price_more_than_thirty_seconds_ahead_is_refused() {
    assert!(read(|message| message.publish_time = NOW + 30).is_ok());
    assert_eq!(
        read(|message| message.publish_time = NOW + 31),
        Err(OracleFuture)
    );
    assert_eq!(
        read(|message| message.publish_time = i64::MAX),
        Err(OracleFuture)
    );
}

#[test]
fn p17_a_wide_price_is_refused() {
    assert!(read(|message| message.conf = 500_000).is_ok());
    assert_eq!(
        read(|message| message.conf = 500_001),
        Err(OracleConfidence)
    );
    assert!(read(|message| message.ema_conf = 520_000).is_ok());
    assert_eq!(
        read(|message| message.ema_conf = 520_001),
        Err(OracleConfidence)
    );
    assert_eq!(
        read(|message| message.conf = u64::MAX),
        Err(OracleConfidence)
    );
}

#[test]
fn spot_and_average_stay_within_a_tenth() {
    assert!(read(|message| message.price = 23_400_000).is_ok());
    assert_eq!(
        read(|message| message.price = 23_399_999),
        Err(OracleDeviation)
    );
    assert!(read(|message| message.price = 28_600_000).is_ok());
    assert_eq!(
        read(|message| message.price = 28_600_001),
        Err(OracleDeviation)
    );
}

#[test]
fn the_price_stays_in_the_band_of_governance() {
    let both = |price: i64| {
        read(move |message| {
            (message.price, message.ema_price) = (price, price);
            (message.conf, message.ema_conf) = (0, 0);
        })
    };
    assert!(both(100_000).is_ok() && both(100_000_000_000).is_ok());
    assert_eq!(both(99_999), Err(OracleBand));
    assert_eq!(both(100_000_000_001), Err(OracleBand));
    assert_eq!(both(i64::MAX), Err(OracleBand));
    // One of the two outside is enough.
    for prices in [(100_000, 99_999), (99_999, 100_000)] {
        let one = read(|message| {
            (message.price, message.ema_price) = prices;
            (message.conf, message.ema_conf) = (0, 0);
        });
        assert_eq!(one, Err(OracleBand));
    }
}

#[test]
fn the_widest_confidence_and_deviation_are_rounded_down() {
    let pico = |price: i64, conf: u64, ema_price: i64| {
        read(|message| {
            (message.price, message.ema_price, message.exponent) = (price, ema_price, -12);
            (message.conf, message.ema_conf) = (conf, 0);
        })
    };
    // 2 % of this are 20,000,000,000.98 pico-USD, and 10 % of the other 100,000,000,000.9.
    let price = 1_000_000_000_049;
    assert!(pico(price, 20_000_000_000, price).is_ok());
    assert_eq!(pico(price, 20_000_000_001, price), Err(OracleConfidence));
    let ema = 1_000_000_000_009;
    assert!(pico(ema + 100_000_000_000, 0, ema).is_ok());
    assert_eq!(pico(ema + 100_000_000_001, 0, ema), Err(OracleDeviation));
}

#[test]
fn a_price_that_is_all_confidence_converts_nothing() {
    let price = Price {
        spot: 5,
        ema: 5,
        confidence: 5,
        publish_time: 0,
    };
    assert_eq!(price.conservative(), Err(OracleConfidence));
}

/// The price in `data`, by Pyth's own type and exact comparisons, if all rules hold.
fn good_price(data: &[u8]) -> Option<Price> {
    let update = PriceUpdateV2::try_deserialize(&mut &data[..]).ok()?;
    let message = update.price_message;
    let (price, ema) = (i128::from(message.price), i128::from(message.ema_price));
    let (conf, ema_conf) = (i128::from(message.conf), i128::from(message.ema_conf));
    let age = i128::from(NOW) - i128::from(message.publish_time);
    let rules = [
        data.len() == LENGTH,
        update.verification_level == VerificationLevel::Full,
        message.feed_id == pyth::IO_USD_FEED,
        price > 0 && ema > 0,
        (-12..=-4).contains(&message.exponent),
        (-30..=60).contains(&age),
        conf * 50 <= price && ema_conf * 50 <= ema,
        (price - ema).abs() * 10 <= ema,
    ];
    if rules.contains(&false) {
        return None;
    }
    let pico = |mantissa: i128| mantissa * 10_i128.pow((12 + message.exponent) as u32);
    let one = i128::from(PICO_USD);
    let band = one / 1_000..=one * 1_000;
    (band.contains(&pico(price)) && band.contains(&pico(ema))).then(|| Price {
        spot: pico(price) as u64,
        ema: pico(ema) as u64,
        confidence: pico(conf.max(ema_conf)) as u64,
        publish_time: message.publish_time,
    })
}

/// A message that is good, or has fields at the edge of the rules, or any at all.
fn any_message() -> impl Strategy<Value = PriceMessage> {
    let price = || {
        prop_oneof![
            8 => 22_000_000..30_000_000_i64,
            1 => 99_990..100_010_i64,
            1 => 99_999_999_990..100_000_000_010_i64,
            1 => any::<i64>(),
        ]
    };
    let conf = || prop_oneof![8 => 0..600_000_u64, 1 => any::<u64>()];
    let exponent = prop_oneof![8 => Just(-8), 2 => -14..-2, 1 => any::<i32>()];
    let publish_time = prop_oneof![8 => NOW - 65..NOW + 35, 1 => any::<i64>()];
    (price(), price(), conf(), conf(), exponent, publish_time).prop_map(
        |(price, ema_price, conf, ema_conf, exponent, publish_time)| PriceMessage {
            price,
            ema_price,
            conf,
            ema_conf,
            exponent,
            publish_time,
            ..message()
        },
    )
}

proptest! {
    #[test]
    fn the_parser_reads_what_pyths_own_type_writes(
        feed_id: [u8; 32], price: i64, conf: u64, exponent: i32, publish_time: i64,
        prev_publish_time: i64, ema_price: i64, ema_conf: u64, posted_slot: u64, authority: [u8; 32],
    ) {
        let message = PriceMessage {
            feed_id, price, conf, exponent, publish_time, prev_publish_time, ema_price, ema_conf, posted_slot,
        };
        prop_assert_eq!(PriceMessage::parse(&account(authority, &message)), Ok(message));
    }

    #[test]
    fn random_bytes_never_give_a_price(data in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(policy().read(&pyth::RECEIVER, &data, NOW).is_err());
    }

    #[test]
    fn random_messages_and_mutated_bytes_give_a_price_exactly_if_it_is_good(
        message in any_message(),
        flips in prop::collection::vec((0..LENGTH, 1..=255_u8), 0..3),
    ) {
        let mut data = bytes(&message);
        flips.iter().for_each(|(at, bits)| data[*at] ^= bits);
        let read = policy().read(&pyth::RECEIVER, &data, NOW);
        prop_assert_eq!(read.ok(), good_price(&data));
    }

    #[test]
    fn conversions_round_as_they_say_and_never_create_value(
        micro_usd in 0..10_000_000_000_000_u64,
        price in PICO_USD / 1_000..PICO_USD * 1_000,
    ) {
        let up = io_for_usd(micro_usd, price, Rounding::Up).unwrap();
        let down = io_for_usd(micro_usd, price, Rounding::Down).unwrap();
        prop_assert!(down <= up && up - down <= 1);
        prop_assert!(usd_for_io(up, price, Rounding::Up).unwrap() >= micro_usd);
        prop_assert!(usd_for_io(down, price, Rounding::Down).unwrap() <= micro_usd);
    }
}
