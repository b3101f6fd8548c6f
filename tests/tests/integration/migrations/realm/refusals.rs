//! What is no realm of this deployment is refused, with what differs, before anything is proposed.

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction, AccountSerialize};
use emissions::state::{Config, VoterWeightRecord};
use io_client::{
    emissions as client,
    realm::{
        config::{GoverningTokenType, MintMaxVoterWeightSource, VoteThreshold},
        instruction::{self, Draft, Voter},
        state::{GovernanceV2, RealmConfigAccount, RealmV2},
        Realm,
    },
};
use io_common::{addresses::EMISSIONS_CONFIG, constants::DAY, governance::GovernanceAction};
use io_migrations::{realm::Votes, Deployment};
use io_tests::{key, World};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{at, deployment, edit, proposed, refused, set_upgrader, votes, with, world, NAME};
use crate::migrations::{waiting, Failing};

/// P-21: a vote as long as unstaking, by the file and by the cooldown in force.
#[test]
fn p21_a_vote_as_long_as_unstaking_is_refused() {
    let mut world = world();
    let long = Votes {
        voting: 12 * 86_400,
        ..votes()
    };
    let deployment = with(&world, long);
    let why = refused(&mut world, &deployment);
    let expected = "[realm]: voting and cool_off are 14d together: write at most 13d.";
    assert!(why.starts_with(expected), "{why}");
    let io = world.io;
    assert!(world.account(&io).is_none(), "nothing was sent");
    let verified = io_migrations::verify(world.vm.as_mut(), &deployment).unwrap_err();
    assert!(
        format!("{verified:#}").starts_with(expected),
        "{verified:#}"
    );

    // No version of the program takes a cooldown of 13 days; the step looks all the same.
    world.migrate().unwrap();
    world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| {
        it.unstake_cooldown = 13 * DAY
    });
    let longest = Votes {
        voting: 11 * 86_400,
        ..votes()
    };
    let deployment = with(&world, longest);
    let plan = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap_err();
    let expected = "10 realm: voting and cool_off are 13d together, and stake can be withdrawn 13d after unstaking";
    assert!(format!("{plan:#}").starts_with(expected), "{plan:#}");
    world.edit::<Config>(&EMISSIONS_CONFIG.address, |it| {
        it.unstake_cooldown = 13 * DAY + 1
    });
    io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
}

#[test]
fn a_multisig_beside_a_realm_is_refused() {
    let mut world = world();
    let both = Deployment {
        governance: Some(key("multisig").pubkey()),
        ..deployment(&world)
    };
    let why = refused(&mut world, &both);
    assert_eq!(
        why,
        "governance and [realm] both name who governs: leave one out"
    );
}

#[test]
fn a_program_that_is_missing_or_in_unknown_hands_is_refused() {
    let mut without = World::bare_lite();
    let deployment = deployment(&without);
    let at = at(&deployment);
    let why = refused(&mut without, &deployment);
    let expected = format!(
        "10 realm: there is no program at {}: deploy SPL Governance there",
        at.program
    );
    assert_eq!(why, expected);

    let mut world = world();
    let stranger = key("stranger").pubkey();
    set_upgrader(&mut world, &stranger);
    let why = refused(&mut world, &deployment);
    let expected = format!(
        "10 realm: the upgrade authority of {}, the program of the realm, is {stranger}, which the deployment does not know",
        at.program
    );
    assert!(why.starts_with(&expected), "{why}");
    assert!(world.account(&at.realm).is_none());

    // Named in the file, it is known.
    let named = with(
        &world,
        Votes {
            upgrades: Some(stranger),
            ..votes()
        },
    );
    let outcome = world.migrate_to(&named, &[]).unwrap();
    let said = format!("whose upgrade authority is {stranger}");
    assert!(outcome.sent.iter().any(|(_, what)| what.ends_with(&said)));
}

#[test]
fn a_treasury_that_pays_for_no_proposal_is_refused() {
    let mut world = world();
    let poor = Votes {
        treasury_lamports: 1,
        ..votes()
    };
    let deployment = with(&world, poor);
    let why = refused(&mut world, &deployment);
    let expected = "10 realm: treasury_lamports is 1: write at least ";
    assert!(why.starts_with(expected), "{why}");
    assert!(world.account(&at(&deployment).realm).is_none());
}

