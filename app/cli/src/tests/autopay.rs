//! `io rent autopay`, `io rent reserve --autopay` and the keeper's job.

use anchor_lang::prelude::Pubkey;
use io_client::{layout::place, marketplace as client, spl, Network};
use io_common::constants::ONE_USDC;
use io_vm::Vm;
use marketplace::state::{Autopay, Reservation};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Suite, HASH};
use crate::consent::Ask;

/// A day less an hour: a rental of the suite is due then.
const DUE: i64 = 82_800;

/// Action and outcome of a round of the keeper.
fn round(suite: &mut Suite) -> Vec<(String, String)> {
    let keeper = suite.economy.keeper.clone();
    let done = suite.json(&keeper, "keeper --once --jobs autopay");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let actions = done.as_array().unwrap().iter();
    let pair = |it: &serde_json::Value| (text(&it["action"]), text(&it["outcome"]));
    actions.map(pair).collect()
}

fn done(action: &str) -> Vec<(String, String)> {
    vec![(action.into(), "done".into())]
}

/// The state in words.
fn state(suite: &mut Suite, who: &Keypair, address: impl ToString) -> String {
    let shown = suite.json(who, &format!("rent autopay show {}", address.to_string()));
    shown["autopay"].as_str().unwrap().into()
}

/// Its line in the status of the reservation.
fn brief(suite: &mut Suite, who: &Keypair, address: impl ToString) -> String {
    let shown = suite.json(who, &format!("rent status {}", address.to_string()));
    shown["autopay"].as_str().unwrap().into()
}

#[test]
fn p20_a_keeper_extends_within_what_the_renter_allows() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    assert_eq!(state(&mut suite, &renter, address), "off");
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    let set = suite.json(&renter, &line);
    assert_eq!(set["maySpend"], 1_000 * ONE_USDC);
    assert_eq!(set["walletApproves"], 1_000 * ONE_USDC);
    assert_eq!(set["adds"], "4 hours");
    assert!(state(&mut suite, &renter, address).starts_with("extends from "));
    assert_eq!(round(&mut suite), []);
    suite.wait(DUE);
    assert!(state(&mut suite, &renter, address).starts_with("extends now"));
    let before: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(round(&mut suite), done("extend"));
    let after: Reservation = suite.economy.read(&address).unwrap();
    let hours = 4 * 3_600;
    assert_eq!(after.ends_at(), before.ends_at().map(|end| end + hours));
    let cost = after.locked - before.locked;
    let at = client::autopay_address(&address);
    let autopay: Autopay = suite.economy.read(&at).unwrap();
    assert_eq!(autopay.left, 1_000 * ONE_USDC - cost);
    assert_eq!(round(&mut suite), []);
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert!(status["autopay"]
        .as_str()
        .unwrap()
        .starts_with("may spend "));

    let stopped = suite.json(&renter, &format!("rent autopay stop {address}"));
    assert_eq!(stopped["walletStillApproves"], 0);
    assert!(suite.economy.read::<Autopay>(&at).is_err());
    let nothing = suite.fails(&renter, &format!("rent autopay stop {address}"));
    assert_eq!(nothing.0, 3);
    assert!(nothing.1.contains("has no autopay"), "{}", nothing.1);
}

#[test]
fn p20_a_shortage_is_recorded_once_and_shown() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let set = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &set);
    let wallet = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
    let revoke = spl::revoke(&wallet, &renter.pubkey());
    let signer: &dyn Signer = &*renter;
    suite.economy.vm.send(&[revoke], &[signer]).unwrap();
    suite.wait(DUE);
    assert!(state(&mut suite, &renter, address).starts_with("short: "));
    assert_eq!(round(&mut suite), done("record shortage"));
    assert_eq!(round(&mut suite), []);
    assert!(state(&mut suite, &renter, address).starts_with("short, recorded at "));
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert!(status["autopay"]
        .as_str()
        .unwrap()
        .starts_with("short since "));
    suite.json(&renter, &set);
    assert_eq!(round(&mut suite), done("extend"));
}

#[test]
fn p20_a_price_above_the_highest_is_waited_out() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 0.000001 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    suite.wait(DUE);
    assert_eq!(round(&mut suite), []);
    let words = state(&mut suite, &renter, address);
    assert!(
        words.contains("more than you allow (AutopayAbovePrice)"),
        "{words}"
    );
}

#[test]
fn a_keeper_closes_what_is_over() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    suite.json(&renter, &format!("rent terminate {address}"));
    let before = suite.economy.vm.account(&renter.pubkey()).unwrap();
    assert_eq!(round(&mut suite), done("close autopay"));
    assert_eq!(round(&mut suite), []);
    let after = suite.economy.vm.account(&renter.pubkey()).unwrap();
    assert!(after.unwrap().lamports > before.unwrap().lamports);
}

