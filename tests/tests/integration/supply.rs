//! The supply of IO from genesis on, against the tokens that there are.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::{self, spl_token};
use io_client::{
    audit::{examine, locks, Snapshot, Verdict},
    emissions as client, fee_burn,
    lock::{self, Claim, Terms, MONTH},
    spl,
    supply::{Burned, Reading},
};
use io_common::{
    addresses::{IO_VAULT, REWARD_VAULT, STAKE_VAULT},
    constants::{DAY, GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC, TOTAL_EMISSION},
    schedule::cumulative,
};
use io_migrations::Deployment;
use io_tests::{key, Supply, World, OWN_STAKE, START};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{fee_burn as market, lock as genesis};

/// A network with the published table, whose community is the treasury, and what was burned of it.
struct Story {
    world: World,
    deployment: Deployment,
    burned: Burned,
}

impl Story {
    fn new() -> Self {
        let (mut world, mut deployment) = genesis::world();
        let table = deployment.genesis.as_mut().unwrap();
        let community = table.iter_mut().find(|it| it.category == "community");
        community.unwrap().owner = key("treasury").pubkey();
        genesis::migrate(&mut world, &deployment);
        world.set_price(0.25);
        Self {
            world,
            deployment,
            burned: Burned::default(),
        }
    }

    fn terms(&self) -> Vec<Terms> {
        let table = self.deployment.genesis.as_ref().unwrap();
        let mint = &self.deployment.io_mint;
        table.iter().filter_map(|it| it.terms(mint)).collect()
    }

    fn read(&mut self) -> Reading {
        let (terms, now) = (self.terms(), self.world.now());
        let io = self.world.io;
        Reading::read(self.world.vm.as_mut(), &io, &terms, now).unwrap()
    }

    /// Every line of the supply against tokens, to the base unit. Returns what is locked, and unlocked and not claimed.
    #[track_caller]
    fn check(&mut self) -> [u64; 2] {
        let reading = self.read();
        let it = reading.supply().unwrap();
        let emitted = cumulative(reading.clock.schedule_hour);
        assert_eq!(it.minted, GENESIS_SUPPLY + emitted);
        assert_eq!(it.to_come, TOTAL_EMISSION - emitted);
        assert_eq!(it.burned, self.burned);
        let Burned {
            fees,
            auctions,
            slashes,
            holders,
        } = it.burned;
        assert_eq!(it.total, it.minted - fees - auctions - slashes - holders);
        assert_eq!(it.total, self.world.io_supply());
        let escrows = self.terms().into_iter();
        let escrows: u64 = escrows.map(|it| self.world.balance(&it.tokens())).sum();
        assert_eq!(it.locked + it.unclaimed, escrows);
        let rewards = self.world.balance(&REWARD_VAULT.address);
        assert_eq!(it.rewards, rewards);
        assert_eq!(it.staked, self.world.balance(&STAKE_VAULT.address));
        let all = self.everywhere();
        assert_eq!(all, it.total, "an account was not counted");
        assert_eq!(it.circulating, all - rewards - escrows + it.unclaimed);
        self.audit(&reading);
        [it.locked, it.unclaimed]
    }

    /// IO in all token accounts, in base units.
    fn everywhere(&mut self) -> u64 {
        let mint = self.world.io;
        let accounts = self.world.vm.program_accounts(&token::ID, mint.as_ref());
        let accounts = accounts.unwrap().into_iter();
        accounts.map(|(_, account)| spl::amount(&account)).sum()
    }

    #[track_caller]
    fn audit(&mut self, reading: &Reading) {
        let snapshot = Snapshot::read(self.world.vm.as_mut()).unwrap().unwrap();
        let mut findings = examine(&snapshot).unwrap();
        findings.extend(locks(&reading.locks));
        let of_table = findings.iter().filter(|it| it.rule == "P-31");
        assert_eq!(of_table.count(), 4);
        let broken = findings
            .iter()
            .find(|it| it.verdict == Verdict::Broken)
            .map(|it| (it.rule, &it.figures));
        assert_eq!(broken, None);
    }

