//! `io rent workload` against a service on this machine: where it is sent, with which keys and numbers.

use std::{
    io::{Read, Write},
    net::TcpListener,
    rc::Rc,
    sync::mpsc::{channel, Receiver},
    thread::spawn,
};

use anchor_lang::prelude::Pubkey;
use io_access::{RequestTerms, Secret, UnsignedServiceKey, WorkloadRequest};
use io_client::{Forward, Network, ReadError};
use solana_hash::Hash;
use solana_keypair::Keypair;

use super::{consent::Person, folder::Folder, run_asked, Suite};
use crate::{access, context::Key, errors};

/// Of mainnet-beta.
const MAINNET: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const SSH: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";

/// The same network, with a genesis hash.
struct Named<'a> {
    inner: &'a mut dyn Network,
    genesis: Hash,
}

impl Forward for Named<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.inner
    }
    fn genesis(&mut self) -> Result<Option<Hash>, ReadError> {
        Ok(Some(self.genesis))
    }
}

/// A supplier's service that takes every workload.
struct Service {
    url: String,
    asked: Receiver<Vec<u8>>,
    secret: Secret,
}

impl Service {
    /// It serves a key for `supplier`, signed by `operator`.
    fn new(supplier: Pubkey, operator: &Keypair, network: Hash) -> Self {
        let (secret, (sender, asked)) = (Secret::generate(), channel());
        let now = access::clock();
        let key = UnsignedServiceKey {
            network,
            supplier,
            key: secret.public(),
            issued_at: now,
            expires_at: now + 3_600,
        };
        let key = key.sign(operator).unwrap().write().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        spawn(move || {
            for client in listener.incoming() {
                let mut client = client.unwrap();
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n") && client.read_exact(&mut byte).is_ok() {
                    head.extend(byte);
                }
                let head = String::from_utf8(head).unwrap().to_lowercase();
                let length = head
                    .lines()
                    .find_map(|it| it.strip_prefix("content-length: "));
                let mut body = vec![0; length.map_or(0, |it| it.parse().unwrap())];
                client.read_exact(&mut body).unwrap();
                let (status, answer) = match body.is_empty() {
                    true => ("200 OK", key.as_slice()),
                    false => ("202 Accepted", &b""[..]),
                };
                let length = answer.len();
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                // Before the answer: the test looks as soon as it has that.
                if sender.send(body).is_err() {
                    return;
                }
                client.write_all(head.as_bytes()).unwrap();
                client.write_all(answer).unwrap();
            }
        });
        Self { url, asked, secret }
    }
}

/// A reservation that waits for its start at a service on this machine.
struct Stage {
    suite: Suite,
    service: Service,
    reservation: Pubkey,
    genesis: Hash,
    folder: Folder,
}

impl Stage {
    fn new(genesis: Hash) -> Self {
        let mut suite = Suite::new();
        let (owner, supplier, offer) = suite.supplier(0);
        let operator = suite.economy.suppliers[0].operator.insecure_clone();
        let service = Service::new(supplier, &operator, genesis);
        suite.json(
            &owner,
            &format!("supplier update --endpoint {}", service.url),
        );
        let renter = suite.renter();
        let reserved = suite.json(&renter, &format!("rent reserve {offer} --time 1h"));
        let reservation = reserved["reservation"].as_str().unwrap().parse().unwrap();
        let folder = Folder::new();
        folder.write("id.pub", SSH);
        Self {
            suite,
            service,
            reservation,
            genesis,
            folder,
        }
    }

    /// Sends a workload; with what is asked, where somebody is there who says `says`.
    fn send(
        &mut self,
        options: &str,
        says: Option<bool>,
    ) -> (Result<(), anyhow::Error>, Vec<(String, String)>) {
        let line = format!("rent workload {} {options}", self.reservation);
        let key = Key::Loaded(Rc::new(self.suite.renter().insecure_clone()));
        let price = self.suite.economy.price;
        let mut network = Named {
            inner: &mut self.suite.economy.vm,
            genesis: self.genesis,
        };
        let person = says.map(Person::who_says);
        let asked = person.as_ref().map(|it| it.asked.clone());
        let person = person.map(|it| Box::new(it) as Box<dyn crate::consent::Ask>);
        let sent = run_asked(&mut network, key, price, &line, person).map(drop);
        let asked = asked.map(|it| it.borrow().clone()).unwrap_or_default();
        (sent, asked)
    }

