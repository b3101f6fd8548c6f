//! What anybody may send, sent by a keeper: the clock, the settlements, the ends of reservations.

use anchor_lang::prelude::Pubkey;
use anyhow::ensure;
use io_client::{emissions, keeper, marketplace as client, spl, Network};
use marketplace::state::Status;
use solana_signer::Signer;

use super::{economy::Economy, renters::Rental};

/// Suppliers settled in one transaction.
const BATCH: usize = 8;

/// Brings the ledger to the present hour.
pub fn advance(economy: &mut Economy) -> anyhow::Result<()> {
    catch_up(economy, &[])
}

/// Brings the ledger and `suppliers` to the present hour.
pub fn catch_up(economy: &mut Economy, suppliers: &[Pubkey]) -> anyhow::Result<()> {
    let keeper = economy.keeper.clone();
    let (payer, io) = (keeper.pubkey(), economy.io);
    let instructions = keeper::catch_up(&mut economy.vm, &payer, &io, suppliers)?;
    for batch in instructions.chunks(BATCH) {
        economy.send(batch, &[&keeper])?;
    }
    Ok(())
}

/// Brings everybody to the present hour.
pub fn catch_up_all(economy: &mut Economy) -> anyhow::Result<()> {
    let suppliers: Vec<Pubkey> = economy
        .suppliers
        .iter()
        .map(|supply| supply.address)
        .collect();
    catch_up(economy, &suppliers)
}

/// Once a day, what suppliers have earned by commission and own stake.
fn claim_for_suppliers(economy: &mut Economy) -> anyhow::Result<()> {
    let keeper = economy.keeper.clone();
    for place in 0..economy.suppliers.len() {
        let supply = &economy.suppliers[place];
        let (address, payout) = (supply.address, supply.owner.pubkey());
        catch_up(economy, &[address])?;
        let wallet = spl::wallet(&payout, &economy.io);
        let claim = emissions::claim_supplier(&emissions::ClaimSupplierAccounts {
            signer: keeper.pubkey(),
            supplier: address,
            destination: wallet,
        });
        economy.send(&[claim], &[&keeper])?;
    }
    Ok(())
}

/// Cancels what was not started, ends what is over, settles once a day, closes what is no longer held back.
pub fn serve_reservations(economy: &mut Economy) -> anyhow::Result<()> {
    let midday = economy.hour().checked_rem(24) == Some(12);
    for rental in std::mem::take(&mut economy.rentals) {
        if !serve(economy, &rental, midday)? {
            economy.rentals.push(rental);
        }
    }
    if midday {
        claim_for_suppliers(economy)?;
    }
    Ok(())
}

/// Serves one reservation, and says whether that closed it.
fn serve(economy: &mut Economy, rental: &Rental, settle: bool) -> anyhow::Result<bool> {
    let (now, keeper) = (economy.now(), economy.keeper.clone());
    let reservation = economy.reservation(rental)?;
    let (address, tokens) = (&rental.address, &rental.renter_tokens);
    let mut copy = reservation;
    if copy.cancel(now).is_ok() {
        let cancel = client::cancel(address, &reservation, tokens);
        economy.send(
            &[cancel, finish(economy, rental, &reservation)?],
            &[&keeper],
        )?;
        return close(economy, rental, &copy);
    }
    copy = reservation;
    if copy.complete(now).is_ok() {
        economy.send(
            &[client::complete(address, &reservation, tokens)],
            &[&keeper],
        )?;
    } else if reservation.is(Status::Active) && settle {
        let settle = client::settle_reservation(address, &reservation, &rental.supplier_tokens);
        economy.send(&[settle], &[&keeper])?;
    }
    copy = economy.reservation(rental)?;
    if copy.close(now).is_ok() {
        economy.send(&[finish(economy, rental, &copy)?], &[&keeper])?;
        return close(economy, rental, &copy);
    }
    Ok(false)
}

fn finish(
    economy: &Economy,
    rental: &Rental,
    reservation: &marketplace::state::Reservation,
) -> io_common::Result<anchor_lang::solana_program::instruction::Instruction> {
    let keeper = economy.keeper.pubkey();
    let (supplier, renter) = (&rental.supplier_tokens, &rental.renter_tokens);
    client::close_reservation(&keeper, &rental.address, reservation, supplier, renter)
}

/// Counts a reservation that must be closed now; `last` is how it stood when everything was allocated.
fn close(
    economy: &mut Economy,
    rental: &Rental,
    last: &marketplace::state::Reservation,
) -> anyhow::Result<bool> {
    for left in [rental.address, rental.escrow] {
        ensure!(
            economy.vm.account(&left)?.is_none(),
            "{left} is still there after finish"
        );
    }
    economy.closed.add(last)?;
    Ok(true)
}
