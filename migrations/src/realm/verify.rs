//! Compares the realm on the network with the deployment file.

use ::emissions::state::{Config, MaxVoterWeightRecord};
use anchor_lang::prelude::Pubkey;
use io_client::{
    emissions, read,
    realm::{
        state::{GovernanceV2, RealmConfigAccount, RealmV2, Typed},
        Realm,
    },
    Network, ReadError,
};
use io_common::addresses::EMISSIONS_CONFIG;

use super::{compare, longest_vote, program, treasury, validate::span, Votes};
use crate::{words::Words, Deployment, Difference};

/// Everything in which the realm differs from the deployment; nothing without one.
///
/// # Errors
/// If the network does not answer.
pub fn differences(
    network: &mut dyn Network,
    deployment: &Deployment,
) -> anyhow::Result<Vec<Difference>> {
    let Some((votes, at)) = deployment.votes() else {
        return Ok(Vec::new());
    };
    let mut found = program_differences(network, deployment, votes)?;
    found.extend(realm_differences(network, &at)?);
    found.extend(governance_differences(network, votes, &at)?);
    let (least, wallet) = (treasury::least_lamports(network)?, at.treasury());
    let held = network.account(&wallet)?.map_or(0, |it| it.lamports);
    if held < least {
        found.push(difference(
            &format!("treasury {wallet}, in lamports"),
            format!("at least {least}, for the rent of a proposal"),
            held,
        ));
    }
    let record = emissions::max_voter_weight_address(&at.realm);
    if read::<MaxVoterWeightRecord>(network, &record)?.is_none() {
        found.push(difference("record of all votes", record, "none"));
    }
    Ok(found)
}

fn program_differences(
    network: &mut dyn Network,
    deployment: &Deployment,
    votes: &Votes,
) -> Result<Vec<Difference>, ReadError> {
    let expected = deployment.upgrader_of(votes);
    Ok(match program::upgrader(network, &votes.program) {
        // Nobody can replace it.
        Ok(None) => Vec::new(),
        Ok(Some(upgrader)) if upgrader == expected => Vec::new(),
        Ok(found) => vec![difference(
            &format!("upgrade authority of {}", votes.program),
            expected,
            found.words(),
        )],
        Err(error) => match error.downcast::<ReadError>() {
            Ok(unread) => return Err(unread),
            Err(why) => vec![difference("program", votes.program, why)],
        },
    })
}

fn realm_differences(network: &mut dyn Network, at: &Realm) -> Result<Vec<Difference>, ReadError> {
    let realm = typed::<RealmV2>(network, at, &at.realm)?;
    let config = typed::<RealmConfigAccount>(network, at, &at.config())?;
    let (Some(realm), Some(config)) = (realm, config) else {
        return Ok(vec![difference("account", at.realm, "none")]);
    };
    Ok(compare::realm(at, &[at.governance], &realm, &config))
}

fn governance_differences(
    network: &mut dyn Network,
    votes: &Votes,
    at: &Realm,
) -> Result<Vec<Difference>, ReadError> {
    let Some(governance) = typed::<GovernanceV2>(network, at, &at.governance)? else {
        return Ok(vec![difference("governance", at.governance, "none")]);
    };
    let mut found = compare::governance(votes, &governance);
    let config = read::<Config>(network, &EMISSIONS_CONFIG.address)?;
    let longest = longest_vote(&governance.config);
    // P-21, with the rules in force.
    if let Some(config) = config.filter(|config| longest >= config.unstake_cooldown) {
        found.push(difference(
            "longest vote",
            format!(
                "less than unstake_cooldown of emissions, {}",
                span(config.unstake_cooldown)
            ),
            span(longest),
        ));
    }
    Ok(found)
}

/// An account of the realm's program; none of another type, and if there is none.
///
/// # Errors
/// If the network does not answer.
pub fn typed<T: Typed>(
    network: &mut dyn Network,
    at: &Realm,
    address: &Pubkey,
) -> Result<Option<T>, ReadError> {
    let account = network.account(address)?;
    Ok(account.and_then(|it| at.read(&it)))
}

fn difference(field: &str, expected: impl ToString, found: impl ToString) -> Difference {
    Difference {
        what: format!("realm: {field}"),
        expected: expected.to_string(),
        found: found.to_string(),
    }
}
