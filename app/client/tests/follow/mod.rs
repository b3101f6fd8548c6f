//! Delegations with slashes to follow (P-11), before and after.

use std::fmt::Write;

use anchor_lang::Discriminator;
use bytemuck::{bytes_of, Pod, Zeroable};
use emissions::state::{slashing, Delegation, Slash};
use io_client::{emissions::address_of, slashes::follow};
use io_common::types::Supplier;

use super::{hex, key};

/// Rewards of a base unit of stake before a slash is executed.
const STAKE_INDEX: u128 = 5 << 62;

fn account<T: Pod + Discriminator>(account: &T) -> String {
    hex(T::DISCRIMINATOR) + &hex(bytes_of(account))
}

/// The accounts, then the delegation and what it follows. `-` for no slash.
fn line(supplier: &Supplier, delegation: &Delegation, slashes: &[Slash]) -> String {
    let words = |words: Vec<String>| match words.is_empty() {
        true => "-".into(),
        false => words.join(","),
    };
    let [supplier_bytes, before] = [account(supplier), account(delegation)];
    let there = words(slashes.iter().map(account).collect());
    let mut after = *delegation;
    let followed = follow(&mut after, &mut slashes.to_vec());
    let addresses = followed.iter().map(|slash| address_of(slash).to_string());
    let (after, addresses) = (account(&after), words(addresses.collect()));
    format!("follow {supplier_bytes} {before} {there} {after} {addresses}\n")
}

fn staker(supplier: &mut Supplier, number: u8, amount: u64) -> Delegation {
    let mut delegation = Delegation::zeroed();
    (delegation.supplier, delegation.staker) = (key(1), key(number));
    delegation.accrue(supplier).unwrap();
    delegation.add(amount, supplier).unwrap();
    delegation
}

fn open(supplier: &mut Supplier, reason: u16, amount: u64) -> Slash {
    let mut slash = Slash::zeroed();
    (slash.supplier, slash.reason, slash.amount) = (key(1), reason, amount);
    slash.number = match reason {
        Slash::BREACH => supplier.slashes.breach_count,
        _ => supplier.slashes.count,
    };
    slashing::open(supplier, &mut slash, 10_000).unwrap();
    slash
}

/// A breach, then three slashes by the council: the first is dropped before the third is opened, the second executed after.
pub fn lines() -> String {
    let mut lines = String::new();
    let mut supplier = Supplier::zeroed();
    supplier.stake.own = 150;
    let mut other = staker(&mut supplier, 2, 2_001);
    let mut it = staker(&mut supplier, 3, 1_000);
    it.unstake(Some(300), &mut supplier, 70).unwrap();
    it.unstake(Some(7), &mut supplier, 90).unwrap();
    let small = staker(&mut supplier, 4, 1);
    let mut tell = |supplier: &Supplier, delegation: &Delegation, slashes: &[Slash]| {
        write!(lines, "{}", line(supplier, delegation, slashes)).unwrap();
    };

    let breach = open(&mut supplier, Slash::BREACH, 20);
    tell(&supplier, &it, &[breach]);
    let mut first = open(&mut supplier, 1, 900);
    other.apply(&mut first).unwrap();
    tell(&supplier, &it, &[breach, first]);
    let mut second = open(&mut supplier, 2, 300);
    other.apply(&mut second).unwrap();
    slashing::drop(&mut supplier, &mut first).unwrap();
    other.apply(&mut first).unwrap();
    let mut third = open(&mut supplier, 3, 200);
    supplier.rewards.stake_index = STAKE_INDEX.into();
    slashing::execute(&mut supplier, &mut second).unwrap();
    supplier.rewards.stake_index = (2 * STAKE_INDEX).into();
    tell(&supplier, &it, &[third, second, breach, first]);
    // One that is not there.
    tell(&supplier, &it, &[third, breach, first]);
    // One of which they hold nothing.
    tell(&supplier, &small, &[third, second, breach, first]);
    // It has followed the opening of the first.
    it.apply(&mut first).unwrap();
    tell(&supplier, &it, &[first, second, third]);
    // All.
    for slash in [&mut second, &mut first, &mut third] {
        it.apply(slash).unwrap();
    }
    it.apply(&mut second).unwrap();
    tell(&supplier, &it, &[third]);
    // An empty one follows none.
    let mut empty = Delegation::zeroed();
    empty.followed = 1;
    tell(&supplier, &empty, &[first, third]);
    lines
}
