//! `io stake`.

use anchor_lang::prelude::Pubkey;
use emissions::state::Delegation;
use io_client::{emissions as client, spl, Network};
use io_vm::Vm;
use solana_signer::Signer;

use super::Suite;

#[test]
fn p24_an_owner_limits_what_is_delegated_and_a_staker_sees_what_it_does() {
    let mut suite = Suite::new();
    let staker = suite.economy.newcomer(100_000_000_000).unwrap();
    let (owner, supplier, _) = suite.supplier(0);
    suite.json(&owner, "supplier update --max-delegated 0");
    let shown = suite.json(&owner, "supplier show");
    let limits = [&shown["mostDelegated"], &shown["roomToDelegate"]];
    assert_eq!(limits, [0, 0]);
    let delegate = format!("stake delegate {supplier} 100");
    let (_, message) = suite.fails(&staker, &delegate);
    let expected = "its owner leaves room for 0.00000000 IO";
    assert!(message.ends_with(expected), "{message}");
    suite.json(&owner, "supplier update --max-delegated REQUIRED");
    let shown = suite.json(&owner, "supplier show");
    assert_eq!(shown["mostDelegated"], shown["requiredStake"]);
    suite.json(&owner, "supplier update --max-delegated 1000000");
    let delegated = suite.json(&staker, &delegate);
    let figure = |name: &str| delegated[name].as_u64().unwrap();
    assert!(figure("stakersPerHourAfter") > figure("stakersPerHour"));
    assert!(figure("ownerPerHour") > 0 && figure("ownerPerHourAfter") > 0);
}

#[test]
fn stake_is_delegated_and_leaves_by_its_cooldown() {
    let mut suite = Suite::new();
    let staker = suite.economy.newcomer(100_000_000_000).unwrap();
    let supplier = suite.supplier(0).1;
    let delegated = suite.json(&staker, &format!("stake delegate {supplier} ALL"));
    assert_eq!(delegated["delegated"], 100_000_000_000_u64);
    suite.json(&staker, &format!("stake unstake {supplier} 400"));
    suite.json(&staker, &format!("stake unstake {supplier} 100"));
    suite.json(&staker, &format!("stake cancel-unstake {supplier} 1"));
    let status = suite.json(&staker, "stake status");
    let amounts: Vec<u64> = status
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["amount"].as_u64().unwrap())
        .collect();
    assert_eq!(amounts, [60_000_000_000, 40_000_000_000]);
    let (status, message) = suite.fails(&staker, &format!("stake withdraw {supplier}"));
    assert_eq!(status, 3);
    assert!(
        message
            .starts_with("nothing to withdraw: no stake has cooled; 400 IO can be withdrawn from "),
        "{message}"
    );
    suite.wait(14 * 86_400);
    let withdrawn = suite.json(&staker, &format!("stake withdraw {supplier}"));
    assert_eq!(withdrawn["withdrawn"], 40_000_000_000_u64);
    let wallet = spl::wallet(&staker.pubkey(), &suite.economy.io);
    assert_eq!(suite.economy.balance(&wallet).unwrap(), 40_000_000_000);
}

#[test]
fn rewards_are_claimed_and_compounded() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.economy.stakers[0].supplier);
    let (status, message) = suite.fails(&staker, &format!("stake claim {supplier}"));
    assert_eq!((status, message.as_str()), (3, "nothing to claim"));
    suite.wait(5 * 3_600);
    let status = suite.json(&staker, "stake status");
    let due = status[0]["claimable"].as_u64().unwrap();
    let wallet = spl::wallet(&staker.pubkey(), &suite.economy.io);
    let before = suite.economy.balance(&wallet).unwrap();
    let claimed = suite.json(&staker, &format!("stake claim {supplier}"));
    assert_eq!(claimed["claimed"], due);
    assert_eq!(suite.economy.balance(&wallet).unwrap() - before, due);
    suite.wait(3_600);
    let compounded = suite.json(&staker, &format!("stake compound {supplier}"));
    assert!(compounded["compounded"].as_u64().unwrap() > 0);
    let yields = suite.json(&staker, "stake apr --week");
    assert_eq!(yields.as_array().unwrap().len(), 3);
    let one = suite.json(&staker, &format!("stake apr {supplier}"));
    assert!(one[0]["aprBps"].as_u64().unwrap() > 0);
}

