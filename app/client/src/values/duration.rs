//! Durations: a number of each unit, the longest first.
//!
//! ```text
//! duration = part { [ " " ] part }      each unit at most once, and after the longer ones
//! part     = decimal [ " " ] unit       a point only in the last part
//! unit     = "w" | "d" | "h" | "m" | "s"
//! ```

use super::decimal;

/// An hour in seconds.
const HOUR: u64 = 3_600;
/// What a fraction of a unit may have: 10⁻⁶ of a week is less than a second.
const DECIMALS: u8 = 6;
/// 10^[`DECIMALS`].
const ONE: u64 = 1_000_000;

/// The units, longest first, in seconds.
pub const UNITS: [(char, u64); 5] = [
    ('w', 604_800),
    ('d', 86_400),
    ('h', 3_600),
    ('m', 60),
    ('s', 1),
];

/// A duration in its two largest units, such as `1d 12h`.
pub fn display(seconds: u64) -> String {
    let (mut rest, mut parts) = (seconds, Vec::new());
    for (name, unit) in UNITS.into_iter().skip(1) {
        let count = rest.div_euclid(unit);
        rest = rest.rem_euclid(unit);
        if count > 0 && parts.len() < 2 {
            parts.push(format!("{count}{name}"));
        }
    }
    if parts.is_empty() {
        return "0s".into();
    }
    parts.join(" ")
}

/// The same in full and in one word, such as `1d12h5s`.
pub fn exact(seconds: u64) -> String {
    let (mut rest, mut text) = (seconds, String::new());
    for (name, unit) in UNITS {
        let count = rest.div_euclid(unit);
        rest = rest.rem_euclid(unit);
        if count > 0 {
            text.push_str(&format!("{count}{name}"));
        }
    }
    if text.is_empty() {
        return "0s".into();
    }
    text
}

/// Seconds of a duration such as `90m`, `1.5h` or `1d12h`: more than none, at most what 32 bits hold.
///
/// # Errors
/// What to write instead.
pub fn read(text: &str) -> Result<u64, String> {
    read_as(text, &ANY)
}

/// What a message proposes instead.
struct Proposal {
    /// The units of a number without one.
    units: &'static [char],
    /// Durations.
    such_as: &'static str,
}

/// Of any duration.
const ANY: Proposal = Proposal {
    units: &['s', 'm', 'h', 'd'],
    such_as: "90m, 1.5h, 2d or 1d12h",
};

/// Of whole hours.
const WHOLE_HOURS: Proposal = Proposal {
    units: &['h', 'd'],
    such_as: "3h, 2d or 1d12h",
};

impl Proposal {
    /// For a number without a unit.
    fn with_units(&self, number: &str) -> String {
        let all: Vec<String> = self
            .units
            .iter()
            .map(|it| format!("{number}{it}"))
            .collect();
        match all.split_last() {
            Some((last, others)) => format!("write {} or {last}", others.join(", ")),
            None => self.wrong(),
        }
    }

    fn wrong(&self) -> String {
        format!("not a duration, such as {}", self.such_as)
    }
}

/// The same, with what a message proposes.
fn read_as(text: &str, proposal: &Proposal) -> Result<u64, String> {
    let wrong = || proposal.wrong();
    let (mut seconds, mut rest, mut longer) = (0_u64, text, &UNITS[..]);
    let mut is_last = false;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && !matches!(it, '.' | ','));
        let (number, after) = rest.split_at(end.unwrap_or(rest.len()));
        let after = after.strip_prefix(' ').unwrap_or(after);
        let Some(letter) = after.chars().next() else {
            return Err(match number.bytes().all(|it| it.is_ascii_digit()) {
                true if seconds == 0
                    && number.bytes().all(|it| it == b'0')
                    && !number.is_empty() =>
                {
                    NOTHING.into()
                }
                true => proposal.with_units(number),
                false => wrong(),
            });
        };
        if number.is_empty() {
            return Err(wrong());
        }
        let (place, unit) = match longer.iter().position(|(name, _)| *name == letter) {
            Some(place) => (place, longer[place].1),
            None if UNITS.iter().any(|(name, _)| *name == letter) => {
                return Err("each unit once, the longest first, as in 1d12h".into());
            }
            None => return Err(wrong()),
        };
        if is_last {
            return Err("a point only in the last part, as in 1d1.5h".into());
        }
        is_last = number.contains('.');
        let part =
            decimal::read(number, DECIMALS).map_err(|why| match why.strip_prefix("write ") {
                Some(number) => format!("write {number}{letter}"),
                None => why,
            })?;
        let part = u128::from(part).saturating_mul(unit.into());
        if part.checked_rem(ONE.into()) != Some(0) {
            return Err("not a whole number of seconds".into());
        }
        let part = u64::try_from(part.div_euclid(ONE.into())).unwrap_or(u64::MAX);
        seconds = seconds.saturating_add(part);
        longer = longer.get(place.saturating_add(1)..).unwrap_or_default();
        rest = after.get(letter.len_utf8()..).unwrap_or_default();
        rest = match rest.strip_prefix(' ') {
            Some("") => return Err(wrong()),
            Some(rest) => rest,
            None => rest,
        };
    }
    match seconds {
        0 if text.is_empty() => Err(wrong()),
        0 => Err(NOTHING.into()),
        _ if seconds > u32::MAX.into() => Err(format!("at most {}", exact(u32::MAX.into()))),
        _ => Ok(seconds),
    }
}

