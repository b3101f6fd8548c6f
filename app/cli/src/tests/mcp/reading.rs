//! Lists, quotes, states and history are those of `io`.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use serde_json::{json, Value};
use solana_signer::Signer;

use super::{super::plain::plain, serve_on, Suite};
use crate::{
    context::Key,
    tests::{burn, node::Node, run_on, HASH},
};

/// Tools that are tested for what they build.
const BUILD: [&str; 3] = ["build_instructions", "build_transaction", "simulate"];

/// An address as the tools take it.
fn text(address: &Pubkey) -> String {
    address.to_string()
}

#[test]
fn each_tool_answers_as_its_command_does() {
    let mut suite = Suite::new();
    let (renter, reservation) = suite.rental();
    let (owner, supplier, offer) = suite.supplier(0);
    let staker = suite.staker();
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    let (wallet, staker) = (text(&renter.pubkey()), text(&staker.pubkey()));
    let mut called: BTreeSet<String> = BUILD.map(String::from).into();
    for (tool, arguments, line) in [
        ("list_models", json!({}), "models".to_string()),
        ("list_offers", json!({}), "offer list".into()),
        (
            "list_offers",
            json!({ "supplier": text(&supplier), "free": 2, "currency": "usdc", "limit": 1 }),
            format!("offer list --supplier {supplier} --free 2 --currency usdc --limit 1"),
        ),
        ("list_suppliers", json!({}), "stake apr".into()),
        (
            "list_reservations",
            json!({ "wallet": wallet }),
            format!("rent status --renter {wallet}"),
        ),
        (
            "list_reservations",
            json!({ "wallet": text(&owner.pubkey()), "side": "supplier" }),
            format!("supplier jobs --of {}", owner.pubkey()),
        ),
        (
            "list_delegations",
            json!({ "wallet": staker }),
            format!("stake status {staker}"),
        ),
        (
            "list_parameters",
            json!({ "program": "fee-burn" }),
            "gov parameters fee-burn".into(),
        ),
        ("list_proposals", json!({}), "gov proposals".into()),
        ("show_auction", json!({}), "burn status".into()),
        (
            "show_offer",
            json!({ "offer": text(&offer) }),
            format!("offer show {offer}"),
        ),
        (
            "show_supplier",
            json!({ "supplier": text(&supplier) }),
            format!("supplier show {supplier}"),
        ),
        (
            "show_reservation",
            json!({ "reservation": text(&reservation) }),
            format!("rent status {reservation}"),
        ),
        (
            "show_wallet",
            json!({ "wallet": wallet }),
            format!("balance {wallet}"),
        ),
        (
            "quote",
            json!({ "quote": { "act": "reserve", "offer": text(&offer), "gpus": 2, "hours": 3, "currency": "io" } }),
            format!("rent quote {offer} --gpus 2 --time 3h --currency io"),
        ),
    ] {
        called.insert(tool.into());
        let answer = suite.tool(tool, arguments);
        let reported = suite.json(&renter, &line);
        assert_eq!(trusted(plain(answer["result"].clone())), reported, "{tool}");
    }
    called.extend(["history", "show_network", "show_transaction"].map(String::from));
    let tools = suite.serve(|client| client.tools());
    let names = tools.iter().map(|it| it.name.to_string());
    assert_eq!(names.collect::<BTreeSet<_>>(), called);
    for tool in &tools {
        let is_read_only = tool.annotations.as_ref().and_then(|it| it.read_only_hint);
        assert_eq!(is_read_only, Some(true), "{}", tool.name);
        assert!(tool.output_schema.is_some(), "{}", tool.name);
        assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
    }
}

/// The same without the marks of what strangers wrote.
fn trusted(value: Value) -> Value {
    match value {
        Value::Array(all) => all.into_iter().map(trusted).collect(),
        Value::Object(mut fields) => match fields.remove("untrusted") {
            Some(text) => text,
            None => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, it)| (name, trusted(it)))
                    .collect(),
            ),
        },
        value => value,
    }
}

