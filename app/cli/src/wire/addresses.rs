//! The addresses that the instructions of a message number, with those of its lookup tables.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use solana_address_lookup_table_interface::state::AddressLookupTable;
use solana_message::VersionedMessage;
use solana_sdk_ids::address_lookup_table;

use super::tokens::Tokens;
use crate::{
    context::Context,
    report::{Cell, Record},
};

/// The addresses of a message, by their numbers.
#[derive(Default)]
pub struct Addresses {
    /// None for one of a table that is not known.
    all: Vec<Option<Pubkey>>,
    /// Tables that are not known, and why.
    unknown: Vec<(Pubkey, String)>,
    /// What token instructions move; empty where nobody looked.
    tokens: Tokens,
}

impl Addresses {
    /// Those that the message names itself: no table is read.
    pub fn named(message: &VersionedMessage) -> Self {
        Self::with(message, |_| Err("it is not read".into()))
    }

    /// The same with those of its tables, which only grow: what they hold today is what they held. One that cannot be read is
    /// no failure.
    pub fn read(context: &mut Context, message: &VersionedMessage) -> Self {
        Self::with(message, |table| {
            let found = context
                .account(table)
                .map_err(|error| format!("{error:#}"))?;
            let found = found.filter(|it| it.owner == address_lookup_table::ID);
            let account = found.ok_or("there is no lookup table")?;
            let table = AddressLookupTable::deserialize(&account.data);
            let table = table.map_err(|_| "it is no lookup table")?;
            Ok(table.addresses.into_owned())
        })
    }

    fn with(
        message: &VersionedMessage,
        mut read: impl FnMut(&Pubkey) -> Result<Vec<Pubkey>, String>,
    ) -> Self {
        let named = message.static_account_keys().iter();
        let mut all: Vec<Option<Pubkey>> = named.copied().map(Some).collect();
        let (mut unknown, mut readonly) = (Vec::new(), Vec::new());
        for lookup in message.address_table_lookups().into_iter().flatten() {
            let table = read(&lookup.account_key);
            let at = |place: &u8| table.as_ref().ok()?.get(usize::from(*place)).copied();
            all.extend(lookup.writable_indexes.iter().map(at));
            readonly.extend(lookup.readonly_indexes.iter().map(at));
            let mut places = lookup
                .writable_indexes
                .iter()
                .chain(&lookup.readonly_indexes);
            let is_short = places.any(|place| at(place).is_none());
            match table {
                Err(why) => unknown.push((lookup.account_key, why)),
                Ok(_) if is_short => {
                    unknown.push((lookup.account_key, "it has fewer addresses".into()));
                }
                Ok(_) => {}
            }
        }
        // First what may change, of all tables, then the rest.
        all.extend(readonly);
        Self {
            all,
            unknown,
            tokens: Tokens::default(),
        }
    }

    /// The same with the tokens of the accounts, as far as they can be read: without a network there are none.
    pub fn asking(self, context: &mut Context, message: &VersionedMessage) -> Self {
        let tokens = Tokens::read(context, message, &self);
        self.with_tokens(tokens.unwrap_or_default())
    }

    /// The same with the tokens of the accounts.
    pub fn with_tokens(self, tokens: Tokens) -> Self {
        Self { tokens, ..self }
    }

    /// The tokens of the accounts.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The address of a number; none for one that is not known.
    pub fn get(&self, place: usize) -> Option<&Pubkey> {
        self.all.get(place)?.as_ref()
    }

    /// The known ones.
    pub fn known(&self) -> impl Iterator<Item = &Pubkey> {
        self.all.iter().flatten()
    }

    /// The known ones that `message` may change.
    pub fn written(&self, message: &VersionedMessage) -> Vec<Pubkey> {
        let places = self.all.iter().enumerate();
        let written = places.filter(|(place, _)| may_change(message, *place));
        written.filter_map(|(_, key)| *key).collect()
    }

    /// Whether each is known.
    pub fn are_known(&self) -> bool {
        self.unknown.is_empty()
    }

    /// What is not known; nothing if everything is.
    pub fn warning(&self) -> Record {
        if self.are_known() {
            return Record::new();
        }
        let tables = self.unknown.iter();
        let tables = tables.map(|(table, why)| {
            Cell::Text(format!(
                "changes of the accounts of lookup table {table}: {why}"
            ))
        });
        vec![("Not known", Cell::List(tables.collect()))]
    }
}

/// Whether `message` may change the account of a number.
pub fn may_change(message: &VersionedMessage, place: usize) -> bool {
    message.is_maybe_writable_with_reserved_addresses(place, None::<&BTreeSet<Pubkey>>)
}
