//! From nothing to a realm that is proposed as authority.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{system_instruction, system_program},
};
use emissions::state::MaxVoterWeightRecord;
use io_client::{
    emissions as client,
    realm::{
        instruction,
        state::{GovernanceV2, RealmConfigAccount, RealmV2, Typed},
        Realm,
    },
    transaction::{Budget, Draft, Format, MAX_COMPUTE_UNITS, MAX_LOADED_BYTES},
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    governance::Roles,
};
use io_migrations::{realm::Votes, STEPS};
use io_tests::{key, World};
use solana_signer::Signer;

use super::{at, deployment, proposed, with, world, FIRST, LAST, NAME};
use crate::migrations::{differences, waiting, Failing};

fn read<T: Typed>(world: &mut World, at: &Realm, address: Pubkey) -> T {
    let account = world.account(&address).unwrap();
    at.read(&account).unwrap()
}

/// Authority and proposed authority of each program.
fn roles(world: &mut World) -> [(Pubkey, Pubkey); 3] {
    let emissions: emissions::state::Config = world.read(&EMISSIONS_CONFIG.address);
    let marketplace: marketplace::state::Config = world.read(&MARKETPLACE_CONFIG.address);
    let fee_burn: fee_burn::state::Config = world.read(&FEE_BURN_CONFIG.address);
    let of = |roles: Roles| (roles.authority, roles.pending_authority);
    [emissions.roles, marketplace.roles, fee_burn.roles].map(of)
}

#[test]
fn a_realm_is_made_and_its_governance_proposed_in_one_run() {
    for mut world in [world(), World::bare_with_others(&[io_realm::program()])] {
        let deployment = deployment(&world);
        let outcome = world.migrate_to(&deployment, &[]).unwrap();
        let of = |step| outcome.sent.iter().filter(move |(it, _)| *it == step);
        assert_eq!((of(FIRST).count(), of(LAST).count()), (4, 0));

        let (at, rules) = (at(&deployment), super::votes().rules());
        let realm: RealmV2 = read(&mut world, &at, at.realm);
        assert_eq!(
            (realm.name.as_str(), realm.authority),
            (NAME, Some(at.governance))
        );
        assert_eq!((realm.community_mint, realm.council_mint), (world.io, None));
        let config: RealmConfigAccount = read(&mut world, &at, at.config());
        let plugins = config.community_token_config;
        assert_eq!(plugins.voter_weight_addin, Some(emissions::ID));
        let governance: GovernanceV2 = read(&mut world, &at, at.governance);
        assert_eq!(governance.config, rules);
        let treasury = world.account(&at.treasury()).unwrap();
        assert_eq!(treasury.owner, system_program::ID);
        assert_eq!(treasury.lamports, 500_000_000);
        let record = client::max_voter_weight_address(&at.realm);
        let record: MaxVoterWeightRecord = world.read(&record);
        assert_eq!(
            (record.realm, record.payer),
            (at.realm, deployment.authority)
        );

        // Accepting is for a vote. Until then the authority governs.
        assert_eq!(
            roles(&mut world),
            [(deployment.authority, at.governance); 3]
        );
        assert_eq!((waiting(&outcome), outcome.waits.len()), (vec![LAST], 3));
        let expected = format!(
            "emissions: {0} accepts the governance (a vote decides: submit what `io migrate plan --authority {0} --output instructions` \
             prints)",
            at.governance
        );
        assert_eq!(outcome.waits[0].1, expected);
        let what: Vec<_> = differences(&mut world, &deployment)
            .into_iter()
            .map(|it| it.what)
            .collect();
        let open = ["emissions", "marketplace", "fee-burn"].map(|it| {
            [
                format!("{it}: governance authority"),
                format!("{it}: proposed authority"),
            ]
        });
        assert_eq!(what, open.concat());

        // Nothing is sent a second time.
        let again = world.migrate_to(&deployment, &[]).unwrap();
        assert_eq!((again.sent, again.waits), (vec![], outcome.waits));
    }
}

#[test]
fn what_is_signed_says_what_becomes_of_it() {
    let mut world = world();
    let deployment = deployment(&world);
    let at = at(&deployment);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    let said: Vec<_> = outcome
        .sent
        .iter()
        .filter(|(step, _)| *step == FIRST)
        .map(|(_, what)| what.as_str())
        .collect();
    let record = client::max_voter_weight_address(&at.realm);
    let expected = [
        format!(
            "create the realm io.net, {}, in which staked IO votes, of the program {}, whose upgrade authority is none",
            at.realm, at.program
        ),
        format!("create the record {record} of all votes of the realm"),
        format!(
            "create its governance {}: Yes of 20 % of all stake passes; 5d of voting, 2d in which only No counts, 1d until the \
             execution; a proposer has 100,000 IO staked; propose it as authority of emissions, marketplace, fee-burn",
            at.governance
        ),
        format!(
            "top up its treasury {} to 0.500000000 SOL, to pay for what votes propose, and hand the realm over to its governance: \
             from then on only votes change it",
            at.treasury()
        ),
    ];
    assert_eq!(said, expected);
}