/// Each costs the keeper a fee, and a payer could leave any number of them.
#[test]
fn a_keeper_sends_so_many_without_a_bounty_for_a_payer_and_day() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    let stored = suite
        .economy
        .vm
        .account(&client::autopay_address(&address))
        .unwrap()
        .unwrap();
    // Of reservations that are not there.
    for byte in 1..=12 {
        let reservation = Pubkey::new_from_array([byte; 32]);
        let mut copy = stored.clone();
        copy.data[8..40].copy_from_slice(reservation.as_ref());
        let at = client::autopay_address(&reservation);
        suite.economy.vm.set_account(at, copy).unwrap();
    }
    let closed = done("close autopay").remove(0);
    let mut expected = vec![closed.clone(); 10];
    let left_out = format!(
        "not sent, nor others like it today: the keeper has sent 10 without a bounty for {}",
        renter.pubkey()
    );
    expected.push(("close autopay".into(), left_out));
    assert_eq!(round(&mut suite), expected);
    assert_eq!(round(&mut suite), vec![closed; 2]);
}

/// In IO it needs the price.
#[test]
fn p20_a_keeper_of_autopays_takes_a_price_account() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let price = suite.economy.price;
    let line = format!("keeper --once --jobs autopay --price-account {price}");
    assert_eq!(suite.json(&keeper, &line), serde_json::json!([]));
}

/// The payer is asked for no time that autopay would buy meanwhile, and shown what it waits for.
#[test]
fn p20_what_is_disputed_is_not_extended() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    suite.wait(DUE);
    let plan = suite.json(&renter, &format!("rent dispute {address}"));
    let shown = plan["autopay"].as_str().unwrap();
    assert!(shown.starts_with("waits until the dispute is over: without `io rent extend`"));
    assert_eq!(round(&mut suite), []);
    let words = state(&mut suite, &renter, address);
    assert!(words.contains("(AutopayPaused)"), "{words}");
    let words = brief(&mut suite, &renter, address);
    assert!(words.contains("(AutopayPaused)"), "{words}");
}

/// A dispute without autopay says nothing of it.
#[test]
fn a_dispute_without_autopay_names_none() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(DUE);
    let plan = suite.json(&renter, &format!("rent dispute {address}"));
    assert!(plan.get("autopay").is_none());
}

/// Long before the lead, while there is time to do something about it.
#[test]
fn p20_the_status_says_what_keeps_it_from_extending() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let set = |suite: &mut Suite, limits: &str| {
        let line = format!("rent autopay set {address} {limits} --time 4h");
        suite.json(&renter, &line);
    };
    set(&mut suite, "--max-price 100 --limit 1000");
    assert!(brief(&mut suite, &renter, address).starts_with("may spend 1,000 USDC"));
    set(&mut suite, "--max-price 0.000001 --limit 1000");
    let words = brief(&mut suite, &renter, address);
    assert!(
        words.starts_with("cannot extend: the offer asks "),
        "{words}"
    );
    set(&mut suite, "--max-price 100 --limit 1000");
    let at = client::autopay_address(&address);
    let mut spent = suite.economy.vm.account(&at).unwrap().unwrap();
    let left = place!(Autopay, left);
    spent.data[left..left + 8].copy_from_slice(&1_u64.to_le_bytes());
    suite.economy.vm.set_account(at, spent).unwrap();
    let words = brief(&mut suite, &renter, address);
    assert!(words.contains("(AutopayLimit)"), "{words}");
    set(&mut suite, "--max-price 100 --limit 1000");
    let (owner, _, offer) = suite.supplier(0);
    suite.json(&owner, &format!("offer pause {offer}"));
    let words = brief(&mut suite, &renter, address);
    assert!(words.contains("(OfferPaused)"), "{words}");
}

/// Rent and bounties come back, and the approval ends with it.
#[test]
fn p20_it_stops_after_its_reservation_is_closed() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    suite.json(&renter, &format!("rent terminate {address}"));
    suite.wait(2 * 86_400);
    suite.json(&renter, &format!("rent close {address}"));
    assert!(suite.economy.read::<Reservation>(&address).is_err());
    let stop = format!("rent autopay stop {address}");
    let owner = suite.supplier(0).0;
    let (status, message) = suite.fails(&owner, &stop);
    assert_eq!(status, 2);
    assert!(message.contains("only its payer"), "{message}");
    let at = client::autopay_address(&address);
    let held = suite.economy.vm.account(&at).unwrap().unwrap().lamports;
    let stopped = suite.json(&renter, &stop);
    assert_eq!(stopped["comesBack"], held);
    assert_eq!(stopped["walletStillApproves"], 0);
    assert!(suite.economy.read::<Autopay>(&at).is_err());
    let wallet = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
    let tokens = spl::token_account(&mut suite.economy.vm, &wallet);
    assert!(tokens.unwrap().unwrap().delegate.is_none());
    let (status, message) = suite.fails(&renter, &stop);
    assert_eq!(status, 3);
    assert!(
        message.contains("`spl-token revoke TOKEN_ACCOUNT`"),
        "{message}"
    );
}

