//! Instructions sent once in the life of a network.

use io_client::{emissions, fee_burn, marketplace, spl};
use io_common::{oracle::price::PICO_USD, token::Mints};
use solana_signer::Signer;

use super::Catalogue;
use crate::key;

pub(super) fn catalogue(catalogue: &mut Catalogue) {
    let (authority, mint) = (key("authority"), key("io mint"));
    let signer = authority.pubkey();
    let (io, usdc) = (catalogue.world.io, catalogue.world.usdc);
    let create = spl::create_mint(&catalogue.world.account_rent(), &signer, &io, &signer, 8);
    catalogue.world.must(&create, &[&authority, &mint]);
    for initialize in [
        emissions::initialize(&signer, &io, signer),
        marketplace::initialize(&signer, &Mints { io, usdc }, signer),
        fee_burn::initialize(&signer, &Mints { io, usdc }, signer, PICO_USD),
    ] {
        catalogue.stop("initialize", initialize, &[&authority]);
    }
    let attestors = catalogue
        .world
        .attestors()
        .map(|attestor| attestor.pubkey());
    let council = emissions::set_council(&signer, attestors.to_vec(), 2);
    catalogue.stop("set_council", council, &[&authority]);
    let launch = emissions::launch(&emissions::LaunchAccounts {
        authority: signer,
        mint_authority: signer,
        io_mint: io,
    });
    catalogue.stop("launch", launch, &[&authority]);
}
