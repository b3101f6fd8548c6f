//! The hand-over to a multisig.

use io_migrations::Deployment;
use io_tests::{key, World};
use solana_signer::Signer;

use super::{differences, must_be_done, waiting};

#[test]
fn a_multisig_is_proposed_and_waited_for_until_it_accepts() {
    let mut world = World::bare_lite();
    let multisig = key("multisig");
    let deployment = Deployment {
        governance: Some(multisig.pubkey()),
        guardian: key("another guardian").pubkey(),
        ..world.deployment()
    };
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(
        (waiting(&outcome), outcome.waits.len()),
        (vec!["11 roles"], 3)
    );
    assert!(outcome.waits[0].1.starts_with(&format!(
        "emissions: {} accepts the governance",
        multisig.pubkey()
    )));
    let left = differences(&mut world, &deployment);
    assert_eq!(
        left.len(),
        6,
        "who governs, and who is proposed, of three programs"
    );

    let multisig = world.person("multisig", 0, 0);
    let outcome = world.migrate_to(&deployment, &[&multisig]).unwrap();
    assert_eq!((outcome.sent.len(), outcome.waits), (3, vec![]));
    must_be_done(&mut world, &deployment);

    // From now on it signs what the authority signed.
    let mut changed = deployment.clone();
    changed.guardian = key("guardian").pubkey();
    changed.parameters.marketplace.bounty = 1;
    let outcome = world.migrate_to(&changed, &[]).unwrap();
    assert_eq!(waiting(&outcome), ["08 parameters"]);
    assert!(
        outcome.waits[0]
            .1
            .ends_with(&format!("(signs: {})", multisig.pubkey())),
        "{outcome:?}"
    );
    let outcome = world.migrate_to(&changed, &[&multisig]).unwrap();
    assert_eq!(waiting(&outcome), ["08 parameters"]);
    world.wait(48 * 3_600);
    let outcome = world.migrate_to(&changed, &[&multisig]).unwrap();
    assert_eq!(
        (outcome.sent.len(), outcome.waits),
        (4, vec![]),
        "a change and three guardians"
    );
    must_be_done(&mut world, &changed);
}
