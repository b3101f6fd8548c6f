//! Keys to which a supplier encrypts the connection details: X25519, as 64 hexadecimal digits, as `age1…`, or in a file of `age-keygen`
//! or `openssl`.

use std::path::Path;

use io_access::PublicKey;

use super::hash;
use crate::access;

/// Makes a key.
const MAKE: &str = "age-keygen -o connection.txt";

/// The public key: 64 hexadecimal digits, `age1…`, or that of a file with the private key, or with the public half in PEM.
///
/// # Errors
/// What to write instead. It holds nothing of the file.
pub fn key(text: &str) -> Result<[u8; 32], String> {
    let text = text.trim();
    match written(text) {
        Err(Unread::NoKey(why)) => public(of_file(text, &why)?),
        Err(Unread::Weak(why)) => Err(why),
        Ok(key) => Ok(key),
    }
}

/// The same of a key that is written out; no file is read.
///
/// # Errors
/// What to write instead.
pub fn public_key(text: &str) -> Result<[u8; 32], String> {
    written(text.trim()).map_err(|unread| match unread {
        Unread::Weak(why) => why,
        Unread::NoKey(why) => format!(
            "{why}; give an X25519 public key as 64 hexadecimal digits or age1…, which this makes, with its private half in a file: {MAKE}"
        ),
    })
}

/// Why a text is not the key.
enum Unread {
    /// It is one that protects nothing.
    Weak(String),
    /// It is none.
    NoKey(String),
}

fn written(text: &str) -> Result<[u8; 32], Unread> {
    match (text.parse::<PublicKey>(), hash::digits(text)) {
        (Ok(key), _) => Ok(key.to_bytes()),
        (_, Ok(bytes)) => public(bytes).map_err(Unread::Weak),
        (Err(weak @ io_access::Error::WeakKey), _) => Err(Unread::Weak(weak.to_string())),
        (Err(_), Err(why)) => Err(Unread::NoKey(why)),
    }
}

fn public(bytes: [u8; 32]) -> Result<[u8; 32], String> {
    let key = PublicKey::new(bytes).map_err(|error| error.to_string())?;
    Ok(key.to_bytes())
}

fn of_file(text: &str, why: &str) -> Result<[u8; 32], String> {
    let bytes = match std::fs::read(text) {
        Ok(bytes) => bytes,
        Err(error) if text.ends_with(".pem") || text.ends_with(".txt") || text.contains('/') => {
            return Err(format!("{error}; make it with: {MAKE}"));
        }
        Err(_) => {
            return Err(format!(
                "{why}; give an X25519 public key as 64 hexadecimal digits or age1…, or the file that this makes: {MAKE}; or leave the \
                 option out"
            ));
        }
    };
    if let Some(half) = access::key_of_pem(&bytes) {
        return Ok(half.public());
    }
    let secret = access::file(Path::new(text));
    let secret =
        secret.map_err(|_| format!("the file holds no key of X25519; make one with: {MAKE}"))?;
    Ok(secret.public().to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::hexadecimal;
    use curve25519_dalek::montgomery::MontgomeryPoint;
    use proptest::prelude::*;

    /// A private key, and its public key as `openssl pkey -pubout` derives it.
    const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VuBCIEIHcHbQpzGKV9PBbBclGyZkXfTC+S68CZKsF3+6UduSwq\n\
        -----END PRIVATE KEY-----\n";
    const PUBLIC_HEX: &str = "f8a9535a2d2ff605e8e144d54f4ef5c62313a2055dbb21fddd3fd9c299eb015d";

    fn file(name: &str, text: &str) -> String {
        let path = std::env::temp_dir().join(format!("io-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().into()
    }

    #[test]
    fn a_key_is_given_in_hexadecimal_or_as_a_file_of_either_half() {
        let expected = hash::read(PUBLIC_HEX).unwrap();
        assert_eq!(key(PUBLIC_HEX), Ok(expected));
        assert_eq!(key(&file("private.pem", PRIVATE_PEM)), Ok(expected));
        let public = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 3, 0x21, 0];
        let der = [&public[..], &expected].concat();
        let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, der);
        let public = format!("-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n");
        assert_eq!(key(&file("public.pem", &public)), Ok(expected));
        let secret = io_access::Secret::generate();
        let age = file("age.txt", &secret.to_file());
        assert_eq!(key(&age), Ok(secret.public().to_bytes()));
        assert_eq!(key(&secret.public().to_string()), key(&age));
    }

    /// For those who may not read the files of this machine.
    #[test]
    fn a_public_key_is_never_read_from_a_file() {
        let secret = io_access::Secret::generate();
        let file = file("unread.txt", &secret.to_file());
        assert!(key(&file).is_ok());
        let why = public_key(&file).unwrap_err();
        assert!(why.contains("age-keygen -o connection.txt"), "{why}");
        let public = secret.public();
        assert_eq!(public_key(&public.to_string()), Ok(public.to_bytes()));
        let digits = hexadecimal(&public.to_bytes());
        assert_eq!(public_key(&digits), Ok(public.to_bytes()));
    }

    #[test]
    fn what_is_wrong_leads_to_a_key_that_somebody_has() {
        for text in ["abcd", "nowhere.pem", "", "0x"] {
            let why = key(text).unwrap_err();
            assert!(why.contains("age-keygen -o connection.txt"), "{why}");
            assert!(!why.contains("rand"), "{why}");
        }
        let other = PRIVATE_PEM.replace("K2Vu", "K2Vw");
        for text in ["", "{}", &other] {
            let why = key(&file("other.pem", text)).unwrap_err();
            assert!(why.starts_with("the file holds no key of X25519"), "{why}");
            assert!(!why.contains("dwdtCnMY"), "{why}");
        }
    }

    /// All of small order, of the curve and of its twist (RFC 7748 and <https://cr.yp.to/ecdh.html#validate>).
    #[test]
    fn keys_of_low_order_are_refused() {
        for low in [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ] {
            let why = key(low).unwrap_err();
            assert!(why.contains("anybody could read"), "{low}: {why}");
        }
    }

    proptest! {
        #[test]
        fn every_key_that_is_made_is_taken(secret: [u8; 32]) {
            let public = MontgomeryPoint::mul_base_clamped(secret).to_bytes();
            prop_assert_eq!(key(&hexadecimal(&public)), Ok(public));
        }
    }
}