/// A realm proposal of `owner`, as heavy as a plugin of its own would make it.
fn draft(world: &mut World, at: &Realm, owner: &Keypair) -> Pubkey {
    let by = owner.pubkey();
    let mut weight = VoterWeightRecord::new(at.realm, at.mint, by, by);
    weight.set(u64::MAX, u64::MAX);
    let mut data = Vec::new();
    weight.try_serialize(&mut data).unwrap();
    let plugin = Account {
        lamports: 1_000_000_000,
        data,
        owner: emissions::ID,
        ..Account::default()
    };
    let record = key("weight").pubkey();
    world.vm.set_account(record, plugin).unwrap();
    let draft = Draft {
        name: "Mine",
        link: "",
        seed: by,
    };
    let voter = Voter::alone(by);
    let theirs = [
        instruction::create_token_owner_record(at, &by, &by),
        instruction::create_proposal(at, &draft, &voter, &record),
    ];
    world.must(&theirs, &[owner]);
    at.proposal(&by)
}

type Edit = fn(&mut World, &Realm);

/// What somebody else's realm of that name can have, or what a vote has changed, and what the refusal names.
const EDITS: &[(Edit, &str)] = &[
    (
        |world, at| edit::<RealmV2>(world, at.realm, |it| it.authority = None),
        "realm: authority: expected ",
    ),
    (
        |world, at| edit::<RealmV2>(world, at.realm, |it| it.community_mint = at.realm),
        "realm: mint: expected ",
    ),
    (
        |world, at| edit::<RealmV2>(world, at.realm, |it| it.council_mint = Some(at.mint)),
        "realm: council mint: expected none, found ",
    ),
    (
        |world, at| {
            edit::<RealmV2>(world, at.realm, |it| {
                it.min_community_weight_to_create_governance = 5
            })
        },
        "realm: stake that creates a governance: expected more than anybody has, found 0.00000005 IO",
    ),
    (
        |world, at| {
            edit::<RealmV2>(world, at.realm, |it| {
                it.community_mint_max_voter_weight_source = MintMaxVoterWeightSource::Absolute(7)
            })
        },
        "realm: all weight without a plugin: expected 10000000000 10⁻¹⁰ of the supply, found 7 base units",
    ),
    (
        |world, at| {
            edit::<RealmConfigAccount>(world, at.config(), |it| {
                it.community_token_config.voter_weight_addin = None
            })
        },
        "realm: plugin that weighs a voter: expected ",
    ),
    (
        |world, at| {
            edit::<RealmConfigAccount>(world, at.config(), |it| {
                it.community_token_config.max_voter_weight_addin = Some(at.mint)
            })
        },
        "realm: plugin that states all weight: expected ",
    ),
    (
        |world, at| {
            edit::<RealmConfigAccount>(world, at.config(), |it| {
                it.community_token_config.token_type = GoverningTokenType::Liquid
            })
        },
        "realm: deposits: expected refused, found taken, and can be withdrawn",
    ),
    (
        |world, at| {
            edit::<RealmConfigAccount>(world, at.config(), |it| {
                it.council_token_config.voter_weight_addin = Some(at.mint)
            })
        },
        "realm: plugins of a council: expected none, none, found ",
    ),
    (
        |world, at| {
            edit::<GovernanceV2>(world, at.governance, |it| {
                it.config.community_vote_threshold = VoteThreshold::YesVotePercentage(19)
            })
        },
        "realm: yes_percent: expected 20 % of all, found 19 % of all",
    ),
    (
        |world, at| edit::<GovernanceV2>(world, at.governance, |it| it.config.voting_base_time += 1),
        "realm: voting: expected 5d, found 432001 seconds",
    ),
];

#[test]
fn a_realm_that_differs_is_refused_with_its_field() {
    let (mut world, deployment) = proposed();
    let at = at(&deployment);
    let watched = [at.realm, at.config(), at.governance];
    let before = watched.map(|it| (it, world.account(&it).unwrap()));
    for (change, expected) in EDITS {
        change(&mut world, &at);
        let why = refused(&mut world, &deployment);
        assert!(
            why.starts_with("10 realm: ") && why.contains(expected),
            "{why}"
        );
        for (address, account) in &before {
            world.vm.set_account(*address, account.clone()).unwrap();
        }
    }
    let again = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(again.sent, []);
}

/// Anyone who knows the name may take it first. Its governance is then never proposed.
/// Takes the name, with rules like those of the file.
fn squatter(world: &mut World, at: &Realm) -> Keypair {
    let thief = world.person("thief", 0, 0);
    let by = thief.pubkey();
    let theirs = [
        instruction::create_realm(at, NAME, &by, &by),
        instruction::create_governance(at, &by, &by, &votes().rules()),
    ];
    world.must(&theirs, &[&thief]);
    thief
}

