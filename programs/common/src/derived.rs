//! Program-derived addresses checked by their hash. The system call that derives an address costs 1,500 compute
//! units, mostly to show that it is off the curve. Where that is known, the hash is enough.

use anchor_lang::prelude::Pubkey;
use anchor_spl::{associated_token, token};

use crate::hash::sha256;

/// Suffix of the hashed bytes of every program-derived address.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// Maximum number of seeds in this module.
const MAX_SEEDS: usize = 3;

/// The hash of `seeds` and `bump`.
fn hash<const N: usize>(seeds: &[&[u8]; N], bump: u8, program: &Pubkey) -> Pubkey {
    const { assert!(N <= MAX_SEEDS) };
    let bump = [bump];
    let mut parts: [&[u8]; MAX_SEEDS + 3] = [&[]; MAX_SEEDS + 3];
    let count = N.saturating_add(3);
    parts[..N].copy_from_slice(seeds);
    parts[N..count].copy_from_slice(&[&bump, program.as_ref(), MARKER]);
    Pubkey::new_from_array(sha256(&parts[..count]))
}

/// Whether `address` is derived from one seed and a key, with the `bump` that the program's account stored when it
/// was created.
pub fn is_derived(address: &Pubkey, seed: &[u8], key: &Pubkey, bump: u8, program: &Pubkey) -> bool {
    hash(&[seed, key.as_ref()], bump, program) == *address
}

/// The bump of `seeds`, if `address` is theirs: the first from 255 down whose hash is off the curve.
///
/// The hash that equals `address` is not checked against the curve. If it were on the curve, nothing could be created
/// there: the runtime does not sign for such an address.
pub fn canonical_bump<const N: usize>(
    address: &Pubkey,
    seeds: [&[u8]; N],
    program: &Pubkey,
) -> Option<u8> {
    let mut hashes = (0..=u8::MAX)
        .rev()
        .map(|bump| (bump, hash(&seeds, bump, program)));
    let (bump, hash) = hashes.find(|(_, hash)| hash == address || !hash.is_on_curve())?;
    (hash == *address).then_some(bump)
}

/// Whether `address`, a token account, is the associated token account of `owner` for `mint`.
///
/// The bump is not known, so all are tried. At an address with a bump that is not canonical nothing can exist: no one
/// has its key, and the associated token program signs for the canonical one only.
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
        fn the_canonical_bump_is_that_of_the_runtime(key: [u8; 32], program: [u8; 32], number: u64) {
            let [key, program] = [key, program].map(Pubkey::new_from_array);
            let number = number.to_le_bytes();
            let seeds: [&[u8]; 3] = [b"seed", key.as_ref(), &number];
            let (address, canonical) = Pubkey::find_program_address(&seeds, &program);
            prop_assert_eq!(canonical_bump(&address, seeds, &program), Some(canonical));
            // No other address of these seeds, with a higher or lower bump: those are on the curve or not canonical.
            for bump in (0..=u8::MAX).filter(|bump| *bump != canonical) {
                let other = [seeds[0], seeds[1], seeds[2], &[bump]];
                if let Ok(address) = Pubkey::create_program_address(&other, &program) {
                    prop_assert!(bump < canonical);
                    prop_assert_eq!(canonical_bump(&address, seeds, &program), None);
                }
            }
            prop_assert_eq!(canonical_bump(&key, seeds, &program), None);
            prop_assert_eq!(canonical_bump(&address, seeds, &key), None);
            prop_assert_eq!(canonical_bump(&address, [seeds[0], seeds[1]], &program), None);
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
