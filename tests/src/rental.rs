//! Offers and reservations of the tests.

use anchor_lang::prelude::Pubkey;
use io_client::marketplace as client;
use io_common::{constants::ONE_USDC, types::SupplierUsage};
use marketplace::{
    instructions::ReserveArgs,
    state::{Currency, Interconnect, Offer, OfferArgs, Reservation},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{Outcome, Supply, World};

/// What is reserved.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// GPUs.
    pub gpus: u32,
    /// Hours.
    pub hours: u32,
    /// Currency.
    pub currency: Currency,
}

/// A reservation and who is concerned.
pub struct Rental {
    /// Who rents.
    pub renter: Keypair,
    /// Who pays; the renter itself, unless a test is about somebody else.
    pub payer: Keypair,
    /// Its account.
    pub address: Pubkey,
    /// Its escrow.
    pub escrow: Pubkey,
    /// The offer.
    pub offer: Pubkey,
}

/// An offer of 8 GPUs at 2 dollars an hour, for an hour to 500, in IO to a week.
pub fn offer_args() -> OfferArgs {
    OfferArgs {
        price_micro_usd: 2 * ONE_USDC,
        gpus: 8,
        min_hours: 1,
        max_hours: 500,
        max_io_hours: Some(168),
        notice_hours: 0,
        region: *b"eu-central\0\0\0\0\0\0",
        interconnect: Interconnect::NvLink,
        currencies: Currency::ALL,
    }
}

impl World {
    /// Creates the supplier's usage account, if it is not there, and makes an offer.
    #[track_caller]
    pub fn offer(&mut self, supply: &Supply, args: OfferArgs) -> Pubkey {
        let operator = &supply.operator;
        let usage = client::supplier_usage_address(&supply.address);
        if self.account(&usage).is_none() {
            let open = client::init_supplier_usage(&operator.pubkey(), &supply.address);
            self.must(&[open], &[operator]);
        }
        let sequence = self.usage(supply).offers;
        let create = client::create_offer(&operator.pubkey(), &supply.address, sequence, args);
        self.must(&[create], &[operator]);
        client::offer_address(&supply.address, sequence)
    }

    /// The supplier's usage account.
    pub fn usage(&mut self, supply: &Supply) -> SupplierUsage {
        self.read(&client::supplier_usage_address(&supply.address))
    }

    /// What the renter asks for, with nothing held against it: any amount, the offer's present revision.
    pub fn reserve_args(&mut self, offer: &Pubkey, terms: Terms) -> ReserveArgs {
        ReserveArgs {
            number: 1,
            gpus: terms.gpus,
            hours: terms.hours,
            currency: terms.currency,
            offer_revision: self.read::<Offer>(offer).revision,
            max_amount: u64::MAX,
            connection_key: [9; 32],
        }
    }

    /// Reserves, or tries to.
    pub fn try_reserve(
        &mut self,
        renter: &Keypair,
        supply: &Supply,
        offer: &Pubkey,
        args: ReserveArgs,
    ) -> Outcome {
        self.try_reserve_paid([renter, renter], supply, offer, args)
    }

    /// Reserves, or tries to, for a renter at the cost of a payer.
    pub fn try_reserve_paid(
        &mut self,
        [renter, payer]: [&Keypair; 2],
        supply: &Supply,
        offer: &Pubkey,
        args: ReserveArgs,
    ) -> Outcome {
        let (mint, payer_tokens) = self.wallet_in(args.currency, &payer.pubkey());
        let accounts = client::ReserveAccounts {
            renter: renter.pubkey(),
            payer: payer.pubkey(),
            supplier: supply.address,
            offer: *offer,
            mint,
            payer_tokens,
            price: Some(self.price),
        };
        let mut signers = vec![payer, renter];
        signers.dedup_by_key(|signer| signer.pubkey());
        self.send(&[client::reserve(&accounts, args)], &signers)
    }

    /// A reservation of somebody called `name`, who has 100,000 IO and 100,000 USDC, at an offer.
    #[track_caller]
    pub fn reserve(&mut self, name: &str, supply: &Supply, offer: Pubkey, terms: Terms) -> Rental {
        let renter = self.person(name, 100_000, 100_000);
        self.reserve_paid([renter.insecure_clone(), renter], supply, offer, terms)
    }

    /// A reservation of a renter at the cost of a payer.
    #[track_caller]
    pub fn reserve_paid(
        &mut self,
        [renter, payer]: [Keypair; 2],
        supply: &Supply,
        offer: Pubkey,
        terms: Terms,
    ) -> Rental {
        let args = self.reserve_args(&offer, terms);
        let address = client::reservation_address(&renter.pubkey(), args.number);
        let both = [&renter, &payer];
        self.try_reserve_paid(both, supply, &offer, args).unwrap();
        Rental {
            renter,
            payer,
            address,
            escrow: client::escrow_address(&address),
            offer,
        }
    }

    /// A reservation at a new offer that has been started.
    #[track_caller]
    pub fn rent(&mut self, name: &str, supply: &Supply, terms: Terms) -> Rental {
        let offer = self.offer(supply, offer_args());
        let rental = self.reserve(name, supply, offer, terms);
        self.start(supply, &rental).unwrap();
        rental
    }

    /// The operator starts.
    pub fn start(&mut self, supply: &Supply, rental: &Rental) -> Outcome {
        let operator = &supply.operator;
        let start = client::start(
            &client::StartAccounts {
                authority: operator.pubkey(),
                supplier: supply.address,
                reservation: rental.address,
            },
            [5; 32],
        );
        self.send(&[start], &[operator])
    }

    /// Anyone settles.
    pub fn settle_reservation(&mut self, supply: &Supply, rental: &Rental) -> Outcome {
        let reservation = self.reservation(rental);
        let (_, tokens) = self.wallet_in(reservation.currency().unwrap(), &supply.payout.pubkey());
        let settle = client::settle_reservation(&rental.address, &reservation, &tokens);
        self.send(&[settle], &[&crate::key("authority")])
    }

    /// Anyone closes.
    pub fn close_reservation(&mut self, supply: &Supply, rental: &Rental) -> Outcome {
        let finisher = crate::key("authority");
        let reservation = self.reservation(rental);
        let (_, supplier) =
            self.wallet_in(reservation.currency().unwrap(), &supply.payout.pubkey());
        let (_, payer) = self.wallet_in(reservation.currency().unwrap(), &reservation.payer);
        let address = &rental.address;
        let finish =
            client::close_reservation(&finisher.pubkey(), address, &reservation, &supplier, &payer)
                .unwrap();
        self.send(&[finish], &[&finisher])
    }

    /// The reservation's account.
    #[track_caller]
    pub fn reservation(&mut self, rental: &Rental) -> Reservation {
        self.read(&rental.address)
    }

    /// The mint of a currency, and the wallet of `owner` for it.
    pub fn wallet_in(&self, currency: Currency, owner: &Pubkey) -> (Pubkey, Pubkey) {
        match currency {
            Currency::Io => (self.io, self.io_wallet(owner)),
            Currency::Usdc => (self.usdc, self.usdc_wallet(owner)),
        }
    }
}
