//! Shares: percent, or a whole number of basis points, with the unit: a bare number would be one to some and the other to
//! others.
//!
//! ```text
//! share = decimal [ " " ] "%" | whole [ " " ] "bps"
//! ```

use io_common::constants::BPS;

use super::{decimal, one_space};
use crate::report::Cell;

/// Basis points of a share of at most the whole, such as `5%`, `0.25%` or `500bps`.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<u16, String> {
    let bps = factor(text)?;
    if u64::from(bps) > BPS {
        return Err("a share is at most 100%, which is 10,000 bps".into());
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
        None => match text.strip_suffix("bps") {
            Some(number) => whole(one_space(number))?,
            None => return Err(without_unit(text)),
        },
    };
    u16::try_from(bps).map_err(|_| "at most 655.35%".into())
}

/// A whole number of basis points.
fn whole(number: &str) -> Result<u64, String> {
    decimal::read(number, 0).map_err(|why| match decimal::read(number, 2) {
        Ok(_) => format!("write {number}%, or whole basis points such as 500bps"),
        Err(_) => why,
    })
}

/// What to write instead of a number alone, or of what is none.
fn without_unit(text: &str) -> String {
    if let Ok(bps) = decimal::read(text, 0) {
        let percent = Cell::Bps(bps).brief().replace(' ', "");
        return format!("write {text}%, or {text}bps for {percent}");
    }
    match decimal::read(text, 2) {
        Ok(_) => format!("write {text}%"),
        Err(why) => match text.find(char::is_alphabetic) {
            Some(_) => "not a share, such as 5% or 500bps".into(),
            None => why,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_in_percent_or_basis_points() {
        for (text, bps) in [
            ("5%", 500),
            ("0.25%", 25),
            ("5.50 %", 550),
            ("100%", 10_000),
            ("500bps", 500),
            ("10,000 bps", 10_000),
            ("0%", 0),
            ("0bps", 0),
        ] {
            assert_eq!(read(text), Ok(bps), "{text}");
        }
        assert_eq!(factor("400%"), Ok(40_000));
        for (text, why) in [
            ("5,5%", "write 5.5%"),
            ("5.005%", "at most 2 digits"),
            // Neither is taken for the other.
            ("5", "write 5%, or 5bps for 0.05%"),
            ("500", "write 500%, or 500bps for 5%"),
            ("0", "write 0%, or 0bps for 0%"),
            ("0.25", "write 0.25%"),
            ("0.25bps", "write 0.25%, or whole basis points"),
            ("100.01%", "a share is at most 100%"),
            ("10001bps", "a share is at most 100%"),
            ("", "not a number"),
            ("%", "not a number"),
            ("half", "not a share, such as 5%"),
            ("5 percent", "not a share, such as 5%"),
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
            prop_assert_eq!(factor(&format!("{bps}bps")), Ok(bps));
            prop_assert_eq!(read(&format!("{bps} bps")).is_ok(), bps <= 10_000);
            prop_assert!(factor(&bps.to_string()).is_err());
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (factor(&text), read(&text));
        }
    }
}
