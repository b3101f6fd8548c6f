//! What the acts on a reservation come to, along random courses: the reservation, then what is made of it.

use std::{collections::BTreeSet, fmt::Write};

use anchor_lang::Discriminator;
use bytemuck::{bytes_of, Zeroable};
use io_client::{
    actions::{
        announce_end, decline,
        dispute::{self, Disputable},
        due::{self, Due},
        fees,
        refund::Refund,
        settle_reservation::{self, Payable},
        snapshot::Snapshot,
        start,
        terminate::{self, Exit},
        terminate_by_supplier, withdraw_owed, Prepared, Refusal,
    },
    reservation,
};
use io_common::{governance::Roles, token::Mints, types::Supplier};
use marketplace::{
    constants::ANNOUNCEMENT_LAPSE,
    quote,
    state::{
        Config, Currency, DisputeDecision, OutageReport, Payee, Reservation, Segment, Segments,
        Status,
    },
};
use proptest::{
    prelude::RngExt,
    test_runner::{RngAlgorithm, TestRng},
};

use super::{
    hex, key,
    quotes::{of_prepared, refused},
};

/// Of the random courses.
const SEED: [u8; 32] = *b"the random courses of stays\0\0\0\0\0";
/// Unix seconds.
const START: i64 = 1_800_000_000;
const HOUR: i64 = 3_600;
const COURSES: u32 = 24;
const STEPS: u32 = 14;
/// Courses that are extended at most steps, and the steps of each.
const LONG: (u32, u32) = (8, 24);
const LAPSE: i64 = ANNOUNCEMENT_LAPSE as i64;
/// Seconds within which an act is carried out.
const WITHIN: i64 = 120;

/// A reservation that goes its way at random.
struct Course {
    it: Reservation,
    now: i64,
    rng: TestRng,
}

impl Course {
    fn new(rng: TestRng) -> Self {
        let mut course = Self {
            it: Reservation::zeroed(),
            now: START,
            rng,
        };
        let currency = [Currency::Io, Currency::Usdc][course.below(2) as usize];
        let segment = course.segment();
        let config = Config::new(
            Roles::new(key(8), key(9)),
            Mints {
                io: key(5),
                usdc: key(6),
            },
            250,
        );
        let mut terms = config.terms(currency).unwrap();
        terms = terms
            .reserved(
                segment.seconds,
                course.below(4) as u32 + 1,
                course.below(40) as u16,
            )
            .unwrap();
        terms.grace = course.below(1_800) as u16;
        terms.undecided_bps = course.below(10_001) as u16;
        let it = &mut course.it;
        (it.renter, it.supplier, it.offer, it.payer) = (key(1), key(3), key(4), key(2));
        (it.gpus, it.currency, it.bounty) = (3, currency as u8, 1_000_000);
        (it.created_at, it.segments, it.terms) = (START, Segments::new(segment), terms);
        it.payable = segment.gross(segment.seconds).unwrap();
        it.locked = terms.cost(it.payable).unwrap();
        course
    }

    fn below(&mut self, most: i64) -> i64 {
        self.rng.random_range(0..most)
    }

    fn segment(&mut self) -> Segment {
        Segment {
            rate: self.rng.random_range(1..5_000_000_000),
            seconds: self.rng.random_range(1..=72) * 3_600,
        }
    }

    /// More time: at the last rate, or at another.
    fn more(&mut self) -> Segment {
        let last = self.it.segments.reserved().last();
        match (last, self.below(3)) {
            (Some(Segment { rate, .. }), 0) => Segment {
                rate,
                ..self.segment()
            },
            _ => self.segment(),
        }
    }

