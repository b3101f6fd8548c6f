//! `io gov propose-authority`, `accept-authority`, `set-guardian`, `suspend` and `end-lease`, which take effect at once.
//! All but the last read nothing, so that a key that never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::emissions as client;
use io_common::governance::Act;

use super::pause::{acts, Target};
use crate::{
    context::Context,
    parse::address,
    report::{Cell, Report},
};

/// Who is named, and where.
#[derive(Args)]
pub struct Named {
    /// Who is named
    #[arg(value_parser = address)]
    address: Pubkey,
    #[command(flatten)]
    target: Target,
}

/// Whom to suspend.
#[derive(Args)]
pub struct Suspend {
    /// The attestor
    #[arg(value_parser = address)]
    attestor: Pubkey,
}

/// Whose lease to end.
#[derive(Args)]
pub struct EndLease {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// Names who may become the authority.
pub fn propose_authority(context: &mut Context, named: &Named) -> anyhow::Result<Report> {
    let act = Act::ProposeAuthority(named.address);
    govern(
        context,
        &named.target,
        act,
        ("Proposed authority", named.address),
    )
}

/// Becomes the authority.
pub fn accept_authority(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    let me = context.me()?;
    govern(context, target, Act::AcceptAuthority, ("Authority", me))
}

/// Names the guardian.
pub fn set_guardian(context: &mut Context, named: &Named) -> anyhow::Result<Report> {
    let act = Act::SetGuardian(named.address);
    govern(context, &named.target, act, ("Guardian", named.address))
}

fn govern(
    context: &mut Context,
    target: &Target,
    act: Act,
    (role, who): (&'static str, Pubkey),
) -> anyhow::Result<Report> {
    let acts = acts(context, target, act)?;
    let programs = Cell::Count(acts.len() as u64);
    let sent = context.send(Vec::new(), acts, &[])?;
    Ok(sent.report(vec![("Programs", programs), (role, who.into())]))
}

/// Suspends an attestor.
pub fn suspend(context: &mut Context, options: &Suspend) -> anyhow::Result<Report> {
    let suspend = client::suspend_attestor(&context.me()?, options.attestor);
    let sent = context.send(Vec::new(), vec![suspend], &[])?;
    Ok(sent.report(vec![("Suspended", options.attestor.into())]))
}

/// Ends the lease of a supplier, at the present hour.
pub fn end_lease(context: &mut Context, options: &EndLease) -> anyhow::Result<Report> {
    let before = context.catch_up(&[options.supplier])?;
    let end = client::end_lease(&context.me()?, &options.supplier);
    let sent = context.send(before, vec![end], &[])?;
    Ok(sent.report(vec![("Lease ended", options.supplier.into())]))
}
