//! The conservation rules, checked from the accounts alone.

use anyhow::{ensure, Context};
use emissions::state::Delegation;
use io_common::{
    addresses::{IO_VAULT, REWARD_VAULT, USDC_VAULT},
    types::Supplier,
};

use super::{economy::Economy, keeper};
use io_client::audit::{self, Snapshot, Verdict};
use io_output::report::Cell;

/// P-01, P-02, P-08 and P-13, the stake, and that every fee reached a vault.
pub fn conservation(economy: &mut Economy) -> anyhow::Result<()> {
    keeper::catch_up_all(economy)?;
    emission_never_falls(economy)?;
    nothing_is_off(economy)?;
    rewards_are_covered(economy)?;
    fees_arrive(economy)?;
    economy.checks = economy.checks.saturating_add(1);
    Ok(())
}

fn emission_never_falls(economy: &mut Economy) -> anyhow::Result<()> {
    let (before, emitted) = (economy.last_emitted, economy.ledger()?.emitted_total);
    ensure!(
        emitted >= before,
        "P-01 broken: emitted_total fell from {before} to {emitted}"
    );
    economy.last_emitted = emitted;
    Ok(())
}

/// The rules of `io audit`, to the base unit: nobody gives anything away here.
fn nothing_is_off(economy: &mut Economy) -> anyhow::Result<()> {
    let snapshot = Snapshot::read(&mut economy.vm)?.context("the suite is missing")?;
    for finding in audit::examine(&snapshot)? {
        ensure!(
            finding.verdict == Verdict::Exact,
            "{} broken: {}: {}",
            finding.rule,
            finding.what,
            finding.figures
        );
    }
    Ok(())
}

/// What everybody could claim now.
pub fn claimable(economy: &mut Economy) -> anyhow::Result<u64> {
    let mut sum = 0_u64;
    for place in 0..economy.suppliers.len() {
        let address = economy.suppliers[place].address;
        sum = sum.saturating_add(economy.read::<Supplier>(&address)?.rewards.owed);
    }
    for place in 0..economy.stakers.len() {
        let (supplier, delegation) = {
            let staker = &economy.stakers[place];
            (staker.supplier, staker.delegation)
        };
        let supplier: Supplier = economy.read(&supplier)?;
        let mut delegation: Delegation = economy.read(&delegation)?;
        delegation.accrue(&supplier)?;
        sum = sum.saturating_add(delegation.owed);
    }
    Ok(sum)
}

fn rewards_are_covered(economy: &mut Economy) -> anyhow::Result<()> {
    let claimable = claimable(economy)?;
    let ledger = economy.ledger()?;
    let (emitted, claimed) = (ledger.emitted_total, ledger.claimed_total);
    let vault = economy.balance(&REWARD_VAULT.address)?;
    let dust = emitted.checked_sub(claimable.saturating_add(claimed));
    // An hour rounds the index of each pool down; a settlement two parts and an index; a claim one share.
    let hours = u64::from(ledger.schedule_hour).saturating_mul(2);
    let most = economy.instructions.saturating_mul(3).saturating_add(hours);
    ensure!(
        dust.is_some_and(|dust| dust <= most) && emitted.checked_sub(claimed) == Some(vault),
        "P-08 broken: {claimable} claimable, {claimed} claimed, {emitted} emitted, {vault} in the vault",
    );
    Ok(())
}

