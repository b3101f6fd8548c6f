//! The course of a reservation: what `io` says of its money at each point, and how every one of them is closed.

use anchor_lang::prelude::Pubkey;
use io_client::{marketplace as client, spl, Network};
use io_common::types::Supplier;
use marketplace::state::{OutageReport, Payee, Reservation};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Suite, HASH};

const HOUR: i64 = 3_600;

impl Suite {
    fn purse(&mut self, address: &Pubkey) -> u64 {
        let account = self.economy.vm.account(address).unwrap();
        account.map_or(0, |it| it.lamports)
    }

    fn status(&mut self, who: &Keypair, address: &Pubkey) -> Value {
        self.json(who, &format!("rent status {address}"))
    }

    /// One that waits for its start, at the first supplier.
    fn reserved(&mut self, number: u64) -> Pubkey {
        let (renter, offer) = (self.renter(), self.supplier(0).2);
        let line = format!(
            "rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH} --number {number}"
        );
        self.json(&renter, &line);
        client::reservation_address(&renter.pubkey(), number)
    }

    /// Reported down since now.
    fn goes_down(&mut self, address: &Pubkey) {
        let attestors = self.economy.attestors.clone();
        let keys: Vec<_> = attestors.iter().take(2).map(|it| it.pubkey()).collect();
        let now = self.now();
        let report = OutageReport {
            made_at: now,
            at: now,
            down: true,
        };
        let report = client::report_outage(client::Agreement::Signed(&keys), address, report);
        let keeper = self.economy.keeper.clone();
        self.economy
            .send(&[report], &[&keeper, &attestors[0], &attestors[1]])
            .unwrap();
    }
}

#[test]
fn a_declined_reservation_is_closed_by_close_and_its_rent_comes_back() {
    let mut suite = Suite::new();
    let (renter, owner) = (suite.renter(), suite.supplier(0).0);
    let address = suite.reserved(5);
    let locked = suite.economy.read::<Reservation>(&address).unwrap().locked;
    suite.json(&owner, &format!("supplier decline {address}"));
    let status = suite.status(&renter, &address);
    assert_eq!(
        (&status["next"], &status["at"], &status["inEscrow"]),
        (&"close now".into(), &Value::Null, &0.into())
    );
    assert_eq!(
        (&status["paidIn"], &status["paidToPayer"]),
        (&locked.into(), &locked.into())
    );
    let back = format!(
        "the account rent, to {}, by `io rent close {address}`",
        renter.pubkey()
    );
    assert_eq!(status["comesBack"], back);
    for unavailable in [
        "refundIfTerminated",
        "refundIfTerminatedForDowntime",
        "minTimeDue",
    ] {
        assert_eq!(status[unavailable], Value::Null, "{unavailable}");
    }
    let escrow = client::escrow_address(&address);
    let rent = suite.purse(&address) + suite.purse(&escrow);
    let before = suite.purse(&renter.pubkey());
    let finish = format!("rent close {address}");
    let closed = suite.json(&renter, &finish);
    assert_eq!(
        (&closed["action"], &closed["bounty"]),
        (&"close accounts".into(), &0.into())
    );
    assert_eq!(closed["accountRentTo"], renter.pubkey().to_string());
    let after = suite.purse(&renter.pubkey());
    assert_eq!(
        after,
        before + rent - 5_000,
        "rent and bounty, less the fee"
    );
    assert_eq!((suite.purse(&address), suite.purse(&escrow)), (0, 0));
}

