//! Decimal numbers: digits, perhaps in groups of three with commas between them, and perhaps a point with more digits.
//!
//! ```text
//! decimal = whole [ "." digit { digit } ]
//! whole   = digit { digit } | "1".."9" [ digit [ digit ] ] "," three { "," three }
//! three   = digit digit digit
//! ```

/// The number in units of 10^-`decimals`, exactly.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str, decimals: u8) -> Result<u64, String> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    check_characters(text)?;
    let digits = ungrouped(text, whole, fraction)?;
    let fraction = fraction.unwrap_or_default();
    let width = usize::from(decimals);
    if fraction.len() > width {
        return Err(match decimals {
            0 => "a whole number is needed".into(),
            _ => format!("at most {decimals} digits after the point"),
        });
    }
    let scaled = format!("{digits}{fraction:0<width$}");
    scaled.parse().map_err(|_| {
        let most = super::figures::decimal(u64::MAX, decimals);
        format!("at most {most}")
    })
}

fn check_characters(text: &str) -> Result<(), String> {
    let is_known = |it: char| it.is_ascii_digit() || matches!(it, '.' | ',');
    match text.chars().find(|it| !is_known(*it)) {
        None if text.bytes().any(|it| it.is_ascii_digit()) => Ok(()),
        Some('-') => Err("it cannot be negative; write a number such as 12.5".into()),
        Some('_') => Err("leave out the `_`".into()),
        Some(_) | None => Err("not a number, such as 12.5 or 1,234.5".into()),
    }
}

/// The digits before the point, without commas.
fn ungrouped(text: &str, whole: &str, fraction: Option<&str>) -> Result<String, String> {
    if fraction.is_some_and(|it| it.contains(['.', ','])) {
        return Err("not a number: one point, and commas only before it, as in 1,234.5".into());
    }
    if fraction == Some("") {
        return Err(format!("write {}", text.trim_end_matches('.')));
    }
    if whole.is_empty() {
        return Err(format!("write 0{text}"));
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let are_threes = groups.clone().all(|group| group.len() == 3);
    let begins = (1..=3).contains(&first.len()) && !first.starts_with('0');
    match whole.matches(',').count() {
        0 => {}
        1.. if are_threes && begins => {}
        // As the point of other languages.
        1 if fraction.is_none() && !first.is_empty() && !whole.ends_with(',') => {
            return Err(format!("write {}", whole.replace(',', ".")));
        }
        _ => {
            return Err(
                "a comma stands before every group of three digits, as in 1,234,567.5".into(),
            )
        }
    }
    Ok(whole.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::figures::decimal;
    use proptest::prelude::*;

    #[test]
    fn commas_are_before_groups_of_three_digits_only() {
        for (text, value) in [
            ("0", 0),
            ("007", 700),
            ("1,500", 150_000),
            ("12,345,678.9", 1_234_567_890),
            ("999,999.99", 99_999_999),
        ] {
            assert_eq!(read(text, 2), Ok(value), "{text}");
        }
        for (text, why) in [
            ("1,5", "write 1.5"),
            ("5,50", "write 5.50"),
            ("1234,567", "write 1234.567"),
            ("0,500", "write 0.500"),
            ("1.", "write 1"),
            (".5", "write 0.5"),
            ("-1", "it cannot be negative"),
            ("1_000", "leave out the `_`"),
            ("1.005", "at most 2 digits after the point"),
            ("12,34,567", "a comma stands"),
            ("1,234,56", "a comma stands"),
            ("1,5.5", "a comma stands"),
            (",500", "a comma stands"),
            ("500,", "a comma stands"),
            ("1,,500", "a comma stands"),
            ("1.500,5", "not a number: one point"),
            ("1.2.3", "not a number: one point"),
            ("", "not a number"),
            (".", "not a number"),
            (",", "not a number"),
            ("1e9", "not a number"),
            ("0x10", "not a number"),
            ("1 000", "not a number"),
            ("١", "not a number"),
            ("+1", "not a number"),
            (
                "184467440737095516.16",
                "at most 184,467,440,737,095,516.15",
            ),
            ("99999999999999999999999999", "at most 184,467"),
        ] {
            let error = read(text, 2).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(value: u64, decimals in 0_u8..=12) {
            prop_assert_eq!(read(&decimal(value, decimals), decimals), Ok(value));
        }

        /// Of any text that is read, the digits are all that counts, and it is printed as it was written, leading zeros,
        /// commas and the zeros at the end aside.
        #[test]
        fn what_is_read_is_what_is_written(text in "[0-9.,_ -]{0,14}", decimals in 0_u8..=9) {
            if let Ok(value) = read(&text, decimals) {
                let plain = |text: &str| {
                    let text = text.replace(',', "");
                    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                    let whole = whole.trim_start_matches('0').to_string();
                    (whole, fraction.trim_end_matches('0').to_string())
                };
                prop_assert_eq!(plain(&decimal(value, decimals)), plain(&text));
                for group in text.split('.').next().unwrap_or_default().split(',').skip(1) {
                    prop_assert_eq!(group.len(), 3);
                }
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC*", decimals in 0_u8..=12) {
            let _ = read(&text, decimals);
        }
    }
}
