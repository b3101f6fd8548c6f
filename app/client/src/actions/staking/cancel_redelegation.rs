//! Taking a request to move stake back.

use anchor_lang::prelude::Pubkey;

use super::{keys, Moving, Refusal};
use crate::{actions::Prepared, emissions as client};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What was to move, in base units.
    pub amount: u64,
    /// Who gets the rent of the request.
    pub rent_to: Pubkey,
}

/// To take the request back.
///
/// # Errors
/// [`Refusal::NoRequest`].
pub fn prepare(moving: &Moving) -> Result<Prepared<Terms>, Refusal> {
    let (staker, from, to) = (&moving.staker, &moving.from.address, &moving.to.address);
    Ok(Prepared {
        terms: Terms {
            amount: moving.requested()?.amount,
            rent_to: *staker,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::cancel_redelegation(&keys(from, staker), to)],
    })
}
