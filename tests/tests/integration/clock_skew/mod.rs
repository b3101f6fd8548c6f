//! The leader sets the clock, within a band: usually about a second off, up to ten in a bad hour. With a clock that is
//! [`SKEW`] ahead or steps back by as much, nothing is counted twice or lost, and what is refused meanwhile succeeds once
//! the clock is correct.

mod emissions;
mod fee_burn;
mod governance;
mod marketplace;

use io_tests::World;

/// Seconds.
const SKEW: i64 = 15;

/// Lets the clock step back.
fn step_back(world: &mut World) {
    world.wait(-SKEW);
}
