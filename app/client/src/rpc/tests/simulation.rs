//! Simulations, and accounts as they would be.

use super::*;

#[test]
fn a_simulation_replaces_the_blockhash_and_is_of_what_was_sent_before() {
    let script = Script::new();
    script.once(
        "getSignatureStatuses",
        Says::Result(json!({ "context": { "slot": 77 }, "value": [{
            "slot": 77, "confirmations": null, "status": { "Ok": null }, "err": null,
            "confirmationStatus": "finalized"
        }] })),
    );
    script.once("getSignatureStatuses", of(json!([null])));
    let here = simulated(json!({ "unitsConsumed": 10_000 }));
    script.always(
        "simulateTransaction",
        Says::Result(json!({ "context": { "slot": 77 }, "value": here })),
    );
    let mut network = script.network();
    for slot in [0, 77] {
        network.send(&[instruction(10)], &[&key()]).unwrap();
        let config = script.parameters("simulateTransaction").pop().unwrap()[1].clone();
        assert_eq!(config["replaceRecentBlockhash"], true);
        assert_eq!(config["sigVerify"], false);
        assert_eq!(config["minContextSlot"], slot);
    }
}

#[test]
fn a_node_that_is_behind_is_asked_again() {
    let script = Script::new();
    let not_found = simulated(json!({ "err": "BlockhashNotFound" }));
    for says in [
        of(not_found.clone()),
        Says::Error(-32_005, "Node is behind by 42 slots"),
        Says::Error(-32_016, "Minimum context slot has not been reached"),
        of(not_found.clone()),
    ] {
        script.once("simulateTransaction", says);
    }
    send(&script).unwrap();
    assert_eq!(script.parameters("simulateTransaction").len(), 5);
    // Not without end.
    let script = Script::new();
    script.always("simulateTransaction", of(not_found));
    let refused = send(&script).unwrap_err();
    let SendError::Refused { error, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(error, TransactionError::BlockhashNotFound);
    assert!(script.now() <= Timeouts::default().blockhash);
    assert!(script.parameters("sendTransaction").is_empty());
}

#[test]
fn an_account_that_is_short_of_rent_is_named_in_the_log() {
    let script = Script::new();
    let short =
        json!({ "err": { "InsufficientFundsForRent": { "account_index": 0 } }, "logs": ["a log"] });
    script.always("simulateTransaction", of(simulated(short)));
    let refused = send(&script).unwrap_err();
    let payer = script.transactions("simulateTransaction")[0]
        .message
        .static_account_keys()[0];
    let named = format!("{}{payer}", crate::rent::SHORT_OF_RENT);
    assert_eq!(refused.logs(), ["a log".to_owned(), named]);
}

#[test]
fn what_a_simulation_does_not_say_is_the_largest() {
    let limit = |with: Value| {
        let script = Script::new();
        script.always("getAccountInfo", of(active()));
        script.always("simulateTransaction", of(simulated(with)));
        script
            .network()
            .send(&[instruction(2_000)], &[&key()])
            .unwrap();
        match &script.transactions("sendTransaction")[0].message {
            VersionedMessage::V1(message) => message.config.compute_unit_limit.unwrap(),
            _ => panic!("another version"),
        }
    };
    assert_eq!(limit(json!({ "unitsConsumed": 10_000 })), 13_001);
    assert_eq!(limit(json!({})), MAX_COMPUTE_UNITS);
    assert_eq!(limit(json!({ "unitsConsumed": null })), MAX_COMPUTE_UNITS);
    assert_eq!(
        limit(json!({ "unitsConsumed": 1_300_000 })),
        MAX_COMPUTE_UNITS
    );
}

#[test]
fn a_preview_gives_the_watched_accounts_as_they_would_be() {
    let key = key();
    let watched = [key.pubkey(), Pubkey::new_from_array([2; 32])];
    let after = account(system_program::ID, &[7]);
    let mut emptied = after.clone();
    emptied["lamports"] = json!(0);
    let gives = |accounts: Value| {
        let script = Script::new();
        let with = json!({ "unitsConsumed": 10_000, "accounts": accounts });
        script.always("simulateTransaction", of(simulated(with)));
        script
    };
    for (accounts, seen) in [
        (json!([after, emptied]), Some(vec![true, false])),
        (json!([after, null]), Some(vec![true, false])),
        // Too few, or what cannot be read.
        (json!([after]), None),
        (
            json!([
                after,
                after.as_object().map(|it| {
                    let mut it = it.clone();
                    it["data"] = json!(["!", "base64"]);
                    it
                })
            ]),
            None,
        ),
        (Value::Null, None),
    ] {
        let script = gives(accounts);
        let mut network = script.network();
        let instructions = [instruction(10)];
        let preview = network.preview(&instructions, &[&key], &watched).unwrap();
        assert_eq!(preview.receipt.compute_units, 10_000);
        let held = preview.accounts.map(|accounts| {
            let held = accounts
                .iter()
                .map(|it| it.as_ref().map(|it| it.data.clone()));
            held.map(|data| data == Some(vec![7])).collect::<Vec<_>>()
        });
        assert_eq!(held, seen);
        let config = &script.parameters("simulateTransaction")[0][1];
        assert_eq!(config["replaceRecentBlockhash"], true);
        assert_eq!(config["accounts"]["encoding"], "base64");
        let addresses = watched.map(|it| it.to_string());
        assert_eq!(config["accounts"]["addresses"], json!(addresses));
        assert!(script.parameters("sendTransaction").is_empty());
    }
    let script = Script::new();
    script
        .network()
        .simulate(&[instruction(10)], &[&key])
        .unwrap();
    let config = &script.parameters("simulateTransaction")[0][1];
    assert!(config.get("accounts").is_none());
}
