//! Transactions in blocks.

use super::*;

#[test]
fn a_version_above_that_asked_for_is_reported_as_such() {
    let script = Script::new();
    script.always(
        "getTransaction",
        Says::Error(-32_015, "Transaction version (2) is not supported"),
    );
    let reported = script
        .network()
        .transaction(&Signature::default())
        .unwrap_err();
    assert_eq!(
        reported.to_string(),
        "the node refuses getTransaction: the transaction is of a newer version than 1, the last that this client reads: update it"
    );
    let asked = &script.parameters("getTransaction")[0][1];
    assert_eq!(asked["maxSupportedTransactionVersion"], 1);
    assert_eq!(asked["commitment"], "confirmed");
}

/// Answers of `getTransaction` of each version, in base 64: what was confirmed and what failed.
fn answers() -> Vec<(String, Value)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ts/test/vectors.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let answers = text.lines().filter_map(|it| it.strip_prefix("answer "));
    let named = answers.map(|it| it.split_at(it.find(" {").unwrap()));
    let of_base64 = named.filter(|(name, _)| name.contains("base64") || name.ends_with("failed"));
    of_base64
        .map(|(name, json)| (name.into(), serde_json::from_str(json).unwrap()))
        .collect()
}

#[test]
fn a_transaction_is_read_with_its_block_its_fee_and_its_outcome() {
    let answers = answers();
    let (mut done, mut failed) = (0, 0);
    for (name, answer) in answers {
        let script = Script::new();
        script.always("getTransaction", Says::Result(answer.clone()));
        let signature = Signature::from([3; 64]);
        let found = script.network().executed(&signature);
        if !name.contains("base64") && answer["transaction"].get(1) != Some(&json!("base64")) {
            continue;
        }
        let it = found.unwrap().unwrap();
        assert_eq!((it.fee, it.time), (5_000, Some(1_798_761_600)), "{name}");
        assert_eq!(it.slot, answer["slot"].as_u64().unwrap());
        match it.outcome {
            Ok(()) => {
                done += 1;
                let inner = it.inner.unwrap();
                let events = inner
                    .iter()
                    .filter_map(|(program, data)| crate::events::decode(program, data));
                assert_eq!(events.count(), 2, "{name}");
            }
            Err(_) => failed += 1,
        }
        let [asked] = &script.parameters("getTransaction")[..] else {
            panic!("{name} is asked for once");
        };
        assert_eq!(asked[1]["maxSupportedTransactionVersion"], 1);
        assert_eq!(asked[1]["encoding"], "base64");
    }
    assert!(done >= 3, "{done} and {failed}");
    let script = Script::new();
    script.always("getTransaction", Says::Result(Value::Null));
    let none = script.network().executed(&Signature::default()).unwrap();
    assert!(none.is_none());
}

#[test]
fn transactions_that_name_an_address_come_in_pages() {
    let script = Script::new();
    let [first, second] = [1, 2].map(|it| Signature::from([it; 64]));
    let found = json!([
        { "signature": first.to_string(), "slot": 9, "err": null, "memo": "[2] hi", "blockTime": 7,
          "confirmationStatus": "finalized" },
        { "signature": second.to_string(), "slot": 8, "err": "AccountInUse", "memo": null,
          "blockTime": null, "confirmationStatus": "finalized" },
    ]);
    script.always("getSignaturesForAddress", Says::Result(found));
    let address = Pubkey::new_from_array([7; 32]);
    let mut network = script.network();
    let mentions = network.mentions(&address, None, 2).unwrap();
    let expected = [(first, 9, Some(7), false), (second, 8, None, true)];
    let expected = expected.map(|(signature, slot, time, failed)| Mention {
        signature,
        slot,
        time,
        failed,
        memo: (slot == 9).then(|| "[2] hi".into()),
    });
    assert_eq!(mentions, expected);
    network.mentions(&address, Some(&second), 5_000).unwrap();
    let asked = script.parameters("getSignaturesForAddress");
    assert_eq!(asked[0][0], address.to_string());
    assert_eq!(
        (&asked[0][1]["limit"], &asked[0][1]["before"]),
        (&json!(2), &Value::Null)
    );
    // Nodes tell of confirmed ones only, and of a thousand at once.
    assert_eq!(asked[0][1]["commitment"], "confirmed");
    assert_eq!(
        (&asked[1][1]["limit"], &asked[1][1]["before"]),
        (&json!(1_000), &json!(second.to_string()))
    );
}

#[test]
fn a_part_of_a_list_is_between_two_transactions_and_from_a_node_that_has_a_slot() {
    let script = Script::new();
    let [first, second, until] = [1, 2, 3].map(|it| Signature::from([it; 64]));
    let found = json!([
        { "signature": first.to_string(), "slot": 9, "err": null, "memo": null, "blockTime": 7,
          "confirmationStatus": "finalized", "transactionIndex": 5 },
        // Before Agave 4.
        { "signature": second.to_string(), "slot": 8, "err": null, "memo": null, "blockTime": 6,
          "confirmationStatus": "finalized" },
    ]);
    script.once("getSignaturesForAddress", Says::Result(found));
    script.always(
        "getSignaturesForAddress",
        Says::Error(-32_016, "Minimum context slot has not been reached"),
    );
    let address = Pubkey::new_from_array([7; 32]);
    let part = Part {
        before: None,
        until: Some(until),
        limit: 1_000,
        least: 9,
    };
    let network = script.network();
    let listed = network.listed(&address, &part).unwrap();
    let places = listed.iter().map(|it| (it.mention.signature, it.index));
    let places: Vec<_> = places.collect();
    assert_eq!(places, [(first, Some(5)), (second, None)]);
    let asked = &script.parameters("getSignaturesForAddress")[0][1];
    assert_eq!(asked["until"], until.to_string());
    assert_eq!(
        (&asked["minContextSlot"], &asked["before"]),
        (&json!(9), &Value::Null)
    );
    let behind = network.listed(&address, &part).unwrap_err();
    assert!(matches!(behind, ReadError::Behind(_)), "{behind}");
}

#[test]
fn a_node_that_keeps_no_history_is_distinguished_from_one_that_does_not_answer() {
    for (says, none) in [
        (
            Says::Error(
                -32_011,
                "Transaction history is not available from this node",
            ),
            true,
        ),
        (Says::Error(-32_601, "Method not found"), true),
        (Says::Error(-32_010, "excluded"), false),
    ] {
        for method in ["getSignaturesForAddress", "getTransaction"] {
            let script = Script::new();
            script.always(method, says.clone());
            let mut network = script.network();
            let error = match method {
                "getTransaction" => network.executed(&Signature::default()).map(drop),
                _ => network.mentions(&Pubkey::default(), None, 1).map(drop),
            };
            assert_eq!(
                error == Err(ReadError::NoHistory),
                none,
                "{method}: {error:?}"
            );
        }
    }
}
