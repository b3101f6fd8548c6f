//! Batches that attestors approve one by one.

use anchor_lang::prelude::Pubkey;
use emissions::{
    error::EmissionsError,
    instructions::{batch_hash, AttestBatch},
};
use io_client::{
    emissions as client,
    events::{decode, Emissions, Event},
};
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
    assert_eq!(
        story.world.supplier_account(&story.supply).attestation.gpus,
        8
    );
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
    // The council is named again, the same again.
    let again = |council: &mut Council| council.revision += 1;
    story.world.edit(&COUNCIL.address, again);
    story.approve(&second).refused(CommonError::CouncilChanged);
    story.attest().refused(CommonError::CouncilChanged);

    story.world.wait(HOUR);
    story
        .world
        .send(&[close.clone()], &[&anyone])
        .refused(EmissionsError::ApprovalOpen);
    story.world.wait(1);
    story.approve(&second).refused(CommonError::ApprovalExpired);
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

#[test]
fn p24_what_happens_to_one_supplier_does_not_hold_up_an_approved_batch() {
    let mut world = World::lite();
    let names = (0..13).map(|number| format!("supplier {number}"));
    let supplies: Vec<Supply> = names.map(|name| world.newcomer(&name)).collect();
    let keys: Vec<Pubkey> = supplies.iter().map(|supply| supply.address).collect();
    let [first, second, _] = world.attestors();
    let payer = world.person("keeper", 0, 0);
    let approved = |world: &mut World, batch: &AttestBatch| {
        let hash = batch_hash(batch, &keys[..batch.entries.len()]).unwrap();
        let open = client::open_approval(&payer.pubkey(), hash);
        let approve = [&first, &second].map(|it| client::approve(&it.pubkey(), &hash));
        let [one, other] = approve;
        world.must(&[open, one, other], &[&payer, &first, &second]);
        client::attest_approved(
            &payer.pubkey(),
            &hash,
            &keys[..batch.entries.len()],
            batch.clone(),
        )
    };
    let mut batch = world.batch(8, 12);
    batch.entries = vec![batch.entries[0].clone(); 13];
    let attest = approved(&mut world, &batch);

    // One is attested again, the attestation of another is ended, a third closes.
    world.wait(60);
    world.attest(&supplies[1], 3, 24).unwrap();
    let authority = key("authority");
    let end = client::revoke_attestation(&authority.pubkey(), &keys[2]);
    world.must(&[end], &[&authority]);
    let close = client::close_supplier(&supplies[3].owner.pubkey(), &keys[3]);
    world.must(&[close], &[&supplies[3].owner]);

    world.catch_up(&[&keys[..3], &keys[4..]].concat());
    let receipt = world.send(&[attest.clone()], &[&authority]).unwrap();
    let mut events = receipt
        .inner
        .iter()
        .filter_map(|(id, data)| decode(id, data));
    let Some(Event::Emissions(Emissions::Attested(event))) = events.next() else {
        panic!("no event of the batch");
    };
    assert_eq!(event.passed_over, keys[1..4]);
    let attested: Vec<Pubkey> = event
        .attestations
        .iter()
        .map(|attestation| attestation.supplier)
        .collect();
    assert_eq!(attested, [&keys[..1], &keys[4..]].concat());
    let gpus = |world: &mut World, number: usize| {
        world.supplier_account(&supplies[number]).attestation.gpus
    };
    let all = [0, 1, 2, 4, 12].map(|number| gpus(&mut world, number));
    assert_eq!(all, [8, 3, 0, 8, 8]);

    // A batch that attests nothing any more is refused, and so is every other defect of an entry.
    let late = AttestBatch {
        evidence: [8; 32],
        entries: vec![batch.entries[0].clone(); 2],
        ..batch.clone()
    };
    let late = approved(&mut world, &late);
    world
        .send(&[late], &[&authority])
        .refused(EmissionsError::StaleBatch);
    world.wait(1);
    let mut long = world.batch(8, 25);
    long.entries = vec![batch.entries[0].clone(), long.entries[0].clone()];
    let long = approved(&mut world, &long);
    world
        .send(&[long], &[&authority])
        .refused(EmissionsError::InvalidExpiry);
}
