#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use serde_json::json;

use super::*;

const USDC: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
const IO: &str = "BZLbGTNCSFfoth2GYDtwr7e4imWzpR5jqcUuGEwr646K";
const TABLE: &str = "GxS6FiQ9RbErBB48mE6XgZLKW1nNb6sRfCpBVeQL7MdB";

/// As `openapi-spec/swap/v2/swap.yaml` describes it.
fn answer() -> Value {
    let instruction = json!({
        "programId": "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4",
        "accounts": [{ "pubkey": USDC, "isWritable": true, "isSigner": false }],
        "data": "AQID",
    });
    json!({
        "inputMint": USDC,
        "outputMint": IO,
        "inAmount": "100000000",
        "outAmount": "40800000000",
        "otherAmountThreshold": "40759200000",
        "swapMode": "ExactIn",
        "slippageBps": 10,
        "priceImpactPct": "0.001",
        "routePlan": [],
        "computeBudgetInstructions": [instruction],
        "setupInstructions": [instruction],
        "swapInstruction": instruction,
        "cleanupInstruction": null,
        "otherInstructions": [],
        "tipInstruction": null,
        "addressesByLookupTableAddress": { TABLE: [USDC, IO] },
        "blockhashWithMetadata": { "blockhash": [1], "lastValidBlockHeight": 9 },
    })
}

fn read_it(answer: &Value) -> Result<Route, Unrouted> {
    read(200, None, &answer.to_string(), &|text| text.into())
}

#[test]
fn an_answer_is_read() {
    let route = read_it(&answer()).unwrap();
    let (usdc, io) = (USDC.parse().unwrap(), IO.parse().unwrap());
    assert_eq!((route.input, route.output), (usdc, io));
    assert_eq!(
        (route.in_amount, route.out_amount),
        (100_000_000, 40_800_000_000)
    );
    assert_eq!(route.tables, [TABLE.parse::<Pubkey>().unwrap()]);
    let swap = Instruction {
        program_id: super::super::PROGRAM,
        accounts: vec![AccountMeta::new(usdc, false)],
        data: vec![1, 2, 3],
    };
    assert_eq!(
        (&route.setup[..], &route.swap),
        (&[swap.clone()][..], &swap)
    );
    assert_eq!((route.cleanup, route.others), (None, vec![]));
}

#[test]
fn a_tip_is_among_the_other_instructions_and_what_is_not_there_is_none() {
    let mut with_tip = answer();
    with_tip["tipInstruction"] = with_tip["swapInstruction"].clone();
    assert_eq!(read_it(&with_tip).unwrap().others.len(), 1);
    let mut bare = answer();
    for field in [
        "cleanupInstruction",
        "otherInstructions",
        "tipInstruction",
        "addressesByLookupTableAddress",
    ] {
        bare.as_object_mut().unwrap().remove(field);
    }
    let bare = read_it(&bare).unwrap();
    assert_eq!((bare.others, bare.tables), (vec![], vec![]));
}

#[test]
fn what_is_no_answer_is_not_read() {
    for (field, value) in [
        ("inputMint", json!("mars")),
        ("outAmount", json!("-1")),
        ("outAmount", json!(40_800_000_000_u64)),
        ("inAmount", json!("18446744073709551616")),
        ("swapMode", json!("ExactOut")),
        ("swapInstruction", Value::Null),
        (
            "setupInstructions",
            json!([{ "programId": USDC, "accounts": [], "data": "!" }]),
        ),
        ("addressesByLookupTableAddress", json!({ "mars": [] })),
    ] {
        let mut other = answer();
        other[field] = value;
        assert!(
            matches!(read_it(&other), Err(Unrouted::Unreadable(_))),
            "{field}"
        );
    }
    for body in ["", "<html>", "[]", "{\"inputMint\":"] {
        assert!(matches!(
            read(200, None, body, &|text| text.into()),
            Err(Unrouted::Unreadable(_))
        ));
    }
}

#[test]
fn what_is_refused_says_why() {
    let read = |status, after, body: &str| {
        let redacted = |text: &str| text.replace("SECRET", "…");
        read(status, after, body, &redacted).unwrap_err()
    };
    let no_route = "{\"error\":\"No routes found\"}";
    assert_eq!(read(400, None, no_route), Unrouted::NoRoute);
    assert_eq!(
        read(429, Some(7), "slow down").to_string(),
        "Jupiter's rate limit is reached: again in 7 s"
    );
    assert_eq!(
        read(429, None, "").to_string(),
        "Jupiter's rate limit is reached"
    );
    let key = read(401, None, "{\"error\":\"key SECRET\\u001b[2J is unknown\"}");
    assert_eq!(
        key.to_string(),
        "Jupiter refuses the request: key … [2J is unknown (HTTP 401)"
    );
    let down = read(502, None, "<html><h1>Bad gateway</h1></html>");
    assert_eq!(down, Unrouted::Unreachable("Bad gateway (HTTP 502)".into()));
    assert!(matches!(read(302, None, ""), Unrouted::Unreachable(_)));
}
