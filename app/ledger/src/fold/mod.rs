//! What each event changes.

mod emissions;
mod fee_burn;
mod marketplace;
mod offers;
mod proposals;
mod rewards;
mod service;
mod slashing;
mod stake;
mod suppliers;

use anchor_lang::prelude::Pubkey;
use io_client::events::Event;

use super::{draft::Draft, Error};
use crate::events::Recorded;

/// What a change of a row comes to.
type Done = Result<(), Error>;

/// Folds an event into `draft`.
pub fn fold(draft: &mut Draft, recorded: &Recorded) -> Done {
    match &recorded.event {
        Some(Event::Emissions(event)) => emissions::fold(draft, recorded, event),
        Some(Event::Marketplace(event)) => marketplace::fold(draft, recorded, event),
        Some(Event::FeeBurn(event)) => fee_burn::fold(draft, recorded, event),
        None => Ok(()),
    }
}

/// Compares a folded number with that of the event.
fn same(what: &'static str, of: Pubkey, folded: u64, reported: u64) -> Done {
    if folded == reported {
        return Ok(());
    }
    Err(Error::Mismatch {
        what,
        of,
        folded,
        reported,
    })
}
