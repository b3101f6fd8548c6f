//! What people do in the month. In each hour they act after the keeper.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use fee_burn::state::Change;
use io_client::{
    actions::{
        autopay::{self, Standing},
        market::Market,
        pricing::Wanted,
        reserve,
    },
    fee_burn as burn,
    marketplace::{self as client, Agreement},
};
use io_common::constants::ONE_USDC;
use marketplace::{
    error::MarketplaceError,
    instructions::ExtendArgs,
    state::{Currency, DisputeDecision, OutageReport, Reservation},
};
use solana_signer::Signer;

use super::{
    bill::Bill,
    deals::{Deal, ANNOUNCED, BY_HAND, CAPPED, DEALS, IN_IO, LONG, UNLUCKY},
    network, Month, Rental,
};

/// Minutes of the hour, after the keeper's: at which rentals begin, people act, and suppliers end rentals.
const BEGINS: i64 = 15;
const ACTS: i64 = 30;
const ENDS: i64 = 40;
/// The council's share in the end, in bps.
const RAISED: u16 = 1_000;

impl Month {
    /// What they do in the present hour.
    pub fn story(&mut self) {
        self.at(ACTS);
        match self.hour {
            1 => self.rent(LONG),
            2 => self.rent(CAPPED),
            3 => self.rent(IN_IO),
            5 => self.rent(UNLUCKY),
            // The dispute is open when an extension falls due.
            109 => self.dispute(UNLUCKY),
            111 => self.decide(UNLUCKY, 2_500),
            200 => self.rent(BY_HAND),
            240 => self.propose_share(RAISED),
            250 => self.extend_by_hand(BY_HAND, 10),
            // The GPUs are down when an extension falls due.
            262 => self.goes_down(LONG, 20),
            263 => self.is_up(LONG, 30),
            // The wallet is empty when an extension falls due, and filled again within the hour before the end.
            266 => self.empty(6),
            268 => self.top_up(6, 5_000 * ONE_USDC),
            270 => self.dispute(BY_HAND),
            272 => self.decide(BY_HAND, 0),
            290 => self.terminate(BY_HAND),
            // The vaults hold fees that have not been counted.
            302 => self.apply_share(RAISED),
            // The offer's price is above the payer's highest when an extension falls due, and below it two hours later.
            309 => self.reprice(1, 1_900_000),
            311 => self.reprice(1, 1_750_000),
            400 => self.reprice(0, 2_400_000),
            // A second report names an earlier time. The outage reaches from one segment into the next.
            408 => self.goes_down(IN_IO, 0),
            409 => self.was_down(IN_IO, 45 - 2 * 60),
            411 => self.is_up(IN_IO, 25),
            508 => self.end_by_supplier(UNLUCKY),
            530 => self.rent(ANNOUNCED),
            533 => self.announce_in_the_minimum_time(ANNOUNCED),
            534 => self.terminate(ANNOUNCED),
            551 => self.announce(IN_IO),
            // Ten minutes after the notice.
            575 => self.end_by_supplier(IN_IO),
            680 => self.stop(LONG),
            _ => {}
        }
    }

