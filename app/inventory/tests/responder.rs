//! Who is answered, and how often.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::sync::{
    atomic::{AtomicBool, AtomicU32, Ordering},
    Arc,
};

use io_access::{
    limits::{FRESH_FOR, MAX_CHALLENGE},
    Answer, AnswerTerms, Gpu, Maintenance, Source, UnsignedChallenge,
};
use io_inventory::{Error, Inventory, NoAnswer, Responder, PER_MINUTE};
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

/// Counts its listings, and fails while it is broken.
#[derive(Clone, Default)]
struct Counted {
    calls: Arc<AtomicU32>,
    broken: Arc<AtomicBool>,
}

impl Inventory for Counted {
    fn source(&self) -> Source {
        Source::Nvml
    }
    fn gpus(&self) -> Result<Vec<Gpu>, Error> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        match self.broken.load(Ordering::SeqCst) {
            true => Err(Error::JustFailed),
            false => Ok(vec![Gpu {
                uuid: "GPU-1".into(),
                model: "NVIDIA H200".into(),
                memory_mib: 143_771,
                utilisation: None,
            }]),
        }
    }
}

struct Setting {
    responder: Responder,
    counted: Counted,
}

/// Its council has the attestors 1 and 2.
fn setting() -> Setting {
    let counted = Counted::default();
    let inventory: Box<dyn Inventory + Send + Sync> = Box::new(counted.clone());
    let suppliers = [(supplier(), inventory)].into();
    let responder = Responder::new(Hash::default(), suppliers, key(7));
    responder.set_council(vec![key(1).pubkey(), key(2).pubkey()], NOW);
    Setting { responder, counted }
}

fn challenge(signer: u8, nonce: u8, asked_at: u64) -> Vec<u8> {
    let unsigned = UnsignedChallenge {
        network: Hash::default(),
        supplier: supplier(),
        nonce: Hash::new_from_array([nonce; 32]),
        asked_at,
    };
    unsigned.sign(&key(signer)).unwrap().write().unwrap()
}

impl Setting {
    fn ask(&self, body: &[u8], now: u64) -> Result<Vec<u8>, (String, u16)> {
        let asked = self.responder.answer(&supplier(), body, now);
        asked.map_err(|why| (why.refusal().error.clone(), why.refusal().status()))
    }

    fn listings(&self) -> u32 {
        self.counted.calls.load(Ordering::SeqCst)
    }
}

fn refused(name: &str, status: u16) -> Result<Vec<u8>, (String, u16)> {
    Err((name.into(), status))
}

#[test]
fn an_attestor_of_the_council_gets_an_answer_with_the_maintenance() {
    let it = setting();
    let maintenance = Maintenance {
        from: NOW + 7_200,
        until: NOW + 10_800,
    };
    it.responder.set_maintenance(Some(maintenance));
    let body = it.ask(&challenge(1, 3, NOW), NOW).unwrap();
    let answer = Answer::read(&body).unwrap();
    let terms = AnswerTerms {
        network: Hash::default(),
        supplier: supplier(),
        owner: key(8).pubkey(),
        operator: key(7).pubkey(),
        nonce: Hash::new_from_array([3; 32]),
    };
    let said = answer.check(&terms).unwrap();
    assert_eq!((said.gpus.len(), said.maintenance), (1, Some(maintenance)));
}

#[test]
fn a_stranger_gets_nothing_and_uses_up_nothing() {
    let it = setting();
    // Of a stranger, and of one who names an attestor without its key.
    let mut forged = String::from_utf8(challenge(3, 3, NOW)).unwrap();
    forged = forged.replace(&key(3).pubkey().to_string(), &key(1).pubkey().to_string());
    for _ in 0..100 {
        assert_eq!(
            it.ask(&challenge(3, 3, NOW), NOW),
            refused("WrongSigner", 403)
        );
        assert_eq!(it.ask(forged.as_bytes(), NOW), refused("BadSignature", 403));
    }
    let long = vec![b' '; MAX_CHALLENGE + 1];
    assert_eq!(it.ask(&long, NOW), refused("TooLarge", 413));
    assert_eq!(it.listings(), 0);
    it.ask(&challenge(1, 3, NOW), NOW).unwrap();
}

#[test]
fn another_supplier_is_not_answered_for() {
    let it = setting();
    let other = Pubkey::new_from_array([8; 32]);
    let asked = it.responder.answer(&other, &challenge(1, 3, NOW), NOW);
    assert!(matches!(asked, Err(NoAnswer::Unknown)));
}

