//! A realm: its addresses, what a voter sends, its accounts, how votes stand, and changes in words.

mod accounts;
mod changes;
mod votes;

use std::fmt::Write;

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use io_client::{
    emissions::{self as emissions_client, VoterKeys, Weighed},
    realm::{
        instruction::{
            cast_vote, create_token_owner_record, execute_transaction, finalize_vote,
            refund_proposal_deposit, relinquish_vote, set_governance_delegate, Subject, Voter,
            Weights,
        },
        state::{InstructionData, ProposalTransactionV2, TransactionExecutionStatus, Vote},
        Realm, SHARED,
    },
};

use super::{key, words};

const NAME: &str = "io.net";
const PROPOSAL: u8 = 20;
const PROPOSER_RECORD: u8 = 21;

/// The realm of all vectors.
fn realm() -> Realm {
    Realm::named(&SHARED, NAME, &key(1)).unwrap()
}

fn addresses() -> String {
    let at = realm();
    let mut lines = format!(
        "realm {} {} {} {}\n",
        at.program, at.realm, at.governance, at.mint
    );
    for (name, address, seeds) in [
        ("config", at.config(), vec![]),
        ("treasury", at.treasury(), vec![]),
        ("ownerRecord", at.owner_record(&key(2)), vec![key(2)]),
        (
            "voteRecord",
            at.vote_record(&key(3), &key(4)),
            vec![key(3), key(4)],
        ),
        (
            "deposit",
            at.deposit(&key(3), &key(2)),
            vec![key(3), key(2)],
        ),
    ] {
        write!(lines, "realmAddress {name} {address}").unwrap();
        for seed in seeds {
            write!(lines, " {seed}").unwrap();
        }
        lines.push('\n');
    }
    for (option, index) in [(0, 0), (1, 300)] {
        let address = at.transaction(&key(3), option, index);
        writeln!(
            lines,
            "realmAddress transaction {address} {} {option} {index}",
            key(3)
        )
        .unwrap();
    }
    lines
}

/// A transaction of which another than the governance and its treasury signs.
fn transaction() -> ProposalTransactionV2 {
    let at = realm();
    let metas = [
        AccountMeta::new(at.treasury(), true),
        AccountMeta::new_readonly(at.governance, true),
        AccountMeta::new_readonly(key(30), true),
        AccountMeta::new(key(31), false),
    ];
    let instruction = |program, data: &[u8]| {
        InstructionData::from(&Instruction {
            program_id: program,
            accounts: metas.to_vec(),
            data: data.to_vec(),
        })
    };
    ProposalTransactionV2 {
        proposal: key(PROPOSAL),
        option_index: 0,
        transaction_index: 2,
        hold_up_time: 86_400,
        instructions: vec![
            instruction(emissions::ID, &[1, 2, 3]),
            instruction(key(32), &[]),
        ],
        executed_at: Some(1_800_000_000),
        execution_status: TransactionExecutionStatus::Success,
    }
}

fn instructions() -> String {
    let at = realm();
    let subject = Subject {
        proposal: key(PROPOSAL),
        owner_record: key(PROPOSER_RECORD),
    };
    let voter = Voter {
        owner: key(2),
        signer: key(3),
        payer: key(4),
    };
    let of = VoterKeys {
        realm: at.realm,
        voter: voter.owner,
    };
    let weights = Weights {
        voter: emissions_client::voter_weight_address(&of),
        max: emissions_client::max_voter_weight_address(&at.realm),
    };
    let stake = Weighed {
        delegated: &[key(9), key(3), key(9), key(7)],
        owned: &[key(8), key(4), key(8)],
    };
    let vote = |vote| cast_vote(&at, &subject, &voter, &weights, vote);
    let delegate = |to| set_governance_delegate(&at, &voter.owner, &voter.signer, to);
    [
        (
            "createOwnerRecord",
            create_token_owner_record(&at, &voter.owner, &voter.payer),
        ),
        ("setDelegate", delegate(Some(key(5)))),
        ("endDelegate", delegate(None)),
        ("voteYes", vote(Vote::yes())),
        ("voteNo", vote(Vote::Deny)),
        (
            "withdrawVote",
            relinquish_vote(&at, &subject.proposal, &voter),
        ),
        ("finalize", finalize_vote(&at, &subject, &weights.max)),
        ("execute", execute_transaction(&at, &transaction())),
        (
            "refundDeposit",
            refund_proposal_deposit(&at, &subject.proposal, &key(5)),
        ),
        (
            "weigh",
            emissions_client::update_voter_weight_record(&of, &stake),
        ),
    ]
    .map(|(name, it)| format!("realmInstruction {name} {}{}", it.program_id, words(&it)))
    .concat()
}

pub fn lines() -> String {
    [
        addresses(),
        instructions(),
        accounts::lines(),
        votes::lines(),
        changes::lines(),
    ]
    .concat()
}

/// A text or a list that may be missing.
fn maybe<T: ToString>(it: Option<T>) -> String {
    it.map_or("-".into(), |it| it.to_string())
}

/// A realm whose governance is over `governed`, and the address of that.
fn over(governed: &Pubkey) -> Realm {
    let at = realm();
    Realm {
        governance: io_client::realm::address::governance(&at.program, &at.realm, governed),
        ..at
    }
}
