//! Random moves of somebody who has all stake, in several wallets: however it moves, a realm proposal has no more votes than
//! the wallets have IO. `IO_VOTE_SEEDS=100` tries as many sequences, `IO_VOTE_SEEDS==7` one of them.

use std::{env, ops::Range};

use emissions::state::{Ledger, Slash};
use io_client::{
    emissions as client,
    realm::{
        instruction::{sign_off_proposal, Subject, Voter},
        state::Vote,
    },
};
use io_common::{
    addresses::LEDGER,
    constants::{DAY, HOUR, ONE_IO},
};
use io_tests::key;
use rand::{rngs::StdRng, seq::IndexedRandom, Rng, SeedableRng};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

/// Sequences without `IO_VOTE_SEEDS`.
const SEEDS: u64 = 12;
/// Moves of a sequence.
const MOVES: u32 = 60;

struct Attacker {
    assembly: Assembly,
    /// All wallets, of which most are emptied and left.
    wallets: Vec<Staker>,
    /// Place of alice's owner.
    owner: usize,
    slashes: Vec<Slash>,
    /// What is voted on.
    subject: Option<Subject>,
    /// All IO of all wallets, staked or not, in base units.
    all: u64,
    /// Votes that counted, all in all.
    cast: u64,
}

impl Attacker {
    /// The owner of alice and two others, with all their IO staked.
    fn new() -> Self {
        let mut assembly = Assembly::of_long_votes();
        let mut owner = assembly.owner();
        assembly.stake_all(&mut owner);
        let others = ["first", "second"].map(|name| assembly.staker(name, 150_000));
        let [first, second] = others;
        let supply = assembly.world.supplier_account(&assembly.supply);
        Self {
            assembly,
            wallets: vec![owner, first, second],
            owner: 0,
            slashes: Vec::new(),
            subject: None,
            all: supply.stake.total().unwrap(),
            cast: 0,
        }
    }

    /// Proposes, with what a voter weighs.
    fn propose(&mut self) {
        let rich = (0..self.wallets.len()).find(|place| {
            let staker = &self.wallets[*place];
            self.assembly.follow(staker);
            self.assembly.create(staker, "Survey").is_ok()
        });
        // Nobody has enough: the stake is on its way.
        let Some(place) = rich else { return };
        let by = &self.wallets[place];
        let at = self.assembly.at;
        let proposal = at.proposal(&key("Survey").pubkey());
        let sign_off = sign_off_proposal(&at, &proposal, &Voter::alone(by.address()));
        self.assembly.act(by, &[sign_off]).unwrap();
        self.subject = Some(Subject {
            proposal,
            owner_record: at.owner_record(&by.address()),
        });
    }

    /// Every wallet that has not voted tries to.
    fn vote(&mut self, rng: &mut StdRng) {
        let Some(subject) = self.subject else { return };
        let mut weights = 0;
        for staker in &self.wallets {
            self.assembly.follow(staker);
            let vote = if rng.random() {
                Vote::yes()
            } else {
                Vote::Deny
            };
            let before = self.assembly.tally(&subject);
            self.assembly.weigh(staker).unwrap();
            let weight = self.assembly.weight(staker);
            if weight == 0 {
                continue;
            }
            weights += weight;
            if self.assembly.cast(staker, &subject, vote).is_ok() {
                let now = self.assembly.tally(&subject);
                self.cast += u64::from(now != before);
            }
        }
        let tally = self.assembly.tally(&subject);
        let votes = tally.yes + tally.no;
        assert!(votes <= self.all, "{votes} votes of {} IO", self.all);
        let ledger: Ledger = self.assembly.world.read(&LEDGER.address);
        assert!(weights <= ledger.staked, "P-30: {weights} in one slot");
    }

    /// A wallet with something to move.
    fn place(&mut self, rng: &mut StdRng) -> usize {
        let (wallets, world) = (&self.wallets, &mut self.assembly.world);
        let with_stake = |staker: &Staker| !staker.delegated.is_empty() || !staker.owned.is_empty();
        let places = (0..wallets.len()).filter(|place| {
            let staker = &wallets[*place];
            with_stake(staker) || world.io_of(&staker.address()) > 0
        });
        let places: Vec<_> = places.collect();
        *places.choose(rng).unwrap()
    }

    /// A wallet that has not voted.
    fn fresh(&mut self) -> usize {
        let number = self.wallets.len();
        let staker = self.assembly.wallet(&format!("wallet {number}"));
        self.wallets.push(staker);
        number
    }

