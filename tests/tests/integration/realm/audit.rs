//! The audit of a network that a realm governs.

use anchor_lang::AnchorSerialize;
use emissions::state::Config;
use io_client::{
    audit::{examine, Snapshot, Verdict},
    realm::{
        instruction,
        state::{GovernanceV2, RealmConfigAccount, Typed},
        Realm,
    },
};
use io_common::{addresses::EMISSIONS_CONFIG, constants::DAY};
use io_tests::{key, World};
use solana_signer::Signer;

use super::{realm, rules, worlds, NAME};

/// The verdicts about votes, with their figures.
fn findings(world: &mut World) -> Vec<(Verdict, String)> {
    let snapshot = Snapshot::read(world.vm.as_mut()).unwrap().unwrap();
    let findings = examine(&snapshot).unwrap().into_iter();
    let of_votes = findings.filter(|it| it.rule == "P-21");
    of_votes.map(|it| (it.verdict, it.figures)).collect()
}

/// A network whose authority is the governance of a realm.
fn governed(mut world: World) -> (World, Realm) {
    let (at, maker) = (realm(&world), key("authority"));
    let by = maker.pubkey();
    let make = [
        instruction::create_realm(&at, NAME, &by, &by),
        instruction::create_governance(&at, &by, &by, &rules()),
    ];
    world.must(&make, &[&maker]);
    world.edit(&EMISSIONS_CONFIG.address, |config: &mut Config| {
        config.roles.authority = at.governance;
    });
    (world, at)
}

/// Changes an account of SPL Governance behind its back.
fn edit<T: Typed + AnchorSerialize>(
    world: &mut World,
    at: &Realm,
    address: &anchor_lang::prelude::Pubkey,
    change: impl FnOnce(&mut T),
) {
    let mut account = world.account(address).unwrap();
    let mut it: T = at.read(&account).unwrap();
    change(&mut it);
    let mut data = vec![T::TYPE];
    it.serialize(&mut data).unwrap();
    account.data[..data.len()].copy_from_slice(&data);
    world.vm.set_account(*address, account).unwrap();
}

#[test]
fn p21_a_vote_that_is_as_long_as_unstaking_is_found() {
    for world in worlds() {
        let (mut world, at) = governed(world);
        let emissions = emissions::ID;
        let weighed = format!("{emissions} weighs a voter, {emissions} all votes");
        let figures = "5d to vote, and 2d more to vote no, 14d to unstake";
        assert_eq!(
            findings(&mut world),
            [
                (Verdict::Exact, figures.to_string()),
                (Verdict::Exact, weighed.clone())
            ]
        );
        for (more, verdict) in [(6 * DAY, Verdict::Exact), (6 * DAY + 1, Verdict::Broken)] {
            edit(&mut world, &at, &at.governance, |it: &mut GovernanceV2| {
                it.config.voting_base_time = u32::try_from(5 * DAY + more).unwrap();
            });
            assert_eq!(findings(&mut world)[0].0, verdict, "{more}");
        }
    }
}

#[test]
fn p21_a_realm_that_another_program_weighs_is_found() {
    let [world, _] = worlds();
    let (mut world, at) = governed(world);
    for edited in [0, 1] {
        edit(
            &mut world,
            &at,
            &at.config(),
            |it: &mut RealmConfigAccount| {
                let plugins = &mut it.community_token_config;
                plugins.voter_weight_addin = (edited == 1).then_some(emissions::ID);
                plugins.max_voter_weight_addin = (edited == 0).then_some(emissions::ID);
            },
        );
        assert_eq!(findings(&mut world)[1].0, Verdict::Broken);
    }
}

#[test]
fn where_no_realm_governs_no_vote_is_checked() {
    let [mut world, _] = worlds();
    assert_eq!(findings(&mut world), []);
}
