//! The token account that is paid: the one where wallets look, or one that is named.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state::AccountState;
use io_common::token::TokenAccount;
use solana_account::Account;

use super::{clock::Setup, Creation};
use crate::{spl, Network, ReadError};

/// A token account that is to be paid, as it was read.
#[derive(Clone, Debug)]
pub struct Payee {
    /// Whose tokens they are.
    pub wallet: Pubkey,
    /// Which tokens.
    pub mint: Pubkey,
    /// The account that was named, if one was.
    pub named: Option<Pubkey>,
    /// The token account at [`Self::tokens`], if there is one.
    pub account: Option<anchor_spl::token::spl_token::state::Account>,
}

/// Where a payment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The token account.
    pub tokens: Pubkey,
    /// Whose it is.
    pub owner: Pubkey,
}

/// Why a token account cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What was named is no token account.
    #[error("{tokens} is no token account: create one of {mint}")]
    NoTokens {
        /// What was named.
        tokens: Pubkey,
        /// Which tokens it should hold.
        mint: Pubkey,
    },
    /// It holds other tokens.
    #[error("{tokens} holds another token, {holds}")]
    OtherMint {
        /// The account.
        tokens: Pubkey,
        /// What it holds.
        holds: Pubkey,
    },
    /// It is frozen.
    #[error("{tokens} is frozen: name another token account")]
    Frozen {
        /// The account.
        tokens: Pubkey,
    },
    /// The account where wallets look has been given away.
    #[error("{tokens} is where the wallet of {wallet} looks, and belongs to {owner}: name another token account")]
    GivenAway {
        /// The account.
        tokens: Pubkey,
        /// Whose wallet.
        wallet: Pubkey,
        /// Whose it is now.
        owner: Pubkey,
    },
    /// Only an account of the payee is paid.
    #[error("{tokens} belongs to {owner}: the program pays only accounts of {wallet} here")]
    OtherOwner {
        /// The account.
        tokens: Pubkey,
        /// The payee.
        wallet: Pubkey,
        /// Whose it is.
        owner: Pubkey,
    },
}

impl Payee {
    /// The account `named`, or else where the wallet of `wallet` looks for `mint`, as `account` was read there.
    pub fn of(
        wallet: Pubkey,
        mint: Pubkey,
        named: Option<Pubkey>,
        account: Option<&Account>,
    ) -> Self {
        Self {
            wallet,
            mint,
            named,
            account: account.and_then(spl::tokens),
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn read(
        network: &mut dyn Network,
        wallet: Pubkey,
        mint: Pubkey,
        named: Option<Pubkey>,
    ) -> Result<Self, ReadError> {
        let it = Self::of(wallet, mint, named, None);
        let account = network.account(&it.tokens())?;
        Ok(Self::of(wallet, mint, named, account.as_ref()))
    }

    /// The token account.
    pub fn tokens(&self) -> Pubkey {
        let wallet = || spl::wallet(&self.wallet, &self.mint);
        self.named.unwrap_or_else(wallet)
    }

    /// What is in it, in base units.
    pub fn balance(&self) -> u64 {
        self.account.map_or(0, |account| account.amount)
    }

    /// Where a payment goes that may go to anybody.
    ///
    /// # Errors
    /// [`Refusal`], but for `OtherOwner`.
    pub fn anybody(&self) -> Result<Destination, Refusal> {
        let (tokens, wallet, named) = (self.tokens(), self.wallet, self.named.is_some());
        let owner = match &self.account {
            None if named => {
                let mint = self.mint;
                return Err(Refusal::NoTokens { tokens, mint });
            }
            None => wallet,
            Some(it) if it.mint != self.mint => {
                let holds = it.mint;
                return Err(Refusal::OtherMint { tokens, holds });
            }
            Some(it) if it.state == AccountState::Frozen => {
                return Err(Refusal::Frozen { tokens });
            }
            Some(it) if !named && it.owner != wallet => {
                return Err(Refusal::GivenAway {
                    tokens,
                    wallet,
                    owner: it.owner,
                });
            }
            Some(it) => it.owner,
        };
        Ok(Destination { tokens, owner })
    }

    /// Where a payment goes that only the payee may get.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn owner(&self) -> Result<Destination, Refusal> {
        let Destination { tokens, owner } = self.anybody()?;
        let wallet = self.wallet;
        match owner == wallet {
            true => Ok(Destination { tokens, owner }),
            false => Err(Refusal::OtherOwner {
                tokens,
                wallet,
                owner,
            }),
        }
    }

    /// Creates the account where wallets look, paid by `payer`. It may be closed until then, so that this is sent also where it
    /// is there.
    pub(super) fn create(&self, payer: &Pubkey, setup: &mut Setup) {
        if self.named.is_some() {
            return;
        }
        let create = spl::create_wallet(payer, &self.wallet, &self.mint);
        setup.instructions.push(create);
        if self.account.is_none() {
            setup.creates.push(Creation {
                kind: "token account",
                address: self.tokens(),
                bytes: TokenAccount::SIZE,
                deposit: 0,
                returns_to: Some(self.wallet),
            });
        }
    }
}
