//! Folds all stored events again.

use std::collections::BTreeSet;

use solana_sha256_hasher::hash;
use sqlx::AnyConnection;

use super::{
    facts,
    fold::Fold,
    order,
    read::{recorded, EVENT},
    rows, sql, Error, Folded, Order4, Store,
};
use crate::{
    events::{addresses, Recorded, UNKNOWN},
    ledger::Kind,
};

/// Events read at once.
const PAGE: i64 = 5_000;
/// Version of the ledger's rules. Raise it when they change: databases then fold again.
const RULES: u32 = 1;
/// Before the first event.
const BEFORE: Order4 = [-1; 4];

impl Store {
    /// Folds all events again, in one transaction of the database: readers see the old rows until the new ones are complete.
    ///
    /// # Errors
    /// A fault of the database; nothing has changed then.
    pub async fn rebuild(&self) -> Result<Folded, Error> {
        let mut writing = self.writing().await?;
        let folded = self.fold_again(&mut writing).await?;
        writing.commit().await?;
        Ok(folded)
    }

    /// The same, if the rows were folded by other rules or if this version knows other events.
    pub(super) async fn rebuild_if_older(&self) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        if facts::get(&mut writing, facts::RULES).await? != Some(rules()) {
            self.fold_again(&mut writing).await?;
        }
        Ok(writing.commit().await?)
    }

    pub(super) async fn fold_again(&self, writing: &mut AnyConnection) -> Result<Folded, Error> {
        let tables = Kind::ALL.iter().map(|kind| rows::table(*kind));
        for table in tables.chain(["programs"]) {
            let delete = format!("DELETE FROM {table}");
            sql::statement(delete, []).execute(&mut *writing).await?;
        }
        facts::unset(writing, facts::REFUSED).await?;
        facts::unset(writing, facts::FOLDED).await?;
        let mut fold = Fold::new(writing).await?;
        let mut last = BEFORE;
        loop {
            let (events, renamed) = page(writing, &last).await?;
            let Some(newest) = events.last() else { break };
            last = order(&newest.place)?;
            for index in renamed {
                rename(writing, &events[index]).await?;
            }
            fold.take(&events, writing).await?;
            fold.flush(writing).await?;
        }
        let folded = fold.end();
        if last != BEFORE {
            facts::set(writing, facts::FOLDED, facts::as_text(&last)).await?;
        }
        super::write::add_refused(writing, &folded).await?;
        facts::set(writing, facts::RULES, rules()).await?;
        Ok(folded)
    }
}

/// The events after a place, and those among them stored under another name than this version uses.
async fn page(
    from: &mut AnyConnection,
    after: &Order4,
) -> Result<(Vec<Recorded>, BTreeSet<usize>), Error> {
    let text = format!(
        "SELECT {EVENT}, name FROM events WHERE (slot, tx, outer_ix, inner_ix) > ($1, $2, $3, $4) \
         ORDER BY slot, tx, outer_ix, inner_ix LIMIT $5"
    );
    let cells = after.iter().copied().chain([PAGE]).map(sql::Cell::Number);
    let rows = sql::statement(text, cells).fetch_all(from).await?;
    let (mut events, mut renamed) = (Vec::with_capacity(rows.len()), BTreeSet::new());
    for row in rows {
        let name: String = sqlx::Row::try_get(&row, "name")?;
        let event = recorded(&row)?;
        if name != event.name() {
            renamed.insert(events.len());
        }
        events.push(event);
    }
    Ok((events, renamed))
}

/// Renames an event that this version knows, or no longer knows.
async fn rename(to: &mut AnyConnection, event: &Recorded) -> Result<(), Error> {
    let update =
        "UPDATE events SET name = $1 WHERE signature = $2 AND outer_ix = $3 AND inner_ix = $4";
    let query = sqlx::query(update)
        .bind(event.name())
        .bind(event.place.signature.to_string())
        .bind(i64::from(event.place.outer))
        .bind(i64::from(event.place.inner));
    query.execute(&mut *to).await?;
    let [slot, tx, outer, inner] = order(&event.place)?.map(sql::Cell::Number);
    let rows = addresses(event).into_iter().map(|address| {
        let place = [slot.clone(), tx.clone(), outer.clone(), inner.clone()];
        let mut row = vec![sql::Cell::Text(address.to_string())];
        row.extend(place);
        row
    });
    let columns = ["address", "slot", "tx", "outer_ix", "inner_ix"];
    let conflict = "(address, slot, tx, outer_ix, inner_ix) DO NOTHING";
    Ok(sql::insert(to, "mentions", &columns, conflict, rows.collect()).await?)
}

/// Identifies the rules that fold the rows.
fn rules() -> String {
    use io_client::events::{Emissions, FeeBurn, Marketplace};
    let names = [Emissions::NAMES, Marketplace::NAMES, FeeBurn::NAMES].map(|it| it.join(" "));
    let names = [&names.join("/"), UNKNOWN].join("/");
    format!("{} {}", RULES, hash(names.as_bytes()))
}
