//! Recipients of an account's lamports above its rent-exempt minimum (P-25).

use anchor_lang::{prelude::*, Discriminator};
use io_common::{
    rent::{address_at, typed, Deposit},
    types::{Approval, Council, Supplier},
    CommonError,
};

use super::{
    Config, Delegation, HistoryPage, Ledger, MaxVoterWeightRecord, Models, Proposal, Redelegation,
    Slash, VoterWeightRecord,
};

/// How the lamports of an account with this data are divided.
///
/// All lamports of these accounts are rent. Vaults belong to the token program; the empty account of a closed
/// supplier has no type and keeps its lamports.
///
/// # Errors
/// `NotReclaimable` if its type is unknown.
pub fn deposit(data: &[u8], config: &Config) -> Result<Deposit> {
    let recipient = recipient(data, config).ok_or(CommonError::NotReclaimable)?;
    Ok(Deposit::rent(recipient))
}

fn recipient(data: &[u8], config: &Config) -> Option<Pubkey> {
    match data.get(..8)? {
        // Never closed: the payer receives the excess.
        Config::DISCRIMINATOR => typed::<Config>(data).map(|_| config.payer),
        Ledger::DISCRIMINATOR => typed::<Ledger>(data).map(|_| config.payer),
        Models::DISCRIMINATOR => typed::<Models>(data).map(|_| config.payer),
        Council::DISCRIMINATOR => typed::<Council>(data).map(|_| config.payer),
        HistoryPage::DISCRIMINATOR => Some(typed::<HistoryPage>(data)?.payer),
        // Closed at some time: the recipient at closing receives it.
        Supplier::DISCRIMINATOR => Some(typed::<Supplier>(data)?.owner),
        Delegation::DISCRIMINATOR => Some(typed::<Delegation>(data)?.staker),
        Redelegation::DISCRIMINATOR => Some(typed::<Redelegation>(data)?.staker),
        Approval::DISCRIMINATOR => Some(typed::<Approval>(data)?.payer),
        Slash::DISCRIMINATOR => Some(typed::<Slash>(data)?.payer),
        Proposal::DISCRIMINATOR => address_at(data, Proposal::PAYER_AT, Proposal::SIZE),
        VoterWeightRecord::DISCRIMINATOR => {
            address_at(data, VoterWeightRecord::PAYER_AT, VoterWeightRecord::SIZE)
        }
        // Never closed.
        MaxVoterWeightRecord::DISCRIMINATOR => address_at(
            data,
            MaxVoterWeightRecord::PAYER_AT,
            MaxVoterWeightRecord::SIZE,
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Change;
    use bytemuck::{bytes_of, Pod, Zeroable};
    use io_common::governance::{Roles, Timelock};

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    const PAYER: u8 = 1;

    fn config() -> Config {
        Config::new(Roles::new(key(PAYER), key(8)), key(9), 255)
    }

    fn of<T: Zeroable + Pod + Discriminator>(write: impl FnOnce(&mut T)) -> Vec<u8> {
        let mut state = T::zeroed();
        write(&mut state);
        [T::DISCRIMINATOR, bytes_of(&state)].concat()
    }

    fn found(data: &[u8]) -> Result<Deposit> {
        deposit(data, &config())
    }

    #[test]
    fn p25_each_account_says_who_gets_what_it_holds_too_much() {
        let (them, others) = (key(5), key(6));
        for data in [
            of::<HistoryPage>(|it| it.payer = them),
            of::<Supplier>(|it| {
                it.owner = them;
                (it.creator, it.pending_owner, it.operator) = (others, others, others);
                it.payout = others;
            }),
            of::<Delegation>(|it| (it.staker, it.supplier) = (them, others)),
            of::<Redelegation>(|it| {
                (it.staker, it.delegation, it.target) = (them, others, others);
            }),
            of::<Approval>(|it| it.payer = them),
            of::<Slash>(|it| (it.payer, it.supplier) = (them, others)),
        ] {
            assert_eq!(found(&data), Ok(Deposit::rent(them)));
            // A byte less or more is refused.
            let refused = Err(CommonError::NotReclaimable.into());
            assert_eq!(found(&data[..data.len() - 1]), refused);
            assert_eq!(found(&[data, vec![0]].concat()), refused);
        }
        for data in [
            of::<Config>(|_| ()),
            of::<Ledger>(|_| ()),
            of::<Models>(|_| ()),
            of::<Council>(|_| ()),
        ] {
            assert_eq!(found(&data), Ok(Deposit::rent(key(PAYER))));
            let refused = Err(CommonError::NotReclaimable.into());
            assert_eq!(found(&data[..data.len() - 1]), refused);
        }
    }

    #[test]
    fn p25_a_proposal_gives_to_who_paid_for_it() {
        let proposal = Proposal {
            payer: key(5),
            number: 0,
            timelock: Timelock::new(1_000).unwrap(),
            change: Change::MinEligibleUnits(1),
        };
        let mut data = Vec::new();
        proposal.try_serialize(&mut data).unwrap();
        data.resize(Proposal::SIZE, 0);
        assert_eq!(found(&data), Ok(Deposit::rent(key(5))));
        data.pop();
        assert_eq!(found(&data), Err(CommonError::NotReclaimable.into()));
    }

    #[test]
    fn p25_a_record_of_votes_gives_to_who_paid_for_it() {
        let [realm, mint, voter, payer] = [1, 2, 3, 4].map(key);
        let mut voters = Vec::new();
        let record = VoterWeightRecord::new(realm, mint, voter, payer);
        record.try_serialize(&mut voters).unwrap();
        let mut all = Vec::new();
        let record = MaxVoterWeightRecord::new(realm, mint, payer);
        record.try_serialize(&mut all).unwrap();
        for mut data in [voters, all] {
            assert_eq!(found(&data), Ok(Deposit::rent(payer)));
            data.push(0);
            assert_eq!(found(&data), Err(CommonError::NotReclaimable.into()));
        }
    }

    #[test]
    fn p25_what_is_of_no_type_is_nobodys() {
        let refused = Err(CommonError::NotReclaimable.into());
        for data in [vec![], vec![0; 8], vec![0; Supplier::SIZE], vec![7; 165]] {
            assert_eq!(found(&data), refused);
        }
    }
}
