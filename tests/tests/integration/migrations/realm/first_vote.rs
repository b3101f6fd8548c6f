//! What the steps give for a vote is submitted, voted on and executed, with nothing written behind a program's back.

use anchor_lang::solana_program::instruction::Instruction;
use emissions::state::Config;
use io_client::{
    emissions::{
        create_voter_weight_record, max_voter_weight_address, update_max_voter_weight_record,
        update_voter_weight_record, voter_weight_address, VoterKeys, Weighed,
    },
    realm::{
        instruction::{self, Draft, Subject, Voter, Weights},
        state::{InstructionData, ProposalTransactionV2, ProposalV2, Vote},
        vote::{executable_from, Times},
        Realm,
    },
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, MARKETPLACE_CONFIG},
    constants::HOUR,
};
use io_migrations::{realm::Votes, Action, Deployment};
use io_tests::{key, Supply, World};
use solana_signer::Signer;

use super::{at, handover::by_vote, with, world};
use crate::migrations::{must_be_done, waiting};

/// A network that is proposed to a realm, in which alice, who owns all stake, votes.
struct Realms {
    world: World,
    deployment: Deployment,
    at: Realm,
    alice: Supply,
}

impl Realms {
    fn new() -> Self {
        let mut world = world();
        let votes = Votes {
            proposal_io: 10_000,
            ..super::votes()
        };
        let deployment = with(&world, votes);
        world.migrate_to(&deployment, &[]).unwrap();
        world.set_price(0.25);
        let (at, alice) = (at(&deployment), world.supplier("alice"));
        let owner = alice.owner.pubkey();
        let enter = [
            instruction::create_token_owner_record(&at, &owner, &owner),
            create_voter_weight_record(&owner, &Self::keys(&at, &alice)),
        ];
        world.must(&enter, &[&alice.owner]);
        Self {
            world,
            deployment,
            at,
            alice,
        }
    }

    fn keys(at: &Realm, alice: &Supply) -> VoterKeys {
        VoterKeys {
            realm: at.realm,
            voter: alice.owner.pubkey(),
        }
    }

    fn send(&mut self, instructions: &[Instruction]) {
        self.world.must(instructions, &[&self.alice.owner]);
    }

    fn weigh(&self) -> Instruction {
        let stake = Weighed {
            delegated: &[],
            owned: &[self.alice.address],
        };
        update_voter_weight_record(&Self::keys(&self.at, &self.alice), &stake)
    }

    /// A vote on `actions`, as its voters leave it.
    fn vote(&mut self, name: &str, actions: &[Action], vote: Vote) -> Vec<ProposalTransactionV2> {
        let (at, owner) = (self.at, self.alice.owner.pubkey());
        let voter = Voter::alone(owner);
        let weights = Weights {
            voter: voter_weight_address(&Self::keys(&at, &self.alice)),
            max: max_voter_weight_address(&at.realm),
        };
        let draft = Draft {
            name,
            link: "",
            seed: key(name).pubkey(),
        };
        let proposal = at.proposal(&draft.seed);
        let create = instruction::create_proposal(&at, &draft, &voter, &weights.voter);
        self.send(&[self.weigh(), create]);
        let rules = self.deployment.votes().unwrap().0.rules();
        let hold_up = rules.min_transaction_hold_up_time;
        let all = actions.iter().flat_map(|it| &it.instructions);
        let count = (0_u16..).zip(all).map(|(index, it)| {
            let stored = [InstructionData::from(it)];
            let insert =
                instruction::insert_transaction(&at, &proposal, &voter, index, hold_up, &stored);
            self.send(&[insert]);
            at.transaction(&proposal, 0, index)
        });
        let transactions: Vec<_> = count.collect();
        let subject = Subject {
            proposal,
            owner_record: at.owner_record(&owner),
        };
        self.send(&[
            instruction::sign_off_proposal(&at, &proposal, &voter),
            self.weigh(),
            update_max_voter_weight_record(&at.realm),
            instruction::cast_vote(&at, &subject, &voter, &weights, vote),
        ]);
        let account = self.world.account(&proposal).unwrap();
        let stored: ProposalV2 = at.read(&account).unwrap();
        let end = Times::of(&rules, stored.voting_at.unwrap()).end;
        self.world.vm.set_unix_time(end + 1);
        self.send(&[
            update_max_voter_weight_record(&at.realm),
            instruction::finalize_vote(&at, &subject, &weights.max),
        ]);
        self.world.vm.set_unix_time(executable_from(end, hold_up));
        let accounts = transactions
            .iter()
            .map(|it| self.world.account(it).unwrap());
        accounts.map(|it| at.read(&it).unwrap()).collect()
    }

    fn execute(&mut self, transactions: &[ProposalTransactionV2]) {
        for it in transactions {
            self.send(&[instruction::execute_transaction(&self.at, it)]);
        }
    }
}

#[test]
fn the_first_vote_accepts_and_a_later_one_brings_what_the_file_changes() {
    let mut realms = Realms::new();
    let accept = by_vote(&mut realms.world, &realms.deployment);
    let passed = realms.vote("Accept the authority", &accept, Vote::yes());
    realms.execute(&passed);
    must_be_done(&mut realms.world, &realms.deployment);

    let mut changed = realms.deployment.clone();
    changed.guardian = key("another guardian").pubkey();
    changed.parameters.marketplace.bounty = 1;
    let actions = by_vote(&mut realms.world, &changed);
    assert_eq!(actions.len(), 4, "a change and three guardians");
    let treasury = realms.at.treasury();
    let before = realms.world.lamports(&treasury);
    let passed = realms.vote("Bounty and guardian", &actions, Vote::yes());
    realms.execute(&passed);
    assert!(realms.world.lamports(&treasury) < before, "account rent");
    let outcome = realms.world.migrate_to(&changed, &[]).unwrap();
    assert_eq!(waiting(&outcome), ["08 parameters"]);
    realms.world.wait(48 * HOUR);
    realms.world.migrate_to(&changed, &[]).unwrap();
    let config: marketplace::state::Config = realms.world.read(&MARKETPLACE_CONFIG.address);
    assert_eq!(config.bounty, 1);
    assert_eq!(realms.world.lamports(&treasury), before, "it came back");
    must_be_done(&mut realms.world, &changed);
}

#[test]
fn a_first_vote_that_does_not_pass_changes_nothing_and_is_followed_by_another() {
    let mut realms = Realms::new();
    let accept = by_vote(&mut realms.world, &realms.deployment);
    let failed = realms.vote("Accept the authority", &accept, Vote::Deny);
    let execute = instruction::execute_transaction(&realms.at, &failed[0]);
    realms
        .world
        .send(&[execute], &[&realms.alice.owner])
        .unwrap_err();
    let config: Config = realms.world.read(&EMISSIONS_CONFIG.address);
    assert_eq!(config.roles.authority, realms.deployment.authority);

    // The offer stands.
    let again = by_vote(&mut realms.world, &realms.deployment);
    assert_eq!(again, accept);
    let passed = realms.vote("Accept the authority now", &again, Vote::yes());
    realms.execute(&passed);
    must_be_done(&mut realms.world, &realms.deployment);
}
