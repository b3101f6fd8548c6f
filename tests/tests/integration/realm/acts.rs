//! What stakers do in a realm.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{
    emissions as client,
    realm::{
        instruction::{self, Draft, Subject, Voter},
        state::{InstructionData, ProposalState, ProposalTransactionV2, ProposalV2, Vote},
        vote::{executable_from, Times},
    },
};
use io_common::governance::GovernanceAction;
use io_tests::{catalogue::Program, key, Outcome};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::setup::{Assembly, Staker};

/// The seed of a realm proposal's address.
fn seed(name: &str) -> Pubkey {
    key(name).pubkey()
}

impl Assembly {
    /// Weighs a staker and creates a realm proposal without transactions, in one transaction.
    pub fn create(&mut self, by: &Staker, name: &str) -> Outcome {
        let draft = Draft {
            name,
            link: "",
            seed: seed(name),
        };
        let [weigh, _] = self.weighing(by);
        let weight = self.weights(by).voter;
        let voter = Voter::alone(by.address());
        let create = instruction::create_proposal(&self.at, &draft, &voter, &weight);
        self.world.send(&[weigh, create], &[&by.key])
    }

    /// A realm proposal that can still change: each instruction is a transaction of its own, with the least hold-up. The
    /// staker pays. Its address follows from its name.
    #[track_caller]
    pub fn draft(&mut self, by: &Staker, name: &str, instructions: &[Instruction]) -> Subject {
        self.create(by, name).unwrap();
        let (at, voter) = (self.at, Voter::alone(by.address()));
        let proposal = at.proposal(&seed(name));
        let hold_up = self.rules().min_transaction_hold_up_time;
        for (index, stored) in (0..).zip(instructions) {
            let stored = [InstructionData::from(stored)];
            let insert =
                instruction::insert_transaction(&at, &proposal, &voter, index, hold_up, &stored);
            self.world.must(&[insert], &[&by.key]);
        }
        Subject {
            proposal,
            owner_record: at.owner_record(&voter.owner),
        }
    }

    /// A realm proposal that is voted on from now.
    #[track_caller]
    pub fn propose(&mut self, by: &Staker, name: &str, instructions: &[Instruction]) -> Subject {
        let subject = self.draft(by, name, instructions);
        let voter = Voter::alone(by.address());
        let sign_off = instruction::sign_off_proposal(&self.at, &subject.proposal, &voter);
        self.world.must(&[sign_off], &[&by.key]);
        subject
    }

    /// Weighs a staker and votes, in one transaction, as the clients do.
    pub fn vote(&mut self, by: &Staker, on: &Subject, vote: Vote) -> Outcome {
        let weighing = self.weighing(by);
        self.cast_with(&weighing, (by, &by.key), on, vote)
    }

    /// The same, signed and paid by `signer`, a delegate of the staker's token owner record.
    pub fn vote_for(
        &mut self,
        owner: &Staker,
        signer: &Keypair,
        on: &Subject,
        vote: Vote,
    ) -> Outcome {
        let weighing = self.weighing(owner);
        self.cast_with(&weighing, (owner, signer), on, vote)
    }

    /// Votes with what the records say, without weighing.
    pub fn cast(&mut self, by: &Staker, on: &Subject, vote: Vote) -> Outcome {
        self.cast_with(&[], (by, &by.key), on, vote)
    }

    /// Votes after other instructions, in one transaction.
    pub fn cast_with(
        &mut self,
        before: &[Instruction],
        (owner, signer): (&Staker, &Keypair),
        on: &Subject,
        vote: Vote,
    ) -> Outcome {
        let voter = Voter {
            owner: owner.address(),
            signer: signer.pubkey(),
            payer: signer.pubkey(),
        };
        let weights = self.weights(owner);
        let cast = instruction::cast_vote(&self.at, on, &voter, &weights, vote);
        self.world.send(&[before, &[cast]].concat(), &[signer])
    }

