//! Writes to the database.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use anchor_lang::prelude::Pubkey;
use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::rpc::Listed;
use sqlx::{AnyConnection, Row};

use super::{
    facts,
    fold::Fold,
    order, place_of,
    sql::{self, Cell},
    Error, Folded, Store, Writing,
};
use crate::{
    events::{addresses, Recorded, Transaction},
    source::walk::Cursor,
};

/// Marks an unknown index or time.
const UNKNOWN: i64 = -1;

impl Store {
    /// Stores a page of a program's finalized list, with the cursor after it.
    ///
    /// # Errors
    /// A fault of the database; nothing has changed then.
    pub async fn list(
        &self,
        program: &Pubkey,
        cursor: &Cursor,
        found: &[Listed],
    ) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        let found = succeeded(found);
        let (mut same, mut moved) = (Vec::new(), Vec::new());
        for (text, place) in stored(&mut writing, &found).await? {
            match found.get(&text) {
                Some(listed) if place.is_of(listed) => same.push(text),
                // Another fork had it in another block.
                _ => moved.push(text),
            }
        }
        let replaced = remove(&mut writing, &moved).await?;
        let mark = "UPDATE transactions SET final = 1 WHERE signature";
        for part in same.chunks(16) {
            let text = format!("{mark} IN ({})", sql::placeholders(1, part.len()));
            let cells = part.iter().map(|it| Cell::Text(it.clone()));
            sql::statement(text, cells).execute(&mut *writing).await?;
        }
        insert(&mut writing, &found, true).await?;
        let stored = serde_json::to_string(cursor);
        let stored = stored.map_err(|error| sqlx::Error::Encode(error.into()))?;
        let row = vec![program.to_string().into(), stored.into()];
        let conflict = "(program) DO UPDATE SET cursor = excluded.cursor";
        let columns = ["program", "cursor"];
        sql::insert(&mut writing, "cursors", &columns, conflict, vec![row]).await?;
        if cursor.is_walking() {
            facts::unset(&mut writing, facts::LISTED).await?;
        }
        self.commit_replaced(writing, replaced).await
    }

    /// Stores the transactions of all programs that are confirmed and newer than the finalized lists. Stored ones that have disappeared
    /// were on a fork: they are removed, and the rows are folded again. Returns how many were removed.
    ///
    /// # Errors
    /// A fault of the database; nothing has changed then.
    pub async fn tail(&self, found: &[Listed]) -> Result<usize, Error> {
        let mut writing = self.writing().await?;
        let found = succeeded(found);
        let stored = "SELECT signature, slot, tx FROM transactions WHERE final = 0";
        let mut gone = Vec::new();
        for row in sqlx::query(stored).fetch_all(&mut *writing).await? {
            let text: String = row.try_get(0)?;
            let place = Place::read(&row)?;
            if !found.get(&text).is_some_and(|listed| place.is_of(listed)) {
                gone.push(text);
            }
        }
        let replaced = remove(&mut writing, &gone).await?;
        insert(&mut writing, &found, false).await?;
        self.commit_replaced(writing, replaced).await?;
        Ok(gone.len())
    }

    /// Commits, after folding again if events from a slot on were removed.
    async fn commit_replaced(&self, mut writing: Writing, from: Option<u64>) -> Result<(), Error> {
        let Some(from) = from else {
            return Ok(writing.commit().await?);
        };
        self.fold_again(&mut writing).await?;
        let newest = facts::folded(&mut writing).await?;
        writing.commit().await?;
        self.replaced(from, newest);
        Ok(())
    }

    /// Stores the events of listed transactions, and folds them. Transactions that are not listed, or already stored, are skipped. All
    /// listed transactions of a slot must be in one batch.
    ///
    /// # Errors
    /// A fault of the database; nothing has changed then.
    pub async fn record(&self, mut batch: Vec<Transaction>) -> Result<Folded, Error> {
        let mut writing = self.writing().await?;
        batch.sort_by_key(|it| (it.slot, it.index));
        let texts: Vec<String> = batch.iter().map(|it| it.signature.to_string()).collect();
        let select = "SELECT signature, slot FROM transactions WHERE recorded = 0 AND signature";
        let mut open = HashMap::new();
        for row in sql::of_keys(&mut writing, select, &texts).await? {
            let text: String = row.try_get(0)?;
            open.insert(super::signature(&text)?, sql::count(&row, 1)?);
        }
        batch.retain(|it| open.remove(&it.signature) == Some(it.slot));
        mark(&mut writing, &batch).await?;
        let events: Vec<Recorded> = batch.into_iter().flat_map(|it| it.events).collect();
        store_events(&mut writing, &events).await?;
        let (mut folded, mut is_late) = (Folded::default(), false);
        if let (Some(first), Some(last)) = (events.first(), events.last()) {
            let before = facts::folded(&mut writing).await?;
            if before.is_some_and(|it| Some(it) >= order(&first.place).ok()) {
                // A node listed it late.
                is_late = true;
                folded = self.fold_again(&mut writing).await?;
            } else {
                let mut fold = Fold::new(&mut writing).await?;
                fold.take(&events, &mut writing).await?;
                fold.flush(&mut writing).await?;
                folded = fold.end();
                let place = facts::as_text(&order(&last.place)?);
                facts::set(&mut writing, facts::FOLDED, place).await?;
                add_refused(&mut writing, &folded).await?;
            }
        }
        let newest = facts::folded(&mut writing).await?;
        writing.commit().await?;
        if let Some(first) = events.first() {
            match is_late {
                true => self.replaced(first.place.slot, newest),
                false => self
                    .tip
                    .send_modify(|tip| tip.place = newest.and_then(place_of)),
            }
            // There may be no subscribers.
            let _ = self.recorded.send(Arc::new(events));
        }
        Ok(folded)
    }
}

