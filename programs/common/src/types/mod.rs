//! Accounts that a second program reads. Everything else stays with the program that owns it.
//!
//! | account | owner | read by | for |
//! |---|---|---|---|
//! | [`Supplier`] | emissions | marketplace | who may list, start and decline; what is attested and until when; the stake that backs a reservation; where payouts go |
//! | [`Council`] | emissions | marketplace | who reports outages and decides disputes |
//! | [`Approval`] | emissions | marketplace | what the council has approved, one attestor after the other |
//! | [`SupplierUsage`] | marketplace | emissions | how many attested GPUs are reserved, and so how much own stake must stay; how many were let down |
//!
//! The programs' own state transitions on them live with the owner; here are the layouts and what
//! both sides compute from them.

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
