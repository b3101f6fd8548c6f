use io_access::{Error, PublicKey, Secret};
use proptest::prelude::*;

use crate::{hex, people::renters_key};

/// As `age-keygen -y` prints it, of the key in [`FILE`].
const RECIPIENT: &str = "age1m2qvswz9ccaap9lpkkwgnwh635xr9mqfaqq8ad4x3wzvq36w7sfsftpjuy";
const FILE: &str = "# created: 2026-11-30T08:57:09Z\n\
    # public key: age1m2qvswz9ccaap9lpkkwgnwh635xr9mqfaqq8ad4x3wzvq36w7sfsftpjuy\n\
    AGE-SECRET-KEY-1RL4D6G7F0XFUEWL365276QHNYG27ACWFLZDY4JR0RRPCZ70Q7KFSA9CXJ6\n";

#[test]
fn a_key_file_is_that_of_the_age_command() {
    let key = Secret::read(FILE).unwrap();
    assert_eq!(key.public().to_string(), RECIPIENT);
    let written = key.to_file();
    assert_eq!(
        *written,
        format!(
            "# public key: {RECIPIENT}\n{}\n",
            FILE.lines().last().unwrap()
        )
    );
    assert_eq!(Secret::read(&written).unwrap().public(), key.public());
}

#[test]
fn a_new_key_is_another_each_time_and_is_read_back() {
    let (one, other) = (Secret::generate(), Secret::generate());
    assert_ne!(one.public(), other.public());
    let read = Secret::read(&one.to_file()).unwrap();
    assert_eq!(read.public(), one.public());
    let public = PublicKey::new(one.public().to_bytes());
    assert_eq!(public, Ok(one.public()));
}

#[test]
fn a_secret_is_not_printed() {
    let shown = format!("{:?}", renters_key());
    assert_eq!(shown, "Secret(…)");
}

#[test]
fn a_file_without_one_key_is_refused_and_not_quoted() {
    let key = FILE.lines().last().unwrap();
    let altered = key.replace('Q', "P");
    let lower = key.to_ascii_lowercase();
    let two = format!("{key}\n{key}");
    let public = renters_key().public().to_string();
    for file in [
        "",
        "# nothing",
        "x",
        &two,
        &altered,
        &lower,
        &key[..70],
        &public,
    ] {
        let error = Secret::read(file).unwrap_err();
        assert_eq!(error.name(), "NotAKey", "{file}");
        assert!(!error.to_string().contains(&key[20..30]), "{error}");
    }
}

/// All of small order, of the curve and of its twist (RFC 7748 and <https://cr.yp.to/ecdh.html#validate>), and keys that are
/// not reduced: the age library would seal to them, and no identity would open it.
pub const WEAK: [&str; 10] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0900000000000000000000000000000000000000000000000000000000000080",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

#[test]
fn weak_keys_are_refused_in_both_forms() {
    for text in WEAK {
        assert_eq!(
            PublicKey::new(hex::read(text)),
            Err(Error::WeakKey),
            "{text}"
        );
    }
    // 32 bytes of zero, in bech32.
    let zeros = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z";
    assert_eq!(
        zeros.parse::<PublicKey>().map_err(|it| it.name()),
        Err("WeakKey")
    );
}

#[test]
fn a_recipient_has_one_text() {
    let text = renters_key().public().to_string();
    assert_eq!(text.parse(), Ok(renters_key().public()));
    let (upper, spaced) = (text.to_ascii_uppercase(), format!("{text} "));
    for wrong in [&upper, &spaced, &text[..61], "age1", ""] {
        let error = wrong.parse::<PublicKey>().unwrap_err();
        assert_eq!(error.name(), "NotAKey", "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_public_key_of_a_secret_is_taken(bytes: [u8; 32]) {
        let public = Secret::from_bytes(&bytes).public();
        prop_assert_eq!(PublicKey::new(public.to_bytes()), Ok(public));
        prop_assert_eq!(public.to_string().parse(), Ok(public));
    }
}