#[test]
fn stake_moves_a_day_after_it_was_asked_for() {
    let mut suite = Suite::new();
    let (staker, from) = (suite.staker(), suite.economy.stakers[0].supplier);
    let to = suite
        .economy
        .suppliers
        .iter()
        .map(|it| it.address)
        .find(|it| *it != from)
        .unwrap();
    let both = format!("stake redelegate {from} {to}");
    let line = format!("{both} 10");
    assert_eq!(suite.json(&staker, &line)["stage"], "asked for");
    let (status, message) = suite.fails(&staker, &line);
    assert_eq!(status, 3);
    assert!(
        message.starts_with("stake moves a day after it was asked for: send this again from 20")
            && message.ends_with(" UTC (in 1d) on"),
        "{message}"
    );
    suite.json(&staker, &format!("{both} --cancel"));
    assert_eq!(suite.json(&staker, &line)["stage"], "asked for");
    suite.wait(86_400);
    assert_eq!(suite.json(&staker, &line)["stage"], "moved");
    let address = client::delegation_address(&client::DelegationKeys {
        staker: staker.pubkey(),
        supplier: to,
    });
    let moved: Delegation = suite.economy.read(&address).unwrap();
    assert!(moved.active > 0);
}

/// What was asked for moves: another amount would be taken and ignored.
#[test]
fn stake_that_moves_is_what_was_asked_for() {
    let mut suite = Suite::new();
    let (staker, from) = (suite.staker(), suite.economy.stakers[0].supplier);
    let others = [0, 1].map(|place| suite.supplier(place).1);
    let to = others.into_iter().find(|it| *it != from).unwrap();
    let line = format!("stake redelegate {from} {to}");
    let none = suite.fails(&staker, &format!("{line} --cancel"));
    assert_eq!(none.0, 2, "{none:?}");
    assert!(none.1.starts_with("there is no request to move stake at"));
    let wrong = |suite: &mut Suite, asked: &str| {
        for amount in ["4", "6.00000001", "1000"] {
            let (status, reported) = suite.fails(&staker, &format!("{line} {amount} --dry-run"));
            assert_eq!(status, 2);
            let start = format!("the request is for another amount, {asked}: leave the amount out");
            assert!(reported.starts_with(&start), "{reported}");
        }
    };
    suite.json(&staker, &format!("{line} 5"));
    wrong(&mut suite, "5 IO");
    assert_eq!(suite.fails(&staker, &format!("{line} ALL")).0, 2);
    let both = suite.fails(&staker, &format!("{line} 5 --cancel"));
    assert!(both.1.contains("cannot be used with"), "{both:?}");
    suite.wait(86_400 + 1);
    wrong(&mut suite, "5 IO");
    let moved = suite.json(&staker, &format!("{line} 5 --dry-run"));
    assert_eq!(
        (&moved["stage"], &moved["amount"]),
        (&"moved".into(), &500_000_000.into())
    );
    let moved = suite.json(&staker, &line);
    assert_eq!(
        (&moved["stage"], &moved["amount"]),
        (&"moved".into(), &500_000_000.into())
    );
    // Of all, ALL is the same amount.
    suite.json(&staker, &format!("{line} ALL"));
    suite.wait(86_400 + 1);
    let moved = suite.json(&staker, &format!("{line} ALL --dry-run"));
    assert_eq!(moved["stage"], "moved");
}

#[test]
fn a_delegation_closes_without_stake() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.economy.stakers[0].supplier);
    suite.wait(5 * 3_600);
    let close = format!("stake close {supplier}");
    let (status, message) = suite.fails(&staker, &close);
    assert_eq!(status, 3);
    assert!(message.contains("(DelegationInUse, 70"), "{message}");
    suite.json(&staker, &format!("stake unstake {supplier} ALL"));
    suite.wait(14 * 86_400);
    suite.json(&staker, &format!("stake withdraw {supplier}"));
    let wallet = spl::wallet(&staker.pubkey(), &suite.economy.io);
    let before = suite.economy.balance(&wallet).unwrap();
    let closed = suite.json(&staker, &close);
    let after = suite.economy.balance(&wallet).unwrap();
    assert!(after > before);
    assert_eq!(closed["paid"], after - before);
    assert_eq!(suite.json(&staker, "stake status"), serde_json::json!([]));
}

