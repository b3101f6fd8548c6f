//! The emissions program, from the first model to the last supplier.

use ::emissions::instructions::{ModelArgs, UpdateSupplierArgs};
use io_client::emissions;
use io_common::constants::{epoch_hour, DAY, ONE_IO};
use solana_signer::Signer;

use super::{clock, council, names, slashing, staking, votes, Catalogue, Target};
use crate::{key, Supply, OWN_STAKE, START};

pub(super) fn catalogue(catalogue: &mut Catalogue) {
    let authority = key("authority");
    let model = ModelArgs {
        index: 60,
        multiplier: 10_000,
        name: "a GPU".into(),
    };
    let model = emissions::set_model(&authority.pubkey(), model);
    catalogue.stop("set_model", model, &[&authority]);
    let page = emissions::create_history_page(&authority.pubkey(), epoch_hour(START));
    catalogue.stop("create_history_page", page, &[&authority]);

    let supply = newcomer(catalogue);
    council::catalogue(catalogue, &supply);
    clock::catalogue(catalogue, &supply);
    staking::catalogue(catalogue, &supply);
    votes::catalogue(catalogue, &supply);
    slashing::catalogue(catalogue, &supply);
    owners_verbs(catalogue, &supply);
    late(catalogue);
    clock::across_pages(catalogue);
}

/// A supplier with its own stake.
fn newcomer(catalogue: &mut Catalogue) -> Supply {
    let owner = catalogue
        .world
        .person(&names::supplier("supplier"), 1_000_000, 0);
    let supply = Supply {
        operator: catalogue.world.person("operator", 0, 0),
        payout: catalogue.world.person("payout", 0, 0),
        address: emissions::supplier_address(&owner.pubkey(), 0),
        owner,
    };
    let owner = supply.owner.pubkey();
    let register = emissions::register_supplier(&owner, supply.registration());
    catalogue.stop("register_supplier", register, &[&supply.owner]);
    let source = catalogue.world.io_wallet(&owner);
    let stake = emissions::stake_own(
        &emissions::StakeOwnAccounts {
            owner,
            supplier: supply.address,
            source,
        },
        OWN_STAKE * ONE_IO,
    );
    catalogue.stop("stake_own", stake, &[&supply.owner]);
    supply
}

/// Instructions that only the owner sends.
fn owners_verbs(catalogue: &mut Catalogue, supply: &Supply) {
    let (owner, address) = (supply.owner.pubkey(), supply.address);
    catalogue.world.catch_up(&[address]);
    let commission = emissions::set_commission(&owner, &address, 500);
    catalogue.stop("set_commission", commission, &[&supply.owner]);
    let args = UpdateSupplierArgs {
        operator: Some(owner),
        ..UpdateSupplierArgs::default()
    };
    let update = emissions::update_supplier(&owner, &address, args);
    catalogue.stop("update_supplier", update, &[&supply.owner]);
    let propose = emissions::propose_owner(&owner, &address, supply.operator.pubkey());
    catalogue.stop("propose_owner", propose, &[&supply.owner]);
    let accept = emissions::accept_owner(&supply.operator.pubkey(), &address);
    let target = Target::raised(2_380, "own stake of a new owner votes later");
    catalogue.stop(("accept_owner", "", target), accept, &[&supply.operator]);

    let idle = catalogue.world.newcomer("idle");
    let close = emissions::close_supplier(&idle.owner.pubkey(), &idle.address);
    catalogue.stop("close_supplier", close, &[&idle.owner]);
}

/// A settlement across the end of an attestation and a rise of the commission.
fn late(catalogue: &mut Catalogue) {
    let supply = catalogue.world.supplier("late");
    let owner = &supply.owner;
    let rise = emissions::set_commission(&owner.pubkey(), &supply.address, 2_000);
    catalogue.world.must(&[rise], &[owner]);
    catalogue.world.wait(15 * DAY);
    catalogue.world.catch_up(&[]);
    let account = catalogue.world.supplier_account(&supply);
    let hour = epoch_hour(catalogue.world.now());
    let settle = emissions::settle_supplier(&supply.address, &account, hour);
    let what = (
        "settle_supplier",
        "across an attestation and a commission",
        7_000,
    );
    catalogue.stop(what, settle, &[&key("authority")]);
}
