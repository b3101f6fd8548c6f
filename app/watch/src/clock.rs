//! The cluster's clock, as a node tells it, beside that of this machine.
//!
//! A clock far ahead would make a watcher forget everything that it has seen. A cluster that has stood still is behind until it has
//! caught up, so a clock behind is taken.

/// Seconds by which the cluster's clock may be ahead.
pub const AHEAD: i64 = 300;

/// The node tells a time that this machine's clock has not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the node tells a time {seconds} s ahead of this machine's clock: nothing is concluded until they agree. Set this machine's clock, \
     or ask another node"
)]
pub struct Ahead {
    /// By how much.
    pub seconds: i64,
}

/// Compares them, in unix seconds.
///
/// # Errors
/// [`Ahead`].
pub fn check(cluster: i64, machine: i64) -> Result<(), Ahead> {
    let seconds = cluster.saturating_sub(machine);
    match seconds <= AHEAD {
        true => Ok(()),
        false => Err(Ahead { seconds }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_taken_up_to_five_minutes_ahead() {
        assert_eq!(check(1_300, 1_000), Ok(()));
        assert_eq!(check(1_301, 1_000), Err(Ahead { seconds: 301 }));
        assert_eq!(check(i64::MAX, 0).unwrap_err().seconds, i64::MAX);
        // A cluster that stood still for a day.
        assert_eq!(check(0, 86_400), Ok(()));
    }
}
