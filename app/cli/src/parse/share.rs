//! Shares: percent with the sign, or a whole number of basis points.
//!
//! ```text
//! share = decimal [ " " ] "%" | whole [ [ " " ] "bps" ]
//! ```

use io_common::constants::BPS;

use super::{decimal, one_space};

/// Basis points of a share of at most the whole, such as `5%`, `0.25%` or `500`.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<u16, String> {
    let bps = factor(text)?;
    if u64::from(bps) > BPS {
        return Err("a share is at most 100%, which is 10000 basis points".into());
    }
    Ok(bps)
}

/// The same, also above the whole.
///
/// # Errors
/// What to write instead.
pub fn factor(text: &str) -> Result<u16, String> {
    let bps = match text.strip_suffix('%') {
        Some(percent) => decimal::read(one_space(percent), 2).map_err(|why| {
            match why.strip_prefix("write ") {
                Some(number) => format!("write {number}%"),
                None => why,
            }
        })?,
        None => whole(text)?,
    };
    u16::try_from(bps).map_err(|_| "at most 655.35%".into())
}

/// Basis points without the sign of percent.
fn whole(text: &str) -> Result<u64, String> {
    let number = text.strip_suffix("bps").map_or(text, one_space);
    // What is not whole was meant in percent.
    decimal::read(number, 2).map_err(|why| match number.find(char::is_alphabetic) {
        Some(_) => "no share, such as 5%, 0.25%, or 500 for basis points".to_string(),
        None => why,
    })?;
    decimal::read(number, 0)
        .map_err(|_| format!("write {number}%, or a whole number of basis points such as 500"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;
    use proptest::prelude::*;

    #[test]
    fn shares_are_in_percent_or_basis_points() {
        for (text, bps) in [
            ("5%", 500),
            ("0.25%", 25),
            ("5.50 %", 550),
            ("100%", 10_000),
            ("500", 500),
            ("10,000", 10_000),
            ("500 bps", 500),
            ("0", 0),
        ] {
            assert_eq!(read(text), Ok(bps), "{text}");
        }
        assert_eq!(factor("400%"), Ok(40_000));
        for (text, why) in [
            ("5,5%", "write 5.5%"),
            ("5.005%", "at most 2 digits"),
            ("0.25", "write 0.25%, or a whole number of basis points"),
            ("100.01%", "a share is at most 100%"),
            ("10001", "a share is at most 100%"),
            ("", "no number"),
            ("%", "no number"),
            ("half", "no share, such as 5%"),
            ("5 percent", "no share, such as 5%"),
            ("-5%", "it cannot be negative"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
        assert_eq!(factor("656%"), Err("at most 655.35%".into()));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(bps: u16) {
            prop_assert_eq!(factor(&Cell::Bps(bps.into()).display()), Ok(bps));
            prop_assert_eq!(factor(&bps.to_string()), Ok(bps));
            prop_assert_eq!(read(&bps.to_string()).is_ok(), bps <= 10_000);
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (factor(&text), read(&text));
        }
    }
}
