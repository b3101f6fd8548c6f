//! Batches that attestors approve one by one.

use anchor_lang::prelude::Pubkey;
use emissions::{
    error::EmissionsError,
    instructions::{batch_hash, AttestBatch},
};
use io_client::emissions as client;
use io_common::{
    addresses::COUNCIL,
    constants::{HOUR, ONE_IO},
    types::Council,
    CommonError,
};
use io_tests::{key, Outcome, Refused, Supply, Wire, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_signer::Signer;

struct Story {
    world: World,
    supply: Supply,
    batch: AttestBatch,
    hash: [u8; 32],
    payer: Keypair,
}

impl Story {
    /// A batch for one supplier, opened for approval.
    fn new() -> Self {
        let mut world = World::new();
        let supply = world.newcomer("alice");
        world.stake_own(&supply, OWN_STAKE * ONE_IO).unwrap();
        let batch = world.batch(8, 24);
        let hash = batch_hash(&batch, &[supply.address]).unwrap();
        let payer = world.person("keeper", 0, 0);
        world.must(&[client::open_approval(&payer.pubkey(), hash)], &[&payer]);
        Self {
            world,
            supply,
            batch,
            hash,
            payer,
        }
    }

    fn approve(&mut self, attestor: &Keypair) -> Outcome {
        let approve = client::approve(&attestor.pubkey(), &self.hash);
        self.world.send(&[approve], &[&self.payer, attestor])
    }

    fn attest(&mut self) -> Outcome {
        let supplier = self.supply.address;
        self.world.catch_up(&[supplier]);
        self.attest_as(&[supplier], self.batch.clone(), &self.payer.pubkey())
    }

    fn attest_as(&mut self, suppliers: &[Pubkey], batch: AttestBatch, payer: &Pubkey) -> Outcome {
        let attest = client::attest_approved(payer, &self.hash, suppliers, batch);
        self.world.send(&[attest], &[&key("authority")])
    }
}

#[test]
fn a_batch_is_sent_by_anyone_once_the_threshold_has_approved() {
    let mut story = Story::new();
    let [first, second, third] = story.world.attestors();
    story.attest().refused(CommonError::NotAgreed);
    story.approve(&first).unwrap();
    story.approve(&first).unwrap();
    story.attest().refused(CommonError::NotAgreed);
    story
        .approve(&key("mallory"))
        .refused(CommonError::NotAnAttestor);
    story.approve(&third).unwrap();
    story.approve(&second).unwrap();

    let lamports = story.world.lamports(&story.payer.pubkey());
    story.attest().unwrap();
    assert_eq!(story.world.supplier_account(&story.supply).lease.gpus, 8);
    assert!(
        story.world.lamports(&story.payer.pubkey()) > lamports,
        "the rent is back"
    );
    let approval = client::approval_address(&story.hash);
    assert!(
        story.world.account(&approval).is_none(),
        "and the approval used up"
    );
}

#[test]
fn an_approval_is_of_this_batch_these_suppliers_and_this_payer() {
    let mut story = Story::new();
    let [first, second, _] = story.world.attestors();
    story.approve(&first).unwrap();
    story.approve(&second).unwrap();
    let (alice, bob) = (story.supply.address, story.world.newcomer("bob").address);
    let (batch, payer) = (story.batch.clone(), story.payer.pubkey());
    let mut more = batch.clone();
    more.entries[0].gpus = 9;
    story
        .attest_as(&[alice], more, &payer)
        .refused(CommonError::WrongApproval);
    story
        .attest_as(&[bob], batch.clone(), &payer)
        .refused(CommonError::WrongApproval);
    let two = story.attest_as(&[alice, bob], batch.clone(), &payer);
    two.refused(EmissionsError::BatchAccounts);
    let thief = key("authority").pubkey();
    story
        .attest_as(&[alice], batch, &thief)
        .refused(CommonError::WrongApproval);
    story.attest().unwrap();
}

#[test]
fn approvals_are_good_for_an_hour_and_for_the_council_that_gave_them() {
    let mut story = Story::new();
    let [first, second, _] = story.world.attestors();
    story.approve(&first).unwrap();
    let close = client::close_approval(&story.payer.pubkey(), &story.hash);
    let anyone = key("authority");
    story
        .world
        .send(&[close.clone()], &[&anyone])
        .refused(EmissionsError::ApprovalOpen);
    // The council is named anew, the same again.
    let anew = |council: &mut Council| council.revision += 1;
    story.world.edit(&COUNCIL.address, anew);
    story.approve(&second).refused(CommonError::CouncilChanged);
    story.attest().refused(CommonError::CouncilChanged);

    story.world.wait(HOUR);
    story
        .world
        .send(&[close.clone()], &[&anyone])
        .refused(EmissionsError::ApprovalOpen);
    story.world.wait(1);
    story.approve(&second).refused(CommonError::ApprovalOver);
    let mut stolen = close.clone();
    stolen.accounts[1].pubkey = anyone.pubkey();
    story
        .world
        .send(&[stolen], &[&anyone])
        .refused(CommonError::WrongApproval);
    let lamports = story.world.lamports(&story.payer.pubkey());
    story.world.must(&[close], &[&anyone]);
    assert!(story.world.lamports(&story.payer.pubkey()) > lamports);
}

/// Whether a batch of `count` suppliers, approved by two attestors, fits in one transaction.
fn fits(count: usize, wire: Wire) -> bool {
    let mut world = World::new();
    let suppliers: Vec<_> = (0..count)
        .map(|number| world.newcomer(&format!("supplier {number}")).address)
        .collect();
    let batch = world.batch(1, 24);
    let entries = vec![batch.entries[0].clone(); count];
    let batch = AttestBatch { entries, ..batch };
    let hash = batch_hash(&batch, &suppliers).unwrap();
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    let approvals = [
        client::open_approval(&payer.pubkey(), hash),
        client::approve(&first.pubkey(), &hash),
        client::approve(&second.pubkey(), &hash),
    ];
    world.must(&approvals, &[&payer, &first, &second]);
    let attest = client::attest_approved(&payer.pubkey(), &hash, &suppliers, batch);
    // What is there before the batch: not its approvals.
    let metas = attest.accounts.iter().map(|meta| meta.pubkey);
    let known = metas.filter(|key| *key != client::approval_address(&hash));
    wire.set(&mut world, &known.collect::<Vec<_>>());
    world.send(&[attest], &[&payer]).is_ok()
}

#[test]
fn sixteen_approved_suppliers_fit_and_fifty_five_with_a_lookup_table() {
    assert!(fits(16, Wire::Legacy) && !fits(17, Wire::Legacy));
    assert!(fits(55, Wire::Table) && !fits(56, Wire::Table));
}

#[test]
fn fifty_six_approved_suppliers_fit_in_version_1() {
    assert!(fits(56, Wire::V1) && !fits(57, Wire::V1));
}
