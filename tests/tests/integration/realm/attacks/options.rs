//! Realm proposals and votes of other kinds than the clients make.

use anchor_lang::{
    solana_program::{instruction::Instruction, system_instruction},
    AnchorSerialize,
};
use io_client::realm::{
    instruction::{self, Draft, Subject, Voter},
    state::{
        InstructionData, MultiChoiceType, OptionVoteResult, ProposalState, Vote, VoteChoice,
        VoteType,
    },
};
use io_common::constants::ONE_IO;
use io_realm::GovernanceError;
use io_tests::{key, Outcome, Refused};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

const STAKE: u64 = 150_000 * ONE_IO;
const OPTIONS: [&str; 3] = ["A", "B", "C"];

/// Several options can win, and a voter chooses several.
fn several(choice_type: MultiChoiceType) -> VoteType {
    VoteType::MultiChoice {
        choice_type,
        min_voter_options: 1,
        max_voter_options: 3,
        max_winning_options: 3,
    }
}

/// A vote for options by percentages.
fn percentages(of: [u8; 3]) -> Vote {
    let choice = |weight_percentage| VoteChoice {
        rank: 0,
        weight_percentage,
    };
    Vote::Approve(of.map(choice).to_vec())
}

impl Assembly {
    /// A realm proposal with three options, in draft.
    fn with_options(&mut self, by: &Staker, vote_type: VoteType, has_no: bool) -> Outcome {
        let draft = Draft {
            name: "Options",
            link: "",
            seed: key("Options").pubkey(),
        };
        let [weigh, _] = self.weighing(by);
        let weight = self.weights(by).voter;
        let voter = Voter::alone(by.address());
        let mut create = instruction::create_proposal(&self.at, &draft, &voter, &weight);
        create.data.truncate(1);
        let arguments = (
            draft.name,
            draft.link,
            vote_type,
            OPTIONS.as_slice(),
            has_no,
            draft.seed,
        );
        arguments.serialize(&mut create.data).unwrap();
        self.act(by, &[weigh, create])
    }

    /// The same, voted on from now.
    fn options(&mut self, by: &Staker, vote_type: VoteType) -> Subject {
        self.with_options(by, vote_type, true).unwrap();
        let subject = self.subject(by, "Options");
        let voter = Voter::alone(by.address());
        let sign_off = instruction::sign_off_proposal(&self.at, &subject.proposal, &voter);
        self.act(by, &[sign_off]).unwrap();
        subject
    }

    fn subject(&self, by: &Staker, name: &str) -> Subject {
        Subject {
            proposal: self.at.proposal(&key(name).pubkey()),
            owner_record: self.at.owner_record(&by.address()),
        }
    }

    /// The instruction that adds a payment of the treasury to the first option.
    pub fn payment_to(&mut self, by: &Staker, on: &Subject) -> Instruction {
        let (at, hold_up) = (self.at, self.rules().min_transaction_hold_up_time);
        let pay = system_instruction::transfer(&at.treasury(), &by.address(), 1);
        let stored = [InstructionData::from(&pay)];
        let voter = Voter::alone(by.address());
        instruction::insert_transaction(&at, &on.proposal, &voter, 0, hold_up, &stored)
    }

    /// Weights of the options, and of No.
    fn weights_of(&mut self, on: &Subject) -> (Vec<u64>, Option<u64>) {
        let proposal = self.proposal(on);
        let options = proposal.options.iter().map(|option| option.vote_weight);
        (options.collect(), proposal.deny_vote_weight)
    }
}

/// For each option by itself, and a No against each.
#[test]
fn p21_a_token_counts_once_for_each_of_several_options() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let carol = assembly.staker("carol", 160_000);
    let subject = assembly.options(&bob, several(MultiChoiceType::FullWeight));
    let most = percentages([100, 100, 0]);
    assembly.vote(&bob, &subject, most.clone()).unwrap();
    let again = assembly.vote(&bob, &subject, most);
    again.refused(GovernanceError::VoteAlreadyExists as u32);
    assert_eq!(
        assembly.weights_of(&subject),
        (vec![STAKE, STAKE, 0], Some(0))
    );
    for too_much in [[200, 0, 0], [100, 50, 0]] {
        let refused = assembly.vote(&carol, &subject, percentages(too_much));
        refused.refused(GovernanceError::ChoiceWeightMustBe100Percent as u32);
    }
    assembly.vote(&carol, &subject, Vote::Deny).unwrap();
    assembly.wait_for_end(&subject);
    assembly.finalize(&subject).unwrap();
    let proposal = assembly.proposal(&subject);
    assert_eq!(proposal.state, ProposalState::Defeated);
    let mut options = proposal.options.iter();
    assert!(options.all(|it| it.vote_result == OptionVoteResult::Defeated));
}

