//! The steps that set a network up, in both machines.

mod adoption;
mod changes;
mod deploy;
mod realm;
mod roles;
mod steps;
mod verify;

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{Forward, Network, Receipt, SendError};
use io_migrations::{Deployment, Difference, Outcome};
use io_tests::World;
use solana_signer::Signer;

/// The steps that wait, each once.
fn waiting(outcome: &Outcome) -> Vec<&'static str> {
    let mut steps: Vec<_> = outcome.waits.iter().map(|(step, _)| *step).collect();
    steps.dedup();
    steps
}

/// What differs from `deployment`.
fn differences(world: &mut World, deployment: &Deployment) -> Vec<Difference> {
    io_migrations::verify(world.vm.as_mut(), deployment).unwrap()
}

/// Asserts that the network is as `deployment` says, and that another run has nothing to do.
#[track_caller]
fn must_be_done(world: &mut World, deployment: &Deployment) {
    assert_eq!(differences(world, deployment), []);
    let again = world.migrate_to(deployment, &[]).unwrap();
    assert_eq!((again.sent, again.waits), (vec![], vec![]));
}

/// A network that fails after this many transactions.
pub(crate) struct Failing<'a> {
    pub(crate) network: &'a mut dyn Network,
    pub(crate) left: usize,
}

impl Forward for Failing<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }

    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                self.network.send(instructions, signers)
            }
            None => self.network.send(instructions, &[]), // which no network takes
        }
    }
}
