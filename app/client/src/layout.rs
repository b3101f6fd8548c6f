//! Decoding of the programs' accounts, which requires their exact size.

use anchor_lang::{AccountDeserialize, Discriminator};
use io_common::types::{Approval, Council, Supplier, SupplierUsage};

/// An account of a program, which has one size.
pub trait Stored: AccountDeserialize + Discriminator {
    /// Bytes of the account, including the discriminator.
    const SIZE: usize;
}

macro_rules! stored {
    ($($account:ty),* $(,)?) => {
        $(impl Stored for $account {
            const SIZE: usize = <$account>::SIZE;
        })*
    };
}
stored![
    Approval,
    Council,
    Supplier,
    SupplierUsage,
    emissions::state::Config,
    emissions::state::Delegation,
    emissions::state::HistoryPage,
    emissions::state::Ledger,
    emissions::state::Models,
    emissions::state::Proposal,
    emissions::state::Redelegation,
    emissions::state::Slash,
    emissions::state::MaxVoterWeightRecord,
    emissions::state::VoterWeightRecord,
    fee_burn::state::Config,
    fee_burn::state::Engine,
    fee_burn::state::Proposal,
    marketplace::state::Autopay,
    marketplace::state::Config,
    marketplace::state::Offer,
    marketplace::state::Proposal,
    marketplace::state::Reservation,
];

/// Offset of a field in an account of a zero-copy type, in bytes from the start of its data.
#[macro_export]
macro_rules! place {
    ($account:ty, $field:ident) => {
        <$account as ::anchor_lang::Discriminator>::DISCRIMINATOR
            .len()
            .saturating_add(::core::mem::offset_of!($account, $field))
    };
}
pub use place;

/// Decodes an account; none for another type, or another size than in this version of the suite. Anchor alone panics
/// at the wrong size of a zero-copy account.
pub fn decode<T: Stored>(mut data: &[u8]) -> Option<T> {
    if data.len() != T::SIZE {
        return None;
    }
    T::try_deserialize(&mut data).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use emissions::state::Ledger;

    #[test]
    fn an_account_of_another_size_is_no_panic() {
        let mut data = vec![0; Ledger::SIZE];
        data[..8].copy_from_slice(Ledger::DISCRIMINATOR);
        assert!(decode::<Ledger>(&data).is_some());
        for size in [0, 7, 8, Ledger::SIZE - 1, Ledger::SIZE + 32] {
            data.resize(size, 0);
            assert!(decode::<Ledger>(&data).is_none(), "{size}");
        }
    }
}
