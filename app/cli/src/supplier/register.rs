//! `io supplier register` and `commission`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::instructions::RegisterSupplierArgs;
use io_client::emissions as client;
use io_common::types::Supplier;

use super::Which;
use crate::{
    context::Context,
    models,
    parse::{address, count, share, text},
    report::{Cell, Report},
};

/// A supplier to be.
#[derive(Args)]
pub struct Options {
    /// GPU model, such as H100
    #[arg(long)]
    model: String,
    /// What you keep of the rewards of those who stake with you
    #[arg(long, value_name = "SHARE", value_parser = share::read, default_value = "10%")]
    commission: u16,
    /// May start and decline reservations and edit offers; you unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    operator: Option<Pubkey>,
    /// Wallet that is paid; yours unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    payout: Option<Pubkey>,
    /// Where renters reach you, at most 96 bytes
    #[arg(long, value_name = "URL", value_parser = text::endpoint)]
    endpoint: String,
    /// Sequence number among your suppliers
    #[arg(long, value_parser = count::number::<u32>, default_value_t = 0)]
    sequence: u32,
}

/// A commission to be.
#[derive(Args)]
pub struct Commission {
    /// Share such as 5%, or basis points
    #[arg(value_parser = share::read)]
    commission: u16,
    #[command(flatten)]
    which: Which,
}

/// Registers.
pub fn run(context: &mut Context, options: Options) -> anyhow::Result<Report> {
    let table = models::table(context)?;
    let model = models::index(&table, &options.model)?;
    let me = context.me()?;
    let before = context.catch_up(&[])?;
    let args = RegisterSupplierArgs {
        sequence: options.sequence,
        model,
        commission_bps: options.commission,
        operator: options.operator.unwrap_or(me),
        payout: options.payout.unwrap_or(me),
        endpoint: options.endpoint,
    };
    let register = client::register_supplier(&me, args);
    let sent = context.send(before, vec![register], &[])?;
    let supplier = client::supplier_address(&me, options.sequence);
    Ok(sent.report(vec![
        ("Supplier", supplier.into()),
        ("Model", Cell::Text(models::name(&table, model))),
        ("Commission", Cell::Bps(options.commission.into())),
    ]))
}

/// Sets the commission.
pub fn commission(context: &mut Context, options: &Commission) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let supplier: Supplier = context.read("supplier", &address)?;
    let rise = options.commission > supplier.commission.bps;
    let before = context.catch_up(&[address])?;
    let set = client::set_commission(&me, &address, options.commission);
    let sent = context.send(before, vec![set], &[])?;
    let report = sent.report(vec![
        ("Supplier", address.into()),
        ("Commission", Cell::Bps(options.commission.into())),
        ("Announced", Cell::Flag(rise)),
    ]);
    Ok(if rise {
        report.note("A rise holds from 14 days later.")
    } else {
        report
    })
}
