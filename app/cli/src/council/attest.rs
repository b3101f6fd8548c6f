//! `io attest`.

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use emissions::instructions::{batch_hash, AttestBatch, AttestationEntry};
use io_client::emissions as client;
use io_common::{constants::MAX_ATTESTATION_TIME, types::Supplier};
use serde_json::json;

use super::{made_at, Agreement, By, Lasts, Made, Prepared};
use crate::{
    amounts::several,
    context::Context,
    errors::CliError,
    options::hexadecimal,
    parse::{address, count, duration, hash, time},
    plan::Plan,
    report::{Cell, Report},
};
use io_migrations::date;

/// A batch of attestations.
#[derive(Args)]
pub struct Options {
    /// Suppliers and their GPUs, as SUPPLIER=GPUS; 0 GPUs revoke an attestation at once
    #[arg(required = true, value_name = "SUPPLIER=GPUS", value_parser = entry)]
    entries: Vec<Entry>,
    /// Pool; that of their last attestation by default
    #[arg(long, value_enum)]
    pool: Option<Pool>,
    /// Length of the attestations, at most 24 hours
    #[arg(long, value_name = "TIME", value_parser = duration::at_most(MAX_ATTESTATION_TIME.unsigned_abs()), default_value = "24h")]
    valid_for: u64,
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
    let made_at = made_at(context, options.made_at)?;
    let ends_at = made_at.saturating_add_unsigned(options.valid_for);
    for (place, entry) in options.entries.iter().enumerate() {
        let mut before = options.entries.iter().take(place);
        if before.any(|it| it.supplier == entry.supplier) {
            return Err(CliError::Usage(format!("{} is named twice", entry.supplier)).into());
        }
    }
    let suppliers: Vec<Pubkey> = options.entries.iter().map(|entry| entry.supplier).collect();
    let found = context.find_all::<Supplier>(suppliers.iter().copied())?;
    let mut entries = Vec::new();
    for entry in &options.entries {
        let address = entry.supplier;
        let known = found.get(&address);
        let pool = match (options.pool, known) {
            (Some(pool), _) => Some(pool.into()),
            (None, known) => known
                .map(|it| io_common::types::Pool::stored(it.pool))
                .transpose()?,
        };
        let what = "supplier";
        entries.push(AttestationEntry {
            gpus: entry.gpus,
            pool: pool.ok_or(CliError::Missing { what, address })?,
            ends_at,
        });
    }
    let batch = AttestBatch {
        made_at,
        evidence: options.evidence,
        entries,
    };
    let agreement = &options.agreement;
    agreement.carry_out(context, |context| {
        prepare(context, suppliers.clone(), batch.clone())
    })
}

/// A batch. One of its suppliers that has closed, or was attested or ended since it was made, is in it, and passed over by
/// the program.
pub fn prepare(
    context: &mut Context,
    suppliers: Vec<Pubkey>,
    batch: AttestBatch,
) -> anyhow::Result<Prepared> {
    let now = context.now()?;
    let found = context.find_all::<Supplier>(suppliers.iter().copied())?;
    let (mut count, mut gpus, mut each, mut passed_over) = (0_u64, 0_u64, Vec::new(), Vec::new());
    for (address, entry) in suppliers.iter().zip(&batch.entries) {
        match found.get(address) {
            Some(it) if it.attestation.attested_at < batch.made_at => {
                count = count.saturating_add(1);
                gpus = gpus.saturating_add(entry.gpus.into());
            }
            _ => passed_over.push(Cell::Key(*address)),
        }
        each.push(Cell::Tree {
            text: format!(
                "{} at {address}, {}, until {}",
                several(entry.gpus, "GPU"),
                pool(entry.pool),
                date::utc(entry.ends_at)
            ),
            json: json!({
                "supplier": address.to_string(),
                "gpus": entry.gpus,
                "pool": pool(entry.pool),
                "endsAt": entry.ends_at,
            }),
        });
    }
    let last = batch.entries.iter().map(|it| it.ends_at).max();
    let last = Cell::Time(last.unwrap_or_default(), now);
    let question = format!(
        "Attest {} of {} until {}",
        several(gpus, "GPU"),
        several(count, "supplier"),
        last.brief()
    );
    let plan = Plan::new(question, [])
        .shows([
            ("Suppliers", Cell::Count(count)),
            ("GPUs", Cell::Count(gpus)),
            ("Attested", Cell::List(each)),
        ])
        .terms([("Skipped", Cell::List(passed_over))])
        .shows([
            ("Attestations end", last),
            ("Evidence", Cell::Text(hexadecimal(&batch.evidence))),
        ]);
    let hash = batch_hash(&batch, &suppliers)?;
    let plan = match suppliers.first() {
        Some(first) => plan.next(format!("io supplier show {first}")),
        None => plan,
    };
    Ok(Prepared {
        plan,
        suppliers: suppliers.clone(),
        made: Some(Made {
            at: batch.made_at,
            lasts: Lasts::Batch,
        }),
        hash,
        instruction: Box::new(move |by| {
            Ok(match by {
                By::Signed(attestors) => client::attest(attestors, &suppliers, batch.clone()),
                By::Approved { payer, hash } => {
                    client::attest_approved(payer, hash, &suppliers, batch.clone())
                }
            })
        }),
    })
}

fn pool(pool: io_common::types::Pool) -> &'static str {
    match pool {
        io_common::types::Pool::Enterprise => "enterprise",
        io_common::types::Pool::Community => "community",
    }
}
