//! Changes how a supplier is served, paid and reached, and how much may be delegated to it.

use anchor_lang::prelude::*;
use io_common::{constants::ENDPOINT_LEN, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, SupplierUpdated},
};

/// Most that may be delegated to a supplier.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelegationLimit {
    /// What its attested GPUs require, whatever that is by then.
    Required,
    /// IO base units.
    Amount(u64),
}

impl DelegationLimit {
    /// The amount, if it is one.
    pub fn amount(self) -> Option<u64> {
        match self {
            Self::Required => None,
            Self::Amount(amount) => Some(amount),
        }
    }
}

/// What changes; what is none stays.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, Default)]
pub struct UpdateSupplierArgs {
    /// May make offers, start and decline reservations.
    pub operator: Option<Pubkey>,
    /// Wallet that is paid.
    pub payout: Option<Pubkey>,
    /// Where renters reach the supplier, at most 96 bytes.
    pub endpoint: Option<String>,
    /// Most that may be delegated. Stake that is there stays.
    pub max_delegated: Option<DelegationLimit>,
}

/// Accounts of `update_supplier` and `propose_owner`.
#[event_cpi]
#[derive(Accounts)]
pub struct UpdateSupplier<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
}

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

/// See [`crate::emissions::update_supplier`].
pub fn handler(ctx: Context<UpdateSupplier>, args: UpdateSupplierArgs) -> Result<()> {
    let event = {
        let mut supplier = ctx.accounts.supplier.load_mut()?;
        supplier.operator = args.operator.unwrap_or(supplier.operator);
        supplier.payout = args.payout.unwrap_or(supplier.payout);
        if let Some(limit) = args.max_delegated {
            supplier.set_limit(limit.amount())?;
        }
        if let Some(text) = args.endpoint {
            supplier.endpoint = endpoint(&text)?;
        }
        SupplierUpdated {
            supplier: ctx.accounts.supplier.key(),
            operator: supplier.operator,
            payout: supplier.payout,
            max_delegated: supplier.max_delegated,
        }
    };
    ctx.accounts.event_authority.emit(event)
}
