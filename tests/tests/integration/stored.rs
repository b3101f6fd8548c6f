//! A number that an account stores for one of a few things and that stands for none of them: written by another version.
//! Nothing takes it for the first of them.

use io_client::{emissions, marketplace as client};
use io_common::{constants::HOUR, types::Supplier, CommonError};
use io_tests::{key, Refused, Terms, World};
use marketplace::state::{Currency, Reservation};
use solana_signer::Signer;

const A_DAY: Terms = Terms {
    gpus: 1,
    hours: 24,
    currency: Currency::Io,
};

#[test]
fn a_reservation_in_no_known_currency_pays_nobody_its_fees() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, A_DAY);
    let known = world.reservation(&rental);
    let anyone = key("authority");
    let sweep = client::sweep_fees(&rental.address, &known).unwrap();
    for number in [2, u8::MAX] {
        world.edit::<Reservation>(&rental.address, |it| it.currency = number);
        let sent = world.send(&[sweep.clone()], &[&anyone]);
        sent.refused(CommonError::UnknownNumber);

        let read = world.reservation(&rental);
        let unknown = Err(CommonError::UnknownNumber);
        assert_eq!(read.currency(), unknown);
        let built = client::sweep_fees(&rental.address, &read);
        assert_eq!(built.map(|_| Currency::Io), unknown);
    }
    world.edit::<Reservation>(&rental.address, |it| it.currency = known.currency);
    world.must(&[sweep], &[&anyone]);
}

#[test]
fn an_end_for_no_known_reason_closes_nothing() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let rental = world.rent("bob", &supply, A_DAY);
    world.wait(24 * HOUR);
    world.complete(&rental).unwrap();
    world.wait(24 * HOUR);
    world.edit::<Reservation>(&rental.address, |it| it.end_reason = u8::MAX);
    let closed = world.close_reservation(&supply, &rental);
    closed.refused(CommonError::UnknownNumber);
}

#[test]
fn a_supplier_in_no_known_pool_earns_in_none() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let guardian = key("authority");
    let revoke = emissions::revoke_attestation(&guardian.pubkey(), &supply.address);
    world.edit::<Supplier>(&supply.address, |it| it.pool = 2);
    let sent = world.send(&[revoke], &[&guardian]);
    sent.refused(CommonError::UnknownNumber);

    let supplier = world.supplier_account(&supply);
    let hour = supplier.rewards.settled_hour + 1;
    let settle = emissions::settle_supplier(&supply.address, &supplier, hour);
    world.wait(HOUR);
    world.catch_up(&[]);
    let sent = world.send(&[settle], &[&guardian]);
    sent.refused(CommonError::UnknownNumber);
}
