//! What is passed for each kind of substitution.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::system_program,
    AccountDeserialize,
};
use anchor_spl::{token, token_2022};
use io_client::spl;
use io_common::{addresses, governance::program_data_address, types::Supplier};
use io_tests::{tour::Program, World};
use solana_account::Account;
use solana_sdk_ids::sysvar;

use crate::{
    attempt::Attempt,
    idl::{Idls, Slot},
    kind::Kind,
    role::{event_authority, owner, Role},
    strangers::{stranger, Strangers},
};

/// An address at which nothing is.
pub const ELSEWHERE: Pubkey = Pubkey::new_from_array([0xee; 32]);
/// A program that is not of the suite.
const FOREIGN: Pubkey = Pubkey::new_from_array([0xfe; 32]);
/// A mint that nobody made.
const THIRD_MINT: Pubkey = Pubkey::new_from_array([0xfd; 32]);
/// How many accounts of a type are tried in the place of one.
const OTHERS: usize = 4;
/// Place of the decimals in a mint.
const DECIMALS: usize = 44;
/// Place of the feed in a price.
const FEED: usize = 41;

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

fn with_owner(account: &Account, owner: Pubkey) -> Account {
    Account {
        owner,
        ..account.clone()
    }
}

fn with_bytes(account: &Account, at: usize, bytes: &[u8]) -> Account {
    let mut account = account.clone();
    account.data[at..at + bytes.len()].copy_from_slice(bytes);
    account
}

fn with_mint(account: &Account, mint: &Pubkey) -> Account {
    with_bytes(account, 0, mint.as_ref())
}

fn with_holder(account: &Account, holder: &Pubkey) -> Account {
    with_bytes(account, 32, holder.as_ref())
}

/// Mint and owner of a token account.
fn tokens_of(account: &Account) -> (Pubkey, Pubkey) {
    let key = |at: usize| Pubkey::try_from(&account.data[at..at + 32]).unwrap();
    (key(0), key(32))
}

/// Bytes in which two accounts are the same, of those where accounts say whose they are.
fn likeness(one: &Account, other: &Account) -> usize {
    let pairs = one.data.iter().zip(&other.data).take(200);
    pairs.filter(|(one, other)| one == other).count()
}

/// The same in place and at another address.
fn twofold(meta: &AccountMeta, account: &Account, how: &str) -> Vec<Attempt> {
    let elsewhere = format!("{how}, at another address");
    vec![
        Attempt::in_place(meta, account.clone(), how),
        Attempt::at(meta, ELSEWHERE, account.clone(), &elsewhere),
    ]
}