    fn ssh_key(&self) -> String {
        format!("--ssh-key {}", self.folder.join("id.pub").display())
    }

    /// Requests that the service has had, but for those of its key.
    fn taken(&self) -> Vec<WorkloadRequest> {
        let asked = self.service.asked.try_iter().filter(|it| !it.is_empty());
        asked
            .map(|it| WorkloadRequest::read(&it).unwrap())
            .collect()
    }

    /// Number and SSH keys of a request.
    fn open(&self, request: &WorkloadRequest, last: Option<u64>) -> (u64, usize) {
        let terms = RequestTerms {
            network: self.genesis,
            reservation: self.reservation,
            renter: solana_signer::Signer::pubkey(&*self.suite.renter()),
            now: access::clock(),
            last_sequence: last,
        };
        let accepted = request.accept(&terms, &self.service.secret).unwrap();
        (request.sequence(), accepted.ssh_keys.len())
    }
}

#[test]
fn on_a_network_of_this_machine_a_workload_goes_to_this_machine() {
    let mut stage = Stage::new(Hash::new_from_array([7; 32]));
    let options = stage.ssh_key();
    let (sent, _) = stage.send(&format!("{options} --yes"), None);
    sent.unwrap();
    let (again, asked) = stage.send(&format!("{options} --image ubuntu"), Some(true));
    again.unwrap();
    let [(_, question)] = &asked[..] else {
        panic!("one question: {asked:?}");
    };
    assert!(question.contains(" with the SSH key of "), "{question}");
    let taken = stage.taken();
    assert_eq!(taken.len(), 2);
    let (first, keys) = stage.open(&taken[0], None);
    assert_eq!(keys, 1);
    let (second, keys) = stage.open(&taken[1], Some(first));
    assert_eq!(keys, 1, "with an image too");
    // Milliseconds of this machine's clock, and not seconds of it.
    assert!(second > first && second < access::milliseconds() + 2);
    let (alone, asked) = stage.send("--image ubuntu --no-ssh-key", Some(true));
    alone.unwrap();
    assert!(asked[0].1.contains(" without an SSH key, "), "{asked:?}");
}

/// Otherwise a supplier could have a renter's machine ask the machines beside it.
#[test]
fn a_workload_to_an_address_near_the_renter_is_asked_about_or_needs_an_option() {
    let mut stage = Stage::new(MAINNET.parse().unwrap());
    let options = stage.ssh_key();
    let words = "the supplier's endpoint is at 127.0.0.1, which is not in the public network: it may be a machine of your own network";
    let (refused, _) = stage.send(&format!("{options} --yes"), None);
    let refused = refused.unwrap_err();
    assert_eq!(errors::status(&refused), 3);
    let expected = format!("{words}; nothing was sent. If that is meant, give --private");
    assert_eq!(refused.to_string(), expected);
    let (refused, asked) = stage.send(&options, Some(false));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "not sent: the answer was not yes"
    );
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0, words);
    let question = &asked[0].1;
    let start = "Send to 127.0.0.1 all the same? (mainnet-beta at localhost, wallet ";
    assert!(question.starts_with(start), "{question}");
    assert!(
        stage.service.asked.try_iter().next().is_none(),
        "nothing was asked there, not even its key"
    );
    let (sent, asked) = stage.send(&options, Some(true));
    sent.unwrap();
    assert_eq!(asked.len(), 2);
    let (sent, _) = stage.send(&format!("{options} --yes --private"), None);
    sent.unwrap();
    assert_eq!(stage.taken().len(), 2);
}
