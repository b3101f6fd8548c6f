//! Prices that are posted by who needs them, by a stand-in for Pyth's receiver and a Hermes of the test's own.

use std::{cell::RefCell, rc::Rc};

use anchor_lang::prelude::Pubkey;
use io_client::{
    pyth::{encoded_by, posted_by, Refused, Unserved, Update, Updates},
    spl, Network,
};
use io_common::{
    addresses::{MARKETPLACE_CONFIG, USDC_VAULT},
    constants::ONE_USDC,
    ids::pyth::{IO_USD_FEED, NEXT_RECEIVER, RECEIVER},
    oracle::PriceMessage,
};
use io_vm::{
    pyth::{stand_in, Publisher, Quote},
    Vm,
};
use marketplace::state::Reservation;
use serde_json::Value;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{consent::Person, on, plain::plain, run_in, Suite, HASH};
use crate::{
    context::{Context, Key},
    errors,
    prices::Prices,
};

/// A Hermes: what it serves next, or says instead, and how often it was asked.
struct Hermes {
    publisher: Publisher,
    served: RefCell<Result<Quote, String>>,
    asked: RefCell<u32>,
}

impl Updates for Hermes {
    fn latest(&self, feed: &[u8; 32]) -> Result<Update, Unserved> {
        assert_eq!(*feed, IO_USD_FEED);
        *self.asked.borrow_mut() += 1;
        match &*self.served.borrow() {
            Ok(quote) => Ok(Update::parse(&self.publisher.update(quote)).unwrap()),
            Err(words) => Err(Unserved(format!("{}: {words}", self.origin()))),
        }
    }

    fn origin(&self) -> &str {
        "https://hermes.example"
    }
}

/// An economy whose price account is a minute and a second old.
struct Old {
    suite: Suite,
    hermes: Rc<Hermes>,
    /// The price account of all commands, as those of one process; one of its own for each if none.
    account: Option<Rc<Keypair>>,
}

/// What a command was shown and asked, and how it ended.
struct Ran {
    asked: Vec<(String, String)>,
    report: anyhow::Result<Value>,
}

impl Ran {
    fn done(self) -> (String, Value) {
        let report = self.report.unwrap_or_else(|error| panic!("{error:#}"));
        (self.asked[0].0.clone(), report)
    }

    fn failed(self) -> (u8, String) {
        let error = self.report.unwrap_err();
        (errors::status(&error), format!("{error:#}"))
    }
}

impl Old {
    fn new(publisher: Publisher, v1: bool) -> Self {
        let mut suite = Suite::new();
        let vm = &mut suite.economy.vm;
        for program in stand_in::programs() {
            vm.add_native(&program);
        }
        for (address, account) in publisher.accounts() {
            vm.set_account(address, account).unwrap();
        }
        vm.use_v1(v1);
        let now = vm.unix_time().unwrap() + 61;
        vm.set_unix_time(now);
        let quote = suite.economy.market.quote(now - 3);
        let hermes = Rc::new(Hermes {
            publisher,
            served: RefCell::new(Ok(quote)),
            asked: RefCell::default(),
        });
        Self {
            suite,
            hermes,
            account: None,
        }
    }

    /// With Pyth's routers, and transactions of version 1.
    fn routers() -> Self {
        Self::new(Publisher::routers().unwrap(), true)
    }

    fn run(&mut self, who: &Keypair, line: &str) -> Ran {
        let person = Person::who_says(true);
        let asked = person.asked.clone();
        let key = Key::Loaded(Rc::new(who.insecure_clone()));
        let price = self.suite.economy.price;
        let mut prices = Prices::new(Some(self.hermes.clone()));
        if let Some(account) = &self.account {
            prices.key = account.clone();
        }
        let context = Context {
            prices,
            ..on(&mut self.suite.economy.vm, key, price)
        };
        let report = run_in(context, line, Some(Box::new(person)));
        let asked = asked.borrow().clone();
        Ran {
            asked,
            report: report.map(|report| plain(report.json())),
        }
    }