    /// Withdraws a vote for which the staker has paid.
    pub fn withdraw_vote(&mut self, by: &Staker, on: &Subject) -> Outcome {
        let voter = Voter::alone(by.address());
        let withdraw = instruction::relinquish_vote(&self.at, &on.proposal, &voter);
        self.world.send(&[withdraw], &[&by.key])
    }

    /// Cancels the staker's own realm proposal.
    pub fn cancel(&mut self, by: &Staker, on: &Subject) -> Outcome {
        let voter = Voter::alone(by.address());
        let cancel = instruction::cancel_proposal(&self.at, &on.proposal, &voter);
        self.world.send(&[cancel], &[&by.key])
    }

    /// Writes all weight and finalizes, in one transaction, which the deployer sends.
    pub fn finalize(&mut self, on: &Subject) -> Outcome {
        let max = client::max_voter_weight_address(&self.at.realm);
        let weigh = client::update_max_voter_weight_record(&self.at.realm);
        let finalize = instruction::finalize_vote(&self.at, on, &max);
        self.world.send(&[weigh, finalize], &[&key("authority")])
    }

    /// Executes a transaction of a realm proposal, by its number; the deployer sends.
    pub fn execute(&mut self, on: &Subject, index: u16) -> Outcome {
        let address = self.at.transaction(&on.proposal, 0, index);
        let transaction: ProposalTransactionV2 = self.read(&address);
        let execute = instruction::execute_transaction(&self.at, &transaction);
        self.world.send(&[execute], &[&key("authority")])
    }

    /// The account of a realm proposal.
    #[track_caller]
    pub fn proposal(&mut self, on: &Subject) -> ProposalV2 {
        self.read(&on.proposal)
    }

    /// When the vote ends.
    pub fn times(&mut self, on: &Subject) -> Times {
        let began = self.proposal(on).voting_at.unwrap();
        Times::of(&self.rules(), began)
    }

    /// Lets time pass until the first second after the vote.
    pub fn wait_for_end(&mut self, on: &Subject) {
        let end = self.times(on).end;
        self.wait_until(end + 1);
    }

    /// Lets time pass until the first second in which the transactions of [`draft`](Self::draft) can be executed.
    pub fn wait_for_execution(&mut self, on: &Subject) {
        let (end, rules) = (self.times(on).end, self.rules());
        self.wait_until(executable_from(end, rules.min_transaction_hold_up_time));
    }

    /// A vote from its proposal to its execution: all of `voters`, the first of whom proposes, vote Yes.
    #[track_caller]
    pub fn pass(
        &mut self,
        voters: &[&Staker],
        name: &str,
        instructions: &[Instruction],
    ) -> Subject {
        let subject = self.propose(voters[0], name, instructions);
        for voter in voters {
            self.vote(voter, &subject, Vote::yes()).unwrap();
        }
        self.wait_for_end(&subject);
        self.finalize(&subject).unwrap();
        self.wait_for_execution(&subject);
        for (index, _) in (0..).zip(instructions) {
            self.execute(&subject, index).unwrap();
        }
        assert_eq!(self.proposal(&subject).state, ProposalState::Completed);
        subject
    }

    /// The deployer offers the authority of the three programs to the governance, which accepts it by a vote.
    #[track_caller]
    pub fn hand_over(&mut self, voters: &[&Staker]) -> Subject {
        self.offer_authority();
        self.pass(voters, "Accept the authority", &self.acceptance())
    }

    /// The deployer offers the authority of the three programs to the governance.
    #[track_caller]
    pub fn offer_authority(&mut self) {
        let (authority, to) = (key("authority"), self.at.governance);
        let offers = Program::ALL.map(|program| {
            let offer = GovernanceAction::ProposeAuthority(to);
            program.govern(&authority.pubkey(), offer)
        });
        self.world.must(&offers, &[&authority]);
    }

    /// The instructions by which the governance accepts the authority of the three programs.
    pub fn acceptance(&self) -> [Instruction; 3] {
        let governance = self.at.governance;
        Program::ALL.map(|program| program.govern(&governance, GovernanceAction::AcceptAuthority))
    }
}
