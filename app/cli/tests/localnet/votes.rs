//! A vote of staked IO, from the hand-over of the authority to what the realm decides.

use std::fs;

use io_common::constants::ONE_IO;

use super::stage::{number, rows, text, Stage};

const PROGRAMS: &str = "emissions marketplace fee-burn";
/// With enough own stake for a quorum.
const VOTER: &str = "supplier-3";

pub fn run(stage: &Stage) {
    let governance = stage.address("/realm/governance");
    let offer = format!("gov propose-authority {governance} marketplace fee-burn");
    stage.does("authority", &offer);
    views(stage);
    let accept = submits(stage, &format!("gov accept-authority {PROGRAMS}"), "Accept");
    votes(stage, &accept);
    is_executed(stage, &accept);
    the_keeper_serves(stage);
    the_rent_comes_back(stage);
}

fn views(stage: &Stage) {
    let realm = stage.does("staker-2", "gov realm");
    assert_eq!(text(&realm, "/realm"), stage.address("/realm/realm"));
    assert_eq!(text(&realm, "/treasury"), stage.address("/realm/treasury"));
    let weight = stage.does("staker-2", &format!("gov weight {}", stage.pubkey(VOTER)));
    assert!(number(&weight, "/0/votes") > 0, "{weight}");
    let parameters = stage.does("staker-2", "gov parameters emissions");
    let mut parameters = parameters.as_array().unwrap().iter();
    let stake = parameters.find(|it| it["parameter"] == "stake-per-unit");
    assert_eq!(stake.unwrap()["now"], 200 * ONE_IO);
}

/// Submits an act of the realm, and gives the address of its realm proposal.
fn submits(stage: &Stage, act: &str, name: &str) -> String {
    let file = file(stage, act);
    let submitted = stage.does(VOTER, &format!("gov submit {file} --name {name}"));
    text(&submitted, "/realmProposal")
}

/// A file with the instructions of an act of the realm.
fn file(stage: &Stage, act: &str) -> String {
    let (url, governance) = (&stage.network.url, stage.address("/realm/governance"));
    let treasury = stage.address("/realm/treasury");
    let printed = stage.prints(&format!(
        "{act} --url {url} --authority {governance} --payer {treasury} --output instructions"
    ));
    let file = stage.network.folder.join("submission.json");
    fs::write(&file, printed).unwrap();
    file.display().to_string()
}

fn votes(stage: &Stage, proposal: &str) {
    let vote = format!("gov vote {proposal} yes");
    let dropped = submits(stage, "pause marketplace", "Dropped");
    stage.does(VOTER, &format!("gov cancel-submission {dropped}"));
    stage.fails_with(
        "keeper",
        &vote,
        3,
        &format!("{} has staked nothing", short(stage, "keeper")),
    );

    let delegate = stage.pubkey("keeper");
    stage.does(VOTER, &format!("gov set-delegate {delegate}"));
    let owner = stage.pubkey(VOTER);
    let cast = stage.does("keeper", &format!("{vote} --for {owner}"));
    let weight = number(&cast, "/weight");
    assert!(weight > 0);
    stage.does(VOTER, &format!("gov withdraw-vote {proposal}"));
    stage.does(VOTER, "gov set-delegate");
    let again = stage.does(VOTER, &vote);
    assert_eq!(number(&again, "/weight"), weight);
    let one = stage.does("renter-1", &format!("gov proposals {proposal}"));
    assert_eq!(
        (text(&one, "/state"), number(&one, "/yes")),
        ("voting".into(), weight)
    );
    stage.fails_with(
        "renter-1",
        &format!("gov finalize {proposal}"),
        3,
        "its vote goes on until ",
    );
}

/// Somebody's address as messages show it.
fn short(stage: &Stage, who: &str) -> String {
    let address = stage.pubkey(who).to_string();
    let (first, last) = (&address[..4], &address[address.len() - 4..]);
    format!("{first}…{last}")
}

/// After a day and an hour of cool-off it is counted; after another hour, executed.
fn is_executed(stage: &Stage, proposal: &str) {
    stage.travel(25 * 3_600 + 1);
    let counted = stage.does("renter-1", &format!("gov finalize {proposal}"));
    assert_eq!(text(&counted, "/result"), "passes");
    stage.travel(3_600);
    stage.does("renter-1", &format!("gov execute {proposal}"));
    let shown = stage.does("renter-1", "gov show");
    let governance = stage.address("/realm/governance");
    for place in 0..3 {
        assert_eq!(text(&shown, &format!("/{place}/authority")), governance);
    }
}

/// A change that the realm proposes, which a keeper finalizes and executes.
fn the_keeper_serves(stage: &Stage) {
    let change = "gov propose emissions unstake-cooldown 28d";
    let proposal = submits(stage, change, "Cooldown");
    stage.does(VOTER, &format!("gov vote {proposal} yes"));
    stage.travel(26 * 3_600 + 1);
    let done = stage.does("keeper", "keeper --once --jobs votes");
    let actions: Vec<String> = (0..rows(&done))
        .map(|place| text(&done, &format!("/{place}/action")))
        .collect();
    assert_eq!(actions, ["finalize", "execute"], "{done}");
    let open = stage.does("renter-1", "gov show emissions");
    assert_eq!(text(&open, "/0/change"), "unstake-cooldown 21 → 28 d");
}

/// Of a voter that will not vote again.
fn the_rent_comes_back(stage: &Stage) {
    let closed = stage.does(VOTER, "gov close-weight-record");
    assert_eq!(
        text(&closed, "/accountRentTo"),
        stage.pubkey(VOTER).to_string()
    );
    assert!(number(&closed, "/accountRent") > 0);
    stage.fails_with(
        VOTER,
        "gov close-weight-record",
        3,
        "nothing to close: you have no voter weight record",
    );
}
