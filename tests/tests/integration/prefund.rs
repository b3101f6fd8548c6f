//! P-14: lamports that a stranger sends to an address, before or after an account is created there, block no instruction
//! and go to the account's rent recipient. Tested at every stop of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use agave_feature_set::create_account_allow_prefund;
use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use emissions::{
    constants::PAGE_HOURS,
    state::{page_of, Ledger},
};
use io_client::{emissions as client, keeper, SendError};
use io_common::{
    addresses::LEDGER,
    constants::{epoch_hour, HOUR},
};
use io_tests::{
    catalogue::{self, Program, Stop, Visitor},
    idl::{Entry, Idls},
    key, Snapshot, World,
};
use io_vm::features;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;
use Program::{Emissions, FeeBurn, Marketplace};

/// Lamports above the rent: 1 SOL.
const SURPLUS: u64 = 1_000_000_000;

/// Accounts that each instruction creates.
const MADE: [(Program, &str, &[&str]); 19] = [
    (Emissions, "create_history_page", &["history_page"]),
    (
        Emissions,
        "create_max_voter_weight_record",
        &["max_voter_weight_record"],
    ),
    (
        Emissions,
        "create_voter_weight_record",
        &["voter_weight_record"],
    ),
    (
        Emissions,
        "initialize",
        &[
            "config",
            "council",
            "ledger",
            "models",
            "reward_vault",
            "stake_vault",
        ],
    ),
    (Emissions, "open_approval", &["approval"]),
    (Emissions, "open_delegation", &["delegation"]),
    (Emissions, "propose_breach_slash", &["slash"]),
    (Emissions, "propose_change", &["proposal"]),
    (Emissions, "propose_slash", &["slash"]),
    (Emissions, "register_supplier", &["supplier"]),
    (Emissions, "request_redelegation", &["redelegation"]),
    (Marketplace, "create_offer", &["offer"]),
    (Marketplace, "initialize", &["config"]),
    (Marketplace, "init_supplier_usage", &["supplier_usage"]),
    (Marketplace, "propose_change", &["proposal"]),
    (Marketplace, "reserve", &["escrow", "reservation"]),
    (Marketplace, "set_autopay", &["autopay"]),
    (
        FeeBurn,
        "initialize",
        &["config", "engine", "io_vault", "usdc_vault"],
    ),
    (FeeBurn, "propose_change", &["proposal"]),
];

/// Accounts that each instruction closes, with the recipient of the rent.
const CLOSED: [(Program, &str, &str, &str); 21] = [
    (Emissions, "apply_change", "proposal", "payer"),
    (Emissions, "apply_slash", "slash", "payer"),
    (Emissions, "attest_approved", "approval", "payer"),
    (Emissions, "cancel_change", "proposal", "payer"),
    (Emissions, "cancel_redelegation", "redelegation", "staker"),
    (Emissions, "close_approval", "approval", "payer"),
    (Emissions, "close_delegation", "delegation", "staker"),
    (Emissions, "close_supplier", "supplier", "owner"),
    (
        Emissions,
        "close_voter_weight_record",
        "voter_weight_record",
        "payer",
    ),
    (Emissions, "execute_slash", "slash", "payer"),
    (Emissions, "lapse_slash", "slash", "payer"),
    (Emissions, "redelegate", "redelegation", "staker"),
    (Emissions, "withdraw_slash", "slash", "payer"),
    (Marketplace, "apply_change", "proposal", "payer"),
    (Marketplace, "cancel_change", "proposal", "payer"),
    (Marketplace, "close_autopay", "autopay", "payer"),
    (Marketplace, "close_offer", "offer", "owner"),
    (Marketplace, "close_reservation", "escrow", "payer"),
    (Marketplace, "close_reservation", "reservation", "payer"),
    (FeeBurn, "apply_change", "proposal", "payer"),
    (FeeBurn, "cancel_change", "proposal", "payer"),
];

/// Names of an instruction's accounts, without those of the groups that they are in.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    let slots = entry.slots.iter();
    slots.map(|slot| slot.name.rsplit('.').next().unwrap())
}

/// The instruction that uses `address`, and the account's name in it. An instruction that creates or closes an account has
/// it once.
fn place(idls: &Idls, sent: &[Instruction], address: &Pubkey) -> (Program, String, String) {
    let named = |one: &Instruction| {
        let place = one
            .accounts
            .iter()
            .position(|meta| meta.pubkey == *address)?;
        let (program, entry) = idls.entry(one);
        let account = names(entry).nth(place)?;
        Some((program, entry.name.clone(), account.to_owned()))
    };
    sent.iter().find_map(named).unwrap()
}

