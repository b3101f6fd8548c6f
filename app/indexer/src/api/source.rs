//! What the API reads, from whatever holds it.

use std::{future::Future, pin::Pin, sync::Arc};

use tokio::sync::watch;

use super::answers::{Event, LedgerKind, LedgerRow, Place, Program, Row, Status};

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// Why the source did not answer. It goes to the log; clients only read that it did not.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Rows by kind, events by place, and how far the index has come. Events are stored in the order of their places.
pub trait Source: Send + Sync + 'static {
    /// Rows in the order of the query, each with its position.
    fn rows(&self, query: Query) -> Answer<'_, Vec<(Row, Position)>>;
    /// The row of a key.
    fn row(&self, kind: Kind, key: String) -> Answer<'_, Option<Row>>;
    /// Sums by group, the highest first; of equal sums, the lower group first. None is 0.
    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>>;
    /// Rows as the source keeps them, behind a key and in the order of their keys.
    fn ledger(
        &self,
        kind: LedgerKind,
        after: Option<String>,
        limit: u32,
    ) -> Answer<'_, Vec<LedgerRow>>;
    /// Events in the order of the query.
    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>>;
    /// How far the index has come.
    fn status(&self) -> Answer<'_, Status>;
    /// Changes with each batch that was stored.
    fn tip(&self) -> watch::Receiver<Tip>;
}

/// What a source has stored so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// Slot up to which it is complete.
    pub slot: u64,
    /// Place of the newest event.
    pub place: Option<Place>,
    /// For each fork that took events out since the process began: the slot from which on it did.
    pub forks: Arc<Vec<u64>>,
}

/// A kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Auctions by number.
    Auction,
    /// Delegations by `supplier/staker`.
    Delegation,
    /// The totals of fee-burn, under an empty key.
    Fees,
    /// Fills by place.
    Fill,
    /// Advances of the clock by epoch hour.
    Hour,
    /// Offers by address.
    Offer,
    /// Prices by `place/kind`.
    Price,
    /// Proposals by address.
    Proposal,
    /// Reservations by address.
    Reservation,
    /// Rewards by `wallet/day`.
    RewardDay,
    /// Slashes by `supplier/series/number`.
    Slash,
    /// Suppliers by address.
    Supplier,
    /// The supply, under an empty key.
    Supply,
}

/// A column by which rows are filtered, ordered, grouped or added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // fields of the answers
pub enum Column {
    Active,
    Auction,
    Claimed,
    Closed,
    Compounded,
    Currency,
    Day,
    Earned,
    Filler,
    Gpus,
    Hour,
    Io,
    Key,
    Kind,
    Model,
    Number,
    Offer,
    Operator,
    Owner,
    Paid,
    Paused,
    Payer,
    Payout,
    Pool,
    Price,
    Program,
    ProposedAt,
    Renter,
    ReservedAt,
    Staker,
    State,
    Supplier,
    Time,
    Wallet,
}

impl Column {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Auction => "auction",
            Self::Claimed => "claimed",
            Self::Closed => "closed",
            Self::Compounded => "compounded",
            Self::Currency => "currency",
            Self::Day => "day",
            Self::Earned => "earned",
            Self::Filler => "filler",
            Self::Gpus => "gpus",
            Self::Hour => "hour",
            Self::Io => "io",
            Self::Key => "key",
            Self::Kind => "kind",
            Self::Model => "model",
            Self::Number => "number",
            Self::Offer => "offer",
            Self::Operator => "operator",
            Self::Owner => "owner",
            Self::Paid => "paid",
            Self::Paused => "paused",
            Self::Payer => "payer",
            Self::Payout => "payout",
            Self::Pool => "pool",
            Self::Price => "price",
            Self::Program => "program",
            Self::ProposedAt => "proposed_at",
            Self::Renter => "renter",
            Self::ReservedAt => "reserved_at",
            Self::Staker => "staker",
            Self::State => "state",
            Self::Supplier => "supplier",
            Self::Time => "time",
            Self::Wallet => "wallet",
        }
    }
}

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
    /// The columns whose sum counts.
    pub of: &'static [Column],
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
