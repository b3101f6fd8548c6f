//! One try: what is put on the chain, and what is passed.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use solana_account::Account;

/// An address at which nothing is.
pub const ELSEWHERE: Pubkey = Pubkey::new_from_array([0xee; 32]);

/// A substitution that can be tried.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Accounts that are there for it.
    pub puts: Vec<(Pubkey, Account)>,
    /// What is passed.
    pub meta: AccountMeta,
    /// Other accounts of the instruction that are replaced with it, and by which.
    pub also: Vec<(Pubkey, Pubkey)>,
    /// How it is, for the reader of a failure.
    pub how: String,
}

impl Attempt {
    /// Another address, with what is there.
    pub fn at(meta: &AccountMeta, address: Pubkey, account: Account, how: &str) -> Self {
        Self {
            puts: vec![(address, account)],
            ..Self::passing(meta, address, how)
        }
    }

    /// Another address.
    pub fn passing(meta: &AccountMeta, address: Pubkey, how: &str) -> Self {
        let mut meta = meta.clone();
        meta.pubkey = address;
        Self {
            puts: Vec::new(),
            meta,
            also: Vec::new(),
            how: how.into(),
        }
    }

    /// The same address, with other things there.
    pub fn in_place(meta: &AccountMeta, account: Account, how: &str) -> Self {
        Self::at(meta, meta.pubkey, account, &format!("{how}, in place"))
    }

    /// The same account in place and at another address.
    pub fn twofold(meta: &AccountMeta, account: &Account, how: &str) -> Vec<Self> {
        let elsewhere = format!("{how}, at another address");
        vec![
            Self::in_place(meta, account.clone(), how),
            Self::at(meta, ELSEWHERE, account.clone(), &elsewhere),
        ]
    }

    /// The same with another account of the instruction replaced too, by an address with what is there.
    pub fn with(mut self, before: Pubkey, after: Pubkey, account: Account) -> Self {
        self.puts.push((after, account));
        self.also.push((before, after));
        self
    }

    /// The instructions with it at `place`: instruction, account. Flags are those of a key in the whole transaction.
    pub fn apply(&self, instructions: &[Instruction], place: (usize, usize)) -> Vec<Instruction> {
        let mut all = instructions.to_vec();
        let before = all[place.0].accounts[place.1].clone();
        for meta in &mut all[place.0].accounts {
            let replaced = self.also.iter().find(|(from, _)| *from == meta.pubkey);
            meta.pubkey = replaced.map_or(meta.pubkey, |(_, to)| *to);
        }
        all[place.0].accounts[place.1] = self.meta.clone();
        if self.meta.pubkey == before.pubkey {
            let metas = all.iter_mut().flat_map(|one| &mut one.accounts);
            for meta in metas.filter(|meta| meta.pubkey == before.pubkey) {
                meta.is_signer &= self.meta.is_signer || !before.is_signer;
                meta.is_writable &= self.meta.is_writable || !before.is_writable;
            }
        }
        all
    }
}
