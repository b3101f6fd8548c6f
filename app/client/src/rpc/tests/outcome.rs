//! Statuses, and the outcome that they show.

use super::*;

/// A status with these fields, of a node whose bank is in slot 9.
fn written(with: Value) -> Value {
    let mut status = json!({ "slot": 9, "confirmations": null, "confirmationStatus": "finalized" });
    for (name, value) in with.as_object().unwrap() {
        status[name] = value.clone();
    }
    status
}

#[test]
fn a_status_says_by_its_error_how_it_ended() {
    let error = json!({ "InstructionError": [0, { "Custom": 1 }] });
    let ends = |status: Value| {
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([status])));
        script.always("getTransaction", Says::Result(Value::Null));
        let mut network = script.network().with_timeout(Duration::from_secs(2));
        let sent = network.send(&[instruction(10)], &[&key()]);
        (sent, network.outcome(&Signature::default()))
    };
    for status in [
        written(json!({ "err": error, "status": { "Ok": null } })),
        written(json!({ "err": error })),
    ] {
        let (sent, outcome) = ends(status);
        assert!(matches!(sent, Err(SendError::Failed { .. })), "{sent:?}");
        assert!(matches!(outcome, Ok(Some(Err(_)))), "{outcome:?}");
    }
    let (sent, outcome) = ends(written(json!({ "err": null })));
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(outcome, Ok(Some(Ok(()))));
    // Without an error or a null in its place, it is no status.
    let (sent, outcome) = ends(written(json!({ "status": { "Ok": null } })));
    assert!(matches!(sent, Err(SendError::Unknown { .. })), "{sent:?}");
    assert!(outcome.is_err(), "{outcome:?}");
}

#[test]
fn a_status_before_the_blockhash_or_after_the_bank_is_no_evidence() {
    for slot in [0, 3, 8, 10, u64::MAX] {
        let status = written(json!({ "slot": slot, "err": null }));
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([status])));
        let mut network = script.network().with_timeout(Duration::from_secs(2));
        let sent = network.send(&[instruction(10)], &[&key()]);
        assert!(
            matches!(sent, Err(SendError::Unknown { .. })),
            "{slot}: {sent:?}"
        );
        assert!(
            script.parameters("sendTransaction").len() > 1,
            "{slot}: it is sent again"
        );
        // Of one that may be older, and with nothing to hold a later slot against.
        let outcome = network.outcome(&Signature::default());
        assert_eq!(outcome, Ok((slot <= 9).then_some(Ok(()))), "{slot}");
    }
}

#[test]
fn an_outcome_that_nobody_tells_is_unknown_and_has_the_signature() {
    let script = Script::new();
    script.once("getSignatureStatuses", of(json!([null])));
    script
        .0
        .lock()
        .unwrap()
        .once
        .get_mut("getSignatureStatuses")
        .unwrap()
        .truncate(1);
    script.always("getSignatureStatuses", Says::Http(504, "time-out"));
    let mut network = script.network().with_timeout(Duration::from_secs(2));
    let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
    let SendError::Unknown { signature, reason } = unknown else {
        panic!("{unknown}");
    };
    let sent = script.transactions("sendTransaction");
    assert!(sent.iter().all(|it| it.signatures[0] == signature));
    assert!(sent.len() >= 2, "it is sent again");
    assert_eq!(
        reason,
        "the network does not answer: http://node: time-out (HTTP 504)"
    );
    assert_eq!(script.now(), Duration::from_secs(2));
}

#[test]
fn what_fails_in_its_block_has_paid_its_fee() {
    let script = Script::new();
    let error = json!({ "InstructionError": [3, { "Custom": 6_000 }] });
    script.always(
        "getSignatureStatuses",
        of(json!([{
            "slot": 9, "confirmations": null, "status": { "Err": error }, "err": error,
            "confirmationStatus": "finalized"
        }])),
    );
    script.always("getTransaction", Says::Result(Value::Null));
    let failed = send(&script).unwrap_err();
    assert_eq!(failed.code(), Some(6_000));
    assert!(matches!(failed, SendError::Failed { .. }), "{failed}");
}

#[test]
fn an_error_that_is_not_known_here_is_reported_in_the_nodes_word() {
    let error = json!({ "NoSuchError": 3 });
    let script = Script::new();
    script.always(
        "simulateTransaction",
        of(json!({ "err": error, "logs": ["Program log: x"] })),
    );
    let reported = "the node names an error that is not known here: {\"NoSuchError\":3}";
    let refused = send(&script).unwrap_err();
    let SendError::Refused { logs, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(logs, &[reported]);
    assert_eq!(script.parameters("simulateTransaction").len(), 1);
    let script = Script::new();
    script.always(
        "getSignatureStatuses",
        of(json!([{
            "slot": 9, "confirmations": null, "status": { "Err": error }, "err": error,
            "confirmationStatus": "finalized"
        }])),
    );
    script.always("getTransaction", Says::Result(Value::Null));
    let failed = send(&script).unwrap_err();
    let SendError::Failed { logs, .. } = &failed else {
        panic!("{failed}");
    };
    assert_eq!(logs, &[reported]);
}
