//! Where every sequence begins: a launched network with people, suppliers, stakers, offers and a filled vault.

use std::sync::Arc;

use emissions::instructions::{
    AttestBatch, AttestationEntry, DelegationLimit, ProposeSlashArgs, RegisterSupplierArgs,
    UpdateSupplierArgs,
};
use emissions::state::Slash;
use io_client::{emissions as client, emissions::Agreement, marketplace as market, spl};
use io_common::{
    addresses::USDC_VAULT,
    constants::{DAY, GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    oracle::price::PICO_USD,
    types::{Pool, Supplier},
};
use io_migrations::{local, Deployment};
use io_tests::{key, offer_args, START};
use io_vm::{pyth::Quote, LiteVm, Vm};
use marketplace::state::Currency;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{cast::Cast, chain::Chain};

/// Suppliers at the beginning; the first people own them.
const SUPPLIERS: usize = 3;
/// In everybody's wallets, in whole tokens.
const PURSE: u64 = 300_000;
/// In the USDC vault, in base units: nobody has paid it as a fee.
pub const VAULT: u64 = 20_000 * ONE_USDC;
/// The supplier that has no stake of its own, so that slashes hold its delegators'.
const BARE: usize = 2;

/// The network.
pub fn open() -> Chain {
    let cast = Cast::new();
    let mut vm = LiteVm::new(&cast.authority.pubkey(), START)
        .unwrap()
        .leave_unsigned();
    for somebody in cast
        .people
        .iter()
        .chain([&cast.authority, &cast.guardian, &cast.stranger])
    {
        let purse = Account {
            lamports: 1_000_000_000_000,
            ..Account::default()
        };
        vm.set_account(somebody.pubkey(), purse).unwrap();
    }
    let mut chain = Chain {
        vm,
        cast: Arc::new(cast),
    };
    launch(&mut chain);
    pay(&mut chain);
    for number in 0..SUPPLIERS {
        supply(&mut chain, number);
    }
    accuse(&mut chain);
    attestation(&mut chain);
    chain
}

fn launch(chain: &mut Chain) {
    let cast = chain.cast.clone();
    local::create_usdc(&mut chain.vm, &cast.authority, &key("usdc mint")).unwrap();
    let deployment = Deployment {
        authority: cast.authority.pubkey(),
        guardian: cast.guardian.pubkey(),
        io_mint: cast.io,
        mint_authority: cast.authority.pubkey(),
        usdc_mint: cast.usdc,
        anchor: PICO_USD / 4,
        genesis: Some(vec![(cast.authority.pubkey(), GENESIS_SUPPLY)]),
        council: cast.attestors.iter().map(Keypair::pubkey).collect(),
        threshold: 2,
        ..Deployment::default()
    };
    io_migrations::run(
        &mut chain.vm,
        &deployment,
        &[&cast.authority, &key("io mint")],
    )
    .unwrap();
}

fn pay(chain: &mut Chain) {
    let cast = chain.cast.clone();
    let authority = cast.authority.pubkey();
    let treasury = spl::wallet(&authority, &cast.io);
    for somebody in cast.people.iter().chain([&cast.stranger]) {
        let owner = somebody.pubkey();
        let [io, usdc] = [Currency::Io, Currency::Usdc].map(|it| cast.wallet_of(&owner, it));
        let instructions = [
            spl::create_wallet(&authority, &owner, &cast.io),
            spl::create_wallet(&authority, &owner, &cast.usdc),
            spl::transfer(&treasury, &io, &authority, PURSE * ONE_IO),
            spl::mint_to(&cast.usdc, &usdc, &authority, PURSE * ONE_USDC),
        ];
        chain.must(&instructions, &[]);
    }
    chain.must(
        &[spl::mint_to(
            &cast.usdc,
            &USDC_VAULT.address,
            &authority,
            VAULT,
        )],
        &[],
    );
    let own = spl::create_wallet(&authority, &authority, &cast.usdc);
    chain.must(&[own], &[]);
}

/// A supplier with a usage account, two offers, and two delegators; all but the bare one with a stake of its own.
fn supply(chain: &mut Chain, number: usize) {
    let cast = chain.cast.clone();
    let owner = &cast.people[number];
    let supplier = client::supplier_address(&owner.pubkey(), 0);
    let args = RegisterSupplierArgs {
        sequence: 0,
        model: number as u16,
        commission_bps: 1_000,
        operator: cast.people[number + 1].pubkey(),
        payout: cast.people[number + 2].pubkey(),
        endpoint: "https://gpu.example".into(),
    };
    let register = client::register_supplier(&owner.pubkey(), args);
    let usage = market::init_supplier_usage(&owner.pubkey(), &supplier);
    let args = UpdateSupplierArgs {
        max_delegated: Some(DelegationLimit::Amount(200_000 * ONE_IO)),
        ..UpdateSupplierArgs::default()
    };
    let limit = client::update_supplier(&owner.pubkey(), &supplier, args);
    chain.must(&[register, limit, usage], &[owner]);
    chain.catch_up(&[supplier]).unwrap();
    if number != BARE {
        let source = cast.wallet(number, Currency::Io);
        let stake = client::stake_own(&owner.pubkey(), &supplier, &source, 60_000 * ONE_IO);
        chain.must(&[stake], &[owner]);
    }
    for sequence in 0..2 {
        let offer = market::create_offer(&owner.pubkey(), &supplier, sequence, offer_args());
        chain.must(&[offer], &[owner]);
    }
    for staker in [number + 3, number + 4] {
        let (person, source) = (&cast.people[staker], cast.wallet(staker, Currency::Io));
        let open = client::open_delegation(&person.pubkey(), &supplier);
        let amount = (5_000 + staker as u64) * ONE_IO;
        let delegate = client::delegate(&person.pubkey(), &supplier, &source, amount);
        chain.must(&[open, delegate], &[person]);
    }
}

/// Of the bare supplier's delegators' stake three slashes are proposed. One is withdrawn, one falls due in an hour, one in
/// a day and an hour. One of two delegators has followed the first to its end and the second.
fn accuse(chain: &mut Chain) {
    let cast = chain.cast.clone();
    let [first, second] = [1_000, 2_000].map(|amount| propose(chain, amount * ONE_IO));
    let apply = |slash: &Slash| client::apply_slash(slash, &cast.people[BARE + 3].pubkey());
    chain.must(&[apply(&first), apply(&second)], &[]);
    let withdraw = client::withdraw_slash_as_authority(&cast.authority.pubkey(), &first);
    chain.must(&[withdraw, apply(&first)], &[]);
    wait(chain, DAY);
    propose(chain, 500 * ONE_IO);
    wait(chain, 29 * DAY - HOUR);
}

fn wait(chain: &mut Chain, seconds: i64) {
    let until = chain.vm.now() + seconds;
    chain.vm.set_unix_time(until);
}

/// The council proposes a slash of the bare supplier, of base units.
fn propose(chain: &mut Chain, amount: u64) -> Slash {
    let cast = chain.cast.clone();
    let supplier = client::supplier_address(&cast.people[BARE].pubkey(), 0);
    let council = [&cast.attestors[0], &cast.attestors[1]];
    let attestors = council.map(|attestor| attestor.pubkey());
    let number = chain.read::<Supplier>(&supplier).unwrap().slashes.count;
    let args = ProposeSlashArgs {
        number,
        amount,
        reason: 1,
        evidence: [1; 32],
    };
    let payer = cast.authority.pubkey();
    let agreement = Agreement::Signed(&attestors);
    let propose = client::propose_slash(&payer, agreement, &supplier, args).unwrap();
    chain.must(&[propose], &council);
    chain
        .read(&client::slash_address(&supplier, number))
        .unwrap()
}

/// All are attested for a day, in both pools, and there is a price.
fn attestation(chain: &mut Chain) {
    let cast = chain.cast.clone();
    let now = chain.vm.now();
    let suppliers: Vec<_> = (0..SUPPLIERS)
        .map(|number| client::supplier_address(&cast.people[number].pubkey(), 0))
        .collect();
    chain.catch_up(&suppliers).unwrap();
    let entries =
        [Pool::Enterprise, Pool::Community, Pool::Enterprise].map(|pool| AttestationEntry {
            gpus: 8,
            pool,
            ends_at: now + DAY,
        });
    let batch = AttestBatch {
        made_at: now,
        evidence: [7; 32],
        entries: entries.to_vec(),
    };
    let council = [&cast.attestors[0], &cast.attestors[1]];
    let attestors = council.map(|attestor| attestor.pubkey());
    chain.must(&[client::attest(&attestors, &suppliers, batch)], &council);
    let quote = Quote {
        price: 25_000_000,
        confidence: 0,
        ema: 25_000_000,
        publish_time: now,
    };
    chain.vm.set_account(cast.price, quote.account()).unwrap();
}
