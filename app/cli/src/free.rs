//! Why a renter would get no more GPUs of an offer.

use io_client::actions::market::{backed, free_gpus};
use io_common::types::{Supplier, SupplierUsage};
use marketplace::state::Offer;

use crate::rewards::lapsed;

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
        () if offer.model != supplier.model => "its supplier has another model now".into(),
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
