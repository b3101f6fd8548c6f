//! UTC days, as strings such as 2026-11-30.

use std::{fmt, str::FromStr};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day: days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i64);

/// Not a day.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a day: write it as 2026-11-30")]
pub struct NoDay(String);

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        // Only this form, with a year of four digits.
        let day = day.filter(|it| text.len() == 10 && it.to_string() == text);
        let day = day.map(|it| it.signed_duration_since(NaiveDate::default()));
        let wrong = || NoDay(text.chars().take(20).collect());
        day.map(|it| Self(it.num_days())).ok_or_else(wrong)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = u64::try_from(self.0).map(Days::new).ok();
        let day = since.and_then(|it| NaiveDate::default().checked_add_days(it));
        day.unwrap_or_default().fmt(f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_form() {
        for (day, text) in [
            (0, "1970-01-01"),
            (20_787, "2026-11-30"),
            (19_782, "2024-02-29"),
        ] {
            assert_eq!(text.parse::<Day>().unwrap(), Day(day));
            assert_eq!(Day(day).to_string(), text);
        }
        for wrong in [
            "",
            "2026-13-01",
            "2026-02-30",
            "2026-1-01",
            "+2026-11-3",
            "2026-11-30 ",
            "-026-11-30",
            "=1",
        ] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
