//! Crediting a supplier and its stakers with their share of the hours up to now. Anyone may sign.

use io_common::constants::epoch_hour;

use super::{Refusal, Supplying};
use crate::{actions::Prepared, keeper};

/// What settling comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the payout wallet can claim then, in base units.
    pub claimable: u64,
}

/// To bring the ledger and the supplier to the present hour.
///
/// # Errors
/// [`Refusal::Nothing`] if they are there, or it is sent at an unknown later hour.
pub fn prepare(supplying: &Supplying) -> Result<Prepared<Terms>, Refusal> {
    let clock = &supplying.clock;
    let setup = clock.catch_up(&supplying.payer, &[]);
    let hour = epoch_hour(clock.now);
    let settle = keeper::settle(&supplying.address, &supplying.supplier, hour);
    let settle = settle.filter(|_| !clock.later);
    if setup.instructions.is_empty() && settle.is_none() {
        return Err(Refusal::Nothing);
    }
    Ok(Prepared {
        terms: Terms {
            claimable: clock.claimable(&supplying.supplier, None)?.by_supplier,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: settle.into_iter().collect(),
    })
}