    /// To the next moment: one at which something changes, or some time later.
    fn pass(&mut self) {
        let it = &self.it;
        let least = it.started_at + i64::from(it.terms.least().unwrap());
        let edges = [
            it.starts_until().unwrap(),
            it.started_at + i64::from(it.terms.grace),
            least,
            it.ends_at().unwrap(),
            it.releases_at().unwrap(),
            it.decides_until().unwrap(),
            it.started_at + i64::from(it.report_lapses().unwrap()),
            it.announced_end(self.now).unwrap().unwrap_or(0),
            it.announced_end(self.now).unwrap().unwrap_or(0) + LAPSE,
        ];
        let mut ahead: Vec<i64> = edges.into_iter().filter(|at| *at >= self.now).collect();
        ahead.sort_unstable();
        let later = match self.below(8) {
            0 => 0,
            1..=2 => 1 + self.below(600),
            3..=4 => self.below(6 * HOUR),
            _ if ahead.is_empty() => self.below(48 * HOUR),
            // At one of them, just before, just after, or a minute before; mostly the next one.
            choice => {
                let place = match choice {
                    7 => self.below(ahead.len() as i64) as usize,
                    _ => 0,
                };
                ahead[place] + [0, -1, 1, -60][self.below(4) as usize] - self.now
            }
        };
        self.now += later.max(0);
    }

    /// Does it, unless the program refuses it.
    fn attempt<T>(&mut self, act: impl FnOnce(&mut Reservation) -> anchor_lang::Result<T>) {
        let mut copy = self.it;
        if act(&mut copy).is_ok() && copy.invariant().is_ok() {
            self.it = copy;
        }
    }

    fn step(&mut self) {
        let (now, choice) = (self.now, self.below(24));
        let made_at = now - self.below(2);
        match choice {
            0..=20 if self.it.is(Status::Reserved) => self.attempt(|it| it.start([9; 32], now)),
            0 => self.attempt(|it| it.decline(now)),
            1 => self.attempt(|it| it.cancel(now)),
            2 if self.below(3) == 0 => self.attempt(|it| it.terminate(now)),
            3 if self.below(3) == 0 => self.attempt(|it| it.terminate_by_supplier(now)),
            4 => self.attempt(|it| it.terminate_for_downtime(now)),
            5 => self.attempt(|it| it.complete(now)),
            6 => self.attempt(|it| it.close(now)),
            7..=9 => {
                let at = made_at - self.below(12 * HOUR);
                let down = choice < 9;
                self.attempt(|it| it.report(&OutageReport { made_at, at, down }, now));
            }
            10..=11 => self.attempt(|it| {
                let deposit = it.open_dispute(now)?;
                assert_eq!(deposit, it.dispute.deposit);
                Ok(())
            }),
            12 => {
                let payer_bps = [0, 3_333, 10_000][self.below(3) as usize];
                let decision = DisputeDecision {
                    made_at: now,
                    payer_bps,
                };
                self.attempt(|it| it.decide(&decision, now));
            }
            13 => self.attempt(|it| it.expire_dispute(now)),
            14 => {
                let more = self.more();
                self.attempt(|it| it.extend(more, now));
            }
            22 => self.attempt(|it| it.announce_end(now)),
            15 => self.attempt(|it| Ok(it.settle(now)?)),
            16 => self.attempt(|it| Ok(it.pay(Payee::Supplier)?)),
            17 => self.attempt(|it| Ok(it.pay(Payee::Payer)?)),
            18 => self.attempt(|it| Ok(it.pay(Payee::Fees)?)),
            19..=21 => {
                self.attempt(|it| it.cancel(now));
                self.attempt(|it| it.expire_dispute(now));
                self.attempt(|it| it.complete(now));
                self.attempt(|it| it.close(now));
            }
            _ => {
                let payees = Payee::ALL.into_iter();
                self.attempt(|it| Ok(payees.map(|payee| it.pay(payee)).sum::<Result<u64, _>>()?));
            }
        }
    }
}

fn or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or("-".into(), |value| value.to_string())
}

fn of_refund(it: &Refund) -> String {
    let Refund {
        amount,
        held,
        later,
        until,
        disputed,
    } = it;
    format!("{amount} {held} {later} {} {disputed}", or_none(*until))
}

/// Lines, and the acts of which the instructions are written down.
#[derive(Default)]
struct Lines {
    text: String,
    written: BTreeSet<String>,
    /// The bytes of the last reservation.
    last: Vec<u8>,
}

