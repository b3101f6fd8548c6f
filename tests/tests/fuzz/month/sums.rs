//! What the month adds up to: from the wallets and the mint alone, and from the bills.

use marketplace::state::Currency;

use super::{bill::Bill, network, Month, Rental, BOTH, GUEST, PAYERS, TREASURY};
use crate::{setting::SUPPLIERS, view::View};

impl Month {
    /// After the last hour.
    pub fn adds_up(&mut self, began: &View) {
        assert!(self.rentals.iter().all(|rental| rental.closed));
        let view = &self.view;
        assert!(view.all.reservations.is_empty() && view.autopays.is_empty());
        assert!(view.all.offers.values().all(|it| it.reserved == 0));
        for currency in BOTH {
            let grown = |person: usize| {
                let of = |view: &View| i128::from(view.purse(person, currency));
                of(view) - of(began)
            };
            let of_it = |it: &&Rental| it.bill.currency == currency;
            let rentals: Vec<&Rental> = self.rentals.iter().filter(of_it).collect();
            let sum = |part: fn(&Bill) -> u64| -> i128 {
                rentals.iter().map(|it| i128::from(part(&it.bill))).sum()
            };
            // P-27: what each supplier has earned, its forfeits deducted.
            for supplier in 0..SUPPLIERS {
                let theirs = rentals.iter().filter(|it| it.supplier == supplier);
                let earned: i128 = theirs.map(|it| i128::from(it.bill.earned())).sum();
                assert_eq!(grown(network::payout(supplier)), earned);
            }
            // P-29: nothing from or to anybody else.
            assert_eq!(grown(GUEST), 0);
            let given = |person: &usize| self.given.get(&(*person, currency as usize));
            let given: i128 = PAYERS.iter().filter_map(given).sum();
            let spent = given - PAYERS.iter().map(|person| grown(*person)).sum::<i128>();
            assert_eq!(spent, sum(|it| it.paid_in) - sum(|it| it.refunded));
            // P-13: what they have paid is what the suppliers have earned, and fees.
            let fees = sum(Bill::fees);
            assert_eq!(spent, sum(Bill::earned) + fees);
            assert!(spent > 0 && fees > 0);
            self.fees_are_used(currency, fees, began);
        }
        self.supply_is_explained(began);
    }

    /// P-26: fees are burned, spent on IO that is burned, paid to the council, or there.
    fn fees_are_used(&self, currency: Currency, fees: i128, began: &View) {
        let part = &self.council[currency as usize];
        let council = i128::from(part.paid + part.council);
        let vault = |view: &View| match currency {
            Currency::Io => i128::from(view.all.vaults.io),
            Currency::Usdc => i128::from(view.all.vaults.usdc),
        };
        let (came_in, held) = (fees + vault(began), vault(&self.view));
        let wallet = |view: &View| i128::from(view.purse(TREASURY, currency));
        let treasury = wallet(&self.view) - wallet(began);
        assert_eq!(treasury, i128::from(part.paid));
        assert_eq!(came_in, i128::from(part.used) + treasury + held);
        assert!(part.paid > 0 && part.used > 0);
        assert!(council <= came_in / 10, "{council} of {came_in}");
    }

    /// P-02: what is new is in the vault of rewards, and what is gone was burned: fees, and what the filler has sold.
    fn supply_is_explained(&mut self, began: &View) {
        let supply = |view: &View| i128::from(view.all.mint.supply);
        let rewards = |view: &View| i128::from(view.all.vaults.rewards);
        let emitted = rewards(&self.view) - rewards(began);
        let sold = i128::from(self.sold);
        let burned = i128::from(self.council[Currency::Io as usize].used) + sold;
        assert_eq!(supply(&self.view) - supply(began), emitted - burned);
        assert!(emitted > 0 && sold > 0);
    }
}