#[test]
fn the_network_is_shown_with_its_clock_and_its_parts() {
    let mut suite = Suite::new();
    let now = suite.now();
    let answer = suite.tool("show_network", json!({}));
    let result = &answer["result"];
    assert_eq!(
        (&result["url"], &result["time"]),
        (&json!("http://localhost:8899"), &json!(now))
    );
    assert_eq!(result["emissions"]["launched"], true);
    assert_eq!(result["oracle"]["burn"], "accepted");
    assert_eq!(result["roles"].as_array().unwrap().len(), 3);
    // Without a price, everything else is shown.
    let nowhere = Pubkey::new_unique();
    let vm = &mut suite.economy.vm;
    let answer = serve_on(vm, nowhere, |client| {
        client.answer("show_network", json!({}))
    });
    let why = answer["result"]["oracle"]["error"].as_str().unwrap();
    assert!(why.starts_with("there is no price account at"), "{why}");
    assert_eq!(answer["result"]["emissions"]["launched"], true);
}

#[test]
fn a_quote_says_what_an_act_comes_to_before_it_is_decided() {
    let mut suite = Suite::new();
    let (renter, reservation) = suite.rental();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let more = format!("rent extend {reservation} --time 2h --dry-run");
    let extended = suite.json(&renter, &more);
    let quoted = suite.tool(
        "quote",
        json!({ "quote": { "act": "extend", "reservation": text(&reservation), "hours": 2 } }),
    );
    let quoted = plain(quoted["result"].clone());
    assert_eq!(quoted["toLock"], extended["toLock"]);
    assert_eq!(quoted["endsAt"], extended["endsAt"]);
    let question = quoted["question"].as_str().unwrap();
    assert!(question.starts_with("Pay "), "{question}");
    assert!(quoted.get("walletChanges").is_none(), "it is not simulated");

    let delegated = suite.tool(
        "quote",
        json!({ "quote": {
            "act": "delegate", "wallet": text(&staker.pubkey()), "supplier": text(&supplier), "amount": "12.5"
        } }),
    );
    let delegated = plain(delegated["result"].clone());
    assert_eq!(delegated["delegated"], 1_250_000_000);
    assert!(delegated["stakersPerHourAfter"].is_number());
}

#[test]
fn a_fill_is_quoted_at_the_bid_of_now() {
    let mut suite = burn::suite();
    let (keeper, filler) = (suite.economy.keeper.clone(), suite.economy.filler.clone());
    suite.json(&keeper, "burn open");
    let tried = suite.json(&filler, "burn fill 25 --dry-run");
    let wallet = text(&filler.pubkey());
    let quote = json!({ "act": "fill_auction", "wallet": wallet, "usdc": "25" });
    let quoted = suite.tool("quote", json!({ "quote": quote }));
    let quoted = plain(quoted["result"].clone());
    for name in ["bought", "burned", "mostBurned", "bidForOneIo"] {
        assert_eq!(quoted[name], tried[name], "{name}");
    }
    assert_eq!(quoted["bought"], 25_000_000);
}

#[test]
fn history_and_a_transaction_are_read_from_a_node_that_keeps_them() {
    let mut suite = Suite::new();
    let (renter, offer, price) = (suite.renter(), suite.supplier(0).2, suite.economy.price);
    let mut node = Node::new(&mut suite.economy.vm);
    let key = Key::Loaded(renter.clone());
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    run_on(&mut node, key.clone(), price, &line).unwrap();
    let line = format!("history {} --limit 5", renter.pubkey());
    let reported = run_on(&mut node, key, price, &line).unwrap().json();
    let signature = reported[0]["signature"].as_str().unwrap().to_string();
    let wallet = text(&renter.pubkey());
    let (history, transaction) = serve_on(&mut node, price, move |client| {
        (
            client.answer("history", json!({ "address": wallet, "limit": 5 })),
            client.answer("show_transaction", json!({ "signature": signature })),
        )
    });
    assert_eq!(trusted(history["result"].clone()), reported);
    assert_eq!(transaction["result"]["outcome"], "done");
}
