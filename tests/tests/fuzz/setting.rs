//! Where every sequence begins: a launched network with people, suppliers, stakers, offers and a filled vault.

use anchor_lang::prelude::Pubkey;
use emissions::{
    instructions::{AttestationEntry, RegisterSupplierArgs},
    state::Slash,
};
use fee_burn::state::Config;
use io_client::{emissions as client, marketplace as market, spl};
use io_common::{
    addresses::{FEE_BURN_CONFIG, USDC_VAULT},
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
    types::Pool,
};
use io_tests::{offer_args, Chain};
use io_vm::{pyth::Quote, LiteVm, Vm};
use marketplace::state::Currency;
use solana_signer::Signer;

/// Suppliers at the beginning; the first people own them.
pub const SUPPLIERS: usize = 3;
/// Own stake of the suppliers that have one, in whole IO.
pub const OWN_STAKE: u64 = 60_000;
/// Initial balance of each wallet, in whole tokens.
const PURSE: u64 = 300_000;
/// Initial balance of the USDC vault, in base units, not from fees.
pub const VAULT: u64 = 20_000 * ONE_USDC;
/// The supplier that has no stake of its own, so that slashes hold its delegators'.
const BARE: usize = 2;
/// Who is the council's treasury.
const TREASURY: usize = 4;

/// The network.
pub fn open() -> Chain {
    open_on(LiteVm::leave_unsigned)
}

/// The network on a machine that `set_up` makes of a new one.
pub fn open_on(set_up: impl FnOnce(LiteVm) -> LiteVm) -> Chain {
    let mut chain = Chain::launch(set_up);
    pay(&mut chain);
    for number in 0..SUPPLIERS {
        let own = if number == BARE { 0 } else { OWN_STAKE };
        supply(&mut chain, number, own);
    }
    accuse(&mut chain);
    attestation(&mut chain);
    let quote = Quote::of(0.25, chain.vm.now()).account();
    let price = chain.cast.price;
    chain.vm.set_account(price, quote).unwrap();
    let treasury = chain.cast.people[TREASURY].pubkey();
    share(&mut chain, 700, treasury);
    chain
}

/// A part of the fees is the council's.
pub fn share(chain: &mut Chain, bps: u16, treasury: Pubkey) {
    chain.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
        (config.council_bps, config.treasury) = (bps, treasury);
    });
}

/// Everybody has both tokens, and there are fees in the USDC vault.
pub fn pay(chain: &mut Chain) {
    let cast = chain.cast.clone();
    let authority = cast.authority.pubkey();
    let (io, usdc) = (PURSE * ONE_IO, PURSE * ONE_USDC);
    for somebody in cast.people.iter().chain([&cast.stranger]) {
        let owner = somebody.pubkey();
        cast.fund(&mut chain.vm, &owner, io, usdc).unwrap();
    }
    let fill = spl::mint_to(&cast.usdc, &USDC_VAULT.address, &authority, VAULT);
    let own = spl::create_wallet(&authority, &authority, &cast.usdc);
    chain.must(&[fill, own], &[]);
}

/// A supplier with a usage account, two offers, two delegators, and a stake of its own in whole IO.
pub fn supply(chain: &mut Chain, number: usize, own: u64) {
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
    let [register, limit] = io_stage::register(&owner.pubkey(), args, 200_000 * ONE_IO);
    let usage = market::init_supplier_usage(&owner.pubkey(), &supplier);
    chain.must(&[register, limit, usage], &[owner]);
    chain.catch_up(&[supplier]).unwrap();
    if own > 0 {
        let source = cast.wallet(number, Currency::Io);
        let stake = client::stake_own(
            &client::StakeOwnAccounts {
                owner: owner.pubkey(),
                supplier,
                source,
            },
            own * ONE_IO,
        );
        chain.must(&[stake], &[owner]);
    }
    for sequence in 0..2 {
        let offer = market::create_offer(&owner.pubkey(), &supplier, sequence, offer_args());
        chain.must(&[offer], &[owner]);
    }
    for staker in [number + 3, number + 4] {
        let (person, amount) = (&cast.people[staker], (5_000 + staker as u64) * ONE_IO);
        io_stage::delegate(&mut chain.vm, &cast.io, person, &supplier, amount).unwrap();
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
    chain.wait(DAY);
    propose(chain, 500 * ONE_IO);
    chain.wait(29 * DAY - HOUR);
}

/// The council proposes a slash of the bare supplier, of base units.
fn propose(chain: &mut Chain, amount: u64) -> Slash {
    let cast = chain.cast.clone();
    let supplier = client::supplier_address(&cast.people[BARE].pubkey(), 0);
    let [first, second, _] = &cast.attestors;
    let (vm, payer) = (&mut chain.vm, &cast.authority);
    io_stage::propose_slash(vm, payer, &[first, second], &supplier, amount).unwrap()
}

/// All are attested for a day, in both pools.
pub fn attestation(chain: &mut Chain) {
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
    let entries: Vec<_> = suppliers.into_iter().zip(entries).collect();
    let [first, second, _] = &cast.attestors;
    let (vm, payer) = (&mut chain.vm, &cast.authority);
    io_stage::attest(vm, payer, &[first, second], &entries, [7; 32]).unwrap();
}
