//! What reserving and extending come to: accounts, then what is made of them.

use io_common::{
    constants::ONE_IO,
    governance::Roles,
    ids::pyth,
    oracle::message,
    token::Mints,
    types::{Supplier, SupplierUsage},
};
use std::fmt::Write;

use anchor_lang::Discriminator;
use bytemuck::{bytes_of, Pod, Zeroable};
use io_client::actions::pricing::{Quote, Time, Wanted};
use io_client::actions::{
    extend::{self, Running},
    market::Market,
    reserve::{self, Request},
    Prepared, Refusal,
};
use marketplace::{
    quote::Cost,
    state::{Config, Currency, Offer, Reservation, Segment, Segments, Status},
};
use proptest::{
    prelude::RngExt,
    test_runner::{RngAlgorithm, TestRng},
};
use solana_account::Account;

use super::{hex, key, words};

/// Of the random quotes.
const SEED: [u8; 32] = *b"what time at an offer comes to\0\0";
/// Unix seconds.
pub const NOW: i64 = 1_800_000_000;
/// More than any quote.
const RICH: u64 = u64::MAX;

pub fn account<T: Pod + Discriminator>(account: &T) -> String {
    hex(T::DISCRIMINATOR) + &hex(bytes_of(account))
}

/// A price account at [`NOW`]: mantissas of spot and average with their confidences, and the age.
pub fn price(
    (spot, conf): (i64, u64),
    (ema, ema_conf): (i64, u64),
    exponent: i32,
    age: i64,
) -> Account {
    let mut data = vec![0; 40];
    data[..8].copy_from_slice(&message::DISCRIMINATOR);
    data.push(1);
    data.extend(pyth::IO_USD_FEED);
    data.extend(spot.to_le_bytes());
    data.extend(conf.to_le_bytes());
    data.extend(exponent.to_le_bytes());
    data.extend((NOW - age).to_le_bytes());
    data.extend((NOW - age - 1).to_le_bytes());
    data.extend(ema.to_le_bytes());
    data.extend(ema_conf.to_le_bytes());
    data.extend([0; 9]);
    assert_eq!(data.len(), message::LENGTH);
    Account {
        owner: pyth::RECEIVER,
        data,
        ..Account::default()
    }
}

/// 16 attested GPUs of which 3 are reserved; stake behind 12; an offer of 10 of which 2 are reserved.
pub fn market() -> Market {
    let mut supplier = Supplier::zeroed();
    supplier.model = 4;
    supplier.attestation.gpus = 16;
    supplier.attestation.multiplier = 10_000;
    supplier.attestation.stake_per_unit = 100 * ONE_IO;
    supplier.attestation.ends_at = NOW + 1;
    supplier.stake.own = 700 * ONE_IO;
    supplier.stake.delegated = 500 * ONE_IO;
    let mut usage = SupplierUsage::zeroed();
    (usage.supplier, usage.reserved_gpus) = (key(3), 3);
    let mut offer = Offer::zeroed();
    (offer.supplier, offer.model, offer.revision) = (key(3), 4, 5);
    (offer.gpus, offer.reserved, offer.currencies) = (10, 2, Currency::ALL);
    (offer.min_hours, offer.max_hours, offer.max_io_hours) = (2, 300, 168);
    offer.price_micro_usd = 2_500_001;
    Market {
        address: key(4),
        price_account: key(7),
        config: Config::new(
            Roles::new(key(8), key(9)),
            Mints {
                io: key(5),
                usdc: key(6),
            },
            250,
        ),
        offer,
        supplier,
        usage,
        price: Some(price((25_000_000, 100_000), (25_100_001, 120_001), -8, 3)),
        held: RICH,
        now: NOW,
    }
}

/// Lines, and the last market of them.
#[derive(Default)]
struct Lines {
    text: String,
    market: Vec<String>,
}

impl std::fmt::Write for Lines {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.text.write_str(text)
    }
}

/// The market that the next lines are about: `=` for what is as it was.
fn tell(lines: &mut Lines, it: &Market) {
    let (owner, data) = match &it.price {
        Some(it) => (it.owner.to_string(), hex(&it.data)),
        None => ("-".into(), "-".into()),
    };
    let market = vec![
        account(&it.config),
        account(&it.offer),
        account(&it.supplier),
        account(&it.usage),
        owner,
        data,
        it.now.to_string(),
        it.held.to_string(),
    ];
    write!(lines, "market").unwrap();
    for (place, word) in market.iter().enumerate() {
        let same = lines.market.get(place) == Some(word);
        write!(lines, " {}", if same { "=" } else { word }).unwrap();
    }
    writeln!(lines).unwrap();
    lines.market = market;
}

