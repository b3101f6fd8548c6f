//! Every error of the suite is produced by a test: a replay here, or, where no instruction can produce it, a
//! test of the crate that has it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// All Rust files under `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn text(folders: &[PathBuf]) -> String {
    let files = folders.iter().flat_map(|folder| sources(folder));
    files
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

/// The errors of an IDL.
fn names(idl: &str) -> Vec<String> {
    let file = io_tests::root().join(format!("idls/{idl}.json"));
    let idl: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let errors = idl["errors"].as_array().unwrap().iter();
    errors
        .map(|error| error["name"].as_str().unwrap().into())
        .collect()
}

#[test]
fn every_error_has_a_test_that_produces_it() {
    let programs = io_tests::root().join("programs");
    let replays = io_tests::root().join("tests/tests/integration");
    let common_tests = [
        programs.join("common/src/math"),
        programs.join("common/tests"),
    ];
    let mut missing = Vec::new();
    for (idl, name) in [
        ("common", "CommonError"),
        ("emissions", "EmissionsError"),
        ("marketplace", "MarketplaceError"),
        ("fee_burn", "FeeBurnError"),
    ] {
        let mut tests = text(std::slice::from_ref(&replays));
        if idl == "common" {
            tests += &text(&common_tests);
        }
        let names = names(idl);
        assert!(!names.is_empty(), "{idl}");
        let untested = names.into_iter().map(|error| format!("{name}::{error}"));
        missing.extend(untested.filter(|variant| !tests.contains(variant)));
    }
    assert!(missing.is_empty(), "no test produces {missing:?}");
}
