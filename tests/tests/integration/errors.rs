//! Every error of the suite is produced by a test: a replay here, or, where no instruction can produce it, a
//! test of the crate that has it.

use std::{
    fs,
    path::{Path, PathBuf},
};

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

/// The variants of the one `#[error_code]` enum of a file, with its name.
fn variants(file: &Path) -> (String, Vec<String>) {
    let text = fs::read_to_string(file).unwrap();
    let (head, body) = text.split_once("pub enum ").unwrap();
    assert!(head.contains("#[error_code"));
    let (name, body) = body.split_once(" {").unwrap();
    let lines = body.lines().map(str::trim);
    let names = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    (
        name.into(),
        names
            .map(|line| line.trim_end_matches(',').into())
            .collect(),
    )
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
    for (program, count) in [
        ("common", 36),
        ("emissions", 52),
        ("marketplace", 49),
        ("fee-burn", 17),
    ] {
        let (name, variants) = variants(&programs.join(program).join("src/error.rs"));
        assert_eq!(variants.len(), count, "{name}: say here how many it has");
        let mut tests = text(std::slice::from_ref(&replays));
        if program == "common" {
            tests += &text(&common_tests);
        }
        let untested = variants
            .into_iter()
            .map(|variant| format!("{name}::{variant}"));
        missing.extend(untested.filter(|variant| !tests.contains(variant)));
    }
    assert!(missing.is_empty(), "no test produces {missing:?}");
}
