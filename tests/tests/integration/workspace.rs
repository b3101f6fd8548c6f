//! What is written in more than one place says the same everywhere.

use std::{collections::BTreeSet, env, fs, process::Command};

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

/// Crates with their features, as cargo builds them for a selection of packages; without the suite's own.
fn crates(selection: &[&str]) -> BTreeSet<String> {
    let cargo = env::var("CARGO").unwrap();
    let listed = Command::new(cargo)
        .args([
            "tree", "--locked", "--prefix", "none", "--format", "{p}: {f}",
        ])
        .args(selection)
        .current_dir(io_tests::root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&listed.stderr);
    assert!(listed.status.success(), "{errors}");
    let lines = String::from_utf8(listed.stdout).unwrap();
    let lines = lines.lines().map(|line| line.trim_end_matches(" (*)"));
    lines
        .filter(|line| !line.is_empty() && !line.contains("(/"))
        .map(String::from)
        .collect()
}

#[test]
fn the_tests_build_the_crates_of_the_demo_as_the_demo_does() {
    let demo = crates(&["--package", "io-sim", "--edges", "normal,build"]);
    let tests = crates(&["--workspace", "--edges", "normal,build,dev"]);
    assert!(demo.len() > 300, "{}", demo.len());
    let apart: Vec<_> = demo.difference(&tests).collect();
    assert!(
        apart.is_empty(),
        "built again by `./x test`: name what it switches on in app/features/Cargo.toml: {apart:#?}"
    );
}

#[test]
fn demo_and_command_line_compile_no_validator_and_no_spl_governance() {
    for package in ["io-sim", "io"] {
        let crates = crates(&["--package", package, "--edges", "normal,build"]);
        let has = |name: &str| crates.iter().any(|it| it.starts_with(&format!("{name} v")));
        assert!(
            !has("solana-runtime") && !has("solana-program-test"),
            "{package}"
        );
        assert!(!has("spl-governance-mythic"), "{package}");
        assert_eq!(has("litesvm"), package == "io-sim", "{package}");
        // Of `io`: 60 for age and what it seals with, 7 for SQLite and the HTTP server, 40 for metrics, logs and MCP.
        let most = if package == "io" { 575 } else { 480 };
        assert!(crates.len() < most, "{package}: {}", crates.len());
    }
}
