//! A suite that a realm governs, whose accounts are written as SPL Governance writes them.

mod parameters;
mod proposals;
mod realm;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, AnchorSerialize};
use emissions::state::Change;
use io_client::{
    realm::{
        config::{Choices, GovernanceConfig, GoverningTokenType, MintMaxVoterWeightSource},
        state::{
            GovernanceV2, GoverningTokenConfig, InstructionExecutionFlags, OptionVoteResult,
            ProposalOption, ProposalState, ProposalTransactionV2, ProposalV2, RealmConfigAccount,
            RealmV2, TokenOwnerRecordV2, TransactionExecutionStatus, Typed, VoteType,
        },
        Realm,
    },
    Network,
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    constants::ONE_IO,
};
use io_vm::Vm;
use serde_json::Value;
use solana_account::Account;
use solana_signer::Signer;

use super::Suite;
use crate::report::Report;

const RULES: GovernanceConfig = GovernanceConfig::by_stake(&Choices {
    yes_percent: 20,
    proposal_stake: 1_000 * ONE_IO,
    voting: 432_000,
    cool_off: 172_800,
    hold_up: 86_400,
});

/// A suite that a realm governs.
struct Governed {
    suite: Suite,
    at: Realm,
}

impl Governed {
    fn new() -> Self {
        let suite = Suite::new();
        let program = Pubkey::new_from_array([42; 32]);
        let at = Realm::named(&program, "io.net", &suite.economy.io).unwrap();
        let votes = GoverningTokenConfig {
            voter_weight_addin: Some(emissions::ID),
            max_voter_weight_addin: Some(emissions::ID),
            token_type: GoverningTokenType::Dormant,
            reserved: [0; 8],
        };
        let nobody = GoverningTokenConfig {
            voter_weight_addin: None,
            max_voter_weight_addin: None,
            ..votes
        };
        let mut it = Self { suite, at };
        it.put(
            at.realm,
            &RealmV2 {
                community_mint: at.mint,
                reserved1: [0; 8],
                min_community_weight_to_create_governance: u64::MAX,
                community_mint_max_voter_weight_source: MintMaxVoterWeightSource::FULL_SUPPLY,
                council_mint: None,
                reserved2: [0; 8],
                authority: Some(at.governance),
                name: "io.net".into(),
            },
        );
        it.put(
            at.config(),
            &RealmConfigAccount {
                realm: at.realm,
                community_token_config: votes,
                council_token_config: nobody,
            },
        );
        it.rule(RULES);
        for config in [EMISSIONS_CONFIG, MARKETPLACE_CONFIG, FEE_BURN_CONFIG] {
            let vm = &mut it.suite.economy.vm;
            let mut account = vm.account(&config.address).unwrap().unwrap();
            // The authority is the first field of each configuration.
            account.data[8..40].copy_from_slice(at.governance.as_ref());
            vm.set_account(config.address, account).unwrap();
        }
        let treasury = Account {
            lamports: 500_000_000,
            ..Account::default()
        };
        let vm = &mut it.suite.economy.vm;
        vm.set_account(at.treasury(), treasury).unwrap();
        it
    }

    fn put<T: Typed + AnchorSerialize>(&mut self, address: Pubkey, value: &T) {
        let mut data = vec![T::TYPE];
        value.serialize(&mut data).unwrap();
        let account = Account {
            lamports: 10_000_000,
            data,
            owner: self.at.program,
            ..Account::default()
        };
        self.suite.economy.vm.set_account(address, account).unwrap();
    }

    /// Sets the rules of the votes.
    fn rule(&mut self, config: GovernanceConfig) {
        let governance = GovernanceV2 {
            realm: self.at.realm,
            governed_account: emissions::ID,
            reserved1: 0,
            config,
            reserved_v2: [0; 119],
            required_signatories_count: 0,
            active_proposal_count: 1,
        };
        self.put(self.at.governance, &governance);
    }

