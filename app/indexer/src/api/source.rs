//! What the API reads, from whatever holds it.

use std::{future::Future, pin::Pin};

use io_ledger::{Key, Kind, Row};
use tokio::sync::watch;

use super::answers::{Event, Place, Program, Status};
use crate::tip::Tip;

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// Why the source did not answer. It goes to the log; clients only read that it did not.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Rows of the ledger, events by place, and how far the index has come.
pub trait Source: Send + Sync + 'static {
    /// Rows in the order of the query.
    fn rows(&self, query: Query) -> Answer<'_, Vec<Found>>;
    /// The row of a key.
    fn row(&self, key: Key) -> Answer<'_, Option<Found>>;
    /// Sums by group, the highest first; of equal sums, the lower group first. None is 0.
    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>>;
    /// Events in the order of the query.
    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>>;
    /// How far the index has come.
    fn status(&self) -> Answer<'_, Status>;
    /// Changes with each batch that was stored.
    fn tip(&self) -> watch::Receiver<Tip>;
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The row.
    pub row: Row,
    /// Slot of its last change.
    pub slot: u64,
    /// Where it is in the order of the query.
    pub position: Position,
}

/// Name of a column of the store, by which rows are filtered, ordered, grouped or added up.
pub type Column = &'static str;

/// The column of the text of a row's key.
pub const KEY: Column = "id";

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number; a flag is 0 or 1.
    Number(i64),
    /// Text, such as an address, or the name of a state as in answers.
    Text(String),
}

/// What a row must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The column has this value.
    Is(Column, Value),
    /// The column is this or higher.
    From(Column, Value),
    /// The column is lower.
    Until(Column, Value),
}

/// In which direction a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The lowest first.
    Up,
    /// The highest first.
    Down,
}

/// Some rows of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The kind.
    pub kind: Kind,
    /// What they all must be.
    pub filters: Vec<Filter>,
    /// The column that orders them. Equal rows are in the order of their keys.
    pub by: Column,
    /// Direction of column and keys.
    pub direction: Direction,
    /// Only rows behind this position.
    pub after: Option<Position>,
    /// Most rows.
    pub limit: u32,
}

/// Where a row is in the order of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Value of the column that orders.
    pub value: Value,
    /// Key of the row.
    pub key: String,
}

/// Sums of columns over the rows of a kind, by group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The kind.
    pub kind: Kind,
    /// What the rows must be.
    pub filters: Vec<Filter>,
    /// The column that groups them.
    pub by: Column,
    /// The column whose sum counts.
    pub of: Column,
    /// Most groups.
    pub limit: u32,
}

/// Some events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventQuery {
    /// What they all must be.
    pub filter: EventFilter,
    /// The oldest or the newest first.
    pub direction: Direction,
    /// Only events behind this place, in this direction.
    pub after: Option<Place>,
    /// Most events.
    pub limit: u32,
}

/// What an event must be.
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
    /// Its slot is this or higher.
    pub from_slot: Option<u64>,
    /// Its slot is lower.
    pub until_slot: Option<u64>,
}
