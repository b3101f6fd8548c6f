//! Attestations.

use emissions::{
    error::EmissionsError,
    instructions::{AttestBatch, AttestationEntry},
};
use io_client::emissions as client;
use io_common::{
    constants::{HOUR, ONE_IO, ONE_UNIT},
    types::Pool,
    CommonError,
};
use io_tests::{key, wire::unsigned, Refused, Supply, Wire, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Sends `batch` for `supply`, signed by `attestors`.
fn send(
    world: &mut World,
    supply: &Supply,
    batch: AttestBatch,
    attestors: &[&Keypair],
) -> io_tests::Outcome {
    world.catch_up(&[supply.address]);
    let keys: Vec<_> = attestors.iter().map(|attestor| attestor.pubkey()).collect();
    let attest = client::attest(&keys, &[supply.address], batch);
    world.send_attested(attest, attestors)
}

#[test]
fn two_of_three_attestors_attestation_gpus() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let account = world.supplier_account(&supply);
    assert_eq!(
        (account.attestation.gpus, account.attestation.multiplier),
        (8, 100_000)
    );
    assert_eq!(
        account.units.next,
        80 * ONE_UNIT,
        "8 GPUs of ten units, fully staked"
    );
    assert_eq!(account.units.running, 0, "a rise counts from the next hour");
}

#[test]
fn units_fall_short_with_the_stake() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    // Half the requirement in total, all of it the owner's.
    world.stake_own(&supply, OWN_STAKE / 2 * ONE_IO).unwrap();
    world.attest(&supply, 8, 24).unwrap();
    assert_eq!(world.supplier_account(&supply).units.next, 40 * ONE_UNIT);
    // The rest from delegators: own stake is half of the requirement, which is enough.
    world.staker("bob", &supply, OWN_STAKE / 2);
    assert_eq!(world.supplier_account(&supply).units.next, 80 * ONE_UNIT);
}

#[test]
fn no_gpus_revoke_an_attestation_in_the_running_hour() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    world.wait(HOUR + 1);
    world.attest(&supply, 0, 0).unwrap();
    let account = world.supplier_account(&supply);
    assert_eq!((account.units.running, account.units.next), (0, 0));
    let now = world.now();
    assert!(!account.attestation.is_live(now));
}

#[test]
fn one_attestor_is_not_enough_nor_is_one_twice_nor_a_stranger() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let ([first, second, _], mallory) = (world.attestors(), key("mallory"));
    let batch = world.batch(8, 24);
    let mut send = |attestors: &[&Keypair]| send(&mut world, &supply, batch.clone(), attestors);
    send(&[&first]).refused(CommonError::NotAgreed);
    send(&[]).refused(CommonError::NotAgreed);
    send(&[&first, &first]).refused(CommonError::NotAnAttestor);
    send(&[&first, &mallory]).refused(CommonError::NotAnAttestor);
    // Named, but without a signature.
    let mut attest = client::attest(&[first.pubkey(), second.pubkey()], &[supply.address], batch);
    let place = attest
        .accounts
        .iter()
        .position(|meta| meta.pubkey == second.pubkey())
        .unwrap();
    attest.accounts[place].is_signer = false;
    world
        .send_attested(attest, &[&first])
        .refused(CommonError::NotAnAttestor);
}

#[test]
fn a_batch_is_fresh_and_its_attestations_end_within_a_day() {
    let mut world = World::new();
    let supply = world.newcomer("alice");
    let [first, second, _] = world.attestors();
    let now = world.now();
    let batch = |made_at, ends_at| AttestBatch {
        made_at,
        evidence: [0; 32],
        entries: vec![AttestationEntry {
            gpus: 1,
            pool: Pool::Community,
            ends_at,
        }],
    };
    for (made_at, ends_at, error) in [
        (now + 1, now + HOUR, EmissionsError::InvalidBatchTime),
        (now - HOUR - 1, now + HOUR, EmissionsError::InvalidBatchTime),
        (now, now, EmissionsError::InvalidExpiry),
        (now, now + 24 * HOUR + 1, EmissionsError::InvalidExpiry),
    ] {
        let batch = batch(made_at, ends_at);
        send(&mut world, &supply, batch, &[&first, &second]).refused(error);
    }
    let batch = batch(now - HOUR, now + 24 * HOUR);
    send(&mut world, &supply, batch.clone(), &[&first, &second]).unwrap();
    send(&mut world, &supply, batch, &[&first, &second]).refused(EmissionsError::StaleBatch);
}

