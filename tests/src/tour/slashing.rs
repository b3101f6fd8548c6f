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
    types::SupplierBook,
};
use solana_signer::Signer;

use super::{council, names, Tour};
use crate::{key, offer_args, Supply, World};

pub(super) fn tour(tour: &mut Tour, supply: &Supply) {
    let config = EMISSIONS_CONFIG.address;
    let all = |config: &mut Config| config.max_slash_bps = 10_000;
    tour.world.edit(&config, all);
    dropped(tour, supply);
    one_by_one(tour, supply);
    executed(tour, supply);
    breach(tour, supply);
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

fn dropped(tour: &mut Tour, supply: &Supply) {
    let (payer, [first, second, _]) = (key("authority"), tour.world.attestors());
    let signers = [&payer, &first, &second];
    let attestors = [first.pubkey(), second.pubkey()];
    let slash = propose(&mut tour.world, supply, ONE_IO);
    tour.stop("propose_slash", slash, &signers);
    let slash = last(&mut tour.world, supply);
    let withdraw = emissions::withdraw_slash(Agreement::Signed(&attestors), &slash).unwrap();
    tour.stop("withdraw_slash", withdraw, &signers);

    let slash = propose(&mut tour.world, supply, ONE_IO);
    tour.world.must(&[slash], &signers);
    tour.world.wait(37 * DAY + 1);
    let lapse = emissions::lapse_slash(&last(&mut tour.world, supply));
    tour.stop("lapse_slash", lapse, &[&payer]);
}

/// The attestors approve one by one; then the authority withdraws alone.
fn one_by_one(tour: &mut Tour, supply: &Supply) {
    let (authority, address) = (key("authority"), supply.address);
    let payer = authority.pubkey();
    let args = next(&mut tour.world, supply, ONE_IO);
    council::approve(tour, slash_hash(&args, &address).unwrap());
    let slash = emissions::propose_slash(&payer, Agreement::Approved, &address, args).unwrap();
    tour.stop(("propose_slash", "approved"), slash, &[&authority]);
    let slash = last(&mut tour.world, supply);
    let hash = slash_withdrawal_hash(&emissions::slash_address(&address, slash.number));
    council::approve(tour, hash.unwrap());
    let withdraw = emissions::withdraw_slash(Agreement::Approved, &slash).unwrap();
    tour.stop(("withdraw_slash", "approved"), withdraw, &[&authority]);

    tour.world.wait(1);
    let args = next(&mut tour.world, supply, ONE_IO);
    council::approve(tour, slash_hash(&args, &address).unwrap());
    let slash = emissions::propose_slash(&payer, Agreement::Approved, &address, args).unwrap();
    tour.world.must(&[slash], &[&authority]);
    let slash = last(&mut tour.world, supply);
    let withdraw = emissions::withdraw_slash_as_authority(&payer, &slash);
    let what = ("withdraw_slash", "by the authority");
    tour.stop(what, withdraw, &[&authority]);
}

/// One that takes a little of the owner's stake, and one that takes all, also bob's.
fn executed(tour: &mut Tour, supply: &Supply) {
    let (payer, [first, second, _]) = (key("authority"), tour.world.attestors());
    let (address, io) = (supply.address, tour.world.io);
    let bob = key(&names::staker("bob", &address));
    let all = tour.world.supplier_account(supply).stake.total().unwrap();
    for (variant, amount) in [("", ONE_IO), ("of delegators", all - ONE_IO)] {
        let slash = propose(&mut tour.world, supply, amount);
        tour.world.must(&[slash], &[&payer, &first, &second]);
        let slash = last(&mut tour.world, supply);
        if slash.is_shared() {
            let apply = emissions::apply_slash(&slash, &bob.pubkey());
            tour.stop("apply_slash", apply, &[&payer]);
            tour.world.catch_up(&[address]);
            let unstake = emissions::unstake_held(&bob.pubkey(), &slash);
            tour.stop("unstake_held", unstake, &[&bob]);
        }
        tour.world.wait(30 * DAY);
        tour.world.catch_up(&[address]);
        let execute = emissions::execute_slash(&slash, &io);
        tour.stop(("execute_slash", variant), execute, &[&payer]);
    }
    let slash = last(&mut tour.world, supply);
    let apply = emissions::apply_slash(&slash, &bob.pubkey());
    tour.stop(("apply_slash", "at its end"), apply, &[&payer]);
}

fn breach(tour: &mut Tour, supply: &Supply) {
    let payer = key("authority");
    tour.world.stake_own(supply, ONE_IO).unwrap();
    tour.world.offer(supply, offer_args());
    let book = marketplace::book_address(&supply.address);
    let breached = |book: &mut SupplierBook| book.breached = ONE_IO;
    tour.world.edit(&book, breached);
    let number = tour.world.supplier_account(supply).slashes.breach_count;
    let breach = emissions::propose_breach_slash(&payer.pubkey(), &supply.address, number);
    tour.stop("propose_breach_slash", breach, &[&payer]);
}