#[test]
fn a_stale_challenge_and_one_of_the_future_are_refused() {
    let it = setting();
    let stale = challenge(1, 3, NOW - FRESH_FOR - 1);
    assert_eq!(it.ask(&stale, NOW), refused("Stale", 400));
    let early = challenge(1, 3, NOW + 61);
    assert_eq!(it.ask(&early, NOW), refused("NotYetValid", 400));
    assert_eq!(it.listings(), 0);
    // It was fresh, and is not any more: also what was answered.
    it.ask(&challenge(1, 3, NOW), NOW).unwrap();
    it.responder.set_council(vec![key(1).pubkey()], NOW + 601);
    assert_eq!(
        it.ask(&challenge(1, 3, NOW), NOW + 601),
        refused("Stale", 400)
    );
}

/// Anyone on the way can send it again: that neither lists GPUs nor counts.
#[test]
fn a_challenge_that_is_sent_again_gets_the_same_answer() {
    let it = setting();
    let first = it.ask(&challenge(1, 3, NOW), NOW).unwrap();
    for later in 0..100 {
        assert_eq!(it.ask(&challenge(1, 3, NOW), NOW + later).unwrap(), first);
    }
    assert_eq!(it.listings(), 1);
    assert_ne!(it.ask(&challenge(1, 4, NOW), NOW).unwrap(), first);
}

/// Who reads ten minutes of challenges sends all of them again.
#[test]
fn what_was_answered_long_ago_neither_counts_nor_is_answered_again() {
    let it = setting();
    let minutes = u8::try_from(FRESH_FOR.div_euclid(60)).unwrap();
    let asked = |minute: u8| {
        let at = NOW + 60 * u64::from(minute);
        (challenge(1, minute, at), at)
    };
    for minute in 0..minutes {
        let (body, at) = asked(minute);
        it.ask(&body, at).unwrap();
    }
    let listings = it.listings();
    let now = NOW + FRESH_FOR;
    for _ in 0..3 {
        for minute in 0..minutes {
            let again = it.ask(&asked(minute).0, now);
            match usize::from(minutes - minute) <= PER_MINUTE {
                true => assert!(again.is_ok()),
                false => assert_eq!(again, refused("TooManyRequests", 429)),
            }
        }
    }
    assert_eq!(it.listings(), listings);
    for nonce in 0..u8::try_from(PER_MINUTE).unwrap() {
        it.ask(&challenge(1, 100 + nonce, now), now).unwrap();
    }
}

#[test]
fn each_attestor_is_answered_so_often_in_a_minute() {
    let it = setting();
    let most = u8::try_from(PER_MINUTE).unwrap();
    for nonce in 0..most {
        it.ask(&challenge(1, nonce, NOW), NOW).unwrap();
    }
    let more = challenge(1, 200, NOW);
    assert_eq!(it.ask(&more, NOW + 59), refused("TooManyRequests", 429));
    assert_eq!(it.listings(), u32::from(most));
    it.ask(&challenge(2, 200, NOW), NOW).unwrap();
    it.ask(&more, NOW + 60).unwrap();
}

#[test]
fn one_that_failed_counts_once_and_is_tried_again() {
    let it = setting();
    it.counted.broken.store(true, Ordering::SeqCst);
    let body = challenge(1, 3, NOW);
    for _ in 0..100 {
        assert_eq!(it.ask(&body, NOW), refused("Unavailable", 503));
    }
    for nonce in 4..u8::try_from(PER_MINUTE + 3).unwrap() {
        let other = challenge(1, nonce, NOW);
        assert_eq!(it.ask(&other, NOW), refused("Unavailable", 503));
    }
    let more = challenge(1, 200, NOW);
    assert_eq!(it.ask(&more, NOW), refused("TooManyRequests", 429));
    it.counted.broken.store(false, Ordering::SeqCst);
    it.ask(&body, NOW).unwrap();
}

#[test]
fn without_a_look_at_the_council_nobody_is_answered() {
    let it = setting();
    let later = NOW + 901;
    let body = challenge(1, 3, later);
    assert_eq!(it.ask(&body, later), refused("Unavailable", 503));
    it.responder.set_council(vec![key(1).pubkey()], later);
    it.ask(&body, later).unwrap();
    // Who was suspended meanwhile.
    it.responder.set_council(vec![key(2).pubkey()], later);
    assert_eq!(it.ask(&body, later), refused("WrongSigner", 403));
}
