//! The store as the source of the API.

use std::sync::Arc;

use anchor_lang::prelude::Pubkey;
use base64::{engine::general_purpose::STANDARD, Engine};
use io_ledger::{Key, Kind, Row};
use solana_signature::Signature;
use tokio::sync::watch;

use super::{
    answers::{self, Address, Commitment, Event, Program, ProgramStatus, Status},
    source::{
        Answer, Direction, EventQuery, Filter, Found, Position, Query, Source, SourceError, Sums,
        Value, KEY,
    },
};
use crate::{
    events::{self, Recorded, PROGRAMS},
    fields,
    store::{self, Cell, EventFilter, Order, RowFilter, Store, StoredRow},
    tip::Tip,
};

/// A store, and the commitment of its blocks.
pub struct Stored {
    /// The store.
    pub store: Arc<Store>,
    /// The commitment.
    pub commitment: Commitment,
}

impl From<store::Error> for SourceError {
    fn from(error: store::Error) -> Self {
        Self(error.to_string())
    }
}

impl Source for Stored {
    fn rows(&self, query: Query) -> Answer<'_, Vec<Found>> {
        Box::pin(async move {
            let is_by_key = query.by == KEY;
            let mut filter = filter(query.filters);
            filter.by = (!is_by_key).then_some(query.by);
            let start = query.after.map(|it| (Some(cell(it.value)), it.key));
            let limit = query.limit as usize;
            let order = order(query.direction);
            let rows = self.store.rows(query.kind, &filter, (start, order), limit);
            let rows = rows.await?.into_iter();
            rows.map(|it| found(query.kind, it)).collect()
        })
    }

    fn row(&self, key: Key) -> Answer<'_, Option<Found>> {
        Box::pin(async move {
            let kind = key.kind();
            let row = self.store.row(kind, &key.text()).await?;
            row.map(|it| found(kind, it)).transpose()
        })
    }

    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>> {
        Box::pin(async move {
            let filter = filter(query.filters);
            let columns = (query.by, query.of);
            let limit = query.limit as usize;
            let sums = self.store.sums(query.kind, &filter, columns, limit);
            Ok(sums.await?)
        })
    }

    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>> {
        Box::pin(async move {
            let of = query.filter;
            // `to` is inclusive. The database has no slots above i64::MAX.
            let to = of.until_slot.map(|it| it.checked_sub(1));
            let highest = |slot: u64| slot.min(i64::MAX.unsigned_abs());
            if to == Some(None) {
                return Ok(Vec::new());
            }
            let filter = EventFilter {
                program: of.program.map(address),
                name: of.name,
                address: of.address.as_deref().and_then(|it| it.parse().ok()),
                from: of.from_slot.map(highest),
                to: to.flatten().map(highest),
                signature: of.signature,
            };
            let start = query.after.map(|it| events::Place {
                slot: highest(it.slot),
                transaction: it.transaction,
                signature: Signature::default(),
                outer: it.outer,
                inner: it.inner,
            });
            let order = order(query.direction);
            let limit = query.limit as usize;
            let events = self.store.events(&filter, (start, order), limit).await?;
            Ok(events.iter().map(event).collect())
        })
    }

    fn status(&self) -> Answer<'_, Status> {
        Box::pin(async move { Ok(status(&self.store.status().await?, self.commitment)) })
    }

    fn tip(&self) -> watch::Receiver<Tip> {
        self.store.tip()
    }
}

fn filter(filters: Vec<Filter>) -> RowFilter {
    let mut filter = RowFilter::default();
    for it in filters {
        match it {
            Filter::Is(column, value) => filter.equal.push((column, cell(value))),
            Filter::From(column, value) => filter.from.push((column, cell(value))),
            Filter::Until(column, value) => filter.until.push((column, cell(value))),
        }
    }
    filter
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Number(number) => Cell::Number(number),
        Value::Text(text) => Cell::Text(text),
    }
}

fn order(direction: Direction) -> Order {
    match direction {
        Direction::Up => Order::Up,
        Direction::Down => Order::Down,
    }
}

fn found(kind: Kind, stored: StoredRow) -> Result<Found, SourceError> {
    let row = Row::read(kind, &stored.data).map_err(|error| SourceError(error.to_string()))?;
    let value = match stored.by {
        Some(Cell::Number(number)) => Value::Number(number),
        Some(Cell::Text(text)) => Value::Text(text),
        None => Value::Text(stored.id.clone()),
    };
    let key = stored.id;
    Ok(Found {
        row,
        slot: stored.slot,
        position: Position { value, key },
    })
}

fn address(program: Program) -> Pubkey {
    let [emissions, marketplace, fee_burn] = PROGRAMS;
    match program {
        Program::Emissions => emissions,
        Program::Marketplace => marketplace,
        Program::FeeBurn => fee_burn,
    }
}

/// An event as the API returns it.
fn event(it: &Recorded) -> Event {
    let [emissions, marketplace, _] = PROGRAMS;
    let program = match it.program {
        at if at == emissions => Program::Emissions,
        at if at == marketplace => Program::Marketplace,
        _ => Program::FeeBurn,
    };
    let place = &it.place;
    let decoded = fields::decode(&it.program.to_string(), &it.data);
    Event {
        id: answers::Place {
            slot: place.slot,
            transaction: place.transaction,
            outer: place.outer,
            inner: place.inner,
        },
        slot: place.slot,
        signature: place.signature.to_string(),
        time: it.time,
        program,
        name: it.name().into(),
        data: STANDARD.encode(&it.data),
        fields: decoded.map(|it| it.fields),
    }
}

fn status(it: &store::Status, commitment: Commitment) -> Status {
    let sum = |of: fn(&store::Digest) -> u64| it.programs.values().map(of).sum();
    let programs = Program::ALL.into_iter().map(|program| {
        let address = address(program);
        let digest = it.programs.get(&address).copied().unwrap_or_default();
        ProgramStatus {
            program,
            address: Address::stored(address.to_string()),
            events: digest.events,
            slot: (digest.events > 0).then_some(digest.last_slot),
            digest: bs58::encode(digest.hash).into_string(),
        }
    });
    Status {
        version: env!("CARGO_PKG_VERSION").into(),
        commitment,
        complete: it.to_record == 0 && it.reached.is_some(),
        slot: it.reached.unwrap_or_default(),
        since: it.since,
        to_record: it.to_record,
        events: sum(|it| it.events),
        unknown_events: sum(|it| it.unknown),
        refused_events: it.refused.as_ref().map_or(0, |(count, _)| *count),
        genesis: it.genesis.clone(),
        programs: programs.collect(),
    }
}
