//! Keys to which a supplier encrypts how to connect: X25519, in hexadecimal or as the file that `openssl` writes.

use curve25519_dalek::montgomery::MontgomeryPoint;
use rustls_pki_types::pem::{PemObject, SectionKind};

use super::hash;

/// What is in front of the 32 bytes of a private key of X25519 (RFC 8410).
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20,
];
/// The same of a public key.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 3, 0x21, 0];
/// Makes a key.
const MAKE: &str = "openssl genpkey -algorithm X25519 -out connection.pem";

/// The public key: 64 hexadecimal digits, or that of a PEM file with the private or the public key.
///
/// # Errors
/// What to write instead. It holds nothing of the file.
pub fn key(text: &str) -> Result<[u8; 32], String> {
    let text = text.trim();
    let key = match hash::digits(text) {
        Ok(key) => key,
        Err(why) => match std::fs::read(text) {
            Ok(pem) => of_pem(&pem)?,
            Err(error) if text.ends_with(".pem") => {
                return Err(format!("{error}; make it with: {MAKE}"));
            }
            Err(_) => {
                return Err(format!(
                    "{why}; give the file that this makes: {MAKE} (or the 64 hexadecimal digits of its public key)"
                ));
            }
        },
    };
    match is_of_low_order(&key) {
        true => Err(format!(
            "anyone could read what is encrypted for this key: no program makes such a public key; make one with: {MAKE}"
        )),
        false => Ok(key),
    }
}

fn of_pem(pem: &[u8]) -> Result<[u8; 32], String> {
    let wrong = || format!("the file holds no key of X25519 in PEM; make one with: {MAKE}");
    let (kind, der) = <(SectionKind, Vec<u8>)>::from_pem_slice(pem).map_err(|_| wrong())?;
    let bytes = |prefix: &[u8]| <[u8; 32]>::try_from(der.strip_prefix(prefix)?).ok();
    let key = match kind {
        SectionKind::PrivateKey => {
            bytes(&PRIVATE).map(|secret| MontgomeryPoint::mul_base_clamped(secret).to_bytes())
        }
        SectionKind::PublicKey => bytes(&PUBLIC),
        _ => None,
    };
    key.ok_or_else(wrong)
}

/// Whether every secret shared with it is zero: a clamped scalar is a multiple of each small order (RFC 7748, section 6.1).
fn is_of_low_order(key: &[u8; 32]) -> bool {
    MontgomeryPoint(*key).mul_clamped([1; 32]).to_bytes() == [0; 32]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::hexadecimal;
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
        let der = [&PUBLIC[..], &expected].concat();
        let encoded = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, der);
        let public = format!("-----BEGIN PUBLIC KEY-----\n{encoded}\n-----END PUBLIC KEY-----\n");
        assert_eq!(key(&file("public.pem", &public)), Ok(expected));
    }

    #[test]
    fn what_is_wrong_leads_to_a_key_that_somebody_has() {
        for text in ["abcd", "nowhere.pem", "", "0x"] {
            let why = key(text).unwrap_err();
            assert!(why.contains("openssl genpkey -algorithm X25519"), "{why}");
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
            assert!(why.starts_with("anyone could read"), "{low}: {why}");
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