/// Of no time at all.
const NOTHING: &str = "it must be longer than nothing";

/// Seconds, as the programs hold them.
///
/// # Errors
/// As [`read`].
pub fn seconds(text: &str) -> Result<u32, String> {
    u32::try_from(read(text)?).map_err(|error| error.to_string())
}

/// Hours of a duration that is a whole number of them.
///
/// # Errors
/// As [`read`]; what to write instead.
pub fn hours(text: &str) -> Result<u32, String> {
    let seconds = read_as(text, &WHOLE_HOURS)?;
    let hours = seconds.div_euclid(HOUR);
    if seconds.rem_euclid(HOUR) != 0 {
        let up = hours.saturating_add(1);
        let either = match hours {
            0 => format!("write {up}h"),
            _ => format!("write {hours}h or {up}h"),
        };
        return Err(format!(
            "it goes by whole hours, and this is {}: {either}",
            display(seconds)
        ));
    }
    u32::try_from(hours).map_err(|error| error.to_string())
}

/// The same, of at most so many seconds.
pub fn at_most(most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| match read(text)? {
        seconds if seconds > most => Err(format!("at most {}", exact(most))),
        seconds => Ok(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_shown_in_their_two_largest_units() {
        assert_eq!(display(0), "0s");
        assert_eq!(display(59), "59s");
        assert_eq!(display(129_601), "1d 12h");
        assert_eq!(display(86_401), "1d 1s");
        assert_eq!(
            (exact(0), exact(694_861)),
            ("0s".into(), "1w1d1h1m1s".into())
        );
    }

    #[test]
    fn durations_are_read_in_every_unit() {
        for (text, seconds) in [
            ("90m", 5_400),
            ("1.5h", 5_400),
            ("1d12h", 129_600),
            ("1d 12h", 129_600),
            ("1 d 12 h", 129_600),
            ("1d1.5h", 91_800),
            ("1w", 604_800),
            ("2w3d4h5m6s", 1_483_506),
            ("1,000s", 1_000),
            ("0d90s", 90),
        ] {
            assert_eq!(read(text), Ok(seconds), "{text}");
        }
        assert_eq!(hours("1w"), Ok(168));
        assert_eq!(seconds("1m"), Ok(60));
        assert_eq!(at_most(86_400)("24h"), Ok(86_400));
        assert_eq!(at_most(86_400)("25h"), Err("at most 1d".into()));
    }

    #[test]
    fn everything_else_is_refused_with_what_to_write() {
        for (text, why) in [
            ("", "not a duration, such as 90m, 1.5h, 2d or 1d12h"),
            ("h", "not a duration"),
            ("3y", "not a duration"),
            ("3H", "not a duration"),
            ("-3h", "not a duration"),
            ("1 2h", "not a duration"),
            ("é", "not a duration"),
            ("3", "write 3s, 3m, 3h or 3d"),
            ("1d12", "write 12s, 12m, 12h or 12d"),
            ("1.5", "not a duration"),
            ("1h1h", "each unit once"),
            ("12h1d", "each unit once, the longest first"),
            ("1,5h", "write 1.5h"),
            ("1.5d12h", "a point only in the last part"),
            ("0", "it must be longer than nothing"),
            ("1d0", "write 0s, 0m, 0h or 0d"),
            ("0h", "it must be longer than nothing"),
            ("0.5s", "not a whole number of seconds"),
            ("0.0000001h", "at most 6 digits"),
            ("7102w", "at most 7101w3d6h28m15s"),
            ("99999999999999999999w", "at most 18"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
        assert_eq!(
            hours("90m"),
            Err("it goes by whole hours, and this is 1h 30m: write 1h or 2h".into())
        );
        assert!(hours("5m").unwrap_err().ends_with("write 1h"));
        for (text, why) in [
            ("24", "write 24h or 24d"),
            ("1d12", "write 12h or 12d"),
            ("day", "not a duration, such as 3h, 2d or 1d12h"),
        ] {
            assert_eq!(hours(text), Err(why.into()));
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(seconds in 1_u32..) {
            prop_assert_eq!(read(&exact(seconds.into())), Ok(seconds.into()));
            let shown = read(&display(seconds.into())).unwrap();
            prop_assert!(shown <= seconds.into() && display(shown) == display(seconds.into()));
        }

        #[test]
        fn what_is_read_is_printed_as_a_text_of_the_same_value(
            text in "([0-9]{1,3}([.,][0-9]{1,3})? ?[wdhms] ?){0,4}"
        ) {
            if let Ok(seconds) = read(&text) {
                prop_assert_eq!(read(&exact(seconds)), Ok(seconds));
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (read(&text), hours(&text), seconds(&text));
        }
    }
}
