//! Stake and its rewards, from the first settlement to the last withdrawal.

use anchor_lang::prelude::Pubkey;
use io_client::emissions;
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, DAY, HOUR, ONE_IO},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{names, Catalogue, Target};
use crate::{key, Supply};

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply) {
    let hour = epoch_hour(catalogue.world.now());
    let account = catalogue.world.supplier_account(supply);
    let settle = emissions::settle_supplier(&supply.address, &account, hour);
    let target = Target::raised(
        2_750,
        "a stored pool number that stands for nothing is refused; a supplier has the time from which own stake votes",
    );
    catalogue.stop(
        ("settle_supplier", "", target),
        settle,
        &[&key("authority")],
    );
    let name = names::staker("staker", &supply.address);
    let staker = catalogue.world.person(&name, 1_000, 0);
    delegation(catalogue, supply, &staker);
    rewards(catalogue, supply, &staker);
    redelegation(catalogue, supply, &staker);
    ways_out(catalogue, supply, &staker);
}

fn delegation(catalogue: &mut Catalogue, supply: &Supply, staker: &Keypair) {
    let (signer, wallet) = (staker.pubkey(), catalogue.world.io_wallet(&staker.pubkey()));
    let open = emissions::open_delegation(&emissions::DelegationKeys {
        staker: signer,
        supplier: supply.address,
    });
    catalogue.stop("open_delegation", open, &[staker]);
    let delegate = emissions::delegate(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: supply.address,
        },
        &wallet,
        ONE_IO,
    );
    catalogue
        .world
        .delegate(staker, supply, 10 * ONE_IO)
        .unwrap();
    catalogue.stop(("delegate", 5_900), delegate, &[staker]);

    let bob = catalogue
        .world
        .person(&names::staker("bob", &supply.address), 100, 0);
    let (signer, wallet) = (bob.pubkey(), catalogue.world.io_wallet(&bob.pubkey()));
    let join = [
        emissions::open_delegation(&emissions::DelegationKeys {
            staker: signer,
            supplier: supply.address,
        }),
        emissions::delegate(
            &emissions::DelegationKeys {
                staker: signer,
                supplier: supply.address,
            },
            &wallet,
            100 * ONE_IO,
        ),
    ];
    let what = ("delegate", "with open_delegation", 18_000);
    catalogue.transaction(what, &join, &[&bob]);
}

fn rewards(catalogue: &mut Catalogue, supply: &Supply, staker: &Keypair) {
    let (signer, wallet) = (staker.pubkey(), catalogue.world.io_wallet(&staker.pubkey()));
    catalogue.world.attest(supply, 8, 24).unwrap();
    catalogue.world.wait(2 * HOUR);
    catalogue.world.catch_up(&[supply.address]);
    let claim = emissions::claim(
        &signer,
        &emissions::DelegationKeys {
            staker: signer,
            supplier: supply.address,
        },
        &wallet,
    );
    catalogue.stop(("claim", 5_300), claim, &[staker]);
    catalogue.world.wait(HOUR);
    catalogue.world.catch_up(&[supply.address]);
    let compound = emissions::compound(&emissions::DelegationKeys {
        staker: signer,
        supplier: supply.address,
    });
    catalogue.stop("compound", compound, &[staker]);
    reclaim(catalogue, supply, staker);
    let payout = supply.payout.pubkey();
    let to = catalogue.world.io_wallet(&payout);
    let claim = emissions::claim_supplier(&emissions::ClaimSupplierAccounts {
        signer: payout,
        supplier: supply.address,
        destination: to,
    });
    catalogue.stop(("claim_supplier", 10_000), claim, &[&supply.payout]);
}

/// Excess rent of a delegation and of the ledger.
fn reclaim(catalogue: &mut Catalogue, supply: &Supply, staker: &Keypair) {
    let (anyone, staker) = (key("authority"), staker.pubkey());
    let delegation = emissions::delegation_address(&emissions::DelegationKeys {
        staker,
        supplier: supply.address,
    });
    catalogue.give(&delegation);
    let reclaim = emissions::reclaim_rent(&delegation, &staker);
    let target = Target::raised(2_810, "records of votes have a payer, too");
    let what = ("reclaim_rent", "of a delegation", target);
    catalogue.stop(what, reclaim, &[&anyone]);
    catalogue.give(&LEDGER.address);
    let reclaim = emissions::reclaim_rent(&LEDGER.address, &anyone.pubkey());
    let what = ("reclaim_rent", "of the ledger", target);
    catalogue.stop(what, reclaim, &[&supply.owner]);
}

