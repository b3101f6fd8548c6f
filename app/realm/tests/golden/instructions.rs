//! Instructions.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{instruction::Instruction, system_program},
};
use governance::{
    instruction as spl,
    state::{
        enums::MintMaxVoterWeightSource,
        proposal::VoteType,
        proposal_transaction::{AccountMetaData, InstructionData},
        realm::{GoverningTokenConfigAccountArgs, SetRealmAuthorityAction},
        realm_config::GoverningTokenType,
        vote_record::Vote,
    },
};
use io_client::realm::{
    config::GovernanceConfig,
    instruction::{self as ours, Draft, Subject, Voter, Weights},
    state, Realm,
};
use io_realm::convert::instruction_v3;
use solana_program_2::instruction as v2;

use super::{
    at, key, old, old_key,
    theirs::{approve, config},
    CHOICES,
};

#[track_caller]
fn same(ours: Instruction, theirs: v2::Instruction) {
    assert_eq!(ours, instruction_v3(&theirs));
}

const VOTER: Voter = Voter {
    owner: Pubkey::new_from_array([2; 32]),
    signer: Pubkey::new_from_array([3; 32]),
    payer: Pubkey::new_from_array([4; 32]),
};

#[test]
fn a_realm_is_set_up_as_spl_governance_says() {
    let at = at();
    let program = old(&at.program);
    let [realm, governance, mint] = [&at.realm, &at.governance, &at.mint].map(old);
    let (payer, authority) = (old_key(4), old_key(5));

    let plugin = old(&emissions::ID);
    let community = GoverningTokenConfigAccountArgs {
        voter_weight_addin: Some(plugin),
        max_voter_weight_addin: Some(plugin),
        token_type: GoverningTokenType::Dormant,
    };
    let full = MintMaxVoterWeightSource::FULL_SUPPLY_FRACTION;
    let theirs = spl::create_realm(
        &program,
        &authority,
        &mint,
        &payer,
        None,
        Some(community),
        None,
        "io.net".to_owned(),
        u64::MAX,
        full,
        false,
        false,
    );
    same(ours::create_realm(&at, "io.net", &key(5), &key(4)), theirs);

    let none = old(&system_program::ID);
    let theirs = spl::create_governance(
        &program,
        &realm,
        Some(&plugin),
        &none,
        &payer,
        &authority,
        None,
        config(),
    );
    let rules = GovernanceConfig::by_stake(&CHOICES);
    same(
        ours::create_governance(&at, &key(5), &key(4), &rules),
        theirs,
    );

    let theirs = spl::create_native_treasury(&program, &governance, &payer);
    same(ours::create_native_treasury(&at, &key(4)), theirs);

    let checked = SetRealmAuthorityAction::SetChecked;
    let theirs = spl::set_realm_authority(&program, &realm, &authority, Some(&governance), checked);
    same(ours::set_realm_authority(&at, &key(5)), theirs);
}

#[test]
fn a_voter_is_recorded_as_spl_governance_says() {
    let at = at();
    let program = old(&at.program);
    let [realm, mint] = [&at.realm, &at.mint].map(old);
    let [owner, signer, payer] = [2, 3, 4].map(old_key);

    let theirs = spl::create_token_owner_record(&program, &realm, &owner, &mint, &payer);
    same(
        ours::create_token_owner_record(&at, &key(2), &key(4)),
        theirs,
    );

    for delegate in [None, Some(11)] {
        let theirs = spl::set_governance_delegate(
            &program,
            &signer,
            &realm,
            &mint,
            &owner,
            &delegate.map(old_key),
        );
        same(
            ours::set_governance_delegate(&at, &key(2), &key(3), delegate.map(key)),
            theirs,
        );
    }
}

/// An instruction that a realm proposal executes: as the client stores it, and as SPL Governance does.
fn stored(at: &Realm) -> (state::InstructionData, InstructionData) {
    let inner = Instruction {
        program_id: key(12),
        accounts: vec![
            AccountMeta::new_readonly(at.governance, true),
            AccountMeta::new(at.treasury(), true),
            AccountMeta::new(key(13), false),
        ],
        data: vec![1, 2, 3],
    };
    let stored = InstructionData {
        program_id: old_key(12),
        accounts: inner
            .accounts
            .iter()
            .map(|it| AccountMetaData {
                pubkey: old(&it.pubkey),
                is_signer: it.is_signer,
                is_writable: it.is_writable,
            })
            .collect(),
        data: inner.data.clone(),
    };
    (state::InstructionData::from(&inner), stored)
}

