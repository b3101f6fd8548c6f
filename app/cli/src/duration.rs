//! Durations as people write them.

/// The units, longest first, in seconds.
const UNITS: [(char, u64); 5] = [
    ('w', 604_800),
    ('d', 86_400),
    ('h', 3_600),
    ('m', 60),
    ('s', 1),
];

/// Seconds of a duration such as `3h`, `2d` or `1d12h`.
pub fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a duration, such as 3h, 2d or 1d12h");
    let (mut seconds, mut number) = (0_u64, String::new());
    for letter in text.trim().chars().filter(|letter| *letter != ' ') {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        let unit = UNITS.iter().find(|(name, _)| *name == letter);
        let (_, unit) = unit.ok_or_else(wrong)?;
        let count: u64 = number.parse().map_err(|_| wrong())?;
        let part = count.checked_mul(*unit).ok_or_else(wrong)?;
        seconds = seconds.checked_add(part).ok_or_else(wrong)?;
        number.clear();
    }
    if !number.is_empty() || seconds == 0 {
        return Err(wrong());
    }
    Ok(seconds)
}

/// Hours of a duration that is a whole number of them.
pub fn parse_hours(text: &str) -> Result<u32, String> {
    let seconds = parse(text)?;
    let hours = seconds.div_euclid(3_600);
    if seconds.rem_euclid(3_600) != 0 {
        return Err(format!("`{text}` is not a whole number of hours"));
    }
    u32::try_from(hours).map_err(|_| format!("`{text}` is too long"))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_they_are_written() {
        assert_eq!(parse("3h"), Ok(10_800));
        assert_eq!(parse("2d"), Ok(172_800));
        assert_eq!(parse("1d 12h"), Ok(129_600));
        assert_eq!(parse_hours("1w"), Ok(168));
        for wrong in [
            "",
            "3",
            "h",
            "3y",
            "-3h",
            "1.5h",
            "0h",
            "99999999999999999999w",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse_hours("90m").is_err());
    }

    #[test]
    fn durations_are_shown_in_their_two_largest_units() {
        assert_eq!(display(0), "0s");
        assert_eq!(display(59), "59s");
        assert_eq!(display(129_601), "1d 12h");
        assert_eq!(display(86_401), "1d 1s");
    }
}
