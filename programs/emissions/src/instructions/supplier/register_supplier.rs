//! Registers a supplier of one GPU model.
//!
//! Who may call it: the future owner, who pays the rent.
//!
//! 1. Creates the supplier at the address of the owner and its sequence number.
//! 2. Refuses a commission above the maximum, an endpoint that is too long, and a model that is not listed.
//! 3. Writes owner, operator, payout wallet, endpoint, model and commission. The supplier earns from the ledger's
//!    hour on, once it is attested.
//! 4. Emits `SupplierRegistered`.

use anchor_lang::prelude::*;
use io_common::{
    require, seeds,
    types::{Commission, Supplier},
};

use crate::{
    error::EmissionsError,
    events::{Emit, SupplierRegistered},
    instructions::shared::endpoint::endpoint,
    state::{Config, Ledger, Models},
};

/// Arguments of `register_supplier`.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct RegisterSupplierArgs {
    /// Sequence number among the owner's suppliers.
    pub sequence: u32,
    /// Index of the GPU model.
    pub model: u16,
    /// Commission in bps, at most `max_commission_bps` of the configuration.
    pub commission_bps: u16,
    /// May start and decline reservations and edit offers.
    pub operator: Pubkey,
    /// Wallet that receives payments.
    pub payout: Pubkey,
    /// Where renters reach the supplier, at most 96 bytes.
    pub endpoint: String,
}

/// Accounts of `register_supplier`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: RegisterSupplierArgs)]
pub struct RegisterSupplier<'info> {
    /// The owner, who pays the rent.
    #[account(mut)]
    pub owner: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The table of models.
    pub models: AccountLoader<'info, Models>,
    /// The supplier.
    #[account(
        init, payer = owner, space = Supplier::SIZE,
        seeds = [seeds::SUPPLIER, owner.key().as_ref(), &args.sequence.to_le_bytes()], bump,
    )]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::register_supplier`].
pub fn handler(ctx: Context<RegisterSupplier>, args: RegisterSupplierArgs) -> Result<()> {
    let accounts = &ctx.accounts;
    let owner = accounts.owner.key();
    let (max_commission, min_delegation) = {
        let config = accounts.config.load()?;
        (config.max_commission_bps, config.min_delegation)
    };
    require!(
        args.commission_bps <= max_commission,
        EmissionsError::CommissionTooHigh
    );
    let endpoint = endpoint(&args.endpoint)?;
    accounts.models.load()?.multiplier(args.model)?;

    let ledger = accounts.ledger.load()?;
    let mut supplier = accounts.supplier.load_init()?;
    supplier.creator = owner;
    supplier.owner = owner;
    supplier.operator = args.operator;
    supplier.payout = args.payout;
    supplier.endpoint = endpoint;
    supplier.commission = Commission {
        bps: args.commission_bps,
        ..Commission::default()
    };
    supplier.rewards.unit_index = ledger.pools[0].index;
    supplier.rewards.settled_hour = ledger.hour;
    supplier.sequence = args.sequence;
    supplier.model = args.model;
    supplier.min_delegation = min_delegation;
    supplier.bump = ctx.bumps.supplier;
    accounts.event_authority.emit(SupplierRegistered {
        supplier: accounts.supplier.key(),
        owner,
        model: args.model,
        commission_bps: args.commission_bps,
    })
}
