//! The database: events, the rows folded from them, and the cursors of the lists.
//!
//! Every write is one database transaction, so a killed process leaves a consistent database. Each starts by writing the same row:
//! writers wait for each other, on SQLite as on PostgreSQL.

mod connect;
mod digest;
mod facts;
mod fold;
mod read;
mod rebuild;
pub mod rows;
mod sql;
mod sums;
mod write;

use std::sync::Arc;

use solana_signature::Signature;
use sqlx::{Any, AnyPool};
use tokio::sync::{broadcast, watch};

use crate::{
    api::answers,
    events::{Place, Recorded},
    ledger::Key,
    tip::Tip,
};

pub use connect::url;
pub use digest::Digest;
pub use fold::Folded;
pub use read::{Entry, EventFilter, Order, RowFilter, Status, StoredRow};
pub use sql::Cell;

/// Batches buffered for a slow subscriber.
const BATCHES: usize = 256;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A fault of the database.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// It cannot be migrated.
    #[error("the database cannot be migrated to this version: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It cannot be opened.
    #[error("{0}")]
    Address(String),
    /// It belongs to another network.
    #[error("the database belongs to the network with genesis hash {stored}, the node to {asked}: use another database")]
    Network {
        /// Genesis hash in the database.
        stored: String,
        /// Genesis hash of the node.
        asked: String,
    },
    /// A row cannot be read or written.
    #[error("the row {key}: {why}; `io-indexer rebuild` folds it again")]
    Row {
        /// Its key.
        key: Key,
        /// The reason.
        why: String,
    },
    /// A stored value cannot be read.
    #[error("{0} in the database cannot be read")]
    Damaged(String),
}

/// The database.
pub struct Store {
    /// For who asks.
    pool: AnyPool,
    /// For what follows the chain: a single connection.
    writer: AnyPool,
    recorded: broadcast::Sender<Arc<Vec<Recorded>>>,
    tip: watch::Sender<Tip>,
}

/// A transaction of the database.
type Writing = sqlx::Transaction<'static, Any>;

impl Store {
    /// Opens or creates the database at `url`, and migrates it.
    ///
    /// # Errors
    /// If it cannot be opened, or was made by a later version.
    pub async fn open(url: &str) -> Result<Self, Error> {
        let connect::Pools { reading, writing } = connect::open(url).await?;
        let (recorded, _) = broadcast::channel(BATCHES);
        let store = Self {
            pool: reading,
            writer: writing,
            recorded,
            tip: watch::Sender::default(),
        };
        store.rebuild_if_older().await?;
        let mut reading = store.pool.begin().await?;
        let slot = facts::number(&mut reading, facts::REACHED).await?;
        let place = facts::folded(&mut reading).await?;
        reading.commit().await?;
        store.tip.send_modify(|tip| {
            tip.slot = slot.unwrap_or_default();
            tip.place = place.and_then(place_of);
        });
        Ok(store)
    }

    /// Every batch of events stored from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Vec<Recorded>>> {
        self.recorded.subscribe()
    }

    /// What is stored so far.
    pub fn tip(&self) -> watch::Receiver<Tip> {
        self.tip.subscribe()
    }

    /// Announces that the events from a slot on have changed, and which is the newest.
    fn replaced(&self, from: u64, newest: Option<Order4>) {
        self.tip.send_modify(|tip| {
            tip.place = newest.and_then(place_of);
            Arc::make_mut(&mut tip.forks).push(from);
        });
    }

    /// Waits for running queries, then closes.
    pub async fn close(&self) {
        self.pool.close().await;
        self.writer.close().await;
    }

    async fn writing(&self) -> Result<Writing, Error> {
        let mut writing = self.writer.begin().await?;
        let first = "UPDATE facts SET value = value WHERE name = 'writer'";
        sqlx::query(first).execute(&mut *writing).await?;
        Ok(writing)
    }
}

/// A place, in the order of comparison: slot, transaction, instruction, event.
type Order4 = [i64; 4];

/// The place of an event for the API.
fn place_of([slot, transaction, outer, inner]: Order4) -> Option<answers::Place> {
    Some(answers::Place {
        slot: slot.try_into().ok()?,
        transaction: transaction.try_into().ok()?,
        outer: outer.try_into().ok()?,
        inner: inner.try_into().ok()?,
    })
}

fn order(place: &Place) -> Result<Order4, Error> {
    Ok([
        sql::number(place.slot)?,
        place.transaction.into(),
        place.outer.into(),
        place.inner.into(),
    ])
}

fn signature(text: &str) -> Result<Signature, Error> {
    let wrong = |_| Error::Damaged(format!("the signature {text}"));
    text.parse().map_err(wrong)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// However many ask the API, and however slow the answers are.
    #[tokio::test]
    async fn those_who_ask_keep_no_connection_from_what_follows_the_chain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("io.db");
        let url = url(path.to_str().unwrap()).unwrap();
        let store = Store::open(&url).await.unwrap();
        let mut asking = Vec::new();
        for _ in 0..connect::READERS {
            asking.push(store.pool.acquire().await.unwrap());
        }
        assert!(store.pool.try_acquire().is_none());
        store.set_reached(7).await.unwrap();
        assert_eq!(store.next(7, 1).await.unwrap(), []);
        assert_eq!(store.to_record().await.unwrap(), 0);
        let program = anchor_lang::prelude::Pubkey::default();
        store.cursor(&program).await.unwrap();
    }
}
