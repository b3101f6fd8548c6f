//! The examples and the limits of docs/spec/access.md.

use std::{fs, path::PathBuf};

use io_access::{limits, Details, Error, ServiceKey, Workload};

use crate::{
    people::{container, network, pages, reservation, service_key, shell},
    service, workload,
};

fn page() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec/access.md");
    fs::read_to_string(path).unwrap()
}

/// The blocks of a language, in order.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    let parts = page.split(&start).skip(1);
    parts.map(|it| it.split_once("\n```").unwrap().0).collect()
}

#[test]
fn its_examples_are_taken() {
    let page = page();
    let [ssh, https, workload, key] = blocks(&page, "json")[..] else {
        panic!("four examples")
    };
    assert_eq!(Details::read(ssh.as_bytes()), Ok(shell()));
    assert_eq!(Details::read(https.as_bytes()), Ok(pages()));
    assert_eq!(Workload::read(workload.as_bytes()), Ok(container()));
    let key = ServiceKey::read(key.as_bytes()).unwrap();
    assert_eq!(key.check(&service::terms()), Ok(service_key().public()));
}

#[test]
fn its_lines_are_those_that_are_signed() {
    let page = page();
    let [key, request] = blocks(&page, "text")[..] else {
        panic!("two lines")
    };
    assert_eq!(key, service::unsigned().statement().text());
    // The hash is that of recorded bytes.
    let (before, rest) = request.split_once("SHA-256: ").unwrap();
    let (_, after) = rest.split_at(64);
    let statement = workload::unsigned(Vec::new()).statement();
    assert!(statement.text().starts_with(before) && statement.text().ends_with(after));
    assert!(before.contains(&network().to_string()) && before.contains(&reservation().to_string()));
}

#[test]
fn its_limits_are_those_of_the_code() {
    let page = page();
    for (what, most) in [
        ("JSON before it is sealed", limits::MAX_JSON),
        ("sealed bytes", limits::MAX_SEALED),
        ("JSON of a request or a service key", limits::MAX_REQUEST),
        ("`notes`", limits::MAX_NOTES),
        ("`urls`", limits::MAX_URLS),
        ("a URL", limits::MAX_URL),
        ("an SSH key", limits::MAX_SSH_KEY),
        ("`ssh_keys`", limits::MAX_SSH_KEYS),
        ("`image`", limits::MAX_IMAGE),
        ("`command`", limits::MAX_ARGUMENTS),
        ("`env`", limits::MAX_VARIABLES),
        ("an argument, or a variable", limits::MAX_ARGUMENT),
    ] {
        let digits = most.to_string();
        let number = match digits.split_at(digits.len().saturating_sub(3)) {
            ("", all) => all.into(),
            (thousands, rest) => format!("{thousands},{rest}"),
        };
        assert!(
            page.contains(&format!("| {what} | {number} |")),
            "{what}: {number}"
        );
    }
}

#[test]
fn its_refusals_have_the_names_of_errors() {
    let page = page();
    for error in [
        Error::WeakKey,
        Error::TooLarge { most: 0, has: 1 },
        Error::HashMismatch,
        Error::CannotOpen,
        Error::Malformed { line: 1, column: 1 },
        Error::UnsupportedVersion(2),
        Error::UnsupportedKind,
        Error::HostKeyMismatch,
        Error::WrongNetwork,
        Error::WrongReservation,
        Error::WrongSupplier,
        Error::WrongSigner,
        Error::BadSignature,
        Error::Stale,
        Error::NotYetValid,
        Error::Expired,
        Error::Replayed { last: 1 },
    ] {
        assert!(
            page.contains(&format!("`{}`", error.name())),
            "{}",
            error.name()
        );
    }
}
