//! Amounts that move between the look and the answer: what is agreed to is the bound that the question says.

use anchor_lang::prelude::Pubkey;
use io_client::{spl, Forward, Network, ReadError};
use io_vm::{pyth::Quote, LiteVm, Vm};
use marketplace::state::Reservation;
use serde_json::Value;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{cell::RefCell, rc::Rc};

use super::{plain::plain, run_asked, Suite, HASH};
use crate::{
    amounts::{brief, io, usdc},
    consent::Ask,
    context::Key,
    errors,
};

/// Somebody who says yes, each time after so many seconds.
struct Slow {
    seconds: i64,
    clock: Rc<RefCell<i64>>,
    asked: Rc<RefCell<Vec<(String, String)>>>,
}

impl Ask for Slow {
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        *self.clock.borrow_mut() += self.seconds;
        let mut asked = self.asked.borrow_mut();
        asked.push((shown.into(), question.into()));
        assert!(asked.len() < 9, "it is asked again and again: {asked:?}");
        Ok(true)
    }
}

/// A network whose time goes on while somebody thinks, and its price of IO with it.
struct Moving<'a> {
    vm: &'a mut LiteVm,
    clock: Rc<RefCell<i64>>,
    account: Pubkey,
    /// The price at a time.
    price: Box<dyn Fn(i64) -> Account + 'a>,
}

impl Forward for Moving<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.vm
    }
    fn ready(&mut self) -> Result<(), ReadError> {
        let now = *self.clock.borrow();
        self.vm.set_unix_time(now);
        let price = (self.price)(now);
        self.vm.set_account(self.account, price).unwrap();
        Ok(())
    }
}

/// What somebody was shown and asked who takes `seconds` for each answer, while the price of IO moves by `bps` each time; and
/// the report, or how it failed.
pub struct Answered {
    pub asked: Vec<(String, String)>,
    pub report: anyhow::Result<Value>,
}

pub fn answered(suite: &mut Suite, who: &Keypair, line: &str, seconds: i64, bps: i64) -> Answered {
    let start = suite.now();
    let clock = Rc::new(RefCell::new(start));
    let asked = Rc::default();
    let person = Slow {
        seconds,
        clock: clock.clone(),
        asked: Rc::clone(&asked),
    };
    let (account, first) = (suite.economy.price, suite.economy.market.quote(start));
    let mut network = Moving {
        vm: &mut suite.economy.vm,
        clock,
        account,
        price: Box::new(move |now| {
            let times = (now - start).checked_div(seconds).unwrap_or(0);
            let moved = |price: i64| price + (price * bps * times).div_euclid(10_000);
            let quote = Quote {
                price: moved(first.price),
                ema: moved(first.ema),
                publish_time: now,
                ..first
            };
            quote.account()
        }),
    };
    let key = Key::Loaded(Rc::new(who.insecure_clone()));
    let report = run_asked(&mut network, key, account, line, Some(Box::new(person)));
    let asked = asked.borrow().clone();
    Answered {
        asked,
        report: report.map(|report| plain(report.json())),
    }
}

impl Answered {
    /// The one question, and the report after it.
    fn once(self) -> (String, String, Value) {
        assert_eq!(self.asked.len(), 1, "{:?}", self.asked);
        let (shown, question) = self.asked[0].clone();
        (shown, question, self.report.unwrap())
    }
}

fn number(report: &Value, name: &str) -> u64 {
    report[name]
        .as_u64()
        .unwrap_or_else(|| panic!("{name}: {report}"))
}

#[test]
fn a_renter_terminates_at_its_own_pace_and_gets_at_least_what_the_question_says() {
    // Within the grace and after the first hour, where each second costs something.
    for used in [60, 2 * 3_600] {
        let mut suite = Suite::new();
        let (renter, address) = suite.rental();
        suite.wait(used);
        let line = format!("rent terminate {address}");
        let tokens = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
        let before = suite.economy.balance(&tokens).unwrap();
        let (shown, question, report) = answered(&mut suite, &renter, &line, 90, 0).once();
        let least = number(&report, "leastRefund");
        let got = suite.economy.balance(&tokens).unwrap() - before;
        // What is reported is what came, a minute and a half later than it was shown.
        assert_eq!(number(&report, "refund"), got);
        let reservation: Reservation = suite.economy.read(&address).unwrap();
        assert_eq!(reservation.paid.payer, got);
        assert!(!shown.contains(brief(&usdc(got))), "{shown}");
        assert!(shown.contains("Least refund:"), "{shown}");
        assert!(shown.contains(" USDC a second\n"), "{shown}");
        let asked = question.split_once(" and get at least ").unwrap().1;
        let (asked, _) = asked
            .split_once(" USDC back, if it is sent within 2m? (")
            .unwrap();
        let asked: f64 = asked.replace(',', "").parse().unwrap();
        assert!(
            asked <= got as f64 / 1e6 && least <= got,
            "{question} {got}"
        );
    }
}

#[test]
fn who_takes_longer_is_asked_about_the_later_amounts_and_for_twice_the_time() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(2 * 3_600);
    let line = format!("rent terminate {address}");
    let Answered { asked, report } = answered(&mut suite, &renter, &line, 200, 0);
    let [(first, before), (second, after)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert!(before.contains(" if it is sent within 2m? (") && after.contains(" within 4m? ("));
    let field = |text: &str, name: &str| -> String {
        let line = text.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {text}")).into()
    };
    for moves in ["Refund:", "Least refund:", "Wallet changes:"] {
        assert_ne!(field(first, moves), field(second, moves));
    }
    report.unwrap();
}

