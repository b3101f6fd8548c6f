//! What the API reads from.

use std::{future::Future, pin::Pin};

use io_ledger::{Key, Kind, Row};
use tokio::sync::watch;

use super::answers::{Event, Place, Program, Status};
use crate::tip::Tip;

/// A pending answer.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// Why the source failed. Logged; clients see only that it failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Rows of the ledger, events in order, and the status of the index.
pub trait Source: Send + Sync + 'static {
    /// Rows in the order of the query.
    fn rows(&self, query: Query) -> Answer<'_, Vec<Found>>;
    /// The row of a key.
    fn row(&self, key: Key) -> Answer<'_, Option<Found>>;
    /// Sums by group, highest first; equal sums by group. Sums of 0 are omitted.
    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>>;
    /// Events in the order of the query.
    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>>;
    /// Status of the index.
    fn status(&self) -> Answer<'_, Status>;
    /// Changes with each stored batch.
    fn tip(&self) -> watch::Receiver<Tip>;
}

/// A row found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The row.
    pub row: Row,
    /// Slot of its last change.
    pub slot: u64,
    /// Its position in the order of the query.
    pub position: Position,
}

/// Name of a column of the store, to filter, order, group or sum rows.
pub type Column = &'static str;

/// The column of the row's key, as text.
pub const KEY: Column = "id";

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number; a flag is 0 or 1.
    Number(i64),
    /// Text, such as an address, or the name of a state as in answers.
    Text(String),
}

/// A condition on a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The column has this value.
    Is(Column, Value),
    /// The column is at least this.
    From(Column, Value),
    /// The column is below this.
    Until(Column, Value),
}

/// Direction of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Lowest first.
    Up,
    /// Highest first.
    Down,
}

/// A query for rows of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The kind.
    pub kind: Kind,
    /// Conditions.
    pub filters: Vec<Filter>,
    /// The column to order by. Equal rows are ordered by key.
    pub by: Column,
    /// Direction of column and keys.
    pub direction: Direction,
    /// Only rows after this position.
    pub after: Option<Position>,
    /// Most rows.
    pub limit: u32,
}

/// Position of a row in the order of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Value of the ordering column.
    pub value: Value,
    /// Key of the row.
    pub key: String,
}

/// Sums of columns over the rows of a kind, by group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The kind.
    pub kind: Kind,
    /// Conditions.
    pub filters: Vec<Filter>,
    /// The column to group by.
    pub by: Column,
    /// The column to sum.
    pub of: Column,
    /// Most groups.
    pub limit: u32,
}

/// A query for events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventQuery {
    /// Conditions.
    pub filter: EventFilter,
    /// Oldest or newest first.
    pub direction: Direction,
    /// Only events after this place, in this direction.
    pub after: Option<Place>,
    /// Most events.
    pub limit: u32,
}

/// A condition on an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventFilter {
    /// Its program.
    pub program: Option<Program>,
    /// Its name.
    pub name: Option<String>,
    /// An address among its fields, of an account or a wallet.
    pub address: Option<String>,
    /// Signature of its transaction.
    pub signature: Option<String>,
    /// Its slot is at least this.
    pub from_slot: Option<u64>,
    /// Its slot is below this.
    pub until_slot: Option<u64>,
}
