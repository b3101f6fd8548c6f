//! What a staker's acts come to: accounts, then what is made of them.

pub mod states;

use std::fmt::Write;

use io_client::actions::staking::{
    cancel_redelegation, cancel_unstake, claim, close_delegation, compound, delegate, redelegate,
    request_redelegation, unstake, withdraw, Moving, Refusal, Staking,
};
use io_client::actions::Prepared;
use io_common::constants::ONE_IO;

use self::states::{State, STATES};
use crate::words::{self, of_conditions, of_destination, of_hourly, of_staker, Words as _};

/// An act, with its amount or place if it takes one.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Delegate(u64),
    Unstake(Option<u64>),
    CancelUnstake(u8),
    Withdraw,
    Claim,
    Compound,
    Close,
    Request(Option<u64>),
    CancelRequest,
    Redelegate,
}
use Act::{
    CancelRequest, CancelUnstake, Claim, Close, Compound, Delegate, Redelegate, Request, Unstake,
    Withdraw,
};

/// Every act, within and at the edges of what is taken of the first state.
const ALL: [Act; 19] = [
    Delegate(50 * ONE_IO),
    Delegate(0),
    Delegate(800 * ONE_IO),
    Delegate(800 * ONE_IO + 1),
    Delegate(700 * ONE_IO + 1),
    Unstake(Some(100 * ONE_IO)),
    Unstake(None),
    Unstake(Some(0)),
    Unstake(Some(300 * ONE_IO + 1)),
    Unstake(Some(1)),
    Unstake(Some(299 * ONE_IO + 1)),
    CancelUnstake(1),
    CancelUnstake(2),
    CancelUnstake(9),
    Withdraw,
    Claim,
    Compound,
    Close,
    Request(Some(100 * ONE_IO)),
];
/// Those of a request to move stake.
const MOVES: [Act; 6] = [
    Request(None),
    Request(Some(0)),
    Request(Some(300 * ONE_IO + 1)),
    CancelRequest,
    Redelegate,
    Claim,
];

/// The terms of a prepared act, and what is behind them.
fn outcome<T>(prepared: Result<Prepared<T>, Refusal>, terms: impl FnOnce(&T) -> String) -> String {
    words::outcome("staker", prepared, of_staker, terms)
}

/// The line of `act` of the state, and what is behind it.
fn line(lines: &mut String, one: &Staking, both: &Moving, act: Act) {
    let (name, given) = match act {
        Delegate(amount) => ("delegate", amount.to_string()),
        Unstake(amount) => ("unstake", words::optional(amount)),
        CancelUnstake(place) => ("cancelUnstake", place.to_string()),
        Withdraw => ("withdraw", "-".into()),
        Claim => ("claim", "-".into()),
        Compound => ("compound", "-".into()),
        Close => ("closeDelegation", "-".into()),
        Request(amount) => ("requestRedelegation", words::optional(amount)),
        CancelRequest => ("cancelRedelegation", "-".into()),
        Redelegate => ("redelegate", "-".into()),
    };
    let made = match act {
        Delegate(amount) => outcome(delegate::prepare(one, amount), |it| {
            let opens = u8::from(it.opens);
            let words = [it.amount, it.room].words();
            let (hourly, on) = (of_hourly(&it.hourly), of_conditions(&it.conditions));
            format!("{} {opens} {words} {hourly} {on}", it.delegation)
        }),
        Unstake(amount) => outcome(unstake::prepare(one, amount), |it| {
            let [before, after] = it.units;
            let words = [it.amount, it.held, it.stays, before, after].words();
            let (hourly, on) = (of_hourly(&it.hourly), of_conditions(&it.conditions));
            format!("{words} {} {hourly} {on}", it.unlocks_at)
        }),
        CancelUnstake(place) => outcome(cancel_unstake::prepare(one, place), |it| {
            let (words, on) = (
                [it.amount, it.active].words(),
                of_conditions(&it.conditions),
            );
            format!("{words} {} {on}", it.unlocks_at)
        }),
        Withdraw => outcome(withdraw::prepare(one), |it| {
            format!(
                "{} {}",
                [it.amount, it.left].words(),
                of_destination(&it.to)
            )
        }),
        Claim => outcome(claim::prepare(one), |it| {
            format!("{} {}", it.amount, of_destination(&it.to))
        }),
        Compound => outcome(compound::prepare(one), |it| {
            let words = [it.amount, it.active, it.room].words();
            let (hourly, on) = (of_hourly(&it.hourly), of_conditions(&it.conditions));
            format!("{words} {hourly} {on}")
        }),
        Close => outcome(close_delegation::prepare(one), |it| {
            format!("{} {} {}", it.paid, of_destination(&it.to), it.rent_to)
        }),
        Request(amount) => outcome(request_redelegation::prepare(both, amount), |it| {
            let (request, on) = (it.request, of_conditions(&it.conditions));
            format!(
                "{request} {} {} {} {on}",
                it.amount, it.ready_at, it.lapses_at
            )
        }),
        CancelRequest => outcome(cancel_redelegation::prepare(both), |it| {
            format!("{} {}", it.amount, it.rent_to)
        }),
        Redelegate => outcome(redelegate::prepare(both), |it| {
            let (opens, words) = (u8::from(it.opens), [it.amount, it.room].words());
            let [from, to] = [it.hourly_from, it.hourly_to].map(|it| of_hourly(&it));
            let (rests, on) = (it.rests_until, of_conditions(&it.conditions));
            format!("{} {opens} {words} {rests} {from} {to} {on}", it.delegation)
        }),
    };
    writeln!(lines, "staker {name} {given} {made}").unwrap();
}

/// Every act in the first two states; in the others those that differ.
pub fn lines() -> String {
    let mut lines = String::new();
    let mut before = Vec::new();
    for (change, acts) in STATES {
        let mut state = State::new();
        change(&mut state);
        state.tell(&mut lines, &mut before);
        let (one, both) = (state.staking(), state.moving());
        let acts: Vec<Act> = match acts {
            [] => ALL.into_iter().chain(MOVES).collect(),
            some => some.to_vec(),
        };
        for act in acts {
            line(&mut lines, &one, &both, act);
        }
    }
    lines
}
