//! The emission clock.

use anchor_lang::solana_program::system_program;
use emissions::{error::EmissionsError, state::Ledger};
use io_client::{emissions as client, keeper};
use io_common::{
    addresses::{LEDGER, REWARD_VAULT},
    constants::{epoch_hour, DAY, GENESIS_SUPPLY, HOUR, ONE_IO},
    schedule::cumulative,
    types::Supplier,
};
use io_tests::{key, Refused, World, OWN_STAKE, START};
use solana_signer::Signer;

fn ledger(world: &mut World) -> Ledger {
    world.read(&LEDGER.address)
}

#[test]
fn p02_an_hour_mints_what_the_schedule_says() {
    let mut world = World::new();
    world.supplier("alice");
    world.wait(HOUR);
    world.catch_up(&[]);
    assert_eq!(
        ledger(&mut world).emitted_total,
        0,
        "the attestation covers no whole hour yet"
    );
    for hours in 1..=3 {
        world.wait(HOUR);
        world.catch_up(&[]);
        let emitted = ledger(&mut world).emitted_total;
        assert_eq!(emitted, cumulative(hours));
        assert_eq!(world.balance(&REWARD_VAULT.address), emitted);
        assert_eq!(world.io_supply(), GENESIS_SUPPLY + emitted);
    }
    // The first hour of the protocol.
    assert_eq!(cumulative(1), 484_800_198_223);
}

#[test]
fn p04_the_clock_pauses_while_nobody_is_eligible() {
    let mut world = World::new();
    world.wait(100 * DAY);
    world.catch_up(&[]);
    assert_eq!(
        (ledger(&mut world).schedule_hour, world.io_supply()),
        (0, GENESIS_SUPPLY)
    );
    assert_eq!(ledger(&mut world).hour, epoch_hour(START + 100 * DAY));
    // The first to appear gets the first hour, no more.
    world.supplier("alice");
    world.wait(2 * HOUR);
    world.catch_up(&[]);
    assert_eq!(ledger(&mut world).emitted_total, cumulative(1));
}

#[test]
fn p04_a_sliver_of_a_unit_does_not_start_the_clock() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    // A fifth of an IO behind eight H100: a thousandth of a unit.
    world.stake_own(&supply, ONE_IO / 50 * 10).unwrap();
    world.attest(&supply, 8, 24).unwrap();
    assert!((1..10_000).contains(&world.supplier_account(&supply).units.next));
    world.wait(10 * HOUR);
    world.catch_up(&[supply.address]);
    assert_eq!(ledger(&mut world).emitted_total, 0);
}

#[test]
fn p05_an_attestation_that_runs_out_stops_earning_without_a_transaction() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
    world.wait(HOUR / 2);
    // From half past the hour for five hours: four of them whole.
    world.attest(&supply, 8, 5).unwrap();
    world.wait(30 * DAY);
    world.catch_up(&[supply.address]);
    let earned = world.supplier_account(&supply).rewards.earned;
    assert!(
        cumulative(4) - earned <= 1,
        "{earned}: dust below a base unit"
    );
    assert_eq!(ledger(&mut world).emitted_total, cumulative(4));
}

#[test]
fn p06_one_call_after_missed_hours_gives_what_a_call_an_hour_gives() {
    let story = |step: i64| {
        let mut world = World::new();
        let supply = world.supplier("alice");
        for _ in 0..30 * HOUR / step {
            world.wait(step);
            world.catch_up(&[]);
        }
        world.catch_up(&[supply.address]);
        (ledger(&mut world), world.read::<Supplier>(&supply.address))
    };
    let hourly = story(HOUR);
    assert_eq!(hourly, story(10 * HOUR));
    assert_eq!(hourly, story(30 * HOUR));
    assert_eq!(
        hourly.0.emitted_total,
        cumulative(23),
        "24 hours from the start of one, less the first"
    );
}

#[test]
fn p07_nothing_changes_before_clock_and_supplier_are_up_to_date() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.person("bob", 10, 0);
    world.wait(HOUR);
    let source = world.io_wallet(&bob.pubkey());
    let open = client::open_delegation(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    });
    world.must(&[open], &[&bob]); // an empty one changes nothing
    let delegate = client::delegate(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
        &source,
        ONE_IO,
    );
    let refused = world.send(&[delegate.clone()], &[&bob]);
    refused.refused(EmissionsError::AdvanceClockFirst);
    world.catch_up(&[]);
    let refused = world.send(&[delegate.clone()], &[&bob]);
    refused.refused(EmissionsError::SettleSupplierFirst);
    world.catch_up(&[supply.address]);
    world.must(&[delegate], &[&bob]);
}

