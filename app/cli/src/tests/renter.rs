//! `io offer list` and `show`, and `io rent`.

use io_client::{marketplace as client, spl};
use marketplace::state::{Offer, OutageReport, Reservation};
use solana_signer::Signer;

use super::{Suite, HASH};

#[test]
fn offers_are_found_by_what_a_renter_wants() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let all = suite.json(&renter, "offer list");
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 3);
    let prices: Vec<u64> = all
        .iter()
        .map(|it| it["pricePerGpuHour"].as_u64().unwrap())
        .collect();
    assert!(prices.is_sorted());
    let by_free = suite.json(&renter, "offer list --sort free");
    let by_free = by_free.as_array().unwrap().clone();
    let free: Vec<u64> = by_free
        .iter()
        .map(|it| it["freeGpus"].as_u64().unwrap())
        .collect();
    assert!(free.is_sorted_by(|a, b| a >= b) && free[2] > 0);
    let count = |suite: &mut Suite, filter: &str| {
        let found = suite.json(&renter, &format!("offer list {filter}"));
        found.as_array().unwrap().len()
    };
    let model = all[0]["model"]
        .as_str()
        .unwrap()
        .to_lowercase()
        .replace(' ', "-");
    assert_eq!(count(&mut suite, &format!("--model {model}")), 1);
    assert_eq!(count(&mut suite, "--max-price 0.000001"), 0);
    assert_eq!(count(&mut suite, "--region eu"), 2);
    let (status, message) = suite.fails(&renter, "offer list --region eu-centrl");
    assert_eq!(status, 2);
    assert_eq!(
        message,
        "unknown region `eu-centrl`: did you mean eu-central? there are eu-central, us-east"
    );
    assert_eq!(count(&mut suite, "--interconnect nvlink"), 0);
    assert_eq!(count(&mut suite, "--currency io"), 3);
    assert_eq!(count(&mut suite, &format!("--free {}", free[0])), 1);
    assert_eq!(count(&mut suite, "--sort model --limit 2"), 2);
    let supplier = suite.supplier(1).1;
    assert_eq!(count(&mut suite, &format!("--supplier {supplier}")), 1);
}

#[test]
fn what_the_list_says_is_free_can_be_reserved_and_no_more() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let listed = suite.json(&renter, "offer list --sort free");
    let (offer, free) = (
        listed[0]["offer"].as_str().unwrap(),
        listed[0]["freeGpus"].as_u64().unwrap(),
    );
    let reserve =
        |gpus: u64| format!("rent reserve {offer} --gpus {gpus} --time 1h --connection-key {HASH}");
    let more = free + 1;
    let reported =
        format!("--gpus {more}: {free} GPUs of this offer are free, so write 1 to {free}");
    assert_eq!(suite.fails(&renter, &reserve(more)), (3, reported.clone()));
    let quote = format!("rent quote {offer} --gpus {more} --time 1h");
    assert_eq!(suite.fails(&renter, &quote), (3, reported));
    suite.json(&renter, &reserve(free));
    let shown = suite.json(&renter, &format!("offer show {offer}"));
    assert_eq!(
        (&shown["freeGpus"], &shown["reserved"]),
        (&0.into(), &free.into())
    );
}

#[test]
fn a_quote_is_what_is_locked() {
    for currency in ["usdc", "io"] {
        let mut suite = Suite::new();
        let (renter, offer) = (suite.renter(), suite.supplier(0).2);
        let request = format!("{offer} --gpus 2 --time 3h --currency {currency}");
        let quote = suite.json(&renter, &format!("rent quote {request}"));
        let line = format!("rent reserve {request} --connection-key {HASH} --number 7");
        let reserved = suite.json(&renter, &line);
        assert_eq!(
            reserved["reservation"],
            client::reservation_address(&renter.pubkey(), 7).to_string()
        );
        let address = client::reservation_address(&renter.pubkey(), 7);
        let reservation: Reservation = suite.economy.read(&address).unwrap();
        assert_eq!(quote["toLock"], reservation.locked);
        assert_eq!(reserved["outcome"], "confirmed");
        assert!(reserved["signature"].is_string());
    }
}

#[test]
fn two_reservations_of_one_second_have_two_numbers() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let [first, second] = [(); 2].map(|()| suite.json(&renter, &line)["reservation"].clone());
    assert_ne!(first, second);
}

