//! Accounts of SPL Governance, whole and with what follows them, and which of them is a governance that governs.

use std::fmt::Write;

use anchor_lang::{prelude::Pubkey, AnchorSerialize};
use io_client::realm::{
    config::{
        Choices, GovernanceConfig, GoverningTokenType, MintMaxVoterWeightSource, VoteThreshold,
        VoteTipping, NOBODY,
    },
    state::{
        GovernanceV2, GoverningTokenConfig, InstructionExecutionFlags, MultiChoiceType,
        OptionVoteResult, ProposalDeposit, ProposalOption, ProposalState, ProposalTransactionV2,
        ProposalV2, RealmConfigAccount, RealmV2, TokenOwnerRecordV2, TransactionExecutionStatus,
        Typed, Vote, VoteChoice, VoteRecordV2, VoteType,
    },
    Realm,
};
use solana_account::Account;

use super::{maybe, over, realm, transaction, PROPOSAL, PROPOSER_RECORD};
use crate::{hex, key};

pub const CONFIG: GovernanceConfig = GovernanceConfig::by_stake(&Choices {
    yes_percent: 20,
    proposal_stake: 10_000_000_000_000,
    voting: 432_000,
    cool_off: 172_800,
    hold_up: 86_400,
});

fn encode<T: Typed + AnchorSerialize>(account: &T) -> Vec<u8> {
    let mut data = vec![T::TYPE];
    account.serialize(&mut data).unwrap();
    data
}

/// `realmAccount TYPE BYTES FIELD=VALUE…`; what follows the fields in the account is not read.
fn line<T: Typed + AnchorSerialize>(
    lines: &mut String,
    name: &str,
    account: &T,
    fields: &[(&str, String)],
) {
    let mut data = encode(account);
    data.extend([0xff; 24]);
    write!(lines, "realmAccount {name} {}", hex(&data)).unwrap();
    for (field, value) in fields {
        write!(lines, " {field}={value}").unwrap();
    }
    lines.push('\n');
}

fn governance(governed: Pubkey, config: GovernanceConfig) -> GovernanceV2 {
    GovernanceV2 {
        realm: realm().realm,
        governed_account: governed,
        reserved1: 0,
        config,
        reserved_v2: [0; 119],
        required_signatories_count: 0,
        active_proposal_count: 3,
    }
}

fn governances(lines: &mut String) {
    let other = GovernanceConfig {
        community_vote_threshold: VoteThreshold::Disabled,
        community_vote_tipping: VoteTipping::Strict,
        council_vote_threshold: VoteThreshold::YesVotePercentage(60),
        council_veto_vote_threshold: VoteThreshold::QuorumPercentage(7),
        council_vote_tipping: VoteTipping::Early,
        ..CONFIG
    };
    for config in [CONFIG, other] {
        let it = governance(emissions::ID, config);
        let percent = |rule| match rule {
            VoteThreshold::YesVotePercentage(percent) => format!("yes:{percent}"),
            VoteThreshold::QuorumPercentage(percent) => format!("quorum:{percent}"),
            VoteThreshold::Disabled => "disabled".to_owned(),
        };
        let rules = it.config;
        let fields = [
            ("realm", it.realm.to_string()),
            ("governedAccount", it.governed_account.to_string()),
            ("community", percent(rules.community_vote_threshold)),
            ("council", percent(rules.council_vote_threshold)),
            ("councilVeto", percent(rules.council_veto_vote_threshold)),
            (
                "communityVeto",
                percent(rules.community_veto_vote_threshold),
            ),
            ("tipping", (rules.community_vote_tipping as u8).to_string()),
            (
                "proposal",
                rules.min_community_weight_to_create_proposal.to_string(),
            ),
            ("holdUp", rules.min_transaction_hold_up_time.to_string()),
            ("voting", rules.voting_base_time.to_string()),
            ("coolOff", rules.voting_cool_off_time.to_string()),
            ("exempt", rules.deposit_exempt_proposal_count.to_string()),
            ("open", it.active_proposal_count.to_string()),
        ];
        line(lines, "governance", &it, &fields);
    }
}

/// `governing AUTHORITY OWNER BYTES`, then the realm, or `-`.
fn governing(lines: &mut String) {
    let at = realm();
    let mut add = |authority: Pubkey, owner: Pubkey, data: Vec<u8>| {
        let account = Account {
            data,
            owner,
            ..Account::default()
        };
        let found = Realm::governing(&authority, &account, &at.mint);
        let found = found.map(|it| format!("{}:{}:{}", it.program, it.realm, it.governance));
        let data = match hex(&account.data) {
            empty if empty.is_empty() => "-".to_owned(),
            data => data,
        };
        writeln!(
            lines,
            "governing {authority} {owner} {data} {}",
            maybe(found)
        )
        .unwrap();
    };
    let data = encode(&governance(emissions::ID, CONFIG));
    add(at.governance, at.program, data.clone());
    add(at.governance, key(3), data.clone());
    add(key(4), at.program, data.clone());
    add(at.governance, at.program, data[..60].to_vec());
    add(at.governance, Pubkey::default(), vec![]);
    let over_other = over(&key(2));
    let data = encode(&governance(key(2), CONFIG));
    add(over_other.governance, at.program, data.clone());
    add(at.governance, at.program, data);
}

