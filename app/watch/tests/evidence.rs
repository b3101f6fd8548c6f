//! Evidence: nothing in it can be changed unseen.

#![allow(clippy::arithmetic_side_effects, clippy::panic, clippy::unwrap_used)]

use std::{fs, path::Path};

use anchor_lang::prelude::Pubkey;
use io_access::{Gpu, Source, UnsignedAnswer};
use io_watch::{
    decision::bytes,
    evidence::{self, verify, Entry, Error, Log, Verified},
    judge::Judge,
    probe::{Outcome, Probe},
    rules::Rules,
    tracker::State,
};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;
use tempfile::tempdir;

/// 2027-01-31 23:50:00 UTC.
const NOW: i64 = 1_801_439_400;
const DAYS: [&str; 2] = ["2027-01-31", "2027-02-01"];

fn attestor() -> Keypair {
    Keypair::new_from_array([25; 32])
}

fn operator() -> Keypair {
    Keypair::new_from_array([23; 32])
}

fn supplier() -> Pubkey {
    Pubkey::from([9; 32])
}

fn network() -> Hash {
    Hash::new_from_array([7; 32])
}

/// A round of one challenge at this time, answered or not.
fn round(log: &mut Log, at: i64, answered: bool) {
    let nonce = Hash::new_from_array([34; 32]);
    let answer = UnsignedAnswer {
        network: network(),
        supplier: supplier(),
        nonce,
        answered_at: at.unsigned_abs(),
        source: Source::Nvml,
        gpus: vec![Gpu {
            uuid: "GPU-1".into(),
            model: "NVIDIA H200".into(),
            memory_mib: 143_771,
            utilisation: Some(3),
        }],
        maintenance: None,
    };
    let answer = answer.sign(&operator()).unwrap().write().unwrap();
    let outcome = match answered {
        true => Outcome::Answer {
            answer: String::from_utf8(answer).unwrap(),
            gpus: vec!["GPU-1".into()],
            maintenance: None,
            millis: 70,
        },
        false => Outcome::Silence {
            reason: "status 502".into(),
        },
    };
    let challenge = Probe::Challenge {
        supplier: supplier().to_string(),
        endpoint: "https://gpus.example".into(),
        nonce: nonce.to_string(),
        outcome,
    };
    log.append(at, Entry::Probe(challenge)).unwrap();
    let entry = Entry::Round {
        suppliers: 1,
        answered: answered.into(),
        blind: false,
    };
    log.append(at, entry).unwrap();
}

/// Twenty minutes across midnight: ten answers, then silence.
fn write(folder: &Path) -> [u8; 32] {
    let mut log = Log::open(folder, network(), attestor().pubkey(), NOW).unwrap();
    for minute in 0..20 {
        round(&mut log, NOW + minute * 60, minute < 10);
        log.seal(&attestor()).unwrap();
    }
    log.last()
}

fn check(folder: &Path, day: &str) -> Result<Verified, Error> {
    verify(&folder.join(format!("{day}.jsonl")), None)
}

#[test]
fn days_are_signed_and_chained() {
    let folder = tempdir().unwrap();
    let last = write(folder.path());
    assert_eq!(evidence::days(folder.path()).unwrap(), DAYS);
    let [first, second] = DAYS.map(|day| check(folder.path(), day).unwrap());
    assert_eq!((first.lines, first.signed), (21, 21));
    assert_eq!((second.lines, second.signed), (21, 21));
    assert_eq!((first.answers, first.silences), (10, 0));
    assert_eq!((second.answers, second.silences), (0, 10));
    assert_eq!(first.attestor, attestor().pubkey().to_string());
    assert_eq!(first.follows, "0".repeat(64));
    assert_eq!(second.follows, first.last);
    assert_eq!(bytes(&second.last), Some(last));
    // A batch names a line.
    let file = folder.path().join(format!("{}.jsonl", DAYS[1]));
    assert_eq!(verify(&file, Some(last)).unwrap().found, Some(21));
    assert_eq!(verify(&file, Some([1; 32])).unwrap().found, None);
}

/// Every byte, and every line removed, doubled or moved.
#[test]
fn no_change_passes() {
    let folder = tempdir().unwrap();
    write(folder.path());
    let file = folder.path().join(format!("{}.jsonl", DAYS[0]));
    let whole = fs::read(&file).unwrap();
    let refused = |bytes: &[u8], what: String| {
        fs::write(&file, bytes).unwrap();
        assert!(check(folder.path(), DAYS[0]).is_err(), "{what}");
    };
    for at in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        refused(&altered, format!("byte {at}"));
    }
    let text = String::from_utf8(whole.clone()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for place in 0..lines.len() {
        let mut removed = lines.clone();
        removed.remove(place);
        refused(removed.concat().as_bytes(), format!("without line {place}"));
        let mut doubled = lines.clone();
        doubled.insert(place, lines[place]);
        refused(doubled.concat().as_bytes(), format!("line {place} twice"));
        if place > 0 {
            let mut moved = lines.clone();
            moved.swap(place - 1, place);
            refused(moved.concat().as_bytes(), format!("line {place} moved"));
        }
    }
    fs::write(&file, &whole).unwrap();
    assert!(check(folder.path(), DAYS[0]).is_ok());
}

