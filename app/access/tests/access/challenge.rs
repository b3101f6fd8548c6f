//! docs/spec/challenge.md.

use std::{fs, path::PathBuf};

use io_access::{
    http, limits, Answer, AnswerTerms, Challenge, ChallengeTerms, Error, Gpu, Maintenance, Source,
    UnsignedAnswer, UnsignedChallenge,
};
use serde_json::{json, Value};
use solana_hash::Hash;
use solana_keypair::Signer;
use solana_pubkey::Pubkey;

use crate::people::{address, network, supplier, wallet, NOW, OPERATOR, OWNER, STRANGER};

const ATTESTOR: u8 = 25;

fn nonce() -> Hash {
    Hash::new_from_array([34; 32])
}

fn attestors() -> [Pubkey; 2] {
    [wallet(26), wallet(ATTESTOR)].map(|it| it.pubkey())
}

fn terms(attestors: &[Pubkey]) -> ChallengeTerms<'_> {
    ChallengeTerms {
        network: network(),
        supplier: supplier(),
        attestors,
        now: NOW + 5,
    }
}

fn unsigned() -> UnsignedChallenge {
    UnsignedChallenge {
        network: network(),
        supplier: supplier(),
        nonce: nonce(),
        asked_at: NOW,
    }
}

fn answer_terms() -> AnswerTerms {
    AnswerTerms {
        network: network(),
        supplier: supplier(),
        owner: wallet(OWNER).pubkey(),
        operator: wallet(OPERATOR).pubkey(),
        nonce: nonce(),
    }
}

fn gpu() -> Gpu {
    Gpu {
        uuid: "GPU-2a5e7b1c-0d4f-4c8e-9a63-5b1f0c7d8e90".into(),
        model: "NVIDIA H100 80GB HBM3".into(),
        memory_mib: 81_559,
        utilisation: Some(97),
    }
}

fn answer() -> UnsignedAnswer {
    UnsignedAnswer {
        network: network(),
        supplier: supplier(),
        nonce: nonce(),
        answered_at: NOW + 2,
        source: Source::Nvml,
        gpus: vec![gpu()],
        maintenance: Some(Maintenance {
            from: NOW + 87_000,
            until: NOW + 94_200,
        }),
    }
}

#[test]
fn an_attestor_asks_and_owner_or_operator_answer() {
    let asked = unsigned().sign(&wallet(ATTESTOR)).unwrap();
    let posted = Challenge::read(&asked.write().unwrap()).unwrap();
    assert_eq!(posted.check(&terms(&attestors())), Ok(()));
    assert_eq!(posted.nonce(), nonce());
    for number in [OWNER, OPERATOR] {
        let signed = answer().sign(&wallet(number)).unwrap();
        let read = Answer::read(&signed.write().unwrap()).unwrap();
        assert_eq!(read.check(&answer_terms()), Ok(&answer()));
    }
    let posted_at = http::challenge("https://gpus.example/", &supplier());
    let path = format!("https://gpus.example/v1/suppliers/{}/challenge", supplier());
    assert_eq!(posted_at, Ok(path));
}

#[test]
fn each_thing_that_is_wrong_with_a_challenge_has_its_error() {
    let attestors = attestors();
    let asked = unsigned().sign(&wallet(ATTESTOR)).unwrap();
    let refused = |terms: &ChallengeTerms| asked.check(terms).unwrap_err();
    let mut wrong = terms(&attestors);
    wrong.network = Hash::new_from_array([1; 32]);
    assert_eq!(refused(&wrong), Error::WrongNetwork);
    let mut wrong = terms(&attestors);
    wrong.supplier = address(1);
    assert_eq!(refused(&wrong), Error::WrongSupplier);
    // An attestor that is suspended is not among them.
    assert_eq!(refused(&terms(&attestors[..1])), Error::WrongSigner);
    for (now, error) in [
        (NOW - 61, Some(Error::NotYetValid)),
        (NOW - 60, None),
        (NOW + 600, None),
        (NOW + 601, Some(Error::Stale)),
    ] {
        let mut at = terms(&attestors);
        at.now = now;
        assert_eq!(asked.check(&at).err(), error, "{now}");
    }
    let signature = wallet(ATTESTOR).sign_message(&unsigned().statement().message());
    let mut other = unsigned();
    other.nonce = Hash::new_from_array([1; 32]);
    let mut later = unsigned();
    later.asked_at += 1;
    for altered in [other, later] {
        let altered = altered.with_signature(wallet(ATTESTOR).pubkey(), signature);
        assert_eq!(altered.check(&terms(&attestors)), Err(Error::BadSignature));
    }
}

