//! Setting the commission. A rise is announced, and holds from the first hour that begins 14 days later or more.

use emissions::{constants::COMMISSION_NOTICE_HOURS, state::commission};
use io_common::constants::{epoch_hour, HOUR};

use super::{Refusal, Supplying};
use crate::{actions::Prepared, emissions as client};

/// What setting comes to. Commissions are bps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// In force until then.
    pub before: u16,
    /// In force from then on.
    pub after: u16,
    /// From which unix second: now, unless it is a rise.
    pub from: i64,
    /// A rise that was announced, and from which unix second it would have been in force; it is taken back.
    pub taken_back: Option<(u16, i64)>,
}

/// To set the commission to `bps`.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, bps: u16) -> Result<Prepared<Terms>, Refusal> {
    supplying.owned()?;
    let (it, clock) = (&supplying.supplier, &supplying.clock);
    let present = clock.commission(it);
    if bps == present.bps && present.announced.is_none() {
        return Err(Refusal::SameCommission(bps));
    }
    let mut after = clock.in_force(it);
    if present.announced.is_none() {
        (after.commission.next_from, after.commission.next_bps) = (0, 0);
    }
    let hour = epoch_hour(clock.now);
    commission::set(&mut after, bps, clock.config.max_commission_bps, hour)?;
    let rise = i64::from(hour)
        .saturating_add(1)
        .saturating_add(COMMISSION_NOTICE_HOURS.into())
        .saturating_mul(HOUR);
    let setup = supplying.catch_up();
    let (owner, address) = (&supplying.signer, &supplying.address);
    Ok(Prepared {
        terms: Terms {
            before: present.bps,
            after: bps,
            from: if bps > present.bps { rise } else { clock.now },
            taken_back: present.announced,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::set_commission(owner, address, bps)],
    })
}
