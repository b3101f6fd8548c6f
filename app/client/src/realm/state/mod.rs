//! Accounts of SPL Governance that the clients read.

mod governance;
mod proposal;
mod realm;
mod transaction;
mod voter;

pub use self::{governance::*, proposal::*, realm::*, transaction::*, voter::*};

use anchor_lang::AnchorDeserialize;

/// An account type. Each begins with its number, in a byte; what is unused at its end is not read.
pub trait Typed: AnchorDeserialize {
    /// Number of the type.
    const TYPE: u8;
}

macro_rules! typed {
    ($($account:ty = $number:literal),* $(,)?) => {
        $(impl Typed for $account {
            const TYPE: u8 = $number;
        })*
    };
}
typed![
    RealmConfigAccount = 11,
    VoteRecordV2 = 12,
    ProposalTransactionV2 = 13,
    ProposalV2 = 14,
    RealmV2 = 16,
    TokenOwnerRecordV2 = 17,
    GovernanceV2 = 18,
    ProposalDeposit = 23,
];

/// Offset of the address of what an account belongs to: the realm, the governance or the realm proposal. A realm has its mint
/// there.
pub const PARENT: usize = 1;

/// Decodes an account; none for another type, and for one that ends too early. Its owner is not checked.
pub fn decode<T: Typed>(data: &[u8]) -> Option<T> {
    let (number, mut fields) = data.split_first()?;
    (*number == T::TYPE).then(|| T::deserialize(&mut fields).ok())?
}

#[cfg(test)]
mod tests;