#[test]
fn each_thing_that_is_wrong_with_an_answer_has_its_error() {
    let signed = answer().sign(&wallet(OPERATOR)).unwrap();
    let refused = |terms: &AnswerTerms| signed.check(terms).unwrap_err();
    let mut wrong = answer_terms();
    wrong.network = Hash::new_from_array([1; 32]);
    assert_eq!(refused(&wrong), Error::WrongNetwork);
    let mut wrong = answer_terms();
    wrong.supplier = address(1);
    assert_eq!(refused(&wrong), Error::WrongSupplier);
    let mut wrong = answer_terms();
    wrong.nonce = Hash::new_from_array([1; 32]);
    assert_eq!(refused(&wrong), Error::WrongNonce);
    let by_stranger = answer().sign(&wallet(STRANGER)).unwrap();
    let by_stranger = by_stranger.check(&answer_terms()).unwrap_err();
    assert_eq!(by_stranger, Error::WrongSigner);
}

/// Every field, also of each GPU and its place in the list.
#[test]
fn every_part_of_an_answer_is_signed() {
    let second = Gpu {
        uuid: "GPU-2".into(),
        utilisation: None,
        ..gpu()
    };
    let whole = UnsignedAnswer {
        gpus: vec![gpu(), second.clone()],
        ..answer()
    };
    let operator = wallet(OPERATOR);
    let signature = operator.sign_message(&whole.statement().message());
    let with = |change: &dyn Fn(&mut UnsignedAnswer)| {
        let mut altered = whole.clone();
        change(&mut altered);
        let altered = altered.with_signature(operator.pubkey(), signature);
        altered.check(&answer_terms()).map(drop)
    };
    assert_eq!(with(&|_| {}), Ok(()));
    let changes: [&dyn Fn(&mut UnsignedAnswer); 11] = [
        &|it| it.answered_at += 1,
        &|it| it.source = Source::Command,
        &|it| it.maintenance = None,
        &|it| it.maintenance.as_mut().unwrap().until += 1,
        &|it| it.gpus[0].uuid.push('0'),
        &|it| it.gpus[0].model.push('0'),
        &|it| it.gpus[0].memory_mib += 1,
        &|it| it.gpus[0].utilisation = None,
        &|it| it.gpus[1].utilisation = Some(0),
        &|it| it.gpus.swap(0, 1),
        &|it| it.gpus.truncate(1),
    ];
    for (place, change) in changes.iter().enumerate() {
        assert_eq!(with(change), Err(Error::BadSignature), "change {place}");
    }
}

/// What is refused when this value stands in an answer.
fn with(path: &str, value: Value) -> Option<&'static str> {
    let signed = answer().sign(&wallet(OPERATOR)).unwrap();
    let mut json: Value = serde_json::from_slice(&signed.write().unwrap()).unwrap();
    *json.pointer_mut(path).unwrap() = value;
    let read = Answer::read(json.to_string().as_bytes());
    read.err().map(|it| it.name())
}

