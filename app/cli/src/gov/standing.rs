//! How a realm proposal stands.

use clap::ValueEnum;
use io_client::realm::{
    read::Governed,
    state::{ProposalState, ProposalV2},
    vote::{is_tied, threshold, Outlook, Phase, Tally, Times},
};

/// How far a realm proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// Not submitted yet
    Draft,
    /// Yes and no count
    Voting,
    /// Only no counts
    CoolOff,
    /// The vote is over and not counted
    Ended,
    /// To be executed
    Passed,
    /// A part is executed
    Executing,
    /// All of it is executed
    Executed,
    /// It has not passed
    Defeated,
    /// By its proposer
    Cancelled,
    /// By the voters of another token
    Vetoed,
}

impl State {
    /// Its name.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |it| it.get_name().into())
    }

    /// Whether there is still something to do.
    pub fn is_open(self) -> bool {
        ![
            Self::Executed,
            Self::Defeated,
            Self::Cancelled,
            Self::Vetoed,
        ]
        .contains(&self)
    }
}

/// How a realm proposal stands.
pub struct Standing {
    /// How far it is.
    pub state: State,
    /// Votes, of several options for the one that leads; none for a survey.
    pub tally: Option<Tally>,
    /// Weight of Yes that it needs.
    pub needed: Option<u64>,
    /// All weight, in IO base units.
    pub all: u64,
    /// When its vote takes which votes; none before it has begun.
    pub times: Option<Times>,
    /// When its vote ends or has ended, in unix seconds.
    pub end: Option<i64>,
    /// What becomes of its vote; none once it is counted, and while several options lead.
    pub outlook: Option<Outlook>,
    /// Whether votes of No that are withdrawn can make it pass.
    pub can_turn: bool,
}

impl Standing {
    /// At `now`.
    pub fn of(governed: &Governed, proposal: &ProposalV2, now: i64) -> Self {
        let config = &governed.governance.config;
        let times = proposal.voting_at.map(|at| Times::of(config, at));
        let phase = times.map_or(Phase::All, |it| it.phase(now));
        let state = match proposal.state {
            ProposalState::Draft | ProposalState::SigningOff => State::Draft,
            ProposalState::Voting => match phase {
                Phase::All => State::Voting,
                Phase::OnlyNo => State::CoolOff,
                Phase::Ended => State::Ended,
            },
            ProposalState::Succeeded => State::Passed,
            ProposalState::Executing | ProposalState::ExecutingWithErrors => State::Executing,
            ProposalState::Completed => State::Executed,
            ProposalState::Defeated => State::Defeated,
            ProposalState::Cancelled => State::Cancelled,
            ProposalState::Vetoed => State::Vetoed,
        };
        // What was written when it was counted.
        let rule = proposal
            .vote_threshold
            .unwrap_or(config.community_vote_threshold);
        let max = proposal.max_vote_weight.unwrap_or(governed.staked);
        let tally = Tally::leading(proposal);
        let has_outlook = proposal.state == ProposalState::Voting && !is_tied(proposal);
        let reaches = tally.is_some_and(|it| threshold(rule, it.all(max)) <= Some(it.yes));
        Self {
            state,
            needed: tally.and_then(|it| it.needed(rule, max)),
            all: tally.map_or(max, |it| it.all(max)),
            end: proposal.voting_completed_at.or(times.map(|it| it.end)),
            outlook: tally
                .filter(|_| has_outlook)
                .and_then(|it| it.outlook(rule, max, phase)),
            can_turn: match phase {
                Phase::All => true,
                Phase::OnlyNo => reaches,
                Phase::Ended => false,
            },
            tally,
            times,
        }
    }
}
