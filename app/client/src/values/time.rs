//! Points in time: unix seconds, or a date and a time of day in UTC as `io` prints them.
//!
//! ```text
//! time = digit { digit } | date ( " " | "T" ) clock [ "Z" | " UTC" ]
//! date = year "-" month "-" day         clock = hour ":" minute [ ":" second ]
//! ```

use chrono::{DateTime, NaiveDateTime};

/// The first second of 2020: what is before it is no unix time of this system.
const FIRST: i64 = 1_577_836_800;
/// The last second of 2199.
const LAST: i64 = 7_258_118_399;
/// What stands where: a digit, a space or a T, or the character itself. The seconds may be left out.
const SHAPE: &[u8] = b"0000-00-00 00:00:00";
/// Length without the seconds.
const WITHOUT_SECONDS: usize = 16;
/// Forms of a date and a time of day.
const FORMS: [&str; 4] = ["%F %T", "%F %H:%M", "%FT%T", "%FT%H:%M"];

/// Unix seconds as `2027-01-01 00:00:00 UTC`; the number itself if it is beyond every calendar.
pub fn utc(time: i64) -> String {
    let date = DateTime::from_timestamp(time, 0);
    date.map_or_else(
        || time.to_string(),
        |date| date.format("%F %T UTC").to_string(),
    )
}

/// Unix seconds.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<i64, String> {
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
    let zone = text.strip_suffix(" UTC");
    let local = zone.or(text.strip_suffix('Z')).unwrap_or(text);
    // The library takes signs, missing zeros, other spaces, and a second that no unix time has.
    let is_shaped = local.len() == SHAPE.len() || local.len() == WITHOUT_SECONDS;
    let mut both = local.bytes().zip(SHAPE);
    let is_shaped = is_shaped
        && both.all(|(it, shape)| match shape {
            b'0' => it.is_ascii_digit(),
            b' ' => it == b' ' || it == b'T',
            shape => it == *shape,
        });
    if !is_shaped || local.ends_with(":60") && local.len() == SHAPE.len() {
        return None;
    }
    let read = |form| NaiveDateTime::parse_from_str(local, form).ok();
    let found = FORMS.into_iter().find_map(read)?;
    Some(found.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::{utc as printed, *};
    use proptest::prelude::*;

    #[test]
    fn a_time_has_its_zone() {
        assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(utc(1_798_761_600), "2027-01-01 00:00:00 UTC");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
    }

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
            ("2027-01-02 17:25:60", "not a time"),
            ("2027-01-02 17:60", "not a time"),
            ("+2027-01-01 00:05", "not a time"),
            ("2027-1-1 0:5", "not a time"),
            ("2027-01-02\t17:25", "not a time"),
            ("2027-01-02  17:25", "not a time"),
            ("2027-01-02\u{2009}17:25", "not a time"),
            ("2027-01-31 16:30  UTC", "not a time"),
            ("2027-01-31 16:30UTC", "not a time"),
            (" 1801413000", "not a time"),
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
        fn what_is_read_is_printed_as_it_was_written(
            text in "[+ ]?[0-9]{3,5}[-/]?[0-9]{1,3}-[0-9]{1,2}[T \t]{1,2}[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?(Z| UTC|UTC)?"
                .prop_union("2[01][0-9]{2}-(0[1-9]|1[012])-[0-2][0-9][ T][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z| UTC)?")
        ) {
            if let Ok(time) = read(&text) {
                let plain = text.trim_end_matches("Z").trim_end_matches(" UTC").replace('T', " ");
                prop_assert!(printed(time).starts_with(&plain), "{}", text);
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = read(&text);
        }
    }
}