#[test]
fn a_signature_is_of_its_attestor_network_and_day() {
    let folder = tempdir().unwrap();
    write(folder.path());
    let head = folder.path().join(format!("{}.head.json", DAYS[0]));
    let whole = fs::read_to_string(&head).unwrap();
    let stranger = Keypair::new_from_array([24; 32]).pubkey().to_string();
    for (from, to) in [
        (attestor().pubkey().to_string(), stranger),
        (network().to_string(), Hash::default().to_string()),
        (DAYS[0].into(), DAYS[1].into()),
        ("\"lines\": 21".into(), "\"lines\": 20".into()),
        ("\"version\": 1".into(), "\"version\": 2".into()),
    ] {
        let altered = whole.replace(&from, &to);
        assert_ne!(altered, whole);
        fs::write(&head, altered).unwrap();
        let refused = check(folder.path(), DAYS[0]);
        assert!(matches!(refused, Err(Error::BadSignature)), "{from}");
    }
    fs::write(&head, whole.replace("\"lines\": 21", "\"lines\": 22")).unwrap();
    let refused = check(folder.path(), DAYS[0]);
    assert!(matches!(
        refused,
        Err(Error::CutShort {
            signed: 22,
            lines: 21
        })
    ));
}

/// An attestor can sign what it likes: what a supplier has signed it cannot make.
#[test]
fn an_answer_that_the_attestor_makes_up_is_found() {
    let folder = tempdir().unwrap();
    let mut log = Log::open(folder.path(), network(), attestor().pubkey(), NOW).unwrap();
    round(&mut log, NOW, true);
    let file = folder.path().join(format!("{}.jsonl", DAYS[0]));
    let text = fs::read_to_string(&file).unwrap();
    let honest = text.lines().nth(1).unwrap();
    let line: evidence::Line = serde_json::from_str(honest).unwrap();
    let Entry::Probe(Probe::Challenge {
        supplier,
        endpoint,
        nonce,
        outcome: Outcome::Answer { answer, .. },
    }) = line.entry
    else {
        panic!("{honest}");
    };
    for (made_up, other_nonce) in [
        (answer.replace("143771", "143772"), None),
        (answer.clone(), Some(Hash::default().to_string())),
        ("{}".into(), None),
    ] {
        let folder = tempdir().unwrap();
        let mut log = Log::open(folder.path(), network(), attestor().pubkey(), NOW).unwrap();
        let outcome = Outcome::Answer {
            answer: made_up,
            gpus: vec!["GPU-1".into()],
            maintenance: None,
            millis: 70,
        };
        let challenge = Probe::Challenge {
            supplier: supplier.clone(),
            endpoint: endpoint.clone(),
            nonce: other_nonce.unwrap_or_else(|| nonce.clone()),
            outcome,
        };
        log.append(NOW, Entry::Probe(challenge)).unwrap();
        log.seal(&attestor()).unwrap();
        let refused = check(folder.path(), DAYS[0]);
        assert!(matches!(refused, Err(Error::Answer { line: 2, .. })));
    }
}

#[test]
fn what_was_concluded_is_concluded_again_from_the_files() {
    let folder = tempdir().unwrap();
    write(folder.path());
    let judge: Judge = evidence::replay(folder.path(), Rules::default()).unwrap();
    let (since, decided) = (NOW + 600, NOW + 780);
    let known = judge.supplier(&supplier()).unwrap();
    assert_eq!(known.state(), State::Down { since, decided });
    assert_eq!(known.gpus(judge.rules()), Some((1, NOW)));
    // A round that was cut off is none, and neither is half a line.
    let mut log = Log::open(folder.path(), network(), attestor().pubkey(), NOW + 1_200).unwrap();
    round(&mut log, NOW + 1_200, true);
    drop(log);
    let file = folder.path().join(format!("{}.jsonl", DAYS[1]));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, &text[..text.len() - 3]).unwrap();
    let again = evidence::replay(folder.path(), Rules::default()).unwrap();
    let known = again.supplier(&supplier()).unwrap();
    assert_eq!(known.state(), State::Down { since, decided });
    assert!(evidence::replay(&folder.path().join("none"), Rules::default()).is_ok());
}

#[test]
fn a_folder_has_one_attestor_and_one_writer() {
    let folder = tempdir().unwrap();
    let me = attestor().pubkey();
    let first = Log::open(folder.path(), network(), me, NOW).unwrap();
    let second = Log::open(folder.path(), network(), me, NOW);
    assert!(matches!(second.err(), Some(Error::InUse(_))));
    drop(first);
    let other = Log::open(folder.path(), network(), supplier(), NOW);
    assert!(matches!(other.err(), Some(Error::Another { .. })));
    let other = Log::open(folder.path(), Hash::default(), me, NOW);
    assert!(matches!(other.err(), Some(Error::Another { .. })));
    assert!(Log::open(folder.path(), network(), me, NOW).is_ok());
}
