//! The fee-burn program: an auction from its opening to its expiry.

use io_client::{
    fee_burn::{self, Filler},
    spl,
};
use io_common::{
    addresses::{ENGINE, IO_VAULT, USDC_VAULT},
    constants::{HOUR, ONE_IO, ONE_USDC},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::Tour;
use crate::key;

pub(super) fn tour(tour: &mut Tour) {
    let (authority, bob) = (key("authority"), tour.world.person("filler", 10_000, 0));
    fund(tour, &bob);
    let burn = fee_burn::burn(&tour.world.io);
    tour.stop(("burn", 7_000), burn, &[&authority]);
    tour.world.wait(HOUR);
    tour.world.set_price(0.25);
    let open = fee_burn::open(&tour.world.price);
    tour.stop(("open", 12_000), open, &[&authority]);
    tour.world.wait(540);
    tour.world.set_price(0.25);
    fills(tour, &bob);
    tour.world.wait(900);
    tour.stop("expire", fee_burn::expire(), &[&authority]);
    tour.world.wait(HOUR);
    tour.world.set_price(0.25);
    let update = fee_burn::update_anchor(&tour.world.price);
    tour.stop("update_anchor", update, &[&authority]);
    tour.give(&ENGINE.address);
    let reclaim = fee_burn::reclaim_rent(&ENGINE.address, &authority.pubkey());
    tour.stop("reclaim_rent", reclaim, &[&bob]);
}

/// Fees in both currencies.
fn fund(tour: &mut Tour, bob: &Keypair) {
    let (authority, usdc) = (key("authority"), tour.world.usdc);
    let wallet = tour.world.io_wallet(&bob.pubkey());
    let dollars = 16_800 * ONE_USDC;
    let fund = [
        spl::transfer(&wallet, &IO_VAULT.address, &bob.pubkey(), ONE_IO),
        spl::mint_to(&usdc, &USDC_VAULT.address, &authority.pubkey(), dollars),
    ];
    tour.world.must(&fund, &[&authority, bob]);
}

fn fills(tour: &mut Tour, bob: &Keypair) {
    let (io, price) = (tour.world.io, tour.world.price);
    let filler = Filler {
        owner: bob.pubkey(),
        io: tour.world.io_wallet(&bob.pubkey()),
        usdc: tour.world.usdc_wallet(&bob.pubkey()),
    };
    let fill = fee_burn::fill(&filler, &io, &price, 50 * ONE_USDC, u64::MAX);
    tour.stop(("fill", 16_000), fill, &[bob]);
    let parts = [
        fee_burn::flash_fill_begin(&filler, &price, 25 * ONE_USDC, u64::MAX),
        fee_burn::flash_fill_end(&filler, &io),
    ];
    let what = ("flash_fill_begin", "with its end", 30_000);
    tour.transaction(what, &parts, &[bob]);
}
