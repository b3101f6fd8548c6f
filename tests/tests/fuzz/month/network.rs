//! The stage of the month: suppliers with an offer each, people with tokens, the clock and the price of IO.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{emissions, marketplace as market, spl};
use io_common::constants::HOUR;
use io_tests::{offer_args, Chain};
use io_vm::{pyth::Quote, LiteVm, Vm};
use marketplace::state::{Currency, OfferArgs};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use solana_signer::Signer;

use super::{bill::Purse, council::Part, Month, BOTH, PAYERS, TREASURY};
use crate::{
    setting::{self, OWN_STAKE, SUPPLIERS},
    view::View,
};

/// Of the prices.
const SEED: u64 = 20;
/// Prices of a GPU-hour in micro-USD, hours of notice and least hours of the offers.
const OFFERS: [(u64, u16, u32); SUPPLIERS] =
    [(2_000_000, 0, 1), (1_800_000, 24, 1), (2_400_000, 12, 24)];
/// Council's share at the beginning, in bps.
const SHARE: u16 = 700;
/// Number of the month's offer at each supplier.
const SEQUENCE: u32 = 2;

/// Who operates a supplier, and who is paid for it, of the people.
pub const fn operator(supplier: usize) -> usize {
    supplier + 1
}
pub const fn payout(supplier: usize) -> usize {
    supplier + 2
}

/// The prices: of GPUs in micro-USD an hour, of IO in 10⁻⁸ dollars.
pub struct Prices {
    pub gpu: [u64; SUPPLIERS],
    random: ChaCha8Rng,
    spot: i64,
    ema: i64,
}

impl Prices {
    /// Moves by at most a hundredth; the average follows.
    pub fn step(&mut self) {
        let by = self.random.random_range(-100..=100);
        self.spot = (self.spot + self.spot * by / 10_000).clamp(10_000_000, 60_000_000);
        self.ema += (self.spot - self.ema) / 3;
    }

    /// A thousandth of the price.
    fn confidence(&self) -> i64 {
        self.spot / 1_000
    }

    /// Base units of an hour of `gpus` GPUs: in IO at the lower of spot price and average, less the confidence, rounded up.
    pub fn rate(&self, supplier: usize, gpus: u64, currency: Currency) -> u64 {
        let micro_usd = self.gpu[supplier] * gpus;
        match currency {
            Currency::Usdc => micro_usd,
            Currency::Io => {
                let price = (self.spot.min(self.ema) - self.confidence()) as u128;
                // 10⁻⁶ dollars at 10⁻⁸ dollars for 10⁸ base units.
                (u128::from(micro_usd) * 10_000_000_000).div_ceil(price) as u64
            }
        }
    }
}

impl Month {
    /// The network before the first hour.
    pub fn open() -> Self {
        println!("seed {SEED}");
        let mut chain = Chain::launch(LiteVm::leave_unsigned);
        setting::pay(&mut chain);
        for number in 0..SUPPLIERS {
            setting::supply(&mut chain, number, OWN_STAKE);
        }
        let treasury = chain.cast.people[TREASURY].pubkey();
        setting::share(&mut chain, SHARE, treasury);
        let offers = std::array::from_fn(|number| offer(&mut chain, number));
        let began = chain.vm.now();
        let view = View::read(&mut chain);
        let purse = |person: usize, currency: Currency| Purse {
            held: view.purse(person, currency),
            approved: 0,
        };
        let payers = PAYERS
            .into_iter()
            .flat_map(|it| BOTH.map(|currency| (it, currency)));
        Self {
            purses: payers
                .map(|(it, currency)| ((it, currency as usize), purse(it, currency)))
                .collect(),
            chain,
            view,
            prices: Prices {
                gpu: OFFERS.map(|(price, ..)| price),
                random: ChaCha8Rng::seed_from_u64(SEED),
                spot: 25_000_000,
                ema: 25_000_000,
            },
            began,
            hour: 0,
            offers,
            rentals: Vec::new(),
            given: BTreeMap::new(),
            council: [Part::default(), Part::default()],
            sold: 0,
            share: SHARE,
            signers: BTreeSet::new(),
            extended: Vec::new(),
            refused: BTreeMap::new(),
        }
    }

