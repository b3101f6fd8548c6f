//! What anyone sends, ten minutes into each hour: extensions by autopay, ends, payments, fees.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::Engine;
use io_client::{
    actions::{
        autopay::{self, Standing},
        due::{self, Due},
        fees,
        settle_reservation::{self, Payable},
        snapshot::Snapshot,
    },
    emissions, fee_burn as burn, marketplace as market, Network as _,
};
use io_common::addresses::ENGINE;
use marketplace::{error::MarketplaceError, state::Currency};
use solana_signer::Signer;

use super::{Month, Rental, BOTH, TREASURY};
use crate::{
    sequence::sound,
    setting::{self, SUPPLIERS},
};

/// Minute at which the keeper comes.
const COMES: i64 = 10;
/// Minute at which the filler buys: the bid is near the price then.
const FILLS: i64 = 20;
/// Hours of the day at which suppliers are paid, and fees are used.
const SETTLES: i64 = 12;
const SELLS: i64 = 20;

impl Month {
    pub fn keep(&mut self) {
        self.prices.step();
        self.at(COMES);
        let owners: [Pubkey; SUPPLIERS] = std::array::from_fn(|it| self.key(it));
        let suppliers = owners.map(|owner| emissions::supplier_address(&owner, 0));
        self.chain.catch_up(&suppliers).unwrap();
        if self.hour % 12 == 0 {
            setting::attestation(&mut self.chain);
        }
        for place in 0..self.rentals.len() {
            if !self.rentals[place].closed {
                self.extend(place);
                self.serve(place);
            }
        }
        match self.hour % 24 {
            SETTLES => self.settle(),
            SELLS => self.use_fees(),
            _ => {}
        }
        if self.hour % 168 == 167 {
            self.pay_council();
        }
    }

    /// P-20: anyone's extension is accepted exactly if it is due and the payer allows it.
    fn extend(&mut self, place: usize) {
        let Rental {
            address,
            payer,
            supplier,
            ref bill,
            ..
        } = self.rentals[place];
        if bill.autopay.is_none() || bill.has_ended() {
            return;
        }
        let (now, price) = (self.chain.vm.now(), self.prices.gpu[supplier]);
        let rate = self.prices.rate(supplier, bill.gpus, bill.currency);
        let (bill, currency) = (bill.clone(), bill.currency);
        let purse = *self.purse(payer, currency);
        let (sender, oracle) = (self.chain.cast.authority.pubkey(), self.chain.cast.price);
        let standing = Standing::read(&mut self.chain.vm, &address, &oracle).unwrap();
        let prepared = autopay::extend(&standing, &sender);
        let Some(extension) = bill.by_autopay(now, price, rate, purse) else {
            assert!(prepared.is_err(), "hour {}: {address}", self.hour);
            return self.force(place, &standing);
        };
        let prepared = prepared.unwrap_or_else(|error| panic!("hour {}: {error}", self.hour));
        let found = (prepared.terms.terms.total, prepared.terms.short);
        let expected = (extension.cost, extension.short);
        assert_eq!(found, expected, "hour {}: {address}", self.hour);
        self.send(&prepared.act, &[]);
        self.rentals[place].bill.sent_by_autopay(extension, rate);
        if !extension.short {
            self.extended[place] += 1;
            let purse = self.purse(payer, currency);
            purse.held -= extension.cost;
            purse.approved -= extension.cost;
        }
    }

    /// Sends an extension that nobody would prepare: it is refused.
    fn force(&mut self, place: usize, standing: &Standing) {
        let sender = self.chain.cast.authority.pubkey();
        let (at, it) = (&standing.running.address, &standing.running.reservation);
        let (wallet, price) = (standing.payer_tokens(), Some(self.chain.cast.price));
        let forced = market::extend_by_autopay(&sender, at, it, &wallet, price).unwrap();
        let refused = self.chain.send(&[forced], &[]).unwrap_err();
        sound(&refused).unwrap();
        let error = refused.code().unwrap();
        if error != u32::from(MarketplaceError::AutopayTooEarly) {
            *self.refused.entry((place, error)).or_default() += 1;
        }
    }

