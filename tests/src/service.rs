//! What becomes of a reservation after its start, in the tests.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::marketplace::{self as client, Agreement};
use marketplace::{
    instructions::ExtendArgs,
    state::{DisputeDecision, Offer, OutageReport, Reservation},
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{key, Outcome, Rental, Supply, World};

impl World {
    /// Sends an instruction that takes the reservation and its payer's own wallet.
    #[track_caller]
    pub fn exit(
        &mut self,
        rental: &Rental,
        signer: &Keypair,
        build: impl Fn(&Pubkey, &Reservation, &Pubkey) -> Instruction,
    ) -> Outcome {
        let reservation = self.reservation(rental);
        let (_, wallet) = self.wallet_in(reservation.currency().unwrap(), &reservation.payer);
        self.send(&[build(&rental.address, &reservation, &wallet)], &[signer])
    }

    /// The renter terminates.
    #[track_caller]
    pub fn terminate(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &rental.renter, |address, reservation, wallet| {
            client::terminate(&rental.renter.pubkey(), address, reservation, wallet)
        })
    }

    /// The renter leaves.
    #[track_caller]
    pub fn terminate_for_downtime(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &rental.renter, |address, reservation, wallet| {
            client::terminate_for_downtime(&rental.renter.pubkey(), address, reservation, wallet)
        })
    }

    /// `signer` terminates as the owner of the supplier.
    #[track_caller]
    pub fn terminate_by_supplier(&mut self, rental: &Rental, signer: &Keypair) -> Outcome {
        self.exit(rental, signer, |address, reservation, wallet| {
            client::terminate_by_supplier(&signer.pubkey(), address, reservation, wallet)
        })
    }

    /// `signer` announces the end for the supplier.
    #[track_caller]
    pub fn announce_end(&mut self, rental: &Rental, signer: &Keypair) -> Outcome {
        self.exit(rental, signer, |address, reservation, _| {
            client::announce_end(&signer.pubkey(), address, reservation)
        })
    }

    /// `signer` declines for the supplier.
    #[track_caller]
    pub fn decline(&mut self, rental: &Rental, signer: &Keypair) -> Outcome {
        self.exit(rental, signer, |address, reservation, wallet| {
            client::decline(&signer.pubkey(), address, reservation, wallet)
        })
    }

    /// Anyone cancels.
    #[track_caller]
    pub fn cancel(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &key("authority"), client::cancel)
    }

    /// Anyone ends.
    #[track_caller]
    pub fn complete(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &key("authority"), client::complete)
    }

    /// The payer disputes, whatever the deposit.
    #[track_caller]
    pub fn dispute(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &rental.payer, |address, reservation, wallet| {
            client::open_dispute(address, reservation, wallet, u64::MAX)
        })
    }

    /// Anyone lets a dispute expire.
    #[track_caller]
    pub fn expire_dispute(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &key("authority"), |address, _, wallet| {
            client::expire_dispute(address, wallet)
        })
    }

    /// Anyone sends the fees.
    #[track_caller]
    pub fn sweep_fees(&mut self, rental: &Rental) -> Outcome {
        self.exit(rental, &key("authority"), |address, reservation, _| {
            client::sweep_fees(address, reservation).unwrap()
        })
    }

    /// What the payer asks for when it extends, whatever that costs.
    pub fn extend_args(&mut self, rental: &Rental, hours: u32) -> ExtendArgs {
        ExtendArgs {
            hours,
            offer_revision: self.read::<Offer>(&rental.offer).revision,
            max_amount: u64::MAX,
            ends_at: self.reservation(rental).ends_at().unwrap(),
        }
    }

    /// The payer extends.
    #[track_caller]
    pub fn extend(&mut self, rental: &Rental, args: ExtendArgs) -> Outcome {
        let price = Some(self.price);
        self.exit(rental, &rental.payer, |address, reservation, wallet| {
            client::extend(address, reservation, wallet, price, args.clone()).unwrap()
        })
    }

    /// A report of the council, made now, of an outage or its end some seconds ago.
    pub fn outage_report(&mut self, down: bool, seconds_ago: i64) -> OutageReport {
        let made_at = self.now();
        OutageReport {
            made_at,
            at: made_at - seconds_ago,
            down,
        }
    }

    /// Two of the attestors report that the GPUs have been down, or up, for some seconds.
    #[track_caller]
    pub fn report(&mut self, rental: &Rental, down: bool, seconds_ago: i64) -> Outcome {
        let report = self.outage_report(down, seconds_ago);
        let [first, second, _] = self.attestors();
        let attestors = [first.pubkey(), second.pubkey()];
        let agreement = Agreement::Signed(&attestors);
        let report = client::report_outage(agreement, &rental.address, report);
        self.send_attested(report, &[&first, &second])
    }

    /// Two of the attestors decide the dispute.
    #[track_caller]
    pub fn decide(&mut self, rental: &Rental, payer_bps: u16) -> Outcome {
        let made_at = self.now();
        let decision = DisputeDecision { made_at, payer_bps };
        let [first, second, _] = self.attestors();
        let attestors = [first.pubkey(), second.pubkey()];
        let reservation = self.reservation(rental);
        let (_, wallet) = self.wallet_in(reservation.currency().unwrap(), &reservation.payer);
        let agreement = Agreement::Signed(&attestors);
        let decide = client::decide_dispute(agreement, &rental.address, &wallet, decision);
        self.send_attested(decide, &[&first, &second])
    }

    /// P-13 in tokens: all that the payer has put in is where the account says.
    #[track_caller]
    pub fn assert_conserved(&mut self, rental: &Rental) {
        let reservation = self.reservation(rental);
        let put_in = reservation.locked + reservation.dispute.deposit;
        let paid = reservation.paid;
        let escrow = self.balance(&rental.escrow);
        let there = paid.supplier + paid.payer + paid.fees + escrow;
        assert_eq!(there, put_in, "P-13");
    }

    /// Nothing of the reservation is left, and its GPUs are free.
    #[track_caller]
    pub fn assert_closed(&mut self, supply: &Supply, rental: &Rental) {
        assert!(self.account(&rental.address).is_none());
        assert!(self.account(&rental.escrow).is_none());
        let usage = self.usage(supply);
        assert_eq!((usage.reserved_gpus, usage.open_reservations), (0, 0));
        assert_eq!(self.read::<Offer>(&rental.offer).reserved, 0);
    }
}