    /// At the end of a month of the locks.
    fn month(&mut self, month: u64) {
        let time = START + i64::try_from(month * MONTH).unwrap();
        self.world.vm.set_unix_time(time);
    }

    /// The recipient of a lock claims at most so much.
    fn claim(&mut self, category: &str, most: u64) {
        let terms = genesis::terms_of(&self.deployment, category);
        let recipient = self.world.person(&format!("owner of {category}"), 0, 0);
        let destination = self.world.io_wallet(&recipient.pubkey());
        let claim = Claim {
            base: terms.base,
            mint: terms.mint,
            recipient: terms.recipient,
            destination,
        };
        self.world.must(&[lock::claim(&claim, most)], &[&recipient]);
    }
}

/// A supplier that has emitted an hour with a staker, and that staker.
fn emit(world: &mut World) -> (Supply, Keypair) {
    let supply = world.supplier("alice");
    let staker = world.staker("bob", &supply, OWN_STAKE);
    world.wait(2 * HOUR);
    world.catch_up(&[supply.address]);
    (supply, staker)
}

fn claim_rewards(world: &mut World, supply: &Supply, staker: &Keypair) -> u64 {
    let keys = client::DelegationKeys {
        staker: staker.pubkey(),
        supplier: supply.address,
    };
    let to = world.io_wallet(&staker.pubkey());
    let before = world.balance(&to);
    let claim = client::claim(&staker.pubkey(), &keys, &to);
    world.must(&[claim], &[staker]);
    world.balance(&to) - before
}

fn burn_fees(world: &mut World, from: &Keypair, amount: u64) {
    let wallet = world.io_wallet(&from.pubkey());
    let pay = spl::transfer(&wallet, &IO_VAULT.address, &from.pubkey(), amount);
    let burn = fee_burn::burn_fees(&world.io);
    world.must(&[pay, burn], &[from]);
}

fn burn_by_holder(world: &mut World, holder: &Keypair, amount: u64) {
    let (owner, mint) = (holder.pubkey(), world.io);
    let wallet = world.io_wallet(&owner);
    let no_others: [&Pubkey; 0] = [];
    let burn = spl_token::instruction::burn(&token::ID, &wallet, &mint, &owner, &no_others, amount);
    world.must(&[burn.unwrap()], &[holder]);
}

/// Two attestors slash, and 30 days later it is executed.
fn slash(world: &mut World, supply: &Supply, amount: u64) {
    world.catch_up(&[supply.address]);
    let slash = world.propose_slash(supply, amount);
    world.wait(30 * DAY);
    world.catch_up(&[supply.address]);
    let execute = client::execute_slash(&slash, &world.io);
    world.must(&[execute], &[&key("authority")]);
}

/// P-02, P-31: whatever is emitted, claimed, staked and burned, each line is what the tokens say.
#[test]
fn p02_p31_every_line_is_what_the_tokens_say() {
    let mut it = Story::new();
    let all = 170_000_000 * ONE_IO;
    assert_eq!(it.check(), [all, 0]);

    let (supply, bob) = emit(&mut it.world);
    it.check();
    assert!(it.read().supply().unwrap().rewards > 0);
    assert!(claim_rewards(&mut it.world, &supply, &bob) > 0);
    it.check();

    let holder = it.world.person("holder", 1_000, 0);
    burn_fees(&mut it.world, &holder, 30 * ONE_IO);
    it.burned.fees += 30 * ONE_IO;
    it.check();
    // What waits in the vault circulates until it is burned.
    let wallet = it.world.io_wallet(&holder.pubkey());
    let pay = spl::transfer(&wallet, &IO_VAULT.address, &holder.pubkey(), 5);
    it.world.must(&[pay], &[&holder]);
    it.check();

    burn_by_holder(&mut it.world, &holder, 7 * ONE_IO + 1);
    it.burned.holders += 7 * ONE_IO + 1;
    it.check();

    market::fund(&mut it.world, market::FEES);
    it.world.wait(HOUR);
    it.world.set_price(0.25);
    market::open(&mut it.world).unwrap();
    it.world.wait(540);
    it.world.set_price(0.25);
    // 40 dollars at the price.
    market::fill(&mut it.world, &holder, 40 * ONE_USDC, u64::MAX).unwrap();
    it.burned.auctions += 160 * ONE_IO;
    it.check();

    slash(&mut it.world, &supply, 100 * ONE_IO);
    it.burned.slashes += 100 * ONE_IO;
    assert_eq!(it.check(), [all, 0]);
}