    /// Price accounts that somebody has posted to.
    fn left(&mut self, who: &Keypair) -> Vec<Pubkey> {
        let left = posted_by(&mut self.suite.economy.vm, &NEXT_RECEIVER, &who.pubkey()).unwrap();
        left.into_iter().map(|(address, _)| address).collect()
    }

    /// Accounts with a VAA that somebody has left.
    fn encoded(&mut self, who: &Keypair) -> usize {
        let vm = &mut self.suite.economy.vm;
        let left = encoded_by(vm, &NEXT_RECEIVER, &who.pubkey());
        left.unwrap().len()
    }

    /// Fees in the vault for an auction.
    fn fees(&mut self) {
        let economy = &mut self.suite.economy;
        let authority = economy.authority.clone();
        let (issuer, vault) = (authority.pubkey(), USDC_VAULT.address);
        let fees = spl::mint_to(&economy.usdc, &vault, &issuer, 100_000 * ONE_USDC);
        economy.send(&[fees], &[&authority]).unwrap();
    }

    fn serves(&self, change: impl FnOnce(&mut Quote)) {
        change(self.hermes.served.borrow_mut().as_mut().unwrap());
    }
}

fn reserve(suite: &Suite) -> String {
    let offer = suite.supplier(0).2;
    format!("rent reserve {offer} --gpus 1 --time 3h --currency io --connection-key {HASH}")
}

#[test]
fn p17_a_reservation_in_io_posts_a_price_where_the_account_has_an_old_one() {
    for v1 in [true, false] {
        let mut old = Old::new(Publisher::routers().unwrap(), v1);
        let renter = old.suite.renter();
        // A price of its own: a quarter more than that of the account.
        old.serves(|quote| {
            quote.price += quote.price.div_euclid(4);
            quote.ema = quote.price;
        });
        let line = reserve(&old.suite);
        let (shown, report) = old.run(&renter, &line).done();
        assert!(shown.contains("Price posted"), "{shown}");
        assert!(shown.contains("signed by Pyth 3s ago"), "{shown}");
        assert!(shown.contains("comes back when it is closed"), "{shown}");
        // In one transaction, all of it is tried out.
        assert_eq!(shown.contains("Not tried out"), !v1, "{shown}");
        let at: Pubkey = report["reservation"].as_str().unwrap().parse().unwrap();
        let found: Reservation = io_client::read(&mut old.suite.economy.vm, &at)
            .unwrap()
            .unwrap();
        assert_eq!(found.renter, renter.pubkey());
        // The price that was served, not the one that was there.
        let served = *old.hermes.served.borrow().as_ref().unwrap();
        let spot = u64::try_from(served.price).unwrap() * 10_000;
        let confidence = served.confidence * 10_000;
        assert_eq!(report["priceOfIo"], spot - confidence, "{report}");
        // Nothing is left of it.
        assert!(old.left(&renter).is_empty());
        let count = report["signatures"].as_array().map_or(1, Vec::len);
        assert_eq!(count, if v1 { 1 } else { 2 }, "{report}");
    }
}

#[test]
fn nothing_is_posted_while_the_price_account_is_new_enough_or_for_usdc() {
    let mut old = Old::routers();
    let (renter, offer) = (old.suite.renter(), old.suite.supplier(0).2);
    let usdc = format!("rent quote {offer} --time 1h");
    old.run(&renter, &usdc).report.unwrap();
    old.suite.wait(0);
    let line = reserve(&old.suite);
    let (shown, _) = old.run(&renter, &line).done();
    assert!(!shown.contains("Price posted"), "{shown}");
    assert_eq!(*old.hermes.asked.borrow(), 0);
}

