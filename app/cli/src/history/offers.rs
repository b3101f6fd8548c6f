//! How an offer was changed: its event has the offer after that, the instruction says what was done.

use anchor_lang::{prelude::Pubkey, AnchorDeserialize, Discriminator};
use io_client::{events::Marketplace, Executed};
use marketplace::instruction::{CreateOffer, EditOffer, SetOfferPaused};

use super::of_marketplace;

/// What was done.
pub enum Change {
    /// It was created or edited, with so many hours of notice.
    Set {
        /// Hours.
        notice: u16,
    },
    /// It was paused, or takes reservations again.
    Paused,
}

/// The changes of a transaction, by offer and revision. None where its instructions are not all recorded.
pub fn changes(it: &Executed) -> Vec<((Pubkey, u32), Change)> {
    let message = &it.transaction.message;
    let keys = message.static_account_keys();
    let outer = message.instructions().iter().filter_map(|it| {
        let program = keys.get(usize::from(it.program_id_index))?;
        Some((program, it.data.as_slice()))
    });
    let inner = it.inner.iter().flatten();
    let inner = inner.map(|(program, data)| (program, data.as_slice()));
    let marketplace = |(program, _): &(&Pubkey, &[u8])| **program == marketplace::ID;
    let done = outer.chain(inner).filter(marketplace);
    let done: Vec<Change> = done.filter_map(|(_, data)| change(data)).collect();
    let events = of_marketplace(it);
    let offers: Vec<(Pubkey, u32)> = events.iter().filter_map(offer).collect();
    match done.len() == offers.len() {
        true => offers.into_iter().zip(done).collect(),
        false => Vec::new(),
    }
}

fn change(data: &[u8]) -> Option<Change> {
    if let Some(args) = data.strip_prefix(SetOfferPaused::DISCRIMINATOR) {
        SetOfferPaused::try_from_slice(args).ok()?;
        return Some(Change::Paused);
    }
    let args = match data.strip_prefix(CreateOffer::DISCRIMINATOR) {
        Some(args) => CreateOffer::try_from_slice(args).ok()?.args,
        None => {
            let args = data.strip_prefix(EditOffer::DISCRIMINATOR)?;
            EditOffer::try_from_slice(args).ok()?.args
        }
    };
    Some(Change::Set {
        notice: args.notice_hours,
    })
}

fn offer(event: &Marketplace) -> Option<(Pubkey, u32)> {
    match event {
        Marketplace::OfferCreated(it) => Some((it.offer, 0)),
        Marketplace::OfferChanged(it) => Some((it.offer, it.revision)),
        _ => None,
    }
}
