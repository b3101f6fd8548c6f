//! Ends a lease at once.

use anchor_lang::prelude::*;
use io_common::{
    constants::epoch_hour,
    types::{Lease, Pool, Supplier},
};

use crate::{
    events::{Emit, LeaseEnded},
    state::{units, Config, Ledger},
};

/// Accounts of `end_lease`.
#[event_cpi]
#[derive(Accounts)]
pub struct EndLease<'info> {
    /// Authority or guardian.
    pub guardian: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::end_lease`].
pub fn handler(ctx: Context<EndLease>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let guardian = accounts.guardian.key;
    accounts.config.load()?.roles.require_guardian(guardian)?;
    {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        // Batches made earlier no longer count, even if the clock has stepped back behind the latest of them.
        let lease = Lease {
            attested_at: now.max(supplier.lease.attested_at),
            ends_at: now,
            gpus: 0,
            ..supplier.lease
        };
        let pool = Pool::stored(supplier.pool);
        units::renew(&mut supplier, &mut ledger, lease, pool, now)?;
        ledger.invariant()?;
    }
    accounts.event_authority.emit(LeaseEnded {
        supplier: accounts.supplier.key(),
    })
}
