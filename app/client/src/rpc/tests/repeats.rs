//! What is asked again, and what is given up.

use super::*;

#[test]
fn every_read_is_repeated_until_it_is_answered() {
    let faults = [
        Says::Closed,
        Says::Http(503, "<html>later</html>"),
        Says::Http(200, "<html>welcome</html>"),
        Says::Error(-32_005, "Node is behind"),
        Says::Result(Value::Null),
        Says::After(429, 3),
    ];
    let script = Script::new();
    for method in [
        "getAccountInfo",
        "getLatestBlockhash",
        "simulateTransaction",
    ] {
        for says in &faults {
            script.once(method, says.clone());
        }
    }
    let address = Pubkey::new_unique();
    assert_eq!(script.network().account(&address), Ok(None));
    assert_eq!(script.methods().len(), faults.len() + 1);
    assert!(script.now() >= Duration::from_secs(3));
    send(&script).unwrap();
}

#[test]
fn who_does_not_answer_is_given_up_after_a_while() {
    let timeouts = Timeouts::default().answer;
    for (says, words) in [
        (Says::Closed, "http://node: connection closed"),
        (Says::Http(503, "later"), "http://node: later (HTTP 503)"),
        (
            Says::Error(-32_005, "Node is behind"),
            "http://node: Node is behind (-32005)",
        ),
    ] {
        let script = Script::new();
        script.always("getAccountInfo", says);
        let reported = script.network().account(&Pubkey::new_unique()).unwrap_err();
        assert_eq!(reported, ReadError::Unreachable(words.into()));
        let waited = script.now();
        assert!(waited <= timeouts && waited > timeouts / 2, "{waited:?}");
    }
    // A node that asks for more time than there is.
    let script = Script::new();
    script.always("getAccountInfo", Says::After(429, 3_600));
    assert!(script.network().account(&Pubkey::new_unique()).is_err());
    assert_eq!(script.now(), Duration::ZERO);
}

#[test]
fn a_refusal_is_in_the_nodes_own_words_and_final() {
    for (says, words) in [
        (
            Says::Error(-32_601, "Method not found"),
            "Method not found (-32601)",
        ),
        (Says::Error(-32_010, "excluded"), "excluded (-32010)"),
        (
            Says::Http(403, "not on your plan"),
            "not on your plan (HTTP 403)",
        ),
        (Says::Http(410, "gone"), "gone (HTTP 410)"),
    ] {
        let script = Script::new();
        script.always("getProgramAccounts", says);
        let reported = script.network().program_accounts(&system_program::ID, &[]);
        let reported = reported.unwrap_err().to_string();
        assert_eq!(
            reported,
            format!("the node refuses getProgramAccounts: {words}")
        );
        assert_eq!(script.methods().len(), 1);
    }
}

#[test]
fn who_does_not_listen_is_reported_with_the_cause() {
    let network = RpcNetwork::new(
        "http://127.0.0.1:1/key-of-mine",
        CommitmentConfig::processed(),
    );
    let mut nobody = network.with_timeouts(Timeouts {
        connection: Duration::ZERO,
        ..Timeouts::default()
    });
    let reported = nobody.account(&Pubkey::new_unique()).unwrap_err();
    let reported = reported.to_string();
    assert!(
        reported.starts_with("the network does not answer: http://127.0.0.1:1: Connection refused"),
        "{reported}"
    );
    assert!(!reported.contains("key-of-mine"), "{reported}");
}

/// A method, with what came of it.
type Asked = (String, Duration, Option<Failure>);

#[derive(Clone, Default)]
struct Measures(Arc<Mutex<Vec<Asked>>>, Arc<Mutex<Vec<String>>>);

impl Meter for Measures {
    fn asked(&self, method: &str, took: Duration, failure: Option<Failure>) {
        let asked = (method.to_string(), took, failure);
        self.0.lock().unwrap().push(asked);
    }

    fn failed(&self, method: &str, failure: Failure, words: &str) {
        let failed = format!("{method}, {}: {words}", failure.name());
        self.1.lock().unwrap().push(failed);
    }
}

/// Three seconds are waited for an answer at most, where no more are waited for an outcome.
#[test]
fn no_answer_is_waited_for_longer_than_an_outcome() {
    for (outcome, is_answered) in [(3, true), (90, false)] {
        let script = Script::new();
        script.once("getAccountInfo", Says::Silence);
        let timeout = Duration::from_secs(outcome);
        let mut network = script.network().with_timeout(timeout);
        let answer = network.account(&Pubkey::new_unique());
        assert_eq!(answer.is_ok(), is_answered, "{outcome}");
        let waited = script.0.lock().unwrap().now;
        let longest = if is_answered { 4 } else { 31 };
        assert!(waited < Duration::from_secs(longest), "{waited:?}");
    }
}

#[test]
fn each_fault_is_metered_in_words() {
    let script = Script::new();
    script.once("getAccountInfo", Says::After(429, 3));
    script.once("getAccountInfo", Says::Error(-32_602, "Invalid params"));
    let measures = Measures::default();
    let mut network = script.network().with_meter(measures.clone());
    assert!(network.account(&Pubkey::new_unique()).is_err());
    let failed = measures.1.lock().unwrap();
    let [busy, refused] = failed.as_slice() else {
        panic!("{failed:?}");
    };
    assert!(
        busy.starts_with("getAccountInfo, busy: ") && busy.ends_with("(HTTP 429)"),
        "{busy}"
    );
    assert_eq!(refused, "getAccountInfo, refused: Invalid params (-32602)");
}

#[test]
fn each_request_is_measured_with_how_it_failed() {
    let script = Script::new();
    script.once("getAccountInfo", Says::After(429, 3));
    script.once("getAccountInfo", Says::Silence);
    script.once("getAccountInfo", Says::Http(200, "<html>welcome</html>"));
    script.once("getAccountInfo", Says::Error(-32_602, "Invalid params"));
    let measures = Measures::default();
    let mut network = script.network().with_meter(measures.clone());
    let mut ask = || network.account(&Pubkey::new_unique());
    // It waits for the silent one until time is up; a refusal is not asked again.
    assert!(ask().is_err() && ask().is_err() && ask().is_ok());
    let measured = measures.0.lock().unwrap();
    assert!(measured
        .iter()
        .all(|(method, ..)| method == "getAccountInfo"));
    let failures: Vec<_> = measured.iter().map(|(.., failure)| *failure).collect();
    let [busy, lost, refused] = [Failure::Busy, Failure::Lost, Failure::Refused].map(Some);
    assert_eq!(failures, [busy, lost, lost, refused, None]);
    let took: Vec<_> = measured.iter().map(|(_, took, _)| *took).collect();
    let [first, silent, ..] = took[..] else {
        panic!("{took:?}");
    };
    assert!(
        silent > Duration::ZERO && first == Duration::ZERO,
        "{took:?}"
    );
}
