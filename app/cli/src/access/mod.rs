//! How a renter gets from its reservation to a shell: keys on disk, what an endpoint serves, and `ssh`. The format is that of
//! [`io_access`].

mod endpoint;
mod pem;
mod secret;
mod sequence;
mod ssh;

pub use endpoint::{Answer, Endpoint};
pub use pem::key as key_of_pem;
pub use secret::{file, Folder};
pub use ssh::Shell;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// This machine's clock, since 1970.
fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Unix seconds of this machine's clock, by which signatures and details expire.
pub fn clock() -> u64 {
    since_epoch().as_secs()
}

/// The same in milliseconds.
pub fn milliseconds() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}
