//! Stakers: they delegate, claim, unstake in part, and withdraw two weeks later.

use anchor_lang::prelude::Pubkey;
use emissions::{parameters::TABLE, state::UnstakeRequest};
use io_client::{
    actions::{
        staking::{claim, delegate, unstake, withdraw, Refusal, Staking},
        Prepared,
    },
    emissions as client,
};
use io_common::constants::ONE_IO;
use rand::Rng;
use solana_signer::Signer;

use super::{
    economy::{Economy, Person},
    keeper,
};

/// IO that a staker begins with, in base units.
const IO: u64 = 50_000 * ONE_IO;

/// A staker, with one supplier.
pub struct Staker {
    /// Who signs.
    pub person: Person,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// Its delegation.
    pub delegation: Pubkey,
}

/// Stakers come in, and delegate a part of what they have.
pub fn join(economy: &mut Economy, count: u32) -> anyhow::Result<()> {
    for _ in 0..count {
        let person = economy.newcomer(IO)?;
        let place = economy.random.random_range(0..economy.suppliers.len());
        let supplier = economy.suppliers[place].address;
        let delegation = client::delegation_address(&client::DelegationKeys {
            staker: person.pubkey(),
            supplier,
        });
        economy.stakers.push(Staker {
            person: person.clone(),
            supplier,
            delegation,
        });
        let open = client::open_delegation(&client::DelegationKeys {
            staker: person.pubkey(),
            supplier,
        });
        economy.send(&[open], &[&person])?;
        let last = economy.stakers.len().saturating_sub(1);
        delegate(economy, last)?;
    }
    Ok(())
}

/// Everybody does something about once a day.
pub fn act(economy: &mut Economy) -> anyhow::Result<()> {
    for place in 0..economy.stakers.len() {
        if economy.chance(1, 24) {
            claim(economy, place)?;
        }
        if economy.chance(1, 120) {
            delegate(economy, place)?;
        }
        if economy.chance(1, 240) {
            unstake(economy, place)?;
        }
        withdraw(economy, place)?;
    }
    Ok(())
}

/// The staker with its supplier, clock and supplier up to date.
fn up_to_date(economy: &mut Economy, place: usize) -> anyhow::Result<(Person, Staking)> {
    let Staker {
        person, supplier, ..
    } = &economy.stakers[place];
    let (person, supplier) = (person.clone(), *supplier);
    keeper::catch_up(economy, &[supplier])?;
    let staking = read(economy, &person, &supplier)?;
    Ok((person, staking))
}

fn read(economy: &mut Economy, person: &Person, supplier: &Pubkey) -> anyhow::Result<Staking> {
    let staker = person.pubkey();
    Ok(Staking::read(
        &mut economy.vm,
        supplier,
        &staker,
        None,
        false,
    )?)
}

fn send<T>(economy: &mut Economy, person: &Person, act: &Prepared<T>) -> anyhow::Result<()> {
    economy.send(&act.instructions(), &[person])
}

/// All that there is, if there is anything.
fn claim(economy: &mut Economy, place: usize) -> anyhow::Result<()> {
    let (person, staking) = up_to_date(economy, place)?;
    match claim::prepare(&staking) {
        Err(Refusal::Nothing) => Ok(()),
        prepared => send(economy, &person, &prepared?),
    }
}

/// Up to half of what the wallet holds.
fn delegate(economy: &mut Economy, place: usize) -> anyhow::Result<()> {
    let (person, staking) = up_to_date(economy, place)?;
    let held = staking.payee.balance();
    let amount = economy.random.random_range(0..=held).div_ceil(2);
    if amount < TABLE.min_delegation.default {
        return Ok(());
    }
    send(economy, &person, &delegate::prepare(&staking, amount)?)
}

/// Up to half of what is staked.
fn unstake(economy: &mut Economy, place: usize) -> anyhow::Result<()> {
    let (person, staking) = up_to_date(economy, place)?;
    let (delegation, _) = staking.stake.followed()?;
    let amount = economy
        .random
        .random_range(0..=delegation.active)
        .div_ceil(2);
    let free = delegation
        .unstake_requests
        .iter()
        .any(UnstakeRequest::is_free);
    let least = amount.min(delegation.active.saturating_sub(amount));
    if least < TABLE.min_delegation.default || !free {
        return Ok(());
    }
    let unstake = unstake::prepare(&staking, Some(amount))?;
    send(economy, &person, &unstake)
}

/// Takes out what has cooled.
fn withdraw(economy: &mut Economy, place: usize) -> anyhow::Result<()> {
    let Staker {
        person, supplier, ..
    } = &economy.stakers[place];
    let (person, supplier) = (person.clone(), *supplier);
    let staking = read(economy, &person, &supplier)?;
    match withdraw::prepare(&staking) {
        Err(Refusal::StillCooling { .. }) => Ok(()),
        prepared => send(economy, &person, &prepared?),
    }
}
