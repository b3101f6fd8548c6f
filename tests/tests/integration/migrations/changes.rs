//! Parameters, council and models as the deployment says, by proposals.

use anchor_lang::prelude::Pubkey;
use emissions::state::{Change, Config, Models};
use fee_burn::state::{Config as FeeBurnConfig, Engine};
use io_client::emissions as client;
use io_common::{
    addresses::{EMISSIONS_CONFIG, ENGINE, FEE_BURN_CONFIG, MODELS, USDC_VAULT},
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
};
use io_migrations::{date, Deployment, Outcome};
use io_tests::{key, World};
use solana_signer::Signer;

use super::{differences, must_be_done, waiting};

/// Parameters of one's own, in each of the three programs.
fn own(deployment: &Deployment) -> Deployment {
    let mut own = deployment.clone();
    own.parameters.emissions.stake_per_unit = 300 * ONE_IO;
    own.parameters.emissions.community_cap_bps = 1_000;
    own.parameters.marketplace.bounty = 0;
    own.parameters.marketplace.oracle.max_age = 30;
    own.parameters.fee_burn.interval = 1_800;
    own.parameters.fee_burn.duration = 600;
    own
}

/// How many proposals were sent, and for how many it waits.
fn proposed(outcome: &Outcome) -> (usize, usize) {
    let proposals = outcome
        .sent
        .iter()
        .filter(|(_, what)| what.starts_with("propose "));
    (proposals.count(), outcome.waits.len())
}

#[test]
fn a_network_launches_with_parameters_of_its_own_two_days_later() {
    let mut world = World::bare_lite();
    let deployment = own(&world.deployment());
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(
        proposed(&outcome),
        (5, 5),
        "interval and duration are one change"
    );
    assert_eq!(waiting(&outcome), ["08 parameters"]);
    let again = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((again.sent.len(), proposed(&again)), (0, (0, 5)));
    world.wait(48 * HOUR);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(
        (outcome.sent.len(), outcome.waits),
        (6, vec![]),
        "five changes and the launch"
    );
    must_be_done(&mut world, &deployment);
}

#[test]
fn p07_a_launched_network_is_changed_with_clock_and_auction_up_to_date() {
    let mut world = World::lite();
    let deployment = own(&world.deployment());
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(proposed(&outcome), (5, 5));
    world.wait(48 * HOUR);
    // An auction is under way.
    let now = world.now();
    world.edit::<Engine>(&ENGINE.address, |engine| {
        engine.auction.opened_at = now - 899;
        (engine.auction.lot, engine.auction.left) = (ONE_USDC, ONE_USDC);
        engine.opened = 1;
    });
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(outcome.sent.len(), 4);
    assert!(outcome.waits[0]
        .1
        .ends_with(&format!("an auction runs until {}", date::utc(now + 1))));
    world.wait(1);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((outcome.sent.len(), outcome.waits), (1, vec![]));
    let config: FeeBurnConfig = world.read(&FEE_BURN_CONFIG.address);
    assert_eq!((config.interval, config.duration), (1_800, 600));
    must_be_done(&mut world, &deployment);
}

/// Beside the share that it is paid, by a change of its own; before launch and afterwards.
#[test]
fn p26_the_council_gets_the_treasury_that_the_file_names() {
    let mut world = World::bare_lite();
    let mut deployment = Deployment {
        treasury: Some(key("council wallet").pubkey()),
        ..world.deployment()
    };
    deployment.parameters.fee_burn.council_bps = 500;
    for name in ["council wallet", "new wallet"] {
        let treasury = key(name).pubkey();
        deployment.treasury = Some(treasury);
        let outcome = world.migrate_to(&deployment, &[]).unwrap();
        let proposals = if name == "council wallet" { 2 } else { 1 };
        assert_eq!(proposed(&outcome), (proposals, proposals));
        let named = format!("council-treasury {treasury}");
        assert!(outcome.waits.iter().any(|(_, what)| what.contains(&named)));
        world.wait(48 * HOUR);
        assert_eq!(world.migrate_to(&deployment, &[]).unwrap().waits, []);
        let config: FeeBurnConfig = world.read(&FEE_BURN_CONFIG.address);
        assert_eq!((config.treasury, config.council_bps), (treasury, 500));
        must_be_done(&mut world, &deployment);
    }
    // None can be taken away: the file is to name the one that is there.
    deployment.treasury = None;
    deployment.parameters.fee_burn.council_bps = 0;
    world.migrate_to(&deployment, &[]).unwrap();
    world.wait(48 * HOUR);
    world.migrate_to(&deployment, &[]).unwrap();
    let left = differences(&mut world, &deployment);
    let what: Vec<_> = left.iter().map(ToString::to_string).collect();
    let treasury = key("new wallet").pubkey();
    assert_eq!(
        what,
        [format!(
            "fee-burn: council's treasury: expected none, found {treasury}"
        )]
    );
}

#[test]
fn p26_a_treasury_that_nobody_could_use_is_refused_before_anything_is_sent() {
    let mut world = World::bare_lite();
    let refused = |world: &mut World, treasury, share| {
        let mut deployment = Deployment {
            treasury,
            ..world.deployment()
        };
        deployment.parameters.fee_burn.council_bps = share;
        let refused = world.migrate_to(&deployment, &[]).unwrap_err();
        let io = world.io;
        assert!(world.account(&io).is_none());
        refused.to_string()
    };
    let without = refused(&mut world, None, 1);
    assert!(
        without.contains("the council has no treasury: name one"),
        "{without}"
    );
    for treasury in [USDC_VAULT.address, Pubkey::default()] {
        let unusable = refused(&mut world, Some(treasury), 0);
        assert!(unusable.contains("is no wallet"), "{unusable}");
    }
}