impl Lines {
    /// A reservation at a time: where its bytes differ from the last one, eight each.
    fn standing(&mut self, it: &Reservation, now: i64) {
        write!(self.text, "standing {now}").unwrap();
        let bytes = [Reservation::DISCRIMINATOR, bytes_of(it)].concat();
        self.last.resize(bytes.len(), 0);
        for (place, part) in bytes.chunks(8).enumerate() {
            if self.last[place * 8..][..part.len()] != *part {
                write!(self.text, " {}:{}", place * 8, hex(part)).unwrap();
            }
        }
        self.text += "\n";
        self.last = bytes;
    }

    /// An act with its terms or its refusal; with its instructions where there were none of it, `what` tells which.
    fn act<T>(
        &mut self,
        name: &str,
        prepared: Result<Prepared<T>, Refusal>,
        words: impl FnOnce(&T) -> String,
    ) {
        match prepared {
            Err(error) => writeln!(self.text, "{name} refused {}", refused(&error)).unwrap(),
            Ok(it) => {
                let words = words(&it.terms);
                writeln!(self.text, "{name} {words}").unwrap();
                let first = words.split(' ').next().unwrap_or_default();
                let kind = match name {
                    "due" => format!("{name} {first}"),
                    _ => name.into(),
                };
                if self.written.insert(kind) {
                    self.text += &of_prepared(&it);
                }
            }
        }
    }
}

fn of_terminate(it: &terminate::Terms) -> String {
    let refund = of_refund(&it.refund);
    let step = it.falls.step.map(|(step, at)| format!("{step:?}:{at}"));
    let per_second = it.falls.per_second;
    let (to, least) = (it.to, it.least);
    format!("{refund} {to} {least} {per_second} {}", or_none(step))
}

/// An extension by `more`, with what it makes of the segments.
fn extend(lines: &mut Lines, snapshot: &Snapshot, more: Segment) {
    let mut after = snapshot.reservation;
    let Segment { rate, seconds } = more;
    write!(lines.text, "extend {rate} {seconds} ").unwrap();
    let line = match after.extend(more, snapshot.now) {
        Err(error) => format!("refused {}", refused(&Refusal::Program(error))),
        Ok(cost) => {
            let Segments {
                rates,
                seconds,
                settled,
                base_seconds,
                base_gross,
                ..
            } = after.segments;
            let (rates, seconds) = (
                rates.map(|it| it.to_string()),
                seconds.map(|it| it.to_string()),
            );
            format!(
                "{cost} {} {} {} {settled} {base_seconds} {base_gross}",
                after.payable,
                rates.join(","),
                seconds.join(",")
            )
        }
    };
    lines.text += &line;
    lines.text += "\n";
}

/// What a reservation shows at a time.
fn course(lines: &mut Lines, snapshot: &Snapshot) {
    let Snapshot {
        reservation: it,
        now,
        ..
    } = snapshot;
    lines.standing(it, *now);
    let (next, at) = reservation::next(it, *now).unwrap();
    let settlement = quote::next_settlement(it, *now).unwrap();
    let hourly = reservation::hourly(it, *now).unwrap();
    writeln!(
        lines.text,
        "course {} {at} {} {} {} {} {} {}",
        next.name().replace(' ', "_"),
        it.metered(*now).unwrap(),
        it.downtime(*now).unwrap(),
        it.escrowed().unwrap(),
        or_none(hourly),
        or_none(settlement.from),
        settlement.amount,
    )
    .unwrap();
}

