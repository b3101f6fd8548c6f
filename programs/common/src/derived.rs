//! Program-derived addresses checked by their hash. The system call that derives one costs 1,500 compute
//! units, most of them to show that no key pair can have it; where that is known, the hash is enough.

use anchor_lang::prelude::Pubkey;
use anchor_spl::{associated_token, token};

use crate::hash::sha256;

/// What ends the hashed bytes of every program-derived address.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// Whether `address` is that of one seed and a key, with the `bump` that an account of the program has stored
/// since the address was created.
pub fn is_derived(address: &Pubkey, seed: &[u8], key: &Pubkey, bump: u8, program: &Pubkey) -> bool {
    let parts = [seed, key.as_ref(), &[bump], program.as_ref(), MARKER];
    sha256(&parts) == address.to_bytes()
}

/// Whether `address`, at which there is a token account, is the associated token account of `owner` for `mint`.
///
/// Every bump is tried, since the one is not known. With a bump that is not canonical nothing can exist there:
/// nobody has the key, and the associated token program signs for the canonical one only.
pub fn is_associated(address: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> bool {
    (0..=u8::MAX).rev().any(|bump| {
        let parts = [
            owner.as_ref(),
            token::ID.as_ref(),
            mint.as_ref(),
            &[bump],
            associated_token::ID.as_ref(),
            MARKER,
        ];
        sha256(&parts) == address.to_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_spl::associated_token::get_associated_token_address;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_hash_is_the_derived_address(key: [u8; 32], program: [u8; 32], other: [u8; 32]) {
            let [key, program, other] = [key, program, other].map(Pubkey::new_from_array);
            let (address, bump) = Pubkey::find_program_address(&[b"seed", key.as_ref()], &program);
            prop_assert!(is_derived(&address, b"seed", &key, bump, &program));
            prop_assert!(!is_derived(&address, b"need", &key, bump, &program));
            prop_assert!(!is_derived(&address, b"seed", &other, bump, &program));
            prop_assert!(!is_derived(&address, b"seed", &key, bump.wrapping_sub(1), &program));
            prop_assert!(!is_derived(&address, b"seed", &key, bump, &other));
        }

        #[test]
        fn the_associated_account_is_found(owner: [u8; 32], mint: [u8; 32], other: [u8; 32]) {
            let [owner, mint, other] = [owner, mint, other].map(Pubkey::new_from_array);
            let address = get_associated_token_address(&owner, &mint);
            prop_assert!(is_associated(&address, &owner, &mint));
            prop_assert!(!is_associated(&address, &other, &mint));
            prop_assert!(!is_associated(&address, &owner, &other));
        }
    }
}
