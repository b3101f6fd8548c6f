//! The events of a transaction are decoded, each by its type.

use io_client::{
    emissions as client,
    events::{decode, Emissions, Event, FeeBurn, Marketplace},
};
use io_common::constants::ONE_IO;
use io_tests::World;
use solana_signer::Signer;

/// The events of an IDL.
fn of_idl(program: &str) -> Vec<String> {
    let file = io_tests::root().join(format!("idls/{program}.json"));
    let idl: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let name = |event: &serde_json::Value| event["name"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = idl["events"].as_array().unwrap().iter().map(name).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_event_of_the_idls_is_decoded() {
    for (program, names) in [
        ("emissions", Emissions::NAMES),
        ("marketplace", Marketplace::NAMES),
        ("fee_burn", FeeBurn::NAMES),
    ] {
        let mut decoded = names.to_vec();
        decoded.sort_unstable();
        assert_eq!(of_idl(program), decoded, "{program}");
    }
}

#[test]
fn a_transaction_tells_what_it_has_moved() {
    let mut world = World::lite();
    let supply = world.newcomer("alice");
    let owner = supply.owner.pubkey();
    let source = world.io_wallet(&owner);
    let stake = client::stake_own(&owner, &supply.address, &source, 7 * ONE_IO);
    let receipt = world.send(&[stake], &[&supply.owner]).unwrap();
    let events: Vec<Event> = receipt
        .inner
        .iter()
        .filter_map(|(program, data)| decode(program, data))
        .collect();
    let [Event::Emissions(Emissions::Staked(staked))] = &events[..] else {
        panic!("one event of stake");
    };
    assert_eq!((staked.supplier, staked.staker), (supply.address, owner));
    assert_eq!(
        (staked.amount, staked.active_total),
        (7 * ONE_IO, 7 * ONE_IO)
    );
    assert!(staked.own);
    // The transfer beside it is none.
    assert!(receipt.inner.len() > 1);

    // Nothing to claim: nothing is told.
    let (payout, to) = (&supply.payout, world.io_wallet(&supply.payout.pubkey()));
    let claim = client::claim_supplier(&payout.pubkey(), &supply.address, &to);
    let receipt = world.send(&[claim], &[payout]).unwrap();
    let told = |(program, data): &(_, Vec<u8>)| decode(program, data).is_some();
    assert!(!receipt.inner.iter().any(told));
}
