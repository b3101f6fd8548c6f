//! What a supplier is shown and refused of its offers.

use std::rc::Rc;

use serde_json::Value;
use solana_keypair::Keypair;

use super::{consent::Person, Suite};

impl Suite {
    /// What `who` is shown and asked about a command.
    fn shown(&mut self, who: &Rc<Keypair>, line: &str) -> (String, String) {
        let person = Person::who_says(false);
        let asked = person.asked.clone();
        self.run_asked(who, line, Some(Box::new(person)))
            .unwrap_err();
        let mut asked = asked.borrow_mut();
        asked.pop().unwrap()
    }
}

#[test]
fn an_edit_says_each_change_and_the_terms_before_and_after() {
    let mut suite = Suite::new();
    let (owner, _, offer) = suite.supplier(0);
    let line =
        format!("offer edit {offer} --notice 2d --max-io 12h --interconnect nvlink --region mars");
    let before = suite.json(&owner, &format!("offer show {offer}"));
    let (shown, question) = suite.shown(&owner, &line);
    for change in [
        "notice 1h (the market's minimum) → 2d",
        "max hours in IO 24 → 12",
        "interconnect PCIe → NVLink",
        " → mars",
    ] {
        assert!(question.contains(change), "{question}");
    }
    for row in ["Interconnect before:", "Interconnect:", "Notice before:"] {
        assert!(shown.contains(row), "{shown}");
    }
    assert!(!shown.contains("GPUs before:"), "{shown}");
    suite.json(&owner, &line);
    let after = suite.json(&owner, &format!("offer show {offer}"));
    for (name, value) in [
        ("notice", Value::from(172_800)),
        ("maxHoursInIo", 12.into()),
        ("interconnect", "NVLink".into()),
        ("region", "mars".into()),
        ("gpus", before["gpus"].clone()),
        ("pricePerGpuHour", before["pricePerGpuHour"].clone()),
    ] {
        assert_eq!(after[name], value, "{name}");
    }
}

#[test]
fn what_changes_nothing_is_not_sent() {
    let mut suite = Suite::new();
    let (owner, _, offer) = suite.supplier(0);
    let shown = suite.json(&owner, &format!("offer show {offer}"));
    let gpus = &shown["gpus"];
    for (line, why) in [
        (
            format!("offer edit {offer} --gpus {gpus} --notice none"),
            "the offer says that already",
        ),
        (format!("offer unpause {offer}"), "the offer is not paused"),
        (
            format!("offer pause {offer} --resume"),
            "the offer is not paused",
        ),
    ] {
        let expected = (3, format!("nothing to change: {why}"));
        assert_eq!(suite.fails(&owner, &line), expected, "{line}");
    }
    suite.json(&owner, &format!("offer pause {offer}"));
    let expected = (3, "nothing to change: the offer is paused already".into());
    assert_eq!(
        suite.fails(&owner, &format!("offer pause {offer}")),
        expected
    );
    let again = suite.json(&owner, &format!("offer show {offer}"));
    assert_eq!(again["revision"], 1);
}

#[test]
fn hours_that_cannot_be_are_refused_by_the_names_of_their_options() {
    let mut suite = Suite::new();
    let (owner, _, offer) = suite.supplier(0);
    let create = "offer create --price 1 --gpus 1 --region eu";
    for line in [
        format!("{create} --min 5h --max 2h"),
        format!("offer edit {offer} --min 5h --max 2h"),
    ] {
        let (status, message) = suite.fails(&owner, &line);
        assert_eq!(status, 3, "{line}");
        let hint = "--min is 5h and --max 2h, and the market's limit is ";
        assert!(message.contains(hint), "{message}");
    }
    for line in [
        format!("{create} --currencies usdc --max-io 5h"),
        format!("offer edit {offer} --currencies usdc --max-io 5h"),
    ] {
        let (status, message) = suite.fails(&owner, &line);
        let expected =
            "--max-io is for an offer that takes IO: leave it out, or give --currencies both";
        assert_eq!((status, message.as_str()), (2, expected), "{line}");
    }
    // Of an offer in USDC there is no longest stay in IO.
    let (shown, _) = suite.shown(&owner, &format!("{create} --currencies usdc"));
    let row = shown.lines().find(|it| it.starts_with("Max hours in IO:"));
    assert!(row.unwrap().ends_with(" -"), "{shown}");
    assert!(!shown.contains("Price risk of IO"), "{shown}");
    let (shown, _) = suite.shown(&owner, create);
    assert!(shown.contains("Price risk of IO:"), "{shown}");
}

#[test]
fn an_offer_is_beside_the_cheapest_list_price_with_the_fee_that_the_renter_pays() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let (owner, _, offer) = suite.supplier(0);
    suite.json(&owner, &format!("offer edit {offer} --price 2"));
    for (option, cost) in [
        ("", 2_045_000),
        ("--currency usdc", 2_045_000),
        ("--currency io", 2_005_000),
    ] {
        let listed = suite.json(&renter, &format!("offer list --model h100-sxm {option}"));
        let compared = &listed[0]["againstListPrice"];
        assert_eq!(compared["costPerGpuHour"], cost, "{compared}");
        assert_eq!(compared["provider"], "AWS");
        assert_eq!(compared["listPricePerGpuHour"], 6_880_000);
        assert_eq!(compared["percentBelow"], 70);
        assert!(compared["link"].as_str().unwrap().starts_with("https://"));
    }
    let listed = suite.run(&renter, "offer list --model h100-sxm").unwrap();
    assert!(
        listed.laid(None).text.contains("70 % below AWS"),
        "{}",
        listed.laid(None).text
    );
    assert!(listed.notes[0].starts_with("Against list price: "));
    for width in [60, 80, 120] {
        let text = listed.laid(Some(width)).text;
        let fits = text.lines().all(|line| line.chars().count() <= width);
        assert!(fits && text.contains("70 %"), "{text}");
    }
    let shown = suite.run(&renter, &format!("offer show {offer}")).unwrap();
    let source = "70 % below AWS: 6.88 USD for p5.48xlarge in us-east-1, read 2026-12-01";
    assert!(
        shown.laid(None).text.contains(source),
        "{}",
        shown.laid(None).text
    );
    suite.json(&owner, &format!("offer edit {offer} --price 7"));
    let shown = suite.json(&renter, &format!("offer show {offer}"));
    assert_eq!(shown["againstListPrice"]["percentBelow"], -5);
    let listed = suite.run(&renter, "offer list --model h100-sxm").unwrap();
    assert!(
        listed.laid(None).text.contains("5 % above AWS"),
        "{}",
        listed.laid(None).text
    );
}
