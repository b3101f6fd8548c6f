//! Addresses and hashes in base 58, with errors that say what is wrong with the text.

use anchor_lang::prelude::Pubkey;
use solana_hash::Hash;

/// Digits of base 58.
const DIGITS: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The mint of USDC.
const EXAMPLE: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

/// Characters of a signature, which has 64 bytes.
const SIGNATURE: std::ops::RangeInclusive<usize> = 86..=88;

/// Parses an address in base 58.
///
/// # Errors
/// What is wrong with it. The message does not contain `text`, which may be a secret key by mistake.
pub fn address(text: &str) -> Result<Pubkey, String> {
    text.parse().map_err(|_| wrong(text, "address"))
}

/// Parses a hash, such as a blockhash, in base 58.
///
/// # Errors
/// As [`address`].
pub fn hash(text: &str) -> Result<Hash, String> {
    text.parse().map_err(|_| wrong(text, "hash"))
}

/// Why `text` is not 32 bytes in base 58.
fn wrong(text: &str, what: &str) -> String {
    let (kind, article) = match what {
        "hash" => ("hash", "a"),
        what => (what, "an"),
    };
    let why = match text.chars().find(|it| !DIGITS.contains(*it)) {
        _ if text.is_empty() => "it is empty".into(),
        Some('…') => {
            return format!(
                "that is {article} {kind} shortened for a narrow terminal: --wide, or another form of output, shows it in full"
            )
        }
        Some(it @ ('0' | 'O' | 'I' | 'l')) => {
            format!("it has `{it}`, and base 58 has no 0, O, I and l")
        }
        Some(it) if it.is_whitespace() => "leave out the spaces".into(),
        Some(it) => format!("it has `{}`, not a digit of base 58", it.escape_default()),
        None if SIGNATURE.contains(&text.len()) => format!(
            "{} characters, as a signature has, which `io transaction show` takes",
            text.len()
        ),
        None if text.len() == 1 => "1 character".into(),
        None => format!("{} characters", text.len()),
    };
    format!("not {article} {kind}: {why}; write 43 or 44 characters of base 58, such as {EXAMPLE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        for key in [
            Pubkey::default(),
            Pubkey::new_from_array([255; 32]),
            Pubkey::new_unique(),
        ] {
            assert_eq!(address(&key.to_string()), Ok(key));
            let same = Hash::new_from_array(key.to_bytes());
            assert_eq!(hash(&same.to_string()), Ok(same));
        }
        assert!(address(EXAMPLE).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            ("", "it is empty"),
            ("E", "1 character;"),
            ("EPjF", "4 characters"),
            (" EPjF", "leave out the spaces"),
            (&"5".repeat(88), "88 characters, as a signature has"),
            (
                "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt10",
                "it has `0`, and base 58 has no 0, O, I and l",
            ),
            ("lPjF", "it has `l`, and base 58"),
            ("offer.json", "it has `.`, not a digit of base 58"),
            ("\u{1b}[2J", "it has `\\u{1b}`, not a digit"),
            // 44 digits, but more than 32 bytes.
            (&"z".repeat(44), "44 characters"),
        ];
        for (text, why) in cases {
            let error = address(text).unwrap_err();
            assert!(
                error.starts_with(&format!("not an address: {why}")),
                "{error}"
            );
            assert!(error.ends_with(EXAMPLE));
        }
        let shortened = address("5zjP…zqmC").unwrap_err();
        assert!(
            shortened.starts_with("that is an address shortened") && shortened.contains("--wide"),
            "{shortened}"
        );
        let secret = "5".repeat(88);
        assert!(!hash(&secret).unwrap_err().contains("5555"));
    }
}