    /// Ends what is over, closes what is released, and gives back the rent of an autopay that has ended.
    fn serve(&mut self, place: usize) {
        let (cast, keeper) = (self.chain.cast.clone(), self.chain.cast.authority.pubkey());
        let now = self.chain.vm.now();
        let Rental { address, payer, .. } = self.rentals[place];
        loop {
            let bill = &self.rentals[place].bill;
            let expected = if bill.is_over(now) {
                Some(due::Act::Complete)
            } else {
                bill.is_released(now).then_some(due::Act::Close)
            };
            let due = Due::read(&mut self.chain.vm, &address).unwrap();
            let prepared = due::prepare(&due, &keeper).ok();
            let found = prepared.as_ref().map(|it| it.terms.act);
            assert_eq!(found, expected, "hour {}: {address}", self.hour);
            let Some(prepared) = prepared else {
                return;
            };
            self.send(&prepared.act, &[]);
            let rental = &mut self.rentals[place];
            let back = match prepared.terms.act {
                due::Act::Complete => rental.bill.end(now),
                _ => rental.bill.refund(),
            };
            rental.closed = prepared.terms.closed;
            let (currency, has_autopay) = (rental.bill.currency, rental.bill.autopay.is_some());
            self.purse(payer, currency).held += back;
            if prepared.terms.closed {
                let autopay = market::autopay_address(&address);
                if has_autopay && self.chain.vm.account(&autopay).unwrap().is_some() {
                    let of = cast.people[payer].pubkey();
                    self.send(&[market::close_autopay(&keeper, &address, &of)], &[]);
                }
                return;
            }
        }
    }

    /// Pays the suppliers for what is no longer held back, and sends the fees on it.
    fn settle(&mut self) {
        let payer = self.chain.cast.authority.pubkey();
        for place in 0..self.rentals.len() {
            let Rental {
                address, closed, ..
            } = self.rentals[place];
            if closed {
                continue;
            }
            let payable = Payable::read(&mut self.chain.vm, &address).unwrap();
            let request = settle_reservation::Request { payer, later: true };
            let settle = settle_reservation::prepare(&payable, &request).unwrap();
            self.send(&settle.act, &[]);
            let snapshot = Snapshot::read(&mut self.chain.vm, &address).unwrap();
            if let Ok(sweep) = fees::sweep(&snapshot) {
                self.send(&sweep.act, &[]);
            }
        }
    }

    /// Counts what came in to a vault, as what is sent next does.
    fn count(&mut self, currency: Currency) {
        let held = self.chain.balance(&currency.fee_vault());
        let share = self.share.into();
        self.council[currency as usize].count(held, share);
    }

    /// Burns the fees in IO, and sells the lot of the day, all of it.
    fn use_fees(&mut self) {
        let cast = self.chain.cast.clone();
        let filler = burn::Filler {
            owner: cast.authority.pubkey(),
            io: cast.wallet_of(&cast.authority.pubkey(), Currency::Io),
            usdc: cast.wallet_of(&cast.authority.pubkey(), Currency::Usdc),
        };
        self.count(Currency::Io);
        self.send(&[burn::burn_fees(&cast.io)], &[]);
        let part = &mut self.council[Currency::Io as usize];
        part.spend(part.burn);
        self.count(Currency::Usdc);
        self.send(&[burn::open_auction(&cast.price)], &[]);
        let lot = self
            .chain
            .read::<Engine>(&ENGINE.address)
            .unwrap()
            .auction
            .lot;
        self.at(FILLS);
        let held = self.chain.balance(&filler.io);
        let fill = burn::fill_auction(&filler, &cast.io, &cast.price, lot, u64::MAX);
        self.send(&[fill], &[]);
        self.sold += held - self.chain.balance(&filler.io);
        self.council[Currency::Usdc as usize].spend(lot);
    }

    /// P-26: anyone pays the council its part.
    fn pay_council(&mut self) {
        let cast = self.chain.cast.clone();
        for currency in BOTH {
            self.count(currency);
            let to = cast.wallet(TREASURY, currency);
            self.send(&[burn::pay_council(&currency.fee_vault(), &to)], &[]);
            self.council[currency as usize].pay();
        }
    }

    /// Changes the council's share: what came in before is counted under the old one.
    pub fn apply_share(&mut self, share: u16) {
        for currency in BOTH {
            self.count(currency);
        }
        let payer = self.chain.cast.authority.pubkey();
        self.send(&[burn::apply_change(0, &payer)], &[]);
        self.share = share;
    }
}