/// Adds to the stored count of events that contradicted the rows.
pub(super) async fn add_refused(to: &mut AnyConnection, folded: &Folded) -> Result<(), Error> {
    let Some((count, why)) = &folded.refused else {
        return Ok(());
    };
    let noted = facts::get(to, facts::REFUSED).await?;
    let noted = noted.as_deref().and_then(|it| it.split_once(' '));
    let before = noted.and_then(|(count, _)| count.parse().ok());
    let count = count.saturating_add(before.unwrap_or(0));
    let why = noted.map_or(why.as_str(), |(_, why)| why);
    Ok(facts::set(to, facts::REFUSED, format!("{count} {why}")).await?)
}

/// Place of a stored transaction.
struct Place {
    slot: u64,
    index: Option<u32>,
}

impl Place {
    /// Of the second and third column.
    fn read(row: &sqlx::any::AnyRow) -> Result<Self, Error> {
        let index: i64 = row.try_get(2)?;
        Ok(Self {
            slot: sql::count(row, 1)?,
            index: u32::try_from(index).ok(),
        })
    }

    fn is_of(&self, listed: &Listed) -> bool {
        let differ = self.index.zip(listed.index).is_some_and(|(a, b)| a != b);
        self.slot == listed.mention.slot && !differ
    }
}

/// Those that succeeded: the others have no events.
fn succeeded(found: &[Listed]) -> BTreeMap<String, &Listed> {
    let succeeded = found.iter().filter(|it| !it.mention.failed);
    succeeded
        .map(|it| (it.mention.signature.to_string(), it))
        .collect()
}

/// Those of them that are stored and not final.
async fn stored(
    from: &mut AnyConnection,
    found: &BTreeMap<String, &Listed>,
) -> Result<Vec<(String, Place)>, Error> {
    let texts: Vec<String> = found.keys().cloned().collect();
    let select = "SELECT signature, slot, tx FROM transactions WHERE final = 0 AND signature";
    let rows = sql::of_keys(from, select, &texts).await?;
    let read = |row: &sqlx::any::AnyRow| Ok((row.try_get(0)?, Place::read(row)?));
    rows.iter().map(read).collect()
}

