//! `io gov realm` and `io gov weight`.

use anchor_lang::prelude::Pubkey;
use io_client::realm::config::{GovernanceConfig, VoteThreshold};
use io_common::constants::ONE_IO;
use serde_json::{json, Value};
use solana_signer::Signer;

use super::{tables_fit, Governed, RULES};
use crate::tests::Suite;

#[test]
fn the_realm_is_shown_with_what_it_governs() {
    let mut it = Governed::new();
    let staked = it.staked();
    let shown = it.json("gov realm");
    for (name, value) in [
        ("name", json!("io.net")),
        ("treasuryBalance", json!(500_000_000)),
        ("staked", json!(staked)),
        ("yesNeededBps", json!(2_000)),
        ("yesNeededNow", json!(staked.div_ceil(5))),
        ("voting", json!(432_000)),
        ("coolOff", json!(172_800)),
        ("holdUp", json!(86_400)),
        ("stakeOfAProposer", json!(1_000 * ONE_IO)),
        ("realmAuthority", json!(it.at.governance.to_string())),
        ("authorityOfEmissions", json!(it.at.governance.to_string())),
        ("authorityOfFeeBurn", json!(it.at.governance.to_string())),
    ] {
        assert_eq!(shown[name], value, "{name}: {shown}");
    }
    assert!(it.report("gov realm").notes.is_empty());
}

/// P-21
#[test]
fn rules_under_which_others_decide_or_stake_votes_twice_are_said() {
    let mut it = Governed::new();
    it.rule(GovernanceConfig {
        voting_base_time: 12 * 86_400,
        council_vote_threshold: VoteThreshold::YesVotePercentage(1),
        ..RULES
    });
    let notes = it.report("gov realm").notes;
    assert!(
        notes[0].starts_with("a vote takes 14d")
            && notes[1].starts_with("its rules are not those of votes by stake alone"),
        "{notes:?}"
    );
}

#[test]
fn without_a_realm_the_proposals_of_the_programs_are_shown() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    suite.json(&authority, "gov propose marketplace hours 5d");
    let report = suite.run(&keeper, "gov proposals").unwrap();
    tables_fit(&report, 1);
    let shown = report.json();
    assert_eq!(shown["realmProposals"], json!([]));
    let first = &shown["proposals"][0];
    assert_eq!(
        (&first["program"], &first["change"], &first["state"]),
        (
            &json!("marketplace"),
            &json!("hours 8760 → 120 h"),
            &json!("waiting")
        )
    );
    assert!(report.notes[0].starts_with("no realm governs"));
    for line in ["gov realm", "gov weight"] {
        let (status, message) = suite.fails(&keeper, line);
        assert_eq!(status, 3);
        assert!(
            message.contains("is not the governance of a realm"),
            "{message}"
        );
    }
}

/// P-21
#[test]
fn a_voters_stake_is_shown_with_its_votes() {
    let mut it = Governed::new();
    let (owner, supplier, _) = it.suite.supplier(0);
    let staker = it.suite.economy.newcomer(1_000 * ONE_IO).unwrap();
    let voter = staker.pubkey();
    for line in ["delegate", "unstake"].map(|act| format!("stake {act} {supplier}")) {
        let amount = if line.contains("unstake") { 200 } else { 500 };
        it.suite.json(&staker, &format!("{line} {amount}"));
    }
    let shown = it.json(&format!("gov weight {voter}"));
    let active = json!(300 * ONE_IO);
    assert_eq!(
        (&shown[0]["stake"], &shown[0]["votes"], &shown[0]["why"]),
        (&active, &active, &Value::Null)
    );
    assert_eq!(shown[0]["own"], false);
    // Own stake waits for 14 days after a change of owner.
    let line = format!("supplier propose-owner {voter} --supplier {supplier}");
    it.suite.json(&owner, &line);
    let line = format!("supplier accept-owner {supplier}");
    it.suite.json(&staker, &line);
    let report = it.suite.run(&staker, "gov weight").unwrap();
    tables_fit(&report, 1);
    let shown = report.json();
    let mut rows = shown.as_array().unwrap().iter();
    let own = rows.find(|it| it["own"] == true).unwrap();
    assert_eq!(own["votes"]["amount"], "0");
    assert_eq!(
        own["why"],
        "new owner: votes from 2027-01-15 00:00:00 UTC on"
    );
    let notes = &report.notes;
    assert!(notes[0].starts_with("300 IO of "), "{notes:?}");
    let nobody = it.report(&format!("gov weight {}", Pubkey::new_unique()));
    assert!(nobody.notes[0].contains("has no active stake"));
}