#[test]
fn the_keeper_closes_what_is_closed_and_paid_also_of_a_closed_supplier() {
    let mut suite = Suite::new();
    let (renter, keeper) = (suite.renter(), suite.economy.keeper.clone());
    let owner = suite.economy.newcomer(50_000_000_000).unwrap();
    let (first, second) = (suite.reserved(5), suite.reserved(6));
    for address in [first, second] {
        let owner = suite.supplier(0).0;
        suite.json(&owner, &format!("supplier decline {address}"));
    }
    // The supplier of the second goes: its account is empty, and nothing is owed to it.
    let mut it: Reservation = suite.economy.read(&second).unwrap();
    suite.json(
        &owner,
        "supplier register --model h100-sxm --endpoint https://gpu.example",
    );
    suite.json(&owner, "offer create --price 1 --gpus 1 --region eu");
    let gone = io_client::emissions::supplier_address(&owner.pubkey(), 0);
    it.supplier = gone;
    let mut account = suite.economy.vm.account(&second).unwrap().unwrap();
    account.data[8..].copy_from_slice(bytemuck::bytes_of(&it));
    io_vm::Vm::set_account(&mut suite.economy.vm, second, account).unwrap();
    suite.json(&owner, "supplier close");
    assert!(suite.economy.read::<Supplier>(&gone).is_err());

    let done = suite.json(&keeper, "keeper --once --jobs reservations");
    let done = done.as_array().unwrap();
    assert_eq!(done.len(), 2, "{done:?}");
    for action in done {
        assert_eq!(
            (&action["action"], &action["outcome"]),
            (&"close accounts".into(), &"done".into())
        );
    }
    for address in [first, second] {
        assert_eq!(suite.purse(&address), 0);
    }
    assert_eq!(suite.json(&renter, "rent status"), Value::Array(Vec::new()));
}

#[test]
fn what_could_not_be_paid_is_closed_once_its_payee_can_receive() {
    let mut suite = Suite::new();
    let (renter, owner) = (suite.renter(), suite.supplier(0).0);
    let address = suite.reserved(5);
    let wallet = spl::wallet(&renter.pubkey(), &suite.economy.usdc.clone());
    let mut account = suite.economy.vm.account(&wallet).unwrap().unwrap();
    let thawed = account.clone();
    account.data[108] = 2;
    io_vm::Vm::set_account(&mut suite.economy.vm, wallet, account).unwrap();
    suite.json(&owner, &format!("supplier decline {address}"));
    let finish = format!("rent close {address}");
    let (status, message) = suite.fails(&renter, &finish);
    assert_eq!(status, 3);
    assert!(
        message.starts_with(
            "nothing to close yet: it is closed, but a payee's token account cannot receive"
        ),
        "{message}"
    );
    assert_eq!(suite.status(&renter, &address)["next"], "owed to a payee");
    io_vm::Vm::set_account(&mut suite.economy.vm, wallet, thawed).unwrap();
    assert_eq!(suite.json(&renter, &finish)["action"], "close");
    assert_eq!(suite.purse(&address), 0);
}

/// The finding of a renter who left: 4.10 USDC were back a day later, and nothing had said so.
#[test]
fn what_comes_back_at_the_end_is_reported_before_the_end() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(60);
    suite.goes_down(&address);
    suite.wait(3 * HOUR);
    let left = suite.json(&renter, &format!("rent terminate-for-downtime {address}"));
    let reported = left["refundAtTheClose"].as_u64().unwrap();
    assert!(reported > 0 && reported < left["staysInEscrow"].as_u64().unwrap());
    let status = suite.status(&renter, &address);
    let back = status["comesBack"].as_str().unwrap();
    let amount = crate::amounts::usdc(reported);
    let start = format!("{} USDC from ", crate::amounts::brief(&amount));
    assert!(back.starts_with(&start), "{back}");
    let finish = format!("`io rent close {address}`, unless the council reports less downtime");
    assert!(back.ends_with(&finish), "{back}");
    assert_eq!(status["next"], "held back until");
    let usdc = spl::wallet(&renter.pubkey(), &suite.economy.usdc.clone());
    let held = suite.economy.balance(&usdc).unwrap();
    suite.wait(24 * HOUR);
    let status = suite.status(&renter, &address);
    assert_eq!(status["next"], "can be closed since");
    let done = suite.json(&renter, &format!("rent close {address}"));
    assert_eq!(done["paidToPayer"], reported);
    assert_eq!(suite.economy.balance(&usdc).unwrap() - held, reported);
}

