use std::sync::mpsc::{channel, Receiver};

use io_access::{Details, UnsignedRequest, Workload};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::*;
use crate::{machine::OnChain, View};

const NOW: u64 = 1_800_000_000;
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMnlLwGdLo/zVWOtLHD0wlRMGdxcNqvHpFBbwG+KqmR9";

fn network() -> Hash {
    Hash::from([5; 32])
}

struct Setting {
    front: Front,
    store: Arc<Mutex<Store>>,
    secret: Arc<Secret>,
    renter: Keypair,
    reservation: Pubkey,
    news: Receiver<()>,
}

impl Setting {
    fn new() -> Self {
        let (renter, reservation) = (Keypair::new(), Pubkey::from([9; 32]));
        let store = Store::in_memory(&network()).unwrap();
        let view = View {
            supplier: Pubkey::from([1; 32]),
            renter: renter.pubkey(),
            connection_key: [3; 32],
            gpus: 1,
            created_at: 0,
            on_chain: OnChain::Waiting { until: 1_800 },
        };
        store.admit(&reservation, &view, 0).unwrap();
        let (store, secret) = (Arc::new(Mutex::new(store)), Arc::new(Secret::generate()));
        let (wake, news) = channel();
        Self {
            front: Front::new(
                store.clone(),
                secret.clone(),
                network(),
                Log::new(|_| {}),
                wake,
            ),
            store,
            secret,
            renter,
            reservation,
            news,
        }
    }

    /// A request of the renter, with its sequence.
    fn request(&self, sequence: u64) -> Vec<u8> {
        let unsigned = UnsignedRequest {
            network: network(),
            reservation: self.reservation,
            sealed: self.sealed(self.reservation),
            issued_at: NOW,
            sequence,
        };
        unsigned.sign(&self.renter).unwrap().write().unwrap()
    }

