//! Slashes: withdrawn, lapsed, executed until nothing is left, and for a breach.

use ::emissions::{
    instructions::{slash_hash, slash_withdrawal_hash, ProposeSlashArgs},
    state::{Config, Slash},
};
use anchor_lang::solana_program::instruction::Instruction;
use io_client::{
    emissions::{self, Agreement},
    marketplace,
};
use io_common::{
    addresses::EMISSIONS_CONFIG,
    constants::{DAY, ONE_IO},
    types::SupplierUsage,
};
use solana_signer::Signer;

use super::{council, names, Catalogue};
use crate::{key, offer_args, Supply, World};

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply) {
    let config = EMISSIONS_CONFIG.address;
    let all = |config: &mut Config| config.max_slash_bps = 10_000;
    catalogue.world.edit(&config, all);
    dropped(catalogue, supply);
    one_by_one(catalogue, supply);
    executed(catalogue, supply);
    breach(catalogue, supply);
}

/// The next slash.
fn next(world: &mut World, supply: &Supply, amount: u64) -> ProposeSlashArgs {
    ProposeSlashArgs {
        number: world.supplier_account(supply).slashes.count,
        amount,
        reason: 1,
        evidence: [0; 32],
    }
}

/// The next slash, proposed by two attestors.
fn propose(world: &mut World, supply: &Supply, amount: u64) -> Instruction {
    let [first, second, _] = world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let args = next(world, supply, amount);
    let (payer, agreement) = (key("authority").pubkey(), Agreement::Signed(&attestors));
    emissions::propose_slash(&payer, agreement, &supply.address, args).unwrap()
}

/// The slash that was proposed last.
fn last(world: &mut World, supply: &Supply) -> Slash {
    let number = world.supplier_account(supply).slashes.count - 1;
    world.read(&emissions::slash_address(&supply.address, number))
}

fn dropped(catalogue: &mut Catalogue, supply: &Supply) {
    let (payer, [first, second, _]) = (key("authority"), catalogue.world.attestors());
    let signers = [&payer, &first, &second];
    let attestors = [first.pubkey(), second.pubkey()];
    let slash = propose(&mut catalogue.world, supply, ONE_IO);
    catalogue.stop("propose_slash", slash, &signers);
    let slash = last(&mut catalogue.world, supply);
    let withdraw = emissions::withdraw_slash(Agreement::Signed(&attestors), &slash).unwrap();
    catalogue.stop("withdraw_slash", withdraw, &signers);

    let slash = propose(&mut catalogue.world, supply, ONE_IO);
    catalogue.world.must(&[slash], &signers);
    catalogue.world.wait(37 * DAY + 1);
    let lapse = emissions::lapse_slash(&last(&mut catalogue.world, supply));
    catalogue.stop("lapse_slash", lapse, &[&payer]);
}

/// The attestors approve one by one; then the authority withdraws alone.
fn one_by_one(catalogue: &mut Catalogue, supply: &Supply) {
    let (authority, address) = (key("authority"), supply.address);
    let payer = authority.pubkey();
    let args = next(&mut catalogue.world, supply, ONE_IO);
    council::approve(catalogue, slash_hash(&args, &address).unwrap());
    let slash = emissions::propose_slash(&payer, Agreement::Approved, &address, args).unwrap();
    catalogue.stop(("propose_slash", "approved"), slash, &[&authority]);
    let slash = last(&mut catalogue.world, supply);
    let hash = slash_withdrawal_hash(&emissions::slash_address(&address, slash.number));
    council::approve(catalogue, hash.unwrap());
    let withdraw = emissions::withdraw_slash(Agreement::Approved, &slash).unwrap();
    catalogue.stop(("withdraw_slash", "approved"), withdraw, &[&authority]);

    catalogue.world.wait(1);
    let args = next(&mut catalogue.world, supply, ONE_IO);
    council::approve(catalogue, slash_hash(&args, &address).unwrap());
    let slash = emissions::propose_slash(&payer, Agreement::Approved, &address, args).unwrap();
    catalogue.world.must(&[slash], &[&authority]);
    let slash = last(&mut catalogue.world, supply);
    let withdraw = emissions::withdraw_slash_as_authority(&payer, &slash);
    let what = ("withdraw_slash", "by the authority");
    catalogue.stop(what, withdraw, &[&authority]);
}

/// One that takes a little of the owner's stake, and one that takes all, also bob's.
fn executed(catalogue: &mut Catalogue, supply: &Supply) {
    let (payer, [first, second, _]) = (key("authority"), catalogue.world.attestors());
    let (address, io) = (supply.address, catalogue.world.io);
    let bob = key(&names::staker("bob", &address));
    let all = catalogue
        .world
        .supplier_account(supply)
        .stake
        .total()
        .unwrap();
    for (variant, amount) in [("", ONE_IO), ("of delegators", all - ONE_IO)] {
        let slash = propose(&mut catalogue.world, supply, amount);
        catalogue.world.must(&[slash], &[&payer, &first, &second]);
        let slash = last(&mut catalogue.world, supply);
        if slash.is_shared() {
            let apply = emissions::apply_slash(&slash, &bob.pubkey());
            catalogue.stop("apply_slash", apply, &[&payer]);
            catalogue.world.catch_up(&[address]);
            let unstake = emissions::unstake_held(&bob.pubkey(), &slash);
            catalogue.stop("unstake_held", unstake, &[&bob]);
        }
        catalogue.world.wait(30 * DAY);
        catalogue.world.catch_up(&[address]);
        let execute = emissions::execute_slash(&slash, &io);
        catalogue.stop(("execute_slash", variant), execute, &[&payer]);
    }
    let slash = last(&mut catalogue.world, supply);
    let apply = emissions::apply_slash(&slash, &bob.pubkey());
    catalogue.stop(("apply_slash", "at its end"), apply, &[&payer]);
}

fn breach(catalogue: &mut Catalogue, supply: &Supply) {
    let payer = key("authority");
    catalogue.world.stake_own(supply, ONE_IO).unwrap();
    catalogue.world.offer(supply, offer_args());
    let usage = marketplace::supplier_usage_address(&supply.address);
    let breached = |usage: &mut SupplierUsage| usage.breached = ONE_IO;
    catalogue.world.edit(&usage, breached);
    let number = catalogue
        .world
        .supplier_account(supply)
        .slashes
        .breach_count;
    let breach = emissions::propose_breach_slash(&payer.pubkey(), &supply.address, number);
    catalogue.stop("propose_breach_slash", breach, &[&payer]);
}
