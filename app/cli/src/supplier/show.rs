//! `io supplier show`.

use clap::Args;
use io_client::marketplace::supplier_usage_address;
use io_common::types::{Pool, Supplier, SupplierUsage};

use super::Alone;
use crate::{
    context::Context,
    models,
    options::padded,
    parse,
    report::{Cell, Report},
    rewards,
};

/// Alone supplier.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    which: Alone,
}

/// Shows attestation, stake, rewards and reservations of a supplier.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let address = options.which.found(context)?;
    let it: Supplier = options.which.read(context, &address)?;
    let usage: Option<SupplierUsage> = context.find(&supplier_usage_address(&address))?;
    let (table, now) = (models::table(context)?, context.now()?);
    let gpus = it.attestation.live_gpus(now);
    // Nothing is known of the rewards of an unknown pool.
    let claimable = match Pool::stored(it.pool) {
        Ok(_) => Cell::Io(rewards::claimable(context, &it, None)?.by_supplier),
        Err(_) => Cell::None,
    };
    let announced = it.commission.next_from > 0;
    let breached = usage.map_or(0, |usage| usage.breached);
    let unslashed = breached.saturating_sub(it.slashes.breached);
    Ok(Report::fields(vec![
        ("Supplier", address.into()),
        ("Owner", it.owner.into()),
        ("Proposed owner", Cell::named(it.pending_owner)),
        ("Operator", it.operator.into()),
        ("Payout", it.payout.into()),
        (
            "Endpoint",
            Cell::Text(parse::shown_endpoint(&padded(&it.endpoint))),
        ),
        ("Model", Cell::Text(models::name(&table, it.model))),
        (
            "Pool",
            // Nothing says which before the first attestation.
            match it.attestation.attested_at {
                0 => Cell::None,
                _ => match Pool::stored(it.pool) {
                    Ok(Pool::Enterprise) => Cell::text("Enterprise"),
                    Ok(Pool::Community) => Cell::text("Community"),
                    Err(_) => Cell::Text(format!("unknown ({})", it.pool)),
                },
            },
        ),
        ("Attested GPUs", Cell::count(gpus)),
        ("Attestation ends", Cell::Time(it.attestation.ends_at, now)),
        ("Effective units", Cell::Units(it.units.next)),
        (
            "Reserved GPUs",
            Cell::count(usage.map_or(0, |usage| usage.reserved_gpus)),
        ),
        (
            "Open reservations",
            Cell::count(usage.map_or(0, |usage| usage.open_reservations)),
        ),
        (
            "Required stake",
            Cell::Io(it.attestation.required_stake(gpus)?),
        ),
        ("Own stake", Cell::Io(it.stake.own)),
        ("Own stake cooling", Cell::Io(it.stake.own_cooling)),
        ("Delegated stake", Cell::Io(it.stake.delegated_active()?)),
        (
            "Delegated cooling",
            Cell::Io(it.stake.cooling.saturating_add(it.stake.cooling_held)),
        ),
        ("Most delegated", Cell::Io(it.max_delegated)),
        ("Room to delegate", Cell::Io(it.delegation_room()?)),
        ("Commission", Cell::Bps(it.commission.bps.into())),
        (
            "Announced commission",
            Cell::share(announced.then_some(it.commission.next_bps.into())),
        ),
        ("Claimable", claimable),
        ("Claimed", Cell::Io(it.rewards.claimed)),
        ("Open slashes", Cell::count(it.slashes.open_count)),
        ("Held by open slashes", Cell::Io(it.slashes.open)),
        ("Slashed", Cell::Io(it.slashes.taken)),
        ("Breaches to be slashed", Cell::Io(unslashed)),
    ]))
}
