//! The fee-burn program: an auction from its opening to its expiry.

use ::fee_burn::state::Config;
use anchor_lang::prelude::Pubkey;
use io_client::{
    fee_burn::{self, Filler},
    spl,
};
use io_common::{
    addresses::{ENGINE, FEE_BURN_CONFIG, IO_VAULT, USDC_VAULT},
    constants::{HOUR, ONE_IO, ONE_USDC},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Catalogue, Target};
use crate::key;

pub(super) fn catalogue(catalogue: &mut Catalogue) {
    let (authority, bob) = (
        key("authority"),
        catalogue.world.person("filler", 10_000, 0),
    );
    fund(catalogue, &bob);
    let treasury = catalogue.world.person("council wallet", 0, 0).pubkey();
    share(catalogue, &treasury);
    let burn = fee_burn::burn_fees(&catalogue.world.io);
    let target = Target::raised(4_370, "the council's share is counted by the configuration");
    catalogue.stop(("burn_fees", "", target), burn, &[&authority]);
    let wallet = catalogue.world.io_wallet(&treasury);
    let pay = fee_burn::pay_council(&IO_VAULT.address, &wallet);
    catalogue.stop(("pay_council", 5_890), pay, &[&bob]);
    catalogue.world.wait(HOUR);
    catalogue.world.set_price(0.25);
    let open = fee_burn::open_auction(&catalogue.world.price);
    let target = Target::raised(3_770, "the council's share of the USDC is counted");
    catalogue.stop(("open_auction", "", target), open, &[&authority]);
    catalogue.world.wait(540);
    catalogue.world.set_price(0.25);
    fills(catalogue, &bob);
    catalogue.world.wait(900);
    let target = Target::raised(2_440, "the event has the totals paid to the council");
    let expire = fee_burn::expire_auction();
    catalogue.stop(("expire_auction", "", target), expire, &[&authority]);
    catalogue.world.wait(HOUR);
    catalogue.world.set_price(0.25);
    let update = fee_burn::update_anchor(&catalogue.world.price);
    catalogue.stop("update_anchor", update, &[&authority]);
    catalogue.give(&ENGINE.address);
    let reclaim = fee_burn::reclaim_rent(&ENGINE.address, &authority.pubkey());
    catalogue.stop("reclaim_rent", reclaim, &[&bob]);
}

/// A tenth of the fees for the council, so that counting costs what it can.
fn share(catalogue: &mut Catalogue, treasury: &Pubkey) {
    let config = FEE_BURN_CONFIG.address;
    catalogue.world.edit(&config, |config: &mut Config| {
        (config.council_bps, config.treasury) = (1_000, *treasury);
    });
}

/// Fees in both currencies.
fn fund(catalogue: &mut Catalogue, bob: &Keypair) {
    let (authority, usdc) = (key("authority"), catalogue.world.usdc);
    let wallet = catalogue.world.io_wallet(&bob.pubkey());
    let dollars = 16_800 * ONE_USDC;
    let fund = [
        spl::transfer(&wallet, &IO_VAULT.address, &bob.pubkey(), ONE_IO),
        spl::mint_to(&usdc, &USDC_VAULT.address, &authority.pubkey(), dollars),
    ];
    catalogue.world.must(&fund, &[&authority, bob]);
}

fn fills(catalogue: &mut Catalogue, bob: &Keypair) {
    let (io, price) = (catalogue.world.io, catalogue.world.price);
    let filler = Filler {
        owner: bob.pubkey(),
        io: catalogue.world.io_wallet(&bob.pubkey()),
        usdc: catalogue.world.usdc_wallet(&bob.pubkey()),
    };
    let fill = fee_burn::fill_auction(&filler, &io, &price, 50 * ONE_USDC, u64::MAX);
    catalogue.stop(("fill_auction", 16_000), fill, &[bob]);
    let parts = [
        fee_burn::flash_fill_begin(&filler, &price, 25 * ONE_USDC, u64::MAX),
        fee_burn::flash_fill_end(&filler, &io),
    ];
    let what = ("flash_fill_begin", "with its end", 30_000);
    catalogue.transaction(what, &parts, &[bob]);
}
