//! `io gov proposals`.

use io_client::realm::state::ProposalState;
use io_common::constants::DAY;
use serde_json::{json, Value};
use solana_signer::Signer;

use super::{tables_fit, Governed};

#[test]
fn realm_proposals_and_proposals_are_listed_under_two_headings() {
    let mut it = Governed::new();
    let staked = it.staked();
    let (address, mut proposal) = it.stake_per_unit();
    let began = it.suite.now();
    proposal.options[0].vote_weight = staked.div_ceil(10);
    it.put(address, &proposal);
    let listed = it.report("gov proposals");
    tables_fit(&listed, 1);
    let text = listed.laid(Some(80)).text;
    assert!(
        text.starts_with("Realm proposals\n") && text.ends_with("\n\nProposals\nnone"),
        "{text}"
    );
    let shown = listed.json();
    let first = &shown["realmProposals"][0];
    assert_eq!(
        (&first["state"], &first["name"]),
        (&json!("voting"), &json!("Stake per unit 150 IO"))
    );
    for (name, weight) in [("yes", staked.div_ceil(10)), ("needed", staked.div_ceil(5))] {
        assert_eq!(first[name]["amount"], weight.to_string());
    }
    assert_eq!(first["endsAt"], began + 7 * DAY);
}

#[test]
fn a_realm_proposal_is_followed_from_its_vote_to_its_execution() {
    let mut it = Governed::new();
    let staked = it.staked();
    let (address, mut proposal) = it.stake_per_unit();
    let began = it.suite.now();
    let line = format!("gov proposals {address}");
    let stage = |it: &mut Governed, state: &str, next: &str| {
        let report = it.report(&line);
        let shown = report.json();
        assert_eq!(shown["state"], state);
        let mut notes = report.notes.iter();
        let found = notes.find_map(|note| note.strip_prefix("next: "));
        assert_eq!(found.unwrap_or_default(), next);
        shown
    };
    let next = format!("io gov vote {address} yes, or no");
    let shown = stage(&mut it, "voting", &next);
    assert_eq!(
        shown["executes"][0]["words"],
        "emissions: stake-per-unit 200 → 150 IO, in force from 2027-01-11 00:00:01 UTC at the earliest"
    );
    let outlook = shown["outlook"].as_str().unwrap();
    assert!(
        outlook.starts_with("needs ") && outlook.ends_with(" IO more Yes"),
        "{outlook}"
    );
    let proposer = it.suite.staker().pubkey().to_string();
    assert_eq!(shown["proposer"], proposer);
    assert_eq!(shown["executableFrom"], began + 8 * DAY + 1);

    it.suite.wait(5 * DAY + 1);
    let next = format!("io gov vote {address} no; only no counts now");
    let shown = stage(&mut it, "cool-off", &next);
    assert_eq!(shown["outlook"], "fails");
    // Enough Yes, and as much No, which can be withdrawn until the end.
    proposal.options[0].vote_weight = staked.div_ceil(4);
    proposal.deny_vote_weight = Some(staked.div_ceil(4));
    it.put(address, &proposal);
    let shown = stage(&mut it, "cool-off", &next);
    assert_eq!(shown["outlook"], "fails, unless No votes are withdrawn");
    assert_eq!(
        shown["needed"]["amount"],
        (staked.div_ceil(4) + 1).to_string()
    );
    it.suite.wait(2 * DAY);
    let shown = stage(&mut it, "ended", &format!("io gov finalize {address}"));
    assert_eq!(shown["outlook"], "fails");
    proposal.deny_vote_weight = Some(0);
    it.put(address, &proposal);
    let shown = it.json(&line);
    assert_eq!(shown["outlook"], "passes if nothing changes");
    proposal.state = ProposalState::Succeeded;
    proposal.voting_completed_at = Some(began + 7 * DAY);
    proposal.max_vote_weight = Some(staked);
    it.put(address, &proposal);
    let next = format!("io gov execute {address}");
    let later = format!("{next}, from 2027-01-09 00:00:01 UTC");
    stage(&mut it, "passed", &later);
    it.suite.wait(DAY);
    let shown = stage(&mut it, "passed", &next);
    assert_eq!(shown["outlook"], Value::Null);
}

#[test]
fn what_was_decided_is_shown_where_it_is_asked_for() {
    let mut it = Governed::new();
    it.stake_per_unit();
    for (name, state) in [
        ("first", ProposalState::Draft),
        ("second", ProposalState::Completed),
        ("third", ProposalState::Defeated),
        ("fourth", ProposalState::Cancelled),
    ] {
        let (address, mut proposal) = it.proposal(name, &[]);
        proposal.state = state;
        it.put(address, &proposal);
    }
    let mut states = |line: &str| {
        let shown = it.json(line);
        let rows = shown["realmProposals"].as_array().unwrap().iter();
        let states = rows.map(|it| it["state"].as_str().unwrap().to_string());
        let mut states: Vec<String> = states.collect();
        states.sort();
        states
    };
    assert_eq!(states("gov proposals"), ["draft", "voting"]);
    assert_eq!(
        states("gov proposals --all"),
        ["cancelled", "defeated", "draft", "executed", "voting"]
    );
    assert_eq!(
        states("gov proposals --state executed,defeated"),
        ["defeated", "executed"]
    );
    let notes = it.report("gov proposals").notes;
    assert_eq!(notes, ["3 decided: io gov proposals --all"]);
}

#[test]
fn what_cannot_be_read_of_a_realm_proposal_is_said() {
    let mut it = Governed::new();
    let (address, mut proposal) = it.stake_per_unit();
    // Such as versioned transactions, which have accounts of another type.
    proposal.options[0].transactions_count = 3;
    it.put(address, &proposal);
    let report = it.report(&format!("gov proposals {address}"));
    let hidden = "2 transactions that cannot be read here";
    assert_eq!(report.json()["executes"][1], hidden);
    assert!(report.notes.iter().any(|note| note == hidden));
}

#[test]
fn another_account_is_no_realm_proposal() {
    let mut it = Governed::new();
    let (supplier, keeper) = (it.suite.supplier(0).1, it.suite.economy.keeper.clone());
    let line = format!("gov proposals {supplier}");
    let (status, message) = it.suite.fails(&keeper, &line);
    assert_eq!(status, 2);
    let reported = "is not a proposal of this realm, but a supplier";
    assert!(message.contains(reported), "{message}");
}

/// A name of a stranger neither steers the terminal nor fills it.
#[test]
fn a_long_name_is_cut_in_the_table_and_whole_in_json() {
    let mut it = Governed::new();
    let name = "word \u{1b}[2J\n".repeat(30);
    it.proposal(&name, &[]);
    let report = it.report("gov proposals");
    tables_fit(&report, 1);
    let text = report.laid(Some(80)).text;
    assert!(text.contains('…') && !text.contains('\u{1b}'), "{text}");
    assert_eq!(report.json()["realmProposals"][0]["name"], name);
}
