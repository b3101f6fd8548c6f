use io_access::{hash, limits, Access, Details, Error};
use proptest::prelude::*;

use crate::people::{address, pages, renters_key, reservation, shell, strangers_key, ED25519, NOW};

#[test]
fn what_is_sealed_is_opened_by_the_renter_alone() {
    for details in [shell(), pages()] {
        let sealed = details.seal(&renters_key().public()).unwrap();
        let opened = Details::open_checked(&sealed, &hash(&sealed), &renters_key(), &reservation());
        assert_eq!(opened, Ok(details));
        let opened = Details::open(&sealed, &strangers_key());
        assert_eq!(opened, Err(Error::CannotOpen));
        for text in ["supplier.example", "renter", "token"] {
            let found = sealed.windows(text.len()).any(|it| it == text.as_bytes());
            assert!(!found, "{text}");
        }
    }
}

#[test]
fn sealing_twice_gives_other_bytes() {
    let key = renters_key().public();
    assert_ne!(shell().seal(&key), shell().seal(&key));
}

#[test]
fn bytes_other_than_those_of_the_chain_are_not_opened() {
    let (one, other) = (shell(), pages());
    let key = renters_key().public();
    let (one, other) = (one.seal(&key).unwrap(), other.seal(&key).unwrap());
    let opened = Details::open_checked(&one, &hash(&other), &renters_key(), &reservation());
    assert_eq!(opened, Err(Error::HashMismatch));
}

#[test]
fn details_of_another_reservation_are_refused() {
    let sealed = shell().seal(&renters_key().public()).unwrap();
    let opened = Details::open_checked(&sealed, &hash(&sealed), &renters_key(), &address(1));
    assert_eq!(opened, Err(Error::WrongReservation));
}

#[test]
fn more_bytes_than_allowed_are_not_looked_at() {
    let most = limits::MAX_SEALED;
    let bytes = vec![0; most + 1];
    let has = most + 1;
    let refused = Err(Error::TooLarge { most, has });
    assert_eq!(Details::open(&bytes, &renters_key()), refused);
    let opened = Details::open_checked(&bytes, &hash(&bytes), &renters_key(), &reservation());
    assert_eq!(opened, refused);
    let json = vec![b' '; limits::MAX_JSON + 1];
    assert_eq!(Details::read(&json).unwrap_err().name(), "TooLarge");
}

/// The most of everything fits into the sealed bytes that are read.
#[test]
fn the_largest_details_are_opened() {
    let mut details = shell();
    details.notes = "\n".repeat(limits::MAX_NOTES);
    let url = format!("https://a.example/{}", "x".repeat(870));
    details.urls = vec![url; limits::MAX_URLS];
    let json = details.write().unwrap();
    assert!(json.len() > limits::MAX_JSON - 1_000, "{}", json.len());
    let sealed = details.seal(&renters_key().public()).unwrap();
    assert_eq!(Details::open(&sealed, &renters_key()), Ok(details));
}

#[test]
fn they_are_valid_until_they_expire() {
    let details = shell();
    assert_eq!(details.check_time(NOW), Ok(()));
    assert_eq!(details.check_time(details.expires_at - 1), Ok(()));
    assert_eq!(details.check_time(details.expires_at), Err(Error::Expired));
}

#[test]
fn the_host_key_is_pinned_as_ssh_reads_it() {
    let mut details = shell();
    let Access::Ssh(ssh) = &mut details.access else {
        unreachable!()
    };
    let pinned = format!("[gpu-7.supplier.example]:2222 {ED25519}");
    assert_eq!(ssh.known_hosts(), pinned);
    ssh.port = 22;
    assert_eq!(
        ssh.known_hosts(),
        format!("gpu-7.supplier.example {ED25519}")
    );
}

#[test]
fn secrets_are_not_printed() {
    let shown = format!("{:?}", shell());
    assert!(shown.contains("gpu-7.supplier.example"), "{shown}");
    assert!(
        !shown.contains("3f9a") && !shown.contains("disk"),
        "{shown}"
    );
}

/// An error quotes nothing of the text: it could steer a terminal, or be secret.
#[test]
fn an_error_does_not_quote() {
    for json in [
        "{\"version\":1,\"\u{1b}[2J\":1}",
        r#"{"version":1,"reservation":{"password":"hunter2"}}"#,
        r#"{"version":1,"kind":"hunter2"}"#,
        r#"{"version":1,"reservation":"hunter2"}"#,
    ] {
        let error = Details::read(json.as_bytes()).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains('\u{1b}'),
            "{shown}"
        );
    }
}

#[test]
fn what_could_not_be_read_is_not_sealed() {
    let mut details = shell();
    details.notes = "\u{1b}[2J".into();
    let sealed = details.seal(&renters_key().public());
    assert_eq!(sealed.unwrap_err().name(), "InvalidField");
    let mut details = pages();
    details.urls.clear();
    assert!(details.seal(&renters_key().public()).is_err());
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC{0,80}") {
        let _ = Details::read(&bytes);
        let _ = Details::read(text.as_bytes());
        let _ = Details::open(&bytes, &renters_key());
        let header = [b"age-encryption.org/v1\n-> X25519 ", text.as_bytes(), b"\n", &bytes].concat();
        prop_assert_eq!(Details::open(&header, &renters_key()), Err(Error::CannotOpen));
    }

    /// One byte of the JSON is another: it is refused, or read and written as it is read.
    #[test]
    fn what_is_read_is_written_the_same(at: prop::sample::Index, byte: u8) {
        let mut json = shell().write().unwrap().to_vec();
        let at = at.index(json.len());
        json[at] = byte;
        if let Ok(details) = Details::read(&json) {
            prop_assert_eq!(Details::read(&details.write().unwrap()), Ok(details));
        }
    }
}