#[test]
fn a_quote_uses_the_newest_price_and_sends_nothing() {
    let mut old = Old::routers();
    let (renter, offer) = (old.suite.renter(), old.suite.supplier(0).2);
    let line = format!("rent quote {offer} --time 1h --currency io");
    let quoted = old.run(&renter, &line).report.unwrap();
    assert!(quoted["priceOfIo"].as_u64().unwrap() > 0);
    assert_eq!(*old.hermes.asked.borrow(), 1);
    assert!(old.left(&renter).is_empty());
}

/// What is wrong with a quote.
type Wrong = fn(&mut Quote);

#[test]
fn p17_a_price_that_the_program_would_refuse_is_refused_before_anything_is_signed() {
    let line = |old: &Old| reserve(&old.suite);
    let cases: [(Wrong, &str); 5] = [
        (|quote| quote.publish_time -= 90, "(OracleStale)"),
        (|quote| quote.publish_time += 90, "(OracleFuture)"),
        (
            |quote| quote.price += quote.price.div_euclid(2),
            "(OracleDeviation)",
        ),
        (
            |quote| quote.confidence = quote.price.unsigned_abs().div_euclid(10),
            "(OracleConfidence)",
        ),
        (|quote| quote.price = 0, "(OracleNotPositive)"),
    ];
    for (change, reported) in cases {
        let mut old = Old::routers();
        let renter = old.suite.renter();
        old.serves(change);
        let line = line(&old);
        let ran = old.run(&renter, &line);
        assert!(ran.asked.is_empty());
        let (status, message) = ran.failed();
        assert_eq!(status, 3);
        assert!(message.contains(reported), "{message}");
    }
}

#[test]
fn what_hermes_does_not_serve_or_a_receiver_does_not_take_is_said() {
    let mut old = Old::routers();
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    let quote = old
        .hermes
        .served
        .replace(Err("it needs a key (HTTP 401)".into()));
    let (status, message) = old.run(&renter, &line).failed();
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "no price from https://hermes.example: it needs a key (HTTP 401)"
    );
    *old.hermes.served.borrow_mut() = quote;

    let refused = |old: &mut Old, why: &str| {
        let (status, message) = old.run(&renter, &line).failed();
        assert_eq!(status, 3);
        let expected = format!("the price from https://hermes.example is not posted: {why}");
        assert_eq!(message, expected);
    };
    let accounts = old.hermes.publisher.accounts();
    let [(config, _), _, (set, guardians)] = &accounts;
    let mut expired = guardians.clone();
    let end = expired.data.len();
    expired.data[end - 4..].copy_from_slice(&9_u32.to_le_bytes());
    old.suite.economy.vm.set_account(*set, expired).unwrap();
    refused(&mut old, &Refused::Expired(1).to_string());
    let nothing = solana_account::Account::default();
    old.suite
        .economy
        .vm
        .set_account(*set, nothing.clone())
        .unwrap();
    refused(&mut old, &Refused::Guardians(1).to_string());
    old.suite.economy.vm.set_account(*config, nothing).unwrap();
    refused(&mut old, &Refused::NoReceiver.to_string());
}

#[test]
fn too_few_signatures_or_another_signer_are_refused() {
    let mut old = Old::new(Publisher::of(5, 2).unwrap(), true);
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    let (_, message) = old.run(&renter, &line).failed();
    let why = Refused::Signatures { found: 2, least: 3 }.to_string();
    assert!(message.ends_with(&why), "{message}");

    // A signature is checked by the program alone.
    let mut old = Old::routers();
    let [_, _, (set, mut guardians)] = old.hermes.publisher.accounts();
    guardians.data[16 + 4 * 20] ^= 1;
    old.suite.economy.vm.set_account(set, guardians).unwrap();
    let (status, message) = old.run(&renter, &line).failed();
    assert_eq!(status, 3);
    assert!(message.contains("6021"), "{message}");
}

