//! A row of any kind.

use crate::{rows, Key, Kind};

/// A stored row that is not of its kind, such as one of another version.
#[derive(Debug, thiserror::Error)]
#[error("the stored {} cannot be read: {error}", kind.name())]
pub struct Unreadable {
    kind: Kind,
    error: serde_json::Error,
}

macro_rules! row {
    ($($kind:ident)*) => {
        /// A row.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, clippy::large_enum_variant)] // the structs have theirs
        pub enum Row {
            $($kind(rows::$kind),)*
        }

        $(
            impl From<rows::$kind> for Row {
                fn from(row: rows::$kind) -> Self {
                    Self::$kind(row)
                }
            }

            impl TryFrom<Row> for rows::$kind {
                type Error = Row;

                fn try_from(row: Row) -> Result<Self, Row> {
                    match row {
                        Row::$kind(row) => Ok(row),
                        other => Err(other),
                    }
                }
            }
        )*

        impl Row {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$kind(_) => Kind::$kind,)*
                }
            }

            /// As JSON.
            ///
            /// # Errors
            /// None with these rows.
            pub fn json(&self) -> serde_json::Result<String> {
                match self {
                    $(Self::$kind(row) => serde_json::to_string(row),)*
                }
            }

            /// The row of `kind` in `json`.
            ///
            /// # Errors
            /// If it is not of that kind.
            pub fn read(kind: Kind, json: &str) -> Result<Self, Unreadable> {
                let read = match kind {
                    $(Kind::$kind => serde_json::from_str(json).map(Self::$kind),)*
                };
                read.map_err(|error| Unreadable { kind, error })
            }
        }
    };
}

row! {
    Supplier Delegation Slash Offer Reservation Supply Engine Auction Fill Hour Price RewardDay Proposal
}

impl Row {
    /// Its key; none for a price, which is named by the place of its event.
    pub fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Supplier(row) => Key::Supplier(row.address.0),
            Self::Delegation(row) => Key::Delegation {
                supplier: row.supplier.0,
                staker: row.staker.0,
            },
            Self::Slash(row) => Key::Slash {
                supplier: row.supplier.0,
                breach: row.breach,
                number: row.number,
            },
            Self::Offer(row) => Key::Offer(row.address.0),
            Self::Reservation(row) => Key::Reservation(row.address.0),
            Self::Supply(_) => Key::Supply,
            Self::Engine(_) => Key::Engine,
            Self::Auction(row) => Key::Auction(row.number.0),
            Self::Fill(row) => Key::Fill(row.number.0),
            Self::Hour(row) => Key::Hour(row.hour),
            Self::Price(_) => return None,
            Self::RewardDay(row) => Key::RewardDay {
                wallet: row.wallet.0,
                day: row.day,
            },
            Self::Proposal(row) => Key::Proposal(row.address.0),
        })
    }
}
