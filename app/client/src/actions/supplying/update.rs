//! Changing operator, payout wallet, endpoint or the most that may be delegated. Nothing is read: a key that never meets a network
//! can sign it.

use anchor_lang::prelude::Pubkey;
use emissions::{error::EmissionsError, instructions::UpdateSupplierArgs};
use io_common::constants::ENDPOINT_LEN;

use super::Refusal;
use crate::{actions::Prepared, emissions as client};

/// To change what is given; what is none stays. Its terms are what was given.
///
/// # Errors
/// [`Refusal::Nothing`] if nothing is given; [`Refusal::Program`] with `EndpointTooLong`.
pub fn prepare(
    owner: &Pubkey,
    supplier: &Pubkey,
    args: UpdateSupplierArgs,
) -> Result<Prepared<UpdateSupplierArgs>, Refusal> {
    let UpdateSupplierArgs {
        operator,
        payout,
        endpoint,
        max_delegated,
    } = &args;
    let named = operator.is_some() || payout.is_some();
    if !named && endpoint.is_none() && max_delegated.is_none() {
        return Err(Refusal::Nothing);
    }
    if endpoint.as_ref().is_some_and(|it| it.len() > ENDPOINT_LEN) {
        return Err(EmissionsError::EndpointTooLong.into());
    }
    Ok(Prepared {
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::update_supplier(owner, supplier, args.clone())],
        terms: args,
    })
}
