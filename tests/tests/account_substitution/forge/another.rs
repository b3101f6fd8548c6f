//! Substitutions by accounts of others.

use std::cmp::Reverse;

use anchor_lang::{prelude::Pubkey, AccountDeserialize};
use anchor_spl::token;
use io_client::{marketplace::supplier_usage_address, spl};
use io_common::{addresses, governance::program_data_address, types::Supplier};
use io_tests::catalogue::Program;
use solana_account::Account;

use super::{
    bytes::{likeness, tokens_of, with_bytes, with_holder},
    Forge, Place,
};
use crate::{
    attempt::{Attempt, ELSEWHERE},
    role::Role,
    strangers::{stranger, Strangers},
};

/// How many accounts of a type are tried in the place of one.
const OTHERS: usize = 4;
/// Place of the feed in a price.
const FEED: usize = 41;
/// Token accounts of the programs.
const VAULTS: [Pubkey; 4] = [
    addresses::REWARD_VAULT.address,
    addresses::STAKE_VAULT.address,
    addresses::IO_VAULT.address,
    addresses::USDC_VAULT.address,
];

impl Forge<'_> {
    pub(super) fn another(&mut self, place: &Place) -> Vec<Attempt> {
        let meta = place.meta;
        match (place.role, place.account.as_ref().or(place.after.as_ref())) {
            (Role::Wallet, _) => self.another_person(place),
            (Role::Nothing, None) => {
                let all = self.strangers.accounts.iter();
                all.map(|(key, account)| Attempt::at(meta, *key, account.clone(), "a stranger's"))
                    .collect()
            }
            (Role::ProgramData, Some(_)) => {
                let addresses = Program::ALL.map(|program| program_data_address(&program.id()));
                let others = addresses.into_iter().filter(|key| *key != meta.pubkey);
                others
                    .map(|key| Attempt::passing(meta, key, "another program's"))
                    .collect()
            }
            (Role::Price, Some(account)) => {
                let feed = with_bytes(account, FEED, &[7; 32]);
                Attempt::twofold(meta, &feed, "of another feed")
            }
            (_, Some(account)) if account.owner == token::ID => self.other_tokens(place, account),
            (_, Some(account)) => self.others(place, account),
            (role, None) => panic!("no account of {role:?}"),
        }
    }

    /// A stranger; one who brings token accounts where the first had some; and, where several accounts say that they are
    /// the first one's, one who has one of them.
    fn another_person(&mut self, place: &Place) -> Vec<Attempt> {
        let how = "a stranger";
        let alone = Attempt::at(place.meta, stranger(), Strangers::wallet(), how);
        let mut with_tokens = alone.clone();
        with_tokens.how = format!("{how} with tokens");
        for (key, account) in self.tokens(place) {
            let (mint, holder) = tokens_of(&account);
            if holder == place.meta.pubkey {
                let own = with_holder(&account, &stranger());
                with_tokens = with_tokens.with(key, spl::wallet(&stranger(), &mint), own);
            }
        }
        let brings_some = !with_tokens.also.is_empty();
        let own = self.own(place);
        let mut attempts = vec![alone];
        if place.slot.signer && own.len() > 1 {
            attempts.extend(own.into_iter().map(|(key, account)| {
                let mut with_one = with_tokens.clone().with(key, ELSEWHERE, account);
                with_one.how = format!("{how} with one of the accounts");
                with_one
            }));
        }
        attempts.extend(brings_some.then_some(with_tokens));
        attempts
    }

    /// The accounts of the suite that are said to be of who signs, as they would be of a stranger.
    fn own(&mut self, place: &Place) -> Vec<(Pubkey, Account)> {
        let (signer, stranger) = (place.meta.pubkey.to_bytes(), stranger().to_bytes());
        let keys = place.others.iter().map(|(_, meta)| meta.pubkey);
        let accounts = keys.filter_map(|key| Some((key, self.world.account(&key)?)));
        let accounts: Vec<(Pubkey, Account)> = accounts.collect();
        accounts
            .into_iter()
            .filter(|(_, account)| {
                Program::owning(account).is_some() && !self.idls.is_single(account)
            })
            .filter_map(|(key, mut account)| {
                let mut places = account.data.windows(signer.len());
                let at = places.position(|bytes| bytes == signer)?;
                account.data[at..at + stranger.len()].copy_from_slice(&stranger);
                Some((key, account))
            })
            .collect()
    }

    /// Others of the same type: the most alike of this world, or, if it has none, strangers'.
    fn others(&mut self, place: &Place, account: &Account) -> Vec<Attempt> {
        let kind = &account.data[..8];
        let mut here = self
            .world
            .vm
            .program_accounts(&account.owner, kind)
            .unwrap();
        here.sort_by_key(|(_, other)| Reverse(likeness(account, other)));
        here.retain(|(key, _)| *key != place.meta.pubkey);
        let mut how = "another of the world";
        if here.is_empty() {
            here = self.strangers.of(&account.owner, kind).cloned().collect();
            here.retain(|(key, _)| *key != place.meta.pubkey);
            how = "a stranger's";
        }
        let mut attempts = Vec::new();
        for (key, other) in here.into_iter().take(OTHERS) {
            let alone = Attempt::at(place.meta, key, other.clone(), how);
            attempts.extend(self.supplier_with_its_own(place, &alone, account, &other));
            attempts.push(alone);
        }
        attempts
    }

    /// Another supplier with its usage account, and with token accounts of its payout wallet, where they are passed.
    fn supplier_with_its_own(
        &mut self,
        place: &Place,
        alone: &Attempt,
        account: &Account,
        other: &Account,
    ) -> Option<Attempt> {
        let [before, after] = [account, other].map(|one| {
            let mut data: &[u8] = &one.data;
            Supplier::try_deserialize(&mut data).ok()
        });
        let (payout, other_payout) = (before?.payout, after?.payout);
        let mut whole = alone.clone();
        whole.how = "another supplier with its own".into();
        let [usage, other_usage] = [place.meta.pubkey, alone.meta.pubkey]
            .map(|supplier| supplier_usage_address(&supplier));
        if self.world.account(&usage).is_some() {
            let mut strange = self.strangers.accounts.iter();
            let strange = strange.find(|(key, _)| *key == other_usage);
            let strange = strange.map(|(_, account)| account.clone());
            if let Some(account) = self.world.account(&other_usage).or(strange) {
                whole = whole.with(usage, other_usage, account);
            }
        }
        for (key, account) in self.tokens(place) {
            let (mint, holder) = tokens_of(&account);
            if holder == payout {
                let own = with_holder(&account, &other_payout);
                whole = whole.with(key, spl::wallet(&other_payout, &mint), own);
            }
        }
        Some(whole).filter(|whole| !whole.also.is_empty())
    }

    /// Token accounts of the same mint: another's, and the vaults and escrows that there are.
    fn other_tokens(&mut self, place: &Place, account: &Account) -> Vec<Attempt> {
        let meta = place.meta;
        let (mint, holder) = tokens_of(account);
        let strange = with_holder(account, &stranger());
        let mut attempts = vec![Attempt::at(
            meta,
            spl::wallet(&stranger(), &mint),
            strange.clone(),
            "a stranger's",
        )];
        if place.account.is_some() {
            attempts.push(Attempt::in_place(meta, strange, "a stranger's"));
        }
        let mut here = self
            .world
            .vm
            .program_accounts(&token::ID, mint.as_ref())
            .unwrap();
        here.retain(|(key, other)| {
            *key != meta.pubkey && other.data.len() == token::TokenAccount::LEN
        });
        here.sort_by_key(|(key, other)| {
            let same_holder = tokens_of(other).1 == holder;
            Reverse((VAULTS.contains(key), same_holder, likeness(account, other)))
        });
        let here = here.iter().take(OTHERS);
        attempts.extend(here.map(|(key, _)| Attempt::passing(meta, *key, "another of the mint")));
        attempts
    }
}
