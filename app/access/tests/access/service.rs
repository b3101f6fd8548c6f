use io_access::{
    http::{self, Refusal},
    Error, ServiceKey, ServiceTerms, UnsignedServiceKey,
};
use solana_keypair::Signer;

use crate::people::{
    address, network, service_key, supplier, wallet, NOW, OPERATOR, OWNER, STRANGER,
};

pub fn terms() -> ServiceTerms {
    ServiceTerms {
        network: network(),
        supplier: supplier(),
        owner: wallet(OWNER).pubkey(),
        operator: wallet(OPERATOR).pubkey(),
        now: NOW + 5,
    }
}

pub fn unsigned() -> UnsignedServiceKey {
    UnsignedServiceKey {
        network: network(),
        supplier: supplier(),
        key: service_key().public(),
        issued_at: NOW,
        expires_at: NOW + 86_400,
    }
}

#[test]
fn owner_and_operator_vouch_for_the_key() {
    for number in [OWNER, OPERATOR] {
        let signed = unsigned().sign(&wallet(number)).unwrap();
        let served = ServiceKey::read(&signed.write().unwrap()).unwrap();
        assert_eq!(served.check(&terms()), Ok(service_key().public()));
    }
}

#[test]
fn each_thing_that_is_wrong_has_its_error() {
    let signed = unsigned().sign(&wallet(OPERATOR)).unwrap();
    let mut wrong = terms();
    wrong.network = solana_hash::Hash::new_from_array([1; 32]);
    assert_eq!(signed.check(&wrong), Err(Error::WrongNetwork));
    let mut wrong = terms();
    wrong.supplier = address(1);
    assert_eq!(signed.check(&wrong), Err(Error::WrongSupplier));
    let by_stranger = unsigned().sign(&wallet(STRANGER)).unwrap();
    assert_eq!(by_stranger.check(&terms()), Err(Error::WrongSigner));
    // A new operator: what the old one signed counts no more.
    let mut later = terms();
    later.operator = wallet(STRANGER).pubkey();
    assert_eq!(signed.check(&later), Err(Error::WrongSigner));
    let signature = wallet(STRANGER).sign_message(&unsigned().statement().message());
    let forged = unsigned().with_signature(wallet(OWNER).pubkey(), signature);
    assert_eq!(forged.check(&terms()), Err(Error::BadSignature));
}

#[test]
fn every_part_is_signed() {
    let signature = wallet(OWNER).sign_message(&unsigned().statement().message());
    let mut other_key = unsigned();
    other_key.key = crate::people::strangers_key().public();
    let mut issued = unsigned();
    issued.issued_at -= 1;
    let mut longer = unsigned();
    longer.expires_at += 1;
    for altered in [other_key, issued, longer] {
        let altered = altered.with_signature(wallet(OWNER).pubkey(), signature);
        assert_eq!(altered.check(&terms()), Err(Error::BadSignature));
    }
}

#[test]
fn it_is_valid_from_its_issue_to_its_expiry() {
    let signed = unsigned().sign(&wallet(OWNER)).unwrap();
    let mut at = terms();
    for (now, error) in [
        (NOW - 61, Some(Error::NotYetValid)),
        (NOW - 60, None),
        (NOW + 86_399, None),
        (NOW + 86_400, Some(Error::Expired)),
        (u64::MAX, Some(Error::Expired)),
    ] {
        at.now = now;
        assert_eq!(signed.check(&at).err(), error, "{now}");
    }
}

#[test]
fn it_is_valid_for_at_most_ninety_days() {
    for (seconds, is_taken) in [(0, false), (1, true), (7_776_000, true), (7_776_001, false)] {
        let mut key = unsigned();
        key.expires_at = key.issued_at + seconds;
        let written = key.sign(&wallet(OWNER)).unwrap().write();
        assert_eq!(written.is_ok(), is_taken, "{seconds}");
    }
}

#[test]
fn an_endpoint_serves_it_below_its_own_path() {
    let (reservation, supplier) = (address(8), address(9));
    for (endpoint, base) in [
        ("https://gpus.example", "https://gpus.example"),
        ("https://gpus.example/", "https://gpus.example"),
        ("http://[::1]:8080/io/", "http://[::1]:8080/io"),
    ] {
        let details = format!("{base}/v1/reservations/{reservation}");
        assert_eq!(http::details(endpoint, &reservation), Ok(details.clone()));
        let workload = format!("{details}/workload");
        assert_eq!(http::workload(endpoint, &reservation), Ok(workload));
        let key = format!("{base}/v1/suppliers/{supplier}/service-key");
        assert_eq!(http::service_key(endpoint, &supplier), Ok(key));
    }
    for endpoint in [
        "",
        "gpus.example",
        "ftp://gpus.example",
        "https://",
        "https:///x",
        "https://gpus.example?a=b",
        "https://gpus.example/#a",
        "https://user@gpus.example",
        "https://gpus.example/ x",
        "https://gpus.example\\x",
        "file:///etc/passwd",
    ] {
        assert!(http::details(endpoint, &reservation).is_err(), "{endpoint}");
    }
}

#[test]
fn an_endpoint_refuses_with_a_status_and_a_name() {
    for (refusal, name, status) in [
        ((&Error::BadSignature).into(), "BadSignature", 403),
        ((&Error::WrongSigner).into(), "WrongSigner", 403),
        ((&Error::Replayed { last: 1 }).into(), "Replayed", 409),
        (
            (&Error::TooLarge { most: 1, has: 2 }).into(),
            "TooLarge",
            413,
        ),
        ((&Error::Stale).into(), "Stale", 400),
        ((&Error::CannotOpen).into(), "CannotOpen", 400),
        (Refusal::not_found(), "NotFound", 404),
        (Refusal::not_started(), "NotStarted", 404),
        (Refusal::ended(), "Ended", 410),
        (Refusal::too_many_requests(), "TooManyRequests", 429),
    ] {
        let refusal: Refusal = refusal;
        assert_eq!((refusal.error.as_str(), refusal.status()), (name, status));
        assert_eq!(Refusal::read(&refusal.write()), Some(refusal));
    }
}

#[test]
fn what_an_endpoint_answers_is_safe_to_show() {
    let read = Refusal::read(br#"{"error":"Stale","message":"\u001b[2Jx","more":1}"#).unwrap();
    assert_eq!(read.message, "\\u{1b}[2Jx");
    let long = format!("{{\"error\":\"A\",\"message\":\"{}\"}}", "x".repeat(1_024));
    for other in [
        "",
        "<html>",
        "{}",
        "[]",
        r#"{"error":"a b","message":""}"#,
        r#"{"error":"","message":""}"#,
        &long,
    ] {
        assert_eq!(Refusal::read(other.as_bytes()), None, "{other}");
    }
}
