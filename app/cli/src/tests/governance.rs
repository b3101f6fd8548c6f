//! `io gov`, `io pause`, `io unpause`, `io emissions` and `io oracle`.

use io_common::addresses::EMISSIONS_CONFIG;
use io_vm::Vm;
use solana_signer::Signer;

use super::Suite;

#[test]
fn a_change_is_proposed_shown_and_applied_two_days_later() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    let proposed = suite.json(&authority, "gov propose emissions unstake-cooldown 21d");
    assert_eq!(
        (&proposed["number"], &proposed["change"]),
        (&0.into(), &"unstake-cooldown 14 → 21 d".into())
    );
    let shown = suite.json(&keeper, "gov show emissions");
    assert_eq!(shown[0]["change"], proposed["change"]);
    let (status, message) = suite.fails(&keeper, "gov apply emissions 0");
    assert_eq!(status, 3);
    assert!(
        message.ends_with(
            "48 hours after it was made: this one from 2027-01-03 00:00:00 UTC on, in 2d"
        ),
        "{message}"
    );
    suite.wait(2 * 86_400);
    suite.json(&keeper, "gov apply emissions 0");
    let config: emissions::state::Config = suite.economy.read(&EMISSIONS_CONFIG.address).unwrap();
    assert_eq!(config.unstake_cooldown, 1_814_400);
    let (status, _) = suite.fails(&keeper, "gov apply emissions 0");
    assert_eq!(status, 2);
}

#[test]
fn an_overtaken_proposal_is_shown_and_refused() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    for fee in ["10%", "0.3%"] {
        suite.json(
            &authority,
            &format!("gov propose marketplace fees {fee} 0%"),
        );
    }
    suite.wait(2 * 86_400);
    suite.json(&keeper, "gov apply marketplace 1");
    let shown = suite.json(&keeper, "gov show marketplace");
    assert_eq!(
        (&shown[0]["number"], &shown[0]["overtaken"]),
        (&0.into(), &true.into())
    );
    let (status, message) = suite.fails(&keeper, "gov apply marketplace 0");
    assert_eq!(status, 3);
    assert!(message.contains("(ProposalOvertaken"), "{message}");
    suite.json(&authority, "gov cancel marketplace 0");
}

/// A vote leaves room for others before it.
#[test]
fn a_proposal_is_shown_above_the_numbers_that_it_skips() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    let payer = authority.pubkey();
    let change = marketplace::state::Change::Hours(100);
    let voted = io_client::marketplace::propose_change(&payer, &payer, 2, change);
    suite.economy.send(&[voted], &[&authority]).unwrap();
    let shown = suite.json(&authority, "gov show marketplace");
    assert_eq!(
        (shown.as_array().unwrap().len(), &shown[0]["number"]),
        (1, &2.into())
    );
    let roles = suite.json(&authority, "gov show");
    assert_eq!(
        (&roles[1]["program"], &roles[1]["nextProposal"]),
        (&"marketplace".into(), &3.into())
    );
    let (status, message) = suite.fails(&authority, "gov apply marketplace 1");
    assert_eq!(status, 2);
    let reported = "proposal 1 of marketplace is applied, cancelled or skipped";
    assert!(message.starts_with(reported), "{message}");
    let proposed = suite.json(&authority, "gov propose marketplace hours 5d");
    assert_eq!(proposed["number"], 3);
}

#[test]
fn every_program_takes_proposals_and_cancels_them() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    for (program, change) in [
        ("emissions", "multiplier h100-sxm 10"),
        ("marketplace", "fees 0.25% 2%"),
        ("fee-burn", "spending 10000 7"),
    ] {
        let model = suite
            .economy
            .read::<emissions::state::Models>(&io_common::addresses::MODELS.address);
        let model = model.unwrap().models[0]
            .name()
            .to_lowercase()
            .replace(' ', "-");
        let change = change.replace("h100-sxm", &model);
        suite.json(&authority, &format!("gov propose {program} {change}"));
        suite.json(&authority, &format!("gov cancel {program} 0"));
        let open = suite.json(&authority, &format!("gov show {program}"));
        assert!(open.as_array().unwrap().is_empty());
    }
    let (status, message) = suite.fails(&authority, "gov propose marketplace speed 9");
    assert_eq!(status, 2);
    assert!(
        message.starts_with("unknown parameter `speed`"),
        "{message}"
    );
}