/// What is made of a reservation at a time.
fn tell(lines: &mut Lines, snapshot: Snapshot) {
    course(lines, &snapshot);
    let [renter, payer] = [snapshot.reservation.renter, snapshot.reservation.payer];
    for (name, authority, exit) in [
        ("terminate", renter, Exit::Terminate),
        ("terminateForDowntime", payer, Exit::TerminateForDowntime),
    ] {
        let request = terminate::Request {
            authority,
            exit,
            within: WITHIN,
        };
        lines.act(name, terminate::prepare(&snapshot, &request), of_terminate);
    }
    let disputable = |held| Disputable { snapshot, held };
    let request = dispute::Request {
        limit: None,
        within: WITHIN,
    };
    let disputed = dispute::prepare(&disputable(u64::MAX), &request);
    lines.act("dispute", disputed, |it| {
        let dispute::Terms {
            deposit,
            limit,
            disputed,
            decides_until,
            undecided_bps,
        } = it;
        format!("{deposit} {limit} {disputed} {decides_until} {undecided_bps}")
    });
    for (name, payee) in [("withdraw", payer), ("withdrawBySupplier", key(11))] {
        let to = (name == "withdraw").then(|| key(12));
        let prepared = withdraw_owed::prepare(&snapshot, &withdraw_owed::Request { payee, to });
        lines.act(name, prepared, |it| format!("{} {}", it.amount, it.to));
    }
    let mut supplier = Supplier::zeroed();
    supplier.payout = key(11);
    for receives in [false, true] {
        let due = Due {
            snapshot,
            supplier: receives.then_some(supplier),
            receives,
        };
        let name = if receives { "due" } else { "dueOfClosed" };
        lines.act(name, due::prepare(&due, &key(13)), |it| {
            let due::Terms {
                act,
                owed,
                bounty,
                closed,
            } = it;
            let [supplier, renter, fees] = [owed.supplier, owed.payer, owed.fees];
            format!("{act:?} {supplier} {renter} {fees} {bounty} {closed}")
        });
    }
    let request = start::Request {
        authority: key(14),
        connection_hash: [9; 32],
    };
    lines.act("start", start::prepare(&snapshot, &request), |it| {
        let start::Terms {
            ends_at,
            gets,
            hourly,
            pays_from,
        } = it;
        format!("{ends_at} {gets} {hourly} {}", or_none(*pays_from))
    });
    lines.act("decline", decline::prepare(&snapshot, &key(14)), |it| {
        format!("{} {}", of_refund(&it.refund), it.to)
    });
    let ended = terminate_by_supplier::prepare(&snapshot, &key(14));
    lines.act("terminateBySupplier", ended, |it| {
        let (refund, to) = (of_refund(&it.refund), it.to);
        format!("{refund} {to} {} {} {}", it.gets, it.forfeited, it.forfeit)
    });
    let announced = announce_end::prepare(&snapshot, &key(14));
    lines.act("announceEnd", announced, |it| {
        let announce_end::Terms {
            over_at,
            lapses_at,
            ends_at,
            forfeit,
            least_until,
        } = it;
        let least_until = or_none(*least_until);
        format!("{over_at} {lapses_at} {ends_at} {forfeit} {least_until}")
    });
    lines.act("sweep", fees::sweep(&snapshot), |it| {
        format!("{} {}", it.amount, it.to)
    });
    let payable = Payable {
        snapshot,
        payout: key(11),
    };
    for later in [false, true] {
        let request = settle_reservation::Request {
            payer: key(13),
            later,
        };
        let settled = settle_reservation::prepare(&payable, &request);
        let name = if later { "settleLater" } else { "settle" };
        lines.act(name, settled, |it| format!("{} {}", it.amount, it.to));
    }
}

/// Random courses of reservations, and what each act would come to at every step.
pub fn lines() -> String {
    let mut lines = Lines::default();
    let config = Config::new(
        Roles::new(key(8), key(9)),
        Mints {
            io: key(5),
            usdc: key(6),
        },
        250,
    );
    let mut seeds = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    for _ in 0..COURSES {
        let seed: [u8; 32] = seeds.random();
        let mut course = Course::new(TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        for _ in 0..STEPS {
            let snapshot = Snapshot::new(&config, key(10), course.it, course.now).unwrap();
            tell(&mut lines, snapshot);
            course.step();
            course.pass();
        }
    }
    let (courses, steps) = LONG;
    for _ in 0..courses {
        let seed: [u8; 32] = seeds.random();
        let mut course = Course::new(TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let now = course.now;
        course.attempt(|it| it.start([9; 32], now));
        for _ in 0..steps {
            let snapshot = Snapshot::new(&config, key(10), course.it, course.now).unwrap();
            let more = course.more();
            self::course(&mut lines, &snapshot);
            extend(&mut lines, &snapshot, more);
            let now = course.now;
            match course.below(12) {
                0 => course.step(),
                1 => course.attempt(|it| it.announce_end(now)),
                _ => course.attempt(|it| it.extend(more, now)),
            }
            course.now += course.below(40 * HOUR);
        }
    }
    lines.text
}