    fn slash(&mut self, rng: &mut StdRng) {
        let (authority, of_owner) = (key("authority"), self.assembly.supply.address);
        self.assembly.world.catch_up(&[of_owner]);
        let slash = self.slashes.choose(rng).cloned();
        let end = match (rng.random_range(0..4), slash) {
            (1, Some(slash)) => client::execute_slash(&slash, &self.assembly.world.io),
            (2, Some(slash)) => client::lapse_slash(&slash),
            (3, Some(slash)) => client::withdraw_slash_as_authority(&authority.pubkey(), &slash),
            _ => {
                let Assembly { world, supply, .. } = &mut self.assembly;
                let active = world.supplier_account(supply).stake.active().unwrap();
                // Four open ones may hold delegated stake.
                if self.slashes.len() < 4 && active > ONE_IO {
                    let slash = world.propose_slash(supply, active / 20);
                    self.slashes.push(slash);
                }
                return;
            }
        };
        // What is not due, or has ended, is refused.
        drop(self.assembly.world.send(&[end], &[&authority]));
    }

    /// IO that has come out of stake is staked again, mostly from a wallet that has not voted.
    fn use_wallet(&mut self, place: usize, rng: &mut StdRng) {
        let mut to = place;
        if rng.random_bool(0.8) {
            to = self.fresh();
            let (from, to) = (&self.wallets[place], &self.wallets[to]);
            self.assembly.pass_on(from, to);
        }
        self.assembly.stake_all(&mut self.wallets[to]);
    }

    /// One move; what is refused has no effect.
    fn step(&mut self, rng: &mut StdRng) {
        let (place, supplier) = (self.place(rng), self.assembly.supply.address);
        self.assembly.world.catch_up(&[supplier]);
        let staker = &self.wallets[place];
        self.assembly.follow(staker);
        if self.assembly.world.io_of(&staker.address()) > 0 {
            return self.use_wallet(place, rng);
        }
        match rng.random_range(0..12) {
            0 => drop(self.assembly.unstake(staker)),
            1 => {
                let owner = &self.wallets[self.owner];
                drop(self.assembly.unstake_own(owner));
            }
            2 => drop(self.assembly.withdraw(staker)),
            3 => drop(self.assembly.withdraw_own(staker)),
            4 => {
                let keys = self.assembly.delegation(staker);
                let cancel = client::cancel_unstake(&keys, rng.random_range(0..9));
                drop(self.assembly.act(staker, &[cancel]));
            }
            5 => {
                let owner = &self.wallets[self.owner];
                let place = rng.random_range(0..8);
                let cancel = client::cancel_own_unstake(&owner.address(), &supplier, place);
                drop(self.assembly.act(owner, &[cancel]));
            }
            6 => {
                let to = if rng.random() { self.fresh() } else { place };
                if to != self.owner {
                    let (from, buyer) = (&self.wallets[self.owner], &self.wallets[to]);
                    self.assembly.change_owner(from, buyer);
                    self.wallets[self.owner].owned.clear();
                    self.wallets[to].owned = vec![supplier];
                    self.owner = to;
                }
            }
            7 => self.slash(rng),
            _ => {
                let seconds = [1, HOUR, DAY, 5 * DAY];
                self.assembly.wait(*seconds.choose(rng).unwrap());
            }
        }
    }
}

/// The seeds of `IO_VOTE_SEEDS`.
fn seeds() -> Range<u64> {
    let Ok(text) = env::var("IO_VOTE_SEEDS") else {
        return 0..SEEDS;
    };
    let number = |text: &str| -> u64 {
        let parsed = text.parse();
        parsed.unwrap_or_else(|_| panic!("IO_VOTE_SEEDS={text}: give a number, or = and a seed"))
    };
    match text.strip_prefix('=') {
        Some(seed) => number(seed)..number(seed) + 1,
        None => 0..number(&text),
    }
}

#[test]
fn p21_p30_however_stake_moves_nobody_has_more_votes_than_io() {
    let mut cast = 0;
    for seed in seeds() {
        println!("seed {seed}");
        let rng = &mut StdRng::seed_from_u64(seed);
        let mut attacker = Attacker::new();
        // Half of the sequences begin with moves before the vote.
        for _ in 0..seed % 2 * 20 {
            attacker.step(rng);
        }
        attacker.propose();
        for _ in 0..MOVES {
            attacker.vote(rng);
            attacker.step(rng);
        }
        cast += attacker.cast;
    }
    let sequences = seeds().end - seeds().start;
    assert!(cast > sequences, "{cast} votes: hardly anybody voted");
}
