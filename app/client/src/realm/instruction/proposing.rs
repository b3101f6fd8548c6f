//! Realm proposals.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};
use solana_sdk_ids::sysvar::rent;

use super::{instruction, pays, read, signs, write, Number, Voter};
use crate::realm::{
    state::{InstructionData, ProposalTransactionV2, VoteType},
    Realm,
};

/// The option of a realm proposal to which its transactions belong.
const ONLY_OPTION: u8 = 0;
/// What that option is called.
pub const YES: &str = "Approve";

/// What a realm proposal says.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Title.
    pub name: &'a str,
    /// Link to a text; may be empty.
    pub link: &'a str,
    /// The address follows from it.
    pub seed: Pubkey,
}

/// `CreateProposal`, a vote of Yes or No, with the weight record of the proposer; signer and payer sign. The payer makes a
/// deposit if 10 are open.
pub fn create_proposal(
    at: &Realm,
    draft: &Draft,
    proposer: &Voter,
    voter_weight: &Pubkey,
) -> Instruction {
    let proposal = at.proposal(&draft.seed);
    let accounts = vec![
        read(at.realm),
        write(proposal),
        write(at.governance),
        write(at.owner_record(&proposer.owner)),
        read(at.mint),
        signs(proposer.signer),
        pays(proposer.payer),
        read(system_program::ID),
        read(at.config()),
        read(*voter_weight),
        write(at.deposit(&proposal, &proposer.payer)),
    ];
    let (options, has_no) = ([YES].as_slice(), true);
    let arguments = (
        draft.name,
        draft.link,
        VoteType::SingleChoice,
        options,
        has_no,
        draft.seed,
    );
    instruction(at, Number::CreateProposal, arguments, accounts)
}

/// `InsertTransaction`, to be executed `hold_up` seconds after the end of the vote at the earliest; signer and payer sign.
pub fn insert_transaction(
    at: &Realm,
    proposal: &Pubkey,
    proposer: &Voter,
    index: u16,
    hold_up: u32,
    instructions: &[InstructionData],
) -> Instruction {
    let accounts = vec![
        read(at.governance),
        write(*proposal),
        read(at.owner_record(&proposer.owner)),
        signs(proposer.signer),
        write(at.transaction(proposal, ONLY_OPTION, index)),
        pays(proposer.payer),
        read(system_program::ID),
        read(rent::ID),
    ];
    let arguments = (ONLY_OPTION, index, hold_up, instructions);
    instruction(at, Number::InsertTransaction, arguments, accounts)
}

/// `SignOffProposal`, which begins the vote; the signer signs.
pub fn sign_off_proposal(at: &Realm, proposal: &Pubkey, proposer: &Voter) -> Instruction {
    let accounts = vec![
        read(at.realm),
        read(at.governance),
        write(*proposal),
        signs(proposer.signer),
        read(at.owner_record(&proposer.owner)),
    ];
    instruction(at, Number::SignOffProposal, (), accounts)
}

/// `CancelProposal`, before the end of the vote; the signer signs.
pub fn cancel_proposal(at: &Realm, proposal: &Pubkey, proposer: &Voter) -> Instruction {
    let accounts = vec![
        read(at.realm),
        write(at.governance),
        write(*proposal),
        write(at.owner_record(&proposer.owner)),
        signs(proposer.signer),
    ];
    instruction(at, Number::CancelProposal, (), accounts)
}

/// `RefundProposalDeposit`, to the `payer` who made it, after the vote; nobody needs to sign.
pub fn refund_proposal_deposit(at: &Realm, proposal: &Pubkey, payer: &Pubkey) -> Instruction {
    let accounts = vec![
        read(*proposal),
        write(at.deposit(proposal, payer)),
        write(*payer),
    ];
    instruction(at, Number::RefundProposalDeposit, (), accounts)
}

/// `ExecuteTransaction`. The governance and its treasury sign inside it; other signers of its instructions sign.
pub fn execute_transaction(at: &Realm, transaction: &ProposalTransactionV2) -> Instruction {
    let ProposalTransactionV2 {
        proposal,
        option_index,
        transaction_index,
        instructions,
        ..
    } = transaction;
    let inside = [at.governance, at.treasury()];
    let mut accounts = vec![
        read(at.governance),
        write(*proposal),
        write(at.transaction(proposal, *option_index, *transaction_index)),
    ];
    for stored in instructions {
        let mut passed = Instruction::from(stored).accounts;
        for account in &mut passed {
            account.is_signer &= !inside.contains(&account.pubkey);
        }
        accounts.push(read(stored.program_id));
        accounts.append(&mut passed);
    }
    instruction(at, Number::ExecuteTransaction, (), accounts)
}
