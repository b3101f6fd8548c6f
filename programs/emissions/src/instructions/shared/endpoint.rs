//! The endpoint at which renters reach a supplier.

use anchor_lang::prelude::*;
use io_common::constants::ENDPOINT_LEN;

use crate::error::EmissionsError;

/// The bytes of an endpoint, zero-padded.
///
/// # Errors
/// `EndpointTooLong`.
pub fn endpoint(text: &str) -> Result<[u8; ENDPOINT_LEN]> {
    let mut bytes = [0; ENDPOINT_LEN];
    let place = bytes.get_mut(..text.len());
    let place = place.ok_or(EmissionsError::EndpointTooLong)?;
    place.copy_from_slice(text.as_bytes());
    Ok(bytes)
}