#[test]
fn a_proposal_is_made_as_spl_governance_says() {
    let at = at();
    let program = old(&at.program);
    let [realm, governance, mint] = [&at.realm, &at.governance, &at.mint].map(old);
    let (signer, payer) = (old_key(3), old_key(4));
    let record = old(&at.owner_record(&key(2)));
    let (proposal, seed) = (old_key(6), old_key(7));

    let draft = Draft {
        name: "Stake per unit 150 IO",
        link: "https://io.net/1",
        seed: key(7),
    };
    let theirs = spl::create_proposal(
        &program,
        &governance,
        &record,
        &signer,
        &payer,
        Some(old_key(9)),
        &realm,
        draft.name.to_owned(),
        draft.link.to_owned(),
        &mint,
        VoteType::SingleChoice,
        vec!["Approve".to_owned()],
        true,
        &seed,
    );
    same(ours::create_proposal(&at, &draft, &VOTER, &key(9)), theirs);

    let (mine, stored) = stored(&at);
    let theirs = spl::insert_transaction(
        &program,
        &governance,
        &proposal,
        &record,
        &signer,
        &payer,
        0,
        258,
        86_400,
        vec![stored],
    );
    same(
        ours::insert_transaction(&at, &key(6), &VOTER, 258, 86_400, &[mine]),
        theirs,
    );

    let theirs = spl::sign_off_proposal(
        &program,
        &realm,
        &governance,
        &proposal,
        &signer,
        Some(&record),
    );
    same(ours::sign_off_proposal(&at, &key(6), &VOTER), theirs);

    let theirs = spl::cancel_proposal(&program, &realm, &governance, &proposal, &record, &signer);
    same(ours::cancel_proposal(&at, &key(6), &VOTER), theirs);

    let theirs = spl::refund_proposal_deposit(&program, &proposal, &payer);
    same(ours::refund_proposal_deposit(&at, &key(6), &key(4)), theirs);
}

#[test]
fn a_vote_is_cast_and_counted_as_spl_governance_says() {
    let at = at();
    let program = old(&at.program);
    let [realm, governance, mint] = [&at.realm, &at.governance, &at.mint].map(old);
    let (signer, payer, proposal) = (old_key(3), old_key(4), old_key(6));
    let record = old(&at.owner_record(&key(2)));
    let subject = Subject {
        proposal: key(6),
        owner_record: key(8),
    };
    let weights = Weights {
        voter: key(9),
        max: key(10),
    };

    for (mine, vote) in [
        (state::Vote::yes(), approve(&[100])),
        (state::Vote::Deny, Vote::Deny),
    ] {
        let theirs = spl::cast_vote(
            &program,
            &realm,
            &governance,
            &proposal,
            &old_key(8),
            &record,
            &signer,
            &mint,
            &payer,
            Some(old_key(9)),
            Some(old_key(10)),
            vote,
        );
        same(
            ours::cast_vote(&at, &subject, &VOTER, &weights, mine),
            theirs,
        );
    }

    let theirs = spl::finalize_vote(
        &program,
        &realm,
        &governance,
        &proposal,
        &old_key(8),
        &mint,
        Some(old_key(10)),
    );
    same(ours::finalize_vote(&at, &subject, &key(10)), theirs);

    let theirs = spl::relinquish_vote(
        &program,
        &realm,
        &governance,
        &proposal,
        &record,
        &mint,
        Some(signer),
        Some(payer),
    );
    same(ours::relinquish_vote(&at, &key(6), &VOTER), theirs);
}

#[test]
fn a_transaction_is_executed_as_spl_governance_says() {
    let at = at();
    let program = old(&at.program);
    let (governance, proposal) = (old(&at.governance), old_key(6));
    let (mine, stored) = stored(&at);
    assert_eq!(
        borsh::to_vec(&mine).unwrap(),
        borsh::to_vec(&stored).unwrap()
    );

    let transaction = state::ProposalTransactionV2 {
        proposal: key(6),
        option_index: 0,
        transaction_index: 258,
        hold_up_time: 86_400,
        instructions: vec![mine],
        executed_at: None,
        execution_status: state::TransactionExecutionStatus::None,
    };
    let passed: Vec<_> = stored
        .accounts
        .iter()
        .map(|it| v2::AccountMeta {
            pubkey: it.pubkey,
            is_signer: false,
            is_writable: it.is_writable,
        })
        .collect();
    let account = old(&at.transaction(&key(6), 0, 258));
    let theirs = spl::execute_transaction(
        &program,
        &governance,
        &proposal,
        &account,
        &old_key(12),
        &passed,
    );
    same(ours::execute_transaction(&at, &transaction), theirs);
}
