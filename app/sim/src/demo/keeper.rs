//! What anybody may send, sent by a keeper: the clock, the settlements, the ends of reservations.

use anchor_lang::prelude::Pubkey;
use anyhow::ensure;
use io_client::{
    actions::{
        due::{self, Due},
        settle_reservation::{self, Payable},
        snapshot::Snapshot,
        Prepared, Refusal,
    },
    emissions, keeper, spl, Network,
};
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
    while let Some((due, prepared)) = due(economy, rental)? {
        let keeper = economy.keeper.clone();
        economy.send(&prepared.act, &[&keeper])?;
        if prepared.terms.closed {
            let Snapshot {
                reservation: mut last,
                now,
                ..
            } = due.snapshot;
            if last.cancel(now).is_err() {
                last.close(now)?;
            }
            return close(economy, rental, &last);
        }
    }
    let payable = Payable::read(&mut economy.vm, &rental.address)?;
    if payable.snapshot.reservation.is(Status::Active) && settle {
        let keeper = economy.keeper.clone();
        let request = settle_reservation::Request {
            payer: keeper.pubkey(),
            later: true,
        };
        let prepared = settle_reservation::prepare(&payable, &request)?;
        economy.send(&prepared.act, &[&keeper])?;
    }
    Ok(false)
}

/// What is due of a reservation, if anything.
fn due(
    economy: &mut Economy,
    rental: &Rental,
) -> anyhow::Result<Option<(Due, Prepared<due::Terms>)>> {
    let due = Due::read(&mut economy.vm, &rental.address)?;
    match due::prepare(&due, &economy.keeper.pubkey()) {
        Ok(prepared) => Ok(Some((due, prepared))),
        Err(Refusal::Nothing(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
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