/// The others are listed, and what is left there is named with what pays it.
#[test]
fn a_supplier_that_is_closed_hides_no_other_and_its_delegation_can_be_closed() {
    let mut suite = Suite::new();
    let (staker, first, second) = (suite.staker(), suite.supplier(0).1, suite.supplier(1).1);
    for supplier in [first, second] {
        suite.json(&staker, &format!("stake delegate {supplier} 5"));
    }
    suite.wait(2 * 3_600);
    suite.json(&staker, &format!("stake unstake {second} ALL"));
    suite.wait(15 * 86_400);
    suite.json(&staker, &format!("stake withdraw {second}"));
    // What is left of a supplier that was closed: P-11 keeps its address.
    let mut account = suite.economy.vm.account(&second).unwrap().unwrap();
    account.data.clear();
    suite.economy.vm.set_account(second, account).unwrap();
    let rows = suite.json(&staker, "stake status");
    let of = |supplier: &Pubkey| {
        let all = rows.as_array().unwrap().iter();
        let mut of = all.filter(|row| row["supplier"] == supplier.to_string());
        of.next().unwrap().clone()
    };
    assert_eq!(of(&first)["state"], "active");
    let closed = of(&second);
    let owed = closed["claimable"].as_u64().unwrap();
    assert!(owed > 0);
    let reported = format!("supplier closed: `io stake close {second}` pays and closes it");
    assert_eq!(closed["state"], reported);
    let done = suite.json(&staker, &format!("stake close {second}"));
    assert_eq!(
        (&done["outcome"], &done["paid"]),
        (&"confirmed".into(), &owed.into())
    );
}

/// Each amount is that of the list which shows it in full.
#[test]
fn a_balance_adds_up_what_is_held_staked_and_claimable() {
    let mut suite = Suite::new();
    let (staker, first, second) = (suite.staker(), suite.supplier(0).1, suite.supplier(1).1);
    for supplier in [first, second] {
        suite.json(&staker, &format!("stake delegate {supplier} 7"));
    }
    suite.wait(3_600);
    suite.json(&staker, &format!("stake unstake {second} 3"));
    suite.wait(3_600);
    let balance = suite.json(&staker, "balance");
    let lamports = suite
        .economy
        .vm
        .account(&staker.pubkey())
        .unwrap()
        .unwrap()
        .lamports;
    assert_eq!(balance["address"], staker.pubkey().to_string());
    assert_eq!(balance["sol"], lamports);
    for (field, mint) in [("io", suite.economy.io), ("usdc", suite.economy.usdc)] {
        let tokens = spl::wallet(&staker.pubkey(), &mint);
        assert_eq!(balance[field], suite.economy.balance(&tokens).unwrap());
    }
    let status = suite.json(&staker, "stake status");
    let sum = |field: &str, is: fn(&str) -> bool| {
        let rows = status.as_array().unwrap().iter();
        let rows = rows.filter(|row| is(row["state"].as_str().unwrap()));
        rows.map(|row| row[field].as_u64().unwrap_or(0))
            .sum::<u64>()
    };
    assert_eq!(balance["staked"], sum("amount", |state| state == "active"));
    assert_eq!(
        balance["cooling"],
        sum("amount", |state| state
            .starts_with("cooling (unstake request "))
    );
    assert_eq!(balance["cooling"], 300_000_000);
    assert_eq!(balance["claimable"], sum("claimable", |_| true));
    assert!(balance["claimable"].as_u64().unwrap() > 0);
    // Of an owner: what it has staked itself, and its commission.
    let owner = suite.supplier(0).0;
    let (balance, shown) = (
        suite.json(&owner, "balance"),
        suite.json(&owner, "supplier show"),
    );
    assert_eq!(balance["staked"], shown["ownStake"]);
    assert_eq!(balance["claimable"], shown["claimable"]);
    // Of a renter: what its escrows hold, and what of that it is owed.
    let (renter, address) = suite.rental();
    let it: marketplace::state::Reservation = suite.economy.read(&address).unwrap();
    let rented = suite.json(&renter, "balance");
    assert_eq!(
        (&rented["inEscrowInUsdc"], &rented["inEscrowInIo"]),
        (&it.escrowed().unwrap().into(), &0.into())
    );
    assert_eq!(rented["owedInUsdc"], 0);
    let shown = suite.json(&owner, "supplier show");
    let balance = suite.json(&owner, "balance");
    assert_eq!(balance["claimable"], shown["claimable"]);
    // Of anybody.
    let other = suite.renter();
    let named = suite.json(&other, &format!("balance {}", owner.pubkey()));
    assert_eq!(named, balance);
    assert_eq!(
        suite.json(&other, "address")["address"],
        other.pubkey().to_string()
    );
}