    /// Reserves, with autopay in the same transaction, and starts.
    fn rent(&mut self, place: usize) {
        assert_eq!(place, self.rentals.len());
        let now = self.at(BEGINS);
        let Deal {
            renter,
            payer,
            supplier,
            gpus,
            hours,
            currency,
            autopay: allowed,
        } = DEALS[place];
        let (cast, number) = (self.chain.cast.clone(), place as u64);
        let [renter_key, payer_key] = [renter, payer].map(|it| self.key(it));
        let wanted = Wanted {
            gpus,
            hours,
            currency,
        };
        let (vm, offer, price) = (&mut self.chain.vm, self.offers[supplier], cast.price);
        let market = Market::read(vm, &offer, &price, Some((payer_key, currency))).unwrap();
        let others = autopay::others(vm, &payer_key, currency, None).unwrap();
        let request = reserve::Request {
            renter: renter_key,
            payer: payer_key,
            wanted,
            number,
            limit: None,
            revision: None,
            connection_key: [9; 32],
        };
        let mut prepared = reserve::prepare(&market, &request).unwrap();
        if let Some(args) = &allowed {
            prepared = autopay::with_reserve(prepared, &market, wanted, args, others).unwrap();
        }
        let mut signers = vec![renter, payer];
        signers.dedup();
        self.send(&prepared.instructions(), &signers);
        let address = client::reservation_address(&renter_key, number);
        let start = client::start(
            &client::StartAccounts {
                authority: self.key(network::operator(supplier)),
                supplier: market.offer.supplier,
                reservation: address,
            },
            [5; 32],
        );
        self.send(&[start], &[network::operator(supplier)]);

        let rate = self.prices.rate(supplier, gpus.into(), currency);
        let notice = network::notice(supplier);
        let time = (rate, hours.into());
        let mut bill = Bill::new((currency, gpus.into()), now, time, notice);
        let paid = bill.paid_in;
        if let Some(args) = allowed {
            bill.allow(args);
        }
        self.rentals.push(Rental {
            address,
            payer,
            supplier,
            bill,
            closed: false,
        });
        self.extended.push(0);
        self.purse(payer, currency).held -= paid;
        if allowed.is_some() {
            self.purse(payer, currency).approved = self.allowed(payer, currency);
        }
    }

    /// What the autopays of a payer may still spend.
    fn allowed(&self, payer: usize, currency: Currency) -> u64 {
        let theirs = self.rentals.iter().filter(|it| it.payer == payer);
        let bills = theirs.map(|it| &it.bill);
        let open = bills.filter(|it| it.currency == currency && !it.has_ended());
        open.filter_map(|it| it.autopay.as_ref())
            .map(|it| it.left)
            .sum()
    }

    /// A rental, its account, and the wallet that pays for it.
    fn of(&mut self, place: usize) -> (Pubkey, Reservation, Pubkey) {
        let Rental { address, payer, .. } = self.rentals[place];
        let currency = self.rentals[place].bill.currency;
        let it = self.chain.read(&address).unwrap();
        (address, it, self.chain.cast.wallet(payer, currency))
    }

    fn refund(&mut self, place: usize, back: u64) {
        let (payer, currency) = (self.rentals[place].payer, self.rentals[place].bill.currency);
        self.purse(payer, currency).held += back;
    }

    fn pay(&mut self, place: usize, cost: u64) {
        let (payer, currency) = (self.rentals[place].payer, self.rentals[place].bill.currency);
        self.purse(payer, currency).held -= cost;
    }

    /// P-29: sent twice, it is made once.
    fn extend_by_hand(&mut self, place: usize, hours: u32) {
        let (address, it, wallet) = self.of(place);
        let Rental {
            payer, supplier, ..
        } = self.rentals[place];
        let args = ExtendArgs {
            hours,
            offer_revision: self.view.all.offers[&it.offer].revision,
            max_amount: u64::MAX,
            ends_at: it.ends_at().unwrap(),
        };
        let extend = client::extend(&address, &it, &wallet, None, args).unwrap();
        self.send(std::slice::from_ref(&extend), &[payer]);
        let signer = self.chain.cast.people[payer].insecure_clone();
        let again = self.chain.send(&[extend], &[&signer]).unwrap_err();
        assert_eq!(again.code(), Some(MarketplaceError::EndMoved.into()));
        let bill = &mut self.rentals[place].bill;
        let rate = self.prices.rate(supplier, bill.gpus, bill.currency);
        let cost = bill.extend(rate, hours.into());
        self.pay(place, cost);
    }

    fn dispute(&mut self, place: usize) {
        let now = self.chain.vm.now();
        let (address, it, wallet) = self.of(place);
        let payer = self.rentals[place].payer;
        let dispute = client::open_dispute(&address, &it, &wallet, u64::MAX);
        self.send(&[dispute], &[payer]);
        let deposit = self.rentals[place].bill.dispute(now);
        self.pay(place, deposit);
    }

