//! An hour, the 25 that a catch-up walks at most, and an hour of a large network.

use ::emissions::state::{page_of, Ledger};
use anchor_lang::solana_program::instruction::Instruction;
use io_client::{emissions, keeper};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, HOUR},
};
use solana_signer::Signer;

use super::Tour;
use crate::{key, Supply};

/// Place of the first of three pages among the accounts of `settle`.
const FIRST_PAGE: usize = 2;

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
    tour.world.wait(hours * HOUR);
    let advance = walk(tour);
    tour.stop(("advance", variant, target), advance, &[&key("authority")]);
}

/// `advance`, once the pages that it writes are there.
fn walk(tour: &mut Tour) -> Instruction {
    let (authority, io) = (key("authority"), tour.world.io);
    let mut instructions =
        keeper::advance(tour.world.vm.as_mut(), &authority.pubkey(), &io).unwrap();
    let advance = instructions.pop().unwrap();
    if !instructions.is_empty() {
        tour.world.must(&instructions, &[&authority]);
    }
    advance
}

/// A walk, and a lease that began and ended in it, from one history page into the next.
pub(super) fn across_pages(tour: &mut Tour) {
    let now = epoch_hour(tour.world.now());
    let mut ahead = (0..).map(|hours| now + hours + 12);
    let first = ahead.find(|hour| page_of(*hour).1 == 0).unwrap();
    tour.world.wait(i64::from(first - 12 - now) * HOUR);
    let supply = tour.world.supplier("crossing");
    tour.world.wait(25 * HOUR);
    let (anyone, advance) = (key("authority"), walk(tour));
    let what = ("advance", "into the next page");
    tour.stop(what, advance, &[&anyone]);
    let account = tour.world.supplier_account(&supply);
    let hour = epoch_hour(tour.world.now());
    let mut settle = emissions::settle(&supply.address, &account, hour);
    // The pages may be passed in any order, in any of the three places.
    settle.accounts.swap(FIRST_PAGE, FIRST_PAGE + 2);
    let what = ("settle", "across two pages");
    tour.stop(what, settle, &[&anyone]);
}

/// Changes the units that earn, behind the program's back.
fn scale(tour: &mut Tour, by: fn(u64) -> u64) {
    tour.world.edit(&LEDGER.address, |ledger: &mut Ledger| {
        let pool = &mut ledger.pools[0];
        pool.live = by(pool.live);
        pool.expiring = pool.expiring.map(by);
    });
}
