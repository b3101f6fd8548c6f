//! Tables of answers, and what follows from each. They are recorded in `app/ts/test/evidence.json`, which the TypeScript
//! client is held against: `UPDATE_GOLDEN=1` writes it.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::panic
)]

use std::{fs, path::Path};

use serde_json::{json, Value};

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

/// Evidence that writes down what it is given, and what follows.
pub struct Case<'a> {
    evidence: Evidence,
    steps: &'a mut Vec<Value>,
}

/// The cases of a table.
#[derive(Default)]
pub struct Script(Vec<(Life, Vec<Value>)>);

impl Script {
    fn open(&mut self, life: Life) -> Case<'_> {
        self.0.push((life, Vec::new()));
        let (_, steps) = self.0.last_mut().unwrap();
        Case {
            evidence: Evidence::new(life),
            steps,
        }
    }

    /// A line each.
    fn lines(&self, table: &str) -> Vec<String> {
        let lines = self.0.iter().map(|(life, steps)| {
            let life = match life {
                Life::Blockhash {
                    slot, last_height, ..
                } => json!({ "kind": "blockhash", "slot": slot, "lastHeight": last_height }),
                Life::Nonce { slot, .. } => json!({ "kind": "nonce", "slot": slot }),
            };
            json!({ "table": table.replace('_', " "), "life": life, "steps": steps }).to_string()
        });
        lines.collect()
    }
}

impl Case<'_> {
    fn look(&mut self, age: Duration, look: &Look) -> Option<Conclusion> {
        let conclusion = self.evidence.look(age, look);
        let Look {
            tip,
            usable,
            found,
            history,
        } = look;
        let found = found.as_ref().map(
            |found| json!({ "slot": found.slot, "value": found.value.as_ref().map(status_json) }),
        );
        self.steps.push(json!({
            "age": age.as_millis() as u64,
            "tip": { "slot": tip.slot, "height": tip.height },
            "usable": { "slot": usable.slot, "value": usable.value },
            "found": found,
            "history": history,
            "concludes": conclusion.as_ref().map(conclusion_json),
            "seen": self.evidence.is_seen(),
        }));
        conclusion
    }

    /// Of a bank at `slot`.
    fn status(&mut self, slot: u64, found: Option<&Status>) -> Option<Conclusion> {
        let conclusion = self.evidence.status(slot, found);
        self.steps.push(json!({
            "slot": slot,
            "status": found.map(status_json),
            "concludes": conclusion.as_ref().map(conclusion_json),
            "seen": self.evidence.is_seen(),
        }));
        conclusion
    }

    fn is_seen(&self) -> bool {
        self.evidence.is_seen()
    }
}

fn status_json(status: &Status) -> Value {
    json!({ "slot": status.slot, "sure": status.sure, "error": error_json(&status.outcome) })
}

fn conclusion_json(conclusion: &Conclusion) -> Value {
    match conclusion {
        Conclusion::Settled(slot, outcome) => match error_json(outcome) {
            Value::Null => json!({ "state": "confirmed", "slot": slot }),
            error => json!({ "state": "failed", "slot": slot, "error": error }),
        },
        Conclusion::Expired => json!({ "state": "expired" }),
        Conclusion::NonceAdvanced => json!({ "state": "nonceAdvanced" }),
        Conclusion::Pending => json!({ "state": "pending" }),
    }
}

/// As nodes give it, of an error without a number.
fn error_json(outcome: &Result<(), TransactionError>) -> Value {
    let error = outcome.as_ref().err();
    error.map_or(Value::Null, |error| json!(format!("{error:?}")))
}

/// A test of each table, and all of them for the golden file.
macro_rules! tables {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                tables::$name(&mut Script::default());
            }
        )*

        /// A line for each case.
        fn recorded() -> Vec<String> {
            let mut lines = Vec::new();
            $(
                let mut script = Script::default();
                tables::$name(&mut script);
                lines.extend(script.lines(stringify!($name)));
            )*
            lines
        }
    };
}

tables! {
    two_proofs_from_later_and_later_blocks_are_needed
    an_answer_that_contradicts_or_lags_proves_nothing
    nothing_expires_before_150_blocks_can_have_passed
    what_a_node_has_forgotten_is_no_evidence
    a_sure_block_concludes_whatever_was_said_before
    what_was_seen_in_a_block_never_expires
    a_nonce_that_holds_keeps_a_transaction_pending
    a_block_that_cannot_have_it_is_no_evidence
}

#[test]
fn typescript_concludes_the_same() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ts/test/evidence.json");
    let golden = format!("[\n{}\n]\n", recorded().join(",\n"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, &golden).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    for (written, line) in written.lines().zip(golden.lines()) {
        assert_eq!(written, line, "UPDATE_GOLDEN=1 writes it");
    }
    assert_eq!(written.lines().count(), golden.lines().count());
}

mod tables {
    use super::*;

