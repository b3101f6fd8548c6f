//! An escrow as the network has it, beside what it is to be (P-31).

use anchor_lang::prelude::Pubkey;
use solana_account::Account;

use super::{terms::Subject, Mismatch, Terms, VestingEscrow};
use crate::{spl, supply::Locked};

/// An escrow that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is to be.
    pub terms: Terms,
    /// All that it locked at its start; none if there is no escrow.
    pub total: Option<u64>,
    /// Paid to its recipient.
    pub claimed: u64,
    /// In its token account.
    pub held: u64,
    /// Everything in which it differs.
    pub mismatches: Vec<Mismatch>,
}

impl Terms {
    /// The accounts that [`Found::of`] takes: the escrow and its token account.
    pub fn accounts(&self) -> [Pubkey; 2] {
        [self.escrow(), self.tokens()]
    }
}

impl Found {
    /// The escrow and its token account, as they were read at `now`. Once everything has been claimed, the creator may close
    /// both, so an escrow that is gone after its last release was paid out.
    pub fn of(terms: Terms, escrow: Option<&Account>, tokens: Option<&Account>, now: u64) -> Self {
        let total = terms.schedule.total();
        let held = tokens.map_or(0, spl::amount);
        let mut found = Self {
            terms,
            total: None,
            claimed: 0,
            held,
            mismatches: Vec::new(),
        };
        if escrow.is_none() && now >= terms.schedule.end() {
            (found.total, found.claimed) = (Some(total), total);
            return found;
        }
        let Some(it) = escrow.and_then(VestingEscrow::read) else {
            found.mismatches.push(Mismatch {
                subject: Subject::Account,
                what: "account",
                expected: "an escrow of Jupiter Lock".into(),
                found: escrow.map_or("none", |_| "another account").into(),
            });
            return found;
        };
        found.total = Some(it.schedule().total());
        found.claimed = it.total_claimed_amount;
        found.mismatches = terms.mismatches(&it);
        found.mismatches.extend(found.lacks_tokens());
        found
    }

    /// What it still owes its recipient, released or not.
    pub fn due(&self) -> u64 {
        let total = self.terms.schedule.total();
        total.saturating_sub(self.claimed)
    }

    fn lacks_tokens(&self) -> Option<Mismatch> {
        let due = self.due();
        (self.held < due).then(|| Mismatch {
            subject: Subject::Tokens,
            what: "tokens",
            expected: format!("at least {}", super::terms::io(due)),
            found: super::terms::io(self.held),
        })
    }

    /// Whether something about `subject` differs.
    pub fn differs_in(&self, subject: Subject) -> bool {
        self.mismatches.iter().any(|it| it.subject == subject)
    }

    /// The lock, if it is as it is to be: what is not may be moved, and is not counted as locked.
    pub fn counted(&self) -> Option<Locked> {
        self.mismatches.is_empty().then_some(Locked {
            schedule: self.terms.schedule,
            claimed: self.claimed,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::super::{Schedule, PROGRAM};
    use super::*;
    use anchor_lang::solana_program::program_pack::Pack;
    use anchor_spl::token::spl_token;

    const START: u64 = 1_800_000_000;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn terms() -> Terms {
        Terms {
            base: key(1),
            mint: key(2),
            recipient: key(3),
            schedule: Schedule::monthly(1_000, START, 13, 24).unwrap(),
        }
    }

    fn escrow(edit: impl FnOnce(&mut VestingEscrow)) -> Account {
        let Terms {
            base,
            mint,
            recipient,
            schedule,
        } = terms();
        let mut escrow = VestingEscrow {
            recipient,
            token_mint: mint,
            base,
            cliff_time: schedule.cliff,
            frequency: schedule.period,
            cliff_unlock_amount: schedule.at_cliff,
            amount_per_period: schedule.each,
            number_of_period: schedule.periods,
            vesting_start_time: schedule.start,
            ..VestingEscrow::default()
        };
        edit(&mut escrow);
        let bytes = bytemuck::bytes_of(&escrow);
        Account {
            data: [&VestingEscrow::DISCRIMINATOR[..], bytes].concat(),
            owner: PROGRAM,
            ..Account::default()
        }
    }

    fn tokens(amount: u64) -> Account {
        let account = spl_token::state::Account {
            mint: key(2),
            amount,
            state: spl_token::state::AccountState::Initialized,
            ..Default::default()
        };
        let mut data = vec![0; spl_token::state::Account::LEN];
        account.pack_into_slice(&mut data);
        Account {
            data,
            owner: spl_token::ID,
            ..Account::default()
        }
    }

    fn subjects(found: &Found) -> Vec<Subject> {
        found.mismatches.iter().map(|it| it.subject).collect()
    }

    #[test]
    fn an_escrow_as_agreed_is_counted_with_what_was_claimed() {
        let escrow = escrow(|it| it.total_claimed_amount = 60);
        let found = Found::of(terms(), Some(&escrow), Some(&tokens(940)), START);
        assert_eq!(found.mismatches, []);
        let schedule = terms().schedule;
        let claimed = 60;
        assert_eq!(found.counted(), Some(Locked { schedule, claimed }));
        assert_eq!((found.total, found.due()), (Some(1_000), 940));
    }

    /// P-31: what is not as the table says is named by its subject, and is not counted as locked.
    #[test]
    fn p31_what_differs_is_not_counted_as_locked() {
        let of = |escrow: Account, held: u64| {
            Found::of(terms(), Some(&escrow), Some(&tokens(held)), START)
        };
        for (found, expected) in [
            (
                of(escrow(|it| it.recipient = key(9)), 1_000),
                Subject::Terms,
            ),
            (of(escrow(|it| it.cancel_mode = 1), 1_000), Subject::Control),
            (
                of(escrow(|it| it.update_recipient_mode = 2), 1_000),
                Subject::Control,
            ),
            (
                of(escrow(|it| it.cancelled_at = 5), 1_000),
                Subject::Control,
            ),
            (of(escrow(|_| ()), 999), Subject::Tokens),
            (of(tokens(1), 1_000), Subject::Account),
            (Found::of(terms(), None, None, START), Subject::Account),
        ] {
            assert_eq!(subjects(&found), [expected]);
            assert!(found.differs_in(expected));
            assert_eq!(found.counted(), None);
        }
    }

    #[test]
    fn an_escrow_that_is_gone_after_its_end_was_paid_out() {
        let end = terms().schedule.end();
        let before = Found::of(terms(), None, None, end - 1);
        assert_eq!((before.total, before.counted()), (None, None));
        let after = Found::of(terms(), None, None, end);
        assert_eq!(
            (after.total, after.claimed, after.due()),
            (Some(1_000), 1_000, 0)
        );
        assert!(after.counted().is_some());
    }
}
