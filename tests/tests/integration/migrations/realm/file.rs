//! `[realm]` of a deployment file.

use io_migrations::{realm::Votes, Deployment};
use io_tests::key;
use solana_signer::Signer;

use super::votes;

/// The example with its realm, which it has commented out, in place of a multisig.
fn example() -> String {
    let path = io_tests::root().join("migrations/data/example.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let mut is_realm = false;
    let lines = text.lines().filter(|it| !it.starts_with("governance = "));
    let lines = lines.map(|line| {
        is_realm |= line == "# [realm]";
        is_realm &= !line.is_empty();
        match is_realm {
            true => line.strip_prefix("# ").unwrap(),
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_has_a_realm_that_the_steps_take() {
    let multisig = key("multisig").pubkey();
    let deployment = Deployment::from_toml(&example()).unwrap();
    let expected = Votes {
        upgrades: Some(multisig),
        ..votes()
    };
    assert_eq!(deployment.realm, Some(expected));
    assert_eq!(deployment.governance, None);
    let mut world = super::world();
    let outcome = world.migrate_to(&deployment, &[]).unwrap();
    assert_eq!(crate::migrations::waiting(&outcome), [super::LAST]);
    assert_eq!(
        deployment.governor(),
        super::at(&deployment).governance,
        "who governs in the end"
    );
}

#[test]
fn a_malformed_realm_is_refused_with_its_line() {
    let text = example();
    for (right, wrong, why) in [
        ("yes_percent = 20", "yes_percent = 300", "yes_percent: "),
        ("voting = 432_000", "voting = -1", "voting: "),
        ("hold_up = 86_400", "held_up = 86_400", "unknown field"),
        (
            "cool_off = 172_800",
            "# cool_off",
            "missing field `cool_off`",
        ),
        ("program = \"GovER5", "program = \"xGovER5", "program: "),
    ] {
        assert!(text.contains(right), "{right}");
        let malformed = Deployment::from_toml(&text.replace(right, wrong));
        let error = malformed.unwrap_err().to_string();
        assert!(error.starts_with("line ") && error.contains(why), "{error}");
    }
    let without = text.replace("upgrades = \"6ocy", "# upgrades = \"6ocy");
    let realm = Deployment::from_toml(&without).unwrap().realm.unwrap();
    assert_eq!((realm.upgrades, realm.local), (None, false));
}