#[test]
fn the_escrow_is_what_is_left_and_closing_says_who_gets_it() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(60);
    let ended = suite.json(&renter, &format!("rent terminate {address}"));
    let listed = suite.json(&renter, "rent status");
    let it: Reservation = suite.economy.read(&address).unwrap();
    assert!(it.escrowed().unwrap() < it.locked);
    assert_eq!(listed[0]["inEscrow"], it.escrowed().unwrap());
    assert_eq!(listed[0]["inEscrow"], ended["staysInEscrow"]);
    suite.wait(24 * HOUR);
    let done = suite.json(&renter, &format!("rent close {address}"));
    let number = |name: &str| done[name].as_u64().unwrap();
    let all = number("paidToSupplier") + number("paidToPayer") + number("paidAsFees");
    assert_eq!(all, number("inEscrow"));
    assert!(number("paidToSupplier") > 0 && number("paidAsFees") > 0);
    assert_eq!(number("bounty"), u64::from(it.bounty));
}

#[test]
fn the_next_settlement_says_what_it_will_pay_and_nothing_is_settled_before() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(2 * HOUR);
    let status = suite.status(&renter, &address);
    let (from, pays) = (
        status["nextSettlement"].as_i64().unwrap(),
        status["nextSettlementPays"].as_u64().unwrap(),
    );
    let settle = format!("supplier settle --reservation {address}");
    let (code, message) = suite.fails(&renter, &settle);
    assert_eq!(code, 3);
    let date = io_migrations::date::utc(from);
    let start = format!("nothing to settle: what was used is held back until {date} (in ");
    assert!(message.starts_with(&start), "{message}");
    let now = suite.now();
    assert!(pays > 0 && from > now);
    suite.wait(24 * HOUR);
    suite.json(&renter, &format!("rent close {address}"));
    let now = suite.now();
    suite.wait(from - now);
    let done = suite.json(&renter, &format!("rent close {address}"));
    assert_eq!(
        (&done["action"], &done["paidToSupplier"]),
        (&"close".into(), &pays.into())
    );
}

