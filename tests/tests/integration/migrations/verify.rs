//! Every kind of difference is found and named.

use anchor_lang::prelude::Pubkey;
use emissions::state::{Change, Config, Ledger, Models};
use fee_burn::state::{Config as FeeBurnConfig, Engine};
use io_client::emissions as client;
use io_common::{
    addresses::*,
    governance::{program_data_address, GovernanceAction},
    ids,
    types::Council,
};
use io_migrations::{features::DEMANDED, Deployment, Difference};
use io_tests::{key, World};
use marketplace::state::Config as MarketplaceConfig;
use solana_signer::Signer;

use super::differences;

/// Writes bytes into an account.
fn poke(world: &mut World, address: Pubkey, at: usize, bytes: &[u8]) {
    let mut account = world.account(&address).unwrap();
    account.data[at..at + bytes.len()].copy_from_slice(bytes);
    world.vm.set_account(address, account).unwrap();
}

type Edit = fn(&mut World);

/// What is changed behind the programs' back, and what is found to differ.
const EDITS: &[(Edit, &[&str])] = &[
    (
        |world| {
            let address = program_data_address(&ids::fee_burn::ID);
            poke(world, address, 13, &[9; 32]);
        },
        &["fee_burn: upgrade authority"],
    ),
    (
        |world| poke(world, program_data_address(&ids::emissions::ID), 0, &[0]),
        &["emissions"],
    ),
    (
        |world| poke(world, world.usdc, 44, &[9]),
        &["USDC mint: decimals"],
    ),
    (
        |world| poke(world, world.io, 44, &[9]),
        &["IO mint: decimals"],
    ),
    (
        |world| poke(world, world.io, 4, &[9; 32]),
        &["IO mint: mint authority"],
    ),
    (
        |world| poke(world, world.io, 46, &[1]),
        &["IO mint: freeze authority"],
    ),
    (
        |world| {
            poke(
                world,
                world.io,
                36,
                &50_000_000_000_000_001_u64.to_le_bytes(),
            )
        },
        &["IO mint: supply"],
    ),
    (
        |world| world.edit::<Ledger>(&LEDGER.address, |it| it.launch_supply -= 1),
        &["IO mint: supply", "ledger: supply at launch"],
    ),
    (
        |world| world.edit::<Ledger>(&LEDGER.address, |it| it.hour = 0),
        &["ledger: clock"],
    ),
    (
        |world| world.edit::<Ledger>(&LEDGER.address, |it| it.emitted_total = 7),
        &["ledger: emitted", "reward vault: balance"],
    ),
    (
        |world| world.edit::<Ledger>(&LEDGER.address, |it| it.pause.until = i64::MAX),
        &["emissions: pause"],
    ),
    (
        |world| world.freeze(&STAKE_VAULT.address),
        &["stake vault: mint, owner, frozen"],
    ),
    (
        |world| world.freeze(&USDC_VAULT.address),
        &["USDC vault: mint, owner, frozen"],
    ),
    (
        |world| poke(world, IO_VAULT.address, 32, &[9; 32]),
        &["IO vault: mint, owner, frozen"],
    ),
    (
        |world| world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| it.stake_per_unit = 1),
        &["emissions: stake_per_unit"],
    ),
    (
        |world| {
            world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| {
                it.io_mint = it.roles.guardian
            })
        },
        &["emissions: IO mint"],
    ),
    (
        |world| {
            world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| {
                it.roles.authority = it.io_mint
            })
        },
        &["emissions: governance authority"],
    ),
    (
        |world| {
            world.edit::<MarketplaceConfig>(&MARKETPLACE_CONFIG.address, |it| {
                it.roles.guardian = it.io_mint;
                it.roles.pending_authority = it.io_mint;
                it.pause.until = i64::MAX;
                it.oracle.max_age = 61;
                it.oracle.feed_id[0] ^= 1;
                it.usdc_mint = it.io_mint;
            });
        },
        &[
            "marketplace: mints",
            "marketplace: feed",
            "marketplace: proposed authority",
            "marketplace: guardian",
            "marketplace: pause",
            "marketplace: oracle: max_age",
        ],
    ),
    (
        |world| {
            world.edit::<FeeBurnConfig>(&FEE_BURN_CONFIG.address, |it| {
                it.bid_to_bps = 201;
                it.oracle.receivers[1] = it.io_mint;
                it.pause.until = i64::MAX;
                it.treasury = it.io_mint;
            });
        },
        &[
            "fee-burn: pause",
            "fee-burn: council's treasury",
            "fee-burn: bid_to_bps",
            "fee-burn: oracle: receivers",
        ],
    ),
    (
        |world| world.edit::<Engine>(&ENGINE.address, |it| it.anchor.price += 1),
        &["engine: anchor, in pico-USD"],
    ),
    (
        |world| {
            world.edit::<Council>(&COUNCIL.address, |it| {
                it.threshold = 1;
                it.suspended = 4;
                it.attestors[0] = it.attestors[5];
            });
        },
        &[
            "council: attestors",
            "council: threshold",
            "council: suspended",
        ],
    ),
    (
        |world| {
            world.edit::<Models>(&MODELS.address, |it| {
                it.models[1].multiplier += 1;
                it.models[60].multiplier = 1;
            });
        },
        &["models: place 1", "models: place 60"],
    ),
    (
        |world| {
            let mut account = world.account(&COUNCIL.address).unwrap();
            account.owner = ids::fee_burn::ID;
            world.vm.set_account(COUNCIL.address, account).unwrap();
        },
        &["council"],
    ),
    (
        |world| {
            let (authority, other) = (key("authority"), key("other"));
            let signer = authority.pubkey();
            let change = Change::StakePerUnit(300_000_000_000);
            let propose = [
                client::propose_change(&signer, &signer, 0, change),
                client::govern(&signer, GovernanceAction::ProposeAuthority(other.pubkey())),
            ];
            world.must(&propose, &[&authority]);
        },
        &["emissions: proposed authority", "emissions: proposal 0"],
    ),
];