/// An option that fails executes nothing, although another of the same realm proposal has passed.
#[test]
fn p30_each_option_needs_its_part_of_all_stake() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let carol = assembly.staker("carol", 30_000);
    assembly
        .with_options(&bob, several(MultiChoiceType::FullWeight), true)
        .unwrap();
    let subject = assembly.subject(&bob, "Options");
    let insert = assembly.payment_to(&bob, &subject);
    let voter = Voter::alone(bob.address());
    let sign_off = instruction::sign_off_proposal(&assembly.at, &subject.proposal, &voter);
    assembly.act(&bob, &[insert, sign_off]).unwrap();
    // The payment is in A. Less than a fifth is for it, and more for B.
    assembly
        .vote(&bob, &subject, percentages([0, 100, 0]))
        .unwrap();
    assembly
        .vote(&carol, &subject, percentages([100, 0, 0]))
        .unwrap();
    assembly.wait_for_end(&subject);
    assembly.finalize(&subject).unwrap();
    let state = assembly.proposal(&subject).state;
    assert_eq!(state, ProposalState::Succeeded);
    assembly.wait_for_execution(&subject);
    let refused = assembly.execute(&subject, 0);
    refused.refused(GovernanceError::CannotExecuteDefeatedOption as u32);
}

#[test]
fn p21_weight_that_is_divided_between_options_is_no_more_than_all_of_it() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let subject = assembly.options(&bob, several(MultiChoiceType::Weighted));
    for wrong in [[100, 100, 0], [60, 60, 0], [50, 49, 0]] {
        let refused = assembly.vote(&bob, &subject, percentages(wrong));
        refused.refused(GovernanceError::TotalVoteWeightMustBe100Percent as u32);
    }
    // The sum of the percentages has a byte.
    let wraps = assembly.vote(&bob, &subject, percentages([100, 100, 156]));
    wraps.refused(GovernanceError::TotalVoteWeightMustBe100Percent as u32);
    assembly
        .vote(&bob, &subject, percentages([50, 33, 17]))
        .unwrap();
    let (options, no) = assembly.weights_of(&subject);
    assert_eq!((options.iter().sum(), no), (STAKE, Some(0)));
}

#[test]
fn p21_a_single_choice_is_for_one_option() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let subject = assembly.options(&bob, VoteType::SingleChoice);
    let two = assembly.vote(&bob, &subject, percentages([100, 100, 0]));
    two.refused(GovernanceError::SingleChoiceOnlyIsAllowed as u32);
    let none = assembly.vote(&bob, &subject, percentages([0, 0, 0]));
    none.refused(GovernanceError::SingleChoiceOnlyIsAllowed as u32);
    let double = assembly.vote(&bob, &subject, percentages([200, 0, 0]));
    double.refused(GovernanceError::ChoiceWeightMustBe100Percent as u32);
    let short = assembly.vote(&bob, &subject, Vote::yes());
    short.refused(GovernanceError::InvalidNumberOfVoteChoices as u32);
    assert_eq!(assembly.weights_of(&subject), (vec![0; 3], Some(0)));
}

/// Without No, nobody could vote against what it executes.
#[test]
fn a_survey_without_no_executes_nothing() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    assembly
        .with_options(&bob, VoteType::SingleChoice, false)
        .unwrap();
    let subject = assembly.subject(&bob, "Options");
    let insert = assembly.payment_to(&bob, &subject);
    let refused = assembly.act(&bob, &[insert]);
    refused.refused(GovernanceError::ProposalIsNotExecutable as u32);
}

/// There is no council, so the voters of the community veto nothing; to abstain is not possible.
#[test]
fn stakers_neither_veto_nor_abstain() {
    let mut assembly = Assembly::lite();
    let bob = assembly.staker("bob", 150_000);
    let subject = assembly.propose(&bob, "Survey", &[]);
    let veto = assembly.vote(&bob, &subject, Vote::Veto);
    veto.refused_by(assembly.at.program);
    let abstain = assembly.vote(&bob, &subject, Vote::Abstain);
    abstain.refused(GovernanceError::NotSupportedVoteType as u32);
    let proposal = assembly.proposal(&subject);
    assert_eq!(proposal.state, ProposalState::Voting);
    assert_eq!(proposal.veto_vote_weight, 0);
}