fn of_time(it: &Time) -> String {
    let price = it.io_price.map_or("-".into(), |price| price.to_string());
    format!("{} {} {price}", it.segment.rate, it.segment.seconds)
}

fn of_quote(it: &Quote) -> String {
    let Cost {
        gross,
        renter_fee,
        total,
        supplier_gets,
    } = it.cost;
    let (least, fees) = (it.least, it.fees());
    let (time, terms) = (of_time(&it.time), it.terms);
    format!(
        "{time} {gross} {renter_fee} {total} {supplier_gets} {fees} {} {} {} {} {} {}",
        least.seconds, least.cost, it.bounty, terms.start_window, terms.grace, terms.min_downtime
    )
}

/// The program's name of what it refuses, with the numbers that a client adds.
pub fn refused(refusal: &Refusal) -> String {
    let named = |error: &anchor_lang::error::Error| match error {
        anchor_lang::error::Error::AnchorError(it) => it.error_name.clone(),
        other => other.to_string(),
    };
    match refusal {
        Refusal::Offer(error) | Refusal::End(error) | Refusal::Program(error) => named(error),
        Refusal::Price(error) => error.name(),
        Refusal::NotFree { free } => format!("NotFree:{free}"),
        Refusal::NoPrice => "PriceMissing".into(),
        Refusal::Limit { total, limit } => format!("CostAboveMaximum:{total}:{limit}"),
        Refusal::Balance { needed, held, .. } => format!("InsufficientFunds:{needed}:{held}"),
        Refusal::Early { error, until } => {
            let until = until.map_or_else(String::new, |until| format!(":{until}"));
            format!("{}{until}", named(error))
        }
        Refusal::Payee(refusal) => super::words::of_payee(refusal),
        Refusal::Nothing(_) => "Nothing".into(),
    }
}

/// Who signs, what is paid and created, and the instructions behind it.
pub fn of_prepared<T>(it: &Prepared<T>) -> String {
    let mut lines = String::from("prepared");
    for it in it.signers() {
        write!(lines, " signs:{it}").unwrap();
    }
    for it in &it.gives {
        let (from, to) = (it.from, it.to);
        write!(
            lines,
            " gives:{}:{}:{from}:{to}:{}:{}",
            it.owner, it.mint, it.amount, it.limit
        )
        .unwrap();
    }
    for it in &it.creates {
        let returns_to = it.returns_to.map_or("-".into(), |to| to.to_string());
        let kind = it.kind.replace(' ', "_");
        write!(
            lines,
            " creates:{kind}:{}:{}:{}:{returns_to}",
            it.address, it.bytes, it.deposit
        )
        .unwrap();
    }
    lines += "\n";
    for it in it.instructions() {
        write!(lines, "acts {}", it.program_id).unwrap();
        lines += &words(&it);
    }
    lines
}

fn wanted(gpus: u32, hours: u32, currency: Currency) -> Wanted {
    Wanted {
        gpus,
        hours,
        currency,
    }
}

fn quote(lines: &mut Lines, it: &Market, wanted: Wanted) {
    let Wanted {
        gpus,
        hours,
        currency,
    } = wanted;
    let quoted = it.quote(wanted);
    let words = quoted.map_or_else(
        |error| format!("refused {}", refused(&error)),
        |it| of_quote(&it),
    );
    writeln!(lines, "quote {gpus} {hours} {} {words}", currency as u8).unwrap();
}

fn reserved(lines: &mut Lines, it: &Market, wanted: Wanted, limit: Option<u64>) {
    let Wanted {
        gpus,
        hours,
        currency,
    } = wanted;
    let request = Request {
        renter: key(1),
        payer: key(2),
        wanted,
        number: 1 << 40,
        limit,
        revision: None,
        connection_key: [9; 32],
    };
    let limit = limit.map_or("-".into(), |limit| limit.to_string());
    write!(
        lines,
        "reserving {gpus} {hours} {} {limit} ",
        currency as u8
    )
    .unwrap();
    match reserve::prepare(it, &request) {
        Ok(it) => {
            let (terms, words) = (it.terms, of_prepared(&it));
            writeln!(lines, "{} {}", terms.reservation, terms.limit).unwrap();
            lines.text += &words;
        }
        Err(error) => writeln!(lines, "refused {}", refused(&error)).unwrap(),
    }
}

