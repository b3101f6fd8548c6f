//! An hour, the 25 that a catch-up walks at most, and an hour of a large network.

use ::emissions::state::Ledger;
use io_client::keeper;
use io_common::{addresses::LEDGER, constants::HOUR};
use solana_signer::Signer;

use super::Tour;
use crate::{key, Supply};

pub(super) fn tour(tour: &mut Tour, supply: &Supply) {
    tour.world.wait(60);
    tour.world.attest(supply, 8, 24).unwrap();
    tour.world.wait(HOUR);
    tour.world.catch_up(&[]);
    advance(tour, 1, "hours: 1", 10_000);
    advance(tour, 25, "hours: 25", 46_000);

    tour.world.attest(supply, 8, 24).unwrap();
    tour.world.wait(2 * HOUR);
    tour.world.catch_up(&[supply.address]);
    scale(tour, |units| units * 100_000);
    advance(tour, 1, "hours: 1, suppliers: 100,000", 10_000);
    scale(tour, |units| units / 100_000);
}

fn advance(tour: &mut Tour, hours: i64, variant: &str, target: u64) {
    let (authority, io) = (key("authority"), tour.world.io);
    tour.world.wait(hours * HOUR);
    let mut instructions =
        keeper::advance(tour.world.vm.as_mut(), &authority.pubkey(), &io).unwrap();
    let advance = instructions.pop().unwrap();
    if !instructions.is_empty() {
        tour.world.must(&instructions, &[&authority]);
    }
    tour.stop(("advance", variant, target), advance, &[&authority]);
}

/// Changes the units that earn, behind the program's back.
fn scale(tour: &mut Tour, by: fn(u64) -> u64) {
    tour.world.edit(&LEDGER.address, |ledger: &mut Ledger| {
        let pool = &mut ledger.pools[0];
        pool.live = by(pool.live);
        pool.expiring = pool.expiring.map(by);
    });
}
