//! Folding of events into rows. The rules are a [`Ledger`]'s; the database's part is here.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sqlx::{AnyConnection, Row as _};

use super::{
    digest::Digests,
    kinds::{Column, Kind},
    sql::{self, Cell},
    Error,
};
use crate::events::Recorded;

/// Most rows that a rebuild keeps in memory.
const MOST_ROWS: usize = 200_000;

/// Which row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Its kind.
    pub kind: Kind,
    /// Its name among them.
    pub id: String,
}

impl Key {
    /// The row of this kind and name.
    pub fn new(kind: Kind, id: impl ToString) -> Self {
        let id = id.to_string();
        Self { kind, id }
    }
}

/// A row as the database holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Values of the kind's columns, in their order.
    pub columns: Vec<Cell>,
    /// The row as JSON.
    pub data: String,
}

/// What events add up to: a pure function of them, in their order.
pub trait Ledger: Send + Sync {
    /// A row of any kind.
    type Row: Send + Sync;

    /// Version of the rules. With another one, the rows are rebuilt.
    const VERSION: u32;

    /// Rows that [`apply`](Self::apply) reads. It is asked again once they are loaded: a row may name further ones.
    fn keys(&self, event: &Recorded, rows: &Rows<Self::Row>) -> Vec<Key>;

    /// Takes in an event.
    ///
    /// # Errors
    /// If it does not follow from the rows. Nothing may have changed then.
    fn apply(&self, event: &Recorded, rows: &mut Rows<Self::Row>) -> Result<(), String>;

    /// The row as it is stored.
    ///
    /// # Errors
    /// If it cannot be written.
    fn save(&self, kind: Kind, row: &Self::Row) -> Result<Saved, String>;

    /// The row that was stored as `data`.
    ///
    /// # Errors
    /// If it cannot be read.
    fn load(&self, kind: Kind, data: &str) -> Result<Self::Row, String>;
}

/// No rows: events alone are recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRows;

impl Ledger for NoRows {
    type Row = ();

    const VERSION: u32 = 0;

    fn keys(&self, _: &Recorded, _: &Rows<()>) -> Vec<Key> {
        Vec::new()
    }

    fn apply(&self, _: &Recorded, _: &mut Rows<()>) -> Result<(), String> {
        Ok(())
    }

    fn save(&self, _: Kind, (): &()) -> Result<Saved, String> {
        Err("there are no rows".into())
    }

    fn load(&self, _: Kind, _: &str) -> Result<(), String> {
        Err("there are no rows".into())
    }
}

/// The rows that are in memory.
pub struct Rows<R> {
    /// None is known not to exist.
    loaded: HashMap<Key, Option<R>>,
    /// Those that changed, with the slot.
    changed: HashMap<Key, u64>,
    slot: u64,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self {
            loaded: HashMap::new(),
            changed: HashMap::new(),
            slot: 0,
        }
    }
}

impl<R> Rows<R> {
    /// The row, if there is one. It must be among the keys of the event.
    pub fn get(&self, key: &Key) -> Option<&R> {
        self.loaded.get(key).and_then(Option::as_ref)
    }

    /// Sets the row.
    pub fn put(&mut self, key: Key, row: R) {
        self.changed.insert(key.clone(), self.slot);
        self.loaded.insert(key, Some(row));
    }
}

/// What came of folding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Events that this version does not know.
    pub unknown: u64,
    /// Events that did not follow from the rows, and why the first did not.
    pub refused: Option<(u64, String)>,
}

/// Folds events into the rows of a database, within a transaction of it.
pub(super) struct Fold<'l, L: Ledger> {
    ledger: &'l L,
    rows: Rows<L::Row>,
    digests: Digests,
    folded: Folded,
}

impl<'l, L: Ledger> Fold<'l, L> {
    /// On what the database holds.
    pub(super) async fn new(ledger: &'l L, from: &mut AnyConnection) -> Result<Self, Error> {
        Ok(Self {
            ledger,
            rows: Rows::default(),
            digests: Digests::load(from).await?,
            folded: Folded::default(),
        })
    }

