//! What people do in several of the stories.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    instructions::AttestBatch,
    state::{Config, Delegation, Ledger, Slash},
};
use io_client::{emissions as client, keeper};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER, STAKE_VAULT},
    types::Pool,
};
use io_tests::{key, Outcome, Supply, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The emission ledger.
pub fn ledger(world: &mut World) -> Ledger {
    world.read(&LEDGER.address)
}

/// The delegation of a staker.
pub fn delegation(world: &mut World, supply: &Supply, staker: &Keypair) -> Delegation {
    world.read(&client::delegation_address(&client::DelegationKeys {
        staker: staker.pubkey(),
        supplier: supply.address,
    }))
}

/// The delegation of a staker follows the slashes of its supplier.
#[track_caller]
pub fn follow(world: &mut World, supply: &Supply, staker: &Keypair) {
    let front = keeper::follow(world.vm.as_mut(), &supply.address, &staker.pubkey()).unwrap();
    if !front.is_empty() {
        world.must(&front, &[&key("authority")]);
    }
}

/// A staker claims to its own wallet, and this is what it gets.
#[track_caller]
pub fn claim(world: &mut World, supply: &Supply, staker: &Keypair) -> u64 {
    let owner = staker.pubkey();
    let (wallet, before) = (world.io_wallet(&owner), world.io_of(&owner));
    follow(world, supply, staker);
    let claim = client::claim(
        &owner,
        &client::DelegationKeys {
            staker: owner,
            supplier: supply.address,
        },
        &wallet,
    );
    world.must(&[claim], &[staker]);
    world.io_of(&owner) - before
}

/// The payout wallet claims, and this is what it gets.
#[track_caller]
pub fn claim_supplier(world: &mut World, supply: &Supply) -> u64 {
    let payout = supply.payout.pubkey();
    let (wallet, before) = (world.io_wallet(&payout), world.io_of(&payout));
    let claim = client::claim_supplier(&client::ClaimSupplierAccounts {
        signer: payout,
        supplier: supply.address,
        destination: wallet,
    });
    world.must(&[claim], &[&supply.payout]);
    world.io_of(&payout) - before
}

/// A staker unstakes base units, or all.
pub fn unstake(
    world: &mut World,
    supply: &Supply,
    staker: &Keypair,
    amount: Option<u64>,
) -> Outcome {
    world.catch_up(&[supply.address]);
    follow(world, supply, staker);
    let unstake = client::unstake(
        &client::DelegationKeys {
            staker: staker.pubkey(),
            supplier: supply.address,
        },
        amount,
    );
    world.send(&[unstake], &[staker])
}

/// A staker withdraws what is unlocked, and this is what it gets.
#[track_caller]
pub fn withdraw(world: &mut World, supply: &Supply, staker: &Keypair) -> u64 {
    let owner = staker.pubkey();
    let (wallet, before) = (world.io_wallet(&owner), world.io_of(&owner));
    follow(world, supply, staker);
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: owner,
            supplier: supply.address,
        },
        &wallet,
    );
    world.must(&[withdraw], &[staker]);
    world.io_of(&owner) - before
}

/// Anyone executes a slash.
pub fn execute_slash(world: &mut World, slash: &Slash) -> Outcome {
    world.catch_up(&[slash.supplier]);
    let execute = client::execute_slash(slash, &world.io);
    world.send(&[execute], &[&key("authority")])
}

/// The governance authority withdraws a slash on appeal.
pub fn withdraw_slash(world: &mut World, slash: &Slash) -> Outcome {
    let authority = key("authority");
    let withdraw = client::withdraw_slash_as_authority(&authority.pubkey(), slash);
    world.send(&[withdraw], &[&authority])
}

/// Lets slashes take all of the stake.
pub fn allow_full_slashes(world: &mut World) {
    let edit = |config: &mut Config| config.max_slash_bps = 10_000;
    world.edit(&EMISSIONS_CONFIG.address, edit);
}

/// The stake vault holds what the records of these suppliers say, to the base unit, and so do the owners' unstake requests.
#[track_caller]
pub fn assert_stake_is_there(world: &mut World, supplies: &[&Supply]) {
    let mut recorded = 0;
    for supply in supplies {
        let stake = world.supplier_account(supply).stake;
        recorded += stake.total().unwrap();
        let unstake_requests: u64 = stake
            .own_unstake_requests
            .iter()
            .map(|unstake_request| unstake_request.amount)
            .sum();
        assert_eq!(unstake_requests, stake.own_cooling);
    }
    assert_eq!(world.balance(&STAKE_VAULT.address), recorded);
}

/// A batch made now with one entry, in the community pool.
pub fn community_batch(world: &mut World, gpus: u32, hours: i64) -> AttestBatch {
    let mut batch = world.batch(gpus, hours);
    batch.entries[0].pool = Pool::Community;
    batch
}

/// Two attestors attest the supplier's GPUs as the batch says.
pub fn attest(world: &mut World, supply: &Supply, batch: AttestBatch) -> Outcome {
    world.catch_up(&[supply.address]);
    let [first, second, _] = world.attestors();
    let attestors = [first.pubkey(), second.pubkey()];
    let attest = client::attest(&attestors, &[supply.address], batch);
    world.send_attested(attest, &[&first, &second])
}

/// The instruction with `new` in place of `old`, as a stranger would forge it.
pub fn swap(mut instruction: Instruction, old: &Pubkey, new: &Pubkey) -> Instruction {
    for meta in &mut instruction.accounts {
        if meta.pubkey == *old {
            meta.pubkey = *new;
        }
    }
    instruction
}
