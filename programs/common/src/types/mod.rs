//! Accounts that a second program reads. All other accounts are in the program that owns them.
//!
//! | account | owner | read by | for |
//! |---|---|---|---|
//! | [`Supplier`] | emissions | marketplace | owner and operator; the attestation and its end; the stake that backs a reservation; the payout wallet |
//! | [`Council`] | emissions | marketplace | the attestors who report outages and decide disputes |
//! | [`Approval`] | emissions | marketplace | approvals of the council, collected one by one |
//! | [`SupplierUsage`] | marketplace | emissions | reserved GPUs, which own stake must back; open reservations; the cost of breaches |
//!
//! State transitions are in the owning program. This module has the layouts and what both sides compute from them.

mod approval;
mod attestation;
mod council;
mod supplier;
mod supplier_usage;

pub use approval::Approval;
pub use attestation::Attestation;
pub use council::Council;
pub use supplier::{
    Commission, CountedUnits, OwnUnstakeRequest, Pool, Rewards, Slashes, Stake, Supplier,
};
pub use supplier_usage::{ServiceRecord, SupplierUsage};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;
    use anchor_lang::Owner;

    #[test]
    fn each_account_is_of_the_program_that_writes_it() {
        for owner in [Approval::owner(), Council::owner(), Supplier::owner()] {
            assert_eq!(owner, ids::emissions::ID);
        }
        assert_eq!(SupplierUsage::owner(), ids::marketplace::ID);
    }
}
