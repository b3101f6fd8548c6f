//! `io council watch`: three processes, a supplier's endpoint that answers and then dies.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    thread,
};

use anchor_lang::prelude::Pubkey;
use io_access::{ChallengeTerms, Gpu, Source};
use io_client::{read, Network};
use io_common::types::Supplier;
use io_inventory::{answer, Inventory, Service};
use io_migrations::catalogue;
use marketplace::state::Reservation;
use solana_keypair::Keypair;

use super::stage::{number, text, Stage, HASH};

const ATTESTORS: [&str; 3] = ["attestor-1", "attestor-2", "attestor-3"];
/// Sealed connection details.
const DETAILS: &[u8] = b"sealed details";

struct Gpus(Vec<Gpu>);

impl Inventory for Gpus {
    fn source(&self) -> Source {
        Source::Command
    }
    fn gpus(&self) -> Result<Vec<Gpu>, io_inventory::Error> {
        Ok(self.0.clone())
    }
}

/// A supplier's service: a challenge is answered, details are served.
struct Endpoint {
    supplier: Pubkey,
    operator: Keypair,
    attestors: Vec<Pubkey>,
    network: solana_hash::Hash,
    gpus: Gpus,
}

impl Endpoint {
    /// Its URL, and whether it answers.
    fn serve(self) -> (String, Arc<AtomicBool>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let alive = Arc::new(AtomicBool::new(true));
        let answers = alive.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if answers.load(Ordering::SeqCst) {
                    self.reply(stream.unwrap());
                }
            }
        });
        (url, alive)
    }

    fn reply(&self, mut stream: TcpStream) {
        let (head, mut body) = head(&mut stream);
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.parse::<usize>().unwrap())
        });
        let missing = length.unwrap_or_default() - body.len();
        let mut rest = vec![0; missing];
        stream.read_exact(&mut rest).unwrap();
        body.extend(rest);
        let body = match head.starts_with("POST ") {
            true => self.answer(&body),
            false => DETAILS.to_vec(),
        };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        stream
            .write_all(&[head.as_bytes(), &body].concat())
            .unwrap();
    }

    fn answer(&self, challenge: &[u8]) -> Vec<u8> {
        let asked: serde_json::Value = serde_json::from_slice(challenge).unwrap();
        let service = Service {
            terms: ChallengeTerms {
                network: self.network,
                supplier: self.supplier,
                attestors: &self.attestors,
                // The network's clock is ahead of this machine's.
                now: number(&asked, "/asked_at"),
            },
            inventory: &self.gpus,
            maintenance: None,
            signer: &self.operator,
        };
        answer(&service, challenge).unwrap()
    }
}

/// The head of a request, and what has come of its body.
fn head(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut read = Vec::new();
    loop {
        let mut some = [0; 4_096];
        let count = stream.read(&mut some).unwrap();
        read.extend(&some[..count]);
        let end = read.windows(4).position(|it| it == b"\r\n\r\n");
        if let Some(end) = end {
            let body = read.split_off(end + 4);
            return (String::from_utf8(read).unwrap(), body);
        }
        assert!(count > 0, "half a request");
    }
}

pub fn run(stage: &Stage) {
    let supplier: Pubkey = stage.supplier(1).parse().unwrap();
    let account: Supplier = read(&mut stage.rpc(), &supplier).unwrap().unwrap();
    let model = &catalogue::gpus().unwrap()[usize::from(account.model)];
    let gpus = (0..account.attestation.gpus).map(|it| Gpu {
        uuid: format!("GPU-{it}"),
        model: model.driver_names[0].clone(),
        memory_mib: u64::from(model.vram_gb) * 1_000_000_000 / (1 << 20),
        utilisation: None,
    });
    let (url, alive) = Endpoint {
        supplier,
        operator: stage.key("operator-1"),
        attestors: ATTESTORS.map(|it| stage.pubkey(it)).to_vec(),
        network: stage.rpc().genesis().unwrap().unwrap(),
        gpus: Gpus(gpus.collect()),
    }
    .serve();
    stage.does("supplier-1", &format!("supplier update --endpoint {url}"));
    let reservation = rent(stage);
    minutes(stage, 3);
    assert_eq!(down_since(stage, &reservation), None);
    alive.store(false, Ordering::SeqCst);
    minutes(stage, 9);
    assert!(down_since(stage, &reservation).is_some());
    alive.store(true, Ordering::SeqCst);
    minutes(stage, 8);
    assert_eq!(down_since(stage, &reservation), None);
    let after: Reservation = read(&mut stage.rpc(), &reservation).unwrap().unwrap();
    assert!(after.outage.total > 0);
    verify(stage);
}

/// A day of a GPU at the first supplier, started with the hash of [`DETAILS`].
fn rent(stage: &Stage) -> Pubkey {
    let offer = stage.offer(1);
    let line = format!("rent reserve {offer} --time 1d --connection-key {HASH}");
    let reservation = text(&stage.does("renter-1", &line), "/reservation");
    let hash = io_access::hash(DETAILS);
    let hash: String = hash.iter().map(|it| format!("{it:02x}")).collect();
    let start = format!("supplier start {reservation} --connection-hash {hash}");
    stage.does("operator-1", &start);
    reservation.parse().unwrap()
}

/// So many minutes, with a round of each attestor in each.
fn minutes(stage: &Stage, count: u32) {
    for _ in 0..count {
        stage.travel(60);
        for attestor in ATTESTORS {
            let folder = stage.network.folder.join(format!("evidence-{attestor}"));
            let folder = folder.display();
            let line = format!("council watch --once --private --evidence {folder}");
            stage.does(attestor, &line);
        }
    }
}

fn down_since(stage: &Stage, reservation: &Pubkey) -> Option<u32> {
    let it: Reservation = read(&mut stage.rpc(), reservation).unwrap().unwrap();
    it.outage.since()
}

fn verify(stage: &Stage) {
    for attestor in ATTESTORS {
        let folder = stage.network.folder.join(format!("evidence-{attestor}"));
        let files = std::fs::read_dir(folder).unwrap();
        let days = files.map(|it| it.unwrap().path());
        for day in days.filter(|it| it.extension().is_some_and(|it| it == "jsonl")) {
            let line = format!("council evidence verify {}", day.display());
            let verified = stage.does("renter-1", &line);
            assert_eq!(
                text(&verified, "/attestor"),
                stage.pubkey(attestor).to_string()
            );
            assert!(
                number(&verified, "/challengesWithoutAnAnswer") > 0,
                "{verified}"
            );
        }
    }
}
