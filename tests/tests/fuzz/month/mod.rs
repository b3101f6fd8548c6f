//! A month in which rentals work by themselves: three suppliers, six rentals in USDC and IO, a keeper that comes once an
//! hour, and people who act only where they must.
//!
//! [`deals`] is what is rented, [`story`] what people do, [`keeper`] what anyone sends. [`bill`] and [`council`] compute the
//! same rentals and the council's part without the programs' code. After each hour the [`rules`](crate::rules) hold, and the
//! payers' wallets, the limits of their autopays, the ends of the rentals and the council's part are as computed. After the last
//! hour, the month adds up.

mod bill;
mod council;
mod deals;
mod hourly;
mod keeper;
mod network;
mod story;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use bill::{Bill, Purse};
use council::Part;
use deals::{CAPPED, IN_IO, UNLUCKY};
use io_client::Network as _;
use io_tests::Chain;
use marketplace::{error::MarketplaceError, state::Currency};
use network::Prices;

use crate::{setting::SUPPLIERS, view::View};

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
    /// Extensions by autopay of each rental.
    extended: Vec<u32>,
    /// How often an extension was refused, by rental and error; not those that came too early.
    refused: BTreeMap<(usize, u32), u32>,
}

/// P-02 and P-28 as well: the rental in IO has more prices than an account has segments.
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
    assert_eq!(month.extended, [55, 19, 22, 41, 0, 0]);
    let refused = [
        (CAPPED, MarketplaceError::AutopayLimit, 3),
        (CAPPED, MarketplaceError::TimeIsOver, 1),
        (IN_IO, MarketplaceError::AutopayAbovePrice, 2),
        (IN_IO, MarketplaceError::EndsAfterNotice, 2),
        (UNLUCKY, MarketplaceError::AutopayPaused, 1),
        (UNLUCKY, MarketplaceError::AutopayShort, 1),
    ];
    let refused = refused.map(|(place, error, times)| ((place, error.into()), times));
    assert_eq!(month.refused, BTreeMap::from(refused));
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
}
