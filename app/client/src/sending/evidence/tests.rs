//! Tables of answers, and what follows from each.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::panic
)]

use super::*;

const SLOT: u64 = 1_000;
const LAST: u64 = 900;
const SECOND: Duration = Duration::from_secs(1);

/// Old enough for any of these.
const OLD: Duration = Duration::from_secs(60);

fn blockhash(last_height: Option<u64>) -> Life {
    Life::Blockhash {
        hash: Hash::default(),
        slot: SLOT,
        last_height,
    }
}

fn new(life: Life) -> Evidence {
    Evidence::new(life, true)
}

fn nonce() -> Life {
    Life::Nonce {
        account: Pubkey::default(),
        value: Hash::default(),
        slot: SLOT,
    }
}

/// A look that proves the end of either, at a finalized slot.
fn over(slot: u64) -> Look {
    Look {
        tip: Tip {
            slot,
            height: LAST + 1,
        },
        usable: At { slot, value: false },
        found: Some(At { slot, value: None }),
        history: true,
    }
}

fn status(sure: bool, outcome: Result<(), TransactionError>) -> Status {
    Status {
        slot: 1_100,
        sure,
        outcome,
    }
}

#[test]
fn two_proofs_from_later_and_later_blocks_are_needed() {
    for (life, expected) in [
        (blockhash(Some(LAST)), Conclusion::Expired),
        (blockhash(None), Conclusion::Expired),
        (nonce(), Conclusion::NonceAdvanced),
    ] {
        let mut evidence = new(life);
        assert_eq!(evidence.look(OLD, &over(1_200)), None);
        // The same block again, and one before it: no further evidence.
        assert_eq!(evidence.look(OLD, &over(1_200)), None);
        assert_eq!(evidence.look(OLD, &over(1_199)), None);
        assert_eq!(evidence.look(OLD, &over(1_201)), Some(expected.clone()));
    }
}

/// Each spoils a proof: an answer that contradicts, lags, cannot be, or is missing.
#[test]
fn an_answer_that_contradicts_or_lags_proves_nothing() {
    type Spoil = fn(&mut Look);
    let spoiled: [(&str, Spoil); 8] = [
        ("the height is the last one", |look| look.tip.height = LAST),
        ("the height is far ahead", |look| {
            look.tip.height = 1_000_000_000_000;
        }),
        ("a height that 60 s cannot reach", |look| {
            look.tip.height = LAST + 241;
        }),
        ("the tip is before the blockhash", |look| {
            look.tip.slot = SLOT - 1
        }),
        ("the blockhash is that of a node behind", |look| {
            look.usable.slot -= 1;
        }),
        ("the status is that of a node behind", |look| {
            look.found.as_mut().unwrap().slot -= 1;
        }),
        ("there is no status", |look| look.found = None),
        ("the blockhash may still be used", |look| {
            look.usable.value = true;
        }),
    ];
    for (what, spoil) in spoiled {
        let mut evidence = new(blockhash(Some(LAST)));
        let mut look = over(1_300);
        spoil(&mut look);
        // Once or often, and also between two proofs.
        for _ in 0..5 {
            assert_eq!(evidence.look(OLD, &look), None, "{what}");
        }
        assert_eq!(evidence.look(OLD, &over(1_400)), None, "{what}");
        assert_eq!(evidence.look(OLD, &look), None, "{what}");
        assert_eq!(evidence.look(OLD, &over(1_401)), None, "{what}");
        let ended = evidence.look(OLD, &over(1_402));
        assert_eq!(ended, Some(Conclusion::Expired), "{what}");
    }
    // The last height that 60 s can reach.
    let mut evidence = new(blockhash(Some(LAST)));
    for (slot, expected) in [(1_300, None), (1_301, Some(Conclusion::Expired))] {
        let mut look = over(slot);
        look.tip.height = LAST + 240;
        assert_eq!(evidence.look(OLD, &look), expected);
    }
}

#[test]
fn nothing_expires_before_150_blocks_can_have_passed() {
    for life in [blockhash(Some(LAST)), blockhash(None), nonce()] {
        let mut evidence = new(life);
        for slot in 1_200..1_210 {
            let early = LIFETIME - Duration::from_millis(1);
            assert_eq!(evidence.look(early, &over(slot)), None);
        }
        assert_eq!(evidence.look(LIFETIME, &over(1_210)), None);
        assert!(evidence.look(LIFETIME, &over(1_211)).is_some());
    }
    assert_eq!(LIFETIME, 37 * SECOND + SECOND / 2);
}

