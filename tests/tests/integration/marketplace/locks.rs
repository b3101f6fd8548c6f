//! P-15: reservations at different suppliers never wait for each other.

use std::collections::HashSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::marketplace::{self as client, Agreement};
use io_tests::{key, offer_args, Rental, Supply, Terms, World};
use marketplace::state::Currency;
use solana_signer::Signer;

fn writable(instruction: &Instruction) -> HashSet<Pubkey> {
    let metas = instruction.accounts.iter();
    metas
        .filter(|meta| meta.is_writable)
        .map(|meta| meta.pubkey)
        .collect()
}

/// The hot instructions of one rental, in both currencies.
fn hot_path(
    world: &mut World,
    supply: &Supply,
    rental: &Rental,
    currency: Currency,
) -> Vec<Instruction> {
    let reservation = world.reservation(rental);
    let renter = rental.renter.pubkey();
    let (mint, payer_tokens) = world.wallet_in(currency, &renter);
    let (_, supplier_tokens) = world.wallet_in(currency, &supply.payout.pubkey());
    let args = world.reserve_args(
        &rental.offer,
        Terms {
            gpus: 1,
            hours: 2,
            currency,
        },
    );
    let accounts = client::ReserveAccounts {
        renter,
        payer: renter,
        supplier: supply.address,
        offer: rental.offer,
        mint,
        payer_tokens,
        price: Some(world.price),
    };
    let operator = supply.operator.pubkey();
    vec![
        client::reserve(&accounts, args),
        client::start(
            &client::StartAccounts {
                authority: operator,
                supplier: supply.address,
                reservation: rental.address,
            },
            [0; 32],
        ),
        client::extend(
            &rental.address,
            &reservation,
            &payer_tokens,
            Some(world.price),
            world.extend_args(rental, 2),
        )
        .unwrap(),
        client::settle_reservation(&rental.address, &reservation, &supplier_tokens),
        client::terminate(&renter, &rental.address, &reservation, &payer_tokens),
        client::terminate_by_supplier(
            &supply.owner.pubkey(),
            &rental.address,
            &reservation,
            &payer_tokens,
        ),
        client::announce_end(&operator, &rental.address, &reservation),
        client::terminate_for_downtime(&renter, &rental.address, &reservation, &payer_tokens),
        client::complete(&rental.address, &reservation, &payer_tokens),
        client::report_outage(
            Agreement::Approved([0; 32]),
            &rental.address,
            world.outage_report(true, 0),
        ),
        client::open_dispute(&rental.address, &reservation, &payer_tokens, 1),
        client::expire_dispute(&rental.address, &payer_tokens),
    ]
}

#[test]
fn p15_two_reservations_at_different_suppliers_share_no_writable_account() {
    for currency in [Currency::Io, Currency::Usdc] {
        let mut world = World::new();
        let mut side = |supplier: &str, renter: &str| {
            let supply = world.supplier(supplier);
            let offer = world.offer(&supply, offer_args());
            let rental = world.reserve(
                renter,
                &supply,
                offer,
                Terms {
                    gpus: 1,
                    hours: 2,
                    currency,
                },
            );
            hot_path(&mut world, &supply, &rental, currency)
        };
        let (ours, theirs) = (side("alice", "bob"), side("carol", "dave"));
        let all = |side: &[Instruction]| side.iter().flat_map(writable).collect::<HashSet<_>>();
        let (ours, theirs) = (all(&ours), all(&theirs));
        assert!(ours.len() > 5 && !ours.contains(&key("authority").pubkey()));
        assert!(
            ours.is_disjoint(&theirs),
            "shared: {:?}",
            ours.intersection(&theirs)
        );
    }
}
