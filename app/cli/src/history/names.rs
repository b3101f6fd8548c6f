//! What events leave out: currency and renter of a reservation, how an offer was changed.

use std::{collections::BTreeMap, rc::Rc};

use anchor_lang::prelude::Pubkey;
use io_client::{events::Marketplace, Executed};
use io_migrations::date;
use io_output::terminal;
use marketplace::state::{Currency, Reservation};

use super::{
    first,
    marketplace::reservation,
    of_marketplace,
    offers::{self, Change},
    once,
};
use crate::{context::Context, options::money, plan::short};

/// How addresses and amounts of events are written.
#[derive(Default)]
pub struct Names {
    /// Whose history it is.
    about: Option<Pubkey>,
    reservations: Rc<BTreeMap<Pubkey, (Currency, Pubkey)>>,
    /// By offer and revision.
    offers: Rc<BTreeMap<(Pubkey, u32), Change>>,
    /// Whether that needs no full address: where text is laid out for a terminal.
    shortens: bool,
}

impl Names {
    /// Of the reservations that the events are about: from the events themselves, else from the accounts, else, where these
    /// are closed, from the transaction that reserved.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn of(
        context: &mut Context,
        transactions: &[Executed],
        about: Option<Pubkey>,
    ) -> anyhow::Result<Self> {
        let mut reservations = BTreeMap::new();
        let events: Vec<Marketplace> = transactions.iter().flat_map(of_marketplace).collect();
        reservations.extend(events.iter().filter_map(reserved));
        let mut unknown = once(events.iter().filter_map(reservation));
        unknown.retain(|it| !reservations.contains_key(it));
        let open = context.find_all::<Reservation>(unknown.iter().copied())?;
        for (address, it) in &open {
            reservations.insert(*address, (it.currency()?, it.renter));
        }
        unknown.retain(|it| !open.contains_key(it));
        for closed in unknown {
            let created = first(context, &closed)?;
            let events = created.as_ref().map(of_marketplace);
            reservations.extend(events.iter().flatten().filter_map(reserved));
        }
        Ok(Self {
            about,
            reservations: Rc::new(reservations),
            offers: Rc::new(transactions.iter().flat_map(offers::changes).collect()),
            shortens: terminal::out_columns().is_some(),
        })
    }

    /// The same with full addresses.
    pub fn in_full(&self) -> Self {
        Self {
            about: self.about,
            reservations: Rc::clone(&self.reservations),
            offers: Rc::clone(&self.offers),
            shortens: false,
        }
    }

    /// An address.
    pub fn key(&self, key: &Pubkey) -> String {
        match self.shortens && self.about == Some(*key) {
            true => short(key),
            false => key.to_string(),
        }
    }

    /// An amount of a reservation.
    pub fn money(&self, reservation: &Pubkey, amount: u64) -> String {
        match self.reservations.get(reservation) {
            Some((currency, _)) => money(*currency, amount).brief(),
            None => format!("{amount} base units"),
        }
    }

    /// The reservations of a renter among those that the events are about.
    pub fn rented_by<'a>(&'a self, renter: &'a Pubkey) -> impl Iterator<Item = Pubkey> + 'a {
        let all = self.reservations.iter();
        all.filter(move |(_, (_, it))| it == renter)
            .map(|(address, _)| *address)
    }

    /// How an offer came to its revision, if that is known.
    pub fn change(&self, offer: &Pubkey, revision: u32) -> Option<&Change> {
        self.offers.get(&(*offer, revision))
    }

    /// Whether it is the address that the history is of.
    pub fn is_about(&self, key: &Pubkey) -> bool {
        self.about == Some(*key)
    }
}

fn reserved(event: &Marketplace) -> Option<(Pubkey, (Currency, Pubkey))> {
    match event {
        Marketplace::Reserved(it) => Some((it.reservation, (it.currency, it.renter))),
        _ => None,
    }
}

/// A time, in unix seconds.
pub fn at(time: i64) -> String {
    date::utc(time)
}
