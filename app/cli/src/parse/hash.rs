//! Hashes and keys of 32 bytes: 64 hexadecimal digits, perhaps after `0x`.

/// Digits of 32 bytes.
const DIGITS: usize = 64;

/// The 32 bytes of a hash.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<[u8; 32], String> {
    digits(text).map_err(|why| {
        format!("{why}; write 64 hexadecimal digits, such as those that `sha256sum FILE` prints")
    })
}

/// 32 bytes.
///
/// # Errors
/// Why `text` is not 64 hexadecimal digits.
pub fn digits(text: &str) -> Result<[u8; 32], String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    match digits.chars().find(|it| !it.is_ascii_hexdigit()) {
        Some(it) => Err(format!(
            "`{}` is not a hexadecimal digit",
            it.escape_default()
        )),
        None => bytes(digits).ok_or_else(|| match digits.len() {
            1 => "it has 1 digit".into(),
            length => format!("it has {length} digits"),
        }),
    }
}

fn bytes(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != DIGITS {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        let at = place.saturating_mul(2);
        let digits = digits.get(at..at.saturating_add(2))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::hexadecimal;
    use proptest::prelude::*;

    #[test]
    fn what_is_wrong_is_named() {
        let short = read("00").unwrap_err();
        assert!(short.starts_with("it has 2 digits; write 64"), "{short}");
        assert!(short.ends_with("`sha256sum FILE` prints"), "{short}");
        let odd = format!("0x{}g", "0".repeat(63));
        assert!(read(&odd)
            .unwrap_err()
            .starts_with("`g` is not a hexadecimal digit"));
        assert!(read(&"é".repeat(32)).is_err() && read("0x0x").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(bytes: [u8; 32]) {
            let text = hexadecimal(&bytes);
            prop_assert_eq!(read(&text), Ok(bytes));
            prop_assert_eq!(read(&format!("0x{}", text.to_uppercase())), Ok(bytes));
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = read(&text);
        }
    }
}
