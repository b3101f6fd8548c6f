//! What is of another type.

use anchor_lang::prelude::AccountMeta;
use anchor_spl::token::{self, spl_token::state::AccountState};
use io_tests::catalogue::Program;
use solana_account::Account;

use super::{
    bytes::{tokens_of, with_bytes, with_holder, with_mint},
    Forge, Place,
};
use crate::{
    attempt::{Attempt, ELSEWHERE},
    role::Role,
    strangers::stranger,
};

/// Place of the decimals in a mint.
const DECIMALS: usize = 44;
/// Place of the state in a token account.
const STATE: usize = 108;

impl Forge<'_> {
    pub(super) fn types(&mut self, place: &Place) -> Vec<Attempt> {
        let (meta, account) = (place.meta, place.account.as_ref().unwrap());
        let supply = token::Mint::LEN;
        match place.role {
            Role::State(program) => self.other_types(meta, account, program),
            Role::Tokens => {
                let mut mint = account.clone();
                mint.data.truncate(supply);
                let (real, _) = tokens_of(account);
                vec![
                    Attempt::in_place(meta, mint, "a mint"),
                    Attempt::passing(meta, real, "its mint"),
                ]
            }
            Role::Mint => {
                let mut tokens = account.clone();
                tokens.data = vec![0; token::TokenAccount::LEN];
                tokens.data[STATE] = AccountState::Initialized as u8;
                let tokens = with_holder(&with_mint(&tokens, &meta.pubkey), &stranger());
                let other = account.data[DECIMALS].wrapping_add(1);
                let mint = with_bytes(account, DECIMALS, &[other]);
                let mint = Attempt::at(meta, ELSEWHERE, mint, "of other decimals");
                let tokens = Attempt::twofold(meta, &tokens, "a token account");
                tokens.into_iter().chain([mint]).collect()
            }
            Role::Price => Attempt::twofold(meta, &with_bytes(account, 0, &[7; 8]), "another type"),
            // A buffer, and a program.
            Role::ProgramData => [1, 2]
                .into_iter()
                .flat_map(|tag| {
                    Attempt::twofold(meta, &with_bytes(account, 0, &[tag]), "another type")
                })
                .collect(),
            role => panic!("no types of {role:?}"),
        }
    }

    fn other_types(
        &mut self,
        meta: &AccountMeta,
        account: &Account,
        program: Program,
    ) -> Vec<Attempt> {
        let own = &account.data[..8];
        let mut attempts = Vec::new();
        for (discriminator, name) in self.idls.accounts(program) {
            if discriminator == own {
                continue;
            }
            let disguised = with_bytes(account, 0, discriminator);
            attempts.push(Attempt::in_place(meta, disguised, &format!("under {name}")));
            let (key, real) = self
                .strangers
                .of(&account.owner, discriminator)
                .next()
                .unwrap_or_else(|| panic!("no stranger has a {name}"));
            attempts.push(Attempt::at(meta, *key, real.clone(), &format!("a {name}")));
        }
        attempts
    }
}
