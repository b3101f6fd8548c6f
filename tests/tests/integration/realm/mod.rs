//! Votes by staked IO: a realm of SPL Governance beside the suite. `IO_REALM_PROGRAM` runs the real program (see
//! `io_tests::spl_governance`).

mod acts;
mod attacks;
mod audit;
mod delegate;
mod end_to_end;
mod fails;
mod guardian;
mod reading;
mod setup;
mod slash;
mod smoke;

use io_client::realm::{
    config::{Choices, GovernanceConfig},
    Realm, SHARED,
};
use io_common::constants::{DAY, ONE_IO};
use io_tests::{
    spl_governance::{bank, lite},
    World,
};

const NAME: &str = "io.net";

/// The rules of its governance.
fn rules() -> GovernanceConfig {
    let seconds = |time: i64| u32::try_from(time).unwrap();
    GovernanceConfig::by_stake(&Choices {
        yes_percent: 20,
        proposal_stake: 100_000 * ONE_IO,
        voting: seconds(5 * DAY),
        cool_off: seconds(2 * DAY),
        hold_up: seconds(DAY),
    })
}

/// The realm of a network.
fn realm(world: &World) -> Realm {
    Realm::named(&SHARED, NAME, &world.io).unwrap()
}

/// A network in each machine.
fn worlds() -> [World; 2] {
    [bank(), lite()]
}
