//! Folding of events into rows. The rules are those of [`crate::ledger`]; the database's part is here.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use sqlx::{AnyConnection, Row as _};

use super::{
    digest::Digests,
    rows::{self, Column},
    sql::{self, Cell},
    Error,
};
use crate::{
    events::Recorded,
    ledger::{self, Key, Kind, Row, Rows},
};

/// Most rows that a rebuild keeps in memory.
const MOST_ROWS: usize = 200_000;

/// Rows in memory, as an event reads and changes them.
#[derive(Default)]
struct Loaded {
    /// A row that is none is known not to exist.
    rows: HashMap<Key, Option<Row>>,
    /// Changed rows, with the slot.
    changed: HashMap<Key, u64>,
    /// Rows that this event needs and that are not in memory.
    missing: RefCell<BTreeSet<Key>>,
    /// Rows changed by this event.
    put: Vec<(Key, Row)>,
}

impl Loaded {
    /// Keeps the event's changes.
    fn keep(&mut self, slot: u64) {
        for (key, row) in self.put.drain(..) {
            self.changed.insert(key, slot);
            self.rows.insert(key, Some(row));
        }
    }
}

impl Rows for Loaded {
    fn get(&self, key: &Key) -> Option<Row> {
        match self.rows.get(key) {
            Some(row) => row.clone(),
            None => {
                self.missing.borrow_mut().insert(*key);
                None
            }
        }
    }

    fn put(&mut self, key: Key, row: Row) {
        self.put.push((key, row));
    }
}

/// Result of folding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Events that this version does not know.
    pub unknown: u64,
    /// Number of events that contradicted the rows, and the reason of the first.
    pub refused: Option<(u64, String)>,
}

/// Folds events into the rows of a database, within one transaction.
pub(super) struct Fold {
    loaded: Loaded,
    digests: Digests,
    folded: Folded,
}

impl Fold {
    /// On what the database holds.
    pub(super) async fn new(from: &mut AnyConnection) -> Result<Self, Error> {
        Ok(Self {
            loaded: Loaded::default(),
            digests: Digests::load(from).await?,
            folded: Folded::default(),
        })
    }

    /// Folds events, in order.
    pub(super) async fn take(
        &mut self,
        events: &[Recorded],
        from: &mut AnyConnection,
    ) -> Result<(), Error> {
        // Loads most of the needed rows at once.
        let keys = events.iter().flat_map(|it| ledger::keys(it, &self.loaded));
        let keys: BTreeSet<Key> = keys.collect();
        self.loaded.missing.take();
        self.load(keys, from).await?;
        for event in events {
            self.digests.take(event);
            if event.event.is_none() {
                self.folded.unknown = self.folded.unknown.saturating_add(1);
                continue;
            }
            let applied = loop {
                let applied = ledger::apply(event, &mut self.loaded);
                let missing = self.loaded.missing.take();
                if missing.is_empty() {
                    break applied;
                }
                // The event needs a row that is not loaded yet.
                self.loaded.put.clear();
                self.load(missing, from).await?;
            };
            self.loaded.keep(event.place.slot);
            if let Err(why) = applied {
                let signature = event.place.signature;
                let why = format!("{} of {signature}: {why}", event.name());
                tracing::error!("an event contradicts the rows: {why}");
                let refused = self.folded.refused.get_or_insert((0, why));
                refused.0 = refused.0.saturating_add(1);
            }
        }
        Ok(())
    }

    async fn load(&mut self, keys: BTreeSet<Key>, from: &mut AnyConnection) -> Result<(), Error> {
        let mut by_kind: BTreeMap<Kind, BTreeMap<String, Key>> = BTreeMap::new();
        for key in keys {
            if !self.loaded.rows.contains_key(&key) {
                let of_kind = by_kind.entry(key.kind()).or_default();
                of_kind.insert(key.text(), key);
            }
        }
        for (kind, keys) in by_kind {
            let ids: Vec<String> = keys.keys().cloned().collect();
            let select = format!("SELECT id, data FROM {} WHERE id", rows::table(kind));
            for row in sql::of_keys(from, &select, &ids).await? {
                let (id, data): (String, String) = (row.try_get(0)?, row.try_get(1)?);
                if let Some(key) = keys.get(&id) {
                    let read = Row::read(kind, &data);
                    let read = read.map_err(|why| row_error(key, &why))?;
                    self.loaded.rows.insert(*key, Some(read));
                }
            }
            for key in keys.into_values() {
                self.loaded.rows.entry(key).or_insert(None);
            }
        }
        Ok(())
    }

    /// Stores changed rows.
    pub(super) async fn flush(&mut self, to: &mut AnyConnection) -> Result<(), Error> {
        let mut by_kind: BTreeMap<Kind, Vec<Vec<Cell>>> = BTreeMap::new();
        let mut changed: Vec<(Key, u64)> = self.loaded.changed.drain().collect();
        changed.sort_unstable();
        for (key, slot) in changed {
            let Some(Some(row)) = self.loaded.rows.get(&key) else {
                continue;
            };
            let data = row.json().map_err(|why| row_error(&key, &why))?;
            let mut cells = vec![Cell::Text(key.text())];
            cells.extend([Cell::Number(sql::number(slot)?), Cell::Text(data)]);
            cells.extend(rows::cells(row));
            by_kind.entry(key.kind()).or_default().push(cells);
        }
        for (kind, cells) in by_kind {
            let columns = rows::columns(kind).iter().map(Column::name);
            let columns: Vec<&str> = ["id", "slot", "data"].into_iter().chain(columns).collect();
            let set = columns.iter().skip(1);
            let set: Vec<String> = set.map(|it| format!("{it} = excluded.{it}")).collect();
            let conflict = format!("(id) DO UPDATE SET {}", set.join(", "));
            sql::insert(to, rows::table(kind), &columns, &conflict, cells).await?;
        }
        self.digests.store(to).await?;
        if self.loaded.rows.len() > MOST_ROWS {
            self.loaded.rows.clear();
        }
        Ok(())
    }

    pub(super) fn end(self) -> Folded {
        self.folded
    }
}

fn row_error(key: &Key, why: &dyn std::fmt::Display) -> Error {
    Error::Row {
        key: *key,
        why: why.to_string(),
    }
}
