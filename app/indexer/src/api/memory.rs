//! A source in memory, for tests: it looks at every row.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use serde_json::Value as Json;
use tokio::sync::watch;

use super::{
    answers::{Event, LedgerKind, LedgerRow, Place, Row, Status},
    source::{
        Answer, Column, Direction, EventFilter, EventQuery, Filter, Kind, Position, Query, Source,
        Sums, Tip, Value,
    },
};

/// Rows and events in memory.
pub struct Memory {
    held: RwLock<Held>,
    tip: watch::Sender<Tip>,
}

struct Held {
    rows: HashMap<Kind, BTreeMap<String, Row>>,
    events: BTreeMap<Place, Event>,
    status: Status,
}

impl Memory {
    /// Nothing but a status.
    pub fn new(status: Status) -> Self {
        let tip = Tip {
            slot: status.slot,
            ..Tip::default()
        };
        Self {
            held: RwLock::new(Held {
                rows: HashMap::new(),
                events: BTreeMap::new(),
                status,
            }),
            tip: watch::Sender::new(tip),
        }
    }

    /// Puts a row, in place of that of its key.
    pub fn put(&self, kind: Kind, key: &str, row: Row) {
        let mut held = self.write();
        held.rows.entry(kind).or_default().insert(key.into(), row);
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

    /// Takes events out from a slot on, as a fork does.
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
    fn rows(&self, query: Query) -> Answer<'_, Vec<(Row, Position)>> {
        let held = self.read();
        let of_kind = held.rows.get(&query.kind).into_iter().flatten();
        let mut found: Vec<((Value, &String), &Row)> = of_kind
            .filter(|(key, row)| query.filters.iter().all(|it| holds(it, key, row)))
            .map(|(key, row)| ((value(query.by, key, row), key), row))
            .collect();
        found.sort_by(|(a, _), (b, _)| match query.direction {
            Direction::Up => a.cmp(b),
            Direction::Down => b.cmp(a),
        });
        let behind = |(value, key): &(Value, &String)| match &query.after {
            None => true,
            Some(after) => {
                let (it, after) = ((value, *key), (&after.value, &after.key));
                match query.direction {
                    Direction::Up => it > after,
                    Direction::Down => it < after,
                }
            }
        };
        let found = found.into_iter().filter(|(at, _)| behind(at));
        let found = found.take(query.limit as usize).map(|((value, key), row)| {
            let key = key.clone();
            (row.clone(), Position { value, key })
        });
        ready(found.collect())
    }

    fn row(&self, kind: Kind, key: String) -> Answer<'_, Option<Row>> {
        let held = self.read();
        let of_kind = held.rows.get(&kind);
        ready(of_kind.and_then(|it| it.get(&key)).cloned())
    }

    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>> {
        let held = self.read();
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for (key, row) in held.rows.get(&query.kind).into_iter().flatten() {
            if !query.filters.iter().all(|it| holds(it, key, row)) {
                continue;
            }
            let Value::Text(group) = value(query.by, key, row) else {
                continue;
            };
            let sum = sums.entry(group).or_default();
            for column in query.of {
                if let Value::Number(number) = value(*column, key, row) {
                    *sum = sum.saturating_add_signed(number);
                }
            }
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum > 0).collect();
        sums.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then(a.cmp(b)));
        sums.truncate(query.limit as usize);
        ready(sums)
    }

    /// Its rows are those of the answers, of the kinds that are called the same.
    fn ledger(
        &self,
        kind: LedgerKind,
        after: Option<String>,
        limit: u32,
    ) -> Answer<'_, Vec<LedgerRow>> {
        let held = self.read();
        let of_kind = held.rows.get(&kind_of(kind)).into_iter().flatten();
        let behind = of_kind.filter(|(key, _)| after.as_ref().is_none_or(|it| *key > it));
        let rows = behind.take(limit as usize).map(|(key, row)| {
            let row = serde_json::to_value(row).unwrap_or_default();
            LedgerRow {
                key: key.clone(),
                slot: row["slot"].as_u64().unwrap_or_default(),
                row,
            }
        });
        ready(rows.collect())
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

fn kind_of(kind: LedgerKind) -> Kind {
    match kind {
        LedgerKind::Supplier => Kind::Supplier,
        LedgerKind::Delegation => Kind::Delegation,
        LedgerKind::Slash => Kind::Slash,
        LedgerKind::Offer => Kind::Offer,
        LedgerKind::Reservation => Kind::Reservation,
        LedgerKind::Supply => Kind::Supply,
        LedgerKind::Engine => Kind::Fees,
        LedgerKind::Auction => Kind::Auction,
        LedgerKind::Fill => Kind::Fill,
        LedgerKind::Hour => Kind::Hour,
        LedgerKind::Price => Kind::Price,
        LedgerKind::RewardDay => Kind::RewardDay,
        LedgerKind::Proposal => Kind::Proposal,
    }
}

fn ready<'a, T: Send + 'a>(answer: T) -> Answer<'a, T> {
    Box::pin(std::future::ready(Ok(answer)))
}

fn holds(filter: &Filter, key: &str, row: &Row) -> bool {
    match filter {
        Filter::Is(column, wanted) => value(*column, key, row) == *wanted,
        Filter::From(column, first) => value(*column, key, row) >= *first,
        Filter::Until(column, end) => value(*column, key, row) < *end,
    }
}

/// The value of a row's column: the field of the answer that has its name, or nearly.
fn value(column: Column, key: &str, row: &Row) -> Value {
    let field = match (row, column) {
        (_, Column::Key) => return Value::Text(key.into()),
        (Row::RewardDay(_), Column::Wallet) => {
            let wallet = key.split('/').next();
            return Value::Text(wallet.unwrap_or_default().into());
        }
        (Row::Supplier(_), Column::Active) => "activeStake",
        (Row::Offer(_), Column::Price) => "priceMicroUsd",
        (_, Column::ProposedAt) => "proposedAt",
        (_, Column::ReservedAt) => "reservedAt",
        (_, column) => column.name(),
    };
    let json = serde_json::to_value(row).unwrap_or_default();
    match &json[field] {
        Json::Bool(flag) => Value::Number((*flag).into()),
        Json::Number(number) => Value::Number(number.as_i64().unwrap_or_default()),
        Json::String(text) => match (is_amount(column), text.parse()) {
            (true, Ok(amount)) => Value::Number(amount),
            _ => Value::Text(text.clone()),
        },
        _ => Value::Text(String::new()),
    }
}

fn is_amount(column: Column) -> bool {
    matches!(
        column,
        Column::Active
            | Column::Claimed
            | Column::Compounded
            | Column::Earned
            | Column::Io
            | Column::Paid
            | Column::Price
    )
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
