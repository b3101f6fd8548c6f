//! Random histories: the programs in LiteSVM against the reference model, after every action.
//!
//! Each history begins with four suppliers in two pools and eight stakers, four of whom own the suppliers. Then come 200
//! actions more, drawn by the seed that is the history's number. The model says of each whether it must be refused and
//! why; the program must agree, and it must refuse what comes before the clock is up to date (P-07). 500 histories are
//! played; `IO_DIFFERENTIAL` names another number, or a range such as `500..1000`. One that fails is printed without the
//! actions that it fails without.
//!
//! What must be equal to the last base unit: emission, schedule, supply, the vaults, all wallets, units, the stake of
//! each kind behind each supplier with what slashes hold of it, what all stakers have together, and the stake of every
//! staker that has followed all slashes since the last comparison.
//!
//! What may differ, and by how much:
//! - Rewards of a staker. A settlement rounds the reward of a supplier down for each of two stretches and the index of a
//!   share once, together less than 3 base units; what the commission and the own part lose when they are rounded down, less
//!   than 2, the delegators get. Counting a delegation rounds down by less than 1. So they are between 3 a settlement and 1 a
//!   counting below what is due and 2 a settlement above it. Cut at the hour of a commission, a settlement is two.
//! - Rewards of an owner: between 4 a settlement below and 1 above, for the same reasons.
//! - What a slash holds when it is opened: of each place of the owner's stake, and of all active and of all cooling stake of
//!   delegators, the whole number below or above its exact part, together just its amount.
//! - What it holds of a staker: less than a base unit more or less of active stake, of each unstake request and of all unstake requests
//!   together, for each opening that the staker has not followed yet; the rewards of such stake differ in that proportion,
//!   which the model counts hour by hour. When it has followed them the model goes on with the program's whole numbers.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

mod chain;
mod compare;
mod draw;
mod history;
mod schedule;

use std::{
    collections::BTreeSet,
    env,
    ops::Range,
    panic::resume_unwind,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    thread,
};

use history::{Coverage, Failure, Setting};
use io_reference::Schedule;
use io_tests::catalogue::{Program, Row, TABLE};

/// Histories that are played unless `IO_DIFFERENTIAL` says how many.
const HISTORIES: u64 = 500;
/// Kinds of actions, of what they mean for slashes, and of refusals, all of which must have happened in them.
const KINDS: usize = 33 + 27 + 35;

/// What needs the clock or follows slashes, and is not in the model: the same attestation by other hands, its end by the
/// guardian, the end of what is empty, and votes.
const NOT_MODELLED: [&str; 5] = [
    "attest_approved",
    "close_delegation",
    "close_supplier",
    "revoke_attestation",
    "update_voter_weight_record",
];

/// P-02 to P-08, P-11 and P-18 for the emissions program.
#[test]
fn p08_random_histories_are_those_of_the_reference_model() {
    let seeds = seeds();
    let Coverage { kinds, sent } = play(seeds.clone());
    println!("{kinds:#?}");
    if seeds.end - seeds.start >= HISTORIES {
        assert_eq!(kinds.len(), KINDS, "something never happens: {kinds:#?}");
        let moves = |row: &&Row| row.program == Program::Emissions && (row.clock || row.slashes);
        let names = TABLE.iter().filter(moves).map(|row| row.name);
        let unsent: BTreeSet<_> = names.filter(|name| !sent.contains(name)).collect();
        assert_eq!(unsent, BTreeSet::from(NOT_MODELLED));
    }
}

/// Which histories to play: `IO_DIFFERENTIAL` is a number of them or a range.
fn seeds() -> Range<u64> {
    let Ok(text) = env::var("IO_DIFFERENTIAL") else {
        return 0..HISTORIES;
    };
    match text.split_once("..") {
        None => 0..text.parse().unwrap(),
        Some((start, end)) => start.parse().unwrap()..end.parse().unwrap(),
    }
}

/// Plays histories on all processors, and counts what happens in them.
fn play(seeds: Range<u64>) -> Coverage {
    let (schedule, next) = (Arc::new(Schedule::new()), AtomicU64::new(seeds.start));
    let work = || -> Result<Coverage, Failure> {
        let setting = Setting::new(schedule.clone());
        let mut coverage = Coverage::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return Ok(coverage);
            }
            if let Err(failure) = setting.play(seed, &mut coverage) {
                // The others stop too.
                next.store(seeds.end, Ordering::Relaxed);
                return Err(setting.shrink(failure));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut coverage = Coverage::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(Ok(part)) => {
                    for (kind, count) in part.kinds {
                        *coverage.kinds.entry(kind).or_default() += count;
                    }
                    coverage.sent.extend(part.sent);
                }
                Ok(Err(failure)) => panic!("{failure}"),
                Err(panic) => resume_unwind(panic),
            }
        }
    });
    coverage
}