#[test]
fn a_batch_has_one_account_for_each_entry_and_names_nobody_twice() {
    let mut world = World::new();
    let (alice, bob) = (world.newcomer("alice"), world.newcomer("bob"));
    let [first, second, _] = world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let mut batch = world.batch(1, 24);
    batch.entries.push(batch.entries[0].clone());
    let mut send = |suppliers: &[_]| {
        let attest = client::attest(&attestors, suppliers, batch.clone());
        world.send_attested(attest, &[&first, &second])
    };
    // One account short: an attestor is taken for the supplier of an entry.
    send(&[alice.address]).refused(CommonError::NotAgreed);
    send(&[alice.address, alice.address]).refused(EmissionsError::StaleBatch);
    send(&[alice.address, bob.address]).unwrap();

    batch.entries = vec![batch.entries[0].clone(); 3];
    let attest = client::attest(&[], &[alice.address, bob.address], batch.clone());
    world
        .send_attested(attest, &[])
        .refused(EmissionsError::BatchAccounts);

    // Six signers before a batch of none.
    batch.entries.clear();
    let six: Vec<_> = (0..6).map(|n| key(&format!("signer {n}"))).collect();
    let keys: Vec<_> = six.iter().map(|signer| signer.pubkey()).collect();
    world
        .send_attested(
            client::attest(&keys, &[], batch),
            &six.iter().collect::<Vec<_>>(),
        )
        .refused(CommonError::TooManySigners);
}

#[test]
fn a_supplier_that_closes_does_not_hold_up_the_others() {
    let mut world = World::new();
    let (alice, bob) = (world.newcomer("alice"), world.supplier("bob"));
    let [first, second, _] = world.attestors();
    let mut batch = world.batch(1, 24);
    batch.made_at += 1;
    batch.entries.push(batch.entries[0].clone());
    let attestors = [first.pubkey(), second.pubkey()];
    let attest = client::attest(&attestors, &[alice.address, bob.address], batch);
    // In front of the batch that it is in.
    let close = client::close_supplier(&alice.owner.pubkey(), &alice.address);
    world.must(&[close], &[&alice.owner]);
    world.wait(1);
    world.send_attested(attest, &[&first, &second]).unwrap();
    assert_eq!(world.supplier_account(&bob).attestation.gpus, 1);
    assert_eq!(world.account(&alice.address).unwrap().data.len(), 0);
}

/// The largest batch that two attestors sign in one transaction, paid by somebody who is no attestor.
fn largest_batch(wire: Wire) -> usize {
    const MOST: usize = 60;
    let mut world = World::new();
    let suppliers: Vec<_> = (0..MOST)
        .map(|number| world.newcomer(&format!("supplier {number}")).address)
        .collect();
    let [first, second, _] = world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let batch = world.batch(1, 24);
    let attest = |count: usize| {
        let entries = vec![batch.entries[0].clone(); count];
        let (batch, suppliers) = (batch.clone(), &suppliers[..count]);
        client::attest(&attestors, suppliers, AttestBatch { entries, ..batch })
    };
    wire.set(&mut world, &unsigned(&[attest(MOST)]));
    let mut fits = |count: &usize| {
        let sent = world.send_attested(attest(*count), &[&first, &second]);
        sent.is_ok()
    };
    (1..=MOST).rev().find(|count| fits(count)).unwrap()
}

#[test]
fn thirteen_suppliers_fit_in_a_transaction_of_two_attestors() {
    assert_eq!(largest_batch(Wire::Legacy), 13);
}

#[test]
fn forty_eight_suppliers_fit_with_a_lookup_table() {
    assert_eq!(largest_batch(Wire::Table), 48);
}

#[test]
fn fifty_five_suppliers_fit_in_version_1() {
    assert_eq!(largest_batch(Wire::V1), 55);
}