#[test]
fn every_kind_of_difference_is_named() {
    let mut world = World::lite();
    let deployment = world.deployment();
    let (io, usdc) = (world.io, world.usdc);
    let mut watched: Vec<Pubkey> = [ids::emissions::ID, ids::marketplace::ID, ids::fee_burn::ID]
        .iter()
        .map(program_data_address)
        .collect();
    watched.extend([io, usdc]);
    watched.extend(ALL.map(|pda| pda.address));
    for (edit, expected) in EDITS {
        let before: Vec<_> = watched
            .iter()
            .map(|address| (*address, world.account(address).unwrap()))
            .collect();
        edit(&mut world);
        let found = differences(&mut world, &deployment);
        let what: Vec<&str> = found.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(what, *expected, "{found:?}");
        for (address, account) in before {
            world.vm.set_account(address, account).unwrap();
        }
    }
    assert_eq!(differences(&mut world, &deployment), [], "all is as it was");
}

#[test]
fn a_difference_says_what_was_expected_and_what_was_found() {
    let mut world = World::lite();
    let deployment = world.deployment();
    world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| it.stake_per_unit = 1);
    let [found] = &differences(&mut world, &deployment)[..] else {
        panic!("one difference");
    };
    let expected = Difference {
        what: "emissions: stake_per_unit".into(),
        expected: "20000000000".into(),
        found: "1".into(),
    };
    assert_eq!(*found, expected);
    let line = "emissions: stake_per_unit: expected 20000000000, found 1";
    assert_eq!(found.to_string(), line);
    let hashes = [Some([7; 32]), None, None];
    let with_hash = Deployment {
        hashes,
        ..deployment
    };
    let found = differences(&mut world, &with_hash);
    assert_eq!(found[0].what, "emissions: SHA-256 of the program");
}