#[test]
fn where_nothing_falls_the_question_says_the_amount() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    // After the grace, and an hour is due.
    suite.wait(1_800);
    let line = format!("rent terminate {address}");
    let (shown, question, report) = answered(&mut suite, &renter, &line, 90, 0).once();
    let refund = usdc(number(&report, "refund"));
    assert!(
        question.contains(&format!(" and get {} USDC back? (", brief(&refund))),
        "{question}"
    );
    assert!(!shown.contains("Least refund:"), "{shown}");
}

#[test]
fn the_end_of_the_minimum_time_and_of_all_of_it_are_said() {
    for (used, reported) in [
        (
            3_600 - 30,
            " USDC a second once the minimum time is over, 20",
        ),
        (
            86_400 - 90,
            " USDC a second, and by all of it at the end, 20",
        ),
    ] {
        let mut suite = Suite::new();
        let (renter, address) = suite.rental();
        suite.wait(used);
        let line = format!("rent terminate {address}");
        let (shown, question, report) = answered(&mut suite, &renter, &line, 60, 0).once();
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert!(words.join(" ").contains(reported), "{shown}");
        assert!(question.contains(" and get at least "), "{question}");
        assert!(number(&report, "leastRefund") <= number(&report, "refund"));
    }
}

#[test]
fn the_end_of_the_grace_is_said_where_an_answer_may_come_after_it() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    suite.wait(i64::from(reservation.terms.grace) - 30);
    let line = format!("rent terminate {address}");
    let (shown, _, report) = answered(&mut suite, &renter, &line, 60, 0).once();
    assert!(
        shown.contains(" leaves once the grace is over, 20"),
        "{shown}"
    );
    let at_least = reservation
        .terms
        .cost(reservation.gross(3_600).unwrap())
        .unwrap();
    assert_eq!(number(&report, "refund"), reservation.locked - at_least);
}

#[test]
fn a_price_that_falls_within_the_limit_is_not_asked_about_again() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 2h --currency io --connection-key {HASH}");
    let (shown, question, report) = answered(&mut suite, &renter, &line, 30, -50).once();
    let most = io(number(&report, "mostToLock"));
    let most = brief(&most);
    assert!(
        question.starts_with("Pay ") && question.contains(&format!(" IO, at most {most} IO, for ")),
        "{question}"
    );
    let to_lock = number(&report, "toLock");
    let address = report["reservation"].as_str().unwrap().parse().unwrap();
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(
        reservation.locked, to_lock,
        "the report is of the last look"
    );
    assert_eq!(
        report["walletChanges"][0]["io"].as_i64().unwrap(),
        -(to_lock as i64)
    );
    assert!(!shown.contains(brief(&io(to_lock))), "{shown}");
    // The limit is the one of the question, not a later one.
    assert!(shown.contains(most), "{shown}");
}

#[test]
fn a_price_below_the_limit_is_refused_with_both_numbers_and_not_asked_about_for_ever() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 2h --currency io --connection-key {HASH}");
    let Answered { asked, report } = answered(&mut suite, &renter, &line, 30, -300);
    assert_eq!(asked.len(), 1);
    let refused = report.unwrap_err();
    assert_eq!(errors::status(&refused), 3);
    let reported = refused.to_string();
    for part in [
        "it costs ",
        " IO now, and at most ",
        " IO may be locked; nothing was sent",
    ] {
        assert!(reported.contains(part), "{reported}");
    }
}

#[test]
fn a_dispute_of_what_still_runs_has_room_for_the_time_of_an_answer() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(60);
    let line = format!("rent dispute {address}");
    let (shown, question, report) = answered(&mut suite, &renter, &line, 90, 0).once();
    let most = usdc(number(&report, "largestDeposit"));
    assert!(
        question.contains(&format!(
            " USDC, at most {} USDC; it comes back ",
            brief(&most)
        )),
        "{question}"
    );
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(reservation.dispute.deposit, number(&report, "deposit"));
    assert!(!shown.contains(&format!(" {} USDC\n", usdc(reservation.dispute.deposit))));
    let (renter, address) = {
        suite = Suite::new();
        suite.rental()
    };
    suite.wait(60);
    let most = usdc(deposit(&mut suite, &address));
    let line = format!("rent dispute {address} --max-deposit {}", brief(&most));
    let Answered { asked, report } = answered(&mut suite, &renter, &line, 90, 0);
    assert_eq!(asked.len(), 1);
    let reported = report.unwrap_err().to_string();
    assert!(
        reported.starts_with("the deposit is ") && reported.contains("--max-deposit"),
        "{reported}"
    );
}

fn deposit(suite: &mut Suite, address: &Pubkey) -> u64 {
    let reservation: Reservation = suite.economy.read(address).unwrap();
    marketplace::quote::deposit_of_dispute(&reservation, suite.now()).unwrap()
}

#[test]
fn a_script_is_held_to_the_same_bounds() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(2 * 3_600);
    // Each request of the network takes a second: the two looks are seconds apart.
    struct Late<'a>(&'a mut LiteVm);
    impl Forward for Late<'_> {
        fn inner(&mut self) -> &mut dyn Network {
            self.0
        }
        fn ready(&mut self) -> Result<(), ReadError> {
            let now = self.0.unix_time()?;
            self.0.set_unix_time(now + 1);
            Ok(())
        }
    }
    let price = suite.economy.price;
    let key = Key::Loaded(Rc::new(renter.insecure_clone()));
    let line = format!("rent terminate {address} --yes");
    run_asked(&mut Late(&mut suite.economy.vm), key, price, &line, None).unwrap();
    let gone: Option<Reservation> = suite.economy.read(&address).ok();
    assert!(gone.is_some_and(|it| it.ended_at > 0));
}
