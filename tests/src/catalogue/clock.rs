//! An hour, a catch-up of 25 hours, and an hour of a large network.

use ::emissions::state::{page_of, Ledger};
use anchor_lang::solana_program::instruction::Instruction;
use io_client::{emissions, keeper};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, HOUR},
};
use solana_signer::Signer;

use super::{Catalogue, Target};
use crate::{key, Supply};

/// Place of the first of three pages among the accounts of `settle_supplier`.
const FIRST_PAGE: usize = 2;

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply) {
    catalogue.world.wait(60);
    catalogue.world.attest(supply, 8, 24).unwrap();
    catalogue.world.wait(HOUR);
    catalogue.world.catch_up(&[]);
    advance(catalogue, 1, "hours: 1", 10_000);
    advance(catalogue, 25, "hours: 25", 13_700);

    catalogue.world.attest(supply, 8, 24).unwrap();
    catalogue.world.wait(2 * HOUR);
    catalogue.world.catch_up(&[supply.address]);
    scale(catalogue, |units| units * 100_000);
    advance(catalogue, 1, "hours: 1, suppliers: 100,000", 10_000);
    scale(catalogue, |units| units / 100_000);
}

fn advance(catalogue: &mut Catalogue, hours: i64, variant: &str, target: impl Into<Target>) {
    catalogue.world.wait(hours * HOUR);
    let advance = walk(catalogue);
    catalogue.stop(
        ("advance_clock", variant, target.into()),
        advance,
        &[&key("authority")],
    );
}

/// `advance_clock`, once the pages that it writes are there.
fn walk(catalogue: &mut Catalogue) -> Instruction {
    let (authority, io) = (key("authority"), catalogue.world.io);
    let mut instructions =
        keeper::advance(catalogue.world.vm.as_mut(), &authority.pubkey(), &io).unwrap();
    let advance = instructions.pop().unwrap();
    if !instructions.is_empty() {
        catalogue.world.must(&instructions, &[&authority]);
    }
    advance
}

/// A walk, and an attestation that began and ended in it, from one history page into the next.
pub(super) fn across_pages(catalogue: &mut Catalogue) {
    let now = epoch_hour(catalogue.world.now());
    let mut ahead = (0..).map(|hours| now + hours + 12);
    let first = ahead.find(|hour| page_of(*hour).1 == 0).unwrap();
    catalogue.world.wait(i64::from(first - 12 - now) * HOUR);
    let supply = catalogue.world.supplier("crossing");
    catalogue.world.wait(25 * HOUR);
    let (anyone, advance) = (key("authority"), walk(catalogue));
    let what = ("advance_clock", "into the next page", 15_000);
    catalogue.stop(what, advance, &[&anyone]);
    let account = catalogue.world.supplier_account(&supply);
    let hour = epoch_hour(catalogue.world.now());
    let mut settle = emissions::settle_supplier(&supply.address, &account, hour);
    // The pages may be passed in any order, in any of the three places.
    settle.accounts.swap(FIRST_PAGE, FIRST_PAGE + 2);
    let what = ("settle_supplier", "across two pages");
    catalogue.stop(what, settle, &[&anyone]);
}

/// Changes the units that earn, behind the program's back.
fn scale(catalogue: &mut Catalogue, by: fn(u64) -> u64) {
    catalogue
        .world
        .edit(&LEDGER.address, |ledger: &mut Ledger| {
            let pool = &mut ledger.pools[0];
            pool.live = by(pool.live);
            pool.expiring = pool.expiring.map(by);
        });
}
