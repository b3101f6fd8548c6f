//! When a vote ends, what it needs and how it stands, by the rules of SPL Governance. Times are unix seconds, weights base
//! units.

use super::{
    config::{GovernanceConfig, VoteThreshold},
    state::{ProposalV2, VoteType},
};

/// When a vote takes which votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// The last second in which all votes count.
    pub all_until: i64,
    /// The last second in which No counts, and in which a vote can be withdrawn.
    pub end: i64,
}

/// Which votes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Yes and No.
    All,
    /// Only No: the cool-off.
    OnlyNo,
    /// None: the vote can be finalized.
    Ended,
}

impl Times {
    /// Those of a vote that began at `voting_at`. They change with the rules.
    pub fn of(config: &GovernanceConfig, voting_at: i64) -> Self {
        let all_until = voting_at.saturating_add(config.voting_base_time.into());
        Self {
            all_until,
            end: all_until.saturating_add(config.voting_cool_off_time.into()),
        }
    }

    /// Which votes count at `now`.
    pub fn phase(&self, now: i64) -> Phase {
        if now <= self.all_until {
            Phase::All
        } else if now <= self.end {
            Phase::OnlyNo
        } else {
            Phase::Ended
        }
    }
}

/// The first second in which a transaction can be executed, `hold_up` seconds after the `end` of the vote.
pub fn executable_from(end: i64, hold_up: u32) -> i64 {
    end.saturating_add(hold_up.into()).saturating_add(1)
}

/// Least weight of Yes, of `all` weight, with which a vote passes; none if these voters do not vote.
pub fn threshold(threshold: VoteThreshold, all: u64) -> Option<u64> {
    let VoteThreshold::YesVotePercentage(percent) = threshold else {
        return None;
    };
    let hundredths = u128::from(percent).saturating_mul(all.into());
    Some(u64::try_from(hundredths.div_ceil(100)).unwrap_or(u64::MAX))
}

/// Votes of Yes and No.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Weight of Yes.
    pub yes: u64,
    /// Weight of No.
    pub no: u64,
}

/// What becomes of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// It passes if nothing changes.
    Passes,
    /// It passes with this much more weight of Yes.
    Needs(u64),
    /// It passes only if votes of No are withdrawn: too little weight is left, or Yes no longer counts.
    Fails,
}

impl Tally {
    /// Votes on a realm proposal of Yes or No; none for a survey and for one with several options, on which the clients do not
    /// vote Yes.
    pub fn of(proposal: &ProposalV2) -> Option<Self> {
        let ([option], VoteType::SingleChoice) = (&proposal.options[..], proposal.vote_type) else {
            return None;
        };
        Some(Self {
            yes: option.vote_weight,
            no: proposal.deny_vote_weight?,
        })
    }

    /// The option with the most Yes, against No, which rejects every option; none for a survey.
    pub fn leading(proposal: &ProposalV2) -> Option<Self> {
        let yes = proposal.options.iter().map(|it| it.vote_weight).max()?;
        Some(Self {
            yes,
            no: proposal.deny_vote_weight?,
        })
    }

    /// All weight, if the plugin states `max`: at least the votes.
    pub fn all(&self, max: u64) -> u64 {
        max.max(self.yes.saturating_add(self.no))
    }

    /// Weight of Yes that passes it: the threshold, and more than there is of No. None if these voters do not vote.
    pub fn needed(&self, rule: VoteThreshold, max: u64) -> Option<u64> {
        let least = threshold(rule, self.all(max))?;
        Some(least.max(self.no.saturating_add(1)))
    }

    /// What becomes of the vote, with `max` as the plugin states it; none if these voters do not vote.
    pub fn outlook(&self, rule: VoteThreshold, max: u64, phase: Phase) -> Option<Outlook> {
        let (all, needed) = (self.all(max), self.needed(rule, max)?);
        let missing = needed.saturating_sub(self.yes);
        let left = all.saturating_sub(self.yes).saturating_sub(self.no);
        Some(match (missing, phase) {
            (0, _) => Outlook::Passes,
            (_, Phase::All) if missing <= left => Outlook::Needs(missing),
            _ => Outlook::Fails,
        })
    }
}

/// Whether several options lead, of which only one can win: then none does.
pub fn is_tied(proposal: &ProposalV2) -> bool {
    let weights = || proposal.options.iter().map(|it| it.vote_weight);
    let most = weights().max();
    let leading = weights().filter(|it| Some(*it) == most);
    proposal.vote_type == VoteType::SingleChoice && leading.count() > 1
}

#[cfg(test)]
mod tests;
