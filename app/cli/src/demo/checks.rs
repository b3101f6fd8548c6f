//! The conservation rules, checked from the accounts alone.

use anyhow::ensure;
use io_client::spl;
use io_common::{
    addresses::{REWARD_VAULT, STAKE_VAULT},
    constants::{SUPPLY_CAP, TOTAL_EMISSION},
};

use super::economy::Economy;

/// P-01, P-02, P-08 and P-13.
pub fn conservation(economy: &mut Economy) -> anyhow::Result<()> {
    emission_is_capped(economy)?;
    supply_adds_up(economy)?;
    rewards_are_covered(economy)?;
    stake_is_covered(economy)?;
    reservations_add_up(economy)
}

fn emission_is_capped(economy: &mut Economy) -> anyhow::Result<()> {
    let emitted = economy.ledger()?.emitted_total;
    ensure!(emitted >= economy.last_emitted, "P-01 broken: emitted_total fell to {emitted}");
    ensure!(emitted <= TOTAL_EMISSION, "P-01 broken: {emitted} base units emitted");
    economy.last_emitted = emitted;
    Ok(())
}

fn supply_adds_up(economy: &mut Economy) -> anyhow::Result<()> {
    let ledger = economy.ledger()?;
    let supply = economy.io_supply()?;
    let burned = economy.engine()?.burned_total();
    let expected = ledger.launch_supply.checked_add(ledger.emitted_total);
    let expected = expected.and_then(|minted| minted.checked_sub(burned));
    ensure!(
        Some(supply) == expected && supply <= SUPPLY_CAP,
        "P-02 broken: supply {supply}, launched {}, emitted {}, burned {burned}",
        ledger.launch_supply,
        ledger.emitted_total,
    );
    Ok(())
}

fn rewards_are_covered(economy: &mut Economy) -> anyhow::Result<()> {
    let ledger = economy.ledger()?;
    let claimable = economy.claimable_rewards()?;
    let vault = spl::balance(&mut economy.vm, &REWARD_VAULT.address);
    let claimed = ledger.claimed_total;
    let all = claimable.checked_add(claimed);
    ensure!(
        all.is_some_and(|all| all <= ledger.emitted_total) && vault >= claimable,
        "P-08 broken: {claimable} claimable, {claimed} claimed, {} emitted, {vault} in the vault",
        ledger.emitted_total,
    );
    Ok(())
}

fn stake_is_covered(economy: &mut Economy) -> anyhow::Result<()> {
    let staked = economy.staked_total()?;
    let vault = spl::balance(&mut economy.vm, &STAKE_VAULT.address);
    ensure!(vault >= staked, "P-11 broken: {staked} base units staked, {vault} in the vault");
    Ok(())
}

fn reservations_add_up(economy: &mut Economy) -> anyhow::Result<()> {
    for booking in economy.bookings.clone() {
        let reservation = economy.reservation(&booking.address)?;
        let escrow = spl::balance(&mut economy.vm, &booking.escrow);
        let parts = [reservation.paid, reservation.refunded, reservation.fees_swept, escrow];
        let sum = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        ensure!(
            sum == Some(reservation.locked),
            "P-13 broken at {}: locked {}, paid, refunded, fees and escrow {parts:?}",
            booking.address,
            reservation.locked,
        );
    }
    Ok(())
}
