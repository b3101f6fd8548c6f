//! Cursors: the position where a page ends, and its list. Opaque to clients.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use serde::{Deserialize, Serialize};

use super::{
    answers::Place,
    problem::Problem,
    source::{EventQuery, Position, Query, Value},
};
use crate::store::rows::{column, Column};

/// Longest cursor, in characters.
const MAX_CHARS: usize = 512;

/// The list, then the position in it.
#[derive(Serialize, Deserialize)]
struct Cursor<T>(u64, T);

/// Cursor after a position in a list of rows.
pub fn of_rows(query: &Query, position: Position) -> String {
    let value = match position.value {
        Value::Number(number) => Bare::Number(number),
        Value::Text(text) => Bare::Text(text),
    };
    encode(list_of(query), (value, position.key))
}

/// Where a cursor stands.
///
/// # Errors
/// If it belongs to another list, or is not a cursor.
pub fn to_rows(query: &Query, text: &str) -> Result<Position, Problem> {
    let (value, key): (Bare, String) = decode(list_of(query), text)?;
    let is_number = matches!(column(query.kind, query.by), Some(Column::Number(_)));
    let value = match value {
        Bare::Number(number) if is_number => Value::Number(number),
        Bare::Text(text) if !is_number && is_plain(&text) => Value::Text(text),
        _ => return Err(no_cursor()),
    };
    match is_plain(&key) {
        true => Ok(Position { value, key }),
        false => Err(no_cursor()),
    }
}

/// Cursor after a place in a list of events.
pub fn of_events(query: &EventQuery, place: Place) -> String {
    encode(list_of_events(query), place.to_string())
}

/// The place of a cursor.
///
/// # Errors
/// If it belongs to another list, or is not a cursor.
pub fn to_events(query: &EventQuery, text: &str) -> Result<Place, Problem> {
    let place: String = decode(list_of_events(query), text)?;
    place.parse().map_err(|_| no_cursor())
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Bare {
    Number(i64),
    Text(String),
}

/// The list of a query, independent of the page.
fn list_of(query: &Query) -> u64 {
    hash(&(query.kind, &query.filters, query.by, query.direction))
}

fn list_of_events(query: &EventQuery) -> u64 {
    hash(&(&query.filter, query.direction))
}

fn hash(it: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    it.hash(&mut hasher);
    hasher.finish()
}

fn encode(list: u64, position: impl Serialize) -> String {
    let json = serde_json::to_vec(&Cursor(list, position)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(json)
}

fn decode<T: for<'a> Deserialize<'a>>(list: u64, text: &str) -> Result<T, Problem> {
    if text.len() > MAX_CHARS {
        return Err(no_cursor());
    }
    let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| no_cursor())?;
    let Cursor(of, position) = serde_json::from_slice(&json).map_err(|_| no_cursor())?;
    match of == list {
        true => Ok(position),
        false => Err(Problem::cursor(
            "Use a cursor with the same filters and order as the page it came from",
        )),
    }
}

/// Whether a database takes the text: PostgreSQL takes no NUL.
fn is_plain(text: &str) -> bool {
    !text.contains('\0')
}

fn no_cursor() -> Problem {
    Problem::cursor("Pass the `next` of a page unchanged, or no cursor for the first page")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use io_ledger::Kind;

    use super::*;
    use crate::api::source::{Direction, KEY};

    fn query(by: &'static str) -> Query {
        Query {
            kind: Kind::Offer,
            filters: Vec::new(),
            by,
            direction: Direction::Up,
            after: None,
            limit: 1,
        }
    }

    /// Anybody can make a cursor: one that the database would refuse is refused before.
    #[test]
    fn a_forged_cursor_is_of_the_type_of_its_column() {
        let forge = |by, value: Value, key: &str| {
            let key = key.into();
            let cursor = of_rows(&query(by), Position { value, key });
            to_rows(&query(by), &cursor)
        };
        let text = |it: &str| Value::Text(it.into());
        assert!(forge("price", Value::Number(7), "a").is_ok());
        assert!(forge("supplier", text("a"), "a").is_ok());
        assert!(forge(KEY, text("a"), "a").is_ok());
        for (by, value, key) in [
            ("price", text("7"), "a"),
            ("supplier", Value::Number(7), "a"),
            (KEY, Value::Number(7), "a"),
            ("price", Value::Number(7), "a\0"),
            ("supplier", text("\0"), "a"),
        ] {
            assert!(forge(by, value, key).is_err(), "{by} {key:?}");
        }
    }
}
