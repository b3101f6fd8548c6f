//! What the service must not forget, in SQLite: each change is one transaction, on disk before the next step begins.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    str::FromStr,
};

use rusqlite::{params, Connection, OptionalExtension, Row as SqlRow};
use solana_hash::Hash;
use solana_pubkey::Pubkey;

use crate::{
    chain::View,
    machine::{OnChain, Stage, Stored},
};

/// The version of the tables.
const VERSION: i64 = 1;
const TABLES: &str = "
CREATE TABLE network (genesis TEXT NOT NULL) STRICT;
CREATE TABLE reservations (
    address        TEXT PRIMARY KEY,
    supplier       TEXT NOT NULL,
    renter         TEXT NOT NULL,
    connection_key BLOB NOT NULL,
    gpus           INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    starts_until   INTEGER NOT NULL,
    stage          TEXT NOT NULL,
    since          INTEGER NOT NULL,
    reason         TEXT,
    failures       INTEGER NOT NULL DEFAULT 0,
    retry_at       INTEGER NOT NULL DEFAULT 0,
    absent_since   INTEGER,
    sequence       INTEGER,
    workload       BLOB,
    sealed         BLOB,
    hash           BLOB
) STRICT;
";

/// Why something could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Of SQLite.
    #[error("the service's store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Of the file system.
    #[error("the service's folder: {0}")]
    Io(#[from] std::io::Error),
    /// Another service uses the folder.
    #[error("another service uses this folder: stop it, or name another with --state")]
    InUse,
    /// The folder is of another network.
    #[error(
        "this folder is of another network, with the genesis hash {0}: name another with --state"
    )]
    OtherNetwork(String),
    /// The tables are of another version of this program.
    #[error("this folder is of another version of io: use that version, or name another folder with --state")]
    OtherVersion,
    /// What is stored cannot be read.
    #[error("the service's store is damaged: `{0}` of a reservation cannot be read")]
    Damaged(&'static str),
}

/// A reservation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its account.
    pub address: Pubkey,
    /// Its supplier.
    pub supplier: Pubkey,
    /// Its renter.
    pub renter: Pubkey,
    /// The renter's X25519 key.
    pub connection_key: [u8; 32],
    /// GPUs.
    pub gpus: u32,
    /// The last second of the start window.
    pub starts_until: i64,
    /// Why it is refused or taken back.
    pub reason: Option<String>,
    /// The sequence of the last request that was accepted.
    pub sequence: Option<u64>,
    /// What the machine needs.
    pub stored: Stored,
}

/// What became of a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored.
    Yes,
    /// A request of this or a higher sequence was accepted before.
    Replayed(u64),
    /// The driver has begun.
    TooLate,
    /// There is no such reservation.
    Unknown,
}

/// The store. One process at a time has it.
pub struct Store {
    connection: Connection,
    /// Held while the store is open.
    _lock: Option<File>,
}

