//! What is written in more than one place says the same everywhere.

use std::fs;

use anchor_lang::prelude::Pubkey;

const PROGRAMS: [(&str, Pubkey); 3] = [
    ("emissions", emissions::ID),
    ("marketplace", marketplace::ID),
    ("fee_burn", fee_burn::ID),
];

fn read(path: &str) -> String {
    fs::read_to_string(io_tests::root().join(path)).unwrap()
}

#[test]
fn anchor_toml_has_the_ids_of_the_code() {
    let text = read("Anchor.toml");
    for (name, id) in PROGRAMS {
        assert!(
            text.contains(&format!("{name} = \"{id}\"")),
            "{name} is {id}"
        );
    }
}

#[test]
fn the_local_key_pairs_are_those_of_the_ids() {
    for (name, id) in PROGRAMS {
        let text = read(&format!("migrations/localnet-keys/{name}-keypair.json"));
        let digits = text.trim().trim_matches(['[', ']']);
        let bytes: Vec<u8> = digits
            .split(',')
            .map(|byte| byte.trim().parse().unwrap())
            .collect();
        assert_eq!(bytes[32..], id.to_bytes(), "{name}");
    }
}

/// The quoted value behind `key = `, on a line of its own.
fn value<'a>(text: &'a str, key: &str) -> &'a str {
    let start = format!("{key} = ");
    let line = text.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap()
        .split('"')
        .nth(1)
        .unwrap()
        .trim_start_matches('=')
}

#[test]
fn the_toolchains_agree() {
    let (anchor, cargo) = (read("Anchor.toml"), read("Cargo.toml"));
    assert_eq!(value(&anchor, "solana_version"), value(&cargo, "solana"));
    for name in ["anchor-lang", "anchor-spl"] {
        assert_eq!(value(&anchor, "anchor_version"), value(&cargo, name));
    }
    assert_eq!(
        value(&anchor, "solana_version"),
        value(&cargo, "solana-program-test")
    );
    let runbook = read("docs/guides/operator.md");
    for (text, key) in [
        (&anchor, "solana_version"),
        (&anchor, "anchor_version"),
        (&read("rust-toolchain.toml"), "channel"),
    ] {
        assert!(
            runbook.contains(&format!("| {} |", value(text, key))),
            "{key}"
        );
    }
}
