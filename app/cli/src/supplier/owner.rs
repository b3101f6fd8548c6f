//! `io supplier update`, `propose-owner`, `accept-owner` and `close`. All but the last read nothing, so that a key that
//! never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::instructions::{DelegationLimit, UpdateSupplierArgs};
use io_client::emissions as client;
use io_common::types::Supplier;

use super::Which;
use crate::{
    context::Context,
    parse::{address, amount, text},
    report::{Cell, Report},
};

/// What changes of a supplier.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct Changes {
    /// May start and decline reservations and edit offers
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    operator: Option<Pubkey>,
    /// Wallet that is paid
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    payout: Option<Pubkey>,
    /// Where renters reach you, at most 96 bytes
    #[arg(long, value_name = "URL", value_parser = text::endpoint)]
    endpoint: Option<String>,
    /// Most that may be delegated to you, such as 12.5, or REQUIRED: the required stake of your attested GPUs. Stake that is
    /// there stays
    #[arg(long, value_name = "IO|REQUIRED", value_parser = parse_limit)]
    max_delegated: Option<DelegationLimit>,
}

/// An amount, or what is required.
fn parse_limit(text: &str) -> Result<DelegationLimit, String> {
    if text.eq_ignore_ascii_case("required") {
        return Ok(DelegationLimit::Required);
    }
    amount::io(text).map(DelegationLimit::Amount)
}

fn limit(most: DelegationLimit) -> Cell {
    most.amount().map_or(Cell::text("as required"), Cell::Io)
}

/// A supplier with its changes.
#[derive(Args)]
pub struct Update {
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    which: Which,
}

/// An owner to be.
#[derive(Args)]
pub struct ProposeOwner {
    /// Who may become the owner by accepting
    #[arg(value_parser = address)]
    owner: Pubkey,
    #[command(flatten)]
    which: Which,
}

/// What the signer becomes the owner of.
#[derive(Args)]
pub struct AcceptOwner {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// Changes what is given, and leaves the rest as it is.
pub fn update(context: &mut Context, options: Update) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let Changes {
        operator,
        payout,
        endpoint,
        max_delegated,
    } = options.changes;
    let told = |key: Option<Pubkey>| key.map_or(Cell::None, Cell::Key);
    let record = vec![
        ("Supplier", address.into()),
        ("Operator", told(operator)),
        ("Payout", told(payout)),
        ("Endpoint", endpoint.clone().map_or(Cell::None, Cell::Text)),
        ("Most delegated", max_delegated.map_or(Cell::None, limit)),
    ];
    let args = UpdateSupplierArgs {
        operator,
        payout,
        endpoint,
        max_delegated,
    };
    let update = client::update_supplier(&me, &address, args);
    Ok(context.send(Vec::new(), vec![update], &[])?.report(record))
}

/// Names who may become the owner.
pub fn propose(context: &mut Context, options: &ProposeOwner) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, options.which.address(context)?);
    let propose = client::propose_owner(&me, &address, options.owner);
    let sent = context.send(Vec::new(), vec![propose], &[])?;
    Ok(sent.report(vec![
        ("Supplier", address.into()),
        ("Proposed owner", options.owner.into()),
    ]))
}

/// Becomes the owner.
pub fn accept(context: &mut Context, options: &AcceptOwner) -> anyhow::Result<Report> {
    let me = context.me()?;
    let accept = client::accept_owner(&me, &options.supplier);
    let sent = context.send(Vec::new(), vec![accept], &[])?;
    Ok(sent.report(vec![
        ("Supplier", options.supplier.into()),
        ("Owner", me.into()),
    ]))
}

/// Closes; the rent goes to the owner.
pub fn close(context: &mut Context, which: &Which) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, which.address(context)?);
    context.read::<Supplier>("supplier", &address)?;
    let before = context.catch_up(&[address])?;
    let close = client::close_supplier(&me, &address);
    let sent = context.send(before, vec![close], &[])?;
    Ok(sent.report(vec![("Supplier", address.into())]))
}
