//! A source in memory, for tests. It scans every row.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use io_ledger::{Key, Row};
use tokio::sync::watch;

use super::{
    answers::{Event, Place, Status},
    source::{
        Answer, Column, Direction, EventFilter, EventQuery, Filter, Found, Position, Query, Source,
        Sums, Value, KEY,
    },
};
use crate::{
    store::{rows, Cell},
    tip::Tip,
};

/// Rows and events in memory.
pub struct Memory {
    held: RwLock<Held>,
    tip: watch::Sender<Tip>,
}

struct Held {
    /// Rows, and the slots of their last changes.
    rows: BTreeMap<Key, (Row, u64)>,
    events: BTreeMap<Place, Event>,
    status: Status,
}

impl Memory {
    /// Empty, with a status.
    pub fn new(status: Status) -> Self {
        let tip = Tip {
            slot: status.slot,
            ..Tip::default()
        };
        Self {
            held: RwLock::new(Held {
                rows: BTreeMap::new(),
                events: BTreeMap::new(),
                status,
            }),
            tip: watch::Sender::new(tip),
        }
    }

    /// Inserts or replaces a row by its key.
    pub fn put(&self, key: Key, row: impl Into<Row>, slot: u64) {
        let mut held = self.write();
        held.rows.insert(key, (row.into(), slot));
    }

    /// Stores events as one batch.
    pub fn store(&self, events: impl IntoIterator<Item = Event>) {
        let mut held = self.write();
        held.events.extend(events.into_iter().map(|it| (it.id, it)));
        let newest = held.events.last_key_value().map(|(place, _)| *place);
        self.tip.send_modify(|tip| {
            tip.place = newest;
            tip.slot = newest.map_or(tip.slot, |it| it.slot.max(tip.slot));
        });
    }

    /// Removes events from a slot on, as a fork does.
    pub fn fork(&self, from: u64) {
        let mut held = self.write();
        held.events.retain(|place, _| place.slot < from);
        let newest = held.events.last_key_value().map(|(place, _)| *place);
        self.tip.send_modify(|tip| {
            tip.place = newest;
            Arc::make_mut(&mut tip.forks).push(from);
        });
    }

    /// How many streams and requests wait for its tip.
    pub fn watchers(&self) -> usize {
        self.tip.receiver_count()
    }

    fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Memory {
    fn rows(&self, query: Query) -> Answer<'_, Vec<Found>> {
        let held = self.read();
        let of_kind = held.rows.iter().filter(|(key, _)| key.kind() == query.kind);
        let mut found: Vec<Found> = of_kind
            .filter(|(key, (row, _))| query.filters.iter().all(|it| holds(it, key, row)))
            .map(|(key, (row, slot))| Found {
                row: row.clone(),
                slot: *slot,
                position: Position {
                    value: value(query.by, key, row),
                    key: key.text(),
                },
            })
            .collect();
        let order = |a: &Position, b: &Position| {
            let up = (&a.value, &a.key).cmp(&(&b.value, &b.key));
            match query.direction {
                Direction::Up => up,
                Direction::Down => up.reverse(),
            }
        };
        found.sort_by(|a, b| order(&a.position, &b.position));
        if let Some(after) = &query.after {
            found.retain(|it| order(&it.position, after).is_gt());
        }
        found.truncate(query.limit as usize);
        ready(found)
    }

    fn row(&self, key: Key) -> Answer<'_, Option<Found>> {
        let held = self.read();
        ready(held.rows.get(&key).map(|(row, slot)| Found {
            row: row.clone(),
            slot: *slot,
            position: Position {
                value: Value::Text(key.text()),
                key: key.text(),
            },
        }))
    }

    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>> {
        let held = self.read();
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for (key, (row, _)) in held.rows.iter().filter(|(it, _)| it.kind() == query.kind) {
            if !query.filters.iter().all(|it| holds(it, key, row)) {
                continue;
            }
            let pair = (value(query.by, key, row), value(query.of, key, row));
            if let (Value::Text(group), Value::Number(number)) = pair {
                let sum = sums.entry(group).or_default();
                *sum = sum.saturating_add_signed(number);
            }
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum > 0).collect();
        sums.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        sums.truncate(query.limit as usize);
        ready(sums)
    }

    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>> {
        let held = self.read();
        let behind = |it: &&Event| match (query.after, query.direction) {
            (None, _) => true,
            (Some(after), Direction::Up) => it.id > after,
            (Some(after), Direction::Down) => it.id < after,
        };
        let found = held.events.values().filter(behind);
        let found = found.filter(|it| is(it, &query.filter));
        let limit = query.limit as usize;
        ready(match query.direction {
            Direction::Up => found.take(limit).cloned().collect(),
            Direction::Down => found.rev().take(limit).cloned().collect(),
        })
    }

    fn status(&self) -> Answer<'_, Status> {
        let held = self.read();
        ready(Status {
            events: held.events.len() as u64,
            ..held.status.clone()
        })
    }

    fn tip(&self) -> watch::Receiver<Tip> {
        self.tip.subscribe()
    }
}

fn ready<'a, T: Send + 'a>(answer: T) -> Answer<'a, T> {
    Box::pin(std::future::ready(Ok(answer)))
}

fn holds(filter: &Filter, key: &Key, row: &Row) -> bool {
    match filter {
        Filter::Is(column, wanted) => value(column, key, row) == *wanted,
        Filter::From(column, first) => value(column, key, row) >= *first,
        Filter::Until(column, end) => value(column, key, row) < *end,
    }
}

/// The value that the store would have in a column.
fn value(column: Column, key: &Key, row: &Row) -> Value {
    if column == KEY {
        return Value::Text(key.text());
    }
    let columns = rows::columns(key.kind()).iter().zip(rows::cells(row));
    let mut named = columns.filter(|(it, _)| it.name() == column);
    match named.next() {
        Some((_, Cell::Number(number))) => Value::Number(number),
        Some((_, Cell::Text(text))) => Value::Text(text),
        None => Value::Text(format!("no column {column}")),
    }
}

fn is(event: &Event, filter: &EventFilter) -> bool {
    let named = |address: &String| {
        let fields = event.fields.as_ref().map(ToString::to_string);
        fields.is_some_and(|it| it.contains(&format!("{address:?}")))
    };
    filter.program.is_none_or(|it| it == event.program)
        && filter.name.as_ref().is_none_or(|it| *it == event.name)
        && filter.address.as_ref().is_none_or(named)
        && filter
            .signature
            .as_ref()
            .is_none_or(|it| *it == event.signature)
        && filter.from_slot.is_none_or(|it| event.slot >= it)
        && filter.until_slot.is_none_or(|it| event.slot < it)
}
