//! Records of the votes of staked IO, which SPL Governance reads.

use std::collections::BTreeSet;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        system_program,
    },
};
use emissions::{accounts, instruction, ID};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER},
    seeds,
};

use super::{delegation_address, derive, DelegationKeys};
use crate::build::build;

/// A voter of a realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoterKeys {
    /// The realm.
    pub realm: Pubkey,
    /// Staker and owner of what is weighed.
    pub voter: Pubkey,
}

/// Which stake of a voter is weighed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weighed<'a> {
    /// Suppliers with which the voter has delegations, in any order.
    pub delegated: &'a [Pubkey],
    /// Suppliers that the voter owns, in any order.
    pub owned: &'a [Pubkey],
}

/// The record of a voter's votes.
pub fn voter_weight_address(of: &VoterKeys) -> Pubkey {
    let (realm, voter) = (of.realm.as_ref(), of.voter.as_ref());
    derive(&[seeds::VOTER_WEIGHT, realm, voter])
}

/// The record of all votes of a realm.
pub fn max_voter_weight_address(realm: &Pubkey) -> Pubkey {
    derive(&[seeds::MAX_VOTER_WEIGHT, realm.as_ref()])
}

/// `create_voter_weight_record`; `payer` signs.
pub fn create_voter_weight_record(payer: &Pubkey, of: &VoterKeys) -> Instruction {
    let accounts = accounts::CreateVoterWeightRecord {
        payer: *payer,
        config: EMISSIONS_CONFIG.address,
        realm: of.realm,
        voter: of.voter,
        voter_weight_record: voter_weight_address(of),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::CreateVoterWeightRecord {})
}

/// `update_voter_weight_record`, in the transaction in which the voter votes; nobody needs to sign. What is not among `stake`
/// does not count.
pub fn update_voter_weight_record(of: &VoterKeys, stake: &Weighed) -> Instruction {
    let delegations: BTreeSet<(Pubkey, Pubkey)> = stake
        .delegated
        .iter()
        .map(|supplier| {
            let keys = DelegationKeys {
                staker: of.voter,
                supplier: *supplier,
            };
            (delegation_address(&keys), *supplier)
        })
        .collect();
    let owned: BTreeSet<Pubkey> = stake.owned.iter().copied().collect();
    let accounts = accounts::UpdateVoterWeightRecord {
        voter_weight_record: voter_weight_address(of),
    };
    // No transaction has room for more.
    let count = u8::try_from(delegations.len()).unwrap_or(u8::MAX);
    let data = instruction::UpdateVoterWeightRecord { delegations: count };
    let mut instruction = build(ID, accounts, data);
    let delegated = delegations
        .into_iter()
        .flat_map(|(delegation, supplier)| [delegation, supplier]);
    let all = delegated.chain(owned);
    instruction
        .accounts
        .extend(all.map(|key| AccountMeta::new_readonly(key, false)));
    instruction
}

/// `close_voter_weight_record`; the voter signs, and `payer`, who paid the rent, gets it back.
pub fn close_voter_weight_record(payer: &Pubkey, of: &VoterKeys) -> Instruction {
    let accounts = accounts::CloseVoterWeightRecord {
        voter: of.voter,
        payer: *payer,
        voter_weight_record: voter_weight_address(of),
    };
    build(ID, accounts, instruction::CloseVoterWeightRecord {})
}

/// `create_max_voter_weight_record`; `payer` signs.
pub fn create_max_voter_weight_record(payer: &Pubkey, realm: &Pubkey) -> Instruction {
    let accounts = accounts::CreateMaxVoterWeightRecord {
        payer: *payer,
        config: EMISSIONS_CONFIG.address,
        realm: *realm,
        max_voter_weight_record: max_voter_weight_address(realm),
        system_program: system_program::ID,
    };
    build(ID, accounts, instruction::CreateMaxVoterWeightRecord {})
}

/// `update_max_voter_weight_record`, in the transaction in which somebody votes; nobody needs to sign.
pub fn update_max_voter_weight_record(realm: &Pubkey) -> Instruction {
    let accounts = accounts::UpdateMaxVoterWeightRecord {
        ledger: LEDGER.address,
        max_voter_weight_record: max_voter_weight_address(realm),
    };
    build(ID, accounts, instruction::UpdateMaxVoterWeightRecord {})
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use solana_hash::Hash;

    use super::*;
    use crate::{
        realm::{
            instruction::{cast_vote, Subject, Voter, Weights},
            state::Vote,
            Realm, SHARED,
        },
        transaction::{Budget, Draft, Format, MAX_COMPUTE_UNITS},
    };

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    #[test]
    fn stake_is_weighed_in_the_order_of_the_addresses_and_once() {
        let of = VoterKeys {
            realm: key(1),
            voter: key(2),
        };
        let stake = Weighed {
            delegated: &[key(9), key(3), key(9), key(7)],
            owned: &[key(8), key(4), key(8)],
        };
        let update = update_voter_weight_record(&of, &stake);
        let keys: Vec<_> = update.accounts.iter().map(|meta| meta.pubkey).collect();
        assert_eq!(keys[0], voter_weight_address(&of));
        let mut pairs = Vec::new();
        for pair in keys[1..7].chunks(2) {
            let keys = DelegationKeys {
                staker: of.voter,
                supplier: pair[1],
            };
            assert_eq!(pair[0], delegation_address(&keys));
            pairs.push(pair[0]);
        }
        assert!(pairs.is_sorted());
        assert_eq!(keys[7..], [key(4), key(8)]);
        assert_eq!(update.data[8..], [3]);
        let read_only = update.accounts[1..].iter();
        assert!(read_only
            .clone()
            .all(|meta| !meta.is_writable && !meta.is_signer));
    }

    /// Whether a vote with as many delegations fits into a transaction.
    fn fits(delegations: u8, format: Format) -> bool {
        let realm = Realm::named(&SHARED, "io.net", &key(1)).unwrap();
        let of = VoterKeys {
            realm: realm.realm,
            voter: key(2),
        };
        let suppliers: Vec<_> = (100..).take(delegations.into()).map(key).collect();
        let stake = Weighed {
            delegated: &suppliers,
            owned: &[],
        };
        let subject = Subject {
            proposal: key(3),
            owner_record: key(4),
        };
        let voter = Voter::alone(of.voter);
        let weights = Weights {
            voter: voter_weight_address(&of),
            max: max_voter_weight_address(&of.realm),
        };
        let instructions = [
            update_voter_weight_record(&of, &stake),
            update_max_voter_weight_record(&of.realm),
            cast_vote(&realm, &subject, &voter, &weights, Vote::yes()),
        ];
        let draft = Draft {
            payer: of.voter,
            instructions: &instructions,
            blockhash: Hash::default(),
            nonce: None,
            budget: Budget {
                limit: MAX_COMPUTE_UNITS,
                price: 1,
                loaded_bytes: None,
            },
            format,
        };
        draft.fits()
    }

    #[test]
    fn a_vote_has_room_for_eight_delegations_and_in_version_1_for_24() {
        assert!(fits(8, Format::Legacy) && !fits(9, Format::Legacy));
        assert!(fits(24, Format::V1) && !fits(25, Format::V1));
    }
}
