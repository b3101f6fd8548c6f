//! Signatories, who begin a vote.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::{instruction::Instruction, system_program},
};
use io_client::realm::{
    instruction::{self, Subject, Voter},
    state::Vote,
};
use io_realm::GovernanceError;
use io_tests::{key, Refused};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

/// `AddSignatory`, by the proposer.
fn add_signatory(assembly: &Assembly, by: &Staker, on: &Subject, signatory: Pubkey) -> Instruction {
    let mut data = vec![7];
    data.extend(signatory.to_bytes());
    Instruction {
        program_id: assembly.at.program,
        accounts: vec![
            AccountMeta::new(on.proposal, false),
            AccountMeta::new_readonly(on.owner_record, false),
            AccountMeta::new_readonly(by.address(), true),
            AccountMeta::new(signatory_record(assembly, on, &signatory), false),
            AccountMeta::new(by.address(), true),
            AccountMeta::new_readonly(system_program::ID, false),
        ],
        data,
    }
}

fn signatory_record(assembly: &Assembly, on: &Subject, signatory: &Pubkey) -> Pubkey {
    let seeds = [b"governance", on.proposal.as_ref(), signatory.as_ref()];
    Pubkey::find_program_address(&seeds, &assembly.at.program).0
}

/// A signatory chooses when the vote begins, once. Nothing changes or begins again after that, and no stake votes before.
#[test]
fn p21_a_vote_begins_once() {
    let mut assembly = Assembly::of_long_votes();
    let bob = assembly.staker("bob", 150_000);
    let [first, second] = ["first", "second"].map(|name| assembly.wallet(name));
    let subject = assembly.draft(&bob, "Survey", &[]);
    let signatories = [&first, &second].map(|it| it.address());
    let add = signatories.map(|it| add_signatory(&assembly, &bob, &subject, it));
    assembly.act(&bob, &add).unwrap();
    let sign = |assembly: &mut Assembly, by: &Staker| {
        let voter = Voter::alone(by.address());
        let mut sign = instruction::sign_off_proposal(&assembly.at, &subject.proposal, &voter);
        let record = signatory_record(assembly, &subject, &by.address());
        sign.accounts[4] = AccountMeta::new(record, false);
        assembly.act(by, &[sign])
    };
    sign(&mut assembly, &first).unwrap();
    let early = assembly.vote(&bob, &subject, Vote::yes());
    early.refused(GovernanceError::InvalidStateCannotVote as u32);
    assembly.wait(1);
    sign(&mut assembly, &second).unwrap();
    let began = assembly.world.now();
    assert_eq!(assembly.proposal(&subject).voting_at, Some(began));
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();

    assembly.wait(1);
    for signatory in [&first, &second] {
        let again = sign(&mut assembly, signatory);
        again.refused(GovernanceError::InvalidStateCannotSignOff as u32);
    }
    let third = add_signatory(&assembly, &bob, &subject, key("third").pubkey());
    let refused = assembly.act(&bob, &[third]);
    refused.refused(GovernanceError::InvalidStateCannotEditSignatories as u32);
    let insert = assembly.payment_to(&bob, &subject);
    let refused = assembly.act(&bob, &[insert]);
    refused.refused(GovernanceError::InvalidStateCannotEditTransactions as u32);
    assert_eq!(assembly.proposal(&subject).voting_at, Some(began));
}
