//! Answers to a broadcast.

use super::*;

#[test]
fn what_is_refused_or_silent_before_the_broadcast_is_unsent() {
    for method in [
        "simulateTransaction",
        "getLatestBlockhash",
        "getSignatureStatuses",
    ] {
        let script = Script::new();
        script.0.lock().unwrap().once.clear();
        script.always(method, Says::Closed);
        let unsent = send(&script).unwrap_err();
        assert!(matches!(unsent, SendError::Unsent(_)), "{method}: {unsent}");
        assert!(script.parameters("sendTransaction").is_empty());
        assert!(script.0.lock().unwrap().announced.is_empty());
    }
}

fn submit(script: &Script) -> Result<Signature, SendError> {
    script.network().submit(&[instruction(10)], &[&key()])
}

#[test]
fn what_is_submitted_is_announced_sent_once_and_left_to_the_node() {
    let script = Script::new();
    let signature = submit(&script).unwrap();
    let [sent] = script.transactions("sendTransaction").try_into().unwrap();
    assert_eq!(sent.signatures, [signature]);
    // The node repeats it, since nobody here does.
    let [parameters] = script.parameters("sendTransaction").try_into().unwrap();
    assert_eq!(parameters[1].get("maxRetries"), None);
    let announced: Vec<_> = script.0.lock().unwrap().announced.clone();
    assert_eq!(announced.len(), 1);
    assert_eq!((announced[0].0.signature, announced[0].1), (signature, 0));
    // One look before it, for a signature that is known, and none after it.
    assert_eq!(script.parameters("getSignatureStatuses").len(), 1);
    assert_eq!(script.now(), Duration::ZERO);
}

#[test]
fn what_is_submitted_and_not_answered_may_have_been_sent() {
    for (says, is_unknown) in [
        (Says::Closed, true),
        (Says::Http(503, "sorry"), true),
        (Says::Error(-32_601, "Method not found"), false),
    ] {
        let script = Script::new();
        script.always("sendTransaction", says.clone());
        let error = submit(&script).unwrap_err();
        let holds = match is_unknown {
            true => matches!(error, SendError::Unknown { .. }),
            false => matches!(error, SendError::NotTaken(_)),
        };
        assert!(holds, "{says:?}: {error}");
        assert_eq!(script.parameters("sendTransaction").len(), 1);
    }
    let script = Script::new();
    script.always("simulateTransaction", Says::Closed);
    let error = submit(&script).unwrap_err();
    assert!(matches!(error, SendError::Unsent(_)), "{error}");
    assert!(script.parameters("sendTransaction").is_empty());
}

#[test]
fn what_the_node_refuses_after_the_broadcast_is_not_taken() {
    let script = Script::new();
    script.always("getSignatureStatuses", of(json!([null])));
    script.always("sendTransaction", Says::Error(-32_601, "Method not found"));
    let refused = send(&script).unwrap_err();
    assert!(matches!(refused, SendError::NotTaken(_)), "{refused}");
    assert!(refused.to_string().ends_with(
        ": the node refuses sendTransaction: Method not found (-32601); nothing was executed so far, and up to block height 150 it \
         may still be, if another node has it"
    ));
    // After several slots in which no other node had it.
    assert!(script.now() >= Duration::from_secs(2));
    assert_eq!(script.parameters("sendTransaction").len(), 1);
}

