//! Against a stand-in for the `docker` command: a script that records its arguments and remembers containers in files. What the
//! real one does with them is not tested here.

use std::os::unix::fs::PermissionsExt;

use tempfile::{tempdir, TempDir};

use super::*;
use crate::driver::program;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";
const IMAGE: &str = "docker.io/library/ubuntu:24.04";

/// A folder a container, with its labels and whether it runs.
const STAND_IN: &str = r#"#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/calls"
case $1 in
  pull) [ ! -f "$here/no-pull" ] || { echo "no such image" >&2; exit 1; } ;;
  ps)
    for it in "$here"/containers/*; do
      [ -d "$it" ] || continue
      case "$*" in
        *--quiet*) grep -q "^${5#label=}$" "$it/labels" && basename "$it" ;;
        *) sed -n 's/^io.devices=//p' "$it/labels" ;;
      esac
    done
    exit 0
    ;;
  create)
    it=$here/containers/$3
    mkdir "$it" || { echo "name in use" >&2; exit 1; }
    while [ $# -gt 0 ]; do
      [ "$1" != --label ] || echo "$2" >> "$it/labels"
      shift
    done
    ;;
  start) touch "$here/containers/$2/running" ;;
  port) echo 0.0.0.0:49153; echo '[::]:49153' ;;
  inspect) [ -f "$here/containers/$4/running" ] && echo true || echo false ;;
  rm) rm -r "$here/containers/$4" ;;
esac
"#;

struct Setting {
    folder: TempDir,
    driver: Docker,
}

fn setting(devices: &[&str]) -> Setting {
    let folder = tempdir().unwrap();
    let program = folder.path().join("docker");
    program::write(&program, STAND_IN);
    fs::create_dir(folder.path().join("containers")).unwrap();
    let settings = Settings {
        program,
        image: None,
        host: "gpu-1.example".into(),
        devices: devices.iter().map(ToString::to_string).collect(),
        options: vec!["--memory=64g".into()],
    };
    let limit = Duration::from_secs(60);
    let driver = Docker::new(settings, &folder.path().join("state"), limit).unwrap();
    Setting { folder, driver }
}

impl Setting {
    fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        calls.lines().map(String::from).collect()
    }

    fn containers(&self) -> usize {
        fs::read_dir(self.folder.path().join("containers"))
            .unwrap()
            .count()
    }
}

fn job(number: u8, gpus: u32) -> Job {
    let reservation = Pubkey::from([number; 32]);
    Job {
        reservation,
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([2; 32]),
        gpus,
        starts_until: 0,
        workload: Some(Workload {
            reservation,
            ssh_keys: vec![KEY.parse().unwrap()],
            image: Some(IMAGE.into()),
            command: vec!["sleep".into(), "infinity".into()],
            env: vec!["HF_TOKEN=hf_secret".into()],
        }),
    }
}

fn why(outcome: Result<Tenant, Failure>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn a_container_has_its_devices_keys_volume_and_limits() {
    let it = setting(&["0", "1", "2"]);
    let job = job(9, 2);
    let tenant = it.driver.provision(&job).unwrap();
    let Access::Ssh(ssh) = &tenant.access else {
        panic!("{tenant:?}");
    };
    assert_eq!(
        (ssh.host.as_str(), ssh.port, ssh.user.as_str()),
        ("gpu-1.example", 49_153, "root")
    );
    let files = it
        .folder
        .path()
        .join("state")
        .join(job.reservation.to_string());
    let public = fs::read_to_string(files.join("access/ssh_host_ed25519_key.pub")).unwrap();
    assert!(
        public.starts_with(ssh.host_key.without_comment()),
        "{public}"
    );
    let authorized = fs::read_to_string(files.join("access/authorized_keys")).unwrap();
    assert_eq!(authorized, format!("{KEY}\n"));
    let calls = it.calls();
    let create = calls.iter().find(|it| it.starts_with("create ")).unwrap();
    let name = format!("io-{}", job.reservation);
    for part in [
        format!("--name {name} "),
        "--gpus \"device=0,1\" ".into(),
        format!("type=volume,source={name},target=/data "),
        "target=/run/io,readonly ".into(),
        "--memory=64g ".into(),
        "--security-opt no-new-privileges ".into(),
    ] {
        assert!(create.contains(&part), "{part}: {create}");
    }
    assert!(
        create.ends_with(&format!("{IMAGE} sleep infinity")),
        "{create}"
    );
    // It is in a file that only its owner may read, and in no list of processes.
    assert!(!calls.concat().contains("hf_secret"));
    let env = files.join("env");
    assert_eq!(
        fs::metadata(&env).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_to_string(env).unwrap(), "HF_TOKEN=hf_secret\n");
    it.driver.check(&job).unwrap();
}

#[test]
fn no_two_containers_have_the_same_device() {
    let it = setting(&["0", "1", "2"]);
    it.driver.provision(&job(1, 2)).unwrap();
    let failed = why(it.driver.provision(&job(2, 2)));
    assert_eq!(failed, "1 of 3 devices are free, and 2 are reserved");
    it.driver.provision(&job(3, 1)).unwrap();
    let calls = it.calls();
    assert!(
        calls.iter().any(|it| it.contains("\"device=2\"")),
        "{calls:#?}"
    );
    it.driver.teardown(&job(1, 2)).unwrap();
    it.driver.provision(&job(4, 2)).unwrap();
}

#[test]
fn prepared_again_it_leaves_one_container_and_taken_back_again_none() {
    let it = setting(&["0"]);
    let job = job(9, 1);
    for _ in 0..2 {
        it.driver.provision(&job).unwrap();
        assert_eq!(it.containers(), 1);
    }
    for _ in 0..2 {
        it.driver.teardown(&job).unwrap();
        assert_eq!(it.containers(), 0);
    }
    let files = it
        .folder
        .path()
        .join("state")
        .join(job.reservation.to_string());
    assert!(!files.exists());
    let volume = format!("volume rm --force io-{}", job.reservation);
    assert!(it.calls().contains(&volume));
    assert!(it.driver.check(&job).is_err());
}

#[test]
fn what_cannot_work_is_refused_before_a_container_is_made() {
    let it = setting(&["0"]);
    let with = |change: fn(&mut Workload)| {
        let mut job = job(9, 1);
        change(job.workload.as_mut().unwrap());
        why(it.driver.provision(&job))
    };
    assert!(with(|it| it.ssh_keys.clear()).contains("no SSH key"));
    assert!(with(|it| it.image = None).contains("names no image"));
    let lines = with(|it| it.env = vec!["A=1\nB=2".into()]);
    assert!(lines.contains("line break"), "{lines}");
    fs::write(it.folder.path().join("no-pull"), "").unwrap();
    let failed = why(it.driver.provision(&job(9, 1)));
    assert!(
        failed.ends_with("pull: exit status: 1: no such image"),
        "{failed}"
    );
    assert_eq!(it.containers(), 0);
}
