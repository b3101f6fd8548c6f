//! What the tools refuse, and what they never read.

use std::process::Command;

use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::Suite;
use crate::tests::folder::Folder;

#[test]
fn what_is_no_argument_of_a_tool_is_refused_and_not_repeated() {
    let mut suite = Suite::new();
    let secret = Keypair::new().to_base58_string();
    let (given, key) = (secret.clone(), suite.renter().pubkey().to_string());
    let messages = suite.serve(move |client| {
        [
            client.fails("show_wallet", json!({ "wallet": given })),
            client.fails("show_wallet", json!({ "wallet": key, "keypair": "/keys/id.json" })),
            client.fails("show_wallet", json!({})),
            client.fails(
                "simulate",
                json!({ "wallet": key, "act": { "act": "steal", "supplier": key } }),
            ),
            client.fails(
                "simulate",
                json!({ "wallet": key, "act": { "act": "claim", "supplier": key, "yes": true } }),
            ),
            client.fails(
                "simulate",
                json!({ "wallet": key, "act": { "act": "delegate", "supplier": key, "amount": "--yes" } }),
            ),
            client.fails("list_offers", json!({ "max_price": "much" })),
        ]
    });
    for (message, part) in messages.iter().zip([
        "not an address",
        "unknown field `keypair`",
        "missing field `wallet`",
        "unknown variant `steal`",
        "unknown field `yes`",
        "invalid value '--yes'",
        "invalid value 'much'",
    ]) {
        assert!(message.contains(part), "{message}");
        assert!(
            !message.contains(&secret) && !message.contains("Usage"),
            "{message}"
        );
    }
}

/// A pipe that nobody writes to: the tools would wait for it.
#[test]
fn no_file_is_read_that_an_argument_names() {
    let mut suite = Suite::new();
    let folder = Folder::new();
    let pipe = folder.file("key.json");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let (wallet, offer) = (
        suite.renter().pubkey().to_string(),
        suite.supplier(0).2.to_string(),
    );
    let messages = suite.serve(move |client| {
        let act = json!({
            "act": "reserve", "offer": offer, "gpus": 1, "hours": 1, "currency": "usdc", "connection_key": pipe,
        });
        [
            client.fails("show_wallet", json!({ "wallet": pipe })),
            client.fails("show_transaction", json!({ "signature": pipe })),
            client.fails("simulate", json!({ "wallet": wallet, "act": act })),
            client.fails("simulate", json!({ "wallet": pipe, "act": act })),
            client.fails(
                "simulate",
                json!({ "wallet": wallet, "act": { "act": "fill_auction", "usdc": pipe } }),
            ),
        ]
    });
    assert!(
        messages[2].contains("age-keygen -o connection.txt"),
        "{messages:?}"
    );
}

#[test]
fn a_failure_says_what_to_do() {
    let mut suite = Suite::new();
    let nobody = Keypair::new().pubkey().to_string();
    let (missing, guide) = suite.serve(move |client| {
        (
            client.fails("show_reservation", json!({ "reservation": nobody })),
            client.guide(),
        )
    });
    assert!(
        missing.starts_with("there is no reservation at "),
        "{missing}"
    );
    assert!(
        guide.contains("hold no key") && guide.contains("`untrusted`"),
        "{guide}"
    );
}
