//! From what a driver has prepared to sealed connection details.

use io_access::{limits::TIMES, Details, PublicKey};

use crate::driver::{Job, Tenant};

/// The latest end that the format allows. What a driver prepares lasts until the reservation ends, and a renter can extend it
/// without limit.
pub const LATEST: u64 = *TIMES.end();

/// Seals what is ready to the renter's key.
///
/// # Errors
/// Those of the format.
pub fn seal(job: &Job, tenant: Tenant, to: &PublicKey) -> io_access::Result<Vec<u8>> {
    let details = Details {
        reservation: job.reservation,
        access: tenant.access,
        urls: tenant.urls,
        notes: tenant.notes,
        expires_at: tenant.expires_at.unwrap_or(LATEST),
    };
    details.seal(to)
}
