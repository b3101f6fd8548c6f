//! Every account holds exactly the minimum, then the rate rises: every exit stays open (P-14).

use anchor_lang::solana_program::system_instruction;
use emissions::state::Slash;
use io_client::{emissions as client, fee_burn as burn, marketplace as market, rent};
use io_common::constants::{DAY, HOUR};
use io_tests::{key, World};
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{Stage, HASH, RATES};

/// Reclaims all excess.
fn at_the_minimum(rate: u64) -> Stage {
    let mut stage = Stage::new(RATES[0]);
    stage.world.vm.set_rent(rate);
    for one in rent::reclaimable(stage.world.vm.as_mut(), None).unwrap() {
        let send = [one.instruction];
        stage.world.must(&send, &[&key("authority")]);
    }
    stage
}

/// The clock goes on, and suppliers are settled.
fn catch_up(stage: &mut Stage) {
    let suppliers = [stage.supply.address, stage.target.address];
    stage.world.catch_up(&suppliers);
}

#[test]
fn p14_p25_no_exit_waits_for_rent_when_the_rate_rises() {
    // Back up by the reductions of 2026, and tenfold: from the planned rate to the original one.
    for low in [RATES[2], 696] {
        let mut stage = at_the_minimum(low);
        stage.world.vm.set_rent(RATES[0]);
        assert_eq!(
            rent::reclaimable(stage.world.vm.as_mut(), None)
                .unwrap()
                .len(),
            0
        );
        rental(&mut stage);
        stake(&mut stage);
        clear_away(&mut stage);
    }
}

/// A reservation runs, is terminated and closed; its offer closes.
fn rental(stage: &mut Stage) {
    let Stage {
        world,
        supply,
        rental,
        ..
    } = stage;
    world.start(supply, rental).unwrap();
    world.wait(30 * HOUR);
    world.settle_reservation(supply, rental).unwrap();
    world.terminate(rental).unwrap();
    world.wait(DAY);
    let (before, held) = (
        world.lamports(&rental.renter.pubkey()),
        world.lamports(&rental.address) + world.lamports(&rental.escrow),
    );
    let bounty = u64::from(world.reservation(rental).bounty);
    world.close_reservation(supply, rental).unwrap();
    world.assert_closed(supply, rental);
    let after = world.lamports(&rental.renter.pubkey());
    assert_eq!(after - before, held - bounty);
    let (operator, owner) = (&supply.operator, supply.owner.pubkey());
    let close = market::close_offer(
        &market::OfferAccounts {
            authority: operator.pubkey(),
            supplier: supply.address,
            offer: rental.offer,
        },
        &owner,
    );
    world.must(&[close], &[operator]);
}

/// A staker cancels its request, unstakes and closes its delegation.
fn stake(stage: &mut Stage) {
    catch_up(stage);
    let (staker, supplier) = (stage.staker.insecure_clone(), stage.supply.address);
    let (me, wallet) = (staker.pubkey(), stage.world.io_wallet(&staker.pubkey()));
    let leave = [
        client::cancel_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier,
            },
            &stage.target.address,
        ),
        client::unstake(
            &client::DelegationKeys {
                staker: me,
                supplier,
            },
            None,
        ),
    ];
    stage.world.must(&leave, &[&staker]);
    stage.world.wait(14 * DAY);
    let out = client::withdraw(
        &client::DelegationKeys {
            staker: me,
            supplier,
        },
        &wallet,
    );
    stage.world.must(&[out], &[&staker]);
    // The stake held for the open slash is released when the slash has lapsed.
    stage.world.wait(24 * DAY);
    let slash = stage
        .world
        .read::<Slash>(&client::slash_address(&supplier, 0));
    let lapse = client::lapse_slash(&slash);
    stage.world.must(&[lapse], &[&staker]);
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: me,
        supplier,
    });
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: me,
            supplier,
        },
        &wallet,
    );
    stage.world.must(&[close], &[&staker]);
    assert!(stage.world.account(&delegation).is_none());
}

/// What anyone may close.
fn clear_away(stage: &mut Stage) {
    let (anyone, carol) = (key("authority"), key("carol").pubkey());
    let me = anyone.pubkey();
    let close = [
        client::close_approval(&carol, &HASH),
        client::cancel_change(&me, 0, &carol),
        market::cancel_change(&me, 0, &carol),
        burn::cancel_change(&me, 0, &carol),
    ];
    stage.world.must(&close, &[&anyone]);
}

/// A supplier at the minimum of today closes after every rise up to sixfold. Where the rate has risen further, its empty
/// account needs more than all that it holds, and anyone adds the difference in the same transaction.
#[test]
fn p14_p25_a_supplier_closes_after_a_rise() {
    for (low, high) in [(RATES[2], RATES[0]), (1_160, RATES[0])] {
        let mut stage = at_the_minimum(low);
        stage.world.vm.set_rent(high);
        close(&mut stage.world, &stage.target, None).unwrap();
    }
    let mut stage = at_the_minimum(696);
    stage.world.vm.set_rent(RATES[0]);
    let refused = close(&mut stage.world, &stage.target, None).unwrap_err();
    let io_client::SendError::Refused { error, .. } = refused else {
        panic!("{refused}");
    };
    assert!(matches!(
        error,
        TransactionError::InsufficientFundsForRent { .. }
    ));
    let today = rent::of_today(stage.world.vm.as_mut()).unwrap();
    let held = stage.world.lamports(&stage.target.address);
    let missing = today.minimum_balance(0) - held;
    close(&mut stage.world, &stage.target, Some(missing)).unwrap();
    let left = stage.world.account(&stage.target.address).unwrap();
    assert_eq!((left.lamports, left.data.len()), (held + missing, 0));
}

fn close(world: &mut World, supply: &io_tests::Supply, add: Option<u64>) -> io_tests::Outcome {
    world.catch_up(&[supply.address]);
    let owner = supply.owner.pubkey();
    let add = add.map(|add| system_instruction::transfer(&owner, &supply.address, add));
    let close = client::close_supplier(&owner, &supply.address);
    let instructions: Vec<_> = add.into_iter().chain([close]).collect();
    world.send(&instructions, &[&supply.owner])
}
