//! A slash is withdrawn by a vote of those whom it would hit.

use emissions::{error::EmissionsError, state::Delegation};
use io_client::{
    emissions::{self as client, DelegationKeys},
    realm::state::Vote,
};
use io_common::constants::{DAY, ONE_IO};
use io_tests::{key, Refused, OWN_STAKE};

use super::setup::{Assembly, Staker};

/// Stake that bob has delegated, in whole IO.
const STAKE: u64 = 150_000;
/// Of it, what the slash would burn beside all own stake.
const SLASHED: u64 = 40_000;

fn delegation(assembly: &mut Assembly, staker: &Staker) -> Delegation {
    let keys = DelegationKeys {
        staker: staker.address(),
        supplier: assembly.supply.address,
    };
    assembly.world.read(&client::delegation_address(&keys))
}

/// Stake votes once it has followed the slash, with what the slash holds (P-21).
#[test]
fn a_vote_withdraws_a_slash() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", STAKE);
        assembly.hand_over(&[&bob]);
        let governance = assembly.at.governance;
        let Assembly { world, supply, .. } = &mut assembly;
        world.catch_up(&[supply.address]);
        let slash = world.propose_slash(supply, (OWN_STAKE + SLASHED) * ONE_IO);
        let due = world.now() + 30 * DAY;

        let refused = assembly.weigh(&bob);
        refused.refused(EmissionsError::ApplySlashFirst);
        let follow = client::apply_slash(&slash, &bob.address());
        let sender = key("authority");
        assembly.world.must(&[follow.clone()], &[&sender]);
        assert_eq!(
            delegation(&mut assembly, &bob).active,
            (STAKE - SLASHED) * ONE_IO
        );
        assembly.weigh(&bob).unwrap();
        assert_eq!(assembly.weight(&bob), STAKE * ONE_IO);

        let withdraw = client::withdraw_slash_as_authority(&governance, &slash);
        assembly.pass(&[&bob], "Withdraw the slash of alice", &[withdraw]);
        assert!(assembly.world.now() < due);
        let slashes = assembly.world.supplier_account(&assembly.supply).slashes;
        assert_eq!((slashes.open, slashes.open_count), (0, 0));

        // Nothing is burned, also when it would have been due.
        assembly.wait_until(due);
        let Assembly { world, supply, .. } = &mut assembly;
        world.catch_up(&[supply.address]);
        let execute = client::execute_slash(&slash, &world.io);
        let sent = world.send(&[execute], &[&sender]);
        sent.refused(EmissionsError::SlashEnded);
        world.must(&[follow], &[&sender]);
        assert_eq!(delegation(&mut assembly, &bob).active, STAKE * ONE_IO);
        assembly.weigh(&bob).unwrap();
        assert_eq!(assembly.weight(&bob), STAKE * ONE_IO);
    }
}

#[test]
fn p30_stake_that_a_slash_has_burned_does_not_vote() {
    for mut assembly in Assembly::in_both() {
        let bob = assembly.staker("bob", STAKE);
        let Assembly { world, supply, .. } = &mut assembly;
        world.catch_up(&[supply.address]);
        let slash = world.propose_slash(supply, (OWN_STAKE + SLASHED) * ONE_IO);
        let (sender, io) = (key("authority"), world.io);
        let follow = client::apply_slash(&slash, &bob.address());
        world.must(&[follow.clone()], &[&sender]);
        assembly.wait(30 * DAY);
        let Assembly { world, supply, .. } = &mut assembly;
        world.catch_up(&[supply.address]);
        world.must(&[client::execute_slash(&slash, &io)], &[&sender]);

        let unfollowed = assembly.weigh(&bob);
        unfollowed.refused(EmissionsError::ApplySlashFirst);
        assembly.world.must(&[follow], &[&sender]);
        let left = (STAKE - SLASHED) * ONE_IO;
        let subject = assembly.propose(&bob, "What is left votes", &[]);
        assembly.vote(&bob, &subject, Vote::yes()).unwrap();
        assert_eq!(assembly.weight(&bob), left);
        assembly.wait_for_end(&subject);
        assembly.finalize(&subject).unwrap();
        // All stake is what is left, too.
        assert_eq!(assembly.proposal(&subject).max_vote_weight, Some(left));
    }
}
