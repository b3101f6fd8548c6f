//! Addresses of accounts that a handler creates.

use anchor_lang::prelude::*;
use io_common::derived::canonical_bump;

/// The bump of an account that is created at the address of `seeds`. Refuses as Anchor does.
pub fn bump_of<const N: usize>(account: &AccountInfo, seeds: [&[u8]; N], name: &str) -> Result<u8> {
    canonical_bump(account.key, seeds, &crate::ID)
        .ok_or_else(|| Error::from(ErrorCode::ConstraintSeeds).with_account_name(name))
}
