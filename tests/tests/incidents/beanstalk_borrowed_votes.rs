//! Beanstalk: somebody borrowed a billion dollars, deposited them for two thirds of the votes, executed with these votes the
//! proposal that it had made a day before, and repaid the loan, all in one transaction. The proposal paid out what all others
//! had deposited.
//!
//! The same mistake here: stake that votes can leave in the same transaction, or before the vote is over; or a vote is executed
//! as soon as it has enough. Stake cools for 14 days, longer than a vote may take (P-21), and the realm's rules end no vote
//! early.

use anchor_lang::solana_program::{instruction::Instruction, system_instruction};
use emissions::error::EmissionsError;
use io_client::{
    emissions::{self as client, DelegationKeys, VoterKeys, Weighed},
    realm::{
        config::{Choices, GovernanceConfig},
        instruction::{self, Draft, Subject, Voter, Weights},
        state::{InstructionData, ProposalTransactionV2, ProposalV2, Vote},
        Realm, SHARED,
    },
    spl,
};
use io_common::constants::{DAY, ONE_IO};
use io_realm::GovernanceError;
use io_tests::{key, spl_governance, Refused, Supply, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

const NAME: &str = "io.net";
/// What the attacker has of its own, in whole IO: enough to propose.
const OWN: u64 = 100_000;
/// What it borrows, many times all stake.
const LOAN: u64 = 10_000_000;
/// Lamports in the treasury, which the proposal pays out.
const TREASURY: u64 = 5_000_000_000;

fn rules() -> GovernanceConfig {
    let seconds = |days: i64| u32::try_from(days * DAY).unwrap();
    GovernanceConfig::by_stake(&Choices {
        yes_percent: 20,
        proposal_stake: OWN * ONE_IO,
        voting: seconds(5),
        cool_off: seconds(2),
        hold_up: seconds(1),
    })
}

struct Story {
    world: World,
    at: Realm,
    alice: Supply,
    /// Lends to everybody who repays in the same transaction.
    lender: Keypair,
    attacker: Keypair,
    subject: Subject,
}

impl Story {
    /// A realm with a treasury, in which others have staked a million IO. The attacker has proposed to pay the treasury out.
    fn new() -> Self {
        let mut world = spl_governance::lite();
        let at = Realm::named(&SHARED, NAME, &world.io).unwrap();
        let alice = world.supplier("alice");
        world.staker("bob", &alice, 1_000_000);
        let lender = world.person("lender", LOAN, 0);
        let attacker = world.staker("attacker", &alice, OWN);
        let (maker, by) = (key("authority"), key("authority").pubkey());
        let own = attacker.pubkey();
        let voter_keys = VoterKeys {
            realm: at.realm,
            voter: own,
        };
        let set_up = [
            instruction::create_realm(&at, NAME, &by, &by),
            instruction::create_governance(&at, &by, &by, &rules()),
            instruction::create_native_treasury(&at, &by),
            instruction::set_realm_authority(&at, &by),
            system_instruction::transfer(&by, &at.treasury(), TREASURY),
        ];
        world.must(&set_up, &[&maker]);
        let records = [
            client::create_max_voter_weight_record(&by, &at.realm),
            client::create_voter_weight_record(&by, &voter_keys),
            instruction::create_token_owner_record(&at, &own, &by),
        ];
        world.must(&records, &[&maker]);

        let draft = Draft {
            name: "Help",
            link: "",
            seed: key("Help").pubkey(),
        };
        let subject = Subject {
            proposal: at.proposal(&draft.seed),
            owner_record: at.owner_record(&own),
        };
        let mut story = Self {
            world,
            at,
            alice,
            lender,
            attacker,
            subject,
        };
        let proposer = Voter::alone(own);
        let [weigh, _] = story.weighing();
        let weight = client::voter_weight_address(&voter_keys);
        let create = instruction::create_proposal(&at, &draft, &proposer, &weight);
        let pay = system_instruction::transfer(&at.treasury(), &own, TREASURY);
        let hold_up = rules().min_transaction_hold_up_time;
        let stored = [InstructionData::from(&pay)];
        let proposal = subject.proposal;
        let insert =
            instruction::insert_transaction(&at, &proposal, &proposer, 0, hold_up, &stored);
        let sign_off = instruction::sign_off_proposal(&at, &proposal, &proposer);
        story.send(&[weigh, create]).unwrap();
        story.send(&[insert, sign_off]).unwrap();
        // The day that the proposal of Beanstalk had to wait.
        story.world.wait(DAY);
        story.world.catch_up(&[story.alice.address]);
        story
    }

    /// Attacker and lender sign.
    fn send(&mut self, instructions: &[Instruction]) -> io_tests::Outcome {
        let signers = [&self.attacker, &self.lender];
        self.world.send(instructions, &signers)
    }

    fn keys(&self) -> DelegationKeys {
        DelegationKeys {
            staker: self.attacker.pubkey(),
            supplier: self.alice.address,
        }
    }

    fn weighing(&self) -> [Instruction; 2] {
        let keys = VoterKeys {
            realm: self.at.realm,
            voter: self.attacker.pubkey(),
        };
        let stake = Weighed {
            delegated: &[self.alice.address],
            owned: &[],
        };
        [
            client::update_voter_weight_record(&keys, &stake),
            client::update_max_voter_weight_record(&self.at.realm),
        ]
    }

    /// Borrows, stakes the loan, weighs it and votes Yes.
    fn borrow_and_vote(&self) -> Vec<Instruction> {
        let (own, lender) = (self.attacker.pubkey(), self.lender.pubkey());
        let [mine, theirs] = [own, lender].map(|owner| self.world.io_wallet(&owner));
        let [weigh, all] = self.weighing();
        let weights = Weights {
            voter: weigh.accounts[0].pubkey,
            max: client::max_voter_weight_address(&self.at.realm),
        };
        let voter = Voter::alone(own);
        vec![
            spl::transfer(&theirs, &mine, &lender, LOAN * ONE_IO),
            client::delegate(&self.keys(), &mine, LOAN * ONE_IO),
            weigh,
            all,
            instruction::cast_vote(&self.at, &self.subject, &voter, &weights, Vote::yes()),
        ]
    }

    /// Repays the loan.
    fn repay(&self) -> Instruction {
        let (own, lender) = (self.attacker.pubkey(), self.lender.pubkey());
        let [mine, theirs] = [own, lender].map(|owner| self.world.io_wallet(&owner));
        spl::transfer(&mine, &theirs, &own, LOAN * ONE_IO)
    }

    fn yes(&mut self) -> u64 {
        let account = self.world.account(&self.subject.proposal).unwrap();
        let proposal: ProposalV2 = self.at.read(&account).unwrap();
        proposal.options[0].vote_weight
    }
}

#[test]
fn p21_a_loan_that_is_repaid_in_the_same_transaction_does_not_vote() {
    let mut story = Story::new();
    let keys = story.keys();
    let to = story.world.io_wallet(&keys.staker);
    let (unstake, withdraw) = (client::unstake(&keys, None), client::withdraw(&keys, &to));
    let (vote, repay) = (story.borrow_and_vote(), story.repay());
    let leaving = [unstake, withdraw, repay.clone()];
    let refused = story.send(&[&vote[..], &leaving].concat());
    refused.refused(EmissionsError::StillCooling);
    // Without a way out there is nothing to repay with.
    let refused = story.send(&[&vote[..], &[repay]].concat());
    refused.refused_by(anchor_spl::token::ID);
    assert_eq!(story.yes(), 0);
}

/// If somebody lends for 14 days, the vote still takes its time: all others see it, and can unstake or vote No.
#[test]
fn p21_votes_enough_for_everything_execute_nothing_in_their_transaction() {
    let mut story = Story::new();
    let stored = story.at.transaction(&story.subject.proposal, 0, 0);
    let stored: ProposalTransactionV2 = {
        let account = story.world.account(&stored).unwrap();
        story.at.read(&account).unwrap()
    };
    let max = client::max_voter_weight_address(&story.at.realm);
    let finalize = instruction::finalize_vote(&story.at, &story.subject, &max);
    let execute = instruction::execute_transaction(&story.at, &stored);
    let vote = story.borrow_and_vote();
    let refused = story.send(&[&vote[..], &[finalize.clone()]].concat());
    refused.refused(GovernanceError::CannotFinalizeVotingInProgress as u32);
    let refused = story.send(&[&vote[..], &[execute.clone()]].concat());
    refused.refused(GovernanceError::InvalidStateCannotExecuteTransaction as u32);

    // The lender lends for long. Six days are left, and the day after them.
    story.send(&vote).unwrap();
    assert_eq!(story.yes(), (OWN + LOAN) * ONE_IO);
    let [_, all] = story.weighing();
    story.world.wait(6 * DAY);
    let early = story.send(&[all.clone(), finalize.clone()]);
    early.refused(GovernanceError::CannotFinalizeVotingInProgress as u32);
    story.world.wait(1);
    story.send(&[all, finalize]).unwrap();
    story.world.wait(DAY - 1);
    let early = story.send(&[execute.clone()]);
    early.refused(GovernanceError::CannotExecuteTransactionWithinHoldUpTime as u32);
    let treasury = story.at.treasury();
    assert!(story.world.lamports(&treasury) >= TREASURY);
    story.world.wait(1);
    story.send(&[execute]).unwrap();
    assert!(story.world.lamports(&treasury) < TREASURY);
}
