//! How a vote goes.

use governance::state::{
    enums::{self, GovernanceAccountType, TransactionExecutionStatus},
    governance::assert_is_valid_governance_config,
    proposal_transaction::ProposalTransactionV2,
    vote_record::Vote,
};
use io_client::realm::{
    config::{GovernanceConfig, VoteThreshold as Threshold},
    state,
    vote::{executable_from, Outlook, Phase, Tally, Times},
};

use super::{
    accounts::check,
    old_key,
    theirs::{approve, config, proposal},
    CHOICES,
};

#[test]
fn the_rules_that_a_deployment_writes_are_accepted() {
    assert_is_valid_governance_config(&config()).unwrap();
}

#[test]
fn phases_are_those_of_spl_governance() {
    let rules = config();
    let times = Times::of(&GovernanceConfig::by_stake(&CHOICES), 1_000_000);
    let voting = proposal(enums::ProposalState::Voting, 5, 3);
    for end in [times.all_until, times.end] {
        for now in end - 2..=end + 2 {
            let may = |vote| voting.assert_can_cast_vote(&rules, &vote, now).is_ok();
            let is_over = voting.assert_can_finalize_vote(&rules, now).is_ok();
            let expected = match (may(approve(&[100])), may(Vote::Deny), is_over) {
                (true, true, false) => Phase::All,
                (false, true, false) => Phase::OnlyNo,
                (false, false, true) => Phase::Ended,
                other => panic!("{other:?}"),
            };
            assert_eq!(times.phase(now), expected, "{now}");
        }
    }
}

/// Votes at the end, up to the largest sums: SPL Governance decides as the outlook says.
#[test]
fn a_vote_ends_as_its_outlook_says() {
    let rules = config();
    let times = Times::of(&GovernanceConfig::by_stake(&CHOICES), 1_000_000);
    let large = 800_000_000 * 100_000_000;
    for (max, yes, no) in [
        (0, 0, 0),
        (1_000, 200, 0),
        (1_000, 199, 0),
        (1_001, 200, 0),
        (1_001, 201, 200),
        (1_001, 201, 201),
        (10, 6, 7),
        (10, 7, 6),
        (large, large / 5, 0),
        (large, large / 5 - 1, 0),
        (large + 1, large / 5, 0),
        (u64::MAX, u64::MAX / 5, 0),
        (u64::MAX, u64::MAX / 5 - 1, 0),
    ] {
        for percent in 1..=100 {
            let mut ended = proposal(enums::ProposalState::Voting, yes, no);
            let theirs = enums::VoteThreshold::YesVotePercentage(percent);
            let all = Tally { yes, no }.all(max);
            ended
                .finalize_vote(all, &rules, times.end + 1, &theirs)
                .unwrap();
            let read = check::<state::ProposalV2>(&ended, 0);
            let expected = match read.state {
                state::ProposalState::Succeeded => Outlook::Passes,
                state::ProposalState::Defeated => Outlook::Fails,
                other => panic!("{other:?}"),
            };
            let rule = Threshold::YesVotePercentage(percent);
            let outlook = Tally { yes, no }.outlook(rule, max, Phase::Ended);
            assert_eq!(
                outlook,
                Some(expected),
                "{percent} % of {max}, {yes} to {no}"
            );
            assert_eq!(read.voting_completed_at, Some(times.end));
            assert_eq!(
                (read.max_vote_weight, read.vote_threshold),
                (Some(all), Some(rule))
            );
        }
    }
}

#[test]
fn a_transaction_can_be_executed_from_when_the_client_says() {
    let times = Times::of(&GovernanceConfig::by_stake(&CHOICES), 1_000_000);
    let mut passed = proposal(enums::ProposalState::Voting, 5, 3);
    let rule = enums::VoteThreshold::YesVotePercentage(20);
    passed
        .finalize_vote(8, &config(), times.end + 1, &rule)
        .unwrap();
    for hold_up_time in [0, 1, 86_400, u32::MAX] {
        let transaction = ProposalTransactionV2 {
            account_type: GovernanceAccountType::ProposalTransactionV2,
            proposal: old_key(1),
            option_index: 0,
            transaction_index: 0,
            hold_up_time,
            instructions: vec![],
            executed_at: None,
            execution_status: TransactionExecutionStatus::None,
            reserved_v2: [0; 8],
        };
        let from = executable_from(times.end, hold_up_time);
        let may = |now| {
            passed
                .assert_can_execute_transaction(&transaction, now)
                .is_ok()
        };
        assert_eq!([from - 1, from].map(may), [false, true]);
    }
}
