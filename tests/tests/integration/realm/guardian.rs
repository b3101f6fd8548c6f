//! A guardian is named by a vote, and cancels what a vote has changed.

use io_client::marketplace;
use io_common::{governance::GovernanceAction, CommonError};
use io_tests::{catalogue::Program, key, Refused};
use solana_signer::Signer;

use super::setup::Assembly;

/// It takes effect with the execution: nothing waits for 48 hours.
#[test]
fn a_vote_names_a_new_guardian() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        assembly.hand_over(&[&bob]);
        let (old, new) = (key("guardian"), assembly.world.person("new guardian", 0, 0));
        let name = GovernanceAction::SetGuardian(new.pubkey());
        let named = Program::ALL.map(|program| program.govern(&assembly.at.governance, name));
        assembly.pass(&[&bob], "A new guardian", &named);

        let (world, sender) = (&mut assembly.world, key("authority"));
        for program in Program::ALL {
            let pause = |by| program.govern(&by, GovernanceAction::Pause);
            let by_old = world.send(&[pause(old.pubkey())], &[&sender, &old]);
            by_old.refused(CommonError::NotGuardian);
            world.must(&[pause(new.pubkey())], &[&sender, &new]);
        }
    }
}

#[test]
fn the_guardian_cancels_a_change_that_was_voted_for() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", 150_000);
        assembly.hand_over(&[&bob]);
        let (governance, treasury) = (assembly.at.governance, assembly.at.treasury());
        let funds = assembly.world.lamports(&treasury);
        let changes = Program::ALL.map(|program| program.propose(&governance, &treasury, 0));
        assembly.pass(&[&bob], "Three changes", &changes);
        assert!(assembly.world.lamports(&treasury) < funds);

        let (guardian, sender) = (key("guardian"), key("authority"));
        for program in Program::ALL {
            let cancel = program.cancel(&guardian.pubkey(), 0, &treasury);
            assembly.world.must(&[cancel], &[&sender, &guardian]);
        }
        // The rent goes back to the treasury.
        assert_eq!(assembly.world.lamports(&treasury), funds);
        let proposal = marketplace::proposal_address(0);
        assert!(assembly.world.account(&proposal).is_none());
    }
}