impl Forge<'_> {
    /// What is tried of a kind.
    pub fn attempts(&mut self, place: &Place, kind: Kind) -> Vec<Attempt> {
        let meta = place.meta;
        let there = || place.account.clone().unwrap();
        match kind {
            Kind::Owner => twofold(meta, &with_owner(&there(), FOREIGN), "of another program"),
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
                twofold(meta, &with_owner(&there(), token_2022::ID), "of Token-2022")
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

    fn another(&mut self, place: &Place) -> Vec<Attempt> {
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
                twofold(meta, &feed, "of another feed")
            }
            (_, Some(account)) if account.owner == token::ID => self.other_tokens(place, account),
            (_, Some(account)) => self.others(place, account),
            (role, None) => panic!("no account of {role:?}"),
        }
    }

    /// A stranger, and a stranger who brings token accounts where the first had some.
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
        [alone]
            .into_iter()
            .chain(brings_some.then_some(with_tokens))
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

    /// Others of the same type: the most alike of this world, or, if it has none, strangers'.
    fn others(&mut self, place: &Place, account: &Account) -> Vec<Attempt> {
        let kind = &account.data[..8];
        let mut here = self
            .world
            .vm
            .program_accounts(&account.owner, kind)
            .unwrap();
        here.sort_by_key(|(_, other)| std::cmp::Reverse(likeness(account, other)));
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

    /// Another supplier with its book, and with token accounts of its payout wallet, where they are passed.
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
        let [book, other_book] = [place.meta.pubkey, alone.meta.pubkey]
            .map(|supplier| io_client::marketplace::book_address(&supplier));
        if self.world.account(&book).is_some() {
            let mut strange = self.strangers.accounts.iter();
            let strange = strange.find(|(key, _)| *key == other_book);
            let strange = strange.map(|(_, account)| account.clone());
            if let Some(account) = self.world.account(&other_book).or(strange) {
                whole = whole.with(book, other_book, account);
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
        let is_vault = |key: &Pubkey| {
            [
                addresses::REWARD_VAULT,
                addresses::STAKE_VAULT,
                addresses::IO_VAULT,
                addresses::USDC_VAULT,
            ]
            .iter()
            .any(|vault| vault.address == *key)
        };
        here.sort_by_key(|(key, other)| {
            let same_holder = tokens_of(other).1 == holder;
            std::cmp::Reverse((is_vault(key), same_holder, likeness(account, other)))
        });
        let here = here.iter().take(OTHERS);
        attempts.extend(here.map(|(key, _)| Attempt::passing(meta, *key, "another of the mint")));
        attempts
    }

    fn types(&mut self, place: &Place) -> Vec<Attempt> {
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
                // Initialised, with all a token account needs.
                tokens.data[108] = 1;
                let tokens = with_holder(&with_mint(&tokens, &meta.pubkey), &stranger());
                twofold(meta, &tokens, "a token account")
            }
            Role::Price => twofold(meta, &with_bytes(account, 0, &[7; 8]), "another type"),
            // A buffer, and a program.
            Role::ProgramData => [1, 2]
                .into_iter()
                .flat_map(|tag| twofold(meta, &with_bytes(account, 0, &[tag]), "another type"))
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

    fn mints(&mut self, place: &Place) -> Vec<Attempt> {
        let (meta, account) = (place.meta, place.account.as_ref().unwrap());
        let suite = [self.world.io, self.world.usdc];
        if place.role == Role::Mint {
            let fresh = with_bytes(account, 4, stranger().as_ref());
            let others = suite.into_iter().filter(|mint| *mint != meta.pubkey);
            let others = others.map(|mint| Attempt::passing(meta, mint, "the other mint"));
            let fresh = Attempt::at(meta, THIRD_MINT, fresh, "a stranger's mint");
            let with_tokens = self.mint_with_tokens(place, &fresh);
            let decimals = account.data[DECIMALS].wrapping_add(1);
            let decimals = with_bytes(account, DECIMALS, &[decimals]);
            let decimals = Attempt::at(meta, THIRD_MINT, decimals, "of other decimals");
            let all = others.chain([fresh, decimals]);
            return all.chain(with_tokens).collect();
        }
        let (own, _) = tokens_of(account);
        let others = suite.into_iter().filter(|mint| *mint != own);
        others
            .chain([THIRD_MINT])
            .flat_map(|mint| twofold(meta, &with_mint(account, &mint), "of another mint"))
            .collect()
    }

    /// A mint with token accounts of it, where those who sign had some of the first.
    fn mint_with_tokens(&mut self, place: &Place, mint: &Attempt) -> Option<Attempt> {
        let mut whole = mint.clone();
        whole.how = "a stranger's mint with tokens".into();
        for (key, account) in self.tokens(place) {
            let (of, holder) = tokens_of(&account);
            let signs = |(_, meta): &(String, AccountMeta)| meta.is_signer && meta.pubkey == holder;
            if of == place.meta.pubkey && place.others.iter().any(signs) {
                let worthless = with_mint(&account, &mint.meta.pubkey);
                whole = whole.with(key, spl::wallet(&holder, &mint.meta.pubkey), worthless);
            }
        }
        Some(whole).filter(|whole| !whole.also.is_empty())
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
            let name = owner(&account).map(|program| {
                let of = account.data[..8].try_into().unwrap();
                self.idls.accounts(program).get::<[u8; 8]>(&of).cloned()
            });
            let how = format!("{:?}", name.flatten());
            Attempt::at(&meta, key, account, &how)
        })
        .collect()
    }
}
