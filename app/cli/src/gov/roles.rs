//! `io gov propose-authority`, `accept-authority`, `set-guardian`, `suspend` and `revoke-attestation`, which take effect at once.
//! All but the last read nothing, so that a key that never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::emissions as client;
use io_common::{governance::GovernanceAction, types::Supplier};

use super::pause::{actions, Target};
use crate::{
    context::Context,
    options::Program,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Record, Report},
    somebody::Somebody,
};

/// Who is named, and where.
#[derive(Args)]
pub struct RoleArgs {
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

/// Whose attestation to end.
#[derive(Args)]
pub struct RevokeAttestation {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// Names who may become the authority.
pub fn propose_authority(context: &mut Context, named: &RoleArgs) -> anyhow::Result<Report> {
    let heir = Somebody::at(context, "authority", named.address)?;
    let action = GovernanceAction::ProposeAuthority(named.address);
    let what = format!("Let {heir} become the authority of");
    let role = [("Proposed authority", named.address.into())];
    let shown = role.into_iter().chain(Somebody::warning(&[heir]));
    govern(context, &named.target, action, &what, shown)
}

/// Becomes the authority.
pub fn accept_authority(context: &mut Context, target: &Target) -> anyhow::Result<Report> {
    let me = context.me()?;
    let what = "Become the authority of";
    govern(
        context,
        target,
        GovernanceAction::AcceptAuthority,
        what,
        [("Authority", me.into())],
    )
}

/// Names the guardian.
pub fn set_guardian(context: &mut Context, named: &RoleArgs) -> anyhow::Result<Report> {
    let guardian = Somebody::at(context, "guardian", named.address)?;
    let action = GovernanceAction::SetGuardian(named.address);
    let what = format!("Make {guardian} the guardian of");
    let role = [("Guardian", named.address.into())];
    let shown = role.into_iter().chain(Somebody::warning(&[guardian]));
    govern(context, &named.target, action, &what, shown)
}

fn govern(
    context: &mut Context,
    target: &Target,
    action: GovernanceAction,
    what: &str,
    shown: impl IntoIterator<Item = (&'static str, Cell)>,
) -> anyhow::Result<Report> {
    let shown: Record = shown.into_iter().collect();
    context.carry_out(|context, _| {
        let actions = actions(context, target, action)?;
        let question = format!("{what} {}", target.names().join(", "));
        let plan = Plan::new(question, actions).governing(target.each());
        let plan = plan.shows([("Programs", target.cell())]);
        Ok(plan.shows(shown.clone()))
    })
}

/// Suspends an attestor.
pub fn suspend(context: &mut Context, options: &Suspend) -> anyhow::Result<Report> {
    context.carry_out(|context, _| suspending(context, options))
}

fn suspending<'a>(context: &mut Context, options: &Suspend) -> anyhow::Result<Plan<'a>> {
    let suspend = client::suspend_attestor(&context.me()?, options.attestor);
    let question = format!("Suspend the attestor {}", short(&options.attestor));
    let plan = Plan::new(question, [suspend]).governing([Program::Emissions]);
    let plan = plan.shows([
        ("Suspended", options.attestor.into()),
        (
            "Until",
            Cell::text("the council is named again; what it has approved no longer counts"),
        ),
    ]);
    Ok(plan)
}

/// Revokes the attestation of a supplier, at the present hour.
pub fn revoke_attestation(
    context: &mut Context,
    options: &RevokeAttestation,
) -> anyhow::Result<Report> {
    context.carry_out(|context, _| revoking(context, options))
}

fn revoking<'a>(context: &mut Context, options: &RevokeAttestation) -> anyhow::Result<Plan<'a>> {
    let before = context.catch_up(&[options.supplier])?;
    let end = client::revoke_attestation(&context.me()?, &options.supplier);
    let question = format!(
        "Revoke the attestation of supplier {}",
        short(&options.supplier)
    );
    let mut plan = Plan::new(question, [end])
        .after(before)
        .governing([Program::Emissions])
        .shows([("Attestation revoked", options.supplier.into())]);
    if let Some(supplier) = context.find::<Supplier>(&options.supplier)? {
        let now = context.now()?;
        plan = plan.terms([
            (
                "Attested GPUs",
                Cell::count(supplier.attestation.live_gpus(now)),
            ),
            (
                "Would have ended at",
                Cell::Time(supplier.attestation.ends_at, now),
            ),
        ]);
    }
    Ok(plan)
}