pub fn running(market: &Market, currency: Currency) -> Running {
    let mut it = Reservation::zeroed();
    (it.renter, it.supplier, it.offer, it.payer) = (key(1), key(3), key(4), key(2));
    (it.gpus, it.currency, it.status) = (3, currency as u8, Status::Active as u8);
    (it.created_at, it.started_at) = (NOW - 7_300, NOW - 7_200);
    let segment = Segment {
        rate: 7_500_001,
        seconds: 10 * 3_600,
    };
    it.segments = Segments::new(segment);
    it.terms = market.config.terms(currency).unwrap();
    it.terms = it.terms.reserved(segment.seconds, 2, 0).unwrap();
    it.payable = segment.gross(segment.seconds).unwrap();
    it.locked = it.terms.cost(it.payable).unwrap();
    Running {
        address: key(10),
        reservation: it,
        market: market.clone(),
    }
}

fn extended(lines: &mut Lines, it: &Running, hours: u32) {
    let quoted = it.quote(hours);
    let words = quoted.map_or_else(
        |error| format!("refused {}", refused(&error)),
        |it| of_terms(&it),
    );
    let it = &it.reservation;
    writeln!(lines, "extension {} {hours} {words}", account(it)).unwrap();
}

fn of_terms(it: &extend::Terms) -> String {
    let time = of_time(&it.time);
    format!("{time} {} {} {}", it.total, it.limit, it.ends_at)
}

fn extending(lines: &mut Lines, it: &Running, limit: Option<u64>) {
    let request = extend::Request {
        hours: 5,
        limit,
        revision: None,
    };
    let limit = limit.map_or("-".into(), |limit| limit.to_string());
    let reservation = account(&it.reservation);
    write!(lines, "extending {reservation} {} {limit} ", request.hours).unwrap();
    match extend::prepare(it, &request) {
        Ok(it) => {
            writeln!(lines, "{}", of_terms(&it.terms)).unwrap();
            lines.text += &of_prepared(&it);
        }
        Err(error) => writeln!(lines, "refused {}", refused(&error)).unwrap(),
    }
}

/// A change to a market of which every reservation is refused, or which prices it otherwise.
type Change = fn(&mut Market);

const CHANGES: [Change; 21] = [
    |it| it.offer.paused = 1,
    |it| it.offer.currencies = Currency::Usdc.bit(),
    |it| it.offer.max_io_hours = 4,
    |it| it.offer.max_hours = 4,
    |it| it.offer.min_hours = 6,
    |it| it.config.max_hours = 4,
    |it| it.supplier.model = 1,
    |it| it.supplier.attestation.ends_at = NOW,
    |it| it.supplier.stake.own = 200 * ONE_IO,
    |it| it.supplier.stake.own = 149 * ONE_IO,
    |it| it.price = None,
    |it| it.price = Some(price((25_000_000, 0), (25_000_000, 0), -8, 61)),
    |it| it.price = Some(price((25_000_000, 0), (25_000_000, 0), -8, -31)),
    |it| it.price = Some(price((25_000_000, 500_001), (25_000_000, 0), -8, 60)),
    |it| it.price = Some(price((25_000_000, 0), (25_000_000, 500_001), -8, 60)),
    |it| it.price = Some(price((25_000_000, 500_000), (25_000_000, 0), -8, -30)),
    |it| it.price = Some(price((22_500_000, 0), (25_000_000, 0), -8, 0)),
    |it| it.price = Some(price((22_499_999, 0), (25_000_000, 0), -8, 0)),
    |it| it.price = Some(price((9, 0), (10, 0), -4, 0)),
    |it| it.price = Some(price((0, 0), (25_000_000, 0), -8, 0)),
    |it| {
        it.price = Some(price((25_000_000, 0), (25_000_000, 0), -3, 0));
        it.offer.revision = 6;
    },
];

