//! Participants of random sequences and histories. Each may be owner, operator, payout wallet, staker, renter and
//! filler at once.

use std::ops::Deref;

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use marketplace::state::Currency;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{key, people};

/// Number of people.
pub const PEOPLE: usize = 8;

/// The keys of a network: those that are there from the beginning, of whom the authority also has the genesis supply and pays
/// all fees, and others.
pub struct Cast {
    first: io_stage::Cast,
    /// All other people.
    pub people: Vec<Keypair>,
    /// Has no right to anything.
    pub stranger: Keypair,
    wallets: Vec<[Pubkey; 2]>,
}

impl Deref for Cast {
    type Target = io_stage::Cast;

    fn deref(&self) -> &io_stage::Cast {
        &self.first
    }
}

impl Default for Cast {
    fn default() -> Self {
        Self::new()
    }
}

impl Cast {
    /// The same in every run.
    pub fn new() -> Self {
        let first = people::cast(false);
        let people: Vec<Keypair> = (0..PEOPLE).map(|n| key(&format!("person {n}"))).collect();
        let wallets = people.iter().map(|person| {
            let owner = person.pubkey();
            [first.io, first.usdc].map(|mint| spl::wallet(&owner, &mint))
        });
        Self {
            wallets: wallets.collect(),
            people,
            stranger: key("stranger"),
            first,
        }
    }

    /// The mint of a currency.
    pub fn mint(&self, currency: Currency) -> Pubkey {
        match currency {
            Currency::Io => self.io,
            Currency::Usdc => self.usdc,
        }
    }

    /// Which of the people has an address.
    pub fn place(&self, address: &Pubkey) -> Option<usize> {
        self.people
            .iter()
            .position(|person| person.pubkey() == *address)
    }

    /// The key of one of the people.
    pub fn key(&self, address: &Pubkey) -> Option<&Keypair> {
        self.place(address).map(|place| &self.people[place])
    }

    /// The associated account of one of the people.
    pub fn wallet(&self, person: usize, currency: Currency) -> Pubkey {
        self.wallets[person][currency as usize]
    }

    /// The same by address, of anybody.
    pub fn wallet_of(&self, owner: &Pubkey, currency: Currency) -> Pubkey {
        match self.place(owner) {
            Some(place) => self.wallet(place, currency),
            None => spl::wallet(owner, &self.mint(currency)),
        }
    }
}
