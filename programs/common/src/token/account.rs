//! The fields of a token account that the suite reads, for a third of the compute units of a full unpacking.

use anchor_lang::{prelude::*, solana_program::program_error::ProgramError};
use anchor_spl::token;
use bytemuck::{Pod, Zeroable};

/// A token account of the classic token program. Replaces Anchor's `TokenAccount`: both refuse the same accounts with
/// the same error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenAccount {
    /// Its mint.
    pub mint: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Balance, in base units.
    pub amount: u64,
    frozen: bool,
}

/// Layout of a token account.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Layout {
    mint: Pubkey,
    owner: Pubkey,
    amount: [u8; 8],
    delegate: [u8; 36],
    state: u8,
    native_rent: [u8; 12],
    delegated_amount: [u8; 8],
    close_authority: [u8; 36],
}

const UNINITIALIZED: u8 = 0;
const FROZEN: u8 = 2;

impl Layout {
    /// Whether every tag is valid.
    fn is_valid(&self) -> bool {
        let is_option = |bytes: &[u8]| matches!(bytes, [0 | 1, 0, 0, 0, ..]);
        self.state <= FROZEN
            && is_option(&self.delegate)
            && is_option(&self.native_rent)
            && is_option(&self.close_authority)
    }
}

impl TokenAccount {
    /// Bytes of a token account.
    pub const SIZE: usize = size_of::<Layout>();

    /// Whether the freeze authority has frozen it: no tokens can move.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Reads the data of an account of the token program.
    ///
    /// # Errors
    /// `InvalidAccountData` for another size or content, `UninitializedAccount`.
    #[inline(never)]
    pub fn read(data: &[u8]) -> core::result::Result<Self, ProgramError> {
        let layout: &Layout = bytemuck::try_from_bytes(data)
            .ok()
            .filter(|layout: &&Layout| layout.is_valid())
            .ok_or(ProgramError::InvalidAccountData)?;
        if layout.state == UNINITIALIZED {
            return Err(ProgramError::UninitializedAccount);
        }
        Ok(Self {
            mint: layout.mint,
            owner: layout.owner,
            amount: u64::from_le_bytes(layout.amount),
            frozen: layout.state == FROZEN,
        })
    }

    /// Base units that `delegate` may still move out of the token account with this `data`; 0 if another is its
    /// delegate.
    pub fn delegated(data: &[u8], delegate: &Pubkey) -> u64 {
        let Ok(layout) = bytemuck::try_from_bytes::<Layout>(data) else {
            return 0;
        };
        let is_theirs =
            layout.delegate[..4] == [1, 0, 0, 0] && layout.delegate[4..] == delegate.to_bytes();
        if is_theirs {
            u64::from_le_bytes(layout.delegated_amount)
        } else {
            0
        }
    }
}

impl AccountDeserialize for TokenAccount {
    fn try_deserialize_unchecked(data: &mut &[u8]) -> Result<Self> {
        Ok(Self::read(data)?)
    }
}

/// Only the token program writes one.
impl AccountSerialize for TokenAccount {}

impl Owner for TokenAccount {
    fn owner() -> Pubkey {
        token::ID
    }
}

#[cfg(feature = "idl-build")]
impl anchor_lang::IdlBuild for TokenAccount {}

/// Empty, so that the IDLs do not list it among the program's own accounts.
#[cfg(feature = "idl-build")]
impl anchor_lang::Discriminator for TokenAccount {
    const DISCRIMINATOR: &'static [u8] = &[];
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::solana_program::program_pack::Pack;
    use anchor_spl::token::{
        spl_token::state::{Account as Unpacked, AccountState},
        TokenAccount as OfAnchor,
    };
    use proptest::{option, prelude::*};

    fn packed(account: Unpacked) -> Vec<u8> {
        let mut data = vec![0; Unpacked::LEN];
        Unpacked::pack(account, &mut data).unwrap();
        data
    }

    fn key() -> impl Strategy<Value = Pubkey> {
        any::<[u8; 32]>().prop_map(Pubkey::new_from_array)
    }