/// The keeper closes an autopay that is over; what the wallet approves stays.
#[test]
fn what_the_wallet_still_approves_is_named() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000 --time 4h");
    suite.json(&renter, &line);
    suite.json(&renter, &format!("rent terminate {address}"));
    assert_eq!(round(&mut suite), done("close autopay"));
    let (status, message) = suite.fails(&renter, &format!("rent autopay stop {address}"));
    let wallet = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
    let revoke = format!("still approves 1,000 USDC: `spl-token revoke {wallet}` ends that");
    assert_eq!(status, 3);
    assert!(message.contains(&revoke), "{message}");
}

/// Who says no, and remembers what was asked.
struct Refusing(std::rc::Rc<std::cell::RefCell<String>>);

impl Ask for Refusing {
    fn agrees(&mut self, _: &str, question: &str) -> anyhow::Result<bool> {
        *self.0.borrow_mut() = question.into();
        Ok(false)
    }
}

#[test]
fn a_reservation_is_made_with_autopay_in_one_transaction() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let (_, first) = suite.rental();
    let set = format!("rent autopay set {first} --max-price 100 --limit 300");
    suite.json(&renter, &set);
    let line = format!(
        "rent reserve {offer} --time 1d --connection-key {HASH} --autopay 100 --autopay-limit 500"
    );
    let question = std::rc::Rc::default();
    let asked = suite.run_asked(
        &renter,
        &line,
        Some(Box::new(Refusing(std::rc::Rc::clone(&question)))),
    );
    assert!(asked.is_err());
    let question = question.borrow();
    assert!(
        question.contains("and let anyone extend it for 500 USDC in all at most"),
        "{question}"
    );
    let reserved = suite.json(&renter, &line);
    // The wallet approves what both may spend.
    assert_eq!(reserved["walletApproves"], 800 * ONE_USDC);
    assert_eq!(reserved["outcome"], "confirmed");
    let address = reserved["reservation"].as_str().unwrap();
    let words = state(&mut suite, &renter, address);
    assert_eq!(words, "waits for the start of the reservation");
}

#[test]
fn what_autopay_could_not_do_is_refused_before_it_is_signed() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let fails = |suite: &mut Suite, options: &str| {
        suite.fails(&renter, &format!("rent autopay set {address} {options}"))
    };
    let (status, message) = fails(&mut suite, "--max-price 100 --limit 0.01 --time 4h");
    assert_eq!(status, 3);
    assert!(message.contains("give at least --limit "), "{message}");
    let (status, message) = fails(&mut suite, "--max-price 100 --limit 1000 --lead 1m");
    assert_eq!(status, 2);
    assert!(message.contains("at least 10m before the end"), "{message}");
    let (status, message) = fails(&mut suite, "--max-price 100 --limit 1000IO");
    assert_eq!(status, 2);
    assert!(message.contains("--limit"), "{message}");
    let (status, message) = fails(&mut suite, "--max-price 100 --limit 100000 --time 8760h");
    assert_eq!(status, 3);
    assert!(
        message.contains("longest stay is ") && message.contains("(AutopayTooLong)"),
        "{message}"
    );
    let owner = suite.supplier(0).0;
    let line = format!("rent autopay set {address} --max-price 100 --limit 1000");
    let (status, message) = suite.fails(&owner, &line);
    assert_eq!(status, 2);
    assert!(message.contains("only its renter"), "{message}");
}

#[test]
fn autopay_beside_a_reservation_fits_the_longest_stay_too() {
    let mut suite = Suite::new();
    let (owner, _, offer) = suite.supplier(0);
    suite.json(&owner, &format!("offer edit {offer} --max 12h"));
    let renter = suite.renter();
    let line = format!(
        "rent reserve {offer} --time 12h --connection-key {HASH} --autopay 100 --autopay-limit 500"
    );
    let (status, message) = suite.fails(&renter, &line);
    assert_eq!(status, 3);
    assert!(
        message.contains("longest stay is 12h: --autopay adds 12h from 1h before the end"),
        "{message}"
    );
}

#[test]
fn autopay_beside_a_reservation_may_spend_one_extension_at_least() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!(
        "rent reserve {offer} --time 12h --connection-key {HASH} --autopay 100 --autopay-limit 0.01"
    );
    let (status, message) = suite.fails(&renter, &line);
    assert_eq!(status, 3);
    assert!(
        message.contains("an extension costs ")
            && message.contains("give at least --autopay-limit "),
        "{message}"
    );
}
