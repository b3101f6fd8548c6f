//! Each wrong field of the realm is found.

use emissions::state::Config;
use io_client::{
    emissions as client,
    realm::{
        config::{VoteThreshold, VoteTipping},
        state::{GovernanceV2, RealmConfigAccount, RealmV2},
        Realm,
    },
};
use io_common::{addresses::EMISSIONS_CONFIG, constants::DAY};
use io_migrations::{Deployment, Difference};
use io_tests::{key, World};
use solana_account::Account;
use solana_signer::Signer;

use super::{at, edit, proposed, set_upgrader, world};
use crate::migrations::differences;

/// What differs of the realm.
fn of_realm(world: &mut World, deployment: &Deployment) -> Vec<Difference> {
    let mut found = differences(world, deployment);
    found.retain(|it| it.what.starts_with("realm: "));
    found
}

type Edit = fn(&mut World, &Realm);

fn rules(world: &mut World, at: &Realm, change: impl FnOnce(&mut GovernanceV2)) {
    edit(world, at.governance, change);
}

/// What is changed behind the programs' back, and what is found to differ.
const EDITS: &[(Edit, &[&str])] = &[
    (
        |world, at| {
            edit::<RealmV2>(world, at.realm, |it| {
                it.authority = Some(at.mint);
                it.community_mint = at.realm;
                it.council_mint = Some(at.mint);
                it.min_community_weight_to_create_governance = 1;
            })
        },
        &[
            "realm: mint",
            "realm: authority",
            "realm: council mint",
            "realm: stake that creates a governance",
        ],
    ),
    // The one who set it up could still change it.
    (
        |world, at| {
            edit::<RealmV2>(world, at.realm, |it| {
                it.authority = Some(key("authority").pubkey())
            })
        },
        &["realm: authority"],
    ),
    (
        |world, at| {
            edit::<RealmConfigAccount>(world, at.config(), |it| {
                it.community_token_config.voter_weight_addin = Some(at.mint);
                it.community_token_config.max_voter_weight_addin = None;
                it.council_token_config.max_voter_weight_addin = Some(at.mint);
            })
        },
        &[
            "realm: plugin that weighs a voter",
            "realm: plugin that states all weight",
            "realm: plugins of a council",
        ],
    ),
    (
        |world, at| {
            rules(world, at, |it| {
                it.config.community_vote_threshold = VoteThreshold::YesVotePercentage(1);
                it.config.min_community_weight_to_create_proposal += 1;
                it.config.voting_base_time -= 1;
                it.config.voting_cool_off_time -= 1;
                it.config.min_transaction_hold_up_time -= 1;
                it.config.community_vote_tipping = VoteTipping::Early;
            })
        },
        &[
            "realm: yes_percent",
            "realm: proposal_io",
            "realm: voting",
            "realm: cool_off",
            "realm: hold_up",
            "realm: a vote ends early",
        ],
    ),
    (
        |world, at| {
            rules(world, at, |it| {
                let all = VoteThreshold::YesVotePercentage(60);
                it.config.council_vote_threshold = all;
                it.config.council_veto_vote_threshold = all;
                it.config.community_veto_vote_threshold = all;
                it.config.min_council_weight_to_create_proposal = 1;
                it.config.council_vote_tipping = VoteTipping::Strict;
                it.config.deposit_exempt_proposal_count = 11;
                it.required_signatories_count = 1;
            })
        },
        &[
            "realm: Yes of a council",
            "realm: veto of a council",
            "realm: veto by stake",
            "realm: weight of a council's proposer",
            "realm: a vote of a council ends early",
            "realm: realm proposals without a deposit",
            "realm: required signatories",
        ],
    ),
    // P-21, with what is in force.
    (
        |world, at| {
            rules(world, at, |it| it.config.voting_cool_off_time = 9 * 86_400);
        },
        &["realm: cool_off", "realm: longest vote"],
    ),
    (
        |world, _| {
            world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| {
                it.unstake_cooldown = 7 * DAY
            })
        },
        &["realm: longest vote"],
    ),
];

#[test]
fn each_wrong_field_is_named() {
    let (mut world, deployment) = proposed();
    let at = at(&deployment);
    let watched = [
        at.realm,
        at.config(),
        at.governance,
        EMISSIONS_CONFIG.address,
    ];
    let before = watched.map(|it| (it, world.account(&it).unwrap()));
    for (change, expected) in EDITS {
        change(&mut world, &at);
        let found = of_realm(&mut world, &deployment);
        let what: Vec<_> = found.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(what, *expected, "{found:?}");
        for (address, account) in &before {
            world.vm.set_account(*address, account.clone()).unwrap();
        }
    }
    assert_eq!(of_realm(&mut world, &deployment), []);
}

#[test]
fn p21_a_longer_vote_is_found_with_both_times() {
    let (mut world, deployment) = proposed();
    rules(&mut world, &at(&deployment), |it| {
        it.config.voting_cool_off_time = 9 * 86_400
    });
    let found = of_realm(&mut world, &deployment);
    let said: Vec<_> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "realm: cool_off: expected 2d, found 9d",
        "realm: longest vote: expected less than unstake_cooldown of emissions, 14d, found 14d",
    ];
    assert_eq!(said, expected);
}

#[test]
fn what_is_missing_is_named() {
    let mut without = World::bare_lite();
    without.migrate().unwrap();
    let (mut with_program, (mut world, deployment)) = (world(), proposed());
    with_program.migrate().unwrap();
    let missing = [
        "realm: account",
        "realm: governance",
        &format!(
            "realm: treasury {}, in lamports",
            at(&deployment).treasury()
        ),
        "realm: record of all votes",
    ];
    let what =
        |found: Vec<Difference>| -> Vec<String> { found.into_iter().map(|it| it.what).collect() };
    let found = of_realm(&mut with_program, &deployment);
    assert_eq!(what(found), missing);
    let found = of_realm(&mut without, &deployment);
    assert_eq!(what(found), [&["realm: program"], &missing[..]].concat());

    // An account of another program is none.
    let at = at(&deployment);
    let record = client::max_voter_weight_address(&at.realm);
    for (address, expected) in [
        (at.realm, "realm: account"),
        (at.config(), "realm: account"),
        (at.governance, "realm: governance"),
        (record, "realm: record of all votes"),
    ] {
        let account = world.account(&address).unwrap();
        let other = Account {
            data: vec![0; 8],
            ..account.clone()
        };
        world.vm.set_account(address, other).unwrap();
        assert_eq!(what(of_realm(&mut world, &deployment)), [expected]);
        world.vm.set_account(address, account).unwrap();
    }
}

#[test]
fn who_can_replace_the_program_is_shown_unless_the_file_names_it() {
    let (mut world, mut deployment) = proposed();
    let multisig = key("multisig").pubkey();
    set_upgrader(&mut world, &multisig);
    let found = of_realm(&mut world, &deployment);
    let program = at(&deployment).program;
    let expected = Difference {
        what: format!("realm: upgrade authority of {program}"),
        expected: deployment.authority.to_string(),
        found: multisig.to_string(),
    };
    assert_eq!(found, [expected]);
    deployment.realm.as_mut().unwrap().upgrades = Some(multisig);
    assert_eq!(of_realm(&mut world, &deployment), []);
    // By default, the one who upgrades the suite.
    deployment.realm.as_mut().unwrap().upgrades = None;
    deployment.upgrades = Some(multisig);
    assert_eq!(of_realm(&mut world, &deployment), []);
}
