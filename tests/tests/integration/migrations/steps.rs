//! From nothing, interrupted, repeated, and tried out.

use io_client::spl;
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    constants::GENESIS_SUPPLY,
    governance::program_data_address,
    ids,
};
use io_migrations::{genesis::Share, parameters::Parameters, programs, Deployment, STEPS};
use io_tests::{key, World};
use solana_account::Account;
use solana_signer::Signer;

use super::{must_be_done, Failing};

#[test]
fn the_steps_lead_from_nothing_to_a_network_that_is_as_it_should_be() {
    for mut world in [World::bare(), World::bare_lite()] {
        let outcome = world.migrate().unwrap();
        assert_eq!(outcome.waits, []);
        // Two have only something to do for a mint that was there, or with parameters of one's own.
        let mut names: Vec<_> = outcome.sent.iter().map(|(name, _)| *name).collect();
        names.dedup();
        let with_work = [
            "02 mint",
            "03 genesis",
            "05 initialise",
            "06 council",
            "07 models",
            "09 launch",
        ];
        assert_eq!(names, with_work);
        let deployment = world.deployment();
        must_be_done(&mut world, &deployment);
        let io = world.io;
        let mint = spl::mint(world.vm.as_mut(), &io).unwrap().unwrap();
        assert_eq!((mint.supply, mint.decimals), (50_000_000_000_000_000, 8));
        assert!(mint.freeze_authority.is_none());
    }
}

#[test]
fn a_run_that_breaks_off_anywhere_is_resumed_by_the_next() {
    let whole = World::bare_lite().migrate().unwrap().sent;
    for taken in 0..whole.len() {
        let mut world = World::bare_lite();
        let deployment = world.deployment();
        let keys = [key("authority"), key("io mint")];
        let mut failing = Failing {
            network: world.vm.as_mut(),
            left: taken,
        };
        let broken = io_migrations::run(&mut failing, &deployment, &[&keys[0], &keys[1]]);
        let error = format!("{:#}", broken.unwrap_err());
        let (step, what) = &whole[taken];
        assert!(error.starts_with(&format!("{step}: {what}")), "{error}");
        // A wallet of the table may spend meanwhile: the supply says how far the table got.
        let treasury = key("treasury");
        let wallet = world.io_wallet(&treasury.pubkey());
        if world.balance(&wallet) > 0 {
            let somebody = key("somebody else").pubkey();
            let to = world.io_wallet(&somebody);
            let payer = key("authority");
            let spend = [
                spl::create_wallet(&payer.pubkey(), &somebody, &world.io),
                spl::transfer(&wallet, &to, &treasury.pubkey(), 5),
            ];
            world.must(&spend, &[&payer, &treasury]);
        }
        let rest = world.migrate().unwrap();
        assert_eq!((&rest.sent[..], rest.waits), (&whole[taken..], vec![]));
        assert_eq!(world.io_supply(), GENESIS_SUPPLY);
        must_be_done(&mut world, &deployment);
    }
}

#[test]
fn a_plan_shows_what_a_run_sends_and_sends_nothing() {
    let mut world = World::bare_lite();
    let deployment = Deployment {
        governance: Some(key("multisig").pubkey()),
        ..world.deployment()
    };
    let plan = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
    assert_eq!(plan.len(), STEPS.len());
    let planned = |step: usize| -> Vec<String> {
        let actions = plan[step].1.actions.iter();
        actions.map(|action| action.what.clone()).collect()
    };
    assert_eq!(planned(2).len(), 2, "a wallet each");
    assert_eq!(
        planned(4),
        ["emissions", "marketplace", "fee-burn"].map(|it| format!("initialise {it}"))
    );
    assert_eq!(planned(10).len(), 3, "three programs to hand over");
    let io = world.io;
    for address in [
        io,
        EMISSIONS_CONFIG.address,
        MARKETPLACE_CONFIG.address,
        FEE_BURN_CONFIG.address,
    ] {
        assert!(world.account(&address).is_none());
    }
    // Step by step it is what is sent.
    let all: Vec<String> = (0..STEPS.len()).flat_map(planned).collect();
    let sent = world.migrate_to(&deployment, &[]).unwrap().sent;
    let sent: Vec<String> = sent.into_iter().map(|(_, what)| what).collect();
    assert_eq!(sent, all);
}

#[test]
fn a_genesis_table_that_is_none_is_refused_before_anything_is_sent() {
    let mut world = World::bare_lite();
    let deployment = world.deployment();
    let (one, other) = (key("one").pubkey(), key("other").pubkey());
    let to = |owner, amount| Share::unlocked("treasury", owner, amount);
    for (table, why) in [
        (
            vec![to(one, GENESIS_SUPPLY - 1)],
            "does not sum to 500,000,000 IO",
        ),
        (
            vec![to(one, GENESIS_SUPPLY), to(other, 1)],
            "does not sum to 500,000,000 IO",
        ),
        (
            vec![to(one, u64::MAX), to(other, GENESIS_SUPPLY + 1)],
            "does not sum to 500,000,000 IO",
        ),
        (
            vec![to(one, 1), to(one, GENESIS_SUPPLY - 1)],
            "names somebody twice",
        ),
        (
            vec![to(one, 0), to(other, GENESIS_SUPPLY)],
            "gives somebody nothing",
        ),
        (vec![], "does not sum to 500,000,000 IO"),
    ] {
        let genesis = Some(table);
        let wrong = Deployment {
            genesis,
            ..deployment.clone()
        };
        let refused = world.migrate_to(&wrong, &[]).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
        let io = world.io;
        assert!(world.account(&io).is_none());
    }
}

