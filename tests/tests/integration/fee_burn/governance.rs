//! Roles, pause, and changes of parameters.

use fee_burn::{
    error::FeeBurnError,
    state::{Change, Config},
};
use io_client::fee_burn as client;
use io_common::{
    addresses::FEE_BURN_CONFIG,
    constants::{DAY, HOUR, ONE_USDC},
    governance::GovernanceAction,
    CommonError,
};
use io_tests::{exchange, key, Outcome, Refused, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{engine, expire, fill, funded, open, seller};

/// A day's maximum of 100 USDC.
const SMALL: Change = Change::Spending {
    daily_max: 100 * ONE_USDC,
    vault_days: 7,
};

fn config(world: &mut World) -> Config {
    world.read(&FEE_BURN_CONFIG.address)
}

fn propose(world: &mut World, signer: &Keypair, change: Change) -> Outcome {
    let (number, address) = (config(world).proposals, signer.pubkey());
    let propose = client::propose_change(&address, &address, number, change);
    world.send(&[propose], &[signer])
}

/// Applies a proposal of the authority's; the sender only pays the fee.
fn apply(world: &mut World, number: u32) -> Outcome {
    let authority = key("authority");
    world.send(
        &[client::apply_change(number, &authority.pubkey())],
        &[&authority],
    )
}

fn govern(world: &mut World, signer: &Keypair, action: GovernanceAction) -> Outcome {
    world.send(&[client::govern(&signer.pubkey(), action)], &[signer])
}

/// P-07: a running auction keeps the parameters that it began with.
#[test]
fn a_change_is_public_for_two_days_and_waits_for_the_lot_that_is_up() {
    let (mut world, bob) = funded();
    let authority = key("authority");
    propose(&mut world, &bob, SMALL).refused(CommonError::NotAuthority);
    let too_much = Change::Bid {
        from_bps: -300,
        to_bps: 501,
    };
    propose(&mut world, &authority, too_much).refused(CommonError::OutOfRange);
    propose(&mut world, &authority, SMALL).unwrap();
    world.wait(48 * HOUR - 1);
    apply(&mut world, 0).refused(CommonError::TimelockNotOver);
    world.wait(1);
    world.set_price(0.25);
    open(&mut world).unwrap();
    // P-07: the auction ends on the terms on which it began.
    apply(&mut world, 0).refused(FeeBurnError::LotLeft);
    world.wait(HOUR);
    expire(&mut world).unwrap();
    let mut stolen = client::apply_change(0, &authority.pubkey());
    stolen.accounts[3].pubkey = bob.pubkey();
    let refused = world.send(&[stolen], &[&bob]);
    refused.refused(CommonError::WrongPayer);
    apply(&mut world, 0).unwrap();
    assert_eq!(config(&mut world).daily_max, 100 * ONE_USDC);
}

/// Who opens an auction as often as it can, and lets nobody fill it, leaves the end of each interval: at least five minutes.
#[test]
fn nobody_keeps_a_change_waiting_by_opening_auctions() {
    for (interval, duration) in [(3_600, 900), (900, 600), (3_900, 3_600)] {
        let (mut world, _) = funded();
        let authority = key("authority");
        world.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
            (config.interval, config.duration) = (interval, duration);
        });
        propose(&mut world, &authority, SMALL).unwrap();
        world.wait(48 * HOUR);
        for round in 0..3 {
            world.set_price(0.25);
            open(&mut world).unwrap();
            world.wait(i64::from(duration) - 1);
            apply(&mut world, 0).refused(FeeBurnError::LotLeft);
            expire(&mut world).refused(FeeBurnError::AuctionRunning);
            // From the first second after the auction to the last before the next.
            let free = i64::from(interval - duration);
            assert!(free >= 300);
            world.wait(if round == 2 { 1 } else { free });
            world.set_price(0.25);
            open(&mut world).refused(FeeBurnError::TooEarlyToOpen);
            if round < 2 {
                world.wait(1);
            }
        }
        let both = [
            client::expire_auction(),
            client::apply_change(0, &authority.pubkey()),
        ];
        world.must(&both, &[&authority]);
        assert_eq!(config(&mut world).daily_max, 100 * ONE_USDC);
    }
}

