use io_access::{Error, RequestTerms, UnsignedRequest, Workload, WorkloadRequest};
use proptest::prelude::*;
use solana_keypair::Signer;

use crate::people::{
    address, container, machine, network, reservation, service_key, strangers_key, wallet, NOW,
    RENTER, STRANGER,
};

pub fn terms() -> RequestTerms {
    RequestTerms {
        network: network(),
        reservation: reservation(),
        renter: wallet(RENTER).pubkey(),
        now: NOW + 5,
        last_sequence: Some(6),
    }
}

pub fn unsigned(sealed: Vec<u8>) -> UnsignedRequest {
    UnsignedRequest {
        network: network(),
        reservation: reservation(),
        sealed,
        issued_at: NOW,
        sequence: 7,
    }
}

fn sealed(workload: &Workload) -> Vec<u8> {
    workload.seal(&service_key().public()).unwrap()
}

fn request() -> WorkloadRequest {
    unsigned(sealed(&container()))
        .sign(&wallet(RENTER))
        .unwrap()
}

fn refused(request: &WorkloadRequest, terms: &RequestTerms) -> Error {
    request.accept(terms, &service_key()).unwrap_err()
}

#[test]
fn a_signed_workload_arrives() {
    for workload in [container(), machine()] {
        let request = unsigned(sealed(&workload)).sign(&wallet(RENTER)).unwrap();
        let posted = WorkloadRequest::read(&request.write().unwrap()).unwrap();
        assert_eq!(posted.accept(&terms(), &service_key()), Ok(workload));
        assert_eq!(posted.sequence(), 7);
    }
}

#[test]
fn each_thing_that_is_wrong_has_its_error() {
    let it = request();
    let mut wrong = terms();
    wrong.network = solana_hash::Hash::new_from_array([1; 32]);
    assert_eq!(refused(&it, &wrong), Error::WrongNetwork);
    let mut wrong = terms();
    wrong.reservation = address(1);
    assert_eq!(refused(&it, &wrong), Error::WrongReservation);
    let mut wrong = terms();
    wrong.renter = wallet(STRANGER).pubkey();
    assert_eq!(refused(&it, &wrong), Error::WrongSigner);
    let by_stranger = unsigned(sealed(&container())).sign(&wallet(STRANGER));
    assert_eq!(refused(&by_stranger.unwrap(), &terms()), Error::WrongSigner);
    // The renter's name, the stranger's signature.
    let unsigned = unsigned(sealed(&container()));
    let signature = wallet(STRANGER).sign_message(&unsigned.statement().message());
    let forged = unsigned.with_signature(wallet(RENTER).pubkey(), signature);
    assert_eq!(refused(&forged, &terms()), Error::BadSignature);
    let opened = it.accept(&terms(), &strangers_key());
    assert_eq!(opened, Err(Error::CannotOpen));
}

#[test]
fn every_part_is_signed() {
    let signature = {
        let unsigned = unsigned(sealed(&container()));
        wallet(RENTER).sign_message(&unsigned.statement().message())
    };
    let renter = wallet(RENTER).pubkey();
    let bytes = sealed(&container());
    let mut issued = unsigned(bytes.clone());
    issued.issued_at += 1;
    let mut numbered = unsigned(bytes.clone());
    numbered.sequence += 1;
    let mut altered = unsigned(bytes);
    altered.sealed.push(0);
    for unsigned in [issued, numbered, altered] {
        let altered = unsigned.with_signature(renter, signature);
        assert_eq!(refused(&altered, &terms()), Error::BadSignature);
    }
}

#[test]
fn it_is_fresh_for_ten_minutes() {
    let it = request();
    let mut at = terms();
    for (now, error) in [
        (NOW - 61, Some(Error::NotYetValid)),
        (NOW - 60, None),
        (NOW + 600, None),
        (NOW + 601, Some(Error::Stale)),
        (u64::MAX, Some(Error::Stale)),
        (0, Some(Error::NotYetValid)),
    ] {
        at.now = now;
        assert_eq!(it.accept(&at, &service_key()).err(), error, "{now}");
    }
}

#[test]
fn a_sequence_is_accepted_once() {
    let it = request();
    let mut after = terms();
    for (last, error) in [
        (None, None),
        (Some(6), None),
        (Some(7), Some(Error::Replayed { last: 7 })),
        (Some(8), Some(Error::Replayed { last: 8 })),
    ] {
        after.last_sequence = last;
        assert_eq!(it.accept(&after, &service_key()).err(), error, "{last:?}");
    }
}

/// A renter of another reservation takes what it has seen on the way, and signs it as its own.
#[test]
fn a_workload_of_another_reservation_cannot_be_sent_again_as_ones_own() {
    let seen = sealed(&container());
    let mut own = unsigned(seen);
    own.reservation = address(1);
    let request = own.sign(&wallet(STRANGER)).unwrap();
    let mut at = terms();
    at.reservation = address(1);
    at.renter = wallet(STRANGER).pubkey();
    assert_eq!(refused(&request, &at), Error::WrongReservation);
}

#[test]
fn secrets_are_not_printed() {
    let shown = format!("{:?}", container());
    assert!(shown.contains("ubuntu"), "{shown}");
    assert!(
        !shown.contains("hf_secret") && !shown.contains("sleep"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC{0,80}") {
        let _ = Workload::read(&bytes);
        let _ = Workload::read(text.as_bytes());
        let _ = WorkloadRequest::read(text.as_bytes());
    }

    #[test]
    fn what_is_read_is_written_the_same(at: prop::sample::Index, byte: u8) {
        let mut json = container().write().unwrap().to_vec();
        let at = at.index(json.len());
        json[at] = byte;
        if let Ok(workload) = Workload::read(&json) {
            prop_assert_eq!(Workload::read(&workload.write().unwrap()), Ok(workload));
        }
    }
}