/// Quotes within and at the edges of what the offer takes, random ones, and those that are refused.
pub fn lines() -> String {
    let (mut lines, mut it) = (Lines::default(), market());
    let both = [Currency::Io, Currency::Usdc];
    tell(&mut lines, &it);
    for currency in both {
        for (gpus, hours) in [(1, 2), (8, 168), (8, 300), (9, 2), (0, 2), (1, 1), (1, 301)] {
            quote(&mut lines, &it, wanted(gpus, hours, currency));
        }
        for limit in [None, Some(u64::MAX), Some(1)] {
            reserved(&mut lines, &it, wanted(3, 5, currency), limit);
        }
    }
    it.held = 1;
    tell(&mut lines, &it);
    for currency in both {
        reserved(&mut lines, &it, wanted(3, 5, currency), None);
    }
    for change in CHANGES {
        let mut it = market();
        change(&mut it);
        tell(&mut lines, &it);
        for currency in both {
            quote(&mut lines, &it, wanted(2, 5, currency));
            extended(&mut lines, &running(&it, currency), 5);
        }
    }
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    for _ in 0..20 {
        let mut it = market();
        it.offer.price_micro_usd = rng.random_range(1..50_000_000);
        it.config.base_fee_bps = rng.random_range(0..=500);
        it.config.usdc_extra_fee_bps = rng.random_range(0..=500);
        let spot: i64 = rng.random_range(200_000..900_000_000);
        let ema = spot + spot * rng.random_range(-90..=90) / 1_000;
        let width = |of: i64| u64::try_from(of / 50).unwrap();
        let confidences = [width(spot), width(ema)].map(|most| rng.random_range(0..=most));
        it.price = Some(price((spot, confidences[0]), (ema, confidences[1]), -8, 0));
        tell(&mut lines, &it);
        for currency in both {
            let (gpus, hours) = (rng.random_range(1..=8), rng.random_range(2..=168));
            quote(&mut lines, &it, wanted(gpus, hours, currency));
            let running = running(&it, currency);
            extended(&mut lines, &running, rng.random_range(1..=150));
        }
    }
    extensions(&mut lines);
    lines.text
}

/// What a running reservation may not be extended by.
fn extensions(lines: &mut Lines) {
    let it = market();
    tell(lines, &it);
    for currency in [Currency::Io, Currency::Usdc] {
        let it = running(&it, currency);
        for hours in [0, 1, 5, 301] {
            extended(lines, &it, hours);
        }
        for limit in [None, Some(u64::MAX), Some(1)] {
            extending(lines, &it, limit);
        }
        let mut poor = it.clone();
        poor.market.held = 1;
        tell(lines, &poor.market);
        extending(lines, &poor, None);
        tell(lines, &it.market);
        // The longest stay from now on, and an hour more.
        let most = if currency == Currency::Io { 160 } else { 292 };
        extended(lines, &it, most);
        extended(lines, &it, most + 1);
        let mut late = it.clone();
        late.reservation.started_at = NOW - 10 * 3_600;
        extended(lines, &late, 5);
        late.reservation.started_at += 1;
        extended(lines, &late, 5);
        late.reservation.status = Status::Reserved as u8;
        extended(lines, &late, 5);
        let mut other = it.clone();
        other.reservation.terms.min_hours = 1;
        extended(lines, &other, 5);
        // The offer promises five hours of notice.
        for notice in [5 * 3_600, 5 * 3_600 + 1] {
            let mut other = it.clone();
            other.market.offer.notice_hours = 5;
            other.reservation.terms.notice = notice;
            tell(lines, &other.market);
            extended(lines, &other, 5);
        }
        // An announced end: the notice is over four hours after the end.
        let mut announced = it.clone();
        announced.market.offer.notice_hours = 14;
        announced.reservation.announced = 1;
        announced.reservation.terms.notice = 14 * 3_600;
        tell(lines, &announced.market);
        extended(lines, &announced, 4);
        extended(lines, &announced, 5);
        tell(lines, &it.market);
        let rate = it.quote(5).unwrap().time.segment.rate;
        // More at the last rate, none of which is paid.
        let mut full = it;
        full.reservation.segments.rates = [1, 2, 1, 2, rate];
        full.reservation.segments.seconds = [3_601, 7_200, 7_200, 7_200, 7_201];
        full.reservation.payable = full.reservation.gross(u32::MAX).unwrap();
        extended(lines, &full, 5);
        // At another rate, none of which is paid; then the first is, to the second.
        full.reservation.segments.rates[4] = 3;
        full.reservation.payable = full.reservation.gross(u32::MAX).unwrap();
        full.reservation.terms.hold_back = 3_600;
        extended(lines, &full, 5);
        full.reservation.terms.hold_back = 3_599;
        extended(lines, &full, 5);
        full.reservation.segments.base_seconds = 100;
        full.reservation.segments.base_gross = 70;
        full.reservation.payable = full.reservation.gross(u32::MAX).unwrap();
        extended(lines, &full, 5);
    }
}
