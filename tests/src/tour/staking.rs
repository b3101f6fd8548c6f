//! Stake and its rewards, from the first settlement to the last withdrawal.

use anchor_lang::prelude::Pubkey;
use io_client::emissions;
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, DAY, HOUR, ONE_IO},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{names, Tour};
use crate::{key, Supply};

pub(super) fn tour(tour: &mut Tour, supply: &Supply) {
    let hour = epoch_hour(tour.world.now());
    let account = tour.world.supplier_account(supply);
    let settle = emissions::settle(&supply.address, &account, hour);
    tour.stop(("settle", 2_850), settle, &[&key("authority")]);
    let name = names::staker("staker", &supply.address);
    let staker = tour.world.person(&name, 1_000, 0);
    delegation(tour, supply, &staker);
    rewards(tour, supply, &staker);
    redelegation(tour, supply, &staker);
    ways_out(tour, supply, &staker);
}

fn delegation(tour: &mut Tour, supply: &Supply, staker: &Keypair) {
    let (signer, wallet) = (staker.pubkey(), tour.world.io_wallet(&staker.pubkey()));
    let open = emissions::open_delegation(&signer, &supply.address);
    tour.stop("open_delegation", open, &[staker]);
    let delegate = emissions::delegate(&signer, &supply.address, &wallet, ONE_IO);
    tour.world.delegate(staker, supply, 10 * ONE_IO).unwrap();
    tour.stop(("delegate", 5_900), delegate, &[staker]);

    let bob = tour
        .world
        .person(&names::staker("bob", &supply.address), 100, 0);
    let (signer, wallet) = (bob.pubkey(), tour.world.io_wallet(&bob.pubkey()));
    let join = [
        emissions::open_delegation(&signer, &supply.address),
        emissions::delegate(&signer, &supply.address, &wallet, 100 * ONE_IO),
    ];
    let what = ("delegate", "with open_delegation", 18_000);
    tour.transaction(what, &join, &[&bob]);
}

fn rewards(tour: &mut Tour, supply: &Supply, staker: &Keypair) {
    let (signer, wallet) = (staker.pubkey(), tour.world.io_wallet(&staker.pubkey()));
    tour.world.attest(supply, 8, 24).unwrap();
    tour.world.wait(2 * HOUR);
    tour.world.catch_up(&[supply.address]);
    let claim = emissions::claim(&signer, &supply.address, &signer, &wallet);
    tour.stop(("claim", 5_300), claim, &[staker]);
    tour.world.wait(HOUR);
    tour.world.catch_up(&[supply.address]);
    let compound = emissions::compound(&signer, &supply.address);
    tour.stop("compound", compound, &[staker]);
    reclaim(tour, supply, staker);
    let payout = supply.payout.pubkey();
    let to = tour.world.io_wallet(&payout);
    let claim = emissions::claim_supplier(&payout, &supply.address, &to);
    tour.stop(("claim_supplier", 10_000), claim, &[&supply.payout]);
}

/// Excess rent of a delegation and of the ledger.
fn reclaim(tour: &mut Tour, supply: &Supply, staker: &Keypair) {
    let (anyone, staker) = (key("authority"), staker.pubkey());
    let delegation = emissions::delegation_address(&supply.address, &staker);
    tour.give(&delegation);
    let reclaim = emissions::reclaim_rent(&delegation, &staker);
    tour.stop(("reclaim_rent", "of a delegation"), reclaim, &[&anyone]);
    tour.give(&LEDGER.address);
    let reclaim = emissions::reclaim_rent(&LEDGER.address, &anyone.pubkey());
    let what = ("reclaim_rent", "of the ledger");
    tour.stop(what, reclaim, &[&supply.owner]);
}

fn redelegation(tour: &mut Tour, supply: &Supply, staker: &Keypair) {
    let (signer, from) = (staker.pubkey(), supply.address);
    let to = tour.world.newcomer("target").address;
    let open = emissions::open_delegation(&signer, &to);
    tour.world.must(&[open], &[staker]);
    let third = others(tour, staker, supply, &to);
    let request = emissions::request_redelegation(&signer, &from, &to, Some(2 * ONE_IO));
    tour.stop("request_redelegation", request.clone(), &[staker]);
    let cancel = emissions::cancel_redelegation(&signer, &from, &to);
    tour.stop("cancel_redelegation", cancel, &[staker]);
    tour.world.must(&[request], &[staker]);
    tour.world.wait(DAY);
    tour.world.catch_up(&[from, to]);
    let redelegate = emissions::redelegate(&signer, &from, &to);
    tour.stop("redelegate", redelegate, &[staker]);
    let cancel = emissions::cancel_redelegation(&signer, &from, &third);
    tour.world.must(&[cancel], &[staker]);
}

/// What is beside the delegation of `staker` to the supplier `to`: that of another staker; and one to a third supplier,
/// whose address is returned, with a request to move there.
fn others(tour: &mut Tour, staker: &Keypair, from: &Supply, to: &Pubkey) -> Pubkey {
    let other = tour.world.person("another staker", 0, 0);
    let (signer, third) = (staker.pubkey(), tour.world.newcomer("third").address);
    let instructions = [
        emissions::open_delegation(&other.pubkey(), to),
        emissions::open_delegation(&signer, &third),
        emissions::request_redelegation(&signer, &from.address, &third, Some(ONE_IO)),
    ];
    tour.world.must(&instructions, &[&other, staker]);
    third
}

fn ways_out(tour: &mut Tour, supply: &Supply, staker: &Keypair) {
    let (signer, address) = (staker.pubkey(), supply.address);
    let unstake = emissions::unstake(&signer, &address, Some(ONE_IO));
    tour.world.must(&[unstake], &[staker]);
    let cancel = emissions::cancel_ticket(&signer, &address, 0);
    tour.stop("cancel_ticket", cancel, &[staker]);
    let unstake = emissions::unstake(&signer, &address, None);
    tour.stop(("unstake", 9_000), unstake, &[staker]);

    let owner = supply.owner.pubkey();
    let unstake = emissions::unstake_own(&owner, &address, Some(ONE_IO));
    tour.stop("unstake_own", unstake.clone(), &[&supply.owner]);
    let cancel = emissions::cancel_own_ticket(&owner, &address, 0);
    tour.stop("cancel_own_ticket", cancel, &[&supply.owner]);
    tour.world.must(&[unstake], &[&supply.owner]);

    tour.world.wait(14 * DAY);
    let to = tour.world.io_wallet(&owner);
    let withdraw = emissions::withdraw_own(&owner, &address, &owner, &to);
    tour.stop("withdraw_own", withdraw, &[&supply.owner]);
    let wallet = tour.world.io_wallet(&signer);
    let withdraw = emissions::withdraw(&signer, &address, &wallet);
    tour.stop(("withdraw", 5_200), withdraw, &[staker]);
    let close = emissions::close_delegation(&signer, &address, &wallet);
    tour.stop("close_delegation", close, &[staker]);
}
