//! Changes operator, payout wallet, endpoint or delegation limit of a supplier.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Writes the fields that are given. A field that is none keeps its value.
//! 2. Refuses an endpoint that is too long.
//! 3. Emits `SupplierUpdated`.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use crate::{
    error::EmissionsError,
    events::{Emit, SupplierUpdated},
    instructions::shared::endpoint::endpoint,
};

/// Maximum that may be delegated to a supplier.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DelegationLimit {
    /// The stake that its attested GPUs require, as attestations change.
    Required,
    /// IO base units.
    Amount(u64),
}

impl DelegationLimit {
    /// The amount, or none for `Required`.
    pub fn amount(self) -> Option<u64> {
        match self {
            Self::Required => None,
            Self::Amount(amount) => Some(amount),
        }
    }
}

/// Arguments of `update_supplier`. A field that is none keeps its value.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug, Default)]
pub struct UpdateSupplierArgs {
    /// May make offers, start and decline reservations.
    pub operator: Option<Pubkey>,
    /// Wallet that receives payments.
    pub payout: Option<Pubkey>,
    /// Where renters reach the supplier, at most 96 bytes.
    pub endpoint: Option<String>,
    /// Maximum that may be delegated. Existing stake above it stays.
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
