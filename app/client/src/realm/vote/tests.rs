//! Votes up to their last second.

#![allow(clippy::arithmetic_side_effects, clippy::panic)]

use super::*;
use crate::realm::tests::CONFIG;

#[test]
fn the_last_second_of_each_phase_counts() {
    let times = Times::of(&CONFIG, 1_000_000);
    assert_eq!((times.all_until, times.end), (1_432_000, 1_604_800));
    for (now, expected) in [
        (1_000_000, Phase::All),
        (1_432_000, Phase::All),
        (1_432_001, Phase::OnlyNo),
        (1_604_800, Phase::OnlyNo),
        (1_604_801, Phase::Ended),
    ] {
        assert_eq!(times.phase(now), expected, "{now}");
    }
}

#[test]
fn a_transaction_can_be_executed_after_the_hold_up() {
    assert_eq!(executable_from(1_604_800, 86_400), 1_691_201);
    assert_eq!(executable_from(1_604_800, 0), 1_604_801);
    assert_eq!(executable_from(i64::MAX, 1), i64::MAX);
}

#[test]
fn a_threshold_is_rounded_up() {
    let of = |percent, all| threshold(VoteThreshold::YesVotePercentage(percent), all);
    assert_eq!(of(20, 1_000), Some(200));
    assert_eq!(of(20, 1_001), Some(201));
    assert_eq!(of(1, 1), Some(1));
    assert_eq!(of(60, 0), Some(0));
    assert_eq!(of(100, u64::MAX), Some(u64::MAX));
    assert_eq!(threshold(VoteThreshold::Disabled, 1_000), None);
    assert_eq!(threshold(VoteThreshold::QuorumPercentage(20), 1_000), None);
}

/// SPL Governance's rule at the end of a vote, without division.
fn passes(yes: u64, no: u64, percent: u8, max: u64) -> bool {
    let all = max.max(yes + no);
    yes * 100 >= u64::from(percent) * all && yes > no
}

#[test]
fn an_outlook_is_what_the_end_of_the_vote_says() {
    for percent in [1, 20, 33, 50, 60, 99, 100] {
        for (max, yes, no) in
            (0..14).flat_map(|max| (0..9).flat_map(move |yes| (0..9).map(move |no| (max, yes, no))))
        {
            let case = format!("{percent} % of {max}, {yes} to {no}");
            let rule = VoteThreshold::YesVotePercentage(percent);
            let tally = Tally { yes, no };
            let left = tally.all(max) - yes - no;
            let with = |more: u64| passes(yes + more, no, percent, max);
            match tally.outlook(rule, max, Phase::All) {
                Some(Outlook::Passes) => assert!(with(0), "{case}"),
                Some(Outlook::Needs(more)) => {
                    assert!(more > 0 && more <= left, "{case}");
                    assert!(with(more) && !with(more - 1), "{case}");
                }
                Some(Outlook::Fails) => assert!(!(0..=left).any(with), "{case}"),
                None => panic!("{case}"),
            }
            let decided = match with(0) {
                true => Outlook::Passes,
                false => Outlook::Fails,
            };
            for phase in [Phase::OnlyNo, Phase::Ended] {
                assert_eq!(tally.outlook(rule, max, phase), Some(decided), "{case}");
            }
        }
    }
}

#[test]
fn who_does_not_vote_has_no_outlook() {
    let tally = Tally { yes: 1, no: 0 };
    assert_eq!(tally.outlook(VoteThreshold::Disabled, 1, Phase::All), None);
}
