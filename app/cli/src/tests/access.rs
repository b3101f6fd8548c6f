//! Connection keys, endpoints and `ssh`: `io rent reserve`, `workload`, `connect` and `watch` without a service.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    thread::{park_timeout, spawn},
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use io_access::{Secret, Ssh};
use io_client::marketplace as client;
use marketplace::state::Reservation;
use solana_signer::Signer;

use super::{connections, Suite, HASH};
use crate::access::{self, Answer, Endpoint, Shell};

fn key_file(reservation: &Pubkey) -> PathBuf {
    connections().path(reservation).unwrap()
}

#[test]
fn a_reservation_has_a_key_of_its_own_which_only_its_renter_can_read() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let address = client::reservation_address(&renter.pubkey(), 7);
    let line = format!("rent reserve {offer} --time 1h --number 7");
    let tried = suite.json(&renter, &format!("{line} --dry-run"));
    let path = key_file(&address);
    assert_eq!(tried["connectionKeyKeptIn"], path.to_str().unwrap());
    assert!(!path.exists());
    let reserved = suite.json(&renter, &line);
    assert_eq!(reserved["connectionKeyKeptIn"], path.to_str().unwrap());
    let mode = |path: &PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.parent().unwrap().into()), 0o700);
    let secret = access::file(&path).unwrap();
    let it: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(it.connection_key, secret.public().to_bytes());
    let second = suite.json(&renter, &line.replace("--number 7", "--number 8"));
    assert_ne!(
        second["connectionKeyKeptIn"],
        reserved["connectionKeyKeptIn"]
    );
}

#[test]
fn a_key_that_is_there_is_used_and_never_overwritten() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let address = client::reservation_address(&renter.pubkey(), 7);
    // As an earlier try leaves it that was not executed.
    let secret = Secret::generate();
    connections().keep(&address, &secret).unwrap();
    connections().keep(&address, &secret).unwrap();
    let other = connections().keep(&address, &Secret::generate());
    let refused = other.unwrap_err().to_string();
    assert!(
        refused.ends_with("holds another key: move it away; nothing was sent"),
        "{refused}"
    );
    let line = format!("rent reserve {offer} --time 1h --number 7");
    suite.json(&renter, &line);
    let it: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(it.connection_key, secret.public().to_bytes());
    let damaged = client::reservation_address(&renter.pubkey(), 8);
    fs::write(key_file(&damaged), "AGE-SECRET-KEY-1DAMAGED").unwrap();
    let (status, message) = suite.fails(&renter, &line.replace("--number 7", "--number 8"));
    assert_eq!(status, 2, "{message}");
    assert!(!message.contains("DAMAGED"), "{message}");
    assert!(suite.economy.read::<Reservation>(&damaged).is_err());
}

#[test]
fn nothing_is_connected_to_without_the_key_or_before_the_start_or_after_the_end() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let address = client::reservation_address(&renter.pubkey(), 7);
    suite.json(
        &renter,
        &format!("rent reserve {offer} --time 1h --number 7"),
    );
    let connect = format!("rent connect {address}");
    let (status, message) = suite.fails(&renter, &format!("{connect} --no-wait"));
    assert_eq!(status, 3);
    assert!(
        message.starts_with("there is nothing to connect to: it waits for its start until "),
        "{message}"
    );
    // Another key, and none.
    let path = key_file(&address);
    let kept = fs::read(&path).unwrap();
    fs::write(&path, Secret::generate().to_file().as_bytes()).unwrap();
    let (status, message) = suite.fails(&renter, &connect);
    assert_eq!(status, 2);
    assert!(message.contains(" holds the key of age1"), "{message}");
    fs::remove_file(&path).unwrap();
    let (status, message) = suite.fails(&renter, &connect);
    assert_eq!(status, 2);
    assert!(
        message.starts_with("there is no connection key at "),
        "{message}"
    );
    fs::write(&path, kept).unwrap();
    let owner = suite.supplier(0).0;
    suite.json(&owner, &format!("supplier decline {address}"));
    let (status, message) = suite.fails(&renter, &connect);
    assert_eq!(status, 3);
    assert!(
        message.starts_with("there is nothing to connect to (declined by the supplier): "),
        "{message}"
    );
}

