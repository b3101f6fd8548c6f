//! Reclaiming excess rent.

use io_client::{emissions, fee_burn, marketplace};
use io_common::addresses::{ENGINE, LEDGER};
use solana_signer::Signer;

use super::{Plan, Stage};
use crate::action::Action;

impl<'a> Stage<'a> {
    /// From any account of the programs, with or without an excess.
    pub(super) fn rent(&self, action: &Action) -> Option<Plan<'a>> {
        let (view, at, first) = (self.view, action.at, self.cast.authority.pubkey());
        Some(Plan::open(match action.size % 7 {
            0 => emissions::reclaim_rent(&LEDGER.address, &first),
            1 => fee_burn::reclaim_rent(&ENGINE.address, &first),
            2 => {
                let (address, it) = view.supplier(at)?;
                emissions::reclaim_rent(address, &it.owner)
            }
            3 => {
                let it = view.delegation(at)?;
                let address = emissions::delegation_address(&emissions::DelegationKeys {
                    staker: it.staker,
                    supplier: it.supplier,
                });
                emissions::reclaim_rent(&address, &it.staker)
            }
            4 => {
                let it = view.slash(at)?;
                emissions::reclaim_rent(&emissions::address_of(it), &it.payer)
            }
            5 => {
                let (address, it) = view.offer(at)?;
                let owner = view.all.suppliers.get(&it.supplier)?.owner;
                marketplace::reclaim_rent(address, &owner, Some(&it.supplier))
            }
            _ => {
                let it = view.rental(at)?;
                marketplace::reclaim_rent(&it.address, &it.reservation.payer, None)
            }
        }))
    }
}