#[test]
fn a_price_with_many_signatures_is_verified_in_an_account_first() {
    let mut old = Old::new(Publisher::of(19, 13).unwrap(), false);
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    let before = old
        .suite
        .economy
        .vm
        .account(&renter.pubkey())
        .unwrap()
        .unwrap();
    let (_, report) = old.run(&renter, &line).done();
    assert!(report["reservation"].is_string());
    assert!(old.left(&renter).is_empty());
    assert_eq!(old.encoded(&renter), 0);
    let after = old
        .suite
        .economy
        .vm
        .account(&renter.pubkey())
        .unwrap()
        .unwrap();
    // The rent of the reservation and its escrow, the bounty and fees.
    assert!(before.lamports - after.lamports < 20_000_000);
}

/// Only Wormhole checks signatures, in a transaction after that which pays the rent. A Hermes could otherwise make a keeper pay it in
/// every round.
#[test]
fn posts_that_are_interrupted_leave_one_account_and_the_next_takes_it_away() {
    let mut old = Old::new(Publisher::of(19, 13).unwrap(), false);
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    old.account = Some(Rc::new(Keypair::new_from_array([8; 32])));
    let [_, _, (set, guardians)] = old.hermes.publisher.accounts();
    let mut forged = guardians.clone();
    // The last 13 of 19 sign.
    forged.data[16 + 18 * 20] ^= 1;
    old.suite.economy.vm.set_account(set, forged).unwrap();
    for _ in 0..3 {
        old.serves(|quote| quote.publish_time += 1);
        old.run(&renter, &line).report.unwrap_err();
        assert_eq!(old.encoded(&renter), 1);
    }
    old.suite.economy.vm.set_account(set, guardians).unwrap();
    old.run(&renter, &line).done();
    assert_eq!(old.encoded(&renter), 0);
    assert!(old.left(&renter).is_empty());
}

/// A receiver gets the payer's signature and the system program: another one could take all SOL of who posts.
#[test]
fn a_receiver_that_this_version_does_not_know_gets_no_signature() {
    let mut old = Old::routers();
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    let vm = &mut old.suite.economy.vm;
    let at = MARKETPLACE_CONFIG.address;
    let mut config = vm.account(&at).unwrap().unwrap();
    for known in [RECEIVER, NEXT_RECEIVER] {
        let mut places = config.data.windows(32);
        let place = places.position(|it| it == known.as_ref()).unwrap();
        config.data[place..place + 32].copy_from_slice(&[9; 32]);
    }
    vm.set_account(at, config).unwrap();
    // None can be used.
    vm.set_account(old.suite.economy.price, Account::default())
        .unwrap();
    let ran = old.run(&renter, &line);
    assert!(ran.asked.is_empty());
    let (status, message) = ran.failed();
    assert_eq!(status, 3);
    let why = Refused::UnknownReceivers.to_string();
    assert!(message.ends_with(&why), "{message}");
}

/// A node that names another rate of rent would otherwise say how much of the wallet goes into the account.
#[test]
fn rent_beyond_any_rate_is_not_paid() {
    let mut old = Old::routers();
    let (renter, line) = (old.suite.renter(), reserve(&old.suite));
    old.suite.economy.vm.set_rent(1_000_000);
    let (status, message) = old.run(&renter, &line).failed();
    assert_eq!(status, 3);
    assert!(message.contains("it may be wrong about rent"), "{message}");
}

/// P-20: a keeper that posts a price pays more than the bounty. A payer could make many such extensions due.
#[test]
fn p20_so_many_extensions_that_post_a_price_are_sent_for_a_payer_a_day() {
    let mut old = Old::routers();
    let (renter, (owner, _, offer)) = (old.suite.renter(), old.suite.supplier(0));
    let rental = |old: &mut Old, number: usize| {
        let line = format!(
            "rent reserve {offer} --gpus 1 --time 3h --currency io --connection-key {HASH} --number {number}"
        );
        let (_, reserved) = old.run(&renter, &line).done();
        let at = reserved["reservation"].as_str().unwrap();
        let start = format!("supplier start {at} --connection-hash {HASH}");
        old.suite.json(&owner, &start);
        let set = format!(
            "rent autopay set {at} --limit 100000 --max-price 100 --time 12h --lead 2h --bounties 2"
        );
        old.suite.json(&renter, &set);
    };
    for number in 0..11 {
        rental(&mut old, number);
    }
    let now = old.suite.now() + 3_600;
    old.suite.economy.vm.set_unix_time(now);
    old.serves(|quote| quote.publish_time = now - 3);
    let keeper = old.suite.economy.keeper.clone();
    let done = old.run(&keeper, "keeper --once --jobs autopay --yes");
    let done = done.report.unwrap();
    let outcomes = done.as_array().unwrap().iter();
    let outcomes: Vec<&str> = outcomes.map(|it| it["outcome"].as_str().unwrap()).collect();
    let count = |what: &str| outcomes.iter().filter(|it| it.starts_with(what)).count();
    let limit = "not sent, nor others like it today";
    assert_eq!((count("done"), count(limit)), (10, 1), "{outcomes:?}");
}