#[test]
fn a_workload_is_of_the_renter_and_before_the_start() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let folder = super::folder::Folder::new();
    let address = client::reservation_address(&renter.pubkey(), 7);
    suite.json(
        &renter,
        &format!("rent reserve {offer} --time 1h --number 7"),
    );
    let send = |key: &str| format!("rent workload {address} --ssh-key {key}");
    let private = folder.write("id", "-----BEGIN OPENSSH PRIVATE KEY-----\nSECRETKEY\n");
    let (status, message) = suite.fails(&renter, &send(&private));
    assert_eq!(status, 2);
    assert!(
        message.ends_with("it is a private key: name the .pub file beside it"),
        "{message}"
    );
    let options = folder.write("options.pub", "command=\"sh\" ssh-ed25519 AAAA");
    let (_, message) = suite.fails(&renter, &send(&options));
    assert!(
        message.contains("is not the line of a .pub file"),
        "{message}"
    );
    let other = suite.economy.renters[1].person.clone();
    let (status, message) = suite.fails(&other, &send(&options));
    assert_eq!(
        (status, message.starts_with("only its renter ")),
        (2, true),
        "{message}"
    );
    let owner = suite.supplier(0).0;
    suite.json(
        &owner,
        &format!("supplier start {address} --connection-hash {HASH}"),
    );
    let (status, message) = suite.fails(&renter, &send(&options));
    assert_eq!(status, 3);
    assert!(
        message.starts_with("a workload is sent before the start: it runs until "),
        "{message}"
    );
}

#[test]
fn what_is_watched_says_what_it_has_cost() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    suite.wait(3_600);
    let status = suite.json(&renter, &format!("rent status {address}"));
    suite.json(&renter, &format!("rent terminate {address}"));
    let watched = suite.json(&renter, &format!("rent watch {address} --once"));
    assert_eq!(watched["state"], "ended");
    assert_eq!(watched["access"], "over");
    let (paid, back) = (&status["paidIn"], &status["refundIfTerminated"]);
    let cost = paid.as_u64().unwrap() - back.as_u64().unwrap();
    assert_eq!(watched["costSoFar"], cost);
}

/// A server that gives each client this answer; its URL.
fn server(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            let _ = client.write_all(&answer);
        }
    });
    format!("http://{address}")
}

fn answer(status: &str, body: &[u8]) -> Answer {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    let url = server([head.as_bytes(), body].concat());
    Endpoint::new(&url)
        .unwrap()
        .details(&Pubkey::default())
        .unwrap()
}

#[test]
fn an_endpoint_is_read_within_the_limits_and_nowhere_else() {
    let most = io_access::limits::MAX_SEALED;
    assert_eq!(
        answer("200 OK", &vec![7; most]),
        Answer::Given(vec![7; most])
    );
    let more = answer("200 OK", &vec![7; most + 1]);
    assert_eq!(
        more,
        Answer::Silent(format!("more than {most} bytes come back"))
    );
    let url = server(
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
            .to_vec(),
    );
    let moved = Endpoint::new(&url).unwrap().details(&Pubkey::default());
    assert_eq!(moved.unwrap(), Answer::Unknown(302));
    let refusal = br#"{"error":"NotFound","message":"not \u001b[31mhere"}"#;
    let refused = answer("404 Not Found", refusal);
    assert!(refused.is_not_found());
    assert!(!refused.words().contains('\u{1b}'), "{}", refused.words());
    assert_eq!(answer("500 Oops", b"<html>"), Answer::Unknown(500));
    let silent = Endpoint::new("http://127.0.0.1:1").unwrap();
    let silent = silent.details(&Pubkey::default()).unwrap();
    assert!(
        silent
            .words()
            .starts_with("it does not answer: Connection refused"),
        "{}",
        silent.words()
    );
}

/// A server that sends `head`, and then a byte every 20 ms without an end; its URL.
fn drips(head: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        assert!(client.read(&mut [0; 4_096]).unwrap() > 0);
        let mut sent = client.write_all(head);
        while sent.is_ok() {
            park_timeout(Duration::from_millis(20));
            sent = client.write_all(b"a");
        }
    });
    format!("http://{address}")
}

#[test]
fn an_answer_that_drips_ends_at_the_deadline() {
    for head in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 20000\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nx: ",
    ] {
        let (url, asked) = (drips(head), Instant::now());
        let endpoint = Endpoint::new(&url).unwrap();
        let endpoint = endpoint.within(Duration::from_millis(300));
        let late = endpoint.details(&Pubkey::default()).unwrap();
        assert_eq!(late, Answer::Silent("it takes too long".into()));
        // 20,000 bytes would take 400 s.
        assert!(asked.elapsed() < Duration::from_secs(100));
    }
}

