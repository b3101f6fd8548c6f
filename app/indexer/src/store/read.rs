//! Reads from the database.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use base64::{prelude::BASE64_STANDARD, Engine};
use sqlx::{any::AnyRow, AnyConnection, Row};

use super::{
    digest::Digests,
    facts, order,
    rows::{self, Column},
    sql::{self, Cell},
    Digest, Error, Order4, Store,
};
use crate::{
    events::{Place, Recorded, PROGRAMS},
    ledger::Kind,
    source::{walk::Cursor, Wanted},
};

/// Columns of an event, in the order of [`recorded`].
pub(super) const EVENT: &str = "signature, outer_ix, inner_ix, slot, tx, time, program, data";

const TO_RECORD: &str = "SELECT COUNT(*) FROM transactions WHERE recorded = 0 AND slot <= $1";

/// Direction of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest or oldest first.
    Up,
    /// Largest or newest first.
    Down,
}

impl Order {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Up => (">", "ASC"),
            Self::Down => ("<", "DESC"),
        }
    }
}

/// Filter of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of this program.
    pub program: Option<Pubkey>,
    /// With this name.
    pub name: Option<String>,
    /// That name this address.
    pub address: Option<Pubkey>,
    /// Of this slot or a later one.
    pub from: Option<u64>,
    /// Of this slot or an earlier one.
    pub to: Option<u64>,
    /// Of this transaction.
    pub signature: Option<String>,
}

/// Filter of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Values of columns of the kind.
    pub equal: Vec<(&'static str, Cell)>,
    /// Inclusive lower bounds of columns.
    pub from: Vec<(&'static str, Cell)>,
    /// Exclusive upper bounds of columns.
    pub until: Vec<(&'static str, Cell)>,
    /// The column to sort by; the row's key by default.
    pub by: Option<&'static str>,
}

/// An event, and the position after it.
pub type Entry = Recorded;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    /// Its key, unique within the kind.
    pub id: String,
    /// Slot of its last change.
    pub slot: u64,
    /// The row as JSON.
    pub data: String,
    /// Value of the sorting column, if any.
    pub by: Option<Cell>,
}

/// Status of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Genesis hash of the network.
    pub genesis: Option<String>,
    /// Everything up to this slot is recorded.
    pub reached: Option<u64>,
    /// First slot of the first node's blocks. Earlier events may be missing.
    pub since: Option<u64>,
    /// Transactions that are not recorded, up to the slot up to which the lists were read.
    pub to_record: u64,
    /// Events recorded of each program.
    pub programs: BTreeMap<Pubkey, Digest>,
    /// How many events contradicted the rows, and the reason of the first.
    pub refused: Option<(u64, String)>,
}

/// How many transactions are not recorded, up to the slot up to which the lists were read.
async fn to_record(from: &mut AnyConnection) -> Result<u64, Error> {
    let listed = facts::number(&mut *from, facts::LISTED).await?;
    let listed = listed.map_or(Ok(i64::MAX), sql::number)?;
    let count = sqlx::query(TO_RECORD).bind(listed).fetch_one(from).await?;
    Ok(sql::count(&count, 0)?)
}

/// The event in a row of [`EVENT`].
pub(super) fn recorded(row: &AnyRow) -> Result<Recorded, Error> {
    let texts: (String, String, String) = (row.try_get(0)?, row.try_get(6)?, row.try_get(7)?);
    let (signature, program, data) = texts;
    let damaged = || Error::Damaged(format!("an event of {signature}"));
    let byte = |column| u8::try_from(sql::count(row, column)?).map_err(|_| damaged());
    let transaction = u32::try_from(sql::count(row, 4)?);
    let place = Place {
        slot: sql::count(row, 3)?,
        transaction: transaction.map_err(|_| damaged())?,
        signature: super::signature(&signature)?,
        outer: byte(1)?,
        inner: byte(2)?,
    };
    let data = BASE64_STANDARD.decode(data).map_err(|_| damaged())?;
    let program = program.parse().map_err(|_| damaged())?;
    Ok(Recorded::new(place, row.try_get(5)?, program, data))
}

/// A text of conditions, and their values.
#[derive(Default)]
pub(super) struct Where {
    conditions: Vec<String>,
    pub(super) cells: Vec<Cell>,
}

