//! Plays many sequences on all processors.

use std::{
    env,
    ops::Range,
    panic::resume_unwind,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use crate::{
    report,
    sequence::{Counts, Failure, Sequence},
    setting,
    shrink::shrink,
};

/// Sequences that are played unless the environment says how many.
const SEQUENCES: u64 = 40;
/// Actions of a sequence.
const LENGTH: usize = 200;

/// Plays what the environment asks for.
pub fn run() {
    let (seeds, began) = (seeds(), Instant::now());
    let played = play(seeds.clone());
    let counts = played.unwrap_or_else(|failure| panic!("a rule is broken by:\n{failure}"));
    report::publish(&seeds, LENGTH, began.elapsed(), &counts);
    if seeds.end - seeds.start >= SEQUENCES {
        report::require_all(&counts);
    }
}

/// Which sequences to play.
fn seeds() -> Range<u64> {
    if let Ok(actions) = env::var("IO_FUZZ_ACTIONS") {
        return 0..actions.parse::<u64>().unwrap().div_ceil(LENGTH as u64);
    }
    let Ok(text) = env::var("IO_FUZZ_SEEDS") else {
        return 0..SEQUENCES;
    };
    match text.split_once("..") {
        None => 0..text.parse().unwrap(),
        Some((start, end)) => start.parse().unwrap()..end.parse().unwrap(),
    }
}

/// Plays sequences on all processors, and counts what happens in them.
fn play(seeds: Range<u64>) -> Result<Counts, Failure> {
    let (chain, next) = (setting::open(), AtomicU64::new(seeds.start));
    let work = || -> Result<Counts, Failure> {
        let mut counts = Counts::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return Ok(counts);
            }
            if let Err(failure) = Sequence::play(&chain, seed, LENGTH, &mut counts) {
                // The others stop too.
                next.store(seeds.end, Ordering::Relaxed);
                return Err(shrink(&chain, failure));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut counts = Counts::new();
    let mut failures = Vec::new();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(Ok(part)) => {
                    part.into_iter()
                        .for_each(|(what, count)| *counts.entry(what).or_default() += count);
                }
                Ok(Err(failure)) => failures.push(failure),
                Err(panic) => resume_unwind(panic),
            }
        }
    });
    failures.into_iter().next().map_or(Ok(counts), Err)
}
