//! Points in time: unix seconds, or a date and a time of day in UTC as `io` prints them.
//!
//! ```text
//! time = digit { digit } | date ( " " | "T" ) clock [ "Z" | " UTC" ]
//! date = year "-" month "-" day         clock = hour ":" minute [ ":" second ]
//! ```

use chrono::NaiveDateTime;

/// The first second of 2020: what is before it is no unix time of this system.
const FIRST: i64 = 1_577_836_800;
/// The last second of 2199.
const LAST: i64 = 7_258_118_399;
/// Forms of a date and a time of day.
const FORMS: [&str; 4] = ["%F %T", "%F %H:%M", "%FT%T", "%FT%H:%M"];

/// Unix seconds.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<i64, String> {
    let text = text.trim();
    let seconds = if text.bytes().all(|it| it.is_ascii_digit()) {
        text.parse().ok()
    } else {
        date(text)
    };
    let example = "write unix seconds, as `date +%s` prints them, or a time in UTC such as 2027-01-31 16:30:00";
    match seconds {
        Some(seconds) if (FIRST..=LAST).contains(&seconds) => Ok(seconds),
        Some(_) => Err(format!("it is not between 2020 and 2199; {example}")),
        None => Err(format!("not a time; {example}")),
    }
}

fn date(text: &str) -> Option<i64> {
    let zone = text.strip_suffix("UTC").map(str::trim_end);
    let local = zone.or(text.strip_suffix('Z')).unwrap_or(text);
    let read = |form| NaiveDateTime::parse_from_str(local, form).ok();
    let found = FORMS.into_iter().find_map(read)?;
    Some(found.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_migrations::date::utc as printed;
    use proptest::prelude::*;

    #[test]
    fn times_are_read_in_both_forms() {
        for text in [
            "1801413000",
            "2027-01-31 16:30:00 UTC",
            "2027-01-31 16:30",
            "2027-01-31T16:30:00Z",
            "2027-01-31T16:30Z",
        ] {
            assert_eq!(read(text), Ok(1_801_413_000), "{text}");
        }
        for (text, why) in [
            ("0", "it is not between 2020 and 2199; write unix seconds"),
            ("1801413000000", "it is not between"),
            ("1970-01-01 00:00", "it is not between"),
            ("", "not a time; write unix seconds"),
            ("tomorrow", "not a time"),
            ("-5", "not a time"),
            ("2027-02-30 10:00", "not a time"),
            ("2027-01-31 16:30 CET", "not a time"),
            ("31.1.2027", "not a time"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(time in FIRST..=LAST) {
            prop_assert_eq!(read(&time.to_string()), Ok(time));
            prop_assert_eq!(read(&printed(time)), Ok(time));
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = read(&text);
        }
    }
}