    /// Sets the clock to a minute of the hour, and posts the price. Returns the time.
    pub fn at(&mut self, minute: i64) -> i64 {
        let now = self.time(minute);
        self.chain.vm.set_unix_time(now);
        let quote = Quote {
            price: self.prices.spot,
            confidence: self.prices.confidence() as u64,
            ema: self.prices.ema,
            publish_time: now,
        };
        let price = self.chain.cast.price;
        self.chain.vm.set_account(price, quote.account()).unwrap();
        now
    }

    /// Sends what must be accepted, signed by some of the people.
    #[track_caller]
    pub fn send(&mut self, instructions: &[Instruction], people: &[usize]) {
        let cast = self.chain.cast.clone();
        let keys: Vec<_> = people.iter().map(|it| &cast.people[*it]).collect();
        self.signers.extend(keys.iter().map(|key| key.pubkey()));
        if let Err(refusal) = self.chain.send(instructions, &keys) {
            panic!("hour {}: {refusal}", self.hour);
        }
    }

    /// A minute of the hour, in unix seconds.
    pub fn time(&self, minute: i64) -> i64 {
        self.began + self.hour * HOUR + minute * 60
    }

    pub fn key(&self, person: usize) -> Pubkey {
        self.chain.cast.people[person].pubkey()
    }

    /// Changes the price of the month's offer of a supplier.
    pub fn reprice(&mut self, supplier: usize, price: u64) {
        self.prices.gpu[supplier] = price;
        let accounts = market::OfferAccounts {
            authority: self.key(operator(supplier)),
            supplier: emissions::supplier_address(&self.key(supplier), 0),
            offer: self.offers[supplier],
        };
        let edit = market::edit_offer(&accounts, args(supplier, price));
        self.send(&[edit], &[operator(supplier)]);
    }

    /// Sends USDC from outside to a payer, or all that a payer has away.
    pub fn top_up(&mut self, person: usize, usdc: u64) {
        let (cast, currency) = (self.chain.cast.clone(), Currency::Usdc);
        let to = cast.wallet(person, currency);
        let mint = spl::mint_to(&cast.usdc, &to, &cast.authority.pubkey(), usdc);
        self.send(&[mint], &[]);
        self.purse(person, currency).held += usdc;
        *self.given.entry((person, currency as usize)).or_default() += i128::from(usdc);
    }

    pub fn empty(&mut self, person: usize) {
        let (cast, currency) = (self.chain.cast.clone(), Currency::Usdc);
        let held = std::mem::take(&mut self.purse(person, currency).held);
        let from = cast.wallet(person, currency);
        let to = cast.wallet_of(&cast.authority.pubkey(), currency);
        let give = spl::transfer(&from, &to, &self.key(person), held);
        self.send(&[give], &[person]);
        *self.given.entry((person, currency as usize)).or_default() -= i128::from(held);
    }
}

/// What a supplier offers at a price.
fn args(supplier: usize, price: u64) -> OfferArgs {
    let (_, notice_hours, min_hours) = OFFERS[supplier];
    OfferArgs {
        price_micro_usd: price,
        notice_hours,
        min_hours,
        ..offer_args()
    }
}

/// The month's offer of a supplier.
fn offer(chain: &mut Chain, number: usize) -> Pubkey {
    let cast = chain.cast.clone();
    let owner = &cast.people[number];
    let supplier = emissions::supplier_address(&owner.pubkey(), 0);
    let args = args(number, OFFERS[number].0);
    let create = market::create_offer(&owner.pubkey(), &supplier, SEQUENCE, args);
    chain.must(&[create], &[owner]);
    market::offer_address(&supplier, SEQUENCE)
}

/// Seconds of notice at the offer of a supplier: an hour at least.
pub fn notice(supplier: usize) -> i64 {
    i64::from(OFFERS[supplier].1.max(1)) * HOUR
}
