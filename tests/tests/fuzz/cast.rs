//! Who acts. Everybody may be owner, operator, payout wallet, staker, renter and filler at once.

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use io_tests::key;
use marketplace::state::Currency;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// People with a part in it.
pub const PEOPLE: usize = 8;

/// The keys of a network.
pub struct Cast {
    /// Governs the three programs and pays all fees.
    pub authority: Keypair,
    /// Pauses.
    pub guardian: Keypair,
    /// The council.
    pub attestors: [Keypair; 3],
    /// Everybody else.
    pub people: Vec<Keypair>,
    /// Has no right to anything.
    pub stranger: Keypair,
    /// The mints.
    pub io: Pubkey,
    pub usdc: Pubkey,
    /// The account of the price.
    pub price: Pubkey,
    wallets: Vec<[Pubkey; 2]>,
}

impl Cast {
    pub fn new() -> Self {
        let (io, usdc) = (key("io mint").pubkey(), key("usdc mint").pubkey());
        let people: Vec<Keypair> = (0..PEOPLE).map(|n| key(&format!("person {n}"))).collect();
        let wallets = people.iter().map(|person| {
            let owner = person.pubkey();
            [spl::wallet(&owner, &io), spl::wallet(&owner, &usdc)]
        });
        Self {
            authority: key("authority"),
            guardian: key("guardian"),
            attestors: ["first attestor", "second attestor", "third attestor"].map(key),
            wallets: wallets.collect(),
            people,
            stranger: key("stranger"),
            io,
            usdc,
            price: key("price").pubkey(),
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