#[test]
fn an_extension_and_a_fill_post_a_price_too() {
    let mut old = Old::routers();
    let (renter, owner) = (old.suite.renter(), old.suite.supplier(0).0);
    let line = reserve(&old.suite);
    let (_, reserved) = old.run(&renter, &line).done();
    let at = reserved["reservation"].as_str().unwrap();
    old.suite.json(
        &owner,
        &format!("supplier start {at} --connection-hash {HASH}"),
    );
    let (shown, _) = old
        .run(&renter, &format!("rent extend {at} --time 2h"))
        .done();
    assert!(shown.contains("Price posted"), "{shown}");

    let now = old.suite.now();
    let filler = old.suite.economy.filler.clone();
    old.fees();
    old.suite.economy.vm.set_unix_time(now + 7_200);
    old.serves(|quote| quote.publish_time = now + 7_195);
    let (shown, _) = old.run(&filler, "burn open").done();
    assert!(shown.contains("Price posted"), "{shown}");
    let (shown, filled) = old.run(&filler, "burn fill 25").done();
    assert!(shown.contains("Price posted"), "{shown}");
    assert_eq!(filled["bought"], 25 * ONE_USDC);
    assert!(old.left(&filler).is_empty());
}

/// A price that is new enough for the policy, but older than the last that fee-burn took.
#[test]
fn a_fill_posts_a_price_where_the_account_has_one_older_than_the_last() {
    let mut old = Old::routers();
    let filler = old.suite.economy.filler.clone();
    old.fees();
    old.suite.wait(7_200);
    let now = old.suite.now();
    old.run(&filler, "burn open").done();
    assert_eq!(*old.hermes.asked.borrow(), 0);
    let quote = old.suite.economy.market.quote(now - 5).account();
    let price = old.suite.economy.price;
    old.suite.economy.vm.set_account(price, quote).unwrap();
    let (status, message) = old.suite.fails(&filler, "burn fill 25");
    assert_eq!(status, 3);
    assert!(message.contains("(PriceOlderThanLast)"), "{message}");
    old.serves(|quote| quote.publish_time = now);
    let (shown, filled) = old.run(&filler, "burn fill 25").done();
    assert!(shown.contains("Price posted"), "{shown}");
    assert_eq!(filled["bought"], 25 * ONE_USDC);
}