/// The lock of a flash fill ends with its transaction.
#[test]
fn a_change_is_refused_inside_a_flash_fill_and_nowhere_else() {
    let (mut world, bob) = funded();
    let authority = key("authority");
    propose(&mut world, &authority, SMALL).unwrap();
    world.wait(48 * HOUR);
    world.set_price(0.25);
    open(&mut world).unwrap();
    let lot = engine(&mut world).auction.left;
    let filler = seller(&world, &bob);
    let (io, price) = (world.io, world.price);
    let [begin, apply_change, end] = [
        client::flash_fill_begin(&filler, &price, lot, u64::MAX),
        client::apply_change(0, &authority.pubkey()),
        client::flash_fill_end(&filler, &io),
    ];
    let inside = [begin.clone(), apply_change.clone(), end.clone()];
    let refused = world.send(&inside, &[&authority, &bob]);
    refused.refused(FeeBurnError::EngineLocked);
    world.must(&[begin, end, apply_change], &[&authority, &bob]);
    assert_eq!(config(&mut world).daily_max, 100 * ONE_USDC);
}

#[test]
fn a_proposal_is_cancelled_by_authority_or_guardian_and_lapses() {
    let (mut world, bob) = funded();
    let (authority, guardian) = (key("authority"), world.person("guardian", 0, 0));
    let name = GovernanceAction::SetGuardian(guardian.pubkey());
    govern(&mut world, &authority, name).unwrap();
    for _ in 0..2 {
        propose(&mut world, &authority, SMALL).unwrap();
    }
    let cancel = |signer: &Keypair, number| {
        client::cancel_change(&signer.pubkey(), number, &authority.pubkey())
    };
    let refused = world.send(&[cancel(&bob, 0)], &[&bob]);
    refused.refused(CommonError::NotGuardian);
    world.must(&[cancel(&guardian, 0)], &[&guardian]);
    world.wait(9 * DAY + 1);
    apply(&mut world, 1).refused(CommonError::ProposalLapsed);
    world.must(&[cancel(&bob, 1)], &[&bob]);
}

#[test]
fn an_overtaken_proposal_is_refused() {
    let (mut world, _) = funded();
    let authority = key("authority");
    let large = Change::Spending {
        daily_max: 100_000 * ONE_USDC,
        vault_days: 1,
    };
    let timing = Change::Timing {
        interval: 7_200,
        duration: 900,
    };
    for change in [large, SMALL, timing] {
        propose(&mut world, &authority, change).unwrap();
    }
    world.wait(48 * HOUR);
    apply(&mut world, 1).unwrap();
    apply(&mut world, 0).refused(CommonError::ProposalOvertaken);
    apply(&mut world, 2).unwrap();
    assert_eq!(config(&mut world).daily_max, 100 * ONE_USDC);
}

#[test]
fn p18_a_pause_stops_the_auction_and_neither_burn_nor_expiry() {
    let (mut world, bob) = funded();
    let authority = key("authority");
    open(&mut world).unwrap();
    govern(&mut world, &bob, GovernanceAction::Pause).refused(CommonError::NotGuardian);
    govern(&mut world, &authority, GovernanceAction::Pause).unwrap();
    fill(&mut world, &bob, 25 * ONE_USDC, u64::MAX).refused(CommonError::Paused);
    let io = world.io;
    world.must(&[client::burn_fees(&io)], &[&authority]);
    world.wait(HOUR);
    expire(&mut world).unwrap();
    world.set_price(0.25);
    open(&mut world).refused(CommonError::Paused);
    govern(&mut world, &bob, GovernanceAction::Unpause).refused(CommonError::NotAuthority);
    govern(&mut world, &authority, GovernanceAction::Unpause).unwrap();
    open(&mut world).unwrap();
}

/// A multisig or a DAO is a program that signs by an address of its own.
#[test]
fn the_authority_may_be_a_program_derived_address() {
    let mut world = World::with_others(&[exchange::program()]);
    let (authority, dao) = (key("authority"), exchange::pool());
    govern(
        &mut world,
        &authority,
        GovernanceAction::ProposeAuthority(dao),
    )
    .unwrap();
    let accept = exchange::relay(&client::govern(&dao, GovernanceAction::AcceptAuthority));
    world.must(&[accept], &[&authority]);
    assert_eq!(config(&mut world).roles.authority, dao);
    propose(&mut world, &authority, SMALL).refused(CommonError::NotAuthority);

    let change = client::propose_change(&dao, &authority.pubkey(), 0, SMALL);
    world.must(&[exchange::relay(&change)], &[&authority]);
    world.wait(48 * HOUR);
    apply(&mut world, 0).unwrap();
    assert_eq!(config(&mut world).daily_max, 100 * ONE_USDC);
}
