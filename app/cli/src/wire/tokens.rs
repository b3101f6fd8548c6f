//! Currency and decimals of what token instructions move.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_client::{spl, Executed};
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use solana_message::VersionedMessage;

use super::{addresses::Addresses, money, native};
use crate::context::Context;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// IO, USDC, or the address of another mint.
    pub name: String,
    /// Digits after the point.
    pub decimals: u8,
}

impl Token {
    /// That of a mint, with decimals if they are known already; none if it is no mint.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn of(
        context: &mut Context,
        mint: &Pubkey,
        decimals: Option<u8>,
    ) -> anyhow::Result<Option<Self>> {
        let token = |name: &str, decimals| {
            let name = name.to_string();
            Ok(Some(Self { name, decimals }))
        };
        // A network without the suite has neither.
        if let Ok(config) = context.fee_burn() {
            if *mint == config.io_mint {
                return token("IO", IO_DECIMALS);
            }
            if *mint == config.usdc_mint {
                return token("USDC", USDC_DECIMALS);
            }
        }
        let decimals = match decimals {
            Some(known) => Some(known),
            None => context.account(mint)?.as_ref().and_then(spl::decimals),
        };
        decimals.map_or(Ok(None), |decimals| token(&mint.to_string(), decimals))
    }
}

/// The tokens of accounts and of mints, by their addresses.
#[derive(Clone, Debug, Default)]
pub struct Tokens(BTreeMap<Pubkey, Token>);

impl Tokens {
    /// Those of the accounts that the token instructions of a message name, as they are now.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(
        context: &mut Context,
        message: &VersionedMessage,
        addresses: &Addresses,
    ) -> anyhow::Result<Self> {
        let mut tokens = Self::default();
        tokens.add_read(context, &named(message, addresses))?;
        Ok(tokens)
    }

    /// Those that executed transactions name and no node has recorded, as they are now, read together.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn unrecorded<'a>(
        context: &mut Context,
        all: impl Iterator<Item = (&'a Executed, &'a Addresses)>,
    ) -> anyhow::Result<Self> {
        let mut wanted = Vec::new();
        for (it, addresses) in all {
            let recorded = |key: &Pubkey| {
                let mut held = it.tokens.iter();
                held.any(|held| held.account == *key || held.mint == *key)
            };
            let named = named(&it.transaction.message, addresses).into_iter();
            wanted.extend(named.filter(|key| !recorded(key)));
        }
        wanted.sort();
        wanted.dedup();
        let mut tokens = Self::default();
        tokens.add_read(context, &wanted)?;
        Ok(tokens)
    }

    /// The same with what a node has recorded of one of them.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn recorded(&self, context: &mut Context, it: &Executed) -> anyhow::Result<Self> {
        let mut tokens = self.clone();
        for held in &it.tokens {
            tokens.add(context, held.account, held.mint, Some(held.decimals))?;
        }
        Ok(tokens)
    }

    /// The token of the first of `keys` that has one.
    pub fn of<'a>(&self, mut keys: impl Iterator<Item = &'a Pubkey>) -> Option<&Token> {
        keys.find_map(|key| self.0.get(key))
    }

    fn add(
        &mut self,
        context: &mut Context,
        account: Pubkey,
        mint: Pubkey,
        decimals: Option<u8>,
    ) -> anyhow::Result<()> {
        let token = match self.0.get(&mint) {
            Some(known) => Some(known.clone()),
            None => Token::of(context, &mint, decimals)?,
        };
        if let Some(token) = token {
            self.0.insert(mint, token.clone());
            self.0.insert(account, token);
        }
        Ok(())
    }

    fn add_read(&mut self, context: &mut Context, wanted: &[Pubkey]) -> anyhow::Result<()> {
        let found = context.accounts(wanted)?;
        for (key, account) in wanted.iter().zip(found) {
            let Some(account) = account else {
                continue;
            };
            if let Some(held) = spl::held(&account) {
                self.add(context, *key, held.mint, None)?;
            } else if let Some(decimals) = spl::decimals(&account) {
                self.add(context, *key, *key, Some(decimals))?;
            }
        }
        Ok(())
    }
}

/// The accounts of the instructions that move tokens, and the escrows that say the currency of an instruction.
fn named(message: &VersionedMessage, addresses: &Addresses) -> Vec<Pubkey> {
    let mut named = Vec::new();
    for it in message.instructions() {
        let program = addresses.get(usize::from(it.program_id_index));
        let escrow = program.and_then(|program| money::escrow(program, &it.data));
        let escrow = escrow.and_then(|place| it.accounts.get(place));
        named.extend(escrow.and_then(|index| addresses.get(usize::from(*index))));
        let read = program.and_then(|program| native::read(program, &it.data));
        let Some(read) = read.filter(|read| read.moves.is_some_and(native::Moves::is_tokens))
        else {
            continue;
        };
        let keys = it.accounts.iter().zip(read.accounts);
        let keys = keys.filter_map(|(index, _)| addresses.get(usize::from(*index)));
        named.extend(keys);
    }
    named.sort();
    named.dedup();
    named
}