    fn sealed(&self, reservation: Pubkey) -> Vec<u8> {
        let workload = Workload {
            reservation,
            ssh_keys: vec![KEY.parse().unwrap()],
            image: None,
            command: Vec::new(),
            env: Vec::new(),
        };
        workload.seal(&self.secret.public()).unwrap()
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> (u16, String) {
        let answer = self.front.answer(&Request {
            method,
            path,
            etag: None,
            body,
            now: NOW,
        });
        let name = Refusal::read(&answer.body).map_or_else(String::new, |it| it.error);
        (answer.status, name)
    }

    fn post(&self, body: &[u8]) -> (u16, String) {
        let path = format!("/v1/reservations/{}/workload", self.reservation);
        self.ask("POST", &path, body)
    }

    fn details(&self) -> (u16, String) {
        self.ask(
            "GET",
            &format!("/v1/reservations/{}", self.reservation),
            b"",
        )
    }

    fn stored(&self) -> Option<Vec<u8>> {
        self.store
            .lock()
            .unwrap()
            .workload(&self.reservation)
            .unwrap()
    }

    fn enter(&self, stage: Stage) {
        let store = self.store.lock().unwrap();
        store.enter(&self.reservation, stage, None, 0).unwrap();
    }
}

fn named(status: u16, name: &str) -> (u16, String) {
    (status, name.into())
}

#[test]
fn a_workload_of_the_renter_is_taken_once_and_replaced_by_a_later_one() {
    let it = Setting::new();
    let first = it.request(1);
    assert_eq!(it.post(&first), named(202, ""));
    assert_eq!(it.news.try_iter().count(), 1);
    let stored = it.stored().unwrap();
    Workload::open(&stored, &it.secret).unwrap();
    assert_eq!(it.post(&first), named(409, "Replayed"));
    assert_eq!(it.post(&it.request(2)), named(202, ""));
    assert_ne!(it.stored().unwrap(), stored);
    it.enter(Stage::Provisioning);
    assert_eq!(it.post(&it.request(3)), named(409, "TooLate"));
    let since = i64::try_from(NOW).unwrap() + 1;
    let ends = |store: &Store| store.enter(&it.reservation, Stage::Removing, None, since);
    ends(&it.store.lock().unwrap()).unwrap();
    assert_eq!(it.post(&it.request(4)), named(410, "Ended"));
}

#[test]
fn a_request_with_any_byte_changed_is_refused_and_nothing_of_it_stored() {
    let it = Setting::new();
    let request = it.request(1);
    let mut refused = BTreeMap::new();
    for at in 0..request.len() {
        let mut changed = request.clone();
        // Another letter or digit of base 58 and base 64, so that the JSON stays one.
        changed[at] = if changed[at] == b'2' { b'3' } else { b'2' };
        let answer = it.front.answer(&Request {
            method: "POST",
            path: &format!("/v1/reservations/{}/workload", it.reservation),
            etag: None,
            body: &changed,
            now: NOW,
        });
        assert!(
            (400..410).contains(&answer.status),
            "byte {at}: {}",
            answer.status
        );
        assert_eq!(it.stored(), None, "byte {at}");
        let name = Refusal::read(&answer.body).unwrap().error;
        *refused.entry(name).or_insert(0) += 1;
    }
    for name in ["BadSignature", "Malformed", "WrongSigner", "WrongNetwork"] {
        assert!(refused.contains_key(name), "{name}: {refused:?}");
    }
}

#[test]
fn what_others_send_or_send_for_another_is_refused() {
    let it = Setting::new();
    let unsigned = |reservation, sealed| UnsignedRequest {
        network: network(),
        reservation,
        sealed,
        issued_at: NOW,
        sequence: 1,
    };
    let sign =
        |unsigned: UnsignedRequest, who: &Keypair| unsigned.sign(who).unwrap().write().unwrap();
    let other = Pubkey::from([8; 32]);
    let (ours, theirs) = (it.sealed(it.reservation), it.sealed(other));
    let stranger = sign(unsigned(it.reservation, ours.clone()), &Keypair::new());
    assert_eq!(it.post(&stranger), named(403, "WrongSigner"));
    let elsewhere = sign(unsigned(other, ours.clone()), &it.renter);
    assert_eq!(it.post(&elsewhere), named(400, "WrongReservation"));
    // The sealed workload of somebody else, sent again as one's own.
    let stolen = sign(unsigned(it.reservation, theirs), &it.renter);
    assert_eq!(it.post(&stolen), named(400, "WrongReservation"));
    let mut network = unsigned(it.reservation, ours.clone());
    network.network = Hash::from([1; 32]);
    assert_eq!(
        it.post(&sign(network, &it.renter)),
        named(400, "WrongNetwork")
    );
    for (issued_at, name) in [(NOW - 601, "Stale"), (NOW + 61, "NotYetValid")] {
        let mut timed = unsigned(it.reservation, ours.clone());
        timed.issued_at = issued_at;
        assert_eq!(it.post(&sign(timed, &it.renter)), named(400, name));
    }
    let mut sealed = ours;
    *sealed.last_mut().unwrap() ^= 1;
    let altered = sign(unsigned(it.reservation, sealed), &it.renter);
    assert_eq!(it.post(&altered), named(400, "CannotOpen"));
    assert_eq!(it.stored(), None);
}

#[test]
fn details_are_served_once_the_chain_has_the_start_and_until_the_end() {
    let it = Setting::new();
    let early = named(404, "NotStarted");
    assert_eq!(it.details(), early);
    it.enter(Stage::Provisioning);
    assert_eq!(it.details(), early);
    let secret = Secret::generate();
    let details = Details {
        reservation: it.reservation,
        access: io_access::Access::Https,
        urls: vec!["https://gpu-1.example/lab".into()],
        notes: String::new(),
        expires_at: NOW + 1,
    };
    let sealed = details.seal(&secret.public()).unwrap();
    it.store
        .lock()
        .unwrap()
        .publish(&it.reservation, &sealed, 0)
        .unwrap();
    // They are stored, and `start` may have been sent: the renter would have the GPUs and pay nothing.
    assert_eq!(it.details(), early);
    it.enter(Stage::Running);
    let path = format!("/v1/reservations/{}", it.reservation);
    let request = Request {
        method: "GET",
        path: &path,
        etag: None,
        body: b"",
        now: NOW,
    };
    let served = it.front.answer(&request);
    assert_eq!((served.status, &served.body), (200, &sealed));
    assert_eq!(served.kind, SEALED);
    let hash = io_access::hash(&served.body);
    let opened = Details::open_checked(&served.body, &hash, &secret, &it.reservation);
    assert_eq!(opened, Ok(details));
    let etag = served.etag.unwrap();
    let again = it.front.answer(&Request {
        etag: Some(&etag),
        ..request
    });
    assert_eq!((again.status, again.body.len()), (304, 0));
    for stage in [Stage::Refusing, Stage::Removing] {
        it.enter(stage);
        assert_eq!(it.details(), named(410, "Ended"));
    }
}

#[test]
fn a_stranger_uses_up_nothing_of_a_reservation() {
    let it = Setting::new();
    let unsigned = UnsignedRequest {
        network: network(),
        reservation: it.reservation,
        sealed: it.sealed(it.reservation),
        issued_at: NOW,
        sequence: 1,
    };
    let stranger = unsigned.sign(&Keypair::new()).unwrap().write().unwrap();
    for _ in 0..200 {
        assert_eq!(it.details(), named(404, "NotStarted"));
        assert_eq!(it.post(b"{}").0, 400);
        assert_eq!(it.post(&stranger), named(403, "WrongSigner"));
    }
    assert_eq!(it.post(&it.request(1)), named(202, ""));
    // One that is seen on its way, and sent again and again.
    for _ in 0..200 {
        assert_eq!(it.post(&it.request(1)), named(409, "Replayed"));
    }
    assert_eq!(it.post(&it.request(2)), named(202, ""));
}

#[test]
fn a_renter_sends_so_many_workloads_in_a_minute() {
    let it = Setting::new();
    for sequence in 1..=20 {
        assert_eq!(it.post(&it.request(sequence)), named(202, ""));
    }
    assert_eq!(it.post(&it.request(21)), named(429, "TooManyRequests"));
}

#[test]
fn what_is_sent_for_the_next_reservation_at_an_address_is_asked_for_again() {
    let it = Setting::new();
    let store = || it.store.lock().unwrap();
    let now = i64::try_from(NOW).unwrap();
    for (since, answer) in [
        (now + 1, named(410, "Ended")),
        // Signed after the end: it is for a reservation that was not seen yet.
        (now, named(404, "NotFound")),
    ] {
        store().gone(&it.reservation, since).unwrap();
        assert_eq!(it.post(&it.request(1)), answer);
        assert_eq!(it.stored(), None);
    }
    assert_eq!(it.news.try_iter().count(), 1);
}

/// It costs the renter nothing, and its supplier a round.
#[test]
fn what_is_sent_for_reservations_that_are_gone_begins_so_many_rounds_in_a_minute() {
    let it = Setting::new();
    it.enter(Stage::Gone);
    for sequence in 1..=u64::from(POSTS) {
        assert_eq!(it.post(&it.request(sequence)), named(404, "NotFound"));
    }
    assert_eq!(it.news.try_iter().count(), WAKES as usize);
}

#[test]
fn only_a_workload_has_a_body() {
    let it = Setting::new();
    let path = format!("/v1/reservations/{}", it.reservation);
    let workload = format!("{path}/workload");
    assert_eq!(it.front.most("POST", &workload), MAX_REQUEST);
    for (method, path) in [
        ("POST", path.as_str()),
        ("GET", &path),
        ("PUT", &workload),
        ("POST", "/v1/reservations/x/workload"),
        ("POST", "/"),
    ] {
        assert_eq!(it.front.most(method, path), 0, "{method} {path}");
    }
}

#[test]
fn all_else_is_not_found() {
    let it = Setting::new();
    let path = format!("/v1/reservations/{}", it.reservation);
    let other = Pubkey::from([8; 32]);
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/metrics"),
        ("GET", "/v1/reservations/x"),
        ("GET", &format!("/v1/reservations/{other}")),
        ("GET", &format!("{path}/")),
        ("GET", &format!("{path}/workload")),
        ("PUT", &path),
        ("POST", &format!("/v1/reservations/{other}/workload")),
        ("GET", &format!("/v1/suppliers/{other}/service-key")),
    ] {
        assert_eq!(it.ask(method, path, b""), named(404, "NotFound"), "{path}");
    }
    it.front.publish(other, b"{}".to_vec());
    let path = format!("/v1/suppliers/{other}/service-key");
    assert_eq!(it.ask("GET", &path, b""), named(200, ""));
}
