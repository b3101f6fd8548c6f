//! Tables of the ledger's rows, and the columns to filter and sort by.

use serde::Serialize;

use super::sql::Cell;
use crate::ledger::{
    value::{Address, Amount},
    Error, Kind, Row,
};

/// A column to filter and to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// An integer; an amount that is too large saturates.
    Number(&'static str),
    /// Text, never empty.
    Text(&'static str),
}

impl Column {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Number(name) | Self::Text(name) => name,
        }
    }
}

macro_rules! tables {
    ($($kind:ident $table:literal |$row:ident| { $($column:ident: $ty:ident = $value:expr,)* })*) => {
        /// Name of the table of a kind.
        pub const fn table(kind: Kind) -> &'static str {
            match kind {
                $(Kind::$kind => $table,)*
            }
        }

        /// Its columns besides `id`, `slot` and `data`.
        pub const fn columns(kind: Kind) -> &'static [Column] {
            match kind {
                $(Kind::$kind => &[$(Column::$ty(stringify!($column))),*],)*
            }
        }

        /// A row's values in them.
        pub fn cells(row: &Row) -> Vec<Cell> {
            match row {
                $(#[allow(unused_variables)] Row::$kind($row) => vec![$(Cell::$ty($value.into_cell())),*],)*
            }
        }
    };
}

tables! {
    Supplier "suppliers" |row| {
        owner: Text = row.owner,
        operator: Text = row.operator,
        payout: Text = row.payout,
        model: Number = row.model,
        closed: Number = row.closed,
        gpus: Number = row.attestation.gpus,
        active: Number = row.stake.active(),
        earned: Number = row.rewards.earned,
    }
    Delegation "delegations" |row| {
        supplier: Text = row.supplier,
        staker: Text = row.staker,
        active: Number = row.earning(),
        claimed: Number = row.claimed,
        compounded: Number = row.compounded,
    }
    Slash "slashes" |row| {
        supplier: Text = row.supplier,
        state: Text = Named(row.state),
        proposed_at: Number = row.proposed_at,
    }
    Offer "offers" |row| {
        supplier: Text = row.supplier,
        model: Number = row.model,
        price: Number = row.price_micro_usd,
        paused: Number = row.paused,
        closed: Number = row.closed,
    }
    Reservation "reservations" |row| {
        renter: Text = row.renter,
        payer: Text = row.payer,
        supplier: Text = row.supplier,
        offer: Text = row.offer,
        in_io: Number = row.in_io,
        state: Text = Named(row.state),
        reserved_at: Number = row.created_at,
        paid: Number = row.totals.paid,
    }
    Supply "supply" |row| {}
    Engine "engine" |row| {}
    Auction "auctions" |row| {
        number: Number = row.number,
        opened_at: Number = row.opened_at,
        left_over: Number = row.left,
    }
    Fill "fills" |row| {
        auction: Number = row.auction,
        filler: Text = row.filler,
        time: Number = row.at,
        io: Number = row.io,
    }
    Hour "hours" |row| {
        hour: Number = row.hour,
    }
    Price "prices" |row| {
        source: Text = Named(row.source),
        time: Number = row.at,
    }
    RewardDay "reward_days" |row| {
        wallet: Text = row.wallet,
        day: Number = row.day,
    }
    Proposal "proposals" |row| {
        program: Text = Named(row.program),
        state: Text = row.outcome.map_or("open".to_string(), |it| Named(it).into_cell()),
        proposed_at: Number = row.proposed_at,
    }
}

/// The column of this name.
pub fn column(kind: Kind, name: &str) -> Option<Column> {
    let mut columns = columns(kind).iter();
    columns.find(|it| it.name() == name).copied()
}

/// The same.
///
/// # Errors
/// If the kind has no such column.
pub(super) fn known(kind: Kind, name: &str) -> sqlx::Result<Column> {
    let unknown = || sqlx::Error::ColumnNotFound(name.into());
    column(kind, name).ok_or_else(unknown)
}

/// The column's value for a field.
trait IntoCell<T> {
    fn into_cell(self) -> T;
}

/// The name of a state, as in JSON.
struct Named<T>(T);

impl<T: Serialize> IntoCell<String> for Named<T> {
    fn into_cell(self) -> String {
        let named = serde_json::to_value(self.0).ok();
        let named = named.as_ref().and_then(|it| it.as_str());
        named.unwrap_or_default().into()
    }
}

impl IntoCell<String> for String {
    fn into_cell(self) -> String {
        self
    }
}

impl IntoCell<String> for Address {
    fn into_cell(self) -> String {
        self.to_string()
    }
}

impl IntoCell<String> for Option<Address> {
    fn into_cell(self) -> String {
        self.map_or_else(String::new, |it| it.to_string())
    }
}

impl IntoCell<i64> for Amount {
    fn into_cell(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }
}

impl IntoCell<i64> for Result<u64, Error> {
    fn into_cell(self) -> i64 {
        Amount(self.unwrap_or(u64::MAX)).into_cell()
    }
}

macro_rules! numbers {
    ($($ty:ty)*) => {
        $(impl IntoCell<i64> for $ty {
            fn into_cell(self) -> i64 {
                self.into()
            }
        })*
    };
}

numbers! { bool u16 u32 i64 }

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of a table in the migrations, in their order.
    fn created(table: &str) -> Vec<Column> {
        let text = include_str!("../../migrations/0002_rows.sql");
        let begin = format!("CREATE TABLE {table} (\n");
        let (_, rest) = text.split_once(&begin).unwrap();
        let (inside, _) = rest.split_once("\n);").unwrap();
        let lines = inside.lines().map(|line| line.split_whitespace());
        let columns = lines.map(|mut words| {
            let name: &'static str = words.next().unwrap();
            match words.next().unwrap() {
                "BIGINT" => Column::Number(name),
                _ => Column::Text(name),
            }
        });
        columns.collect()
    }

    #[test]
    fn every_kind_has_its_table() {
        let text = include_str!("../../migrations/0002_rows.sql");
        for kind in Kind::ALL.iter().copied() {
            let ends = [Column::Number("slot"), Column::Text("data")];
            let id = [Column::Text("id")];
            let expected = [&id, columns(kind), &ends].concat();
            assert_eq!(created(table(kind)), expected);
        }
        assert_eq!(text.matches("CREATE TABLE").count(), Kind::ALL.len());
    }
}
