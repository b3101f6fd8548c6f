//! The division of an hour's emission.

use emissions::{
    error::EmissionsError,
    quote::{self, History},
    state::{Config, Delegation, Ledger},
};
use io_client::{emissions as client, spl};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, REWARD_VAULT},
    constants::{epoch_hour, HOUR, ONE_IO},
    math::{mul_div, Rounding},
    schedule::cumulative,
};
use io_tests::{Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

fn claim(
    world: &mut World,
    signer: &Keypair,
    supply: &Supply,
    staker: &Keypair,
) -> io_tests::Outcome {
    let destination = world.io_wallet(&staker.pubkey());
    claim_to(world, signer, supply, staker, &destination)
}

fn claim_to(
    world: &mut World,
    signer: &Keypair,
    supply: &Supply,
    staker: &Keypair,
    destination: &anchor_lang::prelude::Pubkey,
) -> io_tests::Outcome {
    let claim = client::claim(
        &signer.pubkey(),
        &client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        },
        destination,
    );
    world.send(&[claim], &[signer])
}

/// A supplier with as much delegated by bob as it has itself, three hours emitted.
fn three_hours() -> (World, Supply, Keypair) {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    world.wait(4 * HOUR);
    world.catch_up(&[supply.address]);
    (world, supply, bob)
}

#[test]
fn p08_an_hour_is_split_by_commission_and_stake_and_nothing_is_left_over() {
    let (mut world, supply, bob) = three_hours();
    let emitted = cumulative(3);
    let commission = mul_div(emitted, 1_000, 10_000, Rounding::Down).unwrap();
    let delegated = (emitted - commission).div_ceil(2);
    claim(&mut world, &bob, &supply, &bob).unwrap();
    let received = world.io_of(&bob.pubkey());
    assert!(
        delegated - received <= 1,
        "{received} of {delegated}: dust below a base unit"
    );

    let payout = supply.payout.pubkey();
    let wallet = world.io_wallet(&payout);
    let pay = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout,
        supplier: supply.address,
        destination: wallet,
    });
    world.must(&[pay], &[&supply.payout]);
    let paid = world.io_of(&payout);
    assert!(
        emitted - delegated - paid <= 1,
        "{paid}: dust below a base unit"
    );

    let ledger: Ledger = world.read(&LEDGER.address);
    assert_eq!(ledger.claimed_total, paid + received);
    assert_eq!(
        world.balance(&REWARD_VAULT.address),
        emitted - ledger.claimed_total
    );
}

#[test]
fn p08_a_claim_at_any_later_time_is_the_same_and_never_paid_twice() {
    let (mut world, supply, bob) = three_hours();
    let (mut patient, same, carol) = three_hours();
    claim(&mut world, &bob, &supply, &bob).unwrap();
    patient.wait(400 * 24 * HOUR);
    patient.catch_up(&[same.address]);
    // The attestation had another 20 hours in it.
    claim(&mut patient, &carol, &same, &carol).unwrap();
    world.wait(400 * 24 * HOUR);
    world.catch_up(&[supply.address]);
    claim(&mut world, &bob, &supply, &bob).unwrap();
    let (in_parts, at_once) = (world.io_of(&bob.pubkey()), patient.io_of(&carol.pubkey()));
    assert!(
        at_once.abs_diff(in_parts) <= 1,
        "{in_parts} in parts, {at_once} at once"
    );

    let before = world.io_of(&bob.pubkey());
    claim(&mut world, &bob, &supply, &bob).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), before);
}

#[test]
fn p09_anybody_may_claim_for_a_staker_but_only_to_its_wallet() {
    let (mut world, supply, bob) = three_hours();
    let mallory = world.person("mallory", 0, 0);
    let theirs = world.io_wallet(&mallory.pubkey());
    let refused = claim_to(&mut world, &mallory, &supply, &bob, &theirs);
    refused.refused(EmissionsError::WrongDestination);

    // An account that bob owns, but not the one where wallets look.
    let odd = world.odd_account(&bob.pubkey(), &world.io.clone());
    let refused = claim_to(&mut world, &mallory, &supply, &bob, &odd);
    refused.refused(EmissionsError::WrongDestination);
    claim_to(&mut world, &bob, &supply, &bob, &odd).unwrap();
    assert!(world.balance(&odd) > 0);

    world.wait(HOUR);
    world.catch_up(&[supply.address]);
    claim(&mut world, &mallory, &supply, &bob).unwrap();
    assert!(world.io_of(&bob.pubkey()) > 0);
    let wallet = world.io_wallet(&mallory.pubkey());
    let steal = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: mallory.pubkey(),
        supplier: supply.address,
        destination: wallet,
    });
    world
        .send(&[steal], &[&mallory])
        .refused(EmissionsError::WrongDestination);
}

