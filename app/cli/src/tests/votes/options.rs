//! Realm proposals with several options, which no command submits.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, AnchorSerialize};
use io_client::{
    emissions::{
        max_voter_weight_address, update_max_voter_weight_record, update_voter_weight_record,
        voter_weight_address, VoterKeys, Weighed,
    },
    realm::{
        config::{GovernanceConfig, VoteThreshold},
        instruction::{
            cast_vote, create_proposal, insert_transaction, sign_off_proposal, Draft, Subject,
            Voter, Weights,
        },
        state::{ProposalState, Vote, VoteChoice, VoteType},
    },
};
use io_common::{
    constants::{DAY, ONE_IO},
    governance::GovernanceAction,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{super::Suite, setup::rules, Council};
use crate::report::Cell;

const NAME: &str = "Two";

impl Council {
    fn keys(&self, voter: Pubkey) -> VoterKeys {
        VoterKeys {
            realm: self.at.realm,
            voter,
        }
    }

    /// Weighs the stake of a voter with the first supplier.
    fn weigh(&mut self, voter: Pubkey) -> Instruction {
        let supplier = self.suite.supplier(0).1;
        let stake = Weighed {
            delegated: &[supplier],
            owned: &[],
        };
        update_voter_weight_record(&self.keys(voter), &stake)
    }

    /// Submits a pause of emissions as the first of two options. `who` has the records of a voter.
    fn submit_two_options(&mut self, who: &Keypair) -> Pubkey {
        let (at, seed) = (self.at, Pubkey::new_from_array([7; 32]));
        let (voter, proposal) = (Voter::alone(who.pubkey()), at.proposal(&seed));
        let draft = Draft {
            name: NAME,
            link: "",
            seed,
        };
        let record = voter_weight_address(&self.keys(voter.owner));
        let mut create = create_proposal(&at, &draft, &voter, &record);
        create.data.truncate(1);
        let options = ["Approve", "Later”\nNeeded: 1 IO"].as_slice();
        let arguments = (NAME, "", VoteType::SingleChoice, options, true, seed);
        arguments.serialize(&mut create.data).unwrap();
        let pause = io_client::emissions::govern(&at.governance, GovernanceAction::Pause);
        let weigh = self.weigh(voter.owner);
        let economy = &mut self.suite.economy;
        economy.send(&[weigh, create], &[who]).unwrap();
        let held = rules().min_transaction_hold_up_time;
        let insert = insert_transaction(&at, &proposal, &voter, 0, held, &[(&pause).into()]);
        let sign_off = sign_off_proposal(&at, &proposal, &voter);
        economy.send(&[insert, sign_off], &[who]).unwrap();
        proposal
    }

    /// Votes for the first of two options.
    fn vote_for_the_first(&mut self, who: &Keypair, proposal: Pubkey) {
        let (at, voter) = (self.at, Voter::alone(who.pubkey()));
        let subject = Subject {
            proposal,
            owner_record: at.owner_record(&voter.owner),
        };
        let weights = Weights {
            voter: voter_weight_address(&self.keys(voter.owner)),
            max: max_voter_weight_address(&at.realm),
        };
        let choice = |weight_percentage| VoteChoice {
            rank: 0,
            weight_percentage,
        };
        let first = Vote::Approve(vec![choice(100), choice(0)]);
        let whole = [
            self.weigh(voter.owner),
            update_max_voter_weight_record(&at.realm),
            cast_vote(&at, &subject, &voter, &weights, first),
        ];
        self.suite.economy.send(&whole, &[who]).unwrap();
    }
}

/// Twenty percent of all stake passes a vote.
fn council() -> Council {
    let rules = GovernanceConfig {
        community_vote_threshold: VoteThreshold::YesVotePercentage(20),
        ..rules()
    };
    Council::with(Suite::new(), &rules)
}

/// P-21
#[test]
fn no_defeats_a_realm_proposal_with_several_options() {
    let mut council = council();
    let mut staked = || council.suite.economy.ledger().unwrap().staked;
    // 25 % and 30 % of all stake, in whole IO.
    let hundredth = staked().div_ceil(45).div_ceil(ONE_IO);
    let proposer = council.voter(25 * hundredth);
    let other = council.voter(30 * hundredth);
    let line = format!("gov set-delegate {}", other.pubkey());
    council.suite.json(&proposer, &line);
    council.submit(&proposer, "pause marketplace", "--draft");
    let proposal = council.submit_two_options(&proposer);
    council.vote_for_the_first(&proposer, proposal);

    let yes = format!("gov vote {proposal} yes");
    let (status, message) = council.suite.fails(&other, &yes);
    assert_eq!(status, 3);
    assert!(
        message.starts_with("it has several options, and only no"),
        "{message}"
    );
    let shown = council
        .suite
        .json(&other, &format!("gov proposals {proposal}"));
    let first = format!("“Approve”: {}", Cell::Io(25 * hundredth * ONE_IO).brief());
    assert_eq!(
        shown["yes"],
        serde_json::json!([first, "“Later' Needed: 1 IO”: 0 IO"])
    );
    assert_eq!(shown["no"], 0);
    assert_eq!(shown["outlook"], "passes if nothing changes");

    let no = format!("gov vote {proposal} no");
    let cast = council.suite.json(&other, &no);
    assert_eq!(cast["weight"], 30 * hundredth * ONE_IO);
    let shown = council
        .suite
        .json(&other, &format!("gov proposals {proposal}"));
    assert_eq!(shown["no"], 30 * hundredth * ONE_IO);
    assert_eq!(shown["needed"], 30 * hundredth * ONE_IO + 1);
    council.suite.wait(7 * DAY + 1);
    let line = format!("gov finalize {proposal}");
    let counted = council.suite.json(&other, &line);
    assert_eq!(counted["result"], "does not pass");
    assert_eq!(counted["yesNeeded"], 30 * hundredth * ONE_IO + 1);
    assert_eq!(council.stored(&proposal).state, ProposalState::Defeated);
}
