//! How the command line reads every value: docs/reference/cli.md has the grammar.
//!
//! Each function takes what is written and gives the value, or else what to write instead. The messages leave out the
//! text itself: clap puts it in front of them, and so does [`quoted`].

pub mod amount;
pub mod connection;
pub mod hash;
pub mod nearest;
pub mod share;
pub mod text;

pub use text::shown_endpoint;

use io_client::values::decimal;
pub use io_client::{
    base58::{address, hash as blockhash},
    values::{count, duration, time},
};

use solana_signature::Signature;

use crate::{errors::CliError, secrets::is_signature};

/// The signature of a transaction that `text` is, in base 58.
///
/// # Errors
/// What to write instead. The message does not hold `text`: it may be a secret key, by mistake.
pub fn signature(text: &str) -> Result<Signature, String> {
    signature_of(text).ok_or_else(|| {
        "not a signature of a transaction: write 87 or 88 characters of base 58, as `io history` shows it".into()
    })
}

/// The signature that `text` is. A key pair has as many bytes, and is no signature: it goes nowhere.
pub fn signature_of(text: &str) -> Option<Signature> {
    is_signature(text).then(|| text.parse().ok()).flatten()
}

/// `text` without the space at its end, if there is one.
fn one_space(text: &str) -> &str {
    text.strip_suffix(' ').unwrap_or(text)
}

/// Reads `text` where clap does not.
///
/// # Errors
/// [`CliError::Usage`] with the text and what to write instead.
pub fn quoted<T>(text: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, CliError> {
    read(text).map_err(|why| CliError::Usage(format!("`{text}`: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_keypair::Keypair;

    /// Whether a value of each kind is read.
    type Reads = fn(&str) -> bool;

    /// Nobody sees them, so that nobody means them: the grammar has one space before a unit, and none elsewhere.
    #[test]
    fn no_value_has_a_space_that_the_grammar_has_not() {
        let hash = "ab".repeat(32);
        let kinds: [(&str, Reads); 12] = [
            ("12.5 IO", |text| amount::io(text).is_ok()),
            ("ALL", |text| amount::io_or_all(text).is_ok()),
            ("$1,234.5", |text| amount::usd(text).is_ok()),
            ("0.001 SOL", |text| amount::sol(text).is_ok()),
            ("2.5 USDC", |text| amount::money(text).is_ok()),
            ("5.5 %", |text| share::read(text).is_ok()),
            ("500 bps", |text| share::factor(text).is_ok()),
            ("1,500", |text| count::number::<u32>(text).is_ok()),
            ("-300", |text| count::signed(text).is_ok()),
            ("1 d 12 h", |text| duration::read(text).is_ok()),
            ("2027-01-31 16:30:00 UTC", |text| time::read(text).is_ok()),
            ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", |text| {
                address(text).is_ok() && blockhash(text).is_ok()
            }),
        ];
        let hashed: [(&str, Reads); 1] = [(&hash, |text| hash::read(text).is_ok())];
        for (text, reads) in kinds.into_iter().chain(hashed) {
            assert!(reads(text), "{text}");
            for space in ["\u{a0}", "\u{2009}", "\u{3000}", "\n", "\t", "\r\n", "  "] {
                for place in 0..=text.len() {
                    let (start, end) = text.split_at(place);
                    let wrong = format!("{start}{space}{end}");
                    assert!(!reads(&wrong), "{wrong:?}");
                }
            }
            for wrong in [format!(" {text}"), format!("{text} ")] {
                assert!(!reads(&wrong), "{wrong:?}");
            }
        }
    }

    /// As many bytes as a signature has: it is asked for nowhere.
    #[test]
    fn a_key_pair_is_no_signature() {
        let pair = Keypair::new();
        assert_eq!(signature_of(&pair.to_base58_string()), None);
        let signed = Signature::from([7; 64]);
        assert_eq!(signature_of(&signed.to_string()), Some(signed));
        for text in ["", "file.json", "AAAA", "11111111111111111111111111111111"] {
            assert_eq!(signature_of(text), None, "{text}");
        }
    }
}
