//! Quarry: the cap was tested as supply + amount ≤ cap, so that each burn reopened room to mint.
//!
//! The same mistake here: an hour after the last one of the schedule is minted because holders, fees or slashes have
//! burned, and the supply is far below 800 million. P-01 holds it: `Ledger::advance` counts hours, never supply.

use io_client::{fee_burn, spl};
use io_common::{
    addresses::{IO_VAULT, LEDGER},
    constants::{HOUR, ONE_IO, SUPPLY_CAP, TOTAL_EMISSION},
    schedule::{cumulative, hourly, TOTAL_HOURS},
};
use io_tests::World;
use solana_signer::Signer;

use crate::actions::ledger;

/// The last hour but one of the schedule has been emitted; most of it, and a lot of genesis, has been burned.
#[test]
fn p01_after_the_last_hour_no_burn_makes_room_to_mint() {
    let mut world = World::lite();
    let supply = world.supplier("alice");
    world.edit(&LEDGER.address, |ledger: &mut emissions::state::Ledger| {
        ledger.schedule_hour = TOTAL_HOURS - 1;
        ledger.emitted_total = cumulative(TOTAL_HOURS - 1);
    });
    let rich = world.person("rich", 100_000_000, 0);
    let burn = |world: &mut World, whole_io: u64| {
        let (from, amount) = (world.io_wallet(&rich.pubkey()), whole_io * ONE_IO);
        let pay = spl::transfer(&from, &IO_VAULT.address, &rich.pubkey(), amount);
        world.must(&[pay, fee_burn::burn_fees(&world.io)], &[&rich]);
        world.io_supply()
    };
    let burned = burn(&mut world, 99_000_000);
    assert!(burned + TOTAL_EMISSION < SUPPLY_CAP, "room for all of it");

    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let last = hourly(TOTAL_HOURS - 1);
    let mut left = burned + last;
    assert!(last > 0);
    for _ in 0..3 {
        assert_eq!(world.io_supply(), left, "nothing after the last hour");
        assert_eq!(ledger(&mut world).emitted_total, TOTAL_EMISSION);
        left = burn(&mut world, 1_000);
        world.attest(&supply, 8, 24).unwrap();
        world.wait(10 * HOUR);
        world.catch_up(&[supply.address]);
    }
}
