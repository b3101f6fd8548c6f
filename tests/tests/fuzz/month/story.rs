//! What people do in the month, after the keeper has come.

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
use io_common::constants::{HOUR, ONE_IO, ONE_USDC};
use marketplace::{
    error::MarketplaceError,
    instructions::ExtendArgs,
    state::{AutopayArgs, Currency, DisputeDecision, OutageReport, Reservation},
};
use solana_signer::Signer;

use super::{bill::Bill, network, Month, Rental, GUEST};

/// What is rented: first by whom, at whose cost, of which supplier.
struct Deal {
    parties: [usize; 3],
    gpus: u32,
    hours: u32,
    currency: Currency,
    autopay: Option<AutopayArgs>,
}

/// Twelve hours at a time from three hours before the end.
const HALF_DAYS: AutopayArgs = AutopayArgs {
    max_price_micro_usd: 2_500_000,
    left: 3_600 * ONE_USDC,
    lead: 3 * 3_600,
    hours: 12,
    bounties: 2,
};

/// The rentals, in the order in which they begin.
const DEALS: [Deal; 6] = [
    // All month, with an outage and a higher price.
    Deal {
        parties: [5, 5, 0],
        gpus: 2,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(HALF_DAYS),
    },
    // From the same wallet: its limit ends it, a base unit before the twentieth extension.
    Deal {
        parties: [GUEST, 5, 1],
        gpus: 3,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(AutopayArgs {
            left: 20 * 66_258_000 - 1,
            ..HALF_DAYS
        }),
    },
    // In IO, at somebody else's cost: the supplier announces its end, and keeps the notice.
    Deal {
        parties: [GUEST, 7, 1],
        gpus: 2,
        hours: 48,
        currency: Currency::Io,
        autopay: Some(AutopayArgs {
            max_price_micro_usd: 1_800_000,
            left: 60_000 * ONE_IO,
            lead: 6 * 3_600,
            hours: 24,
            bounties: 0,
        }),
    },
    // A dispute, a shortage, and a supplier that leaves without notice.
    Deal {
        parties: [6, 6, 2],
        gpus: 4,
        hours: 24,
        currency: Currency::Usdc,
        autopay: Some(AutopayArgs {
            left: 10_000 * ONE_USDC,
            ..HALF_DAYS
        }),
    },
    // Extended by hand, disputed without reason, terminated.
    Deal {
        parties: [7, 7, 0],
        gpus: 1,
        hours: 100,
        currency: Currency::Usdc,
        autopay: None,
    },
    // Terminated after an announced end, in front of the least time.
    Deal {
        parties: [7, 7, 2],
        gpus: 2,
        hours: 48,
        currency: Currency::Usdc,
        autopay: None,
    },
];

/// Minutes at which people act: the keeper comes before them.
const STARTS: i64 = 15;
const ACTS: i64 = 30;
/// A supplier leaves ten minutes after it could.
const LEAVES: i64 = 40;
/// The council's share in the end, in bps.
const RAISED: u16 = 1_000;

impl Month {
    /// The hour's part of it.
    pub fn story(&mut self) {
        self.at(ACTS);
        match self.hour {
            1 => self.rent(0),
            2 => self.rent(1),
            3 => self.rent(2),
            5 => self.rent(3),
            // An extension falls due meanwhile, and waits for the ruling.
            109 => self.dispute(3),
            111 => self.decide(3, 2_500),
            200 => self.rent(4),
            240 => self.propose_share(RAISED),
            250 => self.extend_by_hand(4, 10),
            // The same for an outage.
            262 => self.goes_down(0, 20),
            263 => self.is_up(0, 30),
            // The wallet is empty an hour before an extension is due, and full an hour before the end.
            266 => self.empty(6),
            268 => self.top_up(6, 5_000 * ONE_USDC),
            270 => self.dispute(4),
            272 => self.decide(4, 0),
            290 => self.terminate(4),
            // With fees of the day in the vaults that nobody has counted.
            302 => self.apply_share(RAISED),
            // Above what the payer allows, when an extension is due, and below it two hours later.
            309 => self.reprice(1, 1_900_000),
            311 => self.reprice(1, 1_750_000),
            400 => self.reprice(0, 2_400_000),
            // Known too late, and then for longer: over the end of a segment of its own price.
            408 => self.goes_down(2, 0),
            409 => self.was_down(2, 45),
            411 => self.is_up(2, 25),
            508 => self.leave(3),
            530 => self.rent(5),
            533 => self.announce_in_the_least_time(5),
            534 => self.terminate(5),
            551 => self.announce(2),
            575 => self.leave(2),
            680 => self.stop(0),
            _ => {}
        }
    }

    /// Reserves, with autopay in the same transaction, and starts.
    fn rent(&mut self, place: usize) {
        assert_eq!(place, self.rentals.len());
        let now = self.at(STARTS);
        let Deal {
            parties: [renter, payer, supplier],
            gpus,
            hours,
            currency,
            autopay: allowed,
        } = DEALS[place];
        let (cast, number) = (self.chain.cast.clone(), place as u64);
        let [renters, payers] = [renter, payer].map(|it| self.key(it));
        let wanted = Wanted {
            gpus,
            hours,
            currency,
        };
        let (vm, offer, price) = (&mut self.chain.vm, self.offers[supplier], cast.price);
        let market = Market::read(vm, &offer, &price, Some((payers, currency))).unwrap();
        let others = autopay::others(vm, &payers, currency, None).unwrap();
        let request = reserve::Request {
            renter: renters,
            payer: payers,
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
        let address = client::reservation_address(&renters, number);
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

    /// The report is renewed, and names an earlier time, in the hour before the last.
    fn was_down(&mut self, place: usize, minute: i64) {
        let at = self.time(minute) - 2 * HOUR;
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

    /// P-27: only the owner gives up the least time.
    fn announce_in_the_least_time(&mut self, place: usize) {
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

    /// The supplier ends it.
    fn leave(&mut self, place: usize) {
        let now = self.at(LEAVES);
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
