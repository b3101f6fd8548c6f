//! When votes end, how they stand, and what stake weighs.

use std::fmt::Write;

use bytemuck::Zeroable;
use emissions::state::{voter_weight, Delegation, Held, MaxVoterWeightRecord, VoterWeightRecord};
use io_client::realm::{
    config::VoteThreshold,
    vote::{executable_from, threshold, Outlook, Phase, Tally, Times},
};
use io_common::types::Supplier;

use super::accounts::CONFIG;
use crate::{quotes::account, words};

const PHASES: [Phase; 3] = [Phase::All, Phase::OnlyNo, Phase::Ended];

/// `voteTimes BEGAN NOW`, then the last seconds and the phase.
fn times(lines: &mut String) {
    let began = 1_800_000_000;
    let times = Times::of(&CONFIG, began);
    for edge in [began, times.all_until, times.end] {
        for now in [edge - 1, edge, edge + 1] {
            let phase = times.phase(now);
            let (all_until, end) = (times.all_until, times.end);
            writeln!(lines, "voteTimes {began} {now} {all_until} {end} {phase:?}").unwrap();
        }
    }
    for hold_up in [0, 86_400, u32::MAX] {
        let from = executable_from(times.end, hold_up);
        writeln!(lines, "executableFrom {} {hold_up} {from}", times.end).unwrap();
    }
}

/// `voteOutlook PERCENT MAX YES NO`, then what is needed and the outlook in each phase.
fn outlooks(lines: &mut String) {
    const LARGE: u64 = 800_000_000 * 100_000_000;
    let cases = [
        (0, 0, 0),
        (1_000, 200, 0),
        (1_000, 199, 0),
        (1_001, 200, 0),
        (1_001, 201, 200),
        (1_001, 201, 201),
        (1_000, 0, 801),
        (10, 6, 7),
        (10, 7, 6),
        (10, 2, 8),
        (LARGE, LARGE / 5, 0),
        (LARGE + 1, LARGE / 5, 0),
        (LARGE, 0, LARGE / 2),
        (u64::MAX, u64::MAX / 5, 0),
    ];
    for percent in [1, 20, 60, 100] {
        for (max, yes, no) in cases {
            let rule = VoteThreshold::YesVotePercentage(percent);
            let tally = Tally { yes, no };
            let needed = threshold(rule, tally.all(max)).unwrap();
            let outlooks = PHASES.map(|phase| match tally.outlook(rule, max, phase).unwrap() {
                Outlook::Passes => "passes".to_owned(),
                Outlook::Needs(more) => format!("needs:{more}"),
                Outlook::Fails => "fails".to_owned(),
            });
            let outlooks = outlooks.join(" ");
            writeln!(
                lines,
                "voteOutlook {percent} {max} {yes} {no} {needed} {outlooks}"
            )
            .unwrap();
        }
    }
}

/// `votesOf NOW SUPPLIER DELEGATION`, then the votes of own stake and of the delegation, or why they have none.
fn weights(lines: &mut String) {
    let mut delegation = Delegation {
        active: 70,
        ..Delegation::default()
    };
    delegation.unstake_requests[0].amount = 1_000;
    delegation.held[1] = Held {
        active: 5,
        cooling: 100,
        slash: 3,
        ..Held::default()
    };
    delegation.followed = 3;
    let mut supplier = Supplier::zeroed();
    (supplier.stake.own, supplier.stake.own_held) = (50, 5);
    supplier.own_votes_at = 1_000;
    supplier.slashes.shared = 3;
    supplier.slashes.open_shared[2] = 3;
    let mut ended = supplier;
    ended.slashes.open_shared[2] = 0;
    let mut opened = supplier;
    opened.slashes.shared = 4;
    let none = Delegation::default();
    for (supplier, delegation, now) in [
        (&supplier, &delegation, 999),
        (&supplier, &delegation, 1_000),
        (&ended, &delegation, 1_000),
        (&opened, &delegation, 1_000),
        (&opened, &none, 1_000),
    ] {
        let own = voter_weight::of_own(supplier, now);
        let delegated = match voter_weight::of_delegation(*delegation, supplier) {
            Ok(votes) => votes.to_string(),
            Err(error) => words::of_program(&error),
        };
        let [of, with] = [account(supplier), account(delegation)];
        writeln!(lines, "votesOf {now} {of} {with} {own} {delegated}").unwrap();
    }
}

pub fn lines() -> String {
    let mut lines = String::new();
    times(&mut lines);
    outlooks(&mut lines);
    weights(&mut lines);
    let (voter, max) = (VoterWeightRecord::SIZE, MaxVoterWeightRecord::SIZE);
    writeln!(lines, "recordSizes {voter} {max}").unwrap();
    lines
}
