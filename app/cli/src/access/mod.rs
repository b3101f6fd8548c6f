//! How a renter gets from its reservation to a shell: keys on disk, what an endpoint serves, and `ssh`. The format is that of
//! [`io_access`].

mod endpoint;
mod pem;
mod secret;
mod ssh;

pub use endpoint::{Answer, Endpoint};
pub use pem::key as key_of_pem;
pub use secret::{file, Folder};
pub use ssh::Shell;

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds of this machine's clock, by which signatures and details expire.
pub fn clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |it| it.as_secs())
}
