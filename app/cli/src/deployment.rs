//! The deployment file of a network, for its genesis table.

use std::path::PathBuf;

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::lock::{Found, Terms};
use io_migrations::{genesis::Share, Deployment};

use crate::{context::Context, errors::CliError};

/// Names the file.
#[derive(Args)]
pub struct File {
    /// Deployment file of the network, for its genesis table
    #[arg(long, env = "IO_DEPLOYMENT", value_name = "FILE")]
    file: Option<PathBuf>,
}

/// The locked rows of the genesis table of the network.
pub struct Table {
    rows: Vec<(Share, Terms)>,
}

impl File {
    /// The table, if a file is named.
    ///
    /// # Errors
    /// If the file cannot be read, has no table, or is of another network.
    pub fn table(&self, context: &mut Context) -> anyhow::Result<Option<Table>> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        let named = |error: anyhow::Error| CliError::Usage(format!("--file: {error:#}"));
        let deployment = Deployment::read(file).map_err(named)?;
        let shares = deployment
            .table()
            .map_err(|error| named(error.context(file.display().to_string())))?;
        let (io, mint) = (context.io()?, deployment.io_mint);
        if io != mint {
            let reported = format!(
                "{} is of another network: its IO mint is {mint}, and that of {} is {io}; name its own file with --file, or leave \
                 --file and IO_DEPLOYMENT out",
                file.display(),
                context.url
            );
            return Err(CliError::Usage(reported).into());
        }
        Ok(Some(Table::of(shares, &mint)))
    }
}

impl Table {
    fn of(shares: &[Share], mint: &Pubkey) -> Self {
        let rows = shares.iter();
        let rows = rows.filter_map(|share| Some((share.clone(), share.terms(mint)?)));
        Self {
            rows: rows.collect(),
        }
    }

    /// What the escrows are to be.
    pub fn terms(&self) -> Vec<Terms> {
        self.rows.iter().map(|(_, terms)| *terms).collect()
    }

    /// The rows.
    pub fn shares(&self) -> impl Iterator<Item = &Share> {
        self.rows.iter().map(|(share, _)| share)
    }

    /// A line for each escrow that is not as it is to be, in what it differs.
    pub fn differences(&self, found: &[Found]) -> Vec<String> {
        let both = self.shares().zip(found);
        let lines = both.flat_map(|(share, found)| {
            let head = format!("the lock of {} for {}", share.category, share.owner);
            let mismatches = found.mismatches.iter();
            mismatches.map(move |it| format!("{head}: {it}"))
        });
        lines.collect()
    }
}
