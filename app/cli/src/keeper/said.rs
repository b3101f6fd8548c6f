//! What is said once, however often it happens.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Until it is said again.
const AGAIN: Duration = Duration::from_secs(3_600);

/// What was said, when, and how often it has happened since.
#[derive(Debug, Default)]
pub struct Said(HashMap<String, (Instant, u64)>);

impl Said {
    /// What is to be said of what happens to `subject` at `now`: its words the first time, and after an hour again, with how often
    /// it has happened since; nothing in between. Numbers make no difference.
    pub fn of(&mut self, subject: &str, words: &str, now: Instant) -> Option<String> {
        let is_old = |at: Instant| now.saturating_duration_since(at) >= AGAIN;
        let whole = format!("{subject}: {words}");
        let like: String = whole.chars().filter(|it| !it.is_ascii_digit()).collect();
        match self.0.get_mut(&like) {
            Some((at, count)) if !is_old(*at) => {
                *count = count.saturating_add(1);
                None
            }
            said => {
                let more = said.map_or(0, |(_, count)| *count);
                self.0.retain(|_, (at, _)| !is_old(*at));
                self.0.insert(like, (now, 0));
                Some(match more {
                    0 => words.into(),
                    1 => format!("{words} (once more since it was last said)"),
                    more => format!("{words} ({more} times more since it was last said)"),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_said_once_an_hour_with_how_often_it_happened() {
        let (mut said, start) = (Said::default(), Instant::now());
        let mut at = |seconds, words: &str| {
            let now = start + Duration::from_secs(seconds);
            said.of("node", words, now)
        };
        let first = "its answer is of slot 7, and slot 9 was seen before";
        assert_eq!(at(0, first).as_deref(), Some(first));
        let other = "too much (HTTP 429)";
        assert_eq!(at(1, other).as_deref(), Some(other));
        for second in 2..3_600 {
            let words = format!("its answer is of slot {second}, and slot 9 was seen before");
            assert_eq!(at(second, &words), None);
        }
        let again = format!("{first} (3598 times more since it was last said)");
        assert_eq!(at(3_600, first), Some(again));
        assert_eq!(at(3_601, first), None);
        assert_eq!(at(3_602, other).as_deref(), Some(other));
        let elsewhere = said.of("another", other, start);
        assert_eq!(elsewhere.as_deref(), Some(other));
    }
}
