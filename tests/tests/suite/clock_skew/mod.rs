//! The leader sets the clock, within a band: about a second off as a rule, ten in a bad hour. What a clock does that is
//! [`SKEW`] ahead, or steps back by as much: nothing is counted twice, nothing is lost, and what is refused meanwhile goes
//! once the clock is right again.

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