#[test]
fn advance_needs_the_pages_of_the_hours_that_it_walks() {
    let mut world = World::new();
    world.supplier("alice");
    // The page of the present hour is there; that of the 160th hour from here is made by nobody.
    world.wait(HOUR);
    let io = world.io;
    let mut advance = client::advance_clock(&io, epoch_hour(START));
    advance.accounts[2].pubkey = emissions::ID; // no page
    let authority = key("authority");
    world
        .send(&[advance], &[&authority])
        .refused(EmissionsError::HistoryPageMissing);
}

#[test]
fn settle_needs_the_pages_of_its_own_hours() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.wait(30 * HOUR);
    world.catch_up(&[]);
    let (account, hour) = (world.supplier_account(&supply), ledger(&mut world).hour);
    let settle = client::settle_supplier(&supply.address, &account, hour);
    let authority = key("authority");
    let page = client::create_history_page(&authority.pubkey(), hour + 240);
    world.must(&[page], &[&authority]);
    let mut other = settle.clone();
    other.accounts[2].pubkey = client::page_address(hour + 240);
    let refused = world.send(&[other], &[&authority]);
    refused.refused(EmissionsError::HistoryPageMissing);
    world.must(&[settle], &[&authority]);
}

#[test]
fn pages_are_made_from_the_present_to_two_ahead() {
    let mut world = World::new();
    let authority = key("authority");
    let hour = epoch_hour(START);
    let create = |hour| client::create_history_page(&authority.pubkey(), hour);
    for hour in [0, hour - 240, hour + 3 * 240, u32::MAX] {
        world
            .send(&[create(hour)], &[&authority])
            .refused(EmissionsError::PageOutOfRange);
    }
    world.must(&[create(hour + 2 * 240)], &[&authority]);
    world
        .send(&[create(hour + 2 * 240)], &[&authority])
        .refused_by(system_program::ID);
}

#[test]
fn the_clock_crosses_from_page_to_page() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    world.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
    // 500,000 is the 80th hour of its page: 15 days cross a page and a half. Renewed without a gap.
    for _ in 0..18 {
        world.attest(&supply, 8, 24).unwrap();
        world.wait(20 * HOUR);
    }
    world.catch_up(&[supply.address]);
    let ledger = ledger(&mut world);
    assert_eq!(ledger.emitted_total, cumulative(15 * 24 - 1));
    let account = world.supplier_account(&supply);
    assert!(
        ledger.emitted_total - account.rewards.earned <= 19,
        "dust below a base unit a settlement"
    );
}

#[test]
fn nothing_to_do_is_success() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let authority = key("authority");
    let mut advance = client::advance_clock(&world.io, epoch_hour(START));
    advance.accounts[2].pubkey = emissions::ID; // no page
    let account = world.supplier_account(&supply);
    let settle = client::settle_supplier(&supply.address, &account, epoch_hour(START));
    world.must(&[advance, settle], &[&authority]);
    assert_eq!(world.supplier_account(&supply), account);
    let io = world.io;
    assert!(keeper::advance(world.vm.as_mut(), &authority.pubkey(), &io)
        .unwrap()
        .is_empty());
}

#[test]
fn before_launch_the_clock_stands_still() {
    let mut world = World::bare();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let create = io_client::spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    world.must(&create, &[&authority, &mint]);
    let initialize = client::initialize(&payer, &world.io, payer);
    world.must(&[initialize], &[&authority]);
    let mut advance = client::advance_clock(&world.io, epoch_hour(START));
    advance.accounts[2].pubkey = emissions::ID; // no page
    world
        .send(&[advance], &[&authority])
        .refused(EmissionsError::NotLaunched);
    let page = client::create_history_page(&payer, epoch_hour(START));
    world
        .send(&[page], &[&authority])
        .refused(EmissionsError::NotLaunched);
}

#[test]
fn only_the_io_of_the_configuration_is_minted() {
    let mut world = World::new();
    let usdc = world.usdc;
    let mut advance = client::advance_clock(&usdc, epoch_hour(START));
    advance.accounts[2].pubkey = emissions::ID; // no page
    let refused = world.send(&[advance], &[&key("authority")]);
    refused.refused(EmissionsError::WrongMint);
}
