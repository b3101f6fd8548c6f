//! Accounts that a second program reads. Everything else stays with the program that owns it.
//!
//! | account | owner | read by | for |
//! |---|---|---|---|
//! | [`Supplier`] | emissions | marketplace | who may list, start and decline; what is attested and until when; the stake that backs a reservation; where payouts go |
//! | [`Council`] | emissions | marketplace | who reports outages and decides disputes |
//! | [`Approval`] | emissions | marketplace | what the council has approved, one attestor after the other |
//! | [`SupplierBook`] | marketplace | emissions | how many attested GPUs are reserved, and so how much own stake must stay; how many were let down |
//!
//! The programs' own state transitions on them live with the owner; here are the layouts and what
//! both sides compute from them.

mod approval;
mod council;
mod lease;
mod supplier;
mod supplier_book;

pub use approval::Approval;
pub use council::Council;
pub use lease::Lease;
pub use supplier::{Commission, CountedUnits, OwnTicket, Pool, Rewards, Slashes, Stake, Supplier};
pub use supplier_book::{ServiceRecord, SupplierBook};

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
        assert_eq!(SupplierBook::owner(), ids::marketplace::ID);
    }
}