fn redelegation(catalogue: &mut Catalogue, supply: &Supply, staker: &Keypair) {
    let (signer, from) = (staker.pubkey(), supply.address);
    let to = catalogue.world.newcomer("target").address;
    let open = emissions::open_delegation(&emissions::DelegationKeys {
        staker: signer,
        supplier: to,
    });
    catalogue.world.must(&[open], &[staker]);
    let third = others(catalogue, staker, supply, &to);
    let request = emissions::request_redelegation(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: from,
        },
        &to,
        Some(2 * ONE_IO),
    );
    catalogue.stop("request_redelegation", request.clone(), &[staker]);
    let cancel = emissions::cancel_redelegation(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: from,
        },
        &to,
    );
    catalogue.stop("cancel_redelegation", cancel, &[staker]);
    catalogue.world.must(&[request], &[staker]);
    catalogue.world.wait(DAY);
    catalogue.world.catch_up(&[from, to]);
    let redelegate = emissions::redelegate(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: from,
        },
        &to,
    );
    catalogue.stop("redelegate", redelegate, &[staker]);
    let cancel = emissions::cancel_redelegation(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: from,
        },
        &third,
    );
    catalogue.world.must(&[cancel], &[staker]);
}

/// What is beside the delegation of `staker` to the supplier `to`: that of another staker; and one to a third supplier,
/// whose address is returned, with a request to move there.
fn others(catalogue: &mut Catalogue, staker: &Keypair, from: &Supply, to: &Pubkey) -> Pubkey {
    let other = catalogue.world.person("another staker", 0, 0);
    let (signer, third) = (staker.pubkey(), catalogue.world.newcomer("third").address);
    let instructions = [
        emissions::open_delegation(&emissions::DelegationKeys {
            staker: other.pubkey(),
            supplier: *to,
        }),
        emissions::open_delegation(&emissions::DelegationKeys {
            staker: signer,
            supplier: third,
        }),
        emissions::request_redelegation(
            &emissions::DelegationKeys {
                staker: signer,
                supplier: from.address,
            },
            &third,
            Some(ONE_IO),
        ),
    ];
    catalogue.world.must(&instructions, &[&other, staker]);
    third
}

fn ways_out(catalogue: &mut Catalogue, supply: &Supply, staker: &Keypair) {
    let (signer, address) = (staker.pubkey(), supply.address);
    let unstake = emissions::unstake(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: address,
        },
        Some(ONE_IO),
    );
    catalogue.world.must(&[unstake], &[staker]);
    let cancel = emissions::cancel_unstake(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: address,
        },
        0,
    );
    catalogue.stop("cancel_unstake", cancel, &[staker]);
    let unstake = emissions::unstake(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: address,
        },
        None,
    );
    catalogue.stop(("unstake", 9_000), unstake, &[staker]);

    let owner = supply.owner.pubkey();
    let unstake = emissions::unstake_own(&owner, &address, Some(ONE_IO));
    catalogue.stop("unstake_own", unstake.clone(), &[&supply.owner]);
    let cancel = emissions::cancel_own_unstake(&owner, &address, 0);
    catalogue.stop("cancel_own_unstake", cancel, &[&supply.owner]);
    catalogue.world.must(&[unstake], &[&supply.owner]);

    catalogue.world.wait(14 * DAY);
    let to = catalogue.world.io_wallet(&owner);
    let withdraw = emissions::withdraw_own(&emissions::WithdrawOwnAccounts {
        signer: owner,
        supplier: address,
        holder: owner,
        destination: to,
    });
    let target = Target::raised(5_040, "the ledger counts all stake");
    catalogue.stop(("withdraw_own", "", target), withdraw, &[&supply.owner]);
    let wallet = catalogue.world.io_wallet(&signer);
    let withdraw = emissions::withdraw(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: address,
        },
        &wallet,
    );
    let target = Target::raised(5_160, "the ledger counts all stake");
    catalogue.stop(("withdraw", "", target), withdraw, &[staker]);
    let close = emissions::close_delegation(
        &emissions::DelegationKeys {
            staker: signer,
            supplier: address,
        },
        &wallet,
    );
    catalogue.stop("close_delegation", close, &[staker]);
}
