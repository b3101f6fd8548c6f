//! What is sent once in the life of a network.

use io_client::{emissions, fee_burn, marketplace, spl};
use io_common::oracle::price::PICO_USD;
use solana_signer::Signer;

use super::Tour;
use crate::key;

pub(super) fn tour(tour: &mut Tour) {
    let (authority, mint) = (key("authority"), key("io mint"));
    let signer = authority.pubkey();
    let (io, usdc) = (tour.world.io, tour.world.usdc);
    let create = spl::create_mint(&tour.world.account_rent(), &signer, &io, &signer, 8);
    tour.world.must(&create, &[&authority, &mint]);
    for initialize in [
        emissions::initialize(&signer, &io, signer),
        marketplace::initialize(&signer, &io, &usdc, signer),
        fee_burn::initialize(&signer, &io, &usdc, signer, PICO_USD),
    ] {
        tour.stop("initialize", initialize, &[&authority]);
    }
    let attestors = tour.world.attestors().map(|attestor| attestor.pubkey());
    let council = emissions::set_council(&signer, attestors.to_vec(), 2);
    tour.stop("set_council", council, &[&authority]);
    let launch = emissions::launch(&signer, &signer, &io);
    tour.stop("launch", launch, &[&authority]);
}
