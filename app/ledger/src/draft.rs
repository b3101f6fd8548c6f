//! Changes of an event, collected until all of them are known to fit.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{Error, Key, Row, Rows};

/// Changes of rows.
pub struct Draft<'a> {
    rows: &'a dyn Rows,
    changed: BTreeMap<Key, Row>,
    asked: RefCell<BTreeSet<Key>>,
}

impl<'a> Draft<'a> {
    /// No change yet.
    pub fn new(rows: &'a dyn Rows) -> Self {
        Self {
            rows,
            changed: BTreeMap::new(),
            asked: RefCell::default(),
        }
    }

    /// The row, if there is one.
    pub fn find<T: TryFrom<Row>>(&self, key: &Key) -> Option<T> {
        let changed = self.changed.get(key).cloned();
        let row = changed.or_else(|| {
            self.asked.borrow_mut().insert(*key);
            self.rows.get(key)
        });
        row.and_then(|row| T::try_from(row).ok())
    }

    /// The row, which must be there.
    pub fn need<T: TryFrom<Row>>(&self, key: &Key) -> Result<T, Error> {
        self.find(key).ok_or(Error::Missing(*key))
    }

    /// Adds a row, or replaces it.
    pub fn put(&mut self, key: Key, row: impl Into<Row>) {
        self.changed.insert(key, row.into());
    }

    /// Changes a row that must be there.
    pub fn change<T: TryFrom<Row> + Into<Row>>(
        &mut self,
        key: Key,
        change: impl FnOnce(&mut T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut row = self.need(&key)?;
        change(&mut row)?;
        self.put(key, row);
        Ok(())
    }

    /// Changes a row, or the default if there is none.
    pub fn change_or_new<T: TryFrom<Row> + Into<Row> + Default>(
        &mut self,
        key: Key,
        change: impl FnOnce(&mut T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut row = self.find(&key).unwrap_or_default();
        change(&mut row)?;
        self.put(key, row);
        Ok(())
    }

    /// All changed rows.
    pub fn finish(self) -> BTreeMap<Key, Row> {
        self.changed
    }

    /// The rows requested.
    pub fn asked(self) -> Vec<Key> {
        self.asked.into_inner().into_iter().collect()
    }
}
