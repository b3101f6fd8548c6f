//! `io attest`, `io outage` and `io slash`.

use emissions::state::Slash;
use io_client::Network;
use io_common::types::Supplier;
use io_vm::Vm;
use marketplace::state::Reservation;

use super::{folder::Folder, Suite, HASH};

#[test]
fn attestors_sign_together() {
    let mut suite = Suite::new();
    let attestors = suite.economy.attestors.clone();
    let (first, second) = (suite.supplier(0).1, suite.supplier(1).1);
    let folder = Folder::new();
    let other = folder.key("other.json", &attestors[1]);
    suite.wait(60);
    let line =
        format!("attest {first}=3 {second}=0 --evidence {HASH} --valid-for 12h --attestor {other}");
    let alone = line.replace(&format!(" --attestor {other}"), "");
    // An attestor pays too, so it needs SOL.
    suite
        .economy
        .vm
        .airdrop(
            &solana_signer::Signer::pubkey(&*attestors[0]),
            1_000_000_000,
        )
        .unwrap();
    let (status, message) = suite.fails(&attestors[0], &alone);
    assert_eq!(status, 3);
    assert!(message.contains("(NotAgreed, 60"), "{message}");
    let attested = suite.json(&attestors[0], &line);
    assert_eq!(
        (&attested["suppliers"], &attested["gpus"]),
        (&2.into(), &3.into())
    );
    let attestations =
        [first, second].map(|it| suite.economy.read::<Supplier>(&it).unwrap().attestation);
    assert_eq!(attestations.map(|attestation| attestation.gpus), [3, 0]);
    assert_eq!(attestations[0].ends_at, suite.now() + 12 * 3_600);
}

#[test]
fn a_supplier_that_has_closed_is_passed_over() {
    let mut suite = Suite::new();
    let attestors = suite.economy.attestors.clone();
    let (first, closed) = (suite.supplier(0).1, suite.supplier(1).1);
    let folder = Folder::new();
    let other = folder.key("other.json", &attestors[1]);
    suite.wait(60);
    let payer = solana_signer::Signer::pubkey(&*attestors[0]);
    suite.economy.vm.airdrop(&payer, 1_000_000_000).unwrap();
    let mut grave = suite.economy.vm.account(&closed).unwrap().unwrap();
    grave.data.clear();
    suite.economy.vm.set_account(closed, grave).unwrap();
    let line = format!("attest {first}=3 {closed}=2 --evidence {HASH} --attestor {other}");
    let (status, message) = suite.fails(&attestors[0], &line);
    assert_eq!(status, 2);
    assert!(message.contains(&closed.to_string()), "{message}");
    let attested = suite.json(&attestors[0], &format!("{line} --pool enterprise"));
    assert_eq!(
        (&attested["suppliers"], &attested["gpus"]),
        (&1.into(), &3.into())
    );
}

#[test]
fn attestors_approve_one_by_one() {
    let mut suite = Suite::new();
    let (attestors, supplier) = (suite.economy.attestors.clone(), suite.supplier(0).1);
    suite.wait(60);
    let made_at = suite.now();
    let line = format!("attest {supplier}=5 --evidence {HASH} --made-at {made_at}");
    let keeper = suite.economy.keeper.clone();
    let (status, message) = suite.fails(&keeper, &format!("{line} --approved"));
    assert_eq!(status, 2);
    assert!(message.starts_with("nobody has approved "), "{message}");
    assert!(message.contains("--made-at too"), "{message}");
    for (count, attestor) in (1..).zip(attestors.iter().take(2)) {
        suite
            .economy
            .vm
            .airdrop(&solana_signer::Signer::pubkey(&**attestor), 1_000_000_000)
            .unwrap();
        let report = suite.run(attestor, &format!("{line} --approve")).unwrap();
        let approved = super::plain::plain(report.json());
        assert_eq!(
            (&approved["approvedBy"], &approved["needed"]),
            (&count.into(), &2.into())
        );
        let next = match count {
            1 => format!("next: the others approve with the same options and --made-at {made_at}"),
            _ => format!(
                "next: anyone can send it with the same options, --approved in place of --approve and --made-at {made_at}"
            ),
        };
        let is_there = report.notes.iter().any(|note| note.starts_with(&next));
        assert!(is_there, "{:?}", report.notes);
    }
    suite.json(&keeper, &format!("{line} --approved"));
    assert_eq!(
        suite
            .economy
            .read::<Supplier>(&supplier)
            .unwrap()
            .attestation
            .gpus,
        5
    );
}

