//! The kinds of substitution.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token;
use io_tests::idl::Slot;

use crate::role::Role;

/// What is done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Owner,
    Another,
    Copy,
    Elsewhere,
    Again,
    Unsigned,
    ReadOnly,
    Twice,
    Closed,
    Blank,
    Type,
    Mint,
    TokenProgram,
    Replaced,
    LeftOut,
    Given,
}

impl Kind {
    pub const ALL: [Self; 16] = [
        Self::Owner,
        Self::Another,
        Self::Copy,
        Self::Elsewhere,
        Self::Again,
        Self::Unsigned,
        Self::ReadOnly,
        Self::Twice,
        Self::Closed,
        Self::Blank,
        Self::Type,
        Self::Mint,
        Self::TokenProgram,
        Self::Replaced,
        Self::LeftOut,
        Self::Given,
    ];

    /// Its name in the report, and what is passed.
    pub fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Owner => (
                "owner",
                "the same bytes in an account owned by a foreign program, at the same and at another address",
            ),
            Self::Another => (
                "another",
                "someone else's: another account of the type (of another user, supplier or reservation), another's token \
                 account, another vault, another wallet, which signs in place of the first; a supplier also with its own usage account and \
                 tokens, a wallet also with its own tokens",
            ),
            Self::Copy => (
                "copy",
                "the same bytes with the same owner at another address; for a program's own accounts no one can create one",
            ),
            Self::Elsewhere => (
                "elsewhere",
                "another, empty address, for an account that is created",
            ),
            Self::Again => ("again", "an account to create that already exists"),
            Self::Unsigned => ("unsigned", "the account without its signature"),
            Self::ReadOnly => ("read-only", "the account without its writable flag"),
            Self::Twice => (
                "twice",
                "every other account of the instruction, which is then passed twice",
            ),
            Self::Closed => ("closed", "the address of the closed account"),
            Self::Blank => ("blank", "the account with no byte written yet"),
            Self::Type => (
                "type",
                "the bytes with the discriminator of each other type, and a real account of each other type; a mint with other \
                 decimals",
            ),
            Self::Mint => (
                "mint",
                "a token account of another mint, at the same and at another address; another mint, also with token accounts of \
                 the signers",
            ),
            Self::TokenProgram => (
                "token program",
                "the same bytes in an account of Token-2022, at the same and at another address; Token-2022 itself",
            ),
            Self::Replaced => (
                "replaced",
                "another program, another sysvar or a copy of its bytes, another program's event authority, an address without a \
                 program",
            ),
            Self::LeftOut => ("left out", "nothing, in place of an optional account"),
            Self::Given => (
                "given",
                "an account in place of an optional one that is not needed: one of each type, a token account",
            ),
        }
    }

    /// The kinds that apply to an account.
    pub fn of(slot: &Slot, role: Role, address: &Pubkey) -> Vec<Self> {
        const DATA: [Kind; 6] = [
            Kind::Owner,
            Kind::Copy,
            Kind::Closed,
            Kind::Blank,
            Kind::Type,
            Kind::Twice,
        ];
        let mut kinds: Vec<Self> = match role {
            Role::Absent => return vec![Self::Given],
            Role::Program if *address == token::ID => {
                vec![Self::TokenProgram, Self::Replaced, Self::Twice]
            }
            Role::Program | Role::Sysvar | Role::EventAuthority => {
                vec![Self::Replaced, Self::Twice]
            }
            Role::State(_) | Role::Price | Role::ProgramData => {
                [&DATA[..], &[Self::Another]].concat()
            }
            Role::Tokens => [&DATA[..], &[Self::Another, Self::Mint, Self::TokenProgram]].concat(),
            Role::Mint => [&DATA[..], &[Self::Mint, Self::TokenProgram]].concat(),
            Role::Wallet => vec![Self::Another, Self::Twice],
            Role::Nothing => vec![Self::Another, Self::Elsewhere, Self::Twice],
        };
        kinds.extend(slot.signer.then_some(Self::Unsigned));
        kinds.extend(slot.writable.then_some(Self::ReadOnly));
        kinds.extend(slot.optional.then_some(Self::LeftOut));
        kinds
    }
}