    /// Takes in events, in their order.
    pub(super) async fn take(
        &mut self,
        events: &[Recorded],
        from: &mut AnyConnection,
    ) -> Result<(), Error> {
        let keys = events.iter().flat_map(|it| self.ledger.keys(it, &self.rows));
        let keys: HashSet<Key> = keys.collect();
        self.load(keys, from).await?;
        for event in events {
            self.digests.take(event);
            if event.event.is_none() {
                self.folded.unknown = self.folded.unknown.saturating_add(1);
                continue;
            }
            self.rows.slot = event.place.slot;
            loop {
                let keys = self.ledger.keys(event, &self.rows).into_iter();
                let missing: HashSet<Key> = keys
                    .filter(|key| !self.rows.loaded.contains_key(key))
                    .collect();
                if missing.is_empty() {
                    break;
                }
                self.load(missing, from).await?;
            }
            if let Err(why) = self.ledger.apply(event, &mut self.rows) {
                let place = &event.place;
                let why = format!("{} of {}: {why}", event.name(), place.signature);
                tracing::error!(slot = place.slot, "an event does not follow from the rows: {why}");
                let refused = self.folded.refused.get_or_insert((0, why));
                refused.0 = refused.0.saturating_add(1);
            }
        }
        Ok(())
    }

    async fn load(&mut self, keys: HashSet<Key>, from: &mut AnyConnection) -> Result<(), Error> {
        let mut by_kind: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
        for key in keys {
            if !self.rows.loaded.contains_key(&key) {
                by_kind.entry(key.kind).or_default().insert(key.id);
            }
        }
        for (kind, ids) in by_kind {
            let ids: Vec<String> = ids.into_iter().collect();
            let select = format!("SELECT id, data FROM {} WHERE id", kind.table());
            for row in sql::of_keys(from, &select, &ids).await? {
                let (id, data): (String, String) = (row.try_get(0)?, row.try_get(1)?);
                let loaded = self.ledger.load(kind, &data);
                let key = Key { kind, id };
                let loaded = loaded.map_err(|why| row_error(&key, why))?;
                self.rows.loaded.insert(key, Some(loaded));
            }
            for id in ids {
                self.rows.loaded.entry(Key { kind, id }).or_insert(None);
            }
        }
        Ok(())
    }

    /// Stores what changed.
    pub(super) async fn flush(&mut self, to: &mut AnyConnection) -> Result<(), Error> {
        let mut by_kind: BTreeMap<Kind, Vec<Vec<Cell>>> = BTreeMap::new();
        let mut changed: Vec<(Key, u64)> = self.rows.changed.drain().collect();
        changed.sort_unstable();
        for (key, slot) in changed {
            let Some(Some(row)) = self.rows.loaded.get(&key) else {
                continue;
            };
            let saved = self.ledger.save(key.kind, row);
            let saved = saved.map_err(|why| row_error(&key, why))?;
            let mut cells = vec![Cell::Text(key.id), Cell::Number(sql::number(slot)?)];
            cells.push(Cell::Text(saved.data));
            cells.extend(saved.columns);
            by_kind.entry(key.kind).or_default().push(cells);
        }
        for (kind, rows) in by_kind {
            let columns: Vec<&str> = ["id", "slot", "data"]
                .into_iter()
                .chain(kind.columns().iter().map(Column::name))
                .collect();
            let set = columns.iter().skip(1);
            let set: Vec<String> = set.map(|it| format!("{it} = excluded.{it}")).collect();
            let conflict = format!("(id) DO UPDATE SET {}", set.join(", "));
            sql::insert(to, kind.table(), &columns, &conflict, rows).await?;
        }
        self.digests.store(to).await?;
        if self.rows.loaded.len() > MOST_ROWS {
            self.rows.loaded.clear();
        }
        Ok(())
    }

    pub(super) fn end(self) -> Folded {
        self.folded
    }
}

fn row_error(key: &Key, why: String) -> Error {
    let key = key.clone();
    Error::Row { key, why }
}
