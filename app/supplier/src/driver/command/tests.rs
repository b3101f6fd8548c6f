use std::fs;

use io_access::Workload;
use tempfile::{tempdir, TempDir};

use super::*;
use crate::driver::program;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";

fn job() -> Job {
    let reservation = Pubkey::from([9; 32]);
    Job {
        reservation,
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([2; 32]),
        gpus: 4,
        starts_until: 1_800_000_000,
        workload: Some(Workload {
            reservation,
            ssh_keys: vec![KEY.parse().unwrap()],
            image: None,
            command: Vec::new(),
            env: Vec::new(),
        }),
    }
}

fn hook(script: &str) -> (TempDir, Command) {
    let folder = tempdir().unwrap();
    let hook = folder.path().join("hook");
    program::write(&hook, &format!("#!/bin/sh\n{script}\n"));
    let limit = Duration::from_secs(60);
    let driver = Command::new(&hook, &folder.path().join("driver"), limit).unwrap();
    (folder, driver)
}

fn ssh(more: &str) -> String {
    format!(
        r#"{{"kind":"ssh","host":"gpu-1.example","port":2222,"user":"renter","host_key":"{KEY}"{more}}}"#
    )
}

#[test]
fn a_hook_reads_the_reservation_with_its_workload() {
    let (folder, driver) = hook("cat > \"$(dirname \"$0\")/$1.json\"; echo '{}'");
    assert!(driver.provision(&job()).is_err());
    driver.check(&job()).unwrap();
    let read = fs::read(folder.path().join("provision.json")).unwrap();
    let read: Value = serde_json::from_slice(&read).unwrap();
    let expected = json!({
        "version": 1,
        "action": "provision",
        "reservation": job().reservation.to_string(),
        "supplier": job().supplier.to_string(),
        "renter": job().renter.to_string(),
        "gpus": 4,
        "starts_until": 1_800_000_000,
        "workload": {
            "version": 1,
            "reservation": job().reservation.to_string(),
            "ssh_keys": [KEY],
            "image": null,
            "command": [],
            "env": [],
        },
    });
    let mut expected = expected;
    expected["workload"]
        .as_object_mut()
        .unwrap()
        .remove("image");
    let mut read = read;
    if read["workload"]["image"].is_null() {
        read["workload"].as_object_mut().unwrap().remove("image");
    }
    assert_eq!(read, expected);
}

#[test]
fn what_a_hook_prints_becomes_the_details() {
    let (_folder, driver) = hook(&format!(
        "echo '{}'",
        ssh(r#","notes":"the disk is /data""#)
    ));
    let tenant = driver.provision(&job()).unwrap();
    let Access::Ssh(ssh) = &tenant.access else {
        panic!("{tenant:?}");
    };
    assert_eq!((ssh.host.as_str(), ssh.port), ("gpu-1.example", 2222));
    assert_eq!(ssh.host_key.line(), KEY);
    assert_eq!(tenant.notes, "the disk is /data");
    assert_eq!(tenant.expires_at, None);
    let key = io_access::Secret::generate().public();
    details::seal(&job(), tenant, &key).unwrap();
}

#[test]
fn what_a_hook_prints_wrongly_is_refused_by_its_field_without_its_text() {
    let wrong = |printed: &str| match tenant(&job(), printed.as_bytes()) {
        Err(Failure::Failed(why)) => why,
        other => panic!("{other:?}"),
    };
    let other = Pubkey::from([8; 32]).to_string();
    for (printed, reported) in [
        ("hunter2", "no JSON object, near line 1, column 1"),
        (r#"["hunter2"]"#, "no JSON object"),
        ("{}", "`kind` is missing"),
        (&ssh(r#","password":"hunter2""#), "not JSON of this format"),
        (&ssh("").replace("2222", "0"), "`port`"),
        (
            &ssh("").replace("gpu-1.example", "-oProxyCommand=hunter2"),
            "`host`",
        ),
        (&ssh("").replace("AAAA", "hunter2"), "`host_key`"),
        (
            &ssh(&format!(r#","reservation":"{other}""#)),
            "`reservation` is another one",
        ),
        (r#"{"kind":"https","urls":[]}"#, "`urls` is empty"),
    ] {
        let why = wrong(printed);
        assert!(why.contains(reported), "{printed}: {why}");
        assert!(!why.contains("hunter2"), "{why}");
    }
}

#[test]
fn a_hook_gets_no_variable_of_this_program() {
    // Set before any thread of this test reads it, and by no other test.
    let (folder, driver) = hook("env > \"$(dirname \"$0\")/env\"");
    driver.check(&job()).unwrap();
    let seen = fs::read_to_string(folder.path().join("env")).unwrap();
    assert!(seen.contains("PATH="));
    assert!(!seen.lines().any(|line| line.starts_with(OWN)), "{seen}");
}

#[test]
fn a_hook_that_fails_is_named_with_what_it_did() {
    let (_folder, driver) = hook("echo out of GPUs >&2; exit 1");
    let failed = driver.teardown(&job()).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "hook teardown: exit status: 1: out of GPUs"
    );
}
