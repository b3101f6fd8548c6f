//! Votes of staked IO, as SPL Governance reads them from a voter-weight plugin. It reads Borsh, and knows the two accounts by
//! Anchor's discriminators of their names.

use anchor_lang::prelude::*;
use io_common::types::Supplier;

use super::Delegation;

/// What a weight may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
pub enum VoterWeightAction {
    /// To cast a vote.
    CastVote,
    /// To comment a realm proposal.
    CommentProposal,
    /// To create a governance.
    CreateGovernance,
    /// To create a realm proposal.
    CreateProposal,
    /// To sign a realm proposal off.
    SignOffProposal,
}

/// Votes of a voter in a realm. `[VOTER_WEIGHT, realm, voter]`. SPL Governance reads all fields but the last.
#[account]
#[derive(Debug, PartialEq, Eq)]
pub struct VoterWeightRecord {
    /// The realm.
    pub realm: Pubkey,
    /// The IO mint, the realm's community token.
    pub governing_token_mint: Pubkey,
    /// The voter: staker of the delegations and owner of the suppliers that were weighed.
    pub governing_token_owner: Pubkey,
    /// Votes, in IO base units.
    pub voter_weight: u64,
    /// The slot in which it was weighed, and the only one in which it votes (P-21). 0 before. Never none.
    pub voter_weight_expiry: Option<u64>,
    /// Always none: for all actions.
    pub weight_action: Option<VoterWeightAction>,
    /// Always none: for all realm proposals.
    pub weight_action_target: Option<Pubkey>,
    /// Zero.
    pub reserved: [u8; 8],
    /// Paid the rent; gets it back.
    pub payer: Pubkey,
}

impl VoterWeightRecord {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 163;
    /// Byte offset of `payer`.
    pub const PAYER_AT: usize = 131;

    /// A record without votes, in no slot.
    pub fn new(realm: Pubkey, io_mint: Pubkey, voter: Pubkey, payer: Pubkey) -> Self {
        Self {
            realm,
            governing_token_mint: io_mint,
            governing_token_owner: voter,
            voter_weight: 0,
            voter_weight_expiry: Some(0),
            weight_action: None,
            weight_action_target: None,
            reserved: [0; 8],
            payer,
        }
    }

    /// Sets the votes in `slot`.
    pub fn set(&mut self, votes: u64, slot: u64) {
        (self.voter_weight, self.voter_weight_expiry) = (votes, Some(slot));
    }
}

/// All votes of a realm, of which it needs a part. `[MAX_VOTER_WEIGHT, realm]`. SPL Governance reads all fields but the last.
#[account]
#[derive(Debug, PartialEq, Eq)]
pub struct MaxVoterWeightRecord {
    /// The realm.
    pub realm: Pubkey,
    /// The IO mint, the realm's community token.
    pub governing_token_mint: Pubkey,
    /// All stake, active and cooling, in IO base units (P-30).
    pub max_voter_weight: u64,
    /// The slot in which it was read from the ledger, and the only one in which it counts. 0 before. Never none.
    pub max_voter_weight_expiry: Option<u64>,
    /// Zero.
    pub reserved: [u8; 8],
    /// Paid the rent.
    pub payer: Pubkey,
}

impl MaxVoterWeightRecord {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 129;
    /// Byte offset of `payer`.
    pub const PAYER_AT: usize = 97;

    /// A record without votes, in no slot.
    pub fn new(realm: Pubkey, io_mint: Pubkey, payer: Pubkey) -> Self {
        Self {
            realm,
            governing_token_mint: io_mint,
            max_voter_weight: 0,
            max_voter_weight_expiry: Some(0),
            reserved: [0; 8],
            payer,
        }
    }

    /// Sets all stake in `slot`.
    pub fn set(&mut self, staked: u64, slot: u64) {
        (self.max_voter_weight, self.max_voter_weight_expiry) = (staked, Some(slot));
    }
}

/// Votes of a delegation: its active stake, with what open slashes hold of it.
///
/// # Errors
/// `ApplySlashFirst` if a slash has not been followed.
pub fn of_delegation(mut delegation: Delegation, supplier: &Supplier) -> Result<u64> {
    delegation.follow(supplier)?;
    Ok(delegation.earning()?)
}

/// Votes of own active stake at `now`: none for 14 days after a change of owner.
pub fn of_own(supplier: &Supplier, now: i64) -> u64 {
    if now >= supplier.own_votes_at {
        supplier.stake.own
    } else {
        0
    }
}