#[test]
fn a_pause_stops_new_risk_until_it_is_ended() {
    let mut suite = Suite::new();
    let (authority, staker, supplier) = (
        suite.economy.authority.clone(),
        suite.staker(),
        suite.supplier(0).1,
    );
    suite.json(&authority, "pause emissions marketplace fee-burn");
    let shown = suite.json(&staker, "gov show");
    let paused = shown
        .as_array()
        .unwrap()
        .iter()
        .all(|it| it["paused"] == true);
    assert!(paused);
    let line = format!("stake delegate {supplier} 1");
    let (status, message) = suite.fails(&staker, &line);
    assert_eq!(status, 3);
    assert!(message.contains("(Paused, 60"), "{message}");
    suite.json(&authority, "unpause emissions marketplace fee-burn");
    suite.json(&staker, &line);
    let (status, message) = suite.fails(&staker, "pause emissions");
    assert_eq!(status, 3);
    assert!(message.contains("(NotGuardian, 60"), "{message}");
}

#[test]
fn the_clock_is_shown_and_advanced() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let (status, message) = suite.fails(&keeper, "emissions advance");
    assert_eq!(
        (status, message.as_str()),
        (3, "nothing to advance: the clock is at the present hour")
    );
    // Units that rise in this hour are counted from the next.
    suite.wait(3 * 3_600);
    let before = suite.json(&keeper, "emissions status");
    assert_eq!(
        (&before["hoursBehind"], &before["emitted"]),
        (&3.into(), &0.into())
    );
    let advanced = suite.json(&keeper, "emissions advance");
    let after = suite.json(&keeper, "emissions status");
    assert_eq!(after["hoursBehind"], 0);
    assert_eq!(advanced["minted"], after["emitted"]);
    let schedule = suite.json(&keeper, "emissions schedule");
    assert_eq!(schedule[0]["hoursReached"], after["scheduleHour"]);
    assert_eq!(schedule[239]["cumulative"], 30_000_000_000_000_000_u64);
}

#[test]
fn the_oracle_says_who_accepts_its_price() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let shown = suite.json(&renter, "oracle show");
    assert_eq!(
        (&shown["reservationsInIo"], &shown["burn"]),
        (&"accepted".into(), &"accepted".into())
    );
    assert!(shown["spot"].as_u64().unwrap() > 0);
    let now = suite.now();
    suite.economy.vm.set_unix_time(now + 61);
    let shown = suite.json(&renter, "oracle show");
    assert_eq!(
        shown["burn"],
        "The price is too old; post a fresh update first (OracleStale)"
    );
}

#[test]
fn the_authority_is_handed_over_in_two_steps() {
    let mut suite = Suite::new();
    let (authority, heir) = (suite.economy.authority.clone(), suite.staker());
    let named = solana_signer::Signer::pubkey(&*heir);
    let accept = "gov accept-authority marketplace fee-burn";
    let (status, message) = suite.fails(&heir, accept);
    assert_eq!(status, 3);
    assert!(message.contains("(NotPendingAuthority, 60"), "{message}");
    suite.json(
        &authority,
        &format!("gov propose-authority {named} marketplace fee-burn"),
    );
    let shown = suite.json(&heir, "gov show");
    assert_eq!(
        (
            &shown[0]["proposedAuthority"],
            &shown[1]["proposedAuthority"]
        ),
        (&serde_json::Value::Null, &named.to_string().into())
    );
    suite.json(&heir, accept);
    suite.json(&heir, &format!("gov set-guardian {named} fee-burn"));
    let shown = suite.json(&heir, "gov show");
    assert_eq!(shown[1]["authority"], named.to_string());
    assert_eq!(shown[2]["guardian"], named.to_string());
    assert_ne!(shown[1]["guardian"], named.to_string());
}

#[test]
fn authority_or_guardian_revoke_an_attestation() {
    let mut suite = Suite::new();
    let (authority, supplier) = (suite.economy.authority.clone(), suite.supplier(0).1);
    suite.wait(3_600);
    suite.json(&authority, &format!("gov revoke-attestation {supplier}"));
    let now = suite.now();
    let stored: io_common::types::Supplier = suite.economy.read(&supplier).unwrap();
    assert!(!stored.attestation.is_live(now));
    let (staker, line) = (suite.staker(), format!("gov revoke-attestation {supplier}"));
    let (status, message) = suite.fails(&staker, &line);
    assert_eq!(status, 3);
    assert!(message.contains("(NotGuardian, 60"), "{message}");
}
