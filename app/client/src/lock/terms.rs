//! What an escrow is to be, and how one differs from it.

use std::fmt::{self, Display};

use anchor_lang::prelude::Pubkey;
use io_common::constants::IO_DECIMALS;

use super::{escrow_address, Schedule, VestingEscrow};
use crate::{
    spl,
    values::{figures::decimal, time::utc},
};

/// What an escrow of IO is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The key that its address is derived from; signs when it is created.
    pub base: Pubkey,
    /// The IO mint.
    pub mint: Pubkey,
    /// Who claims.
    pub recipient: Pubkey,
    /// When it releases how much.
    pub schedule: Schedule,
}

/// What a mismatch is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// There is no escrow.
    Account,
    /// Recipient, mint or schedule.
    Terms,
    /// Somebody can cancel or redirect it, or has.
    Control,
    /// It holds too little.
    Tokens,
}

/// A field of an escrow that is not as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What it is about.
    pub subject: Subject,
    /// Name of the field.
    pub what: &'static str,
    /// What it is to be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl Terms {
    /// The escrow's address.
    pub fn escrow(&self) -> Pubkey {
        escrow_address(&self.base)
    }

    /// The escrow's token account.
    pub fn tokens(&self) -> Pubkey {
        spl::wallet(&self.escrow(), &self.mint)
    }

    /// Everything in which `escrow` differs. Who created it does not matter, because nobody can cancel or redirect it.
    pub fn mismatches(&self, escrow: &VestingEscrow) -> Vec<Mismatch> {
        let (expected, found) = (self.schedule, escrow.schedule());
        let addresses = [
            ("base", self.base, escrow.base),
            ("mint", self.mint, escrow.token_mint),
            ("recipient", self.recipient, escrow.recipient),
        ]
        .map(|(what, expected, found)| mismatch(what, expected, found, |it| it.to_string()));
        let times = [
            ("start", expected.start, found.start),
            ("first release", expected.cliff, found.cliff),
        ]
        .map(|(what, expected, found)| mismatch(what, expected, found, time));
        let amounts = [
            ("first part", expected.at_cliff, found.at_cliff),
            ("later parts", expected.each, found.each),
        ]
        .map(|(what, expected, found)| mismatch(what, expected, found, io));
        let numbers = [
            ("seconds between releases", expected.period, found.period),
            ("number of later parts", expected.periods, found.periods),
        ]
        .map(|(what, expected, found)| mismatch(what, expected, found, |it| it.to_string()));
        let modes = [
            ("who may cancel", escrow.cancel_mode),
            (
                "who may name another recipient",
                escrow.update_recipient_mode,
            ),
        ]
        .map(|(what, mode)| mismatch(what, 0, mode, actors));
        let cancelled = mismatch("cancelled", 0, escrow.cancelled_at, |at| match at {
            0 => "never".into(),
            at => time(at),
        });
        let control = modes.into_iter().chain([cancelled]).flatten();
        let control = control.map(|it| Mismatch {
            subject: Subject::Control,
            ..it
        });
        let all = addresses.into_iter().chain(times).chain(amounts);
        all.chain(numbers).flatten().chain(control).collect()
    }
}

fn mismatch<T: PartialEq + Copy>(
    what: &'static str,
    expected: T,
    found: T,
    words: impl Fn(T) -> String,
) -> Option<Mismatch> {
    (expected != found).then(|| Mismatch {
        subject: Subject::Terms,
        what,
        expected: words(expected),
        found: words(found),
    })
}

/// Base units with their unit.
pub(super) fn io(amount: u64) -> String {
    format!("{} IO", decimal(amount, IO_DECIMALS))
}

fn time(seconds: u64) -> String {
    i64::try_from(seconds).map_or_else(|_| seconds.to_string(), utc)
}

/// The words of a mode.
fn actors(mode: u8) -> String {
    match mode {
        0 => "nobody".into(),
        1 => "its creator".into(),
        2 => "its recipient".into(),
        3 => "its creator and its recipient".into(),
        mode => format!("unknown ({mode})"),
    }
}

impl Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            what,
            expected,
            found,
            ..
        } = self;
        write!(formatter, "{what}: expected {expected}, found {found}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn terms() -> Terms {
        Terms {
            base: key(1),
            mint: key(2),
            recipient: key(3),
            schedule: Schedule::monthly(1_000, 1_800_000_000, 13, 24).unwrap(),
        }
    }

    /// As the lock program stores it.
    fn escrow(terms: &Terms) -> VestingEscrow {
        let schedule = terms.schedule;
        VestingEscrow {
            recipient: terms.recipient,
            token_mint: terms.mint,
            creator: key(9),
            base: terms.base,
            cliff_time: schedule.cliff,
            frequency: schedule.period,
            cliff_unlock_amount: schedule.at_cliff,
            amount_per_period: schedule.each,
            number_of_period: schedule.periods,
            vesting_start_time: schedule.start,
            total_claimed_amount: 5,
            ..VestingEscrow::default()
        }
    }

    #[test]
    fn an_escrow_that_is_as_agreed_has_no_mismatch() {
        let terms = terms();
        assert_eq!(terms.mismatches(&escrow(&terms)), []);
    }

    /// P-31: another recipient, another schedule, and whatever lets someone cancel or redirect it.
    #[test]
    fn p31_every_field_that_differs_is_named() {
        type Edit = fn(&mut VestingEscrow);
        let edits: [(Edit, &str); 12] = [
            (|it| it.base = key(8), "base"),
            (|it| it.token_mint = key(8), "mint"),
            (|it| it.recipient = key(8), "recipient"),
            (|it| it.vesting_start_time += 1, "start"),
            (|it| it.cliff_time -= 1, "first release"),
            (|it| it.cliff_unlock_amount += 1, "first part"),
            (|it| it.amount_per_period += 1, "later parts"),
            (|it| it.frequency -= 1, "seconds between releases"),
            (|it| it.number_of_period -= 1, "number of later parts"),
            (|it| it.cancel_mode = 1, "who may cancel"),
            (
                |it| it.update_recipient_mode = 2,
                "who may name another recipient",
            ),
            (|it| it.cancelled_at = 1, "cancelled"),
        ];
        let terms = terms();
        let mut all = escrow(&terms);
        for (edit, what) in edits {
            let mut one = escrow(&terms);
            edit(&mut one);
            edit(&mut all);
            let found = terms.mismatches(&one);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].what, what);
        }
        assert_eq!(terms.mismatches(&all).len(), edits.len());
    }

    #[test]
    fn a_mismatch_is_said_in_words() {
        let terms = terms();
        let mut found = escrow(&terms);
        (found.cliff_unlock_amount, found.cancel_mode) = (81, 3);
        found.cancelled_at = 1_800_000_000;
        let shown: Vec<_> = terms
            .mismatches(&found)
            .iter()
            .map(Mismatch::to_string)
            .collect();
        assert_eq!(
            shown,
            [
                "first part: expected 0.00000057 IO, found 0.00000081 IO",
                "who may cancel: expected nobody, found its creator and its recipient",
                "cancelled: expected never, found 2027-01-15 08:00:00 UTC",
            ]
        );
    }
}