#[test]
fn a_price_is_posted_to_an_account_of_ones_own_again_and_again_and_closed() {
    let mut old = Old::routers();
    let renter = old.suite.renter();
    let folder = super::folder::Folder::new();
    let key = Keypair::new_from_array([7; 32]);
    let file = folder.key("price.json", &key);
    let (_, report) = old.run(&renter, "oracle post").done();
    let first: Pubkey = report["priceAccount"].as_str().unwrap().parse().unwrap();
    let line = format!("oracle post --account {file}");
    let (_, report) = old.run(&renter, &line).done();
    assert_eq!(report["priceAccount"], key.pubkey().to_string());
    let (status, message) = old.run(&renter, &line).failed();
    assert_eq!(status, 3);
    assert!(message.starts_with("nothing to post: "), "{message}");
    let now = old.suite.now();
    old.serves(|quote| quote.publish_time = now);
    old.run(&renter, &line).done();
    let account = old
        .suite
        .economy
        .vm
        .account(&key.pubkey())
        .unwrap()
        .unwrap();
    let message = PriceMessage::parse(&account.data).unwrap();
    assert_eq!(message.publish_time, now);

    let mut both = vec![first, key.pubkey()];
    both.sort();
    assert_eq!(old.left(&renter), both);
    // Nobody else closes them.
    let staker = old.suite.staker();
    let (status, message) = old.run(&staker, &format!("oracle close {first}")).failed();
    assert_eq!(status, 3);
    assert!(message.contains(&renter.pubkey().to_string()), "{message}");
    let (status, message) = old.run(&staker, "oracle close").failed();
    assert_eq!(status, 3);
    assert!(message.starts_with("nothing to close"), "{message}");
    old.run(&renter, &format!("oracle close {first}")).done();
    assert_eq!(old.left(&renter), [key.pubkey()]);
    old.run(&renter, "oracle close").done();
    assert!(old.left(&renter).is_empty());
}

#[test]
fn a_post_needs_to_know_who_serves_prices() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let (status, message) = suite.fails(&renter, "oracle post");
    assert_eq!(status, 2);
    for word in ["IO_HERMES_KEY", "--hermes-url"] {
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn p17_the_keeper_posts_a_price_for_what_needs_one() {
    let mut old = Old::routers();
    let keeper = old.suite.economy.keeper.clone();
    old.fees();
    let now = old.suite.now() + 7_200;
    old.suite.economy.vm.set_unix_time(now);
    old.serves(|quote| quote.publish_time = now - 2);
    let (_, done) = old.run(&keeper, "keeper --once --jobs burn").done();
    let opened = done
        .as_array()
        .unwrap()
        .iter()
        .any(|it| it["action"] == "open");
    assert!(opened, "{done}");
    assert!(old.left(&keeper).is_empty());
    // Without one, it does what needs none, and says why it does not do the rest.
    *old.hermes.served.borrow_mut() = Err("it fails (HTTP 500)".into());
    let now = now + 7_200;
    old.suite.economy.vm.set_unix_time(now);
    let ran = old.run(&keeper, "keeper --once --jobs burn");
    let done = ran.report.unwrap();
    let expired = done
        .as_array()
        .unwrap()
        .iter()
        .any(|it| it["action"] == "expire");
    assert!(expired, "{done}");
}

#[test]
fn p17_the_keeper_posts_a_price_for_an_extension_in_io() {
    let mut old = Old::routers();
    old.suite.wait(0);
    let (renter, owner) = (old.suite.renter(), old.suite.supplier(0).0);
    let keeper = old.suite.economy.keeper.clone();
    let line = reserve(&old.suite);
    let reserved = old.suite.json(&renter, &line);
    let at: Pubkey = reserved["reservation"].as_str().unwrap().parse().unwrap();
    let start = format!("supplier start {at} --connection-hash {HASH}");
    old.suite.json(&owner, &start);
    let set = format!("rent autopay set {at} --limit 1000 --max-price 100 --time 12h --lead 2h");
    old.suite.json(&renter, &set);
    let ends_at = |old: &mut Old| {
        let it: Option<Reservation> = io_client::read(&mut old.suite.economy.vm, &at).unwrap();
        it.unwrap().ends_at().unwrap()
    };
    let first = ends_at(&mut old);
    let now = old.suite.now() + 3_605;
    old.suite.economy.vm.set_unix_time(now);
    old.serves(|quote| quote.publish_time = now - 2);
    let (_, done) = old.run(&keeper, "keeper --once --jobs autopay").done();
    assert_eq!(done[0]["action"], "extend", "{done}");
    assert_eq!(done[0]["outcome"], "done", "{done}");
    assert_eq!(ends_at(&mut old), first + 43_200);
    assert!(old.left(&keeper).is_empty());
}
