//! Offers and reservations.

use anchor_lang::prelude::Pubkey;
use io_client::{
    audit::Rental,
    marketplace::{self as market, Agreement},
    spl,
};
use io_common::constants::DAY;
use io_tests::offer_args;
use marketplace::{
    instructions::{ExtendArgs, ReserveArgs},
    state::{AutopayArgs, Currency, DisputeDecision, OfferArgs, OutageReport},
};
use solana_signer::Signer;

use super::{Plan, Stage};
use crate::{
    action::{Action, Verb},
    promise::operator_announces,
};

/// Offers of one supplier at most.
const OFFERS: u32 = 6;

impl<'a> Stage<'a> {
    pub(super) fn market(&self, action: &Action) -> Option<Plan<'a>> {
        use Verb::*;
        match action.verb {
            InitSupplierUsage | CreateOffer => self.list(action),
            EditOffer | SetOfferPaused | CloseOffer => self.offer(action),
            Reserve => self.reserve(action),
            _ => self.rental(action, self.view.rental(action.at)?),
        }
    }

    fn list(&self, action: &Action) -> Option<Plan<'a>> {
        let (address, it) = self.view.supplier(action.at)?;
        let (_, person) = self.person(action.who);
        if action.verb == Verb::InitSupplierUsage {
            return Some(Plan::paid(
                person,
                market::init_supplier_usage(&person.pubkey(), address),
            ));
        }
        let operator = self.cast.key(&it.operator)?;
        let sequence = self
            .view
            .all
            .usages
            .get(address)
            .map_or(0, |usage| usage.offers);
        if sequence >= OFFERS {
            return None;
        }
        let create = market::create_offer(&operator.pubkey(), address, sequence, args(action.size));
        Some(Plan::by(operator, create))
    }

    fn offer(&self, action: &Action) -> Option<Plan<'a>> {
        let Action { who, at, size, .. } = *action;
        let (address, it) = self.view.offer(at)?;
        let supplier = self.view.all.suppliers.get(&it.supplier)?;
        let may = if who.is_multiple_of(2) {
            supplier.owner
        } else {
            supplier.operator
        };
        let signer = self.cast.key(&may)?;
        let own = signer.pubkey();
        Some(Plan::by(
            signer,
            match action.verb {
                Verb::EditOffer => market::edit_offer(
                    &market::OfferAccounts {
                        authority: own,
                        supplier: it.supplier,
                        offer: *address,
                    },
                    args(size),
                ),
                Verb::SetOfferPaused => {
                    let paused = it.paused == 0 && size.is_multiple_of(3);
                    market::set_offer_paused(
                        &market::OfferAccounts {
                            authority: own,
                            supplier: it.supplier,
                            offer: *address,
                        },
                        paused,
                    )
                }
                _ => market::close_offer(
                    &market::OfferAccounts {
                        authority: own,
                        supplier: it.supplier,
                        offer: *address,
                    },
                    &supplier.owner,
                ),
            },
        ))
    }

    fn reserve(&self, action: &Action) -> Option<Plan<'a>> {
        let Action { who, at, size, .. } = *action;
        let (offer, it) = self.view.offer(at)?;
        let (place, renter) = self.person(who);
        let own = renter.pubkey();
        // Mostly its own; else that of the next person.
        let (paying, payer) = match size % 5 {
            4 => self.person(who.wrapping_add(1)),
            _ => (place, renter),
        };
        let currency = if size.is_multiple_of(2) {
            Currency::Io
        } else {
            Currency::Usdc
        };
        // The first number that no open reservation of the renter has: those of closed ones are used again.
        let taken = |number: &u64| {
            let mut rentals = self.view.all.reservations.iter().map(|it| &it.reservation);
            rentals.any(|it| it.renter == own && it.number == *number)
        };
        let args = ReserveArgs {
            number: (1..).find(|number| !taken(number))?,
            gpus: 1 + size / 2 % 3,
            hours: it.min_hours + size / 6 % 60,
            currency,
            offer_revision: it.revision,
            max_amount: u64::MAX,
            connection_key: [9; 32],
        };
        let accounts = market::ReserveAccounts {
            renter: own,
            payer: payer.pubkey(),
            supplier: it.supplier,
            offer: *offer,
            mint: self.cast.mint(currency),
            payer_tokens: self.cast.wallet(paying, currency),
            price: Some(self.cast.price),
        };
        let plan = Plan::by(renter, market::reserve(&accounts, args));
        Some(match paying == place {
            true => plan,
            false => plan.signed(&[payer]),
        })
    }

    fn rental(&self, action: &Action, rental: &Rental) -> Option<Plan<'a>> {
        use Verb::*;
        let Action { who, size, .. } = *action;
        let (address, it, now) = (&rental.address, &rental.reservation, self.view.now);
        let [renter, payer] = [self.cast.key(&it.renter)?, self.cast.key(&it.payer)?];
        // A supplier that is closed has got its part: the payer stands in for those whom nobody asks any more.
        let supplier = self.view.all.suppliers.get(&it.supplier);
        let [owner, operator, payout] = match supplier {
            Some(it) => [
                self.cast.key(&it.owner)?,
                self.cast.key(&it.operator)?,
                self.cast.key(&it.payout)?,
            ],
            None => [payer; 3],
        };
        let (_, anybody) = self.person(who);
        let refund = self.cast.wallet_of(&it.payer, it.currency().unwrap());
        let earnings = self
            .cast
            .wallet_of(&payout.pubkey(), it.currency().unwrap());
        let (own, serving) = (owner.pubkey(), operator.pubkey());
        Some(match action.verb {
            Start => Plan::by(
                operator,
                market::start(
                    &market::StartAccounts {
                        authority: serving,
                        supplier: it.supplier,
                        reservation: *address,
                    },
                    [5; 32],
                ),
            ),
            Decline => Plan::by(operator, market::decline(&serving, address, it, &refund)),
            Cancel => Plan::open(market::cancel(address, it, &refund)),
            Extend => {
                let offer = self.view.all.offers.get(&it.offer)?;
                let args = ExtendArgs {
                    hours: offer.min_hours + size % 48,
                    offer_revision: offer.revision,
                    max_amount: u64::MAX,
                    ends_at: it.ends_at().unwrap(),
                };
                let price = Some(self.cast.price);
                Plan::by(
                    payer,
                    market::extend(address, it, &refund, price, args).unwrap(),
                )
            }
            SetAutopay => {
                let args = autopay_args(size);
                let spender = market::spender_address(&it.payer);
                // Sometimes less than it may spend.
                let approved = args.left.saturating_sub(u64::from(size % 3) * 1_000_000);
                let approve = spl::approve(&refund, &spender, &it.payer, approved);
                let replaced = self.view.autopays.get(address).filter(|old| old.is_of(it));
                let replaced = replaced.map(|old| old.left);
                let set = market::set_autopay(&it.payer, address, &it.offer, args, replaced);
                Plan::by(payer, set).front(vec![approve])
            }
            ExtendByAutopay => {
                self.view.autopays.get(address)?;
                let (sender, price) = (anybody.pubkey(), Some(self.cast.price));
                let extend = market::extend_by_autopay(&sender, address, it, &refund, price);
                Plan::paid(anybody, extend.unwrap())
            }
            CloseAutopay => {
                let autopay = self.view.autopays.get(address)?;
                let close = |by: Pubkey| market::close_autopay(&by, address, &autopay.payer);
                match autopay.is_of(it) && it.is_open() {
                    true => Plan::by(payer, close(it.payer)),
                    false => Plan::paid(anybody, close(anybody.pubkey())),
                }
            }
            ReportOutage => {
                let report = OutageReport {
                    made_at: now,
                    at: now - i64::from(size) * 7 % DAY * i64::from(size % 2),
                    down: !size.is_multiple_of(3),
                };
                let (council, attestors) = self.agreeing(who);
                let agreement = Agreement::Signed(&attestors);
                Plan::open(market::report_outage(agreement, address, report)).signed(&council)
            }
            SettleReservation => Plan::open(market::settle_reservation(address, it, &earnings)),
            SweepFees => Plan::open(market::sweep_fees(address, it).unwrap()),
            Terminate => {
                let signer = if size.is_multiple_of(2) {
                    renter
                } else {
                    payer
                };
                Plan::by(
                    signer,
                    market::terminate(&signer.pubkey(), address, it, &refund),
                )
            }
            TerminateBySupplier => Plan::by(
                owner,
                market::terminate_by_supplier(&own, address, it, &refund),
            ),
            TerminateForDowntime => {
                let signer = if size.is_multiple_of(2) {
                    renter
                } else {
                    payer
                };
                let end = market::terminate_for_downtime(&signer.pubkey(), address, it, &refund);
                Plan::by(signer, end)
            }
            AnnounceEnd if operator_announces(action) => {
                Plan::by(operator, market::announce_end(&serving, address, it))
            }
            AnnounceEnd => Plan::by(owner, market::announce_end(&own, address, it)),
            Complete => Plan::open(market::complete(address, it, &refund)),
            OpenDispute => Plan::by(payer, market::open_dispute(address, it, &refund, u64::MAX)),
            DecideDispute => {
                let payer_bps = if size.is_multiple_of(4) {
                    0
                } else {
                    (size % 10_001) as u16
                };
                let (council, attestors) = self.agreeing(who);
                let agreement = Agreement::Signed(&attestors);
                let decision = DisputeDecision {
                    made_at: now,
                    payer_bps,
                };
                Plan::open(market::decide_dispute(
                    agreement, address, &refund, decision,
                ))
                .signed(&council)
            }
            ExpireDispute => Plan::open(market::expire_dispute(address, &refund)),
            CloseReservation => {
                let finisher = anybody.pubkey();
                let finish =
                    market::close_reservation(&finisher, address, it, &earnings, &refund).unwrap();
                Plan::paid(anybody, finish)
            }
            WithdrawRefund => {
                let to = self.destination(&it.payer, it.currency().unwrap());
                Plan::by(payer, market::withdraw_owed(&it.payer, address, it, &to))
            }
            WithdrawEarnings => {
                let (payee, currency) = (payout.pubkey(), it.currency().unwrap());
                let to = self.destination(&payee, currency);
                Plan::by(payout, market::withdraw_owed(&payee, address, it, &to))
            }
            _ => return None,
        })
    }

    /// Where a payee collects: its own wallet, or, if tokens do not reach that, the authority's.
    fn destination(&self, payee: &Pubkey, currency: Currency) -> Pubkey {
        let place = self.cast.place(payee);
        let reaches = place.is_some_and(|place| self.view.receives(place, currency));
        let authority = self.cast.authority.pubkey();
        self.cast
            .wallet_of(if reaches { payee } else { &authority }, currency)
    }
}

/// Autopays of different limits; in IO some of them are refused.
fn autopay_args(size: u32) -> AutopayArgs {
    AutopayArgs {
        max_price_micro_usd: 1_000_000 + u64::from(size) * 7_919 % 5_000_000,
        left: u64::from(size) * 100_000_000,
        lead: 3_600 * (1 + size % 20),
        hours: (5 + size % 30) as u16,
        bounties: (size % 4) as u16,
    }
}

/// Offers of different prices and lengths.
fn args(size: u32) -> OfferArgs {
    OfferArgs {
        price_micro_usd: 1_000 + u64::from(size) * 7_919 % 5_000_000,
        gpus: 4 + size % 8,
        min_hours: 1 + size % 3,
        max_hours: 60 + size % 400,
        notice_hours: (size % 5 * 12) as u16,
        currencies: if size.is_multiple_of(5) {
            1 + (size / 5 % 2) as u8
        } else {
            Currency::ALL
        },
        ..offer_args()
    }
}
