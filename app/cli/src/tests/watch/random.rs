//! Random histories: a supplier that comes and goes, watchers that are cut off and killed. Their agreement refunds no time in which
//! the supplier answered, but for the tolerance, and misses no long outage.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    internet::Mode,
    world::{World, MINUTE},
};

/// Minutes of a history.
const LENGTH: i64 = 150;
/// Minutes after which an outage that two watchers see all the time is reported: four to conclude it, and the turns.
const LONG: i64 = 12;
/// Minutes of service that the end of an outage may be late by.
const TOLERANCE: usize = 5;

#[derive(Default)]
struct History {
    /// When the supplier answered two watchers at least.
    served: Vec<i64>,
    /// For how many minutes it has not.
    silent: i64,
    /// For how many minutes each watcher has seen all.
    sees: [i64; 3],
    /// Since when the chain had it down, and the downtime that is final.
    down: Option<i64>,
    total: i64,
    outages: u32,
}

fn play(seed: u64) -> u32 {
    let mut outages = 0;
    World::play(|world| {
        let (mut random, mut history) = (ChaCha8Rng::seed_from_u64(seed), History::default());
        world.rounds(5);
        let mut serves = true;
        for _ in 0..LENGTH {
            if random.random_ratio(1, 12) {
                serves = !serves;
                world.set(0, if serves { Mode::Serves } else { Mode::Dead });
            }
            for watcher in 0..3 {
                let is_cut = world.is_cut(watcher);
                if random.random_ratio(1, if is_cut { 10 } else { 60 }) {
                    match is_cut {
                        true => world.mend(watcher),
                        false => world.cut(watcher),
                    }
                }
                if random.random_ratio(1, 30) {
                    world.kill(watcher);
                }
                let sees = &mut history.sees[watcher];
                *sees = if world.is_cut(watcher) { 0 } else { *sees + 1 };
            }
            world.rounds(1);
            history.silent = if serves { 0 } else { history.silent + 1 };
            let watchers = (0..3).filter(|it| !world.is_cut(*it)).count();
            history
                .served
                .extend((serves && watchers >= 2).then(|| world.now()));
            history.check(world, seed);
        }
        outages = history.outages;
    });
    outages
}

impl History {
    fn check(&mut self, world: &mut World, seed: u64) {
        let minute = (world.now() % 86_400) / MINUTE;
        let (down, total) = (
            world.down_since(),
            i64::from(world.reservation().outage.total),
        );
        if total > self.total {
            let since = self.down.unwrap();
            let until = since + total - self.total;
            let served = self.served.iter().filter(|it| (since..until).contains(it));
            let served = served.count();
            assert!(
                served <= TOLERANCE,
                "seed {seed}, minute {minute}: {served} minutes"
            );
            self.outages += 1;
        }
        if let Some(since) = down {
            assert!(
                !self.served.contains(&since),
                "seed {seed}, minute {minute}"
            );
        }
        let seen = self.sees.iter().filter(|it| **it >= LONG).count();
        if self.silent >= LONG && seen >= 2 {
            assert!(down.is_some(), "seed {seed}, minute {minute}: not reported");
        }
        (self.down, self.total) = (down, total);
    }
}

#[test]
fn time_in_which_the_supplier_answered_is_not_refunded_and_long_outages_are_not_missed() {
    let outages: u32 = (1..=3).map(play).sum();
    assert!(outages >= 4, "{outages} outages");
}
