//! Refuses a realm that would be of no use, or dangerous, before anything is sent.

use anyhow::ensure;
use emissions::constants::SLASH_DELAY;
use io_client::values::{duration, figures::grouped};
use io_common::constants::{DAY, GENESIS_SUPPLY, HOUR, LONGEST_VOTE, ONE_IO};

use super::{longest_vote, Votes};

/// Longest name of a realm, in bytes: it is a seed of its address.
const LONGEST_NAME: usize = 32;
/// Percentages of all stake that can be demanded.
const YES: std::ops::RangeInclusive<u8> = 5..=60;

impl Votes {
    /// Refuses what is outside the ranges.
    ///
    /// # Errors
    /// What to write instead.
    pub(crate) fn validate(&self) -> anyhow::Result<()> {
        let is_plain = self
            .name
            .bytes()
            .all(|it| it.is_ascii_graphic() || it == b' ');
        let is_trimmed = self.name.trim() == self.name && !self.name.is_empty();
        ensure!(
            is_plain && is_trimmed && self.name.len() <= LONGEST_NAME,
            "name: write 1 to {LONGEST_NAME} ASCII characters"
        );
        let most = GENESIS_SUPPLY.div_euclid(ONE_IO);
        ensure!(
            (1..=most).contains(&self.proposal_io),
            "proposal_io is {}: write 1 to {} whole IO",
            grouped(self.proposal_io),
            grouped(most)
        );
        ensure!(
            YES.contains(&self.yes_percent),
            "yes_percent is {}: write {} to {}, of all stake. With less, a few stakers decide; with more, hardly any vote \
             passes",
            self.yes_percent,
            YES.start(),
            YES.end()
        );
        self.validate_times()
    }

    fn validate_times(&self) -> anyhow::Result<()> {
        let together = longest_vote(&self.rules());
        ensure!(
            together <= LONGEST_VOTE,
            "voting and cool_off are {} together: write at most {}. Stake that is unstaked or handed over during a longer vote \
             could vote twice (P-21)",
            span(together),
            span(LONGEST_VOTE)
        );
        let to_effect = together.saturating_add(self.hold_up.into());
        ensure!(
            to_effect < SLASH_DELAY,
            "voting, cool_off and hold_up are {} together: write less than {}, after which a slash can be executed. No vote could \
             withdraw one in time",
            span(to_effect),
            span(SLASH_DELAY)
        );
        for (name, seconds, least) in [
            ("voting", self.voting, DAY),
            ("cool_off", self.cool_off, HOUR),
            ("hold_up", self.hold_up, HOUR),
        ] {
            ensure!(
                self.local || i64::from(seconds) >= least,
                "{name} is {}: write at least {}, in seconds; only a test network, with `local = true`, may have \
                 less",
                span(seconds.into()),
                span(least)
            );
        }
        ensure!(self.voting > 0, "voting is 0: nobody could vote");
        Ok(())
    }
}

/// Seconds in words.
pub fn span(seconds: i64) -> String {
    duration::display(u64::try_from(seconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::prelude::Pubkey;

    fn votes() -> Votes {
        Votes {
            program: Pubkey::new_from_array([1; 32]),
            upgrades: None,
            name: "io.net".into(),
            proposal_io: 100_000,
            yes_percent: 20,
            voting: 432_000,
            cool_off: 172_800,
            hold_up: 86_400,
            treasury_lamports: 500_000_000,
            local: false,
        }
    }

    fn refusal(change: impl FnOnce(&mut Votes)) -> String {
        let mut votes = votes();
        change(&mut votes);
        let refused = votes.validate().map_err(|it| it.to_string());
        refused.err().unwrap_or_default()
    }

    fn seconds(time: i64) -> u32 {
        u32::try_from(time).unwrap()
    }

    /// P-21: 13 days are taken, a second more is not.
    #[test]
    fn p21_a_vote_is_at_most_13_days_long() {
        const COOL_OFF: i64 = 2 * DAY;
        const MOST: i64 = LONGEST_VOTE - COOL_OFF;
        const ONE_MORE: i64 = MOST + 1;
        let with = |voting: i64| {
            refusal(|it| (it.voting, it.cool_off) = (seconds(voting), seconds(COOL_OFF)))
        };
        assert_eq!(with(MOST), "");
        let refused = with(ONE_MORE);
        let expected = "voting and cool_off are 13d 1s together: write at most 13d. Stake that";
        assert!(refused.starts_with(expected), "{refused}");
        // Nothing overflows, on a local network neither.
        let longest = refusal(|it| {
            it.local = true;
            (it.voting, it.cool_off, it.hold_up) = (u32::MAX, u32::MAX, u32::MAX);
        });
        assert!(longest.contains("could vote twice (P-21)"), "{longest}");
    }

    #[test]
    fn a_slash_can_be_withdrawn_by_a_vote() {
        const TOO_LONG: i64 = SLASH_DELAY - 7 * DAY;
        const MOST: i64 = TOO_LONG - 1;
        let with = |hold_up: i64| refusal(|it| it.hold_up = seconds(hold_up));
        assert_eq!(with(MOST), "");
        let refused = with(TOO_LONG);
        let expected = "voting, cool_off and hold_up are 30d together: write less than 30d";
        assert!(refused.starts_with(expected), "{refused}");
    }

    #[test]
    fn short_votes_are_for_local_networks() {
        type Edit = fn(&mut Votes);
        let edits: [(Edit, &str); 3] = [
            (
                |it| it.voting = 86_399,
                "voting is 23h 59m: write at least 1d",
            ),
            (|it| it.cool_off = 0, "cool_off is 0s: write at least 1h"),
            (
                |it| it.hold_up = 3_599,
                "hold_up is 59m 59s: write at least 1h",
            ),
        ];
        for (edit, expected) in edits {
            let refused = refusal(edit);
            assert!(refused.starts_with(expected), "{refused}");
            let taken = refusal(|it| {
                it.local = true;
                edit(it);
            });
            assert_eq!(taken, "");
        }
        let never = refusal(|it| (it.local, it.voting) = (true, 0));
        assert_eq!(never, "voting is 0: nobody could vote");
    }

    #[test]
    fn numbers_and_names_outside_their_ranges_are_refused() {
        for percent in [5, 60] {
            assert_eq!(refusal(|it| it.yes_percent = percent), "");
        }
        for percent in [4, 61] {
            let refused = refusal(|it| it.yes_percent = percent);
            let expected = format!("yes_percent is {percent}: write 5 to 60");
            assert!(refused.starts_with(&expected), "{refused}");
        }
        for io in [1, 500_000_000] {
            assert_eq!(refusal(|it| it.proposal_io = io), "");
        }
        for (io, expected) in [
            (0, "proposal_io is 0: write 1 to 500,000,000 whole IO"),
            (
                500_000_001,
                "proposal_io is 500,000,001: write 1 to 500,000,000 whole IO",
            ),
        ] {
            assert_eq!(refusal(|it| it.proposal_io = io), expected);
        }
        assert_eq!(refusal(|it| it.name = "x".repeat(32)), "");
        for name in ["", " io.net", "io\n", "iö", &"x".repeat(33)] {
            let refused = refusal(|it| it.name = name.into());
            assert_eq!(refused, "name: write 1 to 32 ASCII characters", "{name}");
        }
    }
}
