//! What `io program deploy` says before it asks the network anything.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;

use std::{fs, path::Path};

use io_migrations::programs::PROGRAMS;
use solana_keypair::{write_keypair_file, Keypair};

#[test]
fn a_program_that_is_not_built_is_named_with_what_builds_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unbuilt");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let key = folder.join("key.json");
    write_keypair_file(&Keypair::new(), &key).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let contributing = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    assert!(contributing.contains(
        "cargo build-sbf --arch v3 --manifest-path $program/Cargo.toml --sbf-out-dir target/deploy"
    ));
    for (name, _) in PROGRAMS {
        let output = binary::io()
            .args([
                "program",
                "deploy",
                "--yes",
                "-u",
                "http://127.0.0.1:1",
                "-k",
            ])
            .arg(&key)
            .arg(&folder)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let err = String::from_utf8(output.stderr).unwrap();
        let program = name.replace('_', "-");
        assert!(root
            .join("programs")
            .join(&program)
            .join("Cargo.toml")
            .exists());
        let build = format!(
            "build it with `cargo build-sbf --arch v3 --manifest-path programs/{program}/Cargo.toml --sbf-out-dir {}`",
            folder.display()
        );
        assert!(
            err.contains(&build) && err.contains(&format!("{name}.so")),
            "{err}"
        );
        fs::write(folder.join(name).with_extension("so"), "built").unwrap();
    }
}

#[test]
fn its_help_lists_no_option_that_it_refuses() {
    let help = |line: &[&str]| {
        let output = binary::io().args(line).arg("--help").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let deploy = help(&["program", "deploy"]);
    for refused in [
        "--sign-only",
        "--blockhash",
        "--nonce",
        "--price-account",
        "--verbose",
    ] {
        assert!(!deploy.contains(refused), "{refused}");
    }
    for honoured in [
        "--url",
        "--keypair",
        "--dry-run",
        "--yes",
        "--max-priority-fee",
    ] {
        assert!(deploy.contains(honoured), "{honoured}");
    }
    assert!(help(&["rent", "reserve"]).contains("--sign-only"));
    assert!(help(&[]).contains("--sign-only"));
}
