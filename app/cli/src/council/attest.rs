//! `io attest`.

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use emissions::instructions::{batch_hash, AttestBatch, Attestation};
use io_client::emissions as client;
use io_common::{constants::MAX_LEASE, types::Supplier};
use serde_json::json;

use super::{approve, made_at, Act, Agreement, Mode};
use crate::{
    amounts::several,
    context::Context,
    errors::Failure,
    options::hexadecimal,
    parse::{address, count, duration, hash, time},
    plan::Plan,
    report::{Cell, Report},
};

/// A batch of attestations.
#[derive(Args)]
pub struct Options {
    /// Suppliers and their GPUs, as SUPPLIER=GPUS; none ends a lease at once
    #[arg(required = true, value_name = "SUPPLIER=GPUS", value_parser = entry)]
    entries: Vec<Entry>,
    /// Pool; that of their last attestation by default
    #[arg(long, value_enum)]
    pool: Option<Pool>,
    /// Length of the leases, at most 24 hours
    #[arg(long, value_name = "TIME", value_parser = duration::at_most(MAX_LEASE.unsigned_abs()), default_value = "24h")]
    lease: u64,
    /// Hash, in hexadecimal, of the evidence
    #[arg(long, value_name = "HEX", value_parser = hash::read)]
    evidence: [u8; 32],
    /// When the batch was made, in the past hour, the same for all who approve it; now by default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    made_at: Option<i64>,
    #[command(flatten)]
    agreement: Agreement,
}

#[derive(Clone, Copy, ValueEnum)]
enum Pool {
    /// Data centres
    Enterprise,
    /// Everybody else
    Community,
}

impl From<Pool> for io_common::types::Pool {
    fn from(pool: Pool) -> Self {
        match pool {
            Pool::Enterprise => Self::Enterprise,
            Pool::Community => Self::Community,
        }
    }
}

#[derive(Clone, Copy)]
struct Entry {
    supplier: Pubkey,
    gpus: u32,
}

/// A supplier and how many of its GPUs are attested.
fn entry(text: &str) -> Result<Entry, String> {
    let Some((supplier, gpus)) = text.split_once('=') else {
        return Err("write the supplier's address, `=` and a number of GPUs".into());
    };
    Ok(Entry {
        supplier: address(supplier)?,
        gpus: count::number(gpus)?,
    })
}

/// Attests, or approves a batch.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let now = context.now()?;
    let made_at = made_at(context, options.made_at)?;
    let ends_at = made_at.saturating_add_unsigned(options.lease);
    for (place, entry) in options.entries.iter().enumerate() {
        let mut before = options.entries.iter().take(place);
        if before.any(|it| it.supplier == entry.supplier) {
            return Err(Failure::Usage(format!("{} is named twice", entry.supplier)).into());
        }
    }
    let (mut entries, mut leased, mut passed_over) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &options.entries {
        let address = entry.supplier;
        let supplier: Option<Supplier> = context.find(&address)?;
        let known = supplier.map(|it| io_common::types::Pool::stored(it.pool));
        // One that has closed, or was attested or ended since, is in the batch that was agreed to, and passed over by the
        // program.
        match &supplier {
            Some(it) if it.lease.attested_at < made_at => leased.push(u64::from(entry.gpus)),
            _ => passed_over.push(Cell::Key(address)),
        }
        let pool = options.pool.map(Into::into).or(known);
        let what = "supplier";
        entries.push(Attestation {
            gpus: entry.gpus,
            pool: pool.ok_or(Failure::Missing { what, address })?,
            ends_at,
        });
    }
    let batch = AttestBatch {
        made_at,
        evidence: options.evidence,
        entries,
    };
    let suppliers: Vec<Pubkey> = options.entries.iter().map(|entry| entry.supplier).collect();
    let hash = batch_hash(&batch, &suppliers)?;
    let gpus = leased.iter().copied().fold(0, u64::saturating_add);
    let mut per_supplier = Vec::new();
    for entry in &options.entries {
        per_supplier.push(Cell::Tree {
            text: format!("{} at {}", several(entry.gpus, "GPU"), entry.supplier),
            json: json!({ "supplier": entry.supplier.to_string(), "gpus": entry.gpus }),
        });
    }
    let shows = vec![
        ("Suppliers", Cell::Count(leased.len() as u64)),
        ("GPUs", Cell::Count(gpus)),
        ("Attested", Cell::List(per_supplier)),
        ("Skipped", Cell::List(passed_over)),
        ("Leases end", Cell::Time(ends_at, now)),
        ("Evidence", Cell::Text(hexadecimal(&options.evidence))),
    ];
    let what = format!(
        "Attest {} of {} until {}",
        several(gpus, "GPU"),
        several(leased.len() as u64, "supplier"),
        Cell::Time(ends_at, now).brief()
    );
    let (act, keys) = match options.agreement.mode(context, &hash)? {
        Mode::Approve => {
            let made_at = Some(made_at);
            let act = Act {
                what,
                shows,
                made_at,
                hash,
            };
            return approve(context, act);
        }
        Mode::Sign(keys, signers) => (client::attest(&signers, &suppliers, batch), keys),
        Mode::Approved(payer) => {
            let act = client::attest_approved(&payer, &hash, &suppliers, batch);
            (act, Vec::new())
        }
    };
    let before = context.catch_up(&suppliers)?;
    let plan = Plan::new(what, [act])
        .after(before)
        .signed_by(keys)
        .shows(shows)
        .shows([("Made at", Cell::Time(made_at, now))]);
    context.carry_out(plan)
}