#[test]
fn an_outage_is_reported_and_ended() {
    let mut suite = Suite::new();
    let (_, reservation) = suite.rental();
    suite.wait(600);
    let (keeper, attestors) = (
        suite.economy.keeper.clone(),
        suite.economy.attestors.clone(),
    );
    let folder = Folder::new();
    let [first, second] =
        [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
    let keys = format!("--attestor {first} --attestor {second}");
    let down = suite.json(&keeper, &format!("outage {reservation} down {keys}"));
    assert_eq!(down["down"], true);
    suite.wait(600);
    suite.json(&keeper, &format!("outage {reservation} up {keys}"));
    let stored: Reservation = suite.economy.read(&reservation).unwrap();
    assert_eq!(stored.outage.total, 600);
}

#[test]
fn a_slash_is_proposed_listed_withdrawn_and_executed() {
    let mut suite = Suite::new();
    let (_, supplier, _) = suite.supplier(0);
    let (keeper, authority) = (
        suite.economy.keeper.clone(),
        suite.economy.authority.clone(),
    );
    let attestors = suite.economy.attestors.clone();
    let folder = Folder::new();
    let [first, second] =
        [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
    let keys = format!("--attestor {first} --attestor {second}");
    let propose = format!("slash propose {supplier} 10 --reason 1 --evidence {HASH} {keys}");
    let withdrawn = suite.json(&keeper, &propose);
    let withdrawn = withdrawn["slash"].as_str().unwrap().to_string();
    let second = suite.json(&keeper, &propose)["slash"]
        .as_str()
        .unwrap()
        .to_string();
    let third = suite.json(&keeper, &propose)["slash"]
        .as_str()
        .unwrap()
        .to_string();
    let listed = suite.json(&keeper, &format!("slash list {supplier}"));
    assert_eq!(listed.as_array().unwrap().len(), 3);
    suite.json(
        &authority,
        &format!("slash withdraw {withdrawn} --as-authority"),
    );
    suite.json(&keeper, &format!("slash withdraw {third} {keys}"));
    let (status, message) = suite.fails(&keeper, &format!("slash execute {second}"));
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "the slash can still be appealed: execute it in 30d"
    );
    suite.wait(30 * 86_400);
    let executed = suite.json(&keeper, &format!("slash execute {second}"));
    assert_eq!(
        (&executed["burned"], &executed["lapsed"]),
        (&1_000_000_000.into(), &false.into())
    );
    assert_eq!(
        suite
            .economy
            .read::<Supplier>(&supplier)
            .unwrap()
            .slashes
            .taken,
        1_000_000_000
    );
    assert!(suite
        .economy
        .read::<Slash>(&second.parse().unwrap())
        .is_err());
}

#[test]
fn a_slash_for_a_breach_needs_one() {
    let mut suite = Suite::new();
    let (supplier, keeper) = (suite.supplier(0).1, suite.economy.keeper.clone());
    let (status, message) = suite.fails(&keeper, &format!("slash propose {supplier} --breach"));
    assert_eq!(status, 3);
    assert!(message.contains("(NoBreach, 70"), "{message}");
}

#[test]
fn a_dispute_is_decided() {
    let mut suite = Suite::new();
    let (renter, reservation) = suite.rental();
    suite.wait(7_200);
    suite.json(&renter, &format!("rent terminate {reservation}"));
    suite.json(&renter, &format!("rent dispute {reservation}"));
    suite.wait(60);
    let attestors = suite.economy.attestors.clone();
    let folder = Folder::new();
    let [first, second] =
        [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
    let keeper = suite.economy.keeper.clone();
    let line = format!("decide {reservation} --payer 25%");
    let (status, _) = suite.fails(&keeper, &format!("{line} --approved"));
    assert_eq!(status, 2);
    let keys = format!("--attestor {first} --attestor {second}");
    let before: Reservation = suite.economy.read(&reservation).unwrap();
    let decided = suite.json(&keeper, &format!("{line} {keys}"));
    assert_eq!(decided["disputed"], before.frozen(u32::MAX).unwrap());
    let after: Reservation = suite.economy.read(&reservation).unwrap();
    assert!(!after.dispute.is_open() && after.payable < before.payable);
    let (status, message) = suite.fails(&keeper, &format!("{line} {keys}"));
    assert_eq!(status, 3);
    assert!(message.contains("(NoDispute, 80"), "{message}");
}

#[test]
fn approvals_are_listed_and_closed_when_their_hour_is_over() {
    let mut suite = Suite::new();
    let (attestor, supplier) = (suite.economy.attestors[0].clone(), suite.supplier(0).1);
    let address = solana_signer::Signer::pubkey(&*attestor);
    suite.economy.vm.airdrop(&address, 1_000_000_000).unwrap();
    let line = format!("attest {supplier}=5 --evidence {HASH} --approve");
    let hash = suite.json(&attestor, &line)["hash"].clone();
    let keeper = suite.economy.keeper.clone();
    let listed = suite.json(&keeper, "council approvals");
    assert_eq!(
        (
            &listed[0]["hash"],
            &listed[0]["approvedBy"],
            &listed[0]["over"]
        ),
        (&hash, &1.into(), &false.into())
    );
    let close = format!("council close {}", hash.as_str().unwrap());
    let (status, message) = suite.fails(&keeper, &close);
    assert_eq!(status, 3);
    assert!(message.contains("(ApprovalOpen, 70"), "{message}");
    // What a suspended attestor has approved does not count.
    let authority = suite.economy.authority.clone();
    suite.json(&authority, &format!("gov suspend {address}"));
    let listed = suite.json(&keeper, "council approvals");
    assert_eq!(listed[0]["approvedBy"], 0);
    let shown = suite.json(&keeper, "council show");
    assert_eq!(
        (&shown[0]["suspended"], &shown[1]["suspended"]),
        (&true.into(), &false.into())
    );
    suite.wait(3_601);
    suite.json(&keeper, &close);
    assert_eq!(
        suite.json(&keeper, "council approvals"),
        serde_json::json!([])
    );
}

#[test]
fn a_decision_is_of_the_past_hour() {
    let mut suite = Suite::new();
    let attestor = suite.economy.attestors[0].clone();
    let (supplier, now) = (suite.supplier(0).1, suite.now());
    let (_, reservation) = suite.rental();
    for made_at in [now - 3_601, now + 1] {
        for action in [
            format!("attest {supplier}=3 --evidence {HASH}"),
            format!("outage {reservation} down"),
            format!("decide {reservation} --payer 5%"),
        ] {
            let (status, message) =
                suite.fails(&attestor, &format!("{action} --made-at {made_at}"));
            assert_eq!(status, 2, "{message}");
            let rules = [
                "a batch is approved and sent within 1 h of when it is made, and it is 2027-01-01",
                "a decision is first approved within 1 h of when it is made, and sent within 1 h of that",
            ];
            assert!(rules.iter().any(|it| message.contains(it)), "{message}");
        }
    }
    let line = format!(
        "outage {reservation} down --made-at {} --at {now}",
        now - 60
    );
    let (status, message) = suite.fails(&attestor, &line);
    assert_eq!(status, 2);
    assert!(
        message.contains("is after the report was made"),
        "{message}"
    );
}

#[test]
fn who_is_named_twice_is_one_or_a_mistake() {
    let mut suite = Suite::new();
    let attestors = suite.economy.attestors.clone();
    let folder = Folder::new();
    let (supplier, other) = (suite.supplier(0).1, folder.key("other.json", &attestors[1]));
    suite.wait(60);
    let payer = solana_signer::Signer::pubkey(&*attestors[0]);
    suite.economy.vm.airdrop(&payer, 1_000_000_000).unwrap();
    let line = format!("attest {supplier}=3 {supplier}=4 --evidence {HASH} --attestor {other}");
    let twice = (2, format!("{supplier} is named twice"));
    assert_eq!(suite.fails(&attestors[0], &line), twice);
    let line =
        format!("attest {supplier}=3 --evidence {HASH} --attestor {other} --attestor {other}");
    assert_eq!(suite.json(&attestors[0], &line)["gpus"], 3);
}
