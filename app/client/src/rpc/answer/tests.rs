//! Replies of nodes and of what stands before them.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::panic
)]

use std::time::Duration;

use serde_json::json;

use super::*;

fn reply(status: u16, body: impl ToString) -> Result<Reply, NoReply> {
    Ok(Reply {
        status,
        after: None,
        body: body.to_string(),
    })
}

fn as_it_is(text: &str) -> String {
    text.into()
}

fn error(code: i64, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": 7, "error": { "code": code, "message": message } })
}

#[test]
fn a_result_is_that_of_the_request() {
    let result = |id: Value, result: Value| {
        read(
            7,
            reply(200, json!({ "jsonrpc": "2.0", "id": id, "result": result })),
            &as_it_is,
        )
    };
    assert_eq!(result(json!(7), json!([1])), Ok(json!([1])));
    assert_eq!(result(json!(7), Value::Null), Ok(Value::Null));
    // One that was asked before, and nobody's.
    for id in [json!(6), json!("7"), Value::Null] {
        let fault = result(id, json!([1])).unwrap_err();
        assert_eq!(fault.kind, Kind::Lost);
        assert_eq!(fault.words, "its answer is to another request");
    }
}

#[test]
fn each_fault_is_of_its_kind_and_in_its_own_words() {
    let html = "<html>\n<head><title>504 Gateway Time-out</title></head><body></body></html>";
    let cases = [
        (
            Err(NoReply::Unconnected("refused".into())),
            Kind::Unconnected,
            "refused",
        ),
        (Err(NoReply::Lost("closed".into())), Kind::Lost, "closed"),
        (
            reply(504, html),
            Kind::Lost,
            "504 Gateway Time-out (HTTP 504)",
        ),
        (
            reply(200, html),
            Kind::Lost,
            "its answer cannot be read: 504 Gateway Time-out",
        ),
        (
            reply(200, ""),
            Kind::Lost,
            "its answer cannot be read: no words",
        ),
        (
            reply(200, "[1]"),
            Kind::Lost,
            "its answer cannot be read: [1]",
        ),
        (reply(502, ""), Kind::Lost, "no words (HTTP 502)"),
        (
            reply(503, "try\u{1b} later"),
            Kind::Lost,
            "try later (HTTP 503)",
        ),
        (
            reply(500, error(-32_603, "Internal error")),
            Kind::Lost,
            "Internal error (-32603)",
        ),
        (
            reply(200, error(-32_603, "Internal error")),
            Kind::Lost,
            "Internal error (-32603)",
        ),
        (reply(429, "slow down"), Kind::Busy, "slow down (HTTP 429)"),
        (
            reply(429, error(-32_005, "too many requests")),
            Kind::Busy,
            "too many requests (-32005)",
        ),
        (
            reply(200, error(429, "rate limit")),
            Kind::Busy,
            "rate limit (429)",
        ),
        (
            reply(200, error(-32_004, "Block not available")),
            Kind::Busy,
            "Block not available (-32004)",
        ),
        (
            reply(200, error(-32_005, "Node is behind by 42 slots")),
            Kind::Busy,
            "Node is behind by 42 slots (-32005)",
        ),
        (
            reply(200, error(-32_007, "50/second request limit")),
            Kind::Busy,
            "50/second request limit (-32007)",
        ),
        (
            reply(200, error(-32_014, "Block status not yet")),
            Kind::Busy,
            "Block status not yet (-32014)",
        ),
        (
            reply(200, error(-32_016, "Minimum context slot")),
            Kind::Busy,
            "Minimum context slot (-32016)",
        ),
        (
            reply(200, error(-32_601, "Method not found")),
            Kind::Refused,
            "Method not found (-32601)",
        ),
        (
            reply(
                200,
                error(-32_010, "excluded from account secondary indexes"),
            ),
            Kind::Refused,
            "excluded from account secondary indexes (-32010)",
        ),
        (
            reply(403, error(-32_052, "your plan lacks it")),
            Kind::Refused,
            "your plan lacks it (-32052)",
        ),
        (
            reply(403, json!({ "message": "no plan" })),
            Kind::Refused,
            "no plan (HTTP 403)",
        ),
        (
            reply(403, json!({ "error": "no key" })),
            Kind::Refused,
            "no key (HTTP 403)",
        ),
        (reply(410, "gone"), Kind::Refused, "gone (HTTP 410)"),
        (reply(404, ""), Kind::Refused, "no words (HTTP 404)"),
    ];
    for (reply, kind, words) in cases {
        let fault = read(7, reply.clone(), &as_it_is).unwrap_err();
        assert_eq!(
            (fault.kind, fault.words.as_str()),
            (kind, words),
            "{reply:?}"
        );
        assert_eq!(fault.refusal, None);
    }
}

#[test]
fn a_gateway_says_when_to_ask_again_and_not_too_much() {
    let after = Some(Duration::from_secs(3));
    let body = "word ".repeat(1_000);
    let fault = read(
        7,
        Ok(Reply {
            status: 503,
            after,
            body,
        }),
        &as_it_is,
    )
    .unwrap_err();
    assert_eq!(fault.after, after);
    assert_eq!(fault.words.chars().count(), WORDS + " (HTTP 503)".len());
}

#[test]
fn a_transaction_that_is_not_taken_has_its_reason() {
    let mut failed = error(-32_002, "Transaction simulation failed");
    let of = |answer: &Value| read(7, reply(200, answer), &as_it_is).unwrap_err();
    assert_eq!(of(&failed).refusal, None);
    failed["error"]["data"] = json!({ "err": "BlockhashNotFound", "logs": null });
    let refusal = Some((TransactionError::BlockhashNotFound, Vec::new()));
    assert_eq!(of(&failed).refusal, refusal);
    failed["error"]["data"] =
        json!({ "err": { "InstructionError": [1, { "Custom": 6000 }] }, "logs": ["a", "b"] });
    let fault = of(&failed);
    let (error, logs) = fault.refusal.unwrap();
    assert_eq!(
        (fault.kind, logs),
        (Kind::Refused, vec!["a".into(), "b".into()])
    );
    assert!(error.to_string().contains("custom program error: 0x1770"));
    let unsigned = of(&super::tests::error(
        -32_003,
        "signature verification failure",
    ));
    assert_eq!(
        unsigned.refusal.unwrap().0,
        TransactionError::SignatureFailure
    );
}
