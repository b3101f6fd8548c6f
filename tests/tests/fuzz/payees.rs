//! Payments: reported payments have reached the payee's own wallet, and no other wallet has changed.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_client::audit::Rental;
use marketplace::state::{Currency, Paid, Payee, Reservation};
use solana_signer::Signer;

use crate::{
    action::{Action, Verb},
    outside::currency,
    rules::Change,
    view::View,
};

/// Base units by person and currency.
type Dues = BTreeMap<(usize, usize), u64>;

impl Change<'_> {
    /// Whether every wallet has grown by what an accepted `action` pays it.
    pub fn payees(&self, action: &Action) -> Result<(), String> {
        let mut dues = self.dues(action).unwrap_or_default();
        for rental in &self.before.all.reservations {
            self.payees_of(rental, &mut dues);
        }
        for (place, person) in self.cast.people.iter().enumerate() {
            for currency in [Currency::Io, Currency::Usdc] {
                let due = dues.get(&(place, currency as usize)).copied();
                // Who signs may pay.
                if due.is_none() && self.signers.contains(&person.pubkey()) {
                    continue;
                }
                let (old, new) = (
                    self.before.purse(place, currency),
                    self.after.purse(place, currency),
                );
                let due = due.unwrap_or(0);
                let old = old - self.spent_by_autopay(&person.pubkey(), currency).min(old);
                if new != old.saturating_add(due) {
                    return Err(format!(
                        "payees: person {place} is due {due} {currency:?} by {action}, and has {new} after {old}"
                    ));
                }
            }
        }
        Ok(())
    }

    /// What an action of emissions or fee-burn pays.
    fn dues(&self, action: &Action) -> Option<Dues> {
        use Verb::*;
        let (before, after) = (self.before, self.after);
        let claimed = after.all.ledger.claimed_total - before.all.ledger.claimed_total;
        let withdrawn = before
            .all
            .vaults
            .stake
            .saturating_sub(after.all.vaults.stake);
        let io = |payee: &Pubkey, amount: u64| {
            let place = self.cast.place(payee)?;
            Some(Dues::from([((place, Currency::Io as usize), amount)]))
        };
        match action.verb {
            Claim | CloseDelegation => io(&before.delegation(action.at)?.staker, claimed),
            Withdraw => io(&before.delegation(action.at)?.staker, withdrawn),
            PayCouncil => {
                let paid = |view: &View| {
                    let engine = &view.all.engine;
                    match currency(action.at) {
                        Currency::Io => engine.io.council_paid,
                        Currency::Usdc => engine.usdc.council_paid,
                    }
                };
                let place = self.cast.place(&before.burn.treasury)?;
                let due = (place, currency(action.at) as usize);
                Some(Dues::from([(due, paid(after) - paid(before))]))
            }
            ClaimSupplier => io(&before.supplier(action.at)?.1.payout, claimed),
            _ => None,
        }
    }

    /// What was paid to payer and supplier of a reservation, as far as their wallets can receive it; else they have
    /// collected it elsewhere.
    fn payees_of(&self, rental: &Rental, dues: &mut Dues) {
        let it = &rental.reservation;
        let Some(paid) = self.paid_after(rental) else {
            return;
        };
        // A supplier that is closed has got its part.
        let supplier = self.before.all.suppliers.get(&it.supplier);
        let supplier = supplier.map(|supplier| (Payee::Supplier, supplier.payout));
        for (payee, wallet) in supplier.into_iter().chain([(Payee::Payer, it.payer)]) {
            let (amount, currency) = (paid.to(payee) - it.paid.to(payee), it.currency().unwrap());
            let place = self.cast.place(&wallet);
            let reached = place.filter(|place| self.before.receives(*place, currency));
            if let (Some(place), 1..) = (reached, amount) {
                *dues.entry((place, currency as usize)).or_default() += amount;
            }
        }
    }

    /// What a reservation has paid by now; if it is closed, everything.
    fn paid_after(&self, rental: &Rental) -> Option<Paid> {
        let it = &rental.reservation;
        let mut all = self.after.all.reservations.iter();
        let same = |later: &&Rental| {
            later.address == rental.address && later.reservation.created_at == it.created_at
        };
        if let Some(later) = all.find(same) {
            return Some(later.reservation.paid);
        }
        let mut closed = Reservation { ..*it };
        closed.close(self.after.now).ok()?;
        let total = |payee| closed.total(payee).ok();
        Some(Paid {
            supplier: total(Payee::Supplier)?,
            payer: total(Payee::Payer)?,
            fees: total(Payee::Fees)?,
        })
    }
}
