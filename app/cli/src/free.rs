//! How many GPUs of an offer a renter would get, and why not more.

use io_common::types::{Supplier, SupplierUsage};
use marketplace::state::Offer;

use crate::rewards::lapsed;

/// GPUs that a renter would get now: offered, attested, and backed by stake.
///
/// # Errors
/// `MathOverflow`, not reachable with accounts of the programs.
pub fn free_gpus(
    offer: &Offer,
    supplier: &Supplier,
    usage: &SupplierUsage,
    now: i64,
) -> anyhow::Result<u32> {
    if offer.paused != 0 || offer.model != supplier.model {
        return Ok(0);
    }
    let attested = supplier
        .attestation
        .live_gpus(now)
        .saturating_sub(usage.reserved_gpus);
    let wanted = attested.min(offer.gpus.saturating_sub(offer.reserved));
    let all = backed(supplier, usage.reserved_gpus.saturating_add(wanted))?;
    Ok(all.saturating_sub(usage.reserved_gpus))
}

/// How many of `gpus` the supplier's stake backs.
///
/// # Errors
/// `MathOverflow`, not reachable with accounts of the programs.
fn backed(supplier: &Supplier, gpus: u32) -> anyhow::Result<u32> {
    let (mut low, mut high) = (0, gpus);
    // Stake backs every number below one that it backs.
    while low < high {
        let middle = high.saturating_sub(high.saturating_sub(low).div_euclid(2));
        match supplier.backs(middle)? {
            true => low = middle,
            false => high = middle.saturating_sub(1),
        }
    }
    Ok(low)
}

/// Why fewer GPUs of an offer are free than are not reserved of it; none where all of them are.
///
/// # Errors
/// As [`free_gpus`].
pub fn not_free(
    offer: &Offer,
    supplier: &Supplier,
    usage: &SupplierUsage,
    now: i64,
) -> anyhow::Result<Option<String>> {
    let attested = supplier.attestation.live_gpus(now);
    let backed = backed(supplier, attested)?;
    let wanted = offer.gpus.saturating_sub(offer.reserved);
    if free_gpus(offer, supplier, usage, now)? >= wanted {
        return Ok((wanted == 0).then(|| "all its GPUs are reserved".into()));
    }
    let reserved = match usage.reserved_gpus {
        0 => String::new(),
        reserved => format!(", and {reserved} are reserved over all its offers"),
    };
    Ok(Some(match () {
        () if offer.paused != 0 => "it is paused".into(),
        () if offer.model != supplier.model => "its supplier has another model by now".into(),
        () if attested == 0 => format!(
            "its supplier's GPUs are not attested{}",
            lapsed(supplier, now)
        ),
        () if backed < attested => {
            format!("its supplier's stake backs {backed} of {attested} attested GPUs{reserved}")
        }
        () => format!("{attested} GPUs of its supplier are attested{reserved}"),
    }))
}