/// Instructions that call the system program: only these create accounts.
fn makers(idls: &Idls) -> BTreeSet<(Program, String)> {
    let makes = |(_, entry): &(Program, &Entry)| names(entry).any(|name| name == "system_program");
    let all = idls.instructions().filter(makes);
    all.map(|(program, entry)| (program, entry.name.clone()))
        .collect()
}

/// Addresses with a program account in the first that is not in the second.
fn only_in(one: &Snapshot, other: &Snapshot) -> Vec<Pubkey> {
    let is_made = |all: &Snapshot, key: &Pubkey| !all.0[key].data.is_empty();
    let keys = one.0.keys().copied();
    keys.filter(|key| is_made(one, key) && !is_made(other, key))
        .collect()
}

/// A stranger sends lamports.
fn send_lamports(world: &mut World, to: &[Pubkey], lamports: impl Fn(&Pubkey) -> u64) {
    let stranger = key("stranger");
    let purse = Account {
        lamports: 1_000 * SURPLUS,
        ..Account::default()
    };
    world.vm.set_account(stranger.pubkey(), purse).unwrap();
    let from = stranger.pubkey();
    let all: Vec<_> = to
        .iter()
        .map(|to| system_instruction::transfer(&from, to, lamports(to)))
        .collect();
    world.must(&all, &[&stranger]);
}

/// Sends lamports to the accounts that each stop creates and closes.
struct Prefunding {
    idls: Idls,
    made: BTreeMap<(Program, String), BTreeSet<String>>,
    closed: BTreeSet<(Program, String, String, String)>,
}

impl Visitor for Prefunding {
    fn visit(&mut self, world: &mut World, stop: Stop, sent: &[Instruction], signers: &[&Keypair]) {
        let keys: Vec<Pubkey> = signers.iter().map(|signer| signer.pubkey()).collect();
        let before = Snapshot::of(world, sent, &keys);
        stop.must(world, sent, signers);
        let after = Snapshot::of(world, sent, &keys);
        let (made, closed) = (only_in(&after, &before), only_in(&before, &after));
        let rent = |key: &Pubkey| features::rent().minimum_balance(after.0[key].data.len());
        let amounts: [&dyn Fn(&Pubkey) -> u64; 3] = [
            // The least that can be sent to a new address: its rent-exempt minimum.
            &|_| features::rent().minimum_balance(0),
            &|key| rent(key),
            &|key| rent(key) + SURPLUS,
        ];
        for lamports in amounts.into_iter().filter(|_| !made.is_empty()) {
            before.restore(world);
            send_lamports(world, &made, lamports);
            stop.must(world, sent, signers);
            let mut expected = after.clone();
            for key in &made {
                // The account holds the surplus; the payer paid only the part of the rent that was missing.
                let account = expected.0.get_mut(key).unwrap();
                account.lamports += lamports(key).saturating_sub(rent(key));
                let saved = lamports(key).min(rent(key));
                let payer = self.payer(sent, key);
                expected.0.get_mut(&payer).unwrap().lamports += saved;
            }
            let found = Snapshot::of(world, sent, &keys);
            assert!(found == expected, "{:?} {stop}", stop.row.program);
        }
        for key in &made {
            let (program, name, account) = place(&self.idls, sent, key);
            self.made
                .entry((program, name))
                .or_default()
                .insert(account);
        }
        for key in closed {
            before.restore(world);
            send_lamports(world, &[key], |_| SURPLUS);
            stop.must(world, sent, signers);
            let found = Snapshot::of(world, sent, &keys);
            let changed: Vec<_> = found
                .0
                .iter()
                .filter(|(key, one)| after.0[*key] != **one)
                .collect();
            let [(receiver, account)] = changed[..] else {
                panic!("{:?} {stop}: {changed:?}", stop.row.program);
            };
            assert_eq!(
                account.lamports,
                after.0[receiver].lamports + SURPLUS,
                "{stop}"
            );
            let (program, name, closed) = place(&self.idls, sent, &key);
            let receiver = self.receiver(sent, receiver);
            self.closed.insert((program, name, closed, receiver.into()));
        }
        if !made.is_empty() {
            before.restore(world);
            stop.must(world, sent, signers);
        }
    }
}