/// The usual slip is to name the council's token account for its wallet.
#[test]
fn p26_a_token_account_is_no_treasury() {
    let mut world = World::lite();
    let somebody = world.person("council wallet", 0, 1);
    let tokens = world.usdc_wallet(&somebody.pubkey());
    let mut deployment = world.deployment();
    for (treasury, what) in [
        (tokens, "a token account or a mint"),
        (fee_burn::ID, "a program"),
    ] {
        deployment.treasury = Some(treasury);
        let refused = world.migrate_to(&deployment, &[]).unwrap_err();
        let expected = format!("the treasury {treasury} is {what}");
        assert!(refused.to_string().contains(&expected), "{refused}");
    }
    let config: FeeBurnConfig = world.read(&FEE_BURN_CONFIG.address);
    assert_eq!(config.proposals, 0);
}

#[test]
fn a_lapsed_proposal_is_cleared_away_and_made_again() {
    let mut world = World::lite();
    let mut deployment = world.deployment();
    deployment.parameters.emissions.stake_per_unit = 300 * ONE_IO;
    world.migrate_to(&deployment, &[]).unwrap();
    world.wait(48 * HOUR + 7 * DAY + 1);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((outcome.sent.len(), proposed(&outcome)), (2, (1, 1)));
    world.wait(48 * HOUR);
    world.migrate_to(&deployment, &[]).unwrap();
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!((config.stake_per_unit, config.proposals), (300 * ONE_IO, 2));
    must_be_done(&mut world, &deployment);
}

/// A proposal that a vote has made, with numbers left free before it.
#[test]
fn a_proposal_above_skipped_numbers_is_found_and_applied() {
    let mut world = World::lite();
    let authority = key("authority");
    let mut deployment = world.deployment();
    deployment.parameters.emissions.stake_per_unit = 300 * ONE_IO;
    let (payer, change) = (authority.pubkey(), Change::StakePerUnit(300 * ONE_IO));
    let voted = client::propose_change(&payer, &payer, 4, change);
    world.must(&[voted], &[&authority]);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!((outcome.sent.len(), proposed(&outcome)), (0, (0, 1)));
    world.wait(48 * HOUR);
    world.migrate_to(&deployment, &[]).unwrap();
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!((config.stake_per_unit, config.proposals), (300 * ONE_IO, 5));
}

/// A newer decision is in force: the file's value is proposed again after it.
#[test]
fn an_overtaken_proposal_is_made_again() {
    let mut world = World::lite();
    let stake = |world: &World, io| {
        let mut deployment = world.deployment();
        deployment.parameters.emissions.stake_per_unit = io * ONE_IO;
        deployment
    };
    let (ours, other) = (stake(&world, 300), stake(&world, 400));
    world.migrate_to(&ours, &[]).unwrap();
    world.migrate_to(&other, &[]).unwrap();
    world.wait(48 * HOUR);
    world.migrate_to(&other, &[]).unwrap();
    let outcome = world.migrate_to(&ours, &[]).unwrap();
    assert_eq!((outcome.sent.len(), proposed(&outcome)), (1, (1, 1)));
    world.wait(48 * HOUR);
    world.migrate_to(&ours, &[]).unwrap();
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!((config.stake_per_unit, config.proposals), (300 * ONE_IO, 3));
}

#[test]
fn council_and_multipliers_change_at_once_before_launch_and_by_proposals_afterwards() {
    let mut world = World::lite();
    let mut deployment = Deployment {
        council: vec![key("first attestor").pubkey(), key("newcomer").pubkey()],
        threshold: 1,
        ..world.deployment()
    };
    world.edit::<Models>(&MODELS.address, |models| models.models[0].multiplier = 5);
    deployment.parameters.emissions.max_slash_bps = 4_000;
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    // Beside each other: nothing waits for 48 hours twice.
    assert_eq!(
        waiting(&outcome),
        ["06 council", "07 models", "08 parameters"]
    );
    assert_eq!(proposed(&outcome), (3, 3));
    world.wait(48 * HOUR);
    assert_eq!(world.migrate_to(&deployment, &[]).unwrap().waits, []);
    must_be_done(&mut world, &deployment);

    // Before launch.
    let mut world = World::bare_lite();
    let first = Deployment {
        threshold: 3,
        mint_authority: key("minter").pubkey(),
        ..world.deployment()
    };
    let outcome = world.migrate_to(&first, &[]).unwrap();
    assert_eq!(waiting(&outcome), ["03 genesis"], "its key is not there");
    let minter = key("minter");
    let outcome = world.migrate_to(&first, &[&minter]).unwrap();
    assert_eq!(outcome.waits, []);
    assert_eq!(differences(&mut world, &first), []);
}

#[test]
fn parameters_out_of_range_are_refused_before_anything_is_sent() {
    let mut world = World::bare_lite();
    let mut deployment = world.deployment();
    deployment.parameters.fee_burn.vault_days = 0;
    assert!(world.migrate_to(&deployment, &[]).is_err());
    let io = world.io;
    assert!(world.account(&io).is_none());
}
