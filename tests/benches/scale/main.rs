//! What the network takes of Solana at 6,720, 327,000 and 1,000,000 devices: `SBF_OUT_DIR=… ./x scale`. With
//! `UPDATE_DOCS=1` it goes into docs/proof/scale.md.
//!
//! The figures come from the catalogue of every instruction, and from an hour of 100,000 suppliers and 300,000 stake
//! accounts in LiteSVM; the catalogue is led a second time through networks with that crowd in them.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects, clippy::integer_division)]

mod cluster;
mod crowd;
mod figure;
mod fits;
mod hour;
mod model;
mod text;

use ::marketplace::state::Currency;
use anchor_lang::prelude::Pubkey;
use emissions::instructions::{batch_hash, AttestBatch};
use io_client::{emissions as client, marketplace};
use io_tests::{
    catalogue, key, offer_args,
    report::{require_sbf, Report},
    Terms, World,
};
use solana_signer::Signer;

use crate::{crowd::Crowd, figure::Figures, fits::InEach};

fn main() {
    require_sbf();
    let mut alone = Figures::default();
    catalogue::lead(&mut alone);
    let crowd = Crowd::new();
    let mut among = Figures {
        crowd: Some(&crowd),
        ..Figures::default()
    };
    catalogue::lead(&mut among);
    let mut world = World::lite();
    crowd.join(&mut world);
    let kinds = hour::pass(&mut world, &crowd);

    let mut report = Report::default();
    let by_name = alone.by_name();
    text::hour(&mut report, &crowd, &kinds, &by_name);
    text::tours(&mut report, &alone, &among);
    text::batches(&mut report, &kinds, &approved(), &clusters());
    text::limits(&mut report, &by_name, &kinds);
    text::assumptions(&mut report);
    text::money(&mut report, &by_name, &kinds);
    report.write("scale.md", "figures");
}

/// How many reservations at as many suppliers fit into one transaction, in IO.
fn clusters() -> InEach {
    let mut world = World::lite();
    let renter = world.person("renter of a cluster", 100_000, 0);
    let terms = Terms {
        gpus: 8,
        hours: 24,
        currency: Currency::Io,
    };
    let reserves: Vec<_> = (0..16)
        .map(|number| {
            let supply = world.supplier(&format!("node {number}"));
            let offer = world.offer(&supply, offer_args());
            let (mint, payer_tokens) = world.wallet_in(terms.currency, &renter.pubkey());
            let accounts = marketplace::ReserveAccounts {
                renter: renter.pubkey(),
                payer: renter.pubkey(),
                supplier: supply.address,
                offer,
                mint,
                payer_tokens,
                price: Some(world.price),
            };
            let mut args = world.reserve_args(&offer, terms);
            args.number = number;
            marketplace::reserve(&accounts, args)
        })
        .collect();
    fits::most(&mut world, &[&renter], |_, count| {
        reserves[..count].to_vec()
    })
}

/// How many suppliers of a batch that two attestors have approved beforehand fit into one transaction.
fn approved() -> InEach {
    let mut world = World::lite();
    let suppliers: Vec<Pubkey> = (0..64)
        .map(|number| world.newcomer(&format!("supplier {number}")).address)
        .collect();
    let (payer, [first, second, _]) = (key("authority"), world.attestors());
    fits::most(&mut world, &[&payer], |world, count| {
        let batch = world.batch(1, 24);
        let entries = vec![batch.entries[0].clone(); count];
        let batch = AttestBatch { entries, ..batch };
        let hash = batch_hash(&batch, &suppliers[..count]).unwrap();
        if world.account(&client::approval_address(&hash)).is_none() {
            let approvals = [
                client::open_approval(&payer.pubkey(), hash),
                client::approve(&first.pubkey(), &hash),
                client::approve(&second.pubkey(), &hash),
            ];
            world.must(&approvals, &[&payer, &first, &second]);
        }
        let payer = payer.pubkey();
        vec![client::attest_approved(
            &payer,
            &hash,
            &suppliers[..count],
            batch,
        )]
    })
}
