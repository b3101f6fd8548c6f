//! Instructions by which a realm changes itself, in words.

use anchor_lang::AnchorDeserialize;
use io_client::{
    changes::{arrow, in_unit},
    realm::{
        config::{GovernanceConfig, VoteThreshold},
        state::InstructionData,
    },
};
use io_common::governance::Unit;

use super::Around;

/// Number of the instruction that sets the rules of a governance, the first byte of its data.
const SET_GOVERNANCE_CONFIG: u8 = 19;

/// What an instruction of SPL Governance does, if it sets the rules of this realm's votes.
pub fn words(stored: &InstructionData, around: &Around) -> Option<String> {
    let (number, arguments) = stored.data.split_first()?;
    let is_ours = stored.program_id == around.realm.program
        && stored.accounts.first()?.pubkey == around.realm.governance;
    if !is_ours || *number != SET_GOVERNANCE_CONFIG {
        return None;
    }
    let to = GovernanceConfig::try_from_slice(arguments).ok()?;
    Some(format!(
        "rules of the votes: {}",
        changed(around.rules, &to)
    ))
}

/// What differs, from what to what.
fn changed(from: &GovernanceConfig, to: &GovernanceConfig) -> String {
    let seconds = |it: u32| in_unit(Unit::Seconds, it.into());
    let stake = |it: u64| in_unit(Unit::Io, it.into());
    let mut differ = Vec::new();
    let mut row = |name: &str, from: String, to: String| {
        if from != to {
            differ.push(format!("{name} {}", arrow(&from, &to)));
        }
    };
    row(
        "Yes of",
        share(from.community_vote_threshold),
        share(to.community_vote_threshold),
    );
    row(
        "stake of a proposer",
        stake(from.min_community_weight_to_create_proposal),
        stake(to.min_community_weight_to_create_proposal),
    );
    for (name, from, to) in [
        ("voting", from.voting_base_time, to.voting_base_time),
        (
            "cool-off",
            from.voting_cool_off_time,
            to.voting_cool_off_time,
        ),
        (
            "hold-up",
            from.min_transaction_hold_up_time,
            to.min_transaction_hold_up_time,
        ),
    ] {
        row(name, seconds(from), seconds(to));
    }
    let others = |it: &GovernanceConfig| GovernanceConfig {
        community_vote_threshold: from.community_vote_threshold,
        min_community_weight_to_create_proposal: from.min_community_weight_to_create_proposal,
        voting_base_time: from.voting_base_time,
        voting_cool_off_time: from.voting_cool_off_time,
        min_transaction_hold_up_time: from.min_transaction_hold_up_time,
        ..*it
    };
    if others(to) != *from {
        differ.push(format!("and others, to {:?}", others(to)));
    }
    match differ.is_empty() {
        true => "as they are now".into(),
        false => differ.join(", "),
    }
}

fn share(rule: VoteThreshold) -> String {
    match rule {
        VoteThreshold::YesVotePercentage(percent) => format!("{percent} %"),
        VoteThreshold::QuorumPercentage(percent) => format!("a quorum of {percent} %"),
        VoteThreshold::Disabled => "nobody".into(),
    }
}