#[test]
fn an_empty_network_lacks_everything() {
    let mut world = World::bare_lite();
    let deployment = world.deployment();
    let found = differences(&mut world, &deployment);
    let lacking = |what: &str| found.iter().any(|it| it.what == what);
    for what in [
        "IO mint: decimals",
        "ledger",
        "ledger: clock",
        "emissions: configuration",
        "council",
        "models",
        "marketplace: configuration",
        "engine",
        "fee-burn: configuration",
        "reward vault: mint, owner, frozen",
    ] {
        assert!(lacking(what), "{what}");
    }
}

/// A program file: a valid header, then arbitrary bytes.
fn file(machine: u16, version: u32) -> Vec<u8> {
    let mut file = [b"\x7fELF\x02\x01".as_slice(), &[0; 58], &[1; 8]].concat();
    file[18..20].copy_from_slice(&machine.to_le_bytes());
    file[48..52].copy_from_slice(&version.to_le_bytes());
    file
}

#[test]
fn a_program_that_clusters_do_not_take_is_named() {
    let mut world = World::lite();
    let deployment = world.deployment();
    let address = program_data_address(&ids::marketplace::ID);
    let empty = world.account(&address).unwrap();
    let refused =
        |version| format!("v{version}: not deployable, clusters accept v3 only (SIMD-0500)");
    let cases = [
        (file(263, 0), refused(0)),
        (file(263, 1), refused(1)),
        (file(263, 2), refused(2)),
        (
            file(247, 3)[..60].iter().map(|byte| byte | 1).collect(),
            "60 bytes, fewer than the header of an ELF file".into(),
        ),
        (vec![1; 100], "not a 64-bit little-endian ELF file".into()),
        (file(62, 0), "an ELF file of machine 62, not of BPF".into()),
    ];
    for (code, expected) in cases {
        let mut account = empty.clone();
        account.data.extend(code);
        world.vm.set_account(address, account).unwrap();
        let [found] = &differences(&mut world, &deployment)[..] else {
            panic!("one difference");
        };
        assert_eq!(found.what, "marketplace: sBPF version");
        assert_eq!((found.expected.as_str(), &found.found), ("v3", &expected));
    }
    // Version 3, with the loader's trailing zeros.
    let mut account = empty;
    account.data.extend([file(247, 3), vec![0; 1_000]].concat());
    world.vm.set_account(address, account).unwrap();
    assert_eq!(differences(&mut world, &deployment), []);
}

#[test]
fn a_cluster_without_the_features_is_not_launched_on() {
    let mut world = World::bare_lite();
    let deployment = world.deployment();
    let accounts = DEMANDED.map(|feature| world.account(&feature.address).unwrap());
    // One is pending; the other's address holds an account of another program.
    let mut pending = accounts[0].clone();
    pending.data = vec![0; 9];
    world.vm.set_account(DEMANDED[0].address, pending).unwrap();
    let mut other = accounts[1].clone();
    other.owner = ids::emissions::ID;
    world.vm.set_account(DEMANDED[1].address, other).unwrap();

    let outcome = world.migrate().unwrap();
    let waits: Vec<_> = outcome.waits.iter().map(|(step, _)| *step).collect();
    assert_eq!(waits, ["09 launch", "09 launch"]);
    let reported = &outcome.waits[0].1;
    assert!(
        reported.contains("SIMD-0312") && reported.contains("stop the clock"),
        "{reported}"
    );
    let differs = differences(&mut world, &deployment);
    let of_features = differs.iter().filter(|it| it.what.starts_with("feature "));
    let found: Vec<_> = of_features.map(|it| it.found.as_str()).collect();
    assert!(found[0].starts_with("pending: ") && found[1].starts_with("none: "));

    for (feature, account) in DEMANDED.iter().zip(accounts) {
        world.vm.set_account(feature.address, account).unwrap();
    }
    assert_eq!(world.migrate().unwrap().waits, []);
    assert_eq!(differences(&mut world, &deployment), []);
}
