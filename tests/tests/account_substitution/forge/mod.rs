//! What is passed for each kind of substitution.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::system_program,
};
use anchor_spl::{token, token_2022};
use io_tests::{
    catalogue::Program,
    idl::{Idls, Slot},
    World,
};
use solana_account::Account;
use solana_sdk_ids::sysvar;

use crate::{
    attempt::{Attempt, ELSEWHERE},
    kind::Kind,
    role::{event_authority, Role},
    strangers::{stranger, Strangers},
};

mod another;
mod bytes;
mod mints;
mod types;

use bytes::with_owner;

/// A program that is not of the suite.
const FOREIGN: Pubkey = Pubkey::new_from_array([0xfe; 32]);

/// An account of an instruction, and what is around it.
pub struct Place<'a> {
    pub program: Program,
    pub slot: &'a Slot,
    pub role: Role,
    pub meta: &'a AccountMeta,
    /// What is there before the transaction.
    pub account: Option<Account>,
    /// What is there after it.
    pub after: Option<Account>,
    /// The accounts of the instruction, by name.
    pub others: &'a [(String, AccountMeta)],
    /// Whether its key signs in another place of the transaction too.
    pub signs_again: bool,
}

/// Where substitutes are taken from.
pub struct Forge<'a> {
    pub world: &'a mut World,
    pub strangers: &'a Strangers,
    pub idls: &'a Idls,
}

impl Forge<'_> {
    /// What is tried of a kind.
    pub fn attempts(&mut self, place: &Place, kind: Kind) -> Vec<Attempt> {
        let meta = place.meta;
        let there = || place.account.clone().unwrap();
        match kind {
            Kind::Owner => {
                Attempt::twofold(meta, &with_owner(&there(), FOREIGN), "of another program")
            }
            Kind::Copy => vec![Attempt::at(meta, ELSEWHERE, there(), "a copy")],
            Kind::Closed => vec![Attempt::in_place(meta, Account::default(), "nothing")],
            Kind::Blank => {
                let data = vec![0; there().data.len()];
                vec![Attempt::in_place(
                    meta,
                    Account { data, ..there() },
                    "zeros",
                )]
            }
            Kind::Elsewhere => vec![Attempt::passing(meta, ELSEWHERE, "an empty address")],
            Kind::Again => {
                let made = place.after.clone().unwrap();
                vec![Attempt::in_place(meta, made, "what was made")]
            }
            Kind::Unsigned => vec![self.unsigned(place)],
            Kind::ReadOnly => {
                let mut attempt = Attempt::passing(meta, meta.pubkey, "read-only");
                attempt.meta.is_writable = false;
                vec![attempt]
            }
            Kind::Twice => Self::twice(place),
            Kind::LeftOut => {
                let mut attempt = Attempt::passing(meta, place.program.id(), "nothing");
                (attempt.meta.is_signer, attempt.meta.is_writable) = (false, false);
                vec![attempt]
            }
            Kind::Another => self.another(place),
            Kind::Type => self.types(place),
            Kind::Mint => self.mints(place),
            Kind::TokenProgram if place.role == Role::Program => {
                vec![Attempt::passing(meta, token_2022::ID, "Token-2022")]
            }
            Kind::TokenProgram => {
                Attempt::twofold(meta, &with_owner(&there(), token_2022::ID), "of Token-2022")
            }
            Kind::Replaced => Self::replaced(place),
            Kind::Given => self.given(place),
        }
    }

    /// Where the key signs elsewhere too, another wallet with the same in it.
    fn unsigned(&mut self, place: &Place) -> Attempt {
        let mut attempt = Attempt::passing(place.meta, place.meta.pubkey, "unsigned");
        if place.signs_again {
            let wallet = place.account.clone().unwrap();
            attempt = Attempt::at(place.meta, ELSEWHERE, wallet, "unsigned, by another key");
        }
        attempt.meta.is_signer = false;
        attempt
    }

    /// What does not sign of its own cannot be made to.
    fn twice(place: &Place) -> Vec<Attempt> {
        let others = place.others.iter();
        let others = others.filter(|(_, other)| other.pubkey != place.meta.pubkey);
        others
            .map(|(name, other)| {
                let mut attempt = Attempt::passing(place.meta, other.pubkey, name);
                attempt.meta.is_signer &= other.is_signer;
                attempt
            })
            .collect()
    }

    fn replaced(place: &Place) -> Vec<Attempt> {
        let meta = place.meta;
        let keys: Vec<Pubkey> = match place.role {
            Role::EventAuthority => Program::ALL
                .iter()
                .map(|program| event_authority(&program.id()))
                .chain([ELSEWHERE, stranger()])
                .collect(),
            Role::Sysvar => {
                let forged = Account {
                    lamports: 1_000_000_000,
                    data: vec![0; 100],
                    owner: sysvar::ID,
                    ..Account::default()
                };
                let clock = Attempt::passing(meta, sysvar::clock::ID, "the clock");
                return vec![clock, Attempt::at(meta, ELSEWHERE, forged, "forged")];
            }
            _ => Program::ALL
                .iter()
                .map(|program| program.id())
                .chain([system_program::ID, token::ID, token_2022::ID, ELSEWHERE])
                .filter(|key| meta.pubkey != token::ID || *key != token_2022::ID)
                .collect(),
        };
        let others = keys.into_iter().filter(|key| *key != meta.pubkey);
        others
            .map(|key| Attempt::passing(meta, key, &key.to_string()))
            .collect()
    }

    fn given(&mut self, place: &Place) -> Vec<Attempt> {
        let mut meta = place.meta.clone();
        (meta.is_signer, meta.is_writable) = (place.slot.signer, place.slot.writable);
        if meta.is_signer {
            let wallet = Strangers::wallet();
            return vec![Attempt::at(&meta, stranger(), wallet, "a stranger")];
        }
        let one_of_each = self.strangers.one_of_each();
        let tokens = self.strangers.tokens(&self.world.usdc);
        let all = one_of_each.into_iter().chain([tokens]);
        all.map(|(key, account)| {
            let how = self.idls.type_of(&account).unwrap_or("tokens").to_string();
            Attempt::at(&meta, key, account, &how)
        })
        .collect()
    }

    /// The token accounts of the instruction.
    fn tokens(&mut self, place: &Place) -> Vec<(Pubkey, Account)> {
        let keys = place.others.iter().map(|(_, meta)| meta.pubkey);
        let accounts = keys.filter_map(|key| Some((key, self.world.account(&key)?)));
        accounts
            .filter(|(_, account)| {
                account.owner == token::ID && account.data.len() == token::TokenAccount::LEN
            })
            .collect()
    }
}
