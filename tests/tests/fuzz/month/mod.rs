//! A month in which rentals work by themselves: three suppliers, six rentals in USDC and IO, a keeper that comes once an
//! hour, and people who act only where they must.
//!
//! [`story`] is what people do, [`keeper`] what anyone sends, [`bill`] the same rentals computed without the programs' code.
//! After each hour the [`rules`](crate::rules) hold, and the payers' wallets, the limits of their autopays, the ends of the
//! rentals and the council's part are those of the bills. After the last, the month adds up.

mod bill;
mod council;
mod keeper;
mod network;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use bill::{Bill, Purse};
use council::Part;
use io_client::Network as _;
use io_tests::Chain;
use marketplace::state::{Autopay, Currency, Reservation};
use network::Prices;

use crate::{
    outside::Given,
    rules::Change,
    setting::{SUPPLIERS, VAULT},
    view::View,
};

/// Hours of the month.
const HOURS: i64 = 720;
/// Who rents at the cost of others: one of the people.
const GUEST: usize = 0;
/// Who is the council's treasury: another of them.
const TREASURY: usize = 1;
/// The payers, of the people.
const PAYERS: [usize; 3] = [5, 6, 7];
const BOTH: [Currency; 2] = [Currency::Io, Currency::Usdc];

/// A rental and who is concerned.
struct Rental {
    address: Pubkey,
    renter: usize,
    payer: usize,
    supplier: usize,
    bill: Bill,
    /// Whether its accounts are closed.
    closed: bool,
}

/// The network in the middle of the month.
struct Month {
    chain: Chain,
    /// At the end of the last hour.
    view: View,
    prices: Prices,
    began: i64,
    hour: i64,
    offers: [Pubkey; SUPPLIERS],
    rentals: Vec<Rental>,
    /// What each payer has in each currency.
    purses: BTreeMap<(usize, usize), Purse>,
    /// What came in from elsewhere, less what went elsewhere.
    given: BTreeMap<(usize, usize), i128>,
    /// By currency.
    council: [Part; 2],
    /// The council's share, in bps.
    share: u16,
    /// IO that the filler has sold, by its wallet.
    sold: u64,
    /// Who has signed in this hour.
    signers: BTreeSet<Pubkey>,
}

#[test]
fn p13_p20_p26_p27_p29_a_month_of_rentals_that_work_by_themselves_adds_up() {
    let mut month = Month::open();
    let began = View::read(&mut month.chain);
    let lamports = month.lamports();
    for hour in 0..HOURS {
        month.hour = hour;
        month.keep();
        month.story();
        month.check();
    }
    month.adds_up(&began);
    // P-29: account rent has come back, but for the bounties of closed reservations and of extensions by autopay.
    let [guest, first, second, third] = lamports;
    let earned = |closed: u64, extended: u64| closed * 300_000 + extended * 10_000;
    let left = [
        guest,
        first - earned(2, 4),
        second - earned(1, 2),
        third - earned(3, 0),
    ];
    assert_eq!(month.lamports(), left);
}

impl Month {
    /// Lamports of the guest and of the payers.
    fn lamports(&mut self) -> [u64; 4] {
        let [first, second, third] = PAYERS;
        [GUEST, first, second, third].map(|person| {
            let at = self.key(person);
            self.chain
                .vm
                .account(&at)
                .unwrap()
                .map_or(0, |it| it.lamports)
        })
    }

    fn purse(&mut self, person: usize, currency: Currency) -> &mut Purse {
        self.purses.entry((person, currency as usize)).or_default()
    }

    /// After an hour.
    fn check(&mut self) {
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

    /// The month's figures, from the wallets and the mint alone and from the bills.
    fn adds_up(&mut self, began: &View) {
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
