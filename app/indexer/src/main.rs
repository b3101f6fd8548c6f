//! `io-indexer`: records every event of the suite, and serves what they add up to.

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

/// The database, which must be there.
async fn existing(database: &Database) -> anyhow::Result<Store> {
    let named = &database.database;
    let is_file = !named.contains(':');
    if is_file && !Path::new(named).exists() {
        anyhow::bail!(
            "there is no database {named}: `io-indexer run` makes it, and --database names another"
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
    println!("The rows are made again from the stored events.");
    if folded.unknown > 0 {
        let unknown = folded.unknown;
        println!("{unknown} events are of a later version of the programs: update io-indexer.");
    }
    if let Some((count, why)) = folded.refused {
        anyhow::bail!("{count} events do not follow from those before them; the first: {why}");
    }
    Ok(())
}