#[test]
fn an_endpoint_outside_of_the_public_network_is_known_by_its_address() {
    for (url, address) in [
        ("http://127.0.0.1:9", "127.0.0.1"),
        ("https://10.1.2.3", "10.1.2.3"),
        ("https://169.254.169.254/latest", "169.254.169.254"),
        ("https://[fd00::1]:8443", "fd00::1"),
        ("https://[::ffff:192.168.0.1]", "::ffff:192.168.0.1"),
        ("https://0x7f.1", "127.0.0.1"),
    ] {
        let endpoint = Endpoint::new(url).unwrap();
        assert_eq!(endpoint.inside(), Some(address.parse().unwrap()), "{url}");
        assert_eq!(endpoint.is_local(), address == "127.0.0.1", "{url}");
    }
    assert_eq!(Endpoint::new("https://8.8.8.8").unwrap().inside(), None);
}

#[test]
fn the_numbers_of_workloads_rise_whatever_the_clock_says() {
    let (folder, of) = (connections(), Pubkey::from([7; 32]));
    let next = |now| folder.next_sequence(&of, now).unwrap();
    let numbers = [1_801_413_000_123, 1_801_413_000_123, 5, 1_801_413_000_200].map(next);
    let expected = [
        1_801_413_000_123,
        1_801_413_000_124,
        1_801_413_000_125,
        1_801_413_000_200,
    ];
    assert_eq!(numbers, expected);
    assert_eq!(folder.next_sequence(&Pubkey::default(), 9).unwrap(), 9);
    let file = folder.path(&of).unwrap().with_extension("sequence");
    fs::write(&file, "").unwrap();
    assert_eq!(next(7), 7, "cut off before its first number");
    fs::write(&file, "seven\n").unwrap();
    let refused = folder.next_sequence(&of, 8).unwrap_err().to_string();
    assert!(
        refused.ends_with("move it away; nothing was sent"),
        "{refused}"
    );
}

#[test]
fn what_is_no_url_is_no_endpoint() {
    for wrong in [
        "",
        "gpus.example",
        "ftp://gpus.example",
        "http://a b",
        "https://u:p@gpus.example",
    ] {
        let refused = Endpoint::new(wrong).err().unwrap().to_string();
        assert!(
            refused.starts_with("the supplier's endpoint cannot be used: "),
            "{refused}"
        );
    }
}

#[test]
fn ssh_trusts_the_pinned_key_shares_no_connection_and_forwards_nothing() {
    let folder = super::folder::Folder::new();
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";
    let shell = Shell {
        ssh: Ssh {
            host: "gpu-7.example".into(),
            port: 2222,
            user: "renter".into(),
            host_key: key.parse().unwrap(),
        },
        known_hosts: folder.join("a folder/known_hosts"),
        identity: Some("id".into()),
        command: vec!["nvidia-smi".into()],
    };
    shell.pin().unwrap();
    shell.pin().unwrap();
    let pinned = fs::read_to_string(&shell.known_hosts).unwrap();
    assert_eq!(pinned, format!("[gpu-7.example]:2222 {key}\n"));
    let arguments = shell.arguments();
    let options: Vec<&str> = arguments
        .chunks(2)
        .take_while(|it| it[0] == "-o")
        .map(|it| it[1].as_str())
        .collect();
    let file = format!("UserKnownHostsFile=\"{}\"", shell.known_hosts.display());
    // Older clients pass over what they do not know from there on.
    assert_eq!(options[0], "IgnoreUnknown=*");
    for option in [
        "StrictHostKeyChecking=yes",
        "GlobalKnownHostsFile=/dev/null",
        "KnownHostsCommand=none",
        "CheckHostIP=no",
        "UpdateHostKeys=no",
        "VerifyHostKeyDNS=no",
        "ControlMaster=no",
        "ControlPath=none",
        "ClearAllForwardings=yes",
        "ForwardAgent=no",
        "ForwardX11=no",
        "Tunnel=no",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "GSSAPIDelegateCredentials=no",
        &file,
    ] {
        assert!(options.contains(&option), "{option}: {options:?}");
    }
    assert_eq!(options.len(), 17, "{options:?}");
    let login = "-p 2222 -l renter -o IdentitiesOnly=yes -i id -- gpu-7.example nvidia-smi";
    assert_eq!(arguments[34..].join(" "), login);
}
