//! What anybody may send, sent by a keeper: the clock, the settlements, the ends of reservations.

use anchor_lang::prelude::Pubkey;
use anyhow::ensure;
use io_client::{emissions, keeper, marketplace as client, spl, Network};
use marketplace::state::Status;
use solana_signer::Signer;

use super::{economy::Economy, renters::Booking};

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
        let claim = emissions::claim_supplier(&keeper.pubkey(), &address, &wallet);
        economy.send(&[claim], &[&keeper])?;
    }
    Ok(())
}

/// Cancels what was not started, ends what is over, settles once a day, finishes what is no longer held back.
pub fn serve_reservations(economy: &mut Economy) -> anyhow::Result<()> {
    let midday = economy.hour().checked_rem(24) == Some(12);
    for booking in std::mem::take(&mut economy.bookings) {
        if !serve(economy, &booking, midday)? {
            economy.bookings.push(booking);
        }
    }
    if midday {
        claim_for_suppliers(economy)?;
    }
    Ok(())
}

/// Serves one reservation, and says whether that closed it.
fn serve(economy: &mut Economy, booking: &Booking, settle: bool) -> anyhow::Result<bool> {
    let (now, keeper) = (economy.now(), economy.keeper.clone());
    let reservation = economy.reservation(booking)?;
    let (address, tokens) = (&booking.address, &booking.renter_tokens);
    let mut copy = reservation;
    if copy.cancel(now).is_ok() {
        let cancel = client::cancel(address, &reservation, tokens);
        economy.send(
            &[cancel, finish(economy, booking, &reservation)],
            &[&keeper],
        )?;
        return close(economy, booking, &copy);
    }
    copy = reservation;
    if copy.end(now).is_ok() {
        economy.send(&[client::end(address, &reservation, tokens)], &[&keeper])?;
    } else if reservation.is(Status::Active) && settle {
        let settle = client::settle(address, &reservation, &booking.supplier_tokens);
        economy.send(&[settle], &[&keeper])?;
    }
    copy = economy.reservation(booking)?;
    if copy.finish(now).is_ok() {
        economy.send(&[finish(economy, booking, &copy)], &[&keeper])?;
        return close(economy, booking, &copy);
    }
    Ok(false)
}

fn finish(
    economy: &Economy,
    booking: &Booking,
    reservation: &marketplace::state::Reservation,
) -> anchor_lang::solana_program::instruction::Instruction {
    let keeper = economy.keeper.pubkey();
    let (supplier, renter) = (&booking.supplier_tokens, &booking.renter_tokens);
    client::finish(&keeper, &booking.address, reservation, supplier, renter)
}

/// Counts a reservation that must be closed now; `last` is how it stood when everything was allocated.
fn close(
    economy: &mut Economy,
    booking: &Booking,
    last: &marketplace::state::Reservation,
) -> anyhow::Result<bool> {
    for left in [booking.address, booking.escrow] {
        ensure!(
            economy.vm.account(&left)?.is_none(),
            "{left} is still there after finish"
        );
    }
    economy.closed.add(last)?;
    Ok(true)
}