/// What is said of a transaction that was handed on, by a gateway or by one of several nodes.
fn said_of_what_was_handed_on() -> Vec<(&'static str, Says)> {
    let error = |error: Value| Says::Whole(200, json!({ "error": error }));
    let mut said = vec![
        (
            "no code",
            error(json!({ "message": "upstream request timed out" })),
        ),
        (
            "a code of text",
            error(json!({ "code": "-32000", "message": "timeout" })),
        ),
        (
            "a code with a fraction",
            error(json!({ "code": -32_603.0, "message": "internal" })),
        ),
        ("a list", error(json!([1]))),
        ("a text", error(json!("timeout"))),
        (
            "a result beside",
            Says::Whole(
                200,
                json!({ "result": "x", "error": { "code": -32_601, "message": "x" } }),
            ),
        ),
        ("a page of 429", Says::Http(429, "slow down")),
        ("a redirect", Says::Http(302, "moved")),
        ("another redirect", Says::Http(307, "")),
        ("an answer of before HTTP", Says::Http(101, "")),
    ];
    for status in [
        400, 401, 403, 404, 408, 410, 413, 425, 429, 460, 499, 500, 502, 504, 520, 599,
    ] {
        said.push(("a page", Says::Http(status, "<html>sorry</html>")));
        // The codes that prove something prove nothing here.
        for code in [-32_002, -32_003, -32_601, -32_602] {
            let answer = json!({ "error": { "code": code, "message": "sorry" } });
            said.push(("a code of a gateway", Says::Whole(status, answer)));
        }
    }
    for code in [
        -32_001,
        -32_000,
        -32_004,
        -32_005,
        -32_007,
        -32_010,
        -32_015,
        -32_016,
        -32_052,
        -32_097,
        -32_429,
        -32_600,
        -32_603,
        -32_700,
        -1,
        0,
        1,
        3,
        19,
        30,
        403,
        429,
        504,
        i64::MAX,
    ] {
        said.push((
            "a code",
            Says::Error(code, "Unable to complete the request at this time."),
        ));
    }
    said
}

#[test]
fn what_may_have_been_handed_on_is_never_said_to_be_unsent() {
    for (what, says) in said_of_what_was_handed_on() {
        // Executed, and not seen in a block for some looks.
        let script = Script::new();
        for _ in 0..9 {
            script.once("getSignatureStatuses", of(json!([null])));
        }
        script.always("sendTransaction", says.clone());
        let sent = send(&script);
        assert!(sent.is_ok(), "{what}, {says:?}: {sent:?}");
        // Nobody says how it ended.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.always("sendTransaction", says.clone());
        let mut network = script.network().with_timeout(Duration::from_secs(5));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{what}, {says:?}: {unknown}"
        );
    }
}

#[test]
fn a_refusal_by_the_node_itself_concludes_only_what_it_alone_was_sent_once() {
    for code in [-32_002, -32_003, -32_013, -32_601, -32_602] {
        let says = Says::Error(code, "no");
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.always("sendTransaction", says.clone());
        let refused = send(&script).unwrap_err();
        // What a gateway has handed on may come into a block later.
        let SendError::NotTaken(it) = &refused else {
            panic!("{code}: {refused}");
        };
        let (signature, height) = (it.signature, it.height);
        let reported =
            format!("nothing was executed so far, and up to block height {height} it may");
        assert!(refused.to_string().contains(&reported), "{code}: {refused}");
        assert!(refused.to_string().contains(&signature.to_string()));
        assert_eq!(height, LAST_HEIGHT);
        // Another of the nodes behind the URL has taken it.
        let script = Script::new();
        for _ in 0..3 {
            script.once("getSignatureStatuses", of(json!([null])));
        }
        script.always("sendTransaction", says.clone());
        assert!(send(&script).is_ok(), "{code}");
        // It was sent before, and what came of that is not known.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.once("sendTransaction", Says::Http(504, "time-out"));
        script.always("sendTransaction", says);
        let mut network = script.network().with_timeout(Duration::from_secs(9));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{code}: {unknown}"
        );
        // An answer to another request.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        let other =
            json!({ "jsonrpc": "2.0", "id": 0, "error": { "code": code, "message": "no" } });
        let other: &'static str = Box::leak(other.to_string().into_boxed_str());
        script.always("sendTransaction", Says::Http(200, other));
        let mut network = script.network().with_timeout(Duration::from_secs(9));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{code}: {unknown}"
        );
    }
}

#[test]
fn a_node_that_hangs_takes_no_more_time_than_there_is() {
    let last = Duration::from_millis(500);
    for silent in [
        &["sendTransaction"][..],
        &["getSignatureStatuses"],
        &["sendTransaction", "getSignatureStatuses"],
    ] {
        for seconds in [1, 2, 15] {
            let script = Script::new();
            script.always("getSignatureStatuses", of(json!([null])));
            script.once("getSignatureStatuses", of(json!([null])));
            for method in silent {
                script.always(method, Says::Silence);
            }
            let timeout = Duration::from_secs(seconds);
            let mut network = script.network().with_timeout(timeout);
            let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
            assert!(matches!(unknown, SendError::Unknown { .. }), "{unknown}");
            let waited = script.now();
            assert!(
                waited >= timeout && waited <= timeout + last,
                "{silent:?}: {waited:?}"
            );
        }
    }
}