/// Stores those that are not there.
async fn insert(
    to: &mut AnyConnection,
    found: &BTreeMap<String, &Listed>,
    is_final: bool,
) -> Result<(), Error> {
    let columns = ["signature", "slot", "tx", "time", "recorded", "final"];
    let mut rows = Vec::with_capacity(found.len());
    for (text, listed) in found {
        rows.push(vec![
            Cell::Text(text.clone()),
            Cell::Number(sql::number(listed.mention.slot)?),
            Cell::Number(listed.index.map_or(UNKNOWN, i64::from)),
            Cell::Number(listed.mention.time.unwrap_or(UNKNOWN)),
            Cell::Number(0),
            Cell::Number(is_final.into()),
        ]);
    }
    let conflict = "(signature) DO NOTHING";
    Ok(sql::insert(to, "transactions", &columns, conflict, rows).await?)
}

/// Removes transactions and their events. Returns the first slot with removed events, from which on rows must be folded again.
async fn remove(from: &mut AnyConnection, signatures: &[String]) -> Result<Option<u64>, Error> {
    let mut first: Option<u64> = None;
    for text in signatures {
        let select = format!(
            "SELECT {} FROM events WHERE signature = $1",
            super::read::EVENT
        );
        let events = sql::statement(select, [text.as_str().into()]);
        for row in events.fetch_all(&mut *from).await? {
            let event = super::read::recorded(&row)?;
            let [slot, tx, outer, inner] = order(&event.place)?;
            let delete = "DELETE FROM mentions WHERE address = $1 AND slot = $2 AND tx = $3 \
                          AND outer_ix = $4 AND inner_ix = $5";
            for address in addresses(&event) {
                let query = sqlx::query(delete).bind(address.to_string());
                let query = query.bind(slot).bind(tx).bind(outer).bind(inner);
                query.execute(&mut *from).await?;
            }
            let slot = event.place.slot;
            first = Some(first.map_or(slot, |it| it.min(slot)));
        }
        for delete in [
            "DELETE FROM events WHERE signature = $1",
            "DELETE FROM transactions WHERE signature = $1",
        ] {
            let query = sqlx::query(delete).bind(text.clone());
            query.execute(&mut *from).await?;
        }
    }
    Ok(first)
}

/// Marks transactions as recorded, with their places and times.
async fn mark(to: &mut AnyConnection, batch: &[Transaction]) -> Result<(), Error> {
    let columns = ["signature", "slot", "tx", "time", "recorded", "final"];
    let mut rows = Vec::with_capacity(batch.len());
    for it in batch {
        rows.push(vec![
            Cell::Text(it.signature.to_string()),
            Cell::Number(sql::number(it.slot)?),
            Cell::Number(it.index.into()),
            Cell::Number(it.time),
            Cell::Number(1),
            // All are there already: this is not written.
            Cell::Number(0),
        ]);
    }
    let conflict = "(signature) DO UPDATE SET tx = excluded.tx, time = excluded.time, recorded = 1";
    Ok(sql::insert(to, "transactions", &columns, conflict, rows).await?)
}

async fn store_events(to: &mut AnyConnection, events: &[Recorded]) -> Result<(), Error> {
    let (mut rows, mut mentions) = (Vec::with_capacity(events.len()), Vec::new());
    for event in events {
        let place = order(&event.place)?.map(Cell::Number);
        let [slot, tx, outer, inner] = place.clone();
        rows.push(vec![
            Cell::Text(event.place.signature.to_string()),
            outer,
            inner,
            slot,
            tx,
            Cell::Number(event.time),
            Cell::Text(event.program.to_string()),
            event.name().into(),
            Cell::Text(BASE64_STANDARD.encode(&event.data)),
        ]);
        for address in addresses(event) {
            let mut row = vec![Cell::Text(address.to_string())];
            row.extend(place.clone());
            mentions.push(row);
        }
    }
    let columns = [
        "signature",
        "outer_ix",
        "inner_ix",
        "slot",
        "tx",
        "time",
        "program",
        "name",
        "data",
    ];
    let conflict = "(signature, outer_ix, inner_ix) DO NOTHING";
    sql::insert(to, "events", &columns, conflict, rows).await?;
    let columns = ["address", "slot", "tx", "outer_ix", "inner_ix"];
    let conflict = "(address, slot, tx, outer_ix, inner_ix) DO NOTHING";
    Ok(sql::insert(to, "mentions", &columns, conflict, mentions).await?)
}
