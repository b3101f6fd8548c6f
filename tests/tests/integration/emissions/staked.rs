//! The ledger's count of all stake.

use std::collections::BTreeSet;

use anchor_lang::{
    solana_program::instruction::Instruction, AccountDeserialize, Discriminator, Owner,
};
use emissions::state::Ledger;
use io_client::{
    audit::{examine, Snapshot, Verdict},
    emissions as client,
};
use io_common::{addresses::LEDGER, constants::DAY, types::Supplier};
use io_tests::{
    catalogue::{self, Program, Stop, Visitor},
    World, OWN_STAKE,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Stake by the ledger, in IO base units; 0 before there is one.
fn counted(world: &mut World) -> u64 {
    let ledger = world.account(&LEDGER.address);
    ledger.map_or(0, |_| world.read::<Ledger>(&LEDGER.address).staked)
}

/// Stake behind all suppliers, in IO base units.
fn behind_all(world: &mut World) -> u64 {
    let suppliers = world
        .vm
        .program_accounts(&Supplier::owner(), Supplier::DISCRIMINATOR)
        .unwrap();
    let totals = suppliers.iter().map(|(_, account)| {
        let supplier = Supplier::try_deserialize(&mut &account.data[..]).unwrap();
        supplier.stake.total().unwrap()
    });
    totals.sum()
}

/// Compares the ledger with the suppliers after each stop.
#[derive(Default)]
struct Comparing {
    raised: BTreeSet<&'static str>,
    lowered: BTreeSet<&'static str>,
}

impl Visitor for Comparing {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let before = counted(world);
        assert_eq!(before, behind_all(world), "before {stop}");
        stop.must(world, instructions, signers);
        let after = counted(world);
        assert_eq!(after, behind_all(world), "after {stop}");
        let side = match after.cmp(&before) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Greater => &mut self.raised,
            std::cmp::Ordering::Less => &mut self.lowered,
        };
        assert_eq!(stop.row.program, Program::Emissions, "{stop}");
        side.insert(stop.row.name);
    }
}

#[test]
fn p30_the_ledger_counts_all_stake_after_every_instruction() {
    let mut visitor = Comparing::default();
    catalogue::lead(&mut visitor);
    let raising = ["compound", "delegate", "stake_own"];
    assert_eq!(visitor.raised, BTreeSet::from(raising));
    let lowering = ["execute_slash", "withdraw", "withdraw_own"];
    assert_eq!(visitor.lowered, BTreeSet::from(lowering));
}

#[test]
fn p30_unstaking_leaves_the_ledgers_stake_until_it_is_withdrawn() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    let (owner, keys) = (
        supply.owner.pubkey(),
        client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply.address,
        },
    );
    let all = counted(&mut world);
    let own = world.supplier_account(&supply).stake.own;
    world.catch_up(&[supply.address]);
    world.must(&[client::unstake(&keys, None)], &[&bob]);
    world.must(
        &[client::unstake_own(&owner, &supply.address, None)],
        &[&supply.owner],
    );
    assert_eq!(counted(&mut world), all);
    world.wait(14 * DAY);
    assert_eq!(counted(&mut world), all);
    let to = world.io_wallet(&bob.pubkey());
    world.must(&[client::withdraw(&keys, &to)], &[&bob]);
    assert_eq!(counted(&mut world), own);
    let destination = world.io_wallet(&owner);
    let withdraw = client::withdraw_own(&client::WithdrawOwnAccounts {
        signer: owner,
        supplier: supply.address,
        holder: owner,
        destination,
    });
    world.must(&[withdraw], &[&supply.owner]);
    assert_eq!(counted(&mut world), 0);
}

/// Whether the audit finds the rule to hold.
fn holds(world: &mut World) -> bool {
    let snapshot = Snapshot::read(world.vm.as_mut()).unwrap().unwrap();
    let findings = examine(&snapshot).unwrap();
    let found = findings.iter().find(|finding| finding.rule == "P-30");
    found.unwrap().verdict == Verdict::Exact
}

#[test]
fn p14_p30_the_audit_finds_a_wrong_count_which_keeps_nobody_in() {
    let mut world = World::new();
    let supply = world.supplier("alice");
    let bob = world.staker("bob", &supply, OWN_STAKE);
    let keys = client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: supply.address,
    };
    world.catch_up(&[supply.address]);
    world.must(&[client::unstake(&keys, None)], &[&bob]);
    assert!(holds(&mut world));
    world.edit(&LEDGER.address, |ledger: &mut Ledger| ledger.staked = 1);
    assert!(!holds(&mut world));
    world.wait(14 * DAY);
    let to = world.io_wallet(&bob.pubkey());
    world.must(&[client::withdraw(&keys, &to)], &[&bob]);
    assert_eq!(counted(&mut world), 0);
}
