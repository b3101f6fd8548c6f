//! Events of the real programs: what was indexed of them is what the accounts hold.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use emissions::instructions::{AttestationEntry, RegisterSupplierArgs};
use io_client::{audit::Snapshot, emissions as client, spl, Network};
use io_common::{
    constants::{DAY, ONE_IO},
    oracle::price::PICO_USD,
    types::Pool,
};
use io_indexer::{
    events::PROGRAMS,
    ledger::{compare::compare, Kind, Memory, Row},
};
use io_stage::Cast;
use io_vm::{LiteVm, Vm};
use marketplace::state::{Currency, Interconnect, OfferArgs};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;

use crate::{
    chain::{Block, Call, Chain, Transaction},
    database::Server,
    node::Node,
    Indexer,
};

const START: i64 = 1_798_761_600;

/// Moves what the machine has executed into blocks of the chain.
fn blocks(vm: &mut LiteVm, chain: &mut Chain) {
    for (number, sent) in vm.take_journal().into_iter().enumerate() {
        let mut bytes = [7; 64];
        let slot = chain.slot() + 1;
        bytes[..8].copy_from_slice(&slot.to_be_bytes());
        bytes[8..16].copy_from_slice(&(number as u64).to_be_bytes());
        let inner = sent.receipt.inner.into_iter();
        let calls = inner.map(|(program, data)| Call {
            outer: 0,
            program,
            data,
        });
        let transaction = Transaction {
            signature: Signature::from(bytes),
            failed: false,
            programs: BTreeSet::from(PROGRAMS),
            calls: calls.collect(),
        };
        chain.blocks.push(Block {
            slot,
            time: sent.time,
            transactions: vec![Some(transaction)],
        });
    }
}

fn key(vm: &mut LiteVm, number: u8) -> Keypair {
    let key = Keypair::new_from_array([number; 32]);
    let purse = Account {
        lamports: 1_000_000_000_000,
        ..Account::default()
    };
    vm.set_account(key.pubkey(), purse).unwrap();
    key
}

fn supplier(vm: &mut LiteVm, cast: &Cast, owner: &Keypair) -> Pubkey {
    let args = RegisterSupplierArgs {
        sequence: 0,
        model: 0,
        commission_bps: 1_000,
        operator: owner.pubkey(),
        payout: owner.pubkey(),
        endpoint: "https://supplier.example".into(),
    };
    let offer = OfferArgs {
        price_micro_usd: 2_000_000,
        gpus: 8,
        min_hours: 1,
        max_hours: 720,
        max_io_hours: None,
        notice_hours: 0,
        region: *b"eu-central\0\0\0\0\0\0",
        interconnect: Interconnect::Pcie,
        currencies: Currency::ALL,
    };
    let stake = 100_000 * ONE_IO;
    io_stage::enter(vm, &cast.io, owner, (args, u64::MAX), stake, offer).unwrap();
    client::supplier_address(&owner.pubkey(), 0)
}

/// P-22.
#[test]
fn p22_rows_of_the_database_are_what_the_accounts_hold() {
    let authority = Keypair::new_from_array([1; 32]).pubkey();
    let mut vm = LiteVm::new(&authority, START).unwrap().keep_journal();
    let mut number = 0;
    let cast = Cast::new(|_| {
        number += 1;
        Ok(key(&mut vm, number))
    });
    let cast = cast.unwrap();
    // The mints are made by the deployment.
    for mint in [cast.io, cast.usdc] {
        vm.set_account(mint, Account::default()).unwrap();
    }
    cast.deploy(&mut vm, PICO_USD / 4).unwrap();
    let (owner, staker) = (key(&mut vm, 101), key(&mut vm, 102));
    for somebody in [&owner, &staker] {
        let io = 1_000_000 * ONE_IO;
        cast.fund(&mut vm, &somebody.pubkey(), io, 0).unwrap();
    }
    cast.catch_up(&mut vm, &[]).unwrap();
    let supplier = supplier(&mut vm, &cast, &owner);

    let mut chain = Chain::empty();
    blocks(&mut vm, &mut chain);
    let node = Node::new(chain);
    let server = Server::sqlite();
    let mut indexer = Indexer::open(&server.database(), &node.url, false);

    for day in 1..4 {
        cast.catch_up(&mut vm, &[supplier]).unwrap();
        let entry = AttestationEntry {
            gpus: 8,
            pool: Pool::Enterprise,
            ends_at: vm.now() + 20 * 3_600,
        };
        let attestors: Vec<&Keypair> = cast.attestors.iter().take(2).collect();
        let entries = [(supplier, entry)];
        io_stage::attest(&mut vm, &cast.authority, &attestors, &entries, [day; 32]).unwrap();
        io_stage::delegate(&mut vm, &cast.io, &staker, &supplier, 5_000 * ONE_IO).unwrap();
        vm.set_unix_time(vm.now() + DAY);
        cast.catch_up(&mut vm, &[supplier]).unwrap();
        let keys = client::DelegationKeys {
            staker: staker.pubkey(),
            supplier,
        };
        let unstake = client::unstake(&keys, Some(1_000 * ONE_IO));
        let claim = client::claim(
            &staker.pubkey(),
            &keys,
            &spl::wallet(&staker.pubkey(), &cast.io),
        );
        vm.send(&[claim, unstake], &[&staker]).unwrap();

        node.set(|it| blocks(&mut vm, &mut it.chain));
        indexer.round().unwrap();
        node.set(|it| indexer.assert_is(&it.chain, it.chain.slot()));
        let status = indexer.runtime.block_on(indexer.store.status()).unwrap();
        assert_eq!(status.refused, None);
        let mut rows = Memory::default();
        for kind in Kind::ALL.iter().copied() {
            for data in indexer.rows(kind).values() {
                let row = Row::read(kind, data).unwrap();
                // A price is in no account.
                if let Some(key) = row.key() {
                    rows.0.insert(key, row);
                }
            }
        }
        let accounts = Snapshot::read(&mut vm).unwrap().unwrap();
        let differences = compare(&accounts, &rows);
        assert_eq!(differences, []);
        let staked = rows.all::<io_indexer::ledger::rows::Delegation>();
        let claimed: u64 = staked.map(|it| it.claimed.0).sum();
        assert!(claimed > 0, "{claimed}");
    }
}