/// P-31: month after month, whether or not anyone claims.
#[test]
fn p31_what_is_unlocked_and_not_claimed_is_what_the_escrows_can_release() {
    let mut it = Story::new();
    let all = 170_000_000 * ONE_IO;
    it.month(13);
    it.world.wait(-1);
    assert_eq!(it.check(), [all, 0]);
    it.world.wait(1);
    // A part of each: 62,500,000 / 24, 51,000,000 / 24 and 56,500,000 / 36, with what does not divide.
    let first = 260_416_666_666_682 + 212_500_000_000_000 + 156_944_444_444_460;
    assert_eq!(it.check(), [all - first, first]);
    it.claim("seed investors", u64::MAX);
    assert_eq!(it.check(), [all - first, first - 260_416_666_666_682]);
    it.claim("core contributors", 7);
    assert_eq!(
        it.check(),
        [all - first, 212_500_000_000_000 + 156_944_444_444_453]
    );

    it.month(36);
    let contributors = 12 * 156_944_444_444_444;
    let [locked, _] = it.check();
    assert_eq!(locked, contributors);
    for category in ["seed investors", "series A investors", "core contributors"] {
        it.claim(category, u64::MAX);
    }
    assert_eq!(it.check(), [contributors, 0]);

    it.month(48);
    assert_eq!(it.check(), [0, contributors]);
    it.claim("core contributors", u64::MAX);
    assert_eq!(it.check(), [0, 0]);
    // The lock program lets its creator close an escrow that is empty.
    let terms = genesis::terms_of(&it.deployment, "core contributors");
    for address in terms.accounts() {
        it.world
            .vm
            .set_account(address, Default::default())
            .unwrap();
    }
    assert_eq!(it.check(), [0, 0]);
}

/// P-31: an escrow that somebody can cancel is no lock: what is in it counts as circulating.
#[test]
fn p31_an_escrow_that_differs_is_not_counted_as_locked() {
    let mut it = Story::new();
    let before = it.read().supply().unwrap();
    let terms = genesis::terms_of(&it.deployment, "series A investors");
    let mut account = it.world.account(&terms.escrow()).unwrap();
    let mut escrow = genesis::escrow(&mut it.world, &terms);
    escrow.cancel_mode = 1;
    account.data[8..].copy_from_slice(bytemuck::bytes_of(&escrow));
    it.world.vm.set_account(terms.escrow(), account).unwrap();
    let reading = it.read();
    let after = reading.supply().unwrap();
    let freed = 51_000_000 * ONE_IO;
    assert_eq!(after.locked, before.locked - freed);
    assert_eq!(after.circulating, before.circulating + freed);
    let findings = locks(&reading.locks).into_iter();
    let broken = findings.filter(|it| it.verdict == Verdict::Broken);
    let broken: Vec<_> = broken.map(|it| it.figures).collect();
    let named = format!(
        "off at {} for {}: who may cancel: expected nobody, found its creator",
        terms.escrow(),
        terms.recipient
    );
    assert_eq!(broken, [named]);
}
