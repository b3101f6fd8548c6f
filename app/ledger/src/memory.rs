//! Rows in memory.

use std::collections::BTreeMap;

use super::{Key, Row, Rows};

/// Rows in memory, by their keys.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<Key, Row>);

impl Memory {
    /// All rows of a kind.
    pub fn all<T: TryFrom<Row>>(&self) -> impl Iterator<Item = T> + '_ {
        self.0
            .values()
            .filter_map(|row| T::try_from(row.clone()).ok())
    }
}

impl Rows for Memory {
    fn get(&self, key: &Key) -> Option<Row> {
        self.0.get(key).cloned()
    }

    fn put(&mut self, key: Key, row: Row) {
        self.0.insert(key, row);
    }
}
