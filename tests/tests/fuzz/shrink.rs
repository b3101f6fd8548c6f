//! Makes a failing sequence short: parts are left out, then numbers made small.

use std::panic;

use crate::{
    action::{Action, How},
    sequence::{Failure, Sequence},
};
use io_tests::Chain;

/// Times that a sequence is replayed to make it short.
const REPLAYS: u32 = 1_500;

/// Leaves out what is not needed to break the same rule.
pub fn shrink(chain: &Chain, mut failure: Failure) -> Failure {
    panic::set_hook(Box::new(|_| ()));
    let rule = failure
        .reason
        .split(':')
        .next()
        .unwrap_or_default()
        .to_string();
    let mut left = REPLAYS;
    let mut fails = |actions: &[Action]| {
        left -= u32::from(left > 0);
        if left == 0 {
            return None;
        }
        match Sequence::replay(chain, actions) {
            Err((length, reason)) if reason.starts_with(&rule) => Some((length, reason)),
            _ => None,
        }
    };
    loop {
        let before = failure.actions.clone();
        shorten(&mut failure, &mut fails);
        simplify(&mut failure, &mut fails);
        if failure.actions == before {
            break;
        }
    }
    _ = panic::take_hook();
    failure
}

type Fails<'a> = &'a mut dyn FnMut(&[Action]) -> Option<(usize, String)>;

fn accept(failure: &mut Failure, actions: Vec<Action>, fails: Fails) -> bool {
    let Some((length, reason)) = fails(&actions) else {
        return false;
    };
    failure.actions = actions;
    failure.actions.truncate(length);
    failure.reason = reason;
    true
}

/// Parts of half the sequence first, then of a quarter, and single actions at last.
fn shorten(failure: &mut Failure, fails: Fails) {
    let mut part = failure.actions.len().div_ceil(2);
    while part > 0 {
        let mut end = failure.actions.len();
        while end > 0 {
            let start = end.saturating_sub(part);
            let mut fewer = failure.actions.clone();
            fewer.drain(start..end);
            accept(failure, fewer, fails);
            end = start.min(failure.actions.len());
        }
        part = if part > 1 { part.div_ceil(2) } else { 0 };
    }
}

fn simplify(failure: &mut Failure, fails: Fails) {
    let mut place = failure.actions.len();
    while place > 0 {
        place -= 1;
        let numbers: [fn(&mut Action) -> &mut u32; 3] =
            [|it| &mut it.who, |it| &mut it.at, |it| &mut it.size];
        let mut simpler = failure.actions.clone();
        if simpler[place].how != How::Rightly {
            simpler[place].how = How::Rightly;
            accept(failure, simpler, fails);
        }
        for number in numbers {
            // None of it, else as few digits as will do.
            for small in [|_: u32| 0, |it: u32| it % 10, |it: u32| it / 2] {
                let Some(action) = failure.actions.get(place) else {
                    break;
                };
                let (mut simpler, mut action) = (failure.actions.clone(), *action);
                let value = number(&mut action);
                if small(*value) == *value {
                    continue;
                }
                *value = small(*value);
                simpler[place] = action;
                accept(failure, simpler, fails);
            }
        }
        place = place.min(failure.actions.len());
    }
}
