//! Answers to challenges, and where the GPUs come from.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use io_access::{
    limits, Answer, AnswerTerms, ChallengeTerms, Gpu, Maintenance, Source, UnsignedChallenge,
};
use io_inventory::{answer, Command, Error, Inventory, NoAnswer, Nvml, Service};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Unix seconds: 2027-01-31 16:30:00 UTC.
const NOW: u64 = 1_801_413_000;

fn supplier() -> Pubkey {
    Pubkey::new_from_array([9; 32])
}

fn key(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

/// A list, and how often it was made.
struct List(Vec<Gpu>, Cell<u32>);

impl Inventory for List {
    fn source(&self) -> Source {
        Source::Command
    }
    fn gpus(&self) -> Result<Vec<Gpu>, Error> {
        self.1.set(self.1.get().saturating_add(1));
        Ok(self.0.clone())
    }
}

fn gpu(uuid: &str) -> Gpu {
    Gpu {
        uuid: uuid.into(),
        model: "NVIDIA H200".into(),
        memory_mib: 143_771,
        utilisation: None,
    }
}

fn service<'a>(
    inventory: &'a dyn Inventory,
    attestors: &'a [Pubkey],
    signer: &'a Keypair,
) -> Service<'a> {
    Service {
        terms: ChallengeTerms {
            network: Hash::default(),
            supplier: supplier(),
            attestors,
            now: NOW,
        },
        inventory,
        maintenance: Some(Maintenance {
            from: NOW,
            until: NOW.saturating_add(60),
        }),
        signer,
    }
}

fn challenge(signer: &Keypair) -> Vec<u8> {
    let unsigned = UnsignedChallenge {
        network: Hash::default(),
        supplier: supplier(),
        nonce: Hash::new_from_array([3; 32]),
        asked_at: NOW,
    };
    unsigned.sign(signer).unwrap().write().unwrap()
}

#[test]
fn an_attestor_gets_the_list_signed() {
    let (attestor, operator) = (key(1), key(2));
    let list = List(vec![gpu("a"), gpu("b")], Cell::new(0));
    let attestors = [attestor.pubkey()];
    let service = service(&list, &attestors, &operator);
    let body = answer(&service, &challenge(&attestor)).unwrap();
    let terms = AnswerTerms {
        network: Hash::default(),
        supplier: supplier(),
        owner: key(5).pubkey(),
        operator: operator.pubkey(),
        nonce: Hash::new_from_array([3; 32]),
    };
    let answer = Answer::read(&body).unwrap();
    let said = answer.check(&terms).unwrap();
    assert_eq!((&said.gpus, said.answered_at), (&list.0, NOW));
    assert_eq!(
        (said.source, said.maintenance),
        (Source::Command, service.maintenance)
    );
}

#[test]
fn for_a_stranger_nothing_is_listed() {
    let (attestor, operator) = (key(1), key(2));
    let list = List(vec![gpu("a")], Cell::new(0));
    let attestors = [attestor.pubkey()];
    let service = service(&list, &attestors, &operator);
    for (body, name, status) in [
        (challenge(&key(3)), "WrongSigner", 403),
        (b"{}".to_vec(), "InvalidField", 400),
        (vec![b' '; limits::MAX_CHALLENGE + 1], "TooLarge", 413),
    ] {
        let refusal = answer(&service, &body).unwrap_err().refusal();
        assert_eq!((refusal.error.as_str(), refusal.status()), (name, status));
    }
    assert_eq!(list.1.get(), 0);
}

/// `sh` with a script.
fn script(text: &str) -> Command {
    Command::new("sh", ["-c".into(), text.into()])
}

#[test]
fn a_command_prints_the_list() {
    let printed =
        r#"echo '[{"uuid":"GPU-1","model":"NVIDIA H200","memory_mib":143771,"utilisation":7}]'"#;
    let expected = Gpu {
        utilisation: Some(7),
        ..gpu("GPU-1")
    };
    assert_eq!(script(printed).gpus().unwrap(), [expected]);
    assert_eq!(script("echo '[]'").gpus().unwrap(), []);
}

#[test]
fn a_command_that_fails_says_how_in_the_log_and_not_to_the_attestor() {
    let (attestor, operator) = (key(1), key(2));
    let attestors = [attestor.pubkey()];
    let twice = r#"echo '[{"uuid":"a","model":"X","memory_mib":1},{"uuid":"a","model":"X","memory_mib":1}]'"#;
    for (command, reported) in [
        (script("exit 3"), "sh ended with exit status: 3"),
        (script("echo hello"), "sh printed no list of GPUs: not JSON"),
        (
            script(twice),
            "sh printed no list of GPUs: `uuid` is there twice",
        ),
        (script("yes"), "sh printed no list of GPUs: 262145 bytes"),
        (Command::new("/nowhere", []), "/nowhere cannot be started"),
        // It never prints, and never ends by itself.
        (
            script("exec sleep 100").within(Duration::from_millis(50)),
            "sh printed no list within 0 s",
        ),
        (
            script("exec sleep 100 >&-").within(Duration::from_millis(50)),
            "sh printed no list within 0 s",
        ),
    ] {
        let service = service(&command, &attestors, &operator);
        let failed = answer(&service, &challenge(&attestor)).unwrap_err();
        let text = failed.to_string();
        assert!(text.starts_with(reported), "{text}");
        assert!(matches!(failed, NoAnswer::Inventory(_)), "{text}");
        let refusal = failed.refusal();
        assert_eq!(
            (refusal.error.as_str(), refusal.status()),
            ("Unavailable", 503)
        );
        assert!(!refusal.message.contains("sh "), "{}", refusal.message);
    }
}

/// What it has begun keeps its output open.
#[test]
fn a_command_that_takes_too_long_is_ended_with_all_that_it_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("child").display().to_string();
    let text = format!("sleep 600 & echo $! > {path}; wait");
    let command = script(&text).within(Duration::from_millis(200));
    assert!(matches!(command.gpus(), Err(Error::TimedOut { .. })));
    let child = std::fs::read_to_string(&path).unwrap();
    let lives = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.trim()));
        // Or it waits for its new parent to notice.
        stat.is_ok_and(|it| !it.contains(") Z "))
    };
    let begun = Instant::now();
    while lives() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::yield_now();
    }
    assert!(!lives(), "it lives on");
}

/// This machine has a driver, or the error says what to do.
#[test]
fn nvml_lists_gpus_or_says_what_to_do_without_a_driver() {
    match Nvml.gpus() {
        Ok(gpus) => assert!(gpus.iter().all(|it| it.uuid.starts_with("GPU-"))),
        Err(error) => assert!(
            error
                .to_string()
                .ends_with("configure a command that lists the GPUs"),
            "{error}"
        ),
    }
}
