//! The emissions program, from the first model to the last supplier.

use ::emissions::instructions::{ModelArgs, UpdateSupplierArgs};
use io_client::emissions;
use io_common::constants::{epoch_hour, DAY, ONE_IO};
use solana_signer::Signer;

use super::{clock, council, names, slashing, staking, Tour};
use crate::{key, Supply, OWN_STAKE, START};

pub(super) fn tour(tour: &mut Tour) {
    let authority = key("authority");
    let model = ModelArgs {
        index: 60,
        multiplier: 10_000,
        name: "a GPU".into(),
    };
    let model = emissions::set_model(&authority.pubkey(), model);
    tour.stop("set_model", model, &[&authority]);
    let page = emissions::create_history_page(&authority.pubkey(), epoch_hour(START));
    tour.stop("create_history_page", page, &[&authority]);

    let supply = newcomer(tour);
    council::tour(tour, &supply);
    clock::tour(tour, &supply);
    staking::tour(tour, &supply);
    slashing::tour(tour, &supply);
    owners_verbs(tour, &supply);
    late(tour);
    clock::across_pages(tour);
}

/// A supplier with its own stake.
fn newcomer(tour: &mut Tour) -> Supply {
    let owner = tour
        .world
        .person(&names::supplier("supplier"), 1_000_000, 0);
    let supply = Supply {
        operator: tour.world.person("operator", 0, 0),
        payout: tour.world.person("payout", 0, 0),
        address: emissions::supplier_address(&owner.pubkey(), 0),
        owner,
    };
    let owner = supply.owner.pubkey();
    let register = emissions::register_supplier(&owner, supply.registration());
    tour.stop("register_supplier", register, &[&supply.owner]);
    let source = tour.world.io_wallet(&owner);
    let stake = emissions::stake_own(&owner, &supply.address, &source, OWN_STAKE * ONE_IO);
    tour.stop("stake_own", stake, &[&supply.owner]);
    supply
}

/// What only the owner sends.
fn owners_verbs(tour: &mut Tour, supply: &Supply) {
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    tour.world.catch_up(&[address]);
    let commission = emissions::set_commission(&owner, &address, 500);
    tour.stop("set_commission", commission, &[&supply.owner]);
    let args = UpdateSupplierArgs {
        operator: Some(owner),
        ..UpdateSupplierArgs::default()
    };
    let update = emissions::update_supplier(&owner, &address, args);
    tour.stop("update_supplier", update, &[&supply.owner]);
    let propose = emissions::propose_owner(&owner, &address, supply.operator.pubkey());
    tour.stop("propose_owner", propose, &[&supply.owner]);
    let accept = emissions::accept_owner(&supply.operator.pubkey(), &address);
    tour.stop("accept_owner", accept, &[&supply.operator]);

    let idle = tour.world.newcomer("idle");
    let close = emissions::close_supplier(&idle.owner.pubkey(), &idle.address);
    tour.stop("close_supplier", close, &[&idle.owner]);
}

/// A settlement that crosses all it can: the end of a lease, and a rise of the commission.
fn late(tour: &mut Tour) {
    let supply = tour.world.supplier("late");
    let owner = &supply.owner;
    let rise = emissions::set_commission(&owner.pubkey(), &supply.address, 2_000);
    tour.world.must(&[rise], &[owner]);
    tour.world.wait(15 * DAY);
    tour.world.catch_up(&[]);
    let account = tour.world.supplier_account(&supply);
    let hour = epoch_hour(tour.world.now());
    let settle = emissions::settle(&supply.address, &account, hour);
    let what = ("settle", "across a lease and a commission", 7_000);
    tour.stop(what, settle, &[&key("authority")]);
}
