//! What is shown of votes, by accounts of SPL Governance itself.

use anchor_lang::prelude::Pubkey;
use io_common::constants::DAY;
use serde_json::{json, Value};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::Council;

/// The row of a parameter.
fn row(rows: &Value, parameter: &str) -> Value {
    let mut rows = rows.as_array().unwrap().iter();
    let found = rows.find(|row| row["parameter"] == parameter);
    found.unwrap().clone()
}

#[test]
fn a_vote_is_seen_from_the_offer_of_the_authority_to_its_effect() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let keeper = council.suite.economy.keeper.clone();
    let notes = council.suite.run(&keeper, "gov realm").unwrap().notes;
    let offered = "the authority of emissions, marketplace, fee-burn is offered to the realm";
    assert!(notes.iter().any(|it| it.starts_with(offered)), "{notes:?}");

    let accept = "gov accept-authority emissions marketplace fee-burn";
    let proposal = council.submit(&voter, accept, "");
    let line = format!("gov proposals {proposal}");
    let shown = council.suite.json(&keeper, &line);
    assert_eq!(shown["state"], "voting");
    assert_eq!(shown["proposer"], voter.pubkey().to_string());
    let executes = shown["executes"].as_array().unwrap();
    for (act, program) in executes
        .iter()
        .zip(["emissions", "marketplace", "fee-burn"])
    {
        let words = act["words"].as_str().unwrap();
        let to = format!(" → {}, at once", council.at.governance);
        assert!(
            words.starts_with(&format!("{program}: authority ")) && words.ends_with(&to),
            "{words}"
        );
        assert_eq!(
            (&act["ofThisSuite"], &act["executed"]),
            (&json!(true), &json!(false))
        );
    }
    let weight = council.suite.json(&voter, "gov weight");
    assert_eq!(weight[0]["votes"], weight[0]["stake"]);
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    let shown = council.suite.json(&keeper, &line);
    assert_eq!(shown["outlook"], "passes if nothing changes");
    assert_eq!(shown["yes"], weight[0]["votes"]);
    council.carried(&keeper, &proposal);
    let shown = council.suite.json(&keeper, &line);
    assert_eq!(shown["state"], "executed");
    assert_eq!(shown["executes"][0]["executed"], true);
    let notes = council.suite.run(&keeper, "gov realm").unwrap().notes;
    assert!(
        !notes.iter().any(|it| it.contains("is offered")),
        "{notes:?}"
    );

    let change = "gov propose emissions stake-per-unit 150";
    let proposal = council.submit(&voter, change, "");
    let rows = council.suite.json(&keeper, "gov parameters emissions");
    let proposed = &row(&rows, "stake-per-unit")["proposed"];
    assert_eq!(proposed[0]["realmProposal"], proposal.to_string());
    council
        .suite
        .json(&voter, &format!("gov vote {proposal} yes"));
    council.carried(&keeper, &proposal);
    let shown = council.suite.json(&keeper, "gov proposals");
    assert_eq!(shown["realmProposals"], json!([]));
    let waiting = &shown["proposals"][0];
    assert_eq!(waiting["change"], "stake-per-unit 200 → 150 IO");
    let rows = council.suite.json(&keeper, "gov parameters emissions");
    let proposed = &row(&rows, "stake-per-unit")["proposed"];
    assert_eq!(
        (&proposed[0]["number"], proposed.as_array().unwrap().len()),
        (&waiting["number"], 1)
    );
    council.suite.wait(2 * DAY);
    let number = &waiting["number"];
    council
        .suite
        .json(&keeper, &format!("gov apply emissions {number}"));
    let rows = council.suite.json(&keeper, "gov parameters emissions");
    let stake = row(&rows, "stake-per-unit");
    assert_eq!(
        (&stake["now"], &stake["proposed"]),
        (&json!(15_000_000_000_u64), &json!([]))
    );
}

impl Council {
    /// Counts and executes what was voted for, once each is due.
    fn carried(&mut self, keeper: &Keypair, proposal: &Pubkey) {
        self.suite.wait(7 * DAY + 1);
        self.suite.json(keeper, &format!("gov finalize {proposal}"));
        self.suite.wait(DAY);
        self.suite.json(keeper, &format!("gov execute {proposal}"));
    }
}
