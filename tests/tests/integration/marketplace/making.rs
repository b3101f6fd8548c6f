//! How the accounts of a reservation are made: at the one address of their seeds, and once.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_client::marketplace as client;
use io_common::seeds;
use io_tests::{offer_args, Refused, Terms, World};
use marketplace::state::{Currency, Reservation};
use solana_keypair::Keypair;
use solana_sdk_ids::system_program;
use solana_signer::Signer;

const TERMS: Terms = Terms {
    gpus: 1,
    hours: 1,
    currency: Currency::Usdc,
};

/// Places of the accounts in the instruction.
const RESERVATION: usize = 6;
const ESCROW: usize = 7;

/// A market with an offer and a renter.
struct Market {
    world: World,
    accounts: client::ReserveAccounts,
    renter: Keypair,
}

impl Market {
    fn new() -> Self {
        let mut world = World::new();
        let supply = world.supplier("alice");
        let offer = world.offer(&supply, offer_args());
        let renter = world.person("bob", 0, 100_000);
        let accounts = client::ReserveAccounts {
            renter: renter.pubkey(),
            payer: renter.pubkey(),
            supplier: supply.address,
            offer,
            mint: world.usdc,
            payer_tokens: world.usdc_wallet(&renter.pubkey()),
            price: None,
        };
        Self {
            world,
            accounts,
            renter,
        }
    }

    /// Reserves by `number`, with the accounts that `change` puts in their places.
    fn reserve(&mut self, number: u64, change: impl FnOnce(&mut [Pubkey; 2])) -> io_tests::Outcome {
        let args = marketplace::instructions::ReserveArgs {
            number,
            ..self.world.reserve_args(&self.accounts.offer, TERMS)
        };
        let mut reserve = client::reserve(&self.accounts, args);
        let mut keys = [RESERVATION, ESCROW].map(|place| reserve.accounts[place].pubkey);
        change(&mut keys);
        reserve.accounts[RESERVATION].pubkey = keys[0];
        reserve.accounts[ESCROW].pubkey = keys[1];
        self.world.send(&[reserve], &[&self.renter])
    }

    /// Seeds of the reservation of `number`.
    fn seeds(&self, number: u64) -> [Vec<u8>; 3] {
        let renter = self.renter.pubkey().to_bytes().to_vec();
        let number = number.to_le_bytes().to_vec();
        [seeds::RESERVATION.to_vec(), renter, number]
    }
}

/// The canonical address of `seeds` and its bump, and the next address below, which a program can sign for as well.
fn addresses(seeds: &[&[u8]]) -> [(Pubkey, u8); 2] {
    let canonical = Pubkey::find_program_address(seeds, &marketplace::ID);
    let below = (0..canonical.1).rev().find_map(|bump| {
        let end = [bump];
        let seeds = [seeds, &[&end]].concat();
        let address = Pubkey::create_program_address(&seeds, &marketplace::ID);
        Some((address.ok()?, bump))
    });
    [canonical, below.unwrap()]
}

fn of_reservation(seeds: &[Vec<u8>; 3]) -> [(Pubkey, u8); 2] {
    addresses(&seeds.each_ref().map(Vec::as_slice))
}

fn of_escrow(reservation: &Pubkey) -> [(Pubkey, u8); 2] {
    addresses(&[seeds::ESCROW, reservation.as_ref()])
}

#[test]
fn the_bumps_are_the_canonical_ones_wherever_they_lie() {
    let mut market = Market::new();
    // 255 and lower, of both accounts.
    let (mut first, mut missed) = ([0; 2], [0; 2]);
    for number in 0..8 {
        market.reserve(number, |_| ()).unwrap();
        let [(address, bump), _] = of_reservation(&market.seeds(number));
        let [(_, escrow_bump), _] = of_escrow(&address);
        let reservation: Reservation = market.world.read(&address);
        assert_eq!(
            [reservation.bump, reservation.escrow_bump],
            [bump, escrow_bump]
        );
        for (place, bump) in [bump, escrow_bump].into_iter().enumerate() {
            *if bump == 255 {
                &mut first[place]
            } else {
                &mut missed[place]
            } += 1;
        }
    }
    let seen = [first, missed].concat();
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn another_address_of_the_seeds_is_refused() {
    let mut market = Market::new();
    for number in 0..4 {
        let [(address, _), (below, _)] = of_reservation(&market.seeds(number));
        let [(escrow, _), (escrow_below, _)] = of_escrow(&address);
        // With an escrow that fits it.
        let [(of_below, _), _] = of_escrow(&below);
        market
            .reserve(number, |keys| *keys = [below, of_below])
            .refused(ErrorCode::ConstraintSeeds);
        market
            .reserve(number, |keys| keys[1] = escrow_below)
            .refused(ErrorCode::ConstraintSeeds);
        // Of another number, of another reservation, and swapped.
        let [(other, _), _] = of_reservation(&market.seeds(number + 100));
        market
            .reserve(number, |keys| keys[0] = other)
            .refused(ErrorCode::ConstraintSeeds);
        market
            .reserve(number, |keys| keys[1] = of_below)
            .refused(ErrorCode::ConstraintSeeds);
        market
            .reserve(number, |keys| keys.reverse())
            .refused(ErrorCode::ConstraintSeeds);
        assert_eq!(market.world.account(&address), None);
        assert_eq!(market.world.account(&escrow), None);
        market.reserve(number, |_| ()).unwrap();
    }
}

#[test]
fn a_reservation_that_is_open_is_not_made_again() {
    let mut market = Market::new();
    market.reserve(1, |_| ()).unwrap();
    let [(address, _), _] = of_reservation(&market.seeds(1));
    let before = market.world.account(&address);
    market.reserve(1, |_| ()).refused_by(system_program::ID);
    assert_eq!(market.world.account(&address), before);
    market.reserve(2, |_| ()).unwrap();
}