#[test]
fn a_name_that_somebody_else_took_is_refused_and_nothing_is_proposed() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    world.migrate().unwrap();
    let thief = squatter(&mut world, &at);
    let by = thief.pubkey();
    let why = refused(&mut world, &deployment);
    let expected = format!(
        "10 realm: the realm io.net, {}, is another one: choose another name: realm: authority: expected {}, found {by}",
        at.realm, at.governance
    );
    assert_eq!(why, expected);
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!(config.roles.pending_authority, Pubkey::default());

    // Another name is free.
    let renamed = with(
        &world,
        Votes {
            name: "io.net 2".into(),
            ..votes()
        },
    );
    assert_eq!(world.migrate_to(&renamed, &[]).unwrap().sent.len(), 4);
}

/// Whose plugin weighed the votes of an earlier time, nobody sees later. A realm proposal that passed then could be executed as
/// soon as the governance is the authority.
#[test]
fn a_governance_with_realm_proposals_of_an_earlier_time_is_refused() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    world.migrate().unwrap();
    let thief = squatter(&mut world, &at);
    let by = thief.pubkey();
    let proposal = draft(&mut world, &at, &thief);
    let own = instruction::set_realm_authority(&at, &by);
    world.must(&[own], &[&thief]);

    let why = refused(&mut world, &deployment);
    let expected = format!(
        "10 realm: the governance {} has the realm proposal {} from before it was proposed as authority, whose votes may have been \
         weighed by other rules: choose another name",
        at.governance, proposal
    );
    assert_eq!(why, expected);
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!(config.roles.pending_authority, Pubkey::default());

    // Once it is proposed, votes by the right rules are what it is for.
    let authority = key("authority");
    let by_hand = client::govern(
        &authority.pubkey(),
        GovernanceAction::ProposeAuthority(at.governance),
    );
    world.must(&[by_hand], &[&authority]);
    world.migrate_to(&deployment, &[]).unwrap();
}

/// Any staker can draft as soon as there is a governance.
#[test]
fn a_draft_between_the_steps_does_not_stop_the_hand_over() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    world.migrate().unwrap();
    let staker = world.person("staker", 0, 0);
    let authority = [key("authority")];
    while world.account(&at.governance).is_none() {
        let mut one = Failing {
            network: world.vm.as_mut(),
            left: 1,
        };
        io_migrations::run(&mut one, &deployment, &io_client::signers(&authority)).unwrap_err();
    }
    let proposal = draft(&mut world, &at, &staker);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(waiting(&outcome), [super::LAST]);
    assert!(world.account(&proposal).is_some());
    let config: Config = world.read(&EMISSIONS_CONFIG.address);
    assert_eq!(config.roles.pending_authority, at.governance);
}

/// A realm whose authority is a governance that does not exist can have none.
#[test]
fn a_realm_that_can_have_no_governance_is_refused() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    world.migrate().unwrap();
    let stranger = world.person("stranger", 0, 0);
    let create = instruction::create_realm(&at, NAME, &at.governance, &stranger.pubkey());
    world.must(&[create], &[&stranger]);
    let why = refused(&mut world, &deployment);
    let expected = "10 realm: nobody can create the governance of the realm io.net, since it has no other authority: choose another name";
    assert_eq!(why, expected);
}

/// SPL Governance creates one account of a realm in a way that fails if the address holds lamports.
#[test]
fn a_name_at_which_nothing_can_be_created_is_refused() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    world.migrate().unwrap();
    let (stranger, maker) = (world.person("stranger", 0, 0), key("authority"));
    let give = system_instruction::transfer(&stranger.pubkey(), &at.holding(), 1_000_000);
    world.must(&[give], &[&stranger]);
    let create = instruction::create_realm(&at, NAME, &maker.pubkey(), &maker.pubkey());
    world.send(&[create], &[&maker]).unwrap_err();
    let why = refused(&mut world, &deployment);
    let expected = format!("10 realm: somebody sent lamports to {}", at.holding());
    assert!(why.starts_with(&expected), "{why}");
}

/// What was proposed by hand too early stays no reason to skip the comparison.
#[test]
fn an_authority_proposed_by_hand_waits_for_the_realm() {
    let mut world = world();
    let deployment = deployment(&world);
    world.migrate().unwrap();
    let authority = key("authority");
    let governance = at(&deployment).governance;
    let early = client::govern(
        &authority.pubkey(),
        GovernanceAction::ProposeAuthority(governance),
    );
    world.must(&[early], &[&authority]);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(outcome.sent.len(), 4, "the realm, with two programs");
}
