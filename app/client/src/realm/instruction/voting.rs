//! Voters and votes.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_program},
};

use super::{instruction, pays, read, signs, write, Number, Voter};
use crate::realm::{state::Vote, Realm};

/// `CreateTokenOwnerRecord`, which a staker needs once before it votes or proposes; `payer` signs. It is never closed.
pub fn create_token_owner_record(at: &Realm, owner: &Pubkey, payer: &Pubkey) -> Instruction {
    let accounts = vec![
        read(at.realm),
        read(*owner),
        write(at.owner_record(owner)),
        read(at.mint),
        pays(*payer),
        read(system_program::ID),
    ];
    instruction(at, Number::CreateTokenOwnerRecord, (), accounts)
}

/// `SetGovernanceDelegate`, or to none; `signer`, the owner or its delegate now, signs.
pub fn set_governance_delegate(
    at: &Realm,
    owner: &Pubkey,
    signer: &Pubkey,
    delegate: Option<Pubkey>,
) -> Instruction {
    let accounts = vec![signs(*signer), write(at.owner_record(owner))];
    instruction(at, Number::SetGovernanceDelegate, delegate, accounts)
}

/// What is voted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The realm proposal.
    pub proposal: Pubkey,
    /// Token owner record of its proposer.
    pub owner_record: Pubkey,
}

/// The accounts of emissions that weigh a vote; both must have been updated in its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// That of the voter.
    pub voter: Pubkey,
    /// That of all voters.
    pub max: Pubkey,
}

/// `CastVote`; signer and payer sign.
pub fn cast_vote(
    at: &Realm,
    subject: &Subject,
    voter: &Voter,
    weights: &Weights,
    vote: Vote,
) -> Instruction {
    let own_record = at.owner_record(&voter.owner);
    let accounts = vec![
        read(at.realm),
        write(at.governance),
        write(subject.proposal),
        write(subject.owner_record),
        write(own_record),
        signs(voter.signer),
        write(at.vote_record(&subject.proposal, &own_record)),
        read(at.mint),
        pays(voter.payer),
        read(system_program::ID),
        read(at.config()),
        read(weights.voter),
        read(weights.max),
    ];
    instruction(at, Number::CastVote, vote, accounts)
}

/// `RelinquishVote`, before the end of the vote; the signer signs, and the voter's `payer` gets the account rent.
pub fn relinquish_vote(at: &Realm, proposal: &Pubkey, voter: &Voter) -> Instruction {
    let own_record = at.owner_record(&voter.owner);
    let accounts = vec![
        read(at.realm),
        read(at.governance),
        write(*proposal),
        write(own_record),
        write(at.vote_record(proposal, &own_record)),
        read(at.mint),
        signs(voter.signer),
        write(voter.payer),
    ];
    instruction(at, Number::RelinquishVote, (), accounts)
}

/// `FinalizeVote`, with the record of all weight, updated in its slot; nobody needs to sign.
pub fn finalize_vote(at: &Realm, subject: &Subject, max_weight: &Pubkey) -> Instruction {
    let accounts = vec![
        read(at.realm),
        write(at.governance),
        write(subject.proposal),
        write(subject.owner_record),
        read(at.mint),
        read(at.config()),
        read(*max_weight),
    ];
    instruction(at, Number::FinalizeVote, (), accounts)
}