/// A run that breaks off anywhere has proposed a governance if it has created one, and gives a vote nothing to accept before
/// the realm is its own.
#[test]
fn a_run_that_breaks_off_is_resumed_and_hands_over_to_no_realm_that_is_not_whole() {
    let whole = {
        let mut world = world();
        let deployment = deployment(&world);
        world.migrate_to(&deployment, &[]).unwrap().sent
    };
    let begin = whole.iter().position(|(step, _)| *step == FIRST).unwrap();
    for taken in begin..whole.len() {
        let mut world = world();
        let deployment = deployment(&world);
        let keys = [key("authority"), key("io mint")];
        let mut failing = Failing {
            network: world.vm.as_mut(),
            left: taken,
        };
        io_migrations::run(&mut failing, &deployment, &io_client::signers(&keys)).unwrap_err();
        let at = at(&deployment);
        let is_created = world.account(&at.governance).is_some();
        let pending = match is_created {
            true => at.governance,
            false => Pubkey::default(),
        };
        assert_eq!(roles(&mut world), [(deployment.authority, pending); 3]);
        if taken < begin + 4 {
            let plan = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
            let (step, roles) = plan.last().unwrap();
            assert_eq!((*step, &roles.actions), (LAST, &vec![]));
            let expected = format!(
                "emissions: hand the governance over to {}: step 10 comes first",
                at.governance
            );
            assert_eq!(roles.waits[0], expected);
        }
        let rest = world.migrate_to(&deployment, &[]).unwrap();
        assert_eq!(&rest.sent[..], &whole[taken..]);
        let again = world.migrate_to(&deployment, &[]).unwrap();
        assert_eq!(again.sent, []);
    }
}

#[test]
fn a_plan_on_an_empty_network_shows_the_realm_and_waits_to_propose_it() {
    let mut world = world();
    let deployment = deployment(&world);
    let plan = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
    assert_eq!(plan.len(), STEPS.len());
    let [(first, realm), (last, roles)] = &plan[STEPS.len() - 2..] else {
        unreachable!("two steps");
    };
    assert_eq!((*first, *last), (FIRST, LAST));
    assert_eq!((realm.actions.len(), roles.actions.len()), (4, 0));
    assert_eq!(roles.waits.len(), 3);
    assert!(realm.actions.iter().all(|it| !it.by_vote));
}

/// The governance is created and proposed to three programs in one legacy transaction, with a budget.
#[test]
fn each_transaction_of_the_realm_fits() {
    let mut world = world();
    let deployment = deployment(&world);
    let plan = io_migrations::plan(world.vm.as_mut(), &deployment).unwrap();
    let (_, realm) = &plan[STEPS.len() - 2];
    assert_eq!(realm.actions[2].instructions.len(), 4);
    for action in &realm.actions {
        let draft = Draft {
            payer: action.signers[0],
            instructions: &action.instructions,
            blockhash: Default::default(),
            nonce: None,
            budget: Budget {
                limit: MAX_COMPUTE_UNITS,
                price: 1,
                loaded_bytes: Some(MAX_LOADED_BYTES),
            },
            format: Format::Legacy,
        };
        assert!(draft.fits(), "{}", action.what);
    }
}

/// Anyone can send lamports to the treasury, the realm and the governance, and create the record and the realm.
#[test]
fn what_strangers_do_before_is_in_nobodys_way() {
    let mut world = world();
    let mut deployment = deployment(&world);
    world.migrate().unwrap();
    let at = at(&deployment);
    let stranger = world.person("stranger", 0, 0);
    let by = stranger.pubkey();
    let lamports = 1_000_000;
    let mut acts: Vec<_> = [at.governance, at.treasury()]
        .map(|to| system_instruction::transfer(&by, &to, lamports))
        .into();
    // As our deployment would: with its authority.
    acts.push(instruction::create_realm(
        &at,
        NAME,
        &deployment.authority,
        &by,
    ));
    acts.push(client::create_max_voter_weight_record(&by, &at.realm));
    world.must(&acts, &[&stranger]);
    deployment.realm.as_mut().unwrap().treasury_lamports = 400_000_000;

    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    let of_realm = outcome.sent.iter().filter(|(step, _)| *step == FIRST);
    assert_eq!(of_realm.count(), 2, "governance; treasury and its own");
    assert_eq!(world.lamports(&at.treasury()), 400_000_000);
    assert_eq!(waiting(&outcome), [LAST]);
}

/// Later votes spend it.
#[test]
fn a_treasury_is_filled_before_the_realm_governs_and_not_again() {
    let (mut world, deployment) = proposed();
    let treasury = at(&deployment).treasury();
    let mut account = world.account(&treasury).unwrap();
    account.lamports = 1_000_000;
    world.vm.set_account(treasury, account).unwrap();
    let again = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(again.sent, []);
    let found = differences(&mut world, &deployment);
    let found = found
        .iter()
        .find(|it| it.what.starts_with("realm: treasury"));
    assert_eq!(found.unwrap().found, "1000000");
}

#[test]
fn votes_may_be_short_on_a_local_network() {
    let mut world = world();
    let votes = Votes {
        local: true,
        voting: 600,
        cool_off: 60,
        hold_up: 0,
        ..super::votes()
    };
    let deployment = with(&world, votes);
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(waiting(&outcome), [LAST]);
}