    /// The council's ruling, which two of the attestors sign.
    fn decide(&mut self, place: usize, payer_bps: u16) {
        let (address, _, wallet) = self.of(place);
        let made_at = self.chain.vm.now();
        let decision = DisputeDecision { made_at, payer_bps };
        self.agree(|agreement| client::decide_dispute(agreement, &address, &wallet, decision));
        let back = self.rentals[place].bill.decide(payer_bps.into());
        self.refund(place, back);
    }

    fn agree(&mut self, build: impl FnOnce(Agreement) -> Instruction) {
        let cast = self.chain.cast.clone();
        let [first, second, _] = &cast.attestors;
        let attestors = [first.pubkey(), second.pubkey()];
        let act = build(Agreement::Signed(&attestors));
        self.chain.must(&[act], &[first, second]);
    }

    /// The council reports that the GPUs are down or up since a time.
    fn report(&mut self, place: usize, at: i64, down: bool) {
        let (address, made_at) = (self.rentals[place].address, self.chain.vm.now());
        let report = OutageReport { made_at, at, down };
        self.agree(|agreement| client::report_outage(agreement, &address, report));
    }

    fn goes_down(&mut self, place: usize, minute: i64) {
        let at = self.time(minute);
        self.report(place, at, true);
        self.rentals[place].bill.goes_down(at);
    }

    /// The report is renewed, and names an earlier time.
    fn was_down(&mut self, place: usize, minute: i64) {
        let at = self.time(minute);
        self.report(place, at, true);
        self.rentals[place].bill.was_down(at);
    }

    fn is_up(&mut self, place: usize, minute: i64) {
        let at = self.time(minute);
        self.report(place, at, false);
        self.rentals[place].bill.is_up(at);
    }

    fn terminate(&mut self, place: usize) {
        let now = self.chain.vm.now();
        let (address, it, wallet) = self.of(place);
        let payer = self.rentals[place].payer;
        let end = client::terminate(&self.key(payer), &address, &it, &wallet);
        self.send(&[end], &[payer]);
        let back = self.rentals[place].bill.end(now);
        self.refund(place, back);
    }

    fn announce(&mut self, place: usize) {
        let now = self.chain.vm.now();
        let (address, it, _) = self.of(place);
        let owner = self.rentals[place].supplier;
        let announce = client::announce_end(&self.key(owner), &address, &it);
        self.send(&[announce], &[owner]);
        self.rentals[place].bill.announce(now);
    }

    /// P-27: only the owner gives up the minimum time.
    fn announce_in_the_minimum_time(&mut self, place: usize) {
        let (address, it, _) = self.of(place);
        let cast = self.chain.cast.clone();
        let operator = &cast.people[network::operator(self.rentals[place].supplier)];
        let announce = client::announce_end(&operator.pubkey(), &address, &it);
        let refused = self.chain.send(&[announce], &[operator]).unwrap_err();
        assert_eq!(
            refused.code(),
            Some(MarketplaceError::MinimumIsNotOver.into())
        );
        self.announce(place);
    }

    fn end_by_supplier(&mut self, place: usize) {
        let now = self.at(ENDS);
        let (address, it, wallet) = self.of(place);
        let owner = self.rentals[place].supplier;
        let end = client::terminate_by_supplier(&self.key(owner), &address, &it, &wallet);
        self.send(&[end], &[owner]);
        let back = self.rentals[place].bill.end_by_supplier(now);
        self.refund(place, back);
    }

    /// The payer ends its autopay.
    fn stop(&mut self, place: usize) {
        let Rental { address, payer, .. } = self.rentals[place];
        let price = self.chain.cast.price;
        let standing = Standing::read(&mut self.chain.vm, &address, &price).unwrap();
        self.send(&autopay::stop(&standing).unwrap().act, &[payer]);
        let bill = &mut self.rentals[place].bill;
        bill.autopay = None;
        let currency = bill.currency;
        self.purse(payer, currency).approved = self.allowed(payer, currency);
    }

    fn propose_share(&mut self, share: u16) {
        let cast = self.chain.cast.clone();
        let own = cast.authority.pubkey();
        let change = Change::CouncilShare(share);
        self.send(&[burn::propose_change(&own, &own, 0, change)], &[]);
    }
}