impl Where {
    /// `left operator $n, …`, of as many values.
    pub(super) fn add(
        &mut self,
        left: &str,
        operator: &str,
        cells: impl IntoIterator<Item = Cell>,
    ) {
        let from = self.cells.len().saturating_add(1);
        self.cells.extend(cells);
        let count = self.cells.len().saturating_sub(from).saturating_add(1);
        let right = sql::placeholders(from, count);
        let condition = match count {
            1 => format!("{left} {operator} {right}"),
            _ => format!("({left}) {operator} ({right})"),
        };
        self.conditions.push(condition);
    }

    /// Those of a filter of rows.
    pub(super) fn of(kind: Kind, filter: &RowFilter) -> Result<Self, Error> {
        let mut conditions = Self::default();
        let parts = [
            ("=", &filter.equal),
            (">=", &filter.from),
            ("<", &filter.until),
        ];
        for (operator, values) in parts {
            for (name, cell) in values {
                let name = rows::known(kind, name)?.name();
                conditions.add(name, operator, [cell.clone()]);
            }
        }
        Ok(conditions)
    }

    pub(super) fn text(&self) -> String {
        match self.conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", self.conditions.join(" AND ")),
        }
    }
}

pub(super) fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl Store {
    /// How far the list of a program was read.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn cursor(&self, program: &Pubkey) -> Result<Cursor, Error> {
        let query = sqlx::query("SELECT cursor FROM cursors WHERE program = $1");
        let row = query.bind(program.to_string()).fetch_optional(&self.writer);
        let Some(row) = row.await? else {
            return Ok(Cursor::default());
        };
        let text: String = row.try_get(0)?;
        let damaged = |_| Error::Damaged(format!("the cursor of {program}"));
        serde_json::from_str(&text).map_err(damaged)
    }

    /// Listed transactions to record next, up to a slot: whole slots, and about `limit` transactions.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn next(&self, up_to: u64, limit: usize) -> Result<Vec<Wanted>, Error> {
        let select = "SELECT slot FROM transactions WHERE recorded = 0 AND slot <= $1 \
                      ORDER BY slot LIMIT $2";
        let slots = sqlx::query(select).bind(sql::number(up_to)?);
        let slots = slots.bind(limited(limit)).fetch_all(&self.writer).await?;
        let Some(last) = slots.last() else {
            return Ok(Vec::new());
        };
        let last: i64 = last.try_get(0)?;
        let select = "SELECT signature, slot, tx, time FROM transactions \
                      WHERE recorded = 0 AND slot <= $1 ORDER BY slot, tx, signature";
        let rows = sqlx::query(select)
            .bind(last)
            .fetch_all(&self.writer)
            .await?;
        let wanted = |row: &AnyRow| {
            let text: String = row.try_get(0)?;
            let (index, time): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
            Ok(Wanted {
                signature: super::signature(&text)?,
                slot: sql::count(row, 1)?,
                index: u32::try_from(index).ok(),
                time: Some(time).filter(|it| *it >= 0),
            })
        };
        rows.iter().map(wanted).collect()
    }

    /// How many transactions are not recorded, up to the slot up to which the lists were read.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn to_record(&self) -> Result<u64, Error> {
        to_record(&mut *self.writer.acquire().await?).await
    }

    /// What the database holds.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn status(&self) -> Result<Status, Error> {
        let mut reading = self.pool.begin().await?;
        let to_record = to_record(&mut reading).await?;
        let digests = Digests::load(&mut reading).await?;
        let refused = facts::get(&mut reading, facts::REFUSED).await?;
        let refused = refused.as_deref().and_then(|it| it.split_once(' '));
        let programs = PROGRAMS.map(|program| (program, Digest::default()));
        let mut programs = BTreeMap::from(programs);
        programs.extend(digests.all().map(|(program, digest)| (*program, *digest)));
        Ok(Status {
            genesis: facts::get(&mut reading, facts::GENESIS).await?,
            reached: facts::number(&mut reading, facts::REACHED).await?,
            since: facts::number(&mut reading, facts::SINCE).await?,
            to_record,
            programs,
            refused: refused.and_then(|(count, why)| Some((count.parse().ok()?, why.into()))),
        })
    }

    /// Events after a place, or before it if newest first.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn events(
        &self,
        filter: &EventFilter,
        (start, direction): (Option<Place>, Order),
        limit: usize,
    ) -> Result<Vec<Entry>, Error> {
        const PLACE: &str = "slot, tx, outer_ix, inner_ix";
        let (operator, way) = direction.words();
        let mut conditions = Where::default();
        if let Some(program) = &filter.program {
            conditions.add("e.program", "=", [program.to_string().into()]);
        }
        if let Some(name) = &filter.name {
            conditions.add("e.name", "=", [name.clone().into()]);
        }
        if let Some(signature) = &filter.signature {
            conditions.add("e.signature", "=", [signature.clone().into()]);
        }
        if let Some(slot) = filter.from {
            conditions.add("e.slot", ">=", [Cell::Number(sql::number(slot)?)]);
        }
        if let Some(slot) = filter.to {
            conditions.add("e.slot", "<=", [Cell::Number(sql::number(slot)?)]);
        }
        let of = |table: &str, columns: &str| {
            let columns = columns.split(", ").map(|it| format!("{table}.{it}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        // The index on addresses is also in the order of places.
        let sorted = if filter.address.is_some() { "m" } else { "e" };
        if let Some(address) = &filter.address {
            conditions.add("m.address", "=", [address.to_string().into()]);
        }
        if let Some(start) = &start {
            let start: Order4 = order(start)?;
            let place = of(sorted, PLACE);
            conditions.add(&place, operator, start.map(Cell::Number));
        }
        let joined = match sorted {
            "m" => {
                " JOIN mentions m ON m.slot = e.slot AND m.tx = e.tx AND m.outer_ix = e.outer_ix \
                    AND m.inner_ix = e.inner_ix"
            }
            _ => "",
        };
        let by = of(sorted, PLACE).replace(", ", &format!(" {way}, "));
        let text = format!(
            "SELECT {} FROM events e{joined}{} ORDER BY {by} {way} LIMIT ${}",
            of("e", EVENT),
            conditions.text(),
            conditions.cells.len().saturating_add(1)
        );
        let cells = conditions.cells.into_iter();
        let cells = cells.chain([Cell::Number(limited(limit))]);
        let rows = sql::statement(text, cells).fetch_all(&self.pool).await?;
        rows.iter().map(recorded).collect()
    }

    /// A row.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn row(&self, kind: Kind, id: &str) -> Result<Option<StoredRow>, Error> {
        let text = format!(
            "SELECT id, slot, data FROM {} WHERE id = $1",
            rows::table(kind)
        );
        let row = sql::statement(text, [id.into()]);
        let row = row.fetch_optional(&self.pool).await?;
        row.map(|row| stored(&row, None)).transpose()
    }

    /// Rows after a position: value of the sorting column, and key.
    ///
    /// # Errors
    /// A fault of the database, or if the kind has no such column.
    pub async fn rows(
        &self,
        kind: Kind,
        filter: &RowFilter,
        (start, direction): (Option<(Option<Cell>, String)>, Order),
        limit: usize,
    ) -> Result<Vec<StoredRow>, Error> {
        let (operator, way) = direction.words();
        let mut conditions = Where::of(kind, filter)?;
        let by = filter.by.map(|it| rows::known(kind, it)).transpose()?;
        match (by, start) {
            (Some(by), Some((Some(cell), id))) => {
                let left = format!("{}, id", by.name());
                conditions.add(&left, operator, [cell, id.into()]);
            }
            (_, Some((_, id))) => conditions.add("id", operator, [id.into()]),
            (_, None) => {}
        }
        let (selected, sorted) = match by {
            Some(by) => {
                let name = by.name();
                (format!(", {name}"), format!("{name} {way}, id {way}"))
            }
            None => (String::new(), format!("id {way}")),
        };
        let text = format!(
            "SELECT id, slot, data{selected} FROM {}{} ORDER BY {sorted} LIMIT ${}",
            rows::table(kind),
            conditions.text(),
            conditions.cells.len().saturating_add(1)
        );
        let cells = conditions.cells.into_iter();
        let cells = cells.chain([Cell::Number(limited(limit))]);
        let rows = sql::statement(text, cells).fetch_all(&self.pool).await?;
        rows.iter().map(|row| stored(row, by)).collect()
    }
}

fn stored(row: &AnyRow, by: Option<Column>) -> Result<StoredRow, Error> {
    let by = match by {
        Some(Column::Number(_)) => Some(Cell::Number(row.try_get(3)?)),
        Some(Column::Text(_)) => Some(Cell::Text(row.try_get(3)?)),
        None => None,
    };
    Ok(StoredRow {
        id: row.try_get(0)?,
        slot: sql::count(row, 1)?,
        data: row.try_get(2)?,
        by,
    })
}