/// Whether each address is above the one before, so that none is there twice.
pub fn rising<'a>(addresses: impl Iterator<Item = &'a Pubkey>) -> bool {
    let mut last = None;
    for address in addresses {
        if last.is_some_and(|last| last >= address) {
            return false;
        }
        last = Some(address);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::EmissionsError, state::Held};
    use anchor_lang::Discriminator;
    use bytemuck::Zeroable;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn written(record: &impl AccountSerialize) -> Vec<u8> {
        let mut data = Vec::new();
        record.try_serialize(&mut data).unwrap();
        data
    }

    /// The bytes at the places at which SPL Governance reads them.
    #[test]
    fn a_voters_record_is_laid_out_as_spl_governance_reads_it() {
        let mut record = VoterWeightRecord::new(key(1), key(2), key(3), key(4));
        record.set(0x0807_0605_0403_0201, 9);
        let data = written(&record);
        assert_eq!(data[..8], [46, 249, 155, 75, 153, 248, 116, 9]);
        assert_eq!(data[8..104], [[1; 32], [2; 32], [3; 32]].concat());
        assert_eq!(data[104..112], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(data[112..121], [1, 9, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(data[121..131], [0; 10]);
        assert_eq!(data[VoterWeightRecord::PAYER_AT..], [4; 32]);
        assert_eq!(data.len(), VoterWeightRecord::SIZE);
        let new = written(&VoterWeightRecord::new(key(1), key(2), key(3), key(4)));
        assert_eq!(new[104..121], [[0; 8].as_slice(), &[1], &[0; 8]].concat());
    }

    #[test]
    fn the_record_of_all_votes_is_laid_out_as_spl_governance_reads_it() {
        let mut record = MaxVoterWeightRecord::new(key(1), key(2), key(3));
        record.set(0x0807_0605_0403_0201, 9);
        let data = written(&record);
        assert_eq!(data[..8], [157, 95, 242, 151, 16, 98, 26, 118]);
        assert_eq!(data[8..72], [[1; 32], [2; 32]].concat());
        assert_eq!(data[72..80], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(data[80..89], [1, 9, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(data[89..97], [0; 8]);
        assert_eq!(data[MaxVoterWeightRecord::PAYER_AT..], [3; 32]);
        assert_eq!(data.len(), MaxVoterWeightRecord::SIZE);
        let new = written(&MaxVoterWeightRecord::new(key(1), key(2), key(3)));
        assert_eq!(new[72..89], [[0; 8].as_slice(), &[1], &[0; 8]].concat());
    }

    /// SPL Governance also takes two discriminators of older plugins, in letters: no other account may begin so.
    #[test]
    fn p21_no_other_account_is_taken_for_a_record() {
        use super::super::*;
        use io_common::types::{Approval, Council};
        let others = [
            Approval::DISCRIMINATOR,
            Config::DISCRIMINATOR,
            Council::DISCRIMINATOR,
            Delegation::DISCRIMINATOR,
            HistoryPage::DISCRIMINATOR,
            Ledger::DISCRIMINATOR,
            Models::DISCRIMINATOR,
            Proposal::DISCRIMINATOR,
            Redelegation::DISCRIMINATOR,
            Slash::DISCRIMINATOR,
            Supplier::DISCRIMINATOR,
        ];
        let records = [
            VoterWeightRecord::DISCRIMINATOR,
            MaxVoterWeightRecord::DISCRIMINATOR,
        ];
        let older: [&[u8]; 2] = [b"2ef99b4b", b"9d5ff297"];
        assert_ne!(records[0], records[1]);
        for other in others {
            assert!(!records.contains(&other) && !older.contains(&other));
        }
    }

    #[test]
    fn active_stake_votes_also_while_slashes_hold_it_and_cooling_stake_does_not() {
        let mut delegation = Delegation {
            active: 70,
            ..Delegation::default()
        };
        delegation.unstake_requests[0].amount = 1_000;
        delegation.held[1] = Held {
            active: 5,
            cooling: 100,
            slash: 3,
            ..Held::default()
        };
        delegation.followed = 3;
        let mut supplier = Supplier::zeroed();
        supplier.slashes.shared = 3;
        supplier.slashes.open_shared[2] = 3;
        assert_eq!(of_delegation(delegation, &supplier), Ok(75));
        // P-21: what a slash has taken no longer votes.
        let unfollowed = Err(EmissionsError::ApplySlashFirst.into());
        supplier.slashes.open_shared[2] = 0;
        assert_eq!(of_delegation(delegation, &supplier), unfollowed);
        supplier.slashes.open_shared[2] = 3;
        supplier.slashes.shared = 4;
        assert_eq!(of_delegation(delegation, &supplier), unfollowed);
        // An empty delegation follows none.
        assert_eq!(of_delegation(Delegation::default(), &supplier), Ok(0));
    }

    #[test]
    fn p21_own_stake_votes_from_its_time_on() {
        let mut supplier = Supplier::zeroed();
        (supplier.stake.own, supplier.stake.own_held) = (70, 5);
        (supplier.stake.own_cooling, supplier.stake.delegated) = (1_000, 100);
        assert_eq!(of_own(&supplier, 0), 70);
        supplier.own_votes_at = 50;
        let votes = [49, 50, 51].map(|now| of_own(&supplier, now));
        assert_eq!(votes, [0, 70, 70]);
    }

    #[test]
    fn p21_addresses_rise_if_none_is_there_twice() {
        let is_rising = |bytes: &[u8]| {
            rising(
                bytes
                    .iter()
                    .map(|byte| key(*byte))
                    .collect::<Vec<_>>()
                    .iter(),
            )
        };
        for bytes in [&[][..], &[1], &[1, 2], &[1, 2, 9]] {
            assert!(is_rising(bytes), "{bytes:?}");
        }
        for bytes in [[1, 1, 2], [1, 2, 2], [2, 1, 3], [1, 3, 2]] {
            assert!(!is_rising(&bytes), "{bytes:?}");
        }
    }
}