/// P-14: a stranger's lamports at the mint's address, less and more than its rent, keep nobody from launching.
#[test]
fn p14_the_mint_is_made_at_an_address_that_holds_lamports() {
    let rent = World::bare_lite().account_rent();
    for lamports in [rent.minimum_balance(0), rent.minimum_balance(82) + 1] {
        let mut world = World::bare_lite();
        let purse = Account {
            lamports,
            ..Account::default()
        };
        world.vm.set_account(world.io, purse).unwrap();
        let outcome = world.migrate().unwrap();
        assert_eq!(outcome.waits, []);
        let mint = world.account(&world.io.clone()).unwrap();
        assert_eq!(mint.lamports, rent.minimum_balance(82) + lamports);
    }
}

#[test]
fn a_supply_that_the_table_does_not_explain_is_refused() {
    let mut world = World::bare_lite();
    let deployment = world.deployment();
    let (authority, mint) = (key("authority"), key("io mint"));
    let payer = authority.pubkey();
    let create = spl::create_mint(&world.account_rent(), &payer, &world.io, &payer, 8);
    world.must(&create, &[&authority, &mint]);
    let wallet = world.io_wallet(&payer);
    let some = [
        spl::create_wallet(&payer, &payer, &world.io),
        spl::mint_to(&world.io, &wallet, &payer, 7),
    ];
    world.must(&some, &[&authority]);
    let refused = world.migrate_to(&deployment, &[]).unwrap_err();
    assert!(
        format!("{refused:#}").starts_with("03 genesis: what exists of IO"),
        "{refused:#}"
    );
}

/// P-19: a program that someone else controls is refused.
#[test]
fn programs_are_checked_before_anything_is_built_upon_them() {
    let mut world = World::bare_lite();
    let deployment = world.deployment();
    let refused = |world: &mut World, deployment: &Deployment| {
        format!("{:#}", world.migrate_to(deployment, &[]).unwrap_err())
    };
    // Code, and the zeros that the loader leaves behind it.
    let address = program_data_address(&ids::marketplace::ID);
    let bare = world.account(&address).unwrap();
    let mut with_code = bare.clone();
    with_code.data.extend([7, 0, 9, 0, 0, 0]);
    world.vm.set_account(address, with_code).unwrap();
    let found = programs::deployed(world.vm.as_mut(), &ids::marketplace::ID);
    let hash = io_common::hash::sha256(&[&[7, 0, 9]]);
    assert_eq!(found.unwrap().unwrap().hash, hash);
    let hashes = |hash| [None, Some(hash), None];
    let wrong = Deployment {
        hashes: hashes([1; 32]),
        ..deployment.clone()
    };
    let found = programs::hex(&hash);
    assert!(refused(&mut world, &wrong)
        .starts_with(&format!("01 programs: marketplace is {found}, not 0101")));

    let stranger = Deployment {
        authority: key("stranger").pubkey(),
        ..deployment.clone()
    };
    assert!(refused(&mut world, &stranger).contains("the upgrade authority of emissions is "));

    let handed_over = Deployment {
        upgrades: Some(deployment.authority),
        hashes: hashes(hash),
        ..deployment.clone()
    };
    assert_eq!(world.migrate_to(&handed_over, &[]).unwrap().waits, []);

    let gone = Account {
        data: vec![0; 45],
        ..bare
    };
    world.vm.set_account(address, gone).unwrap();
    assert!(refused(&mut world, &deployment).contains("marketplace is not deployed at iMad"));
}

#[test]
fn the_example_is_a_deployment_with_the_parameters_of_the_programs() {
    let mut world = World::bare_lite();
    let path = io_tests::root().join("migrations/data/example.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let deployment = Deployment::from_toml(&text).unwrap();
    assert_eq!(deployment.parameters, Parameters::default());
    let outcome = world.migrate_to(&deployment, &[&key("multisig")]).unwrap();
    assert_eq!(outcome.waits, []);
    // The upgrade authority is handed over with the Solana command line.
    let left = super::differences(&mut world, &deployment);
    let what: Vec<_> = left.iter().map(|it| it.what.as_str()).collect();
    let upgrades =
        ["emissions", "marketplace", "fee_burn"].map(|it| format!("{it}: upgrade authority"));
    assert_eq!(what, upgrades);

    let line = "treasury = \"6ocy64uoerN3QVTGjsfRscco7WvRuYRTSJaHopz4rYUg\"";
    let named = Deployment::from_toml(&text.replace(&format!("# {line}"), line)).unwrap();
    assert_eq!(named.treasury, Some(key("multisig").pubkey()));
    assert_eq!(deployment.treasury, None);

    for (right, wrong, why) in [
        ("threshold = 2", "threshold = \"two\"", "threshold"),
        ("guardian = \"", "guardian = \"x", "guardian"),
        (
            "[parameters.emissions]",
            "[parameters.emissions]\nunknown = 1",
            "unknown",
        ),
        (
            "anchor_micro_usd = 250_000",
            "anchor_micro_usd = 250_000_000_000_000",
            "anchor_micro_usd",
        ),
    ] {
        let malformed = Deployment::from_toml(&text.replace(right, wrong));
        let error = malformed.unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let hash = "[hashes]\nfee_burn = \"";
    let with = |digits: &str| Deployment::from_toml(&format!("{text}\n{hash}{digits}\"\n"));
    assert_eq!(
        with(&"0f".repeat(32)).unwrap().hashes,
        [None, None, Some([15; 32])]
    );
    assert!(with("0f").is_err() && with(&"+f".repeat(32)).is_err());
}