    prop_compose! {
        fn account()(
            (mint, owner, amount, delegated_amount) in (key(), key(), any::<u64>(), any::<u64>()),
            (delegate, close_authority) in (option::of(key()), option::of(key())),
            is_native in option::of(any::<u64>()),
            frozen: bool,
        ) -> Unpacked {
            Unpacked {
                mint,
                owner,
                amount,
                delegate: delegate.into(),
                state: if frozen { AccountState::Frozen } else { AccountState::Initialized },
                is_native: is_native.into(),
                delegated_amount,
                close_authority: close_authority.into(),
            }
        }
    }

    /// What Anchor reads, or its refusal.
    fn of_anchor(data: &[u8]) -> Result<TokenAccount> {
        let account = OfAnchor::try_deserialize(&mut &data[..])?;
        Ok(TokenAccount {
            mint: account.mint,
            owner: account.owner,
            amount: account.amount,
            frozen: account.is_frozen(),
        })
    }

    fn read(data: &[u8]) -> Result<TokenAccount> {
        TokenAccount::try_deserialize(&mut &data[..])
    }

    proptest! {
        #[test]
        fn it_says_what_anchor_reads(account in account()) {
            let data = packed(account);
            prop_assert_eq!(read(&data).unwrap(), of_anchor(&data).unwrap());
        }

        #[test]
        fn a_delegate_may_move_what_the_token_program_says(account in account(), other in key()) {
            let data = packed(account);
            let of = |delegate: &Pubkey| TokenAccount::delegated(&data, delegate);
            match Option::<Pubkey>::from(account.delegate) {
                Some(delegate) => prop_assert_eq!(of(&delegate), account.delegated_amount),
                // The bytes of the delegate are zero then.
                None => prop_assert_eq!(of(&Pubkey::default()), 0),
            }
            prop_assert_eq!(of(&other), 0);
            prop_assert_eq!(TokenAccount::delegated(&data[1..], &other), 0);
        }

        /// Every tag byte, with values around its range.
        #[test]
        fn it_refuses_what_anchor_refuses(
            account in account(),
            tags in proptest::collection::vec(
                (prop_oneof![Just(108_usize), 72..76_usize, 109..113_usize, 129..133_usize], 0..4_u8), 0..3,
            ),
        ) {
            let mut data = packed(account);
            for (place, byte) in tags {
                data[place] = byte;
            }
            prop_assert_eq!(read(&data), of_anchor(&data));
        }
    }

    #[test]
    fn each_refusal_is_that_of_anchor() {
        let good = packed(Unpacked {
            state: AccountState::Initialized,
            ..Unpacked::default()
        });
        assert!(read(&good).is_ok());
        let with = |place: usize, byte: u8| {
            let mut data = good.clone();
            data[place] = byte;
            data
        };
        let invalid = ProgramError::InvalidAccountData;
        let mut cases = vec![
            (good[..164].to_vec(), invalid.clone()),
            ([good.clone(), vec![0]].concat(), invalid.clone()),
            (vec![], invalid.clone()),
            // A mint.
            (vec![1; 82], invalid.clone()),
            (with(108, 0), ProgramError::UninitializedAccount),
            (with(108, 3), invalid.clone()),
        ];
        // A tag that is neither none nor some.
        cases.extend([72, 109, 129].map(|place| (with(place, 2), invalid.clone())));
        cases.extend([75, 112, 132].map(|place| (with(place, 1), invalid.clone())));
        for (data, error) in cases {
            assert_eq!(read(&data), Err(error.into()));
            assert_eq!(read(&data), of_anchor(&data));
        }
        assert!(!read(&good).unwrap().is_frozen());
        assert!(read(&with(108, 2)).unwrap().is_frozen());
    }

    #[test]
    fn an_account_of_another_program_is_refused_as_by_anchor() {
        let mut data = packed(Unpacked {
            state: AccountState::Initialized,
            ..Unpacked::default()
        });
        let (key, token_2022) = (Pubkey::default(), anchor_spl::token_2022::ID);
        for (owner, mut lamports) in [
            (token::ID, 1),
            (token_2022, 1),
            (System::id(), 0),
            (System::id(), 1),
        ] {
            let account =
                AccountInfo::new(&key, false, true, &mut lamports, &mut data, &owner, false);
            let own = Account::<TokenAccount>::try_from(&account).err();
            assert_eq!(own, Account::<OfAnchor>::try_from(&account).err());
            assert_eq!(own.is_none(), owner == token::ID);
        }
    }
}
