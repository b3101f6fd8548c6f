//! `io gov propose-authority`, `accept-authority`, `set-guardian`, `suspend` and `end-lease`, which take effect at once.
//! All but the last read nothing, so that a key that never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::emissions as client;
use io_common::{governance::Act, types::Supplier};

use super::pause::{acts, Target};
use crate::{
    context::Context,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Report},
    somebody::Somebody,
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
    let heir = Somebody::at(context, "authority", named.address)?;
    let act = Act::ProposeAuthority(named.address);
    let what = format!("Let {heir} become the authority of");
    let role = [("Proposed authority", named.address.into())];
    let shown = role.into_iter().chain(Somebody::warning(&[heir]));
    govern(context, &named.target, act, &what, shown)
}

/// Becomes the authority.
pub fn accept_authority(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    let me = context.me()?;
    let what = "Become the authority of";
    govern(
        context,
        target,
        Act::AcceptAuthority,
        what,
        [("Authority", me.into())],
    )
}

/// Names the guardian.
pub fn set_guardian(context: &mut Context, named: &Named) -> anyhow::Result<Report> {
    let guardian = Somebody::at(context, "guardian", named.address)?;
    let act = Act::SetGuardian(named.address);
    let what = format!("Make {guardian} the guardian of");
    let role = [("Guardian", named.address.into())];
    let shown = role.into_iter().chain(Somebody::warning(&[guardian]));
    govern(context, &named.target, act, &what, shown)
}

fn govern(
    context: &mut Context,
    target: &Target,
    act: Act,
    what: &str,
    shown: impl IntoIterator<Item = (&'static str, Cell)>,
) -> anyhow::Result<Report> {
    let acts = acts(context, target, act)?;
    let question = format!("{what} {}", target.names().join(", "));
    let plan = Plan::new(question, acts).shows([("Programs", target.cell())]);
    context.carry_out(plan.shows(shown))
}

/// Suspends an attestor.
pub fn suspend(context: &mut Context, options: &Suspend) -> anyhow::Result<Report> {
    let suspend = client::suspend_attestor(&context.me()?, options.attestor);
    let question = format!("Suspend the attestor {}", short(&options.attestor));
    let plan = Plan::new(question, [suspend]).shows([
        ("Suspended", options.attestor.into()),
        (
            "Until",
            Cell::text("the council is named again; what it has approved no longer counts"),
        ),
    ]);
    context.carry_out(plan)
}

/// Ends the lease of a supplier, at the present hour.
pub fn end_lease(context: &mut Context, options: &EndLease) -> anyhow::Result<Report> {
    let before = context.catch_up(&[options.supplier])?;
    let end = client::end_lease(&context.me()?, &options.supplier);
    let question = format!("End the lease of supplier {}", short(&options.supplier));
    let mut plan = Plan::new(question, [end])
        .after(before)
        .shows([("Lease ended", options.supplier.into())]);
    if let Some(supplier) = context.find::<Supplier>(&options.supplier)? {
        let now = context.now()?;
        plan = plan.shows([
            ("Attested GPUs", Cell::count(supplier.lease.live_gpus(now))),
            (
                "Would have ended at",
                Cell::Time(supplier.lease.ends_at, now),
            ),
        ]);
    }
    context.carry_out(plan)
}
