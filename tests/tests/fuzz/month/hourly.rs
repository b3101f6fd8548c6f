//! What holds after each hour.

use marketplace::state::{Autopay, Reservation};

use super::{bill::Purse, Month};
use crate::{outside::Given, rules::Change, setting::VAULT, view::View};

impl Month {
    /// After an hour.
    pub fn check(&mut self) {
        let after = View::read(&mut self.chain).remember(&self.view);
        let before = std::mem::replace(&mut self.view, after);
        let change = Change {
            before: &before,
            after: &self.view,
            cast: &self.chain.cast.clone(),
            signers: &std::mem::take(&mut self.signers),
            given: &Given {
                fees: VAULT.into(),
                ..Given::default()
            },
        };
        if let Err(broken) = change.check() {
            panic!("hour {}: {broken}", self.hour);
        }
        self.check_wallets();
        self.check_rentals();
        self.check_council();
    }

    /// P-20, P-29: the payers have paid what the bills say and got back what they say, and what autopay may take has fallen by
    /// what it took.
    fn check_wallets(&self) {
        for ((person, currency), purse) in &self.purses {
            let wallet = self.view.wallets[*person][*currency].as_ref().unwrap();
            let found = Purse {
                held: wallet.amount,
                approved: wallet.delegated_amount,
            };
            assert_eq!(found, *purse, "person {person} in hour {}", self.hour);
        }
    }

    fn check_rentals(&mut self) {
        for rental in self.rentals.iter().filter(|it| !it.closed) {
            let (bill, at) = (&rental.bill, &rental.address);
            let it: Reservation = self.chain.read(at).unwrap();
            assert_eq!(it.locked, bill.paid_in, "{at} in hour {}", self.hour);
            assert_eq!(it.paid.payer, bill.refunded, "{at} in hour {}", self.hour);
            if !bill.has_ended() {
                assert_eq!(it.ends_at(), Ok(bill.ends_at()));
            }
            let autopay: Option<Autopay> = self.view.autopays.get(at).copied();
            if let (Some(autopay), Some(allowed)) = (autopay, &bill.autopay) {
                assert_eq!(autopay.left, allowed.left, "{at} in hour {}", self.hour);
            }
        }
    }

    /// P-26.
    fn check_council(&self) {
        let engine = &self.view.all.engine;
        for (fees, part) in [engine.io, engine.usdc].iter().zip(&self.council) {
            let found = (fees.burn, fees.council, fees.council_paid);
            assert_eq!(found, (part.burn, part.council, part.paid));
        }
    }
}
