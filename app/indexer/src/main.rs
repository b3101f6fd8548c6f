//! `io-indexer`: records every event of the suite, and serves them and the rows rebuilt from them.

mod arguments;
mod run;
mod status;

use std::path::Path;

use clap::Parser;
use io_indexer::store::{self, Store};
use tokio::runtime::{Builder, Runtime};

use arguments::{Arguments, Command, Database};

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    io_telemetry::logs::init(arguments.log)?;
    match arguments.command {
        Command::Run(options) => run::run(&options),
        Command::Rebuild(database) => rebuild(&database),
        Command::Status(database) => status::status(&database),
    }
}

fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_multi_thread().enable_all().build()?)
}

/// Opens the database; refuses a missing SQLite file.
async fn existing(database: &Database) -> anyhow::Result<Store> {
    let named = &database.database;
    let is_file = !named.contains(':');
    if is_file && !Path::new(named).exists() {
        anyhow::bail!(
            "there is no database {named}: create it with `io-indexer run`, or name another with --database"
        );
    }
    open(database).await
}

async fn open(database: &Database) -> anyhow::Result<Store> {
    let url = store::url(&database.database)?;
    Ok(Store::open(&url).await?)
}

fn rebuild(database: &Database) -> anyhow::Result<()> {
    let folded = runtime()?.block_on(async {
        let store = existing(database).await?;
        let folded = store.rebuild().await?;
        store.close().await;
        anyhow::Ok(folded)
    })?;
    println!("Folded all stored events into rows again.");
    if folded.unknown > 0 {
        let unknown = folded.unknown;
        println!("{unknown} events are from a later version of the programs: update io-indexer.");
    }
    if let Some((count, why)) = folded.refused {
        anyhow::bail!("{count} events contradict the rows; the first: {why}");
    }
    Ok(())
}