    /// A realm proposal by a staker that is voted on from now, with a transaction for each instruction.
    fn proposal(&mut self, name: &str, instructions: &[Instruction]) -> (Pubkey, ProposalV2) {
        let now = self.suite.now();
        let seed = io_common::hash::sha256(&[name.as_bytes()]);
        let address = self.at.proposal(&Pubkey::new_from_array(seed));
        let proposer = self.suite.staker().pubkey();
        let owner_record = self.at.owner_record(&proposer);
        self.put(
            owner_record,
            &TokenOwnerRecordV2 {
                realm: self.at.realm,
                governing_token_mint: self.at.mint,
                governing_token_owner: proposer,
                governing_token_deposit_amount: 0,
                unrelinquished_votes_count: 0,
                outstanding_proposal_count: 1,
                version: 1,
                reserved: [0; 6],
                governance_delegate: None,
            },
        );
        let count = u16::try_from(instructions.len()).unwrap();
        for (index, instruction) in (0..).zip(instructions) {
            let transaction = ProposalTransactionV2 {
                proposal: address,
                option_index: 0,
                transaction_index: index,
                hold_up_time: 86_400,
                instructions: vec![instruction.into()],
                executed_at: None,
                execution_status: TransactionExecutionStatus::None,
            };
            self.put(self.at.transaction(&address, 0, index), &transaction);
        }
        let proposal = ProposalV2 {
            governance: self.at.governance,
            governing_token_mint: self.at.mint,
            state: ProposalState::Voting,
            token_owner_record: owner_record,
            signatories_count: 1,
            signatories_signed_off_count: 1,
            vote_type: VoteType::SingleChoice,
            options: vec![ProposalOption {
                label: "Yes".into(),
                vote_weight: 0,
                vote_result: OptionVoteResult::None,
                transactions_executed_count: 0,
                transactions_count: count,
                transactions_next_index: count,
            }],
            deny_vote_weight: Some(0),
            reserved1: 0,
            abstain_vote_weight: None,
            start_voting_at: None,
            draft_at: now,
            signing_off_at: Some(now),
            voting_at: Some(now),
            voting_at_slot: Some(1),
            voting_completed_at: None,
            executing_at: None,
            closed_at: None,
            execution_flags: InstructionExecutionFlags::None,
            max_vote_weight: None,
            max_voting_time: None,
            vote_threshold: None,
            reserved: [0; 64],
            name: name.into(),
            description_link: "https://forum.example/1".into(),
            veto_vote_weight: 0,
        };
        self.put(address, &proposal);
        (address, proposal)
    }

    /// One that proposes a stake per unit of 150 IO.
    fn stake_per_unit(&mut self) -> (Pubkey, ProposalV2) {
        let (by, payer) = (self.at.governance, self.at.treasury());
        let change = Change::StakePerUnit(150 * ONE_IO);
        let propose = io_client::emissions::propose_change(&by, &payer, 1, change);
        self.proposal("Stake per unit 150 IO", &[propose])
    }

    /// What a command says to somebody, as JSON with amounts in base units.
    fn json(&mut self, line: &str) -> Value {
        let keeper = self.suite.economy.keeper.clone();
        self.suite.json(&keeper, line)
    }

    fn report(&mut self, line: &str) -> Report {
        let keeper = self.suite.economy.keeper.clone();
        self.suite.run(&keeper, line).unwrap()
    }

    fn staked(&mut self) -> u64 {
        self.suite.economy.ledger().unwrap().staked
    }
}

/// Tables with a line below their header, which are not stacked as fields, in 80 columns.
fn tables_fit(report: &Report, tables: usize) {
    let laid = report.laid(Some(80)).text;
    let widest = laid.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{laid}");
    let lined = laid.lines().filter(|line| line.starts_with('═')).count();
    assert_eq!(lined, tables, "{laid}");
}
