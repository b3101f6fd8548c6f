//! The records of votes, as emissions writes them and as SPL Governance reads them from a plugin.

use anchor_lang::AccountSerialize;
use emissions::state::{MaxVoterWeightRecord, VoterWeightAction as Action, VoterWeightRecord};
use governance::addins::{
    max_voter_weight::get_max_voter_weight_record_data, voter_weight::get_voter_weight_record_data,
};
use solana_program_2::{account_info::AccountInfo, program_error::ProgramError};
use spl_governance_addin_api_mythic::{
    max_voter_weight::MaxVoterWeightRecord as AllRead,
    voter_weight::{VoterWeightAction as ActionRead, VoterWeightRecord as Read},
};

use super::{key, old, old_key};

/// Bytes of the payer, behind all that SPL Governance reads.
const PAYER: usize = 32;

fn written(record: &impl AccountSerialize) -> Vec<u8> {
    let mut data = Vec::new();
    record.try_serialize(&mut data).unwrap();
    data
}

/// What a reader of SPL Governance makes of an account of emissions.
fn read<T>(
    data: &[u8],
    reader: impl Fn(&solana_program_2::pubkey::Pubkey, &AccountInfo) -> Result<T, ProgramError>,
) -> Result<T, ProgramError> {
    let (address, owner) = (old_key(9), old(&emissions::ID));
    let (mut lamports, mut data) = (1, data.to_vec());
    let account = AccountInfo::new(
        &address,
        false,
        false,
        &mut lamports,
        &mut data,
        &owner,
        false,
        0,
    );
    reader(&owner, &account)
}

#[test]
fn a_voters_record_is_read_as_it_is_written() {
    let new = VoterWeightRecord::new(key(1), key(2), key(3), key(4));
    let mut weighed = VoterWeightRecord::new(key(1), key(2), key(3), key(4));
    weighed.set(u64::MAX - 1, 77);
    for (record, votes, slot) in [(new, 0, 0), (weighed, u64::MAX - 1, 77)] {
        let data = written(&record);
        let expected = Read {
            account_discriminator: Read::ACCOUNT_DISCRIMINATOR,
            realm: old_key(1),
            governing_token_mint: old_key(2),
            governing_token_owner: old_key(3),
            voter_weight: votes,
            voter_weight_expiry: Some(slot),
            weight_action: None,
            weight_action_target: None,
            reserved: [0; 8],
        };
        assert_eq!(
            data[..data.len() - PAYER],
            borsh::to_vec(&expected).unwrap()
        );
        let found = read(&data, get_voter_weight_record_data);
        assert_eq!(found, Ok(expected));
    }
}

#[test]
fn the_record_of_all_votes_is_read_as_it_is_written() {
    let new = MaxVoterWeightRecord::new(key(1), key(2), key(3));
    let mut weighed = MaxVoterWeightRecord::new(key(1), key(2), key(3));
    weighed.set(u64::MAX - 1, 77);
    for (record, votes, slot) in [(new, 0, 0), (weighed, u64::MAX - 1, 77)] {
        let data = written(&record);
        let expected = AllRead {
            account_discriminator: AllRead::ACCOUNT_DISCRIMINATOR,
            realm: old_key(1),
            governing_token_mint: old_key(2),
            max_voter_weight: votes,
            max_voter_weight_expiry: Some(slot),
            reserved: [0; 8],
        };
        assert_eq!(
            data[..data.len() - PAYER],
            borsh::to_vec(&expected).unwrap()
        );
        let found = read(&data, get_max_voter_weight_record_data);
        assert_eq!(found, Ok(expected));
    }
}

/// One record is not read as the other, and a realm with another plugin reads neither.
#[test]
fn p21_a_record_is_read_as_what_it_is() {
    let voter = written(&VoterWeightRecord::new(key(1), key(2), key(3), key(4)));
    let all = written(&MaxVoterWeightRecord::new(key(1), key(2), key(3)));
    assert!(read(&all, get_voter_weight_record_data).is_err());
    assert!(read(&voter, get_max_voter_weight_record_data).is_err());
    let of_another = |_: &_, account: &AccountInfo| {
        get_voter_weight_record_data(&old_key(8), account).map(|_| ())
    };
    assert!(read(&voter, of_another).is_err());
}

#[test]
fn what_a_weight_may_be_for_has_the_same_numbers() {
    for (ours, theirs) in [
        (Action::CastVote, ActionRead::CastVote),
        (Action::CommentProposal, ActionRead::CommentProposal),
        (Action::CreateGovernance, ActionRead::CreateGovernance),
        (Action::CreateProposal, ActionRead::CreateProposal),
        (Action::SignOffProposal, ActionRead::SignOffProposal),
    ] {
        let mut record = VoterWeightRecord::new(key(1), key(2), key(3), key(4));
        record.weight_action = Some(ours);
        let found = read(&written(&record), get_voter_weight_record_data).unwrap();
        assert_eq!(found.weight_action, Some(theirs));
    }
}