#[test]
fn an_answer_keeps_its_limits() {
    let many = |count: usize| {
        let gpus =
            (0..count).map(|it| json!({"uuid": it.to_string(), "model": "X", "memory_mib": 1}));
        gpus.collect::<Value>()
    };
    for (path, value, error) in [
        ("/gpus", json!([]), None),
        ("/gpus", many(1_024), None),
        ("/gpus", many(1_025), Some("InvalidField")),
        (
            "/gpus",
            json!([many(1)[0], many(1)[0]]),
            Some("InvalidField"),
        ),
        ("/gpus/0/uuid", "a b".into(), Some("InvalidField")),
        ("/gpus/0/uuid", "".into(), Some("InvalidField")),
        ("/gpus/0/uuid", "x".repeat(65).into(), Some("InvalidField")),
        ("/gpus/0/model", "x".repeat(96).into(), None),
        ("/gpus/0/model", "x".repeat(97).into(), Some("InvalidField")),
        ("/gpus/0/model", "A  B".into(), Some("InvalidField")),
        ("/gpus/0/model", "A\tB".into(), Some("InvalidField")),
        ("/gpus/0/model", "é".into(), Some("InvalidField")),
        ("/gpus/0/utilisation", 100.into(), None),
        ("/gpus/0/utilisation", 101.into(), Some("InvalidField")),
        ("/gpus/0/memory_mib", json!(-1), Some("Malformed")),
        ("/gpus/0/memory_mib", Value::Null, Some("Malformed")),
        ("/source", "guess".into(), Some("InvalidField")),
        ("/maintenance/until", (NOW + 101_400).into(), None),
        (
            "/maintenance/until",
            (NOW + 101_401).into(),
            Some("InvalidField"),
        ),
        (
            "/maintenance/until",
            (NOW + 87_000).into(),
            Some("InvalidField"),
        ),
        ("/version", 2.into(), Some("UnsupportedVersion")),
        ("/nonce", "0".into(), Some("InvalidField")),
        ("/answered_at", 0.into(), Some("InvalidField")),
    ] {
        assert_eq!(with(path, value.clone()), error, "{path}: {value}");
    }
    let large = vec![b' '; limits::MAX_ANSWER + 1];
    assert_eq!(Answer::read(&large).unwrap_err().name(), "TooLarge");
    let large = vec![b' '; limits::MAX_CHALLENGE + 1];
    assert_eq!(Challenge::read(&large).unwrap_err().name(), "TooLarge");
}

#[test]
fn the_longest_answer_fits() {
    let mut longest = answer();
    longest.gpus = (0..limits::MAX_GPUS)
        .map(|it| Gpu {
            uuid: format!("{it:064}"),
            model: "x".repeat(limits::MAX_MODEL),
            memory_mib: u64::MAX,
            utilisation: Some(100),
        })
        .collect();
    let signed = longest.sign(&wallet(OWNER)).unwrap();
    assert!(signed.write().unwrap().len() <= limits::MAX_ANSWER);
    // A Ledger shows no more.
    assert!(answer().statement().text().len() <= 1_212);
}

fn page() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/challenge.md");
    fs::read_to_string(path).unwrap()
}

/// The blocks of a language, in order.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    let parts = page.split(&start).skip(1);
    parts.map(|it| it.split_once("\n```").unwrap().0).collect()
}

#[test]
fn the_pages_examples_are_taken() {
    let page = page();
    let asked = unsigned().sign(&wallet(ATTESTOR)).unwrap();
    let answered = answer().sign(&wallet(OPERATOR)).unwrap();
    let expected = [asked.write().unwrap(), answered.write().unwrap()];
    let examples = blocks(&page, "json");
    assert_eq!(examples.len(), expected.len());
    for (block, expected) in examples.iter().zip(expected) {
        let [block, expected]: [Value; 2] =
            [block.as_bytes(), &expected].map(|it| serde_json::from_slice(it).unwrap());
        assert_eq!(block, expected);
    }
    let lines = [unsigned().statement(), answer().statement()];
    let lines: Vec<&str> = lines.iter().map(|it| it.text()).collect();
    assert_eq!(blocks(&page, "text"), lines);
}

#[test]
fn the_pages_limits_are_those_of_the_code() {
    let page = page();
    for row in [
        format!(
            "| JSON of a challenge | {} |",
            thousands(limits::MAX_CHALLENGE)
        ),
        format!("| JSON of an answer | {} |", thousands(limits::MAX_ANSWER)),
        format!("| `gpus` | {} |", thousands(limits::MAX_GPUS)),
        format!("| `uuid` | {} |", limits::MAX_UUID),
        format!("| `model` | {} |", limits::MAX_MODEL),
        format!("at most {} hours", limits::MAX_MAINTENANCE / 3_600),
    ] {
        assert!(page.contains(&row), "{row}");
    }
}

fn thousands(number: usize) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}