fn realms(lines: &mut String) {
    let realm = |council| RealmV2 {
        community_mint: key(1),
        reserved1: [0; 8],
        min_community_weight_to_create_governance: NOBODY,
        community_mint_max_voter_weight_source: match council {
            None => MintMaxVoterWeightSource::FULL_SUPPLY,
            Some(_) => MintMaxVoterWeightSource::Absolute(5),
        },
        council_mint: council,
        reserved2: [0; 8],
        authority: council.is_none().then_some(key(6)),
        name: super::NAME.to_owned(),
    };
    for it in [realm(None), realm(Some(key(7)))] {
        let fields = [
            ("communityMint", it.community_mint.to_string()),
            ("councilMint", maybe(it.council_mint)),
            ("authority", maybe(it.authority)),
            ("name", it.name.clone()),
        ];
        line(lines, "realm", &it, &fields);
    }
    let token = |addin| GoverningTokenConfig {
        voter_weight_addin: addin,
        max_voter_weight_addin: addin,
        token_type: GoverningTokenType::Dormant,
        reserved: [0; 8],
    };
    let config = RealmConfigAccount {
        realm: super::realm().realm,
        community_token_config: token(Some(emissions::ID)),
        council_token_config: token(None),
    };
    let fields = [
        ("realm", config.realm.to_string()),
        ("plugin", emissions::ID.to_string()),
        ("maxPlugin", emissions::ID.to_string()),
        ("councilPlugin", "-".to_owned()),
    ];
    line(lines, "realmConfig", &config, &fields);
}

fn proposal(state: ProposalState) -> ProposalV2 {
    let is_over = state as u8 > ProposalState::Voting as u8;
    let began = state as u8 >= ProposalState::Voting as u8;
    ProposalV2 {
        governance: realm().governance,
        governing_token_mint: key(1),
        state,
        token_owner_record: key(PROPOSER_RECORD),
        signatories_count: 1,
        signatories_signed_off_count: 1,
        vote_type: VoteType::SingleChoice,
        options: vec![ProposalOption {
            label: "Approve".to_owned(),
            vote_weight: 5_000_000_000,
            vote_result: match is_over {
                true => OptionVoteResult::Succeeded,
                false => OptionVoteResult::None,
            },
            transactions_executed_count: 1,
            transactions_count: 2,
            transactions_next_index: 3,
        }],
        deny_vote_weight: Some(3_000_000_000),
        reserved1: 0,
        abstain_vote_weight: None,
        start_voting_at: None,
        draft_at: 1_799_000_000,
        signing_off_at: began.then_some(1_799_000_100),
        voting_at: began.then_some(1_799_000_200),
        voting_at_slot: began.then_some(77),
        voting_completed_at: is_over.then_some(1_799_605_000),
        executing_at: is_over.then_some(1_799_700_000),
        closed_at: None,
        execution_flags: InstructionExecutionFlags::None,
        max_vote_weight: is_over.then_some(9_000_000_000),
        max_voting_time: None,
        vote_threshold: is_over.then_some(VoteThreshold::YesVotePercentage(20)),
        reserved: [0; 64],
        name: "Stake-per-unit→150".to_owned(),
        description_link: String::new(),
        veto_vote_weight: 0,
    }
}

