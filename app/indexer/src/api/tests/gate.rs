//! A source that answers only when the test lets it.

use std::sync::{
    atomic::{AtomicUsize, Ordering},
    Arc,
};

use io_ledger::Key;
use tokio::sync::{watch, Semaphore};

use super::samples;
use crate::{
    api::{
        answers::{Event, Status},
        memory::Memory,
        source::{Answer, EventQuery, Found, Query, Source, SourceError, Sums},
    },
    tip::Tip,
};

pub struct Gate {
    /// One more for each request for the status that has arrived.
    pub arrived: Semaphore,
    /// One less for each that may go on.
    pub open: Semaphore,
    /// Leaderboards that were made.
    pub made: AtomicUsize,
    inner: Arc<Memory>,
}

impl Gate {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            arrived: Semaphore::new(0),
            open: Semaphore::new(0),
            made: AtomicUsize::new(0),
            inner: samples::source(),
        })
    }
}

impl Source for Gate {
    fn rows(&self, query: Query) -> Answer<'_, Vec<Found>> {
        self.inner.rows(query)
    }

    /// Fails, as a database that is gone.
    fn row(&self, _: Key) -> Answer<'_, Option<Found>> {
        let secret = "postgres://user:secret@host/db: connection refused";
        Box::pin(async { Err(SourceError(secret.into())) })
    }

    fn sums(&self, query: Sums) -> Answer<'_, Vec<(String, u64)>> {
        self.made.fetch_add(1, Ordering::Relaxed);
        self.inner.sums(query)
    }

    fn events(&self, query: EventQuery) -> Answer<'_, Vec<Event>> {
        self.inner.events(query)
    }

    fn status(&self) -> Answer<'_, Status> {
        Box::pin(async {
            self.arrived.add_permits(1);
            self.open.acquire().await.unwrap().forget();
            self.inner.status().await
        })
    }

    fn tip(&self) -> watch::Receiver<Tip> {
        self.inner.tip()
    }
}