/// A node without a history forgets what is more than 300 slots old.
#[test]
fn what_a_node_has_forgotten_is_no_evidence() {
    let cases = [
        (blockhash(Some(LAST)), 300, true),
        (blockhash(Some(LAST)), 301, false),
        (nonce(), 300, true),
        (nonce(), 301, false),
        // It may have been executed long before it was sent from here.
        (blockhash(None), 200, false),
    ];
    for (life, after, proves) in cases {
        let mut evidence = new(life);
        let mut look = |slot| {
            let without = Look {
                history: false,
                ..over(slot)
            };
            evidence.look(OLD, &without)
        };
        assert_eq!(look(SLOT + after - 1), None);
        assert_eq!(look(SLOT + after).is_some(), proves, "{life:?} {after}");
    }
}

#[test]
fn a_sure_block_concludes_whatever_was_said_before() {
    let failed = Err(TransactionError::AccountInUse);
    for outcome in [Ok(()), failed] {
        let settled = Some(Conclusion::Settled(1_100, outcome.clone()));
        let mut evidence = new(blockhash(Some(LAST)));
        assert_eq!(evidence.look(OLD, &over(1_200)), None);
        let found = status(true, outcome.clone());
        assert_eq!(evidence.status(1_100, Some(&found)), settled);
        // At any age, also by the history, and of a node that lags.
        let mut evidence = new(blockhash(Some(LAST)));
        let mut look = over(1_200);
        look.found = Some(At {
            slot: 1_100,
            value: Some(found),
        });
        assert_eq!(evidence.look(Duration::ZERO, &look), settled);
    }
}

#[test]
fn what_was_seen_in_a_block_never_expires() {
    for outcome in [Ok(()), Err(TransactionError::AccountInUse)] {
        for life in [blockhash(Some(LAST)), blockhash(None), nonce()] {
            let mut evidence = new(life);
            assert_eq!(evidence.look(OLD, &over(1_200)), None);
            assert_eq!(
                evidence.status(1_100, Some(&status(false, outcome.clone()))),
                None
            );
            assert!(evidence.is_seen());
            for slot in 1_201..1_300 {
                assert_eq!(evidence.status(1_300, None), None);
                assert_eq!(evidence.look(OLD, &over(slot)), None);
            }
        }
    }
}

#[test]
fn a_nonce_that_holds_keeps_a_transaction_pending() {
    let mut held = over(1_200);
    held.usable.value = true;
    held.found = None;
    let mut evidence = new(nonce());
    assert_eq!(evidence.look(LIFETIME - SECOND, &held), None);
    assert_eq!(evidence.look(LIFETIME, &held), Some(Conclusion::Pending));
    // A blockhash that still holds is waited for.
    let mut evidence = new(blockhash(Some(LAST)));
    assert_eq!(evidence.look(OLD, &held), None);
    // Advanced, as a node says that has not seen yet how it got this value.
    let mut evidence = new(nonce());
    for slot in 900..SLOT {
        assert_eq!(evidence.look(OLD, &over(slot)), None);
    }
}

#[test]
fn a_block_that_cannot_have_it_is_no_evidence() {
    let found = |slot| Status {
        slot,
        ..status(true, Ok(()))
    };
    for (is_new, slot, bank, counts) in [
        (true, SLOT, SLOT, true),
        (true, SLOT - 1, 1_100, false),
        (true, 1_101, 1_100, false),
        (true, u64::MAX, 1_100, false),
        // Another one may have sent it long before.
        (false, 3, 1_100, true),
        (false, 1_101, 1_100, false),
    ] {
        let settled = counts.then_some(Conclusion::Settled(slot, Ok(())));
        let mut evidence = Evidence::new(blockhash(Some(LAST)), is_new);
        assert_eq!(evidence.status(bank, Some(&found(slot))), settled);
        assert_eq!(evidence.is_seen(), counts);
        let mut look = over(1_200);
        look.found = Some(At {
            slot: bank,
            value: Some(found(slot)),
        });
        let mut evidence = Evidence::new(blockhash(Some(LAST)), is_new);
        assert_eq!(evidence.look(OLD, &look), settled);
    }
}
