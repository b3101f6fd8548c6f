//! Single values of the database.

use sqlx::{AnyConnection, Row};

use super::{sql, Error, Order4, Store};

/// Genesis hash of the network.
pub(super) const GENESIS: &str = "genesis";
/// The last slot up to which everything is recorded.
pub(super) const REACHED: &str = "reached";
/// The slot up to which the lists were read; none while they are read page by page.
pub(super) const LISTED: &str = "listed";
/// The first slot that the node had when the lists were first read to their end.
pub(super) const SINCE: &str = "since";
/// Place of the last event that was folded: slot, transaction, instruction and event.
pub(super) const FOLDED: &str = "folded";
/// Version of the rules that folded the rows, and hash of the names of known events.
pub(super) const RULES: &str = "rules";
/// How many events contradicted the rows, and the reason of the first.
pub(super) const REFUSED: &str = "refused";

pub(super) async fn get(
    from: &mut AnyConnection,
    name: &'static str,
) -> sqlx::Result<Option<String>> {
    let query = sqlx::query("SELECT value FROM facts WHERE name = $1").bind(name);
    let row = query.fetch_optional(from).await?;
    row.map(|row| row.try_get(0)).transpose()
}

pub(super) async fn set(
    to: &mut AnyConnection,
    name: &'static str,
    value: String,
) -> sqlx::Result<()> {
    let conflict = "(name) DO UPDATE SET value = excluded.value";
    let row = vec![name.into(), value.into()];
    sql::insert(to, "facts", &["name", "value"], conflict, vec![row]).await
}

pub(super) async fn unset(from: &mut AnyConnection, name: &'static str) -> sqlx::Result<()> {
    let query = sqlx::query("DELETE FROM facts WHERE name = $1").bind(name);
    query.execute(from).await.map(drop)
}

/// A fact that is a number.
pub(super) async fn number(
    from: &mut AnyConnection,
    name: &'static str,
) -> Result<Option<u64>, Error> {
    let found = get(from, name).await?;
    let damaged = |_| Error::Damaged(format!("the fact {name}"));
    found.map(|it| it.parse().map_err(damaged)).transpose()
}

/// Place of the last event that was folded.
pub(super) async fn folded(from: &mut AnyConnection) -> Result<Option<Order4>, Error> {
    let Some(text) = get(from, FOLDED).await? else {
        return Ok(None);
    };
    let numbers: Result<Vec<i64>, _> = text.split(' ').map(str::parse).collect();
    let order = numbers.ok().and_then(|it| it.try_into().ok());
    let damaged = || Error::Damaged("the place of the last event".into());
    order.ok_or_else(damaged).map(Some)
}

pub(super) fn as_text(order: &Order4) -> String {
    let [slot, transaction, outer, inner] = order;
    format!("{slot} {transaction} {outer} {inner}")
}

impl Store {
    /// Binds the database to a network, if it is not bound yet.
    ///
    /// # Errors
    /// If it belongs to another network.
    pub async fn of_network(&self, genesis: &str) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        match get(&mut writing, GENESIS).await? {
            Some(stored) if stored != genesis => Err(Error::Network {
                stored,
                asked: genesis.into(),
            }),
            Some(_) => Ok(()),
            None => {
                set(&mut writing, GENESIS, genesis.into()).await?;
                Ok(writing.commit().await?)
            }
        }
    }

    /// Notes that everything up to `slot` is listed. A node also lists what is newer than that.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn set_listed(&self, slot: u64) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        if number(&mut writing, LISTED).await? != Some(slot) {
            set(&mut writing, LISTED, slot.to_string()).await?;
        }
        Ok(writing.commit().await?)
    }

    /// Notes that everything up to `slot` is recorded.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn set_reached(&self, slot: u64) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        if number(&mut writing, REACHED).await? != Some(slot) {
            set(&mut writing, REACHED, slot.to_string()).await?;
        }
        writing.commit().await?;
        self.tip.send_if_modified(|tip| {
            let is_new = tip.slot != slot;
            tip.slot = slot;
            is_new
        });
        Ok(())
    }

    /// Stores the node's first slot, when the lists are first read to their end.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn set_since(&self, slot: u64) -> Result<(), Error> {
        let mut writing = self.writing().await?;
        set(&mut writing, SINCE, slot.to_string()).await?;
        Ok(writing.commit().await?)
    }
}
