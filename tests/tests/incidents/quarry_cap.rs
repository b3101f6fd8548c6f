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
use io_tests::{key, World};
use solana_signer::Signer;

use crate::acts::ledger;

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
    let from = world.io_wallet(&rich.pubkey());
    let fees = 100_000_000 * ONE_IO;
    let pay = spl::transfer(&from, &IO_VAULT.address, &rich.pubkey(), fees);
    world.must(&[pay, fee_burn::burn(&world.io)], &[&rich]);
    let burned = world.io_supply();
    assert!(burned + TOTAL_EMISSION < SUPPLY_CAP, "room for all of it");

    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    let last = hourly(TOTAL_HOURS - 1);
    assert!(last > 0);
    assert_eq!(world.io_supply(), burned + last);
    for _ in 0..2 {
        world.attest(&supply, 8, 24).unwrap();
        world.wait(10 * HOUR);
        world.catch_up(&[supply.address]);
        assert_eq!(
            world.io_supply(),
            burned + last,
            "nothing after the last hour"
        );
        assert_eq!(ledger(&mut world).emitted_total, TOTAL_EMISSION);
        let burn = fee_burn::burn(&world.io);
        let pay = spl::transfer(&from, &IO_VAULT.address, &rich.pubkey(), 0);
        world.must(&[pay, burn], &[&rich, &key("authority")]);
    }
}