impl Store {
    /// Opens the store of a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::OtherNetwork`], [`StoreError::OtherVersion`]; those of the file system.
    pub fn open(folder: &Path, genesis: &Hash) -> Result<Self, StoreError> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let lock = File::create(folder.join("lock"))?;
        rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive)
            .map_err(|_| StoreError::InUse)?;
        let path = folder.join("service.db");
        let connection = Connection::open(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Self::with(connection, Some(lock), genesis)
    }

    /// One that is lost with the process.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn in_memory(genesis: &Hash) -> Result<Self, StoreError> {
        Self::with(Connection::open_in_memory()?, None, genesis)
    }

    fn with(
        mut connection: Connection,
        lock: Option<File>,
        genesis: &Hash,
    ) -> Result<Self, StoreError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // What is deleted may be a secret.
        connection.pragma_update(None, "secure_delete", true)?;
        let change = connection.transaction()?;
        let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match version {
            0 => {
                change.execute_batch(TABLES)?;
                change.execute("INSERT INTO network VALUES (?1)", [genesis.to_string()])?;
                change.pragma_update(None, "user_version", VERSION)?;
            }
            VERSION => {
                let other: String =
                    change.query_row("SELECT genesis FROM network", [], |row| row.get(0))?;
                if other != genesis.to_string() {
                    return Err(StoreError::OtherNetwork(other));
                }
            }
            _ => return Err(StoreError::OtherVersion),
        }
        change.commit()?;
        Ok(Self {
            connection,
            _lock: lock,
        })
    }

    /// Every reservation that is not gone. Those that have failed less come first, then the earliest: one whose preparation hangs
    /// again and again holds up nobody else's first.
    ///
    /// # Errors
    /// Those of SQLite; [`StoreError::Damaged`].
    pub fn live(&self) -> Result<Vec<Row>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT address, supplier, renter, connection_key, gpus, created_at, starts_until, stage, since, reason, failures, \
             retry_at, absent_since, sequence, workload IS NOT NULL, hash FROM reservations WHERE stage <> ?1 \
             ORDER BY failures, created_at, address",
        )?;
        let rows = query.query_map([Stage::Gone.name()], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many reservations are at each stage.
    ///
    /// # Errors
    /// As [`live`](Self::live).
    pub fn stages(&self) -> Result<BTreeMap<Stage, u64>, StoreError> {
        let mut query = self
            .connection
            .prepare("SELECT stage, COUNT(*) FROM reservations GROUP BY stage")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut stages = BTreeMap::new();
        for row in rows {
            let (stage, count): (String, u64) = row?;
            let stage = Stage::named(&stage).ok_or(StoreError::Damaged("stage"))?;
            stages.insert(stage, count);
        }
        Ok(stages)
    }

    /// Those that have been gone since `time` or longer.
    ///
    /// # Errors
    /// As [`live`](Self::live).
    pub fn gone_since(&self, time: i64) -> Result<Vec<Pubkey>, StoreError> {
        let mut query = self
            .connection
            .prepare("SELECT address FROM reservations WHERE stage = ?1 AND since <= ?2")?;
        let rows = query.query_map(params![Stage::Gone.name(), time], |row| {
            row.get::<_, String>(0)
        })?;
        rows.map(|row| address(&row?, "address")).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`live`](Self::live).
    pub fn find(&self, address: &Pubkey) -> Result<Option<Row>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT address, supplier, renter, connection_key, gpus, created_at, starts_until, stage, since, reason, failures, \
             retry_at, absent_since, sequence, workload IS NOT NULL, hash FROM reservations WHERE address = ?1",
        )?;
        let row = query.query_row([address.to_string()], |row| Ok(read(row)));
        row.optional()?.transpose()
    }

    /// Stores a reservation that is not stored yet, or in place of a gone one at its address. The sequence stays: a request for the
    /// gone one is no request for this one.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn admit(&self, address: &Pubkey, view: &View, now: i64) -> Result<(), StoreError> {
        let until = match view.on_chain {
            OnChain::Waiting { until } => until,
            _ => now,
        };
        self.connection.execute(
            "INSERT INTO reservations (address, supplier, renter, connection_key, gpus, created_at, starts_until, stage, since) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
             ON CONFLICT (address) DO UPDATE SET supplier = ?2, renter = ?3, connection_key = ?4, gpus = ?5, created_at = ?6, \
             starts_until = ?7, stage = ?8, since = ?9, reason = NULL, failures = 0, retry_at = 0, absent_since = NULL, \
             workload = NULL, sealed = NULL, hash = NULL WHERE stage = 'gone'",
            params![
                address.to_string(),
                view.supplier.to_string(),
                view.renter.to_string(),
                view.connection_key,
                view.gpus,
                view.created_at,
                until,
                Stage::Admitted.name(),
                now,
            ],
        )?;
        Ok(())
    }

    /// Stores a stage, which has not failed yet.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn enter(
        &self,
        address: &Pubkey,
        stage: Stage,
        reason: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET stage = ?2, since = ?3, failures = 0, retry_at = 0, reason = COALESCE(?4, reason) \
             WHERE address = ?1",
            params![address.to_string(), stage.name(), now, reason],
        )?;
        Ok(())
    }

    /// Stores the sealed details and [`Stage::Ready`].
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn publish(&self, address: &Pubkey, sealed: &[u8], now: i64) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET stage = ?2, since = ?3, failures = 0, retry_at = 0, sealed = ?4, hash = ?5 \
             WHERE address = ?1",
            params![
                address.to_string(),
                Stage::Ready.name(),
                now,
                sealed,
                io_access::hash(sealed)
            ],
        )?;
        Ok(())
    }

    /// Stores [`Stage::Gone`], without what was secret.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn gone(&self, address: &Pubkey, now: i64) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET stage = ?2, since = ?3, failures = 0, retry_at = 0, sealed = NULL, workload = NULL \
             WHERE address = ?1",
            params![address.to_string(), Stage::Gone.name(), now],
        )?;
        Ok(())
    }

    /// Stores that the step of its stage has failed, or that it waits; `counts` for a failure. Why it is refused or taken back
    /// stays.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn put_off(
        &self,
        address: &Pubkey,
        reason: &str,
        counts: bool,
        retry_at: i64,
    ) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET failures = failures + ?2, retry_at = ?3, \
             reason = CASE WHEN stage IN ('refusing', 'removing') THEN reason ELSE ?4 END WHERE address = ?1",
            params![address.to_string(), u32::from(counts), retry_at, reason],
        )?;
        Ok(())
    }

    /// Stores that the step of its stage is done, and not to be repeated before `retry_at`.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn wait(&self, address: &Pubkey, retry_at: i64) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET retry_at = ?2 WHERE address = ?1",
            params![address.to_string(), retry_at],
        )?;
        Ok(())
    }

    /// Stores since when its account is not there.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn note_absent(&self, address: &Pubkey, since: Option<i64>) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET absent_since = ?2 WHERE address = ?1",
            params![address.to_string(), since],
        )?;
        Ok(())
    }

    /// Deletes a reservation.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn forget(&self, address: &Pubkey) -> Result<(), StoreError> {
        self.connection.execute(
            "DELETE FROM reservations WHERE address = ?1",
            [address.to_string()],
        )?;
        Ok(())
    }

    /// Stores a workload, still sealed, with the sequence of its request.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn accept(
        &mut self,
        address: &Pubkey,
        sequence: u64,
        sealed: &[u8],
    ) -> Result<Accepted, StoreError> {
        let change = self.connection.transaction()?;
        let found: Option<(String, Option<u64>)> = change
            .query_row(
                "SELECT stage, sequence FROM reservations WHERE address = ?1",
                [address.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let accepted = match found {
            None => Accepted::Unknown,
            Some((_, Some(last))) if sequence <= last => Accepted::Replayed(last),
            Some((stage, _)) if stage != Stage::Admitted.name() => Accepted::TooLate,
            Some(_) => {
                change.execute(
                    "UPDATE reservations SET sequence = ?2, workload = ?3 WHERE address = ?1",
                    params![address.to_string(), sequence, sealed],
                )?;
                Accepted::Yes
            }
        };
        change.commit()?;
        Ok(accepted)
    }

    /// Drops a workload that cannot be used, and says why. Its sequence stays.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn drop_workload(&self, address: &Pubkey, reason: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE reservations SET workload = NULL, reason = ?2 WHERE address = ?1",
            params![address.to_string(), reason],
        )?;
        Ok(())
    }

    /// The sealed workload of a reservation.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn workload(&self, address: &Pubkey) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob(
            "SELECT workload FROM reservations WHERE address = ?1",
            address,
        )
    }

    /// The sealed details of a reservation.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn sealed(&self, address: &Pubkey) -> Result<Option<Vec<u8>>, StoreError> {
        self.blob(
            "SELECT sealed FROM reservations WHERE address = ?1",
            address,
        )
    }

    fn blob(&self, query: &str, address: &Pubkey) -> Result<Option<Vec<u8>>, StoreError> {
        let mut query = self.connection.prepare(query)?;
        let found = query.query_row([address.to_string()], |row| row.get(0));
        Ok(found.optional()?.flatten())
    }
}

fn address(text: &str, column: &'static str) -> Result<Pubkey, StoreError> {
    Pubkey::from_str(text).map_err(|_| StoreError::Damaged(column))
}

fn read(row: &SqlRow) -> Result<Row, StoreError> {
    let key = |place: usize, name| address(&row.get::<_, String>(place)?, name);
    let stage: String = row.get(7)?;
    let stage = Stage::named(&stage).ok_or(StoreError::Damaged("stage"))?;
    Ok(Row {
        address: key(0, "address")?,
        supplier: key(1, "supplier")?,
        renter: key(2, "renter")?,
        connection_key: row.get(3)?,
        gpus: row.get(4)?,
        starts_until: row.get(6)?,
        reason: row.get(9)?,
        sequence: row.get(13)?,
        stored: Stored {
            stage,
            created_at: row.get(5)?,
            since: row.get(8)?,
            hash: row.get(15)?,
            has_workload: row.get(14)?,
            failures: row.get(10)?,
            retry_at: row.get(11)?,
            absent_since: row.get(12)?,
        },
    })
}

#[cfg(test)]
mod tests;
