use std::net::TcpListener;

use io_access::Workload;
use tempfile::{tempdir, TempDir};

use super::*;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";

struct Setting {
    folder: TempDir,
    host: TcpListener,
}

impl Setting {
    fn new() -> Self {
        let (folder, host) = (
            tempdir().unwrap(),
            TcpListener::bind("127.0.0.1:0").unwrap(),
        );
        let it = Self { folder, host };
        it.listens_at(it.host.local_addr().unwrap().port());
        it
    }

    /// Writes the details of a host with that port.
    fn listens_at(&self, port: u16) {
        let details = format!(
            r#"{{"kind":"ssh","host":"127.0.0.1","port":{port},"user":"renter","host_key":"{KEY}"}}"#
        );
        fs::write(self.folder.path().join("details.json"), details).unwrap();
    }

    /// As after a start of the service.
    fn driver(&self) -> Fixed {
        let at = |name: &str| self.folder.path().join(name);
        let limit = Duration::from_secs(60);
        let (details, keys, state) = (at("details.json"), at("authorized_keys"), at("state"));
        let keys = Authorized::new(&keys).unwrap();
        Fixed::new(&details, Some(keys), None, &state, limit).unwrap()
    }

    fn authorized(&self) -> String {
        fs::read_to_string(self.folder.path().join("authorized_keys")).unwrap_or_default()
    }
}

fn job(number: u8) -> Job {
    let reservation = Pubkey::from([number; 32]);
    Job {
        reservation,
        supplier: Pubkey::from([1; 32]),
        renter: Pubkey::from([2; 32]),
        gpus: 8,
        starts_until: 0,
        workload: Some(Workload {
            reservation,
            ssh_keys: vec![KEY.parse().unwrap()],
            image: None,
            command: Vec::new(),
            env: Vec::new(),
        }),
    }
}

#[test]
fn a_host_has_one_renter_at_a_time_whatever_is_started_again() {
    let it = Setting::new();
    it.driver().provision(&job(1)).unwrap();
    assert_eq!(it.authorized(), format!("{KEY}\n"));
    let other = it.driver().provision(&job(2)).unwrap_err();
    assert!(
        other.to_string().contains("one renter at a time"),
        "{other}"
    );
    // What is taken back of the other takes nothing from who has it.
    it.driver().teardown(&job(2)).unwrap();
    assert_eq!(it.authorized(), format!("{KEY}\n"));
    it.driver().provision(&job(1)).unwrap();
    it.driver().teardown(&job(1)).unwrap();
    it.driver().teardown(&job(1)).unwrap();
    assert_eq!(it.authorized(), "");
    it.driver().provision(&job(2)).unwrap();
}

#[test]
fn a_host_is_checked_by_a_connection() {
    let it = Setting::new();
    it.driver().check(&job(1)).unwrap();
    // No test is given this port. One that a test has closed may be open in a process that another one is starting.
    it.listens_at(1);
    assert!(it.driver().check(&job(1)).is_err());
}

#[test]
fn without_an_ssh_key_nobody_gets_the_host() {
    let it = Setting::new();
    let mut job = job(1);
    job.workload = None;
    let failed = it.driver().provision(&job).unwrap_err();
    assert!(failed.to_string().contains("no SSH key"), "{failed}");
    assert_eq!(it.driver().occupant(), Ok(None));
}