/// Account names of rent recipients.
const RECEIVERS: [&str; 4] = ["payer", "payer", "owner", "staker"];

impl Prefunding {
    /// Name of `address`, if it receives rent.
    fn receiver(&self, sent: &[Instruction], address: &Pubkey) -> &'static str {
        let is_named = |receiver: &&str| {
            sent.iter().any(|one| {
                let (_, entry) = self.idls.entry(one);
                let mut slots = names(entry).zip(&one.accounts);
                slots.any(|(name, meta)| name == *receiver && meta.pubkey == *address)
            })
        };
        RECEIVERS.into_iter().find(is_named).unwrap()
    }

    /// Payer of the rent of the account created at `made`.
    fn payer(&self, sent: &[Instruction], made: &Pubkey) -> Pubkey {
        let makes = |one: &&Instruction| one.accounts.iter().any(|meta| meta.pubkey == *made);
        let one = sent.iter().find(makes).unwrap();
        let (_, entry) = self.idls.entry(one);
        let payers = ["payer", "payer", "authority", "owner", "staker"];
        let place = payers
            .iter()
            .find_map(|payer| names(entry).position(|name| name == *payer));
        one.accounts[place.unwrap()].pubkey
    }
}

#[test]
fn p14_lamports_sent_before_or_later_are_in_nobodys_way_and_go_with_the_rent() {
    let mut visitor = Prefunding {
        idls: Idls::read(),
        made: BTreeMap::new(),
        closed: BTreeSet::new(),
    };
    catalogue::lead(&mut visitor);
    let makers: BTreeSet<_> = visitor.made.keys().cloned().collect();
    assert_eq!(
        makers,
        self::makers(&visitor.idls),
        "what makes accounts, and what the catalogue has seen"
    );
    let made = MADE.map(|(program, name, accounts)| {
        let accounts = accounts.iter().map(|&account| account.to_owned());
        ((program, name.to_owned()), accounts.collect())
    });
    assert_eq!(visitor.made, BTreeMap::from(made));
    let closed = CLOSED.map(|(program, name, account, receiver)| {
        (
            program,
            name.to_owned(),
            account.to_owned(),
            receiver.to_owned(),
        )
    });
    assert_eq!(visitor.closed, BTreeSet::from(closed));
}

/// Why a cluster must have SIMD-0312: without it, the smallest transfer of a stranger stops the clock.
#[test]
fn p14_without_simd_0312_a_stranger_stops_the_clock() {
    let clock = |has_feature: bool| {
        let mut features = features::mainnet();
        if !has_feature {
            features.deactivate(&create_account_allow_prefund::ID);
        }
        let mut world = World::lite_with(&features);
        let supply = world.supplier("alice");
        world.wait(HOUR);
        world.catch_up(&[]);
        // Keepers make the next page in advance, so it is the one after that.
        let (page, _) = page_of(epoch_hour(world.now()));
        let first = (page + 2) * PAGE_HOURS as u32;
        let page = client::page_address(first);
        assert_eq!(world.account(&page), None);
        send_lamports(&mut world, &[page], |_| features::rent().minimum_balance(0));
        // GPUs that earn from two hours before the page begins.
        world.vm.set_unix_time((i64::from(first) - 2) * HOUR);
        let authority = key("authority");
        let (payer, io) = (authority.pubkey(), world.io);
        let hour = world.read::<Ledger>(&LEDGER.address).hour;
        world.must(&[client::advance_clock(&io, hour)], &[&authority]);
        world.attest(&supply, 8, 24).unwrap();
        world.wait(3 * HOUR);
        let due = keeper::catch_up(world.vm.as_mut(), &payer, &io, &[]).unwrap();
        let advanced = world.send(&due, &[&authority]);
        let hour = world.read::<Ledger>(&LEDGER.address).hour;
        (advanced.map(|_| ()), i64::from(hour) - i64::from(first))
    };
    let (advanced, hour) = clock(true);
    advanced.unwrap();
    assert_eq!(hour, 1);
    let (stopped, hour) = clock(false);
    let Err(SendError::Refused { error, .. }) = stopped else {
        panic!("not stopped: {stopped:?}");
    };
    let shown = error.to_string();
    assert!(shown.ends_with("invalid instruction data"), "{shown}");
    assert_eq!(hour, -2);
}
