//! Liveness: each way out that is promised is open, and none that is not, while everything that can stand in the way does.

use std::{collections::BTreeMap, sync::LazyLock};

use io_client::SendError;
use io_tests::{
    catalogue::{Thing, TABLE},
    Chain,
};

use crate::{
    action::{Action, How, Verb},
    plan::Stage,
    promise::ALL,
};

/// Of everything, and none of the sizes that choose something else ([`plan`](crate::plan)).
const SIZE: u32 = 2 * ALL + 2;

/// What is tried with each thing.
pub static VERBS: LazyLock<BTreeMap<Thing, Vec<Verb>>> = LazyLock::new(|| {
    let things = TABLE.iter().filter_map(|row| row.of);
    things.map(|thing| (thing, Verb::of(thing))).collect()
});

/// Tries the ways out of `things` on a copy of the chain, and says which: all that must be open, and of those that must
/// not the one that `number` chooses.
pub fn try_out(
    chain: &Chain,
    stage: Stage,
    things: &[(Thing, u32)],
    number: u32,
) -> Result<Vec<Verb>, String> {
    let mut dark = chain.clone();
    dark.darken();
    let mut tried = Vec::new();
    for &(thing, at) in things {
        let verbs = &VERBS[&thing];
        let chosen = number as usize % verbs.len();
        for (place, verb) in verbs.iter().enumerate() {
            let action = Action {
                verb: *verb,
                who: at,
                at,
                size: SIZE,
                how: How::Rightly,
            };
            let expected = match verb.brings_risk() {
                true => Some(false),
                false => stage.way_out(&action),
            };
            let Some(expected) = expected.filter(|open| *open || place == chosen) else {
                continue;
            };
            let Some(plan) = stage.plan(&action) else {
                continue;
            };
            if let Some(suppliers) = &plan.clock {
                dark.catch_up(suppliers)?;
            }
            tried.push(*verb);
            let outcome = plan.simulate(&mut dark);
            if outcome.is_ok() != expected {
                return Err(format!(
                    "{}: {action}: {}",
                    rule(*verb),
                    reported(expected, outcome.err())
                ));
            }
        }
    }
    Ok(tried)
}

/// The rule that is broken if a way out is not as promised.
fn rule(verb: Verb) -> &'static str {
    if verb.brings_risk() {
        "P-18"
    } else {
        "P-14"
    }
}

/// What is wrong.
pub fn reported(expected: bool, refusal: Option<SendError>) -> String {
    match (expected, refusal) {
        (true, Some(error)) => format!("must be accepted, but {error}"),
        _ => "accepted, but must be refused".into(),
    }
}
