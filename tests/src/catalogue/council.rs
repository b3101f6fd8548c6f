//! Attestations, signed together or approved one by one.

use ::emissions::instructions::{batch_hash, AttestBatch};
use anchor_lang::prelude::Pubkey;
use io_client::emissions;
use io_common::{constants::HOUR, ids, seeds};
use solana_signer::Signer;

use super::{names::has_first_bump, Catalogue};
use crate::{key, Supply, World};

pub(super) fn catalogue(catalogue: &mut Catalogue, supply: &Supply) {
    signed(catalogue, supply);
    approved(catalogue, supply, 8);
    approved(catalogue, supply, 0);
    close(catalogue);
}

/// As many suppliers as fit without and with a lookup table, and the end of an attestation.
fn signed(catalogue: &mut Catalogue, supply: &Supply) {
    let [first, second, _] = catalogue.world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let others = (0..47).map(|number| catalogue.world.newcomer(&format!("s{number}")).address);
    let all: Vec<Pubkey> = [supply.address].into_iter().chain(others).collect();
    for (gpus, variant, count, target) in [
        (8, "suppliers: 1", 1, 8_500),
        (8, "suppliers: 13", 13, 38_500),
        (8, "suppliers: 48", 48, 38_800),
        (0, "0 GPUs", 1, 8_500),
    ] {
        catalogue.world.wait(60);
        let batch = catalogue.world.batch(gpus, 24);
        let entries = vec![batch.entries[0].clone(); count];
        let batch = AttestBatch { entries, ..batch };
        let attest = emissions::attest(&attestors, &all[..count], batch);
        let metas = attest.accounts.iter().filter(|meta| !meta.is_signer);
        let known: Vec<Pubkey> = metas.map(|meta| meta.pubkey).collect();
        let table = if count > 13 { &known[..] } else { &[] };
        catalogue.world.vm.use_table(table).unwrap();
        let signers = [&key("authority"), &first, &second];
        catalogue.stop(("attest", variant, target), attest, &signers);
    }
}

/// A batch whose hash has an approval with the bump 255.
fn batch(world: &mut World, supplier: &Pubkey, gpus: u32) -> (AttestBatch, [u8; 32]) {
    let made = |byte: u8| AttestBatch {
        evidence: [byte; 32],
        ..world.batch(gpus, 24)
    };
    let with_hash = |batch: AttestBatch| {
        let hash = batch_hash(&batch, &[*supplier]).unwrap();
        (batch, hash)
    };
    let mut batches = (0..=u8::MAX).map(made).map(with_hash);
    let first_bump =
        |hash: &[u8; 32]| has_first_bump(&[seeds::APPROVAL, hash], &ids::emissions::ID);
    batches.find(|(_, hash)| first_bump(hash)).unwrap()
}

fn approved(catalogue: &mut Catalogue, supply: &Supply, gpus: u32) {
    let (payer, [first, second, _]) = (key("authority"), catalogue.world.attestors());
    catalogue.world.wait(60);
    catalogue.world.catch_up(&[supply.address]);
    let (batch, hash) = batch(&mut catalogue.world, &supply.address, gpus);
    let open = emissions::open_approval(&payer.pubkey(), hash);
    let approve = emissions::approve(&first.pubkey(), &hash);
    let last = emissions::approve(&second.pubkey(), &hash);
    let attest = emissions::attest_approved(&payer.pubkey(), &hash, &[supply.address], batch);
    if gpus == 0 {
        catalogue.world.must(&[open], &[&payer]);
        catalogue
            .world
            .must(&[approve, last], &[&payer, &first, &second]);
        catalogue.stop(("attest_approved", "0 GPUs"), attest, &[&payer]);
    } else {
        catalogue.stop("open_approval", open, &[&payer]);
        catalogue.stop("approve", approve, &[&payer, &first]);
        catalogue.world.must(&[last], &[&payer, &second]);
        catalogue.stop(("attest_approved", "suppliers: 1"), attest, &[&payer]);
    }
}

/// Two attestors approve an act of this hash, one by one.
pub(super) fn approve(catalogue: &mut Catalogue, hash: [u8; 32]) {
    let (payer, [first, second, _]) = (key("authority"), catalogue.world.attestors());
    let approvals = [
        emissions::open_approval(&payer.pubkey(), hash),
        emissions::approve(&first.pubkey(), &hash),
        emissions::approve(&second.pubkey(), &hash),
    ];
    catalogue.world.must(&approvals, &[&payer, &first, &second]);
}

/// Unused approvals.
fn close(catalogue: &mut Catalogue) {
    let (payer, hash) = (key("authority"), [1; 32]);
    let open = emissions::open_approval(&payer.pubkey(), hash);
    catalogue.world.must(&[open], &[&payer]);
    catalogue.world.wait(HOUR + 1);
    let close = emissions::close_approval(&payer.pubkey(), &hash);
    catalogue.stop("close_approval", close, &[&payer]);
}