/// The fees of all reservations are in the vaults, burned, spent on IO, or paid to the council.
fn fees_arrive(economy: &mut Economy) -> anyhow::Result<()> {
    let engine = economy.engine()?;
    let sent = economy.closed.fees;
    let io = engine
        .fees_burned
        .saturating_add(engine.io.council_paid)
        .saturating_add(economy.balance(&IO_VAULT.address)?);
    let usdc = engine
        .spent
        .saturating_add(engine.usdc.council_paid)
        .saturating_add(economy.balance(&USDC_VAULT.address)?);
    ensure!(
        (sent.io, sent.usdc) == (io, usdc),
        "fees lost: {} and {} sent by reservations, {} and {} arrived",
        Cell::Io(sent.io).brief(),
        Cell::Usdc(sent.usdc).brief(),
        Cell::Io(io).brief(),
        Cell::Usdc(usdc).brief(),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use anchor_lang::prelude::Pubkey;
    use io_client::Network;
    use io_common::{
        addresses::{LEDGER, STAKE_VAULT},
        constants::TOTAL_EMISSION,
    };
    use io_vm::Vm;

    use super::{super::Options, *};

    /// Two days of a small economy.
    fn economy() -> Economy {
        let options = Options {
            days: 2,
            suppliers: 4,
            stakers: 4,
            renters: 8,
            seed: 7,
        };
        let mut economy = Economy::genesis(&options).unwrap();
        for _ in 0..48 {
            super::super::play_hour(&mut economy).unwrap();
        }
        conservation(&mut economy).unwrap();
        economy
    }

    /// What the check says once eight bytes of an account are changed by `change`.
    fn broken(address: &Pubkey, offset: usize, change: impl Fn(u64) -> u64) -> String {
        let mut economy = economy();
        corrupt(&mut economy, address, offset, change);
        conservation(&mut economy).unwrap_err().to_string()
    }

    fn corrupt(
        economy: &mut Economy,
        address: &Pubkey,
        offset: usize,
        change: impl Fn(u64) -> u64,
    ) {
        let mut account = economy.vm.account(address).unwrap().unwrap();
        let place = offset..offset + 8;
        let bytes: [u8; 8] = account.data[place.clone()].try_into().unwrap();
        let changed = change(u64::from_le_bytes(bytes)).to_le_bytes();
        account.data[place].copy_from_slice(&changed);
        economy.vm.set_account(*address, account).unwrap();
    }

    /// Place of the amount in a token account.
    const AMOUNT: usize = 64;
    /// Place of the supply in a mint.
    const SUPPLY: usize = 36;

    #[test]
    fn the_treasury_has_enough_for_all_that_can_be_asked_for() {
        let options = Options {
            days: 1,
            suppliers: 500,
            stakers: 2_000,
            renters: 2_000,
            seed: 1,
        };
        Economy::genesis(&options).unwrap();
    }

    #[test]
    fn an_economy_that_emits_again_what_it_has_emitted_is_caught() {
        let emitted = 8 + core::mem::offset_of!(emissions::state::Ledger, emitted_total);
        for change in [|_| 0, |_| TOTAL_EMISSION + 1] {
            let message = broken(&LEDGER.address, emitted, change);
            assert!(message.starts_with("P-01 broken"), "{message}");
        }
    }

    #[test]
    fn a_base_unit_out_of_nowhere_or_lost_is_caught() {
        for change in [|supply| supply + 1, |supply| supply - 1] {
            let mut economy = economy();
            let io = economy.io;
            corrupt(&mut economy, &io, SUPPLY, change);
            let message = conservation(&mut economy).unwrap_err().to_string();
            assert!(message.starts_with("P-02 broken"), "{message}");
        }
    }

    #[test]
    fn a_vault_that_is_a_base_unit_off_is_caught() {
        for (vault, says) in [
            (REWARD_VAULT, "P-08 broken"),
            (STAKE_VAULT, "stake broken"),
            (USDC_VAULT, "fees broken"),
        ] {
            let message = broken(&vault.address, AMOUNT, |amount| amount ^ 1);
            assert!(message.starts_with(says), "{message}");
        }
    }

    #[test]
    fn an_escrow_that_lacks_a_base_unit_is_caught() {
        let mut economy = economy();
        let escrow = economy.rentals[0].escrow;
        corrupt(&mut economy, &escrow, AMOUNT, |amount| amount - 1);
        let message = conservation(&mut economy).unwrap_err().to_string();
        assert!(message.starts_with("P-13 broken"), "{message}");
    }
}
