//! Times as people read them.

use chrono::DateTime;

/// Unix seconds as `2027-01-01 00:00:00 UTC`; the number itself if it is beyond every calendar.
pub fn utc(time: i64) -> String {
    let date = DateTime::from_timestamp(time, 0);
    date.map_or_else(
        || time.to_string(),
        |date| date.format("%F %T UTC").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn a_time_has_its_zone() {
        assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(utc(1_798_761_600), "2027-01-01 00:00:00 UTC");
        assert_eq!(utc(i64::MAX), i64::MAX.to_string());
    }
}
