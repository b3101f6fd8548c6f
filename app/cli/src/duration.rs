//! Durations as people read them.

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
