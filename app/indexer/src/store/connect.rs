//! Opens the database.

use std::{borrow::Cow, path::Path, time::Duration};

use sqlx::{
    any::{install_default_drivers, AnyConnectOptions, AnyPoolOptions},
    migrate::{Migration, MigrationType, Migrator},
    AnyPool, ConnectOptions, SqlSafeStr,
};

use super::Error;

/// Connections of who asks the API.
pub(super) const READERS: u32 = 15;
/// Milliseconds of a query of PostgreSQL: longer than the API waits for it.
const QUERY: &str = "SET statement_timeout = 15000";
/// For a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Settings of SQLite. After a power loss the file is consistent, and its last transactions are read from the chain again.
const PRAGMAS: [&str; 5] = [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA busy_timeout = 60000",
    // 64 MiB: a batch changes pages all over the file, and the next batch many of the same.
    "PRAGMA wal_autocheckpoint = 16384",
    "PRAGMA cache_size = -65536",
];
/// In their order; one that was released never changes.
const MIGRATIONS: [(&str, &str); 3] = [
    ("events", include_str!("../../migrations/0001_events.sql")),
    ("rows", include_str!("../../migrations/0002_rows.sql")),
    ("names", include_str!("../../migrations/0003_names.sql")),
];

/// The URL of a database given by a user: `postgres://…`, `sqlite:…`, or the path of an SQLite file.
///
/// # Errors
/// If it is none of these.
pub fn url(named: &str) -> Result<String, Error> {
    let is_of = |scheme: &str| named.starts_with(scheme);
    if is_of("postgres:") || is_of("postgresql:") || is_of("sqlite:") {
        return Ok(named.into());
    }
    if named.is_empty() || named.contains("://") {
        let words = "a database is postgres://…, sqlite:… or the path of a file";
        return Err(Error::Address(words.into()));
    }
    let path = std::path::absolute(Path::new(named));
    let path = path.map_err(|error| Error::Address(format!("{named}: {error}")))?;
    let path = path.to_str().map(str::to_owned);
    let path = path.ok_or_else(|| Error::Address(format!("{named}: its path is not UTF-8")))?;
    // Characters that would end the path of a URL.
    let path = path.replace('%', "%25");
    let path = path.replace('?', "%3f").replace('#', "%23");
    Ok(format!("sqlite://{path}?mode=rwc"))
}

/// The connections of a database. Those who ask share theirs: however much they ask, what follows the chain has its own.
pub(super) struct Pools {
    pub(super) reading: AnyPool,
    pub(super) writing: AnyPool,
}

pub(super) async fn open(url: &str) -> Result<Pools, Error> {
    install_default_drivers();
    let writing = connect(url, 1, None).await?;
    migrate(&writing).await?;
    let limit = (!is_sqlite(url)).then_some(QUERY);
    let reading = connect(url, READERS, limit).await?;
    Ok(Pools { reading, writing })
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// Some connections, each of which begins with `first`.
async fn connect(url: &str, count: u32, first: Option<&'static str>) -> Result<AnyPool, Error> {
    // Errors name no URL: it may hold a password.
    let options: AnyConnectOptions = url.parse()?;
    let is_sqlite = is_sqlite(url);
    let pool = AnyPoolOptions::new()
        .max_connections(count)
        .acquire_timeout(CONNECT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                let pragmas = PRAGMAS.into_iter().filter(|_| is_sqlite);
                for statement in pragmas.chain(first) {
                    sqlx::query(statement).execute(&mut *connection).await?;
                }
                Ok(())
            })
        });
    let pool = pool.connect_with(options.disable_statement_logging());
    Ok(pool.await?)
}

async fn migrate(pool: &AnyPool) -> Result<(), Error> {
    let migrations = migrations();
    for _ in MIGRATIONS {
        // SQLite has no lock for it: another process may have been faster.
        if migrations.run(pool).await.is_ok() {
            return Ok(());
        }
    }
    Ok(migrations.run(pool).await?)
}

fn migrations() -> Migrator {
    let numbered = (1..).zip(MIGRATIONS);
    let migrations = numbered.map(|(version, (name, text))| {
        let text = text.into_sql_str();
        let name = Cow::Borrowed(name);
        Migration::new(version, name, MigrationType::Simple, text, false)
    });
    Migrator {
        migrations: migrations.collect(),
        ..Migrator::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_a_url_or_a_path() {
        for same in ["postgres://io@/events?host=/run/postgresql", "sqlite:x"] {
            assert_eq!(url(same).unwrap(), same);
        }
        assert_eq!(
            url("/a b/100%?#.db").unwrap(),
            "sqlite:///a b/100%25%3f%23.db?mode=rwc"
        );
        assert!(url("io.db").unwrap().ends_with("/io.db?mode=rwc"));
        for wrong in ["", "mysql://host/events"] {
            let error = url(wrong).unwrap_err().to_string();
            assert!(error.contains("path of a file"), "{error}");
        }
    }
}
