//! Who signs.

use super::*;
use crate::realm::{
    state::{InstructionData, ProposalTransactionV2, TransactionExecutionStatus, Vote},
    tests::{realm, CONFIG},
};

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const STAKER: Pubkey = Pubkey::new_from_array([1; 32]);
const DELEGATE: Pubkey = Pubkey::new_from_array([2; 32]);
const PAYER: Pubkey = Pubkey::new_from_array([3; 32]);
const AUTHORITY: Pubkey = Pubkey::new_from_array([4; 32]);

#[test]
fn only_these_sign_and_a_delegate_for_its_staker() {
    let (at, proposal) = (realm(), key(5));
    let voter = Voter {
        owner: STAKER,
        signer: DELEGATE,
        payer: PAYER,
    };
    let draft = Draft {
        name: "Stake per unit 150 IO",
        link: "",
        seed: key(6),
    };
    let subject = Subject {
        proposal,
        owner_record: key(7),
    };
    let weights = Weights {
        voter: key(8),
        max: key(9),
    };
    let both = vec![DELEGATE, PAYER];
    for (instruction, expected) in [
        (create_realm(&at, "io.net", &AUTHORITY, &PAYER), vec![PAYER]),
        (
            create_governance(&at, &AUTHORITY, &PAYER, &CONFIG),
            vec![PAYER, AUTHORITY],
        ),
        (create_native_treasury(&at, &PAYER), vec![PAYER]),
        (set_realm_authority(&at, &AUTHORITY), vec![AUTHORITY]),
        (create_token_owner_record(&at, &STAKER, &PAYER), vec![PAYER]),
        (
            set_governance_delegate(&at, &STAKER, &DELEGATE, None),
            vec![DELEGATE],
        ),
        (create_proposal(&at, &draft, &voter, &key(8)), both.clone()),
        (
            insert_transaction(&at, &proposal, &voter, 0, 86_400, &[]),
            both.clone(),
        ),
        (sign_off_proposal(&at, &proposal, &voter), vec![DELEGATE]),
        (cancel_proposal(&at, &proposal, &voter), vec![DELEGATE]),
        (cast_vote(&at, &subject, &voter, &weights, Vote::Deny), both),
        (relinquish_vote(&at, &proposal, &voter), vec![DELEGATE]),
        (finalize_vote(&at, &subject, &key(9)), vec![]),
        (refund_proposal_deposit(&at, &proposal, &PAYER), vec![]),
    ] {
        let signers = instruction.accounts.iter().filter(|it| it.is_signer);
        let signers: Vec<_> = signers.map(|it| it.pubkey).collect();
        assert_eq!(signers, expected, "{:?}", instruction.data);
        assert_eq!(instruction.program_id, at.program);
    }
}

#[test]
fn the_governance_and_its_treasury_sign_only_inside_an_execution() {
    let at = realm();
    let inner = Instruction {
        program_id: key(6),
        accounts: vec![
            AccountMeta::new_readonly(at.governance, true),
            AccountMeta::new(at.treasury(), true),
            AccountMeta::new(STAKER, true),
            AccountMeta::new_readonly(key(7), false),
        ],
        data: vec![1],
    };
    let transaction = ProposalTransactionV2 {
        proposal: key(5),
        option_index: 0,
        transaction_index: 258,
        hold_up_time: 0,
        instructions: vec![InstructionData::from(&inner); 2],
        executed_at: None,
        execution_status: TransactionExecutionStatus::None,
    };
    let passed = [
        AccountMeta::new_readonly(key(6), false),
        AccountMeta::new_readonly(at.governance, false),
        AccountMeta::new(at.treasury(), false),
        AccountMeta::new(STAKER, true),
        AccountMeta::new_readonly(key(7), false),
    ];
    let expected = [
        &[
            AccountMeta::new_readonly(at.governance, false),
            AccountMeta::new(key(5), false),
            AccountMeta::new(at.transaction(&key(5), 0, 258), false),
        ][..],
        &passed,
        &passed,
    ];
    let built = execute_transaction(&at, &transaction);
    assert_eq!(built.accounts, expected.concat());
    assert_eq!(built.data, [16]);
}