#[test]
fn p12_a_donation_to_the_vaults_changes_nothing() {
    let (mut world, supply, bob) = three_hours();
    let before = world.supplier_account(&supply);
    let rich = world.person("rich", 1_000, 0);
    let from = world.io_wallet(&rich.pubkey());
    for vault in [
        REWARD_VAULT.address,
        io_common::addresses::STAKE_VAULT.address,
    ] {
        world.must(
            &[spl::transfer(&from, &vault, &rich.pubkey(), 100 * ONE_IO)],
            &[&rich],
        );
    }
    world.catch_up(&[supply.address]);
    assert_eq!(world.supplier_account(&supply), before);
    claim(&mut world, &bob, &supply, &bob).unwrap();
    assert!(world.io_of(&bob.pubkey()) < cumulative(3) / 2);
}

#[test]
fn a_claim_needs_a_settled_supplier_and_its_own_delegation() {
    let (mut world, supply, bob) = three_hours();
    let other = world.newcomer("carol");
    let destination = world.io_wallet(&bob.pubkey());
    let mut claim = client::claim(
        &bob.pubkey(),
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &destination,
    );
    let place = claim
        .accounts
        .iter()
        .position(|meta| meta.pubkey == supply.address)
        .unwrap();
    claim.accounts[place].pubkey = other.address;
    world
        .send(&[claim], &[&bob])
        .refused(EmissionsError::WrongDelegation);
    assert_eq!(
        world
            .read::<Delegation>(&client::delegation_address(&client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: supply.address
            }))
            .claimed,
        0
    );
}

/// What the quote says long before, to the base unit.
#[test]
fn a_quote_is_what_a_claim_pays() {
    let (mut world, supply, bob) = three_hours();
    world.wait(100 * HOUR);
    let hour = epoch_hour(world.now());
    let (config, ledger): (Config, Ledger) = (
        world.read(&EMISSIONS_CONFIG.address),
        world.read(&LEDGER.address),
    );
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    let delegation: Delegation = world.read(&delegation);
    let supplier = world.supplier_account(&supply);
    // The ledger is behind: every hour that the quote needs, it walks itself.
    let history = History::new();
    let quote = quote::claimable(
        &config,
        &ledger,
        &supplier,
        Some(&delegation),
        history,
        hour,
    )
    .unwrap();
    assert!(quote.by_staker > 0 && quote.by_supplier > 0);
    world.catch_up(&[supply.address]);
    claim(&mut world, &bob, &supply, &bob).unwrap();
    assert_eq!(world.io_of(&bob.pubkey()), quote.by_staker);
    assert_eq!(
        world.supplier_account(&supply).rewards.owed,
        quote.by_supplier
    );

    // The ledger is ahead: without the page of the end of the attestation there is no answer.
    let ledger: Ledger = world.read(&LEDGER.address);
    let missing = quote::claimable(&config, &ledger, &supplier, None, History::new(), hour);
    assert_eq!(
        missing.unwrap_err(),
        EmissionsError::HistoryPageMissing.into()
    );
}

/// Who joins for the end of an hour and leaves at once gets that hour's share, and then nothing for 14 days.
#[test]
fn hopping_gains_less_than_an_hours_share_in_fourteen_days() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let loyal = world.staker("loyal", &supply, OWN_STAKE);
    world.wait(2 * HOUR - 1);
    let hopper = world.staker("hopper", &supply, OWN_STAKE);
    world.wait(1);
    world.catch_up(&[supply.address]);
    let leave = client::unstake(
        &client::DelegationKeys {
            staker: hopper.pubkey(),
            supplier: supply.address,
        },
        None,
    );
    world.must(&[leave], &[&hopper]);
    claim(&mut world, &loyal, &supply, &loyal).unwrap();
    let before = world.io_of(&loyal.pubkey());
    for _ in 0..14 {
        world.attest(&supply, 8, 24).unwrap();
        world.wait(23 * HOUR);
    }
    world.wait(14 * HOUR);
    world.catch_up(&[supply.address]);
    claim(&mut world, &hopper, &supply, &hopper).unwrap();
    claim(&mut world, &loyal, &supply, &loyal).unwrap();
    // The hour was shared by one more than every later hour.
    let hour = (world.io_of(&loyal.pubkey()) - before) / (14 * 23);
    assert!(
        world.io_of(&hopper.pubkey()) < hour,
        "{hour} for an hour of the loyal one"
    );
}

/// Without a lookup table: the delegations of one staker with as many suppliers.
#[test]
fn nine_delegations_are_claimed_in_one_transaction() {
    let mut world = World::new();
    let bob = world.person("bob", 0, 0);
    let wallet = world.io_wallet(&bob.pubkey());
    let mut claims = Vec::new();
    for number in 0..12 {
        let supplier = world.newcomer(&format!("supplier {number}")).address;
        world.must(
            &[client::open_delegation(&client::DelegationKeys {
                staker: bob.pubkey(),
                supplier,
            })],
            &[&bob],
        );
        claims.push(client::claim(
            &bob.pubkey(),
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier,
            },
            &wallet,
        ));
    }
    let fits = (1..=claims.len()).filter(|count| world.send(&claims[..*count], &[&bob]).is_ok());
    assert_eq!(fits.max(), Some(9));
}