#[test]
fn a_rental_is_extended_watched_and_terminated() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let extended = suite.json(&renter, &format!("rent extend {address} --time 2h"));
    assert_eq!(extended["hours"], 2);
    suite.wait(7_200);
    let status = suite.json(&renter, &format!("rent status {address}"));
    assert_eq!(
        (&status["state"], &status["timeLeft"]),
        (&"active".into(), &86_400.into())
    );
    let listed = suite.json(&renter, "rent status");
    assert_eq!(listed[0]["reservation"], address.to_string());
    let receipt = suite.json(&renter, &format!("rent receipt {address}"));
    // At the same price it is more of the same segment.
    assert_eq!(receipt.as_array().unwrap().len(), 1);
    assert_eq!(
        (&receipt[0]["usedSeconds"], &receipt[0]["billableSeconds"]),
        (&7_200.into(), &93_600.into())
    );
    let csv = suite
        .run(&renter, &format!("rent receipt {address}"))
        .unwrap();
    let csv = csv.to_text(crate::output::OutputFormat::Csv);
    assert!(
        csv.starts_with("reservation,segment,item,state,currency,gpus,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 2);
    let usdc = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
    let before = suite.economy.balance(&usdc).unwrap();
    let done = suite.json(&renter, &format!("rent terminate {address}"));
    let after = suite.economy.balance(&usdc).unwrap();
    assert_eq!(done["refund"], after - before);
    assert_eq!(done["refund"], status["refundIfTerminated"]);
}

#[test]
fn a_renter_leaves_what_was_down_too_long() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(60);
    let attestors = suite.economy.attestors.clone();
    let keys: Vec<_> = attestors.iter().take(2).map(|it| it.pubkey()).collect();
    let now = suite.now();
    let report = OutageReport {
        made_at: now,
        at: now,
        down: true,
    };
    let report = client::report_outage(client::Agreement::Signed(&keys), &address, report);
    let keeper = suite.economy.keeper.clone();
    suite
        .economy
        .send(&[report], &[&keeper, &attestors[0], &attestors[1]])
        .unwrap();
    let (status, message) = suite.fails(&renter, &format!("rent terminate-for-downtime {address}"));
    assert_eq!(status, 3);
    assert!(
        message.contains("terminate instead (DowntimeAllowed): it runs until "),
        "{message}"
    );
    suite.wait(3 * 3_600);
    let left = suite.json(&renter, &format!("rent terminate-for-downtime {address}"));
    assert!(left["refund"].as_u64().unwrap() > 0);
}

#[test]
fn a_dispute_takes_its_deposit_and_a_payout_that_stays_owed_is_withdrawn() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(7_200);
    let dispute = suite.json(&renter, &format!("rent dispute {address}"));
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(dispute["deposit"], reservation.dispute.deposit);
    let (status, message) = suite.fails(&renter, &format!("rent withdraw {address}"));
    assert_eq!((status, message.as_str()), (3, "nothing to withdraw"));
    // The renter's token account is closed when the reservation is declined: its payee stays owed.
    let (owner, offer) = (suite.supplier(1).0, suite.supplier(1).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 9");
    suite.json(&renter, &line);
    let second = client::reservation_address(&renter.pubkey(), 9);
    let (vm, usdc) = (&mut suite.economy.vm, suite.economy.usdc);
    let wallet = spl::wallet(&renter.pubkey(), &usdc);
    let held = spl::balance(vm, &wallet).unwrap();
    let other = owner.pubkey();
    let empty = spl::transfer(&wallet, &spl::wallet(&other, &usdc), &renter.pubkey(), held);
    let close = anchor_spl::token::spl_token::instruction::close_account(
        &anchor_spl::token::ID,
        &wallet,
        &other,
        &renter.pubkey(),
        &[],
    );
    suite
        .economy
        .send(&[empty, close.unwrap()], &[&renter])
        .unwrap();
    let declined = suite.json(&owner, &format!("supplier decline {second}"));
    let collected = suite.json(&renter, &format!("rent withdraw {second}"));
    assert_eq!(declined["refund"], collected["withdrawn"]);
    assert_eq!(
        suite.economy.balance(&wallet).unwrap(),
        collected["withdrawn"].as_u64().unwrap()
    );
    let offer: Offer = suite.economy.read(&offer).unwrap();
    assert_eq!(offer.reserved, 0);
}

#[test]
fn what_is_due_is_done_without_a_keeper() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(1).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let forgotten = suite.json(&renter, &line)["reservation"].clone();
    let forgotten = format!("rent close {}", forgotten.as_str().unwrap());
    let (_, address) = suite.rental();
    let finish = format!("rent close {address}");
    for (line, why) in [
        (
            &forgotten,
            "nothing to close yet: it waits for its start until ",
        ),
        (&finish, "nothing to close yet: it runs until "),
    ] {
        let (status, message) = suite.fails(&renter, line);
        assert_eq!(status, 3);
        assert!(message.starts_with(why), "{message}");
    }
    suite.wait(1_801);
    assert_eq!(suite.json(&renter, &forgotten)["action"], "cancel");
    suite.wait(86_400);
    assert_eq!(suite.json(&renter, &finish)["action"], "complete");
    suite.wait(86_400);
    assert_eq!(suite.json(&renter, &finish)["action"], "close");
    assert!(suite.economy.read::<Reservation>(&address).is_err());
}
