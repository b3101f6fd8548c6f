//! Autopay of a reservation, in the tests.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{marketplace as client, spl};
use io_common::constants::{HOUR, ONE_USDC};
use marketplace::state::{Autopay, AutopayArgs};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{key, Outcome, Rental, World};

/// Five hours at a time from an hour before the end, at 2 dollars at most, for 100 dollars in all, with two bounties.
pub fn autopay_args() -> AutopayArgs {
    AutopayArgs {
        max_price_micro_usd: 2 * ONE_USDC,
        left: 100 * ONE_USDC,
        lead: HOUR as u32,
        hours: 5,
        bounties: 2,
    }
}

impl World {
    /// The payer sets it, in place of what there is.
    pub fn set_autopay(&mut self, rental: &Rental, args: AutopayArgs) -> Outcome {
        let set = self.to_set_autopay(rental, &rental.payer, args);
        self.send(&[set], &[&rental.payer])
    }

    /// The same by `payer`, to be sent.
    pub fn to_set_autopay(
        &mut self,
        rental: &Rental,
        payer: &Keypair,
        args: AutopayArgs,
    ) -> Instruction {
        let reservation = self.reservation(rental);
        let address = client::autopay_address(&rental.address);
        let stored = self.account(&address).map(|_| self.read(&address));
        let replaced = stored.filter(|it: &Autopay| it.is_of(&reservation));
        let replaced = replaced.map(|it| it.left);
        let (payer, at) = (payer.pubkey(), &rental.address);
        client::set_autopay(&payer, at, &rental.offer, args, replaced)
    }

    /// The payer lets its spender take `amount` out of its wallet.
    #[track_caller]
    pub fn approve_autopay(&mut self, rental: &Rental, amount: u64) {
        let payer = &rental.payer;
        let wallet = self.paying_wallet(rental);
        let spender = client::spender_address(&payer.pubkey());
        let approve = spl::approve(&wallet, &spender, &payer.pubkey(), amount);
        self.must(&[approve], &[payer]);
    }

    /// The wallet that pays for a reservation.
    pub fn paying_wallet(&mut self, rental: &Rental) -> Pubkey {
        let currency = self.reservation(rental).currency().unwrap();
        self.wallet_in(currency, &rental.payer.pubkey()).1
    }

    /// Anyone extends.
    pub fn extend_by_autopay(&mut self, rental: &Rental) -> Outcome {
        self.extend_by_autopay_of(rental, &key("authority"))
    }

    /// `sender` extends.
    pub fn extend_by_autopay_of(&mut self, rental: &Rental, sender: &Keypair) -> Outcome {
        let reservation = self.reservation(rental);
        let (wallet, price) = (self.paying_wallet(rental), Some(self.price));
        let by = sender.pubkey();
        let extend = client::extend_by_autopay(&by, &rental.address, &reservation, &wallet, price);
        self.send(&[extend.unwrap()], &[sender])
    }

    /// `signer` closes it.
    pub fn close_autopay(&mut self, rental: &Rental, signer: &Keypair) -> Outcome {
        let payer = rental.payer.pubkey();
        let close = client::close_autopay(&signer.pubkey(), &rental.address, &payer);
        self.send(&[close], &[signer])
    }

    /// What the payer allows.
    #[track_caller]
    pub fn autopay(&mut self, rental: &Rental) -> Autopay {
        self.read(&client::autopay_address(&rental.address))
    }
}
