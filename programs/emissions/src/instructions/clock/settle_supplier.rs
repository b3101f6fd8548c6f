//! Credits a supplier and its stakers with their share of the hours up to the ledger's.
//!
//! Who may call it: anyone.
//!
//! 1. Does nothing if the supplier is settled up to that hour.
//! 2. Computes the reward: counted units times the rise of the pool's index. Indexes of past hours come from the
//!    history pages.
//! 3. Splits it. Commission and the part of own stake are owed to the supplier; the rest raises the stake index, by
//!    which each delegation earns.
//! 4. Puts an announced commission in force from its hour on.
//! 5. Emits `SupplierSettled`. No token moves before a claim.

use anchor_lang::prelude::*;
use io_common::types::{Pool, Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, SupplierSettled},
    state::{page_of, settlement, HistoryPage, Ledger},
};

/// Accounts of `settle_supplier`.
#[event_cpi]
#[derive(Accounts)]
pub struct SettleSupplier<'info> {
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The history pages that the settlement needs, up to three; see [`settlement::history_hours`].
    pub first_page: Option<AccountLoader<'info, HistoryPage>>,
    /// A further page that it needs.
    pub second_page: Option<AccountLoader<'info, HistoryPage>>,
    /// A further page that it needs.
    pub third_page: Option<AccountLoader<'info, HistoryPage>>,
}

/// See [`crate::emissions::settle_supplier`].
pub fn handler(ctx: Context<SettleSupplier>) -> Result<()> {
    let accounts = &ctx.accounts;
    let pages = [
        &accounts.first_page,
        &accounts.second_page,
        &accounts.third_page,
    ];
    let event = {
        let ledger = accounts.ledger.load()?;
        let mut supplier = accounts.supplier.load_mut()?;
        if supplier.rewards.settled_hour == ledger.hour {
            return Ok(());
        }
        let pool = Pool::stored(supplier.pool)? as usize;
        let settlement = settlement::settle(&mut supplier, &ledger, |hour| {
            let (number, place) = page_of(hour);
            for page in pages.into_iter().flatten() {
                let page = page.load()?;
                if page.page == number {
                    return Ok(page.indexes[place][pool]);
                }
            }
            err!(EmissionsError::HistoryPageMissing)
        })?;
        SupplierSettled {
            supplier: accounts.supplier.key(),
            hour: ledger.hour,
            owner_part: settlement.owner_part,
            delegated_part: settlement.delegated_part,
            earned_total: supplier.rewards.earned,
            delegated_before: settlement.delegated_before,
        }
    };
    accounts.event_authority.emit(event)
}
