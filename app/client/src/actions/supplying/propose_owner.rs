//! Naming who may become the owner. Nothing is read: a key that never meets a network can sign it.

use anchor_lang::prelude::Pubkey;

use super::Refusal;
use crate::{actions::Prepared, emissions as client};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who may become the owner by accepting.
    pub owner: Pubkey,
}

/// To let `other` become the owner, with all later stake and rewards of the owner. `owner` signs.
///
/// # Errors
/// [`Refusal::IsOwner`].
pub fn prepare(
    owner: &Pubkey,
    supplier: &Pubkey,
    other: Pubkey,
) -> Result<Prepared<Terms>, Refusal> {
    if other == *owner {
        return Err(Refusal::IsOwner(other));
    }
    Ok(Prepared {
        terms: Terms { owner: other },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::propose_owner(owner, supplier, other)],
    })
}
