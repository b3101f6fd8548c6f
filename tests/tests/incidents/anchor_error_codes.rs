//! Anchor: every `#[error_code]` starts at 6000, so that the errors of two crates collide.
//!
//! The same mistake here: a program passes on an error of the shared crate, and its client shows the sentence of its own
//! error of that number. The `offset` of each enum holds it: common 6000, emissions 7000, marketplace 8000, fee-burn
//! 9000.

use std::{collections::BTreeMap, fs};

use emissions::error::EmissionsError;
use fee_burn::error::FeeBurnError;
use io_common::CommonError;
use io_tests::root;
use marketplace::error::MarketplaceError;
use serde_json::Value;

/// Name and first code of each crate's enum, as the compiler has it.
fn crates() -> [(&'static str, &'static str, u32); 4] {
    [
        ("common", "CommonError", CommonError::MathOverflow.into()),
        (
            "emissions",
            "EmissionsError",
            EmissionsError::NotLaunched.into(),
        ),
        (
            "marketplace",
            "MarketplaceError",
            MarketplaceError::NotSupplier.into(),
        ),
        ("fee-burn", "FeeBurnError", FeeBurnError::WrongMint.into()),
    ]
}

/// The variants of the enum in a crate's source, in their order.
fn variants(folder: &str, name: &str) -> Vec<String> {
    let file = root().join(format!("programs/{folder}/src/error.rs"));
    let text = fs::read_to_string(file).unwrap();
    let (_, body) = text.split_once(&format!("pub enum {name} {{")).unwrap();
    let lines = body.lines().map(str::trim);
    let named = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    named
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect()
}

/// The codes of the suite by number, with who says so.
fn codes() -> Vec<(u32, String)> {
    let named = |(folder, name, first): (&str, &'static str, u32)| {
        let variants = variants(folder, name).into_iter();
        let numbered = (first..).zip(variants);
        numbered.map(move |(code, variant)| (code, format!("{name}::{variant}")))
    };
    crates().into_iter().flat_map(named).collect()
}

#[test]
fn no_two_errors_of_the_suite_have_the_same_code() {
    let mut known = BTreeMap::new();
    for (code, name) in codes() {
        if let Some(other) = known.insert(code, name.clone()) {
            panic!("{code} is {other} and {name}");
        }
    }
    // A thousand for each crate, so that they grow apart.
    for (place, (folder, name, first)) in crates().into_iter().enumerate() {
        assert_eq!(first, 6_000 + 1_000 * place as u32, "{folder}");
        assert!(variants(folder, name).len() < 1_000);
    }
}

/// What clients show is what the programs give.
#[test]
fn the_idls_give_each_code_the_name_that_the_program_gives_it() {
    let codes: BTreeMap<u32, String> = codes().into_iter().collect();
    for (program, crate_name) in [
        ("common", "CommonError"),
        ("emissions", "EmissionsError"),
        ("marketplace", "MarketplaceError"),
        ("fee_burn", "FeeBurnError"),
    ] {
        let file = root().join(format!("idls/{program}.json"));
        let idl: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let errors = idl["errors"].as_array().unwrap();
        assert!(!errors.is_empty());
        for error in errors {
            let code = u32::try_from(error["code"].as_u64().unwrap()).unwrap();
            let name = format!("{crate_name}::{}", error["name"].as_str().unwrap());
            assert_eq!(codes.get(&code), Some(&name), "{program}");
        }
    }
}