fn proposals(lines: &mut String) {
    let mut all: Vec<ProposalV2> = [
        ProposalState::Draft,
        ProposalState::SigningOff,
        ProposalState::Voting,
        ProposalState::Succeeded,
        ProposalState::Executing,
        ProposalState::Completed,
        ProposalState::Cancelled,
        ProposalState::Defeated,
        ProposalState::ExecutingWithErrors,
        ProposalState::Vetoed,
    ]
    .map(proposal)
    .into();
    // A survey, and one with several options.
    let mut survey = proposal(ProposalState::Voting);
    survey.deny_vote_weight = None;
    let mut several = proposal(ProposalState::Voting);
    several.options.push(several.options[0].clone());
    several.vote_type = VoteType::MultiChoice {
        choice_type: MultiChoiceType::Weighted,
        min_voter_options: 1,
        max_voter_options: 2,
        max_winning_options: 1,
    };
    all.extend([survey, several]);
    for it in all {
        let tally = io_client::realm::vote::Tally::of(&it);
        let tally = tally.map(|it| format!("{}:{}", it.yes, it.no));
        let option = &it.options[0];
        let fields = [
            ("governance", it.governance.to_string()),
            ("mint", it.governing_token_mint.to_string()),
            ("state", format!("{:?}", it.state)),
            ("ownerRecord", it.token_owner_record.to_string()),
            ("options", it.options.len().to_string()),
            ("label", option.label.clone()),
            ("executed", option.transactions_executed_count.to_string()),
            ("transactions", option.transactions_count.to_string()),
            ("next", option.transactions_next_index.to_string()),
            ("no", maybe(it.deny_vote_weight)),
            ("draftAt", it.draft_at.to_string()),
            ("votingAt", maybe(it.voting_at)),
            ("completedAt", maybe(it.voting_completed_at)),
            ("closedAt", maybe(it.closed_at)),
            ("max", maybe(it.max_vote_weight)),
            ("name", it.name.clone()),
            ("link", it.description_link.clone()),
            ("veto", it.veto_vote_weight.to_string()),
            ("tally", maybe(tally)),
        ];
        line(lines, "proposal", &it, &fields);
    }
}

fn transactions(lines: &mut String) {
    let open = ProposalTransactionV2 {
        executed_at: None,
        execution_status: TransactionExecutionStatus::None,
        ..transaction()
    };
    for it in [open, transaction()] {
        let called: Vec<String> = it
            .instructions
            .iter()
            .map(|it| {
                let metas = it.accounts.iter().map(|meta| {
                    let (signs, writes) = (u8::from(meta.is_signer), u8::from(meta.is_writable));
                    format!("{}:{signs}{writes}", meta.pubkey)
                });
                let metas: Vec<String> = metas.collect();
                format!("{}/{}/{}", it.program_id, metas.join(","), hex(&it.data))
            })
            .collect();
        let fields = [
            ("proposal", it.proposal.to_string()),
            ("option", it.option_index.to_string()),
            ("index", it.transaction_index.to_string()),
            ("holdUp", it.hold_up_time.to_string()),
            ("instructions", called.join(";")),
            ("executedAt", maybe(it.executed_at)),
            ("status", format!("{:?}", it.execution_status)),
        ];
        line(lines, "transaction", &it, &fields);
    }
}

fn voters(lines: &mut String) {
    for delegate in [None, Some(key(3))] {
        let it = TokenOwnerRecordV2 {
            realm: realm().realm,
            governing_token_mint: key(1),
            governing_token_owner: key(2),
            governing_token_deposit_amount: 0,
            unrelinquished_votes_count: 4,
            outstanding_proposal_count: 5,
            version: 1,
            reserved: [0; 6],
            governance_delegate: delegate,
        };
        let fields = [
            ("realm", it.realm.to_string()),
            ("owner", it.governing_token_owner.to_string()),
            ("votes", it.unrelinquished_votes_count.to_string()),
            ("proposals", it.outstanding_proposal_count.to_string()),
            ("delegate", maybe(it.governance_delegate)),
        ];
        line(lines, "ownerRecord", &it, &fields);
    }
    let parts = Vote::Approve(vec![
        VoteChoice {
            rank: 0,
            weight_percentage: 60,
        },
        VoteChoice {
            rank: 0,
            weight_percentage: 40,
        },
    ]);
    for (vote, name) in [
        (Vote::yes(), "yes"),
        (Vote::Deny, "no"),
        (Vote::Abstain, "abstain"),
        (Vote::Veto, "veto"),
        (parts, "other"),
    ] {
        let it = VoteRecordV2 {
            proposal: key(PROPOSAL),
            governing_token_owner: key(2),
            is_relinquished: name == "veto",
            voter_weight: 7_000_000_000,
            vote,
        };
        let fields = [
            ("proposal", it.proposal.to_string()),
            ("owner", it.governing_token_owner.to_string()),
            ("withdrawn", it.is_relinquished.to_string()),
            ("weight", it.voter_weight.to_string()),
            ("vote", name.to_owned()),
        ];
        line(lines, "voteRecord", &it, &fields);
    }
}

fn deposits(lines: &mut String) {
    let it = ProposalDeposit {
        proposal: key(PROPOSAL),
        deposit_payer: key(2),
        reserved: [0; 64],
    };
    let fields = [
        ("proposal", it.proposal.to_string()),
        ("payer", it.deposit_payer.to_string()),
    ];
    line(lines, "deposit", &it, &fields);
}

pub fn lines() -> String {
    let mut lines = String::new();
    realms(&mut lines);
    governances(&mut lines);
    governing(&mut lines);
    proposals(&mut lines);
    transactions(&mut lines);
    voters(&mut lines);
    deposits(&mut lines);
    lines
}
