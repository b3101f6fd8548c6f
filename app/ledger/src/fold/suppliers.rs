//! Suppliers: registration, attestation, commission, owner.

use anchor_lang::prelude::Pubkey;
use emissions::events::{
    Attested, CommissionSet, OwnerChanged, SupplierRegistered, SupplierUpdated,
};

use super::Done;
use crate::{
    draft::Draft,
    rows::{Attestation, Commission, Supplier},
    value::Amount,
    Key,
};

/// Changes a supplier.
pub fn change(
    draft: &mut Draft,
    supplier: &Pubkey,
    change: impl FnOnce(&mut Supplier) -> Done,
) -> Done {
    draft.change(Key::Supplier(*supplier), change)
}

pub fn register(draft: &mut Draft, time: i64, it: &SupplierRegistered) {
    let supplier = Supplier {
        address: it.supplier.into(),
        owner: it.owner.into(),
        model: it.model,
        registered_at: time,
        commission: Commission {
            bps: it.commission_bps,
            ..Commission::default()
        },
        ..Supplier::default()
    };
    draft.put(Key::Supplier(it.supplier), supplier);
}

pub fn attest(draft: &mut Draft, it: &Attested) -> Done {
    for one in &it.attestations {
        change(draft, &one.supplier, |supplier| {
            supplier.attestation = Attestation {
                gpus: one.gpus,
                ends_at: one.ends_at,
                units: Amount(one.units),
            };
            Ok(())
        })?;
    }
    Ok(())
}

/// A revoked attestation ends at once.
pub fn revoke(draft: &mut Draft, time: i64, supplier: &Pubkey) -> Done {
    change(draft, supplier, |supplier| {
        supplier.attestation = Attestation {
            ends_at: time,
            ..Attestation::default()
        };
        Ok(())
    })
}

pub fn update(draft: &mut Draft, it: &SupplierUpdated) -> Done {
    change(draft, &it.supplier, |supplier| {
        supplier.operator = Some(it.operator.into());
        supplier.payout = Some(it.payout.into());
        Ok(())
    })
}

pub fn set_commission(draft: &mut Draft, it: &CommissionSet) -> Done {
    change(draft, &it.supplier, |supplier| {
        supplier.commission = Commission {
            bps: it.bps,
            next_bps: it.next_bps,
            next_from: it.next_from,
        };
        Ok(())
    })
}

/// Own stake and unclaimed rewards pass on; unstake requests stay with their holder.
pub fn change_owner(draft: &mut Draft, it: &OwnerChanged) -> Done {
    change(draft, &it.supplier, |supplier| {
        supplier.owner = it.owner.into();
        Ok(())
    })
}

pub fn close(draft: &mut Draft, supplier: &Pubkey) -> Done {
    change(draft, supplier, |supplier| {
        supplier.closed = true;
        Ok(())
    })
}
