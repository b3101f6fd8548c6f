//! `io stake`.

use emissions::state::Delegation;
use io_client::{emissions as client, spl};
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
    suite.json(&staker, &format!("stake cancel {supplier} 1"));
    let status = suite.json(&staker, "stake status");
    let amounts: Vec<u64> = status
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["amount"].as_u64().unwrap())
        .collect();
    assert_eq!(amounts, [60_000_000_000, 40_000_000_000]);
    let (status, message) = suite.fails(&staker, &format!("stake withdraw {supplier}"));
    assert_eq!(
        (status, message.as_str()),
        (3, "nothing to withdraw: no stake has cooled")
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
    assert!(one[0]["apr"].as_u64().unwrap() > 0);
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
    let line = format!("stake redelegate {from} {to} 10");
    assert_eq!(suite.json(&staker, &line)["stage"], "asked for");
    let (status, message) = suite.fails(&staker, &line);
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "stake moves a day after it was asked for: send this again in 1d"
    );
    suite.json(&staker, &format!("{line} --cancel"));
    assert_eq!(suite.json(&staker, &line)["stage"], "asked for");
    suite.wait(86_400);
    assert_eq!(suite.json(&staker, &line)["stage"], "moved");
    let address = client::delegation_address(&to, &staker.pubkey());
    let moved: Delegation = suite.economy.read(&address).unwrap();
    assert!(moved.active > 0);
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