    pub fn a_block_that_cannot_have_it_is_no_evidence(script: &mut Script) {
        let later = 1_000_000_000_000;
        for (life, slot, bank, counts) in [
            (blockhash(Some(LAST)), SLOT, SLOT, true),
            (blockhash(Some(LAST)), SLOT - 1, 1_100, false),
            (blockhash(Some(LAST)), 1_101, 1_100, false),
            (blockhash(Some(LAST)), later, 1_100, false),
            // Another one may have sent it long before.
            (blockhash(None), 3, 1_100, true),
            (blockhash(None), 1_101, 1_100, false),
            (nonce(), 3, 1_100, true),
            (nonce(), 1_101, 1_100, false),
        ] {
            let found = Status {
                slot,
                ..status(true, Ok(()))
            };
            let settled = counts.then_some(Conclusion::Settled(slot, Ok(())));
            let mut evidence = script.open(life);
            assert_eq!(evidence.status(bank, Some(&found)), settled);
            assert_eq!(evidence.is_seen(), counts);
            let mut look = over(1_200);
            look.found = Some(At {
                slot: bank,
                value: Some(found),
            });
            assert_eq!(script.open(life).look(OLD, &look), settled);
        }
    }

    pub fn two_proofs_from_later_and_later_blocks_are_needed(script: &mut Script) {
        for (life, expected) in [
            (blockhash(Some(LAST)), Conclusion::Expired),
            (blockhash(None), Conclusion::Expired),
            (nonce(), Conclusion::NonceAdvanced),
        ] {
            let mut evidence = script.open(life);
            assert_eq!(evidence.look(OLD, &over(1_200)), None);
            // The same block again, and one before it: no further evidence.
            assert_eq!(evidence.look(OLD, &over(1_200)), None);
            assert_eq!(evidence.look(OLD, &over(1_199)), None);
            assert_eq!(evidence.look(OLD, &over(1_201)), Some(expected.clone()));
        }
    }

    /// Each spoils a proof: an answer that contradicts, lags, cannot be, or is missing.
    pub fn an_answer_that_contradicts_or_lags_proves_nothing(script: &mut Script) {
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
            let mut evidence = script.open(blockhash(Some(LAST)));
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
        let mut evidence = script.open(blockhash(Some(LAST)));
        for (slot, expected) in [(1_300, None), (1_301, Some(Conclusion::Expired))] {
            let mut look = over(slot);
            look.tip.height = LAST + 240;
            assert_eq!(evidence.look(OLD, &look), expected);
        }
    }

    pub fn nothing_expires_before_150_blocks_can_have_passed(script: &mut Script) {
        for life in [blockhash(Some(LAST)), blockhash(None), nonce()] {
            let mut evidence = script.open(life);
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
    pub fn what_a_node_has_forgotten_is_no_evidence(script: &mut Script) {
        let cases = [
            (blockhash(Some(LAST)), 300, true),
            (blockhash(Some(LAST)), 301, false),
            (nonce(), 300, true),
            (nonce(), 301, false),
            // It may have been executed long before it was sent from here.
            (blockhash(None), 200, false),
        ];
        for (life, after, proves) in cases {
            let mut evidence = script.open(life);
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

    pub fn a_sure_block_concludes_whatever_was_said_before(script: &mut Script) {
        let failed = Err(TransactionError::AccountInUse);
        for outcome in [Ok(()), failed] {
            let settled = Some(Conclusion::Settled(1_100, outcome.clone()));
            let mut evidence = script.open(blockhash(Some(LAST)));
            assert_eq!(evidence.look(OLD, &over(1_200)), None);
            let found = status(true, outcome.clone());
            assert_eq!(evidence.status(1_100, Some(&found)), settled);
            // At any age, also by the history,
            let mut evidence = script.open(blockhash(Some(LAST)));
            let mut look = over(1_200);
            look.found = Some(At {
                slot: 1_100,
                value: Some(found),
            });
            assert_eq!(evidence.look(Duration::ZERO, &look), settled);
        }
    }

    pub fn what_was_seen_in_a_block_never_expires(script: &mut Script) {
        for outcome in [Ok(()), Err(TransactionError::AccountInUse)] {
            for life in [blockhash(Some(LAST)), blockhash(None), nonce()] {
                let mut evidence = script.open(life);
                assert_eq!(evidence.look(OLD, &over(1_200)), None);
                assert_eq!(
                    evidence.status(1_100, Some(&status(false, outcome.clone()))),
                    None
                );
                assert!(evidence.is_seen());
                for slot in 1_201..1_205 {
                    assert_eq!(evidence.status(1_300, None), None);
                    assert_eq!(evidence.look(OLD, &over(slot)), None);
                }
            }
        }
    }

    pub fn a_nonce_that_holds_keeps_a_transaction_pending(script: &mut Script) {
        let mut held = over(1_200);
        held.usable.value = true;
        held.found = None;
        let mut evidence = script.open(nonce());
        assert_eq!(evidence.look(LIFETIME - SECOND, &held), None);
        assert_eq!(evidence.look(LIFETIME, &held), Some(Conclusion::Pending));
        // A blockhash that still holds is waited for.
        let mut evidence = script.open(blockhash(Some(LAST)));
        assert_eq!(evidence.look(OLD, &held), None);
        // Advanced, as a node says that has not seen yet how it got this value.
        let mut evidence = script.open(nonce());
        for slot in SLOT - 5..SLOT {
            assert_eq!(evidence.look(OLD, &over(slot)), None);
        }
    }
}
