//! `io gov`, `io pause` and `io unpause`: proposals behind a timelock, who governs, and the pause.

mod change;
mod parameters;
mod pause;
mod proposal;
mod proposals;
mod realm;
mod roles;
mod show;
mod standing;
mod weight;

pub use pause::{pause, unpause, Target};
pub use realm::found as realm;

use clap::Subcommand;

use crate::{context::Context, report::Report, vote};

/// Commands of who governs.
#[derive(Subcommand)]
pub enum Command {
    /// Propose a change, as the authority
    Propose(proposal::Propose),
    /// Apply a proposal whose 48 hours are over
    Apply(proposal::ProposalArg),
    /// Cancel a proposal, as authority or guardian, or as anyone once it has lapsed
    Cancel(proposal::ProposalArg),
    /// Show who governs, or the open proposals of a program
    Show(show::Options),
    /// Show the value of each parameter, its default, its range, and what is proposed for it
    Parameters(parameters::Options),
    /// Show the realm in which staked IO votes: its rules, its treasury, what it governs
    Realm,
    /// Show the realm proposals and the changes that wait for 48 hours, or one realm proposal in full
    Proposals(proposals::Options),
    /// Show the stake of a voter and the votes that it has
    Weight(weight::Options),
    /// Propose a new authority of programs, as the authority; it has to accept
    ProposeAuthority(roles::RoleArgs),
    /// Accept the authority of programs that was proposed to you
    AcceptAuthority(Target),
    /// Name the guardian of programs, as the authority
    SetGuardian(roles::RoleArgs),
    /// Suspend an attestor until the council is named again, as authority or guardian
    Suspend(roles::Suspend),
    /// Revoke the attestation of a supplier, as authority or guardian
    RevokeAttestation(roles::RevokeAttestation),
    #[command(flatten)]
    Vote(vote::Command),
}

/// Runs one of them.
pub fn run(context: &mut Context, command: Command) -> anyhow::Result<Report> {
    match command {
        Command::Propose(options) => proposal::propose(context, &options),
        Command::Apply(which) => proposal::apply(context, &which),
        Command::Cancel(which) => proposal::cancel(context, &which),
        Command::Show(options) => show::run(context, &options),
        Command::Parameters(options) => parameters::run(context, &options),
        Command::Realm => realm::run(context),
        Command::Proposals(options) => proposals::run(context, &options),
        Command::Weight(options) => weight::run(context, &options),
        Command::ProposeAuthority(named) => roles::propose_authority(context, &named),
        Command::AcceptAuthority(target) => roles::accept_authority(context, &target),
        Command::SetGuardian(named) => roles::set_guardian(context, &named),
        Command::Suspend(options) => roles::suspend(context, &options),
        Command::RevokeAttestation(options) => roles::revoke_attestation(context, &options),
        Command::Vote(command) => vote::run(context, &command),
    }
}
