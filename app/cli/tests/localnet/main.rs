//! The binary against a local network. `./x test-localnet` builds that network, and runs this.

#![allow(clippy::unwrap_used, clippy::panic)]

mod network;
mod walkthrough;

use network::Localnet;

/// 32 bytes in hexadecimal.
const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

#[test]
fn gpus_are_rented_over_json_rpc() {
    let mut network = Localnet::start("rent");
    let offer = network.does("renter-1", "offer list --limit 1")[0]["offer"].clone();
    let offer = offer.as_str().unwrap();
    let wish = format!("{offer} --gpus 2 --time 1d --currency io");
    let quote = network.does("renter-1", &format!("rent quote {wish}"));
    let tried = format!("rent reserve {wish} --connection-key {HASH} --number 1");
    let dry = network.does("renter-1", &format!("{tried} --dry-run"));
    assert_eq!(dry["outcome"], "would succeed");
    let reserved = network.does(
        "renter-1",
        &format!("{tried} --with-compute-unit-price auto"),
    );
    assert_eq!(reserved["outcome"], "confirmed");
    let reservation = reserved["reservation"].as_str().unwrap();
    let status = network.does("renter-1", "rent status");
    assert_eq!(status[0]["reservation"], reservation);
    // The price moves between the two.
    let (quoted, locked) = (&quote["toLock"], &status[0]["locked"]);
    let (quoted, locked) = (quoted.as_u64().unwrap(), locked.as_u64().unwrap());
    assert!(
        locked.abs_diff(quoted) < quoted.div_ceil(50),
        "{locked} locked, {quoted} quoted"
    );
    let (code, told) = network.io("renter-1", &format!("rent terminate {reservation}"));
    assert_eq!(code, 3);
    let told = told.as_str().unwrap();
    assert!(
        told.starts_with("error: marketplace refused: The reservation is not active (NotActive"),
        "{told}"
    );
    let audit = network.does("renter-1", "audit");
    assert!(
        audit
            .as_array()
            .unwrap()
            .iter()
            .all(|rule| rule["verdict"] == "holds"),
        "{audit}"
    );
    network.process.kill().unwrap();
    network.process.wait().unwrap();
    let (code, told) = network.io("renter-1", "rent status");
    assert_eq!(code, 5, "{told}");
}

#[test]
fn stake_is_delegated_over_json_rpc() {
    let network = Localnet::start("stake");
    let supplier = network.summary["suppliers"][0]["supplier"].clone();
    let supplier = supplier.as_str().unwrap();
    let delegated = network.does("staker-2", &format!("stake delegate {supplier} 12.5"));
    assert_eq!(delegated["delegated"], 1_250_000_000);
    network.does("staker-2", &format!("stake unstake {supplier} ALL"));
    let status = network.does("staker-2", "stake status");
    let tickets = status
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["state"] == "ticket 0");
    assert_eq!(tickets.count(), 1);
    let (code, told) = network.io("staker-2", &format!("stake delegate {supplier} 500000000"));
    assert_eq!(code, 3);
    assert!(
        told.as_str().unwrap().starts_with("error: too little IO: "),
        "{told}"
    );
}