/// A stay longer than the hold-back is paid while it runs.
#[test]
fn a_settlement_in_between_pays_what_was_quoted_for_its_time() {
    let mut suite = Suite::new();
    let (renter, owner, offer) = (suite.renter(), suite.supplier(0).0, suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 4d --connection-key {HASH} --number 8");
    suite.json(&renter, &line);
    let address = client::reservation_address(&renter.pubkey(), 8);
    let start = format!("supplier start {address} --connection-hash {HASH}");
    suite.json(&owner, &start);
    suite.wait(HOUR);
    let status = suite.status(&renter, &address);
    let from = status["nextSettlement"].as_i64().unwrap();
    let mut it: Reservation = suite.economy.read(&address).unwrap();
    assert!(from < it.ends_at().unwrap());
    let mut before = it;
    before.settle(from - 1).unwrap();
    assert_eq!(before.owed(Payee::Supplier).unwrap(), 0);
    it.settle(from).unwrap();
    assert!(it.owed(Payee::Supplier).unwrap() > 0);
    assert_eq!(
        status["nextSettlementPays"],
        it.owed(Payee::Supplier).unwrap()
    );
    suite.wait(30 * HOUR);
    let settled = suite.json(&owner, &format!("supplier settle --reservation {address}"));
    assert!(settled["paid"].as_u64().unwrap() > 0);
    // What was free at the end is paid at once, the rest after the hold-back.
    suite.wait(2 * HOUR);
    suite.json(&renter, &format!("rent terminate {address}"));
    let jobs = suite.json(&owner, "supplier jobs");
    let job = jobs.as_array().unwrap();
    let job = job
        .iter()
        .find(|job| job["reservation"] == address.to_string());
    let to_do = job.unwrap()["toDo"].as_str().unwrap();
    let settle = format!("supplier settle --reservation {address}");
    let start = format!("`io {settle}` pays ");
    assert!(to_do.starts_with(&start), "{to_do}");
    let finish = format!("; `io rent close {address}` pays what is held back after that");
    assert!(to_do.ends_with(&finish), "{to_do}");
    assert!(suite.json(&owner, &settle)["paid"].as_u64().unwrap() > 0);
}

#[test]
fn what_cannot_be_done_now_says_why_and_until_when() {
    let mut suite = Suite::new();
    let (renter, owner) = (suite.renter(), suite.supplier(0).0);
    let address = suite.reserved(5);
    let (status, message) = suite.fails(&renter, &format!("rent terminate {address}"));
    assert_eq!(status, 3);
    for reported in [
        "(NotActive): it waits for its start until ",
        "USDC come back at once, and if it is not started by then, by `io rent close",
    ] {
        assert!(message.contains(reported), "{message}");
    }
    let start = format!("supplier start {address} --connection-hash {HASH}");
    suite.json(&owner, &start);
    let stranger = suite.economy.newcomer(0).unwrap();
    for command in ["terminate", "terminate-for-downtime", "dispute"] {
        let reported = format!(
            "only its renter {} may: give its key with -k",
            renter.pubkey()
        );
        let line = format!("rent {command} {address}");
        assert_eq!(suite.fails(&stranger, &line), (2, reported));
    }
    suite.wait(2 * HOUR);
    suite.json(&renter, &format!("rent terminate {address}"));
    suite.json(&renter, &format!("rent dispute {address}"));
    let status = suite.status(&renter, &address);
    assert_eq!(status["next"], "decision due by");
    let back = status["comesBack"].as_str().unwrap();
    assert!(
        back.ends_with("unless the council decides the dispute before"),
        "{back}"
    );
    let (_, message) = suite.fails(&renter, &format!("rent close {address}"));
    assert!(
        message.starts_with(
            "nothing to close yet: it is disputed, and the council's decision is due by "
        ),
        "{message}"
    );
    suite.wait(8 * 24 * HOUR);
    assert_eq!(suite.status(&renter, &address)["next"], "not decided by");
}

#[test]
fn a_supplier_that_gets_nothing_more_is_not_said_to_wait_for_it() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let owner = suite.supplier(0).0;
    suite.wait(600);
    suite.json(&owner, &format!("supplier terminate {address}"));
    let jobs = suite.json(&owner, "supplier jobs");
    let to_do = jobs[0]["toDo"].as_str().unwrap();
    assert!(
        to_do.starts_with("nothing: no payment is left for you"),
        "{to_do}"
    );
    assert_eq!(jobs[0]["next"], "closes from");
    // All tokens are back: what is left is the rent.
    let status = suite.status(&renter, &address);
    let back = status["comesBack"].as_str().unwrap();
    let rent = format!("the account rent, to {}, from 2027-", renter.pubkey());
    assert!(back.starts_with(&rent), "{back}");
}

#[test]
fn a_start_that_is_too_late_says_what_is_possible_before_anything_is_sent() {
    let mut suite = Suite::new();
    let owner = suite.supplier(0).0;
    let address = suite.reserved(5);
    suite.wait(24 * HOUR);
    let start = format!("supplier start {address} --connection-hash {HASH}");
    let (status, message) = suite.fails(&owner, &start);
    assert_eq!(status, 3);
    assert!(
        message.contains("(TooLateToStart): it was not started by ")
            && message.contains(&format!("`io rent close {address}` sends all ")),
        "{message}"
    );
}

#[test]
fn a_dispute_names_a_wallet_that_holds_less_than_its_deposit() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(HOUR);
    let wallet = spl::wallet(&renter.pubkey(), &suite.economy.usdc.clone());
    let mut account = suite.economy.vm.account(&wallet).unwrap().unwrap();
    account.data[64..72].copy_from_slice(&1_u64.to_le_bytes());
    io_vm::Vm::set_account(&mut suite.economy.vm, wallet, account).unwrap();
    let (_, message) = suite.fails(&renter, &format!("rent dispute {address}"));
    let held = format!(" needed, 0.000001 held by {}", renter.pubkey());
    assert!(
        message.starts_with("too little USDC: ") && message.ends_with(&held),
        "{message}"
    );
}
