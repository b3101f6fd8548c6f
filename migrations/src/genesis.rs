//! The genesis table: who receives the 500,000,000 IO, in which category, and what is locked until when (P-31).

use anchor_lang::prelude::Pubkey;
use anyhow::{ensure, Context};
use io_client::{
    lock::{Schedule, Terms, MONTH},
    values::{
        figures::{decimal, grouped},
        time,
    },
};
use io_common::constants::{GENESIS_SUPPLY, IO_DECIMALS, ONE_IO};
use serde::{Deserialize, Serialize};

use crate::address::Address;

/// Longest name of a category, in characters.
const MOST_CHARACTERS: usize = 32;
/// Latest end of a lock, in months from its start: 20 years, as the emission.
const MOST_MONTHS: u32 = 240;

/// A row of the genesis table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// For what, such as "community".
    pub category: String,
    /// Who receives it.
    pub owner: Pubkey,
    /// IO base units.
    pub amount: u64,
    /// How it is locked; none is paid to the owner's wallet at once.
    pub lock: Option<Lock>,
}

/// How a row is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The key that the escrow's address is derived from; signs once, when the escrow is created.
    pub base: Pubkey,
    /// When it releases how much.
    pub schedule: Schedule,
}

impl Share {
    /// Paid at once.
    pub fn unlocked(category: &str, owner: Pubkey, amount: u64) -> Self {
        Self {
            category: category.into(),
            owner,
            amount,
            lock: None,
        }
    }

    /// What its escrow is to be; none if it is not locked.
    pub fn terms(&self, mint: &Pubkey) -> Option<Terms> {
        let lock = self.lock?;
        Some(Terms {
            base: lock.base,
            mint: *mint,
            recipient: self.owner,
            schedule: lock.schedule,
        })
    }

    fn check(&self) -> anyhow::Result<()> {
        ensure!(self.amount > 0, "the genesis table gives somebody nothing");
        let mut bytes = self.category.bytes();
        let is_plain = bytes.all(|it| it.is_ascii_graphic() || it == b' ');
        let is_trimmed = self.category.trim() == self.category && !self.category.is_empty();
        ensure!(
            is_plain && is_trimmed && self.category.len() <= MOST_CHARACTERS,
            "the genesis table has a category without a name: write 1 to {MOST_CHARACTERS} ASCII characters"
        );
        if let Some(lock) = self.lock {
            let owner = self.owner;
            ensure!(
                lock.schedule.total() == self.amount,
                "the lock for {owner} does not release what the genesis table gives"
            );
            ensure!(
                lock.schedule.start <= lock.schedule.cliff,
                "the lock for {owner} releases before it starts"
            );
        }
        Ok(())
    }
}

/// Refuses a table that is none.
pub(crate) fn validate(table: &[Share]) -> anyhow::Result<()> {
    let mut parts = table.iter().map(|share| share.amount);
    let sum = parts.try_fold(0_u64, u64::checked_add);
    ensure!(
        sum == Some(GENESIS_SUPPLY),
        "the genesis table does not sum to 500,000,000 IO"
    );
    for share in table {
        share.check()?;
    }
    let free = table.iter().filter(|share| share.lock.is_none());
    let named = free.map(|share| (share.owner, share.category.as_str()));
    ensure!(
        are_distinct(named.collect()),
        "the genesis table names somebody twice in one category: add the parts up"
    );
    let bases = table.iter().filter_map(|share| share.lock);
    ensure!(
        are_distinct(bases.map(|lock| lock.base).collect()),
        "the genesis table has the base of a lock twice: make a key for each lock"
    );
    for category in published()? {
        category.check(table)?;
    }
    Ok(())
}

fn are_distinct<T: Ord>(mut all: Vec<T>) -> bool {
    all.sort_unstable();
    all.windows(2).all(|pair| pair.first() != pair.last())
}

/// A category as io.net has published it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name in the genesis table.
    pub name: String,
    /// Whole IO.
    pub io: u64,
    /// Its lock; none if none is published.
    pub lock: Option<Months>,
    /// Where that stands.
    pub source: String,
}

/// Equal parts, one a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Months {
    /// Months from the start to the first part.
    pub cliff_months: u32,
    /// Number of parts.
    pub parts: u32,
}

impl Category {
    /// A table that names the category has all of it, locked as published.
    fn check(&self, table: &[Share]) -> anyhow::Result<()> {
        let name = &self.name;
        let shares: Vec<&Share> = table.iter().filter(|it| it.category == *name).collect();
        if shares.is_empty() {
            return Ok(());
        }
        let sum = shares
            .iter()
            .fold(0_u64, |sum, it| sum.saturating_add(it.amount));
        ensure!(
            Some(sum) == self.io.checked_mul(ONE_IO),
            "the genesis table gives {name} {} IO, not the {} IO that are published",
            decimal(sum, IO_DECIMALS),
            grouped(self.io)
        );
        if let Some(months) = self.lock {
            let is_locked = shares.iter().all(|it| months.are_of(it));
            ensure!(
                is_locked,
                "the genesis table does not lock {name} as published: {} equal parts, the first after {} months",
                months.parts,
                months.cliff_months
            );
        }
        Ok(())
    }
}

impl Months {
    /// The schedule of `amount` from `start` on; none if it is out of all reason.
    fn schedule(self, amount: u64, start: u64) -> Option<Schedule> {
        Schedule::monthly(amount, start, self.cliff_months, self.parts)
    }

    fn are_of(self, share: &Share) -> bool {
        let of = |lock: Lock| {
            let schedule = lock.schedule;
            self.schedule(share.amount, schedule.start) == Some(schedule)
        };
        share.lock.is_some_and(of)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    category: Vec<Category>,
}

/// The categories of `data/genesis.toml`.
///
/// # Errors
/// If the data file is malformed.
pub fn published() -> anyhow::Result<Vec<Category>> {
    let file: Published = toml::from_str(include_str!("../data/genesis.toml"))?;
    Ok(file.category)
}

/// A row of a deployment file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    category: String,
    owner: Address,
    io: u64,
    lock: Option<RowLock>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RowLock {
    base: Address,
    /// Unix seconds.
    start: i64,
    cliff_months: u32,
    parts: u32,
}

impl Row {
    /// The row of a share, if a file can say it.
    pub(crate) fn of(share: &Share) -> anyhow::Result<Self> {
        let owner = share.owner;
        let is_whole = share.amount.checked_rem(ONE_IO) == Some(0);
        ensure!(is_whole, "{owner} gets a fraction of an IO");
        let lock = share.lock.map(|lock| RowLock::by_the_month(&lock));
        let row = Self {
            category: share.category.clone(),
            owner: Address(owner),
            io: share.amount.div_euclid(ONE_IO),
            lock: lock.transpose().with_context(|| format!("{owner}"))?,
        };
        Ok(row)
    }

    pub(crate) fn share(self) -> anyhow::Result<Share> {
        let owner = self.owner.0;
        let amount = self.io.checked_mul(ONE_IO);
        let amount = amount.with_context(|| format!("{owner} gets more than there can be"))?;
        let lock = self.lock.map(|lock| lock.of(amount));
        let lock = lock.transpose();
        Ok(Share {
            category: self.category,
            owner,
            amount,
            lock: lock.with_context(|| format!("the lock for {owner}"))?,
        })
    }
}

impl RowLock {
    fn by_the_month(lock: &Lock) -> anyhow::Result<Self> {
        let Lock { base, schedule } = lock;
        let until = schedule.cliff.saturating_sub(schedule.start);
        let months = until.checked_div(MONTH).unwrap_or(0);
        let row = Self {
            base: Address(*base),
            start: i64::try_from(schedule.start)?,
            cliff_months: u32::try_from(months)?,
            parts: u32::try_from(schedule.periods.saturating_add(1))?,
        };
        let months = Months {
            cliff_months: row.cliff_months,
            parts: row.parts,
        };
        let said = months.schedule(schedule.total(), schedule.start);
        ensure!(said == Some(*schedule), "the lock is not by the month");
        Ok(row)
    }

    fn of(self, amount: u64) -> anyhow::Result<Lock> {
        let start = time::read(&self.start.to_string());
        let start = start.map_err(|why| anyhow::anyhow!("start: {why}"))?;
        let months = Months {
            cliff_months: self.cliff_months,
            parts: self.parts,
        };
        let last = months.cliff_months.checked_add(months.parts);
        ensure!(
            months.parts > 0 && last.is_some_and(|it| it <= MOST_MONTHS.saturating_add(1)),
            "write at least one part, and an end at most {MOST_MONTHS} months after the start"
        );
        let schedule = months.schedule(amount, start.unsigned_abs());
        Ok(Lock {
            base: self.base.0,
            schedule: schedule.context("it is out of all reason")?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::integer_division)]
mod tests {
    use super::*;

    const START: u64 = 1_718_064_000;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    /// A row for each published category, with the keys of its place.
    fn published_table() -> Vec<Share> {
        let categories = published().unwrap().into_iter().zip(1..);
        let share = |(category, place): (Category, u8)| {
            let amount = category.io * ONE_IO;
            let lock = category.lock.map(|months| Lock {
                base: key(100 + place),
                schedule: months.schedule(amount, START).unwrap(),
            });
            Share {
                category: category.name,
                owner: key(place),
                amount,
                lock,
            }
        };
        categories.map(share).collect()
    }

    fn refused(table: &[Share], why: &str) {
        let error = validate(table).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    /// P-31: the shares that are published, to the IO.
    #[test]
    fn p31_the_published_categories_are_the_genesis_supply() {
        let categories = published().unwrap();
        let shares: Vec<_> = categories.iter().map(|it| it.io / 500_000).collect();
        assert_eq!(shares, [125, 102, 113, 160, 500]);
        let sum: u64 = categories.iter().map(|it| it.io).sum();
        assert_eq!(sum * ONE_IO, GENESIS_SUPPLY);
        assert!(categories.iter().all(|it| !it.source.is_empty()));
        let ends = categories.iter().filter_map(|it| it.lock);
        let ends: Vec<_> = ends
            .map(|it| (it.cliff_months, it.cliff_months + it.parts - 1))
            .collect();
        assert_eq!(ends, [(13, 36), (13, 36), (13, 48)]);
        validate(&published_table()).unwrap();
    }

    #[test]
    fn a_published_category_has_its_amount_and_its_lock() {
        let mut moved = published_table();
        moved[0].category = "community".into();
        refused(
            &moved,
            "gives community 312,500,000.00000000 IO, not the 250,000,000 IO that are published",
        );

        let mut free = published_table();
        free[1].lock = None;
        refused(&free, "does not lock series A investors as published: 24 equal parts, the first after 13 months");
        let mut sooner = published_table();
        sooner[2].lock.as_mut().unwrap().schedule.cliff -= MONTH;
        refused(&sooner, "does not lock core contributors as published");

        // A category of one's own is free, and so is the lock of one for which none is published.
        let mut own = published_table();
        own[0].category = "test".into();
        own[0].lock = None;
        own[4].lock = own[3].lock;
        let schedule = Schedule::monthly(own[4].amount, START, 0, 1).unwrap();
        let base = key(77);
        own[4].lock = Some(Lock { base, schedule });
        validate(&own).unwrap();
    }

    #[test]
    fn a_category_may_have_several_rows() {
        let mut table = published_table();
        let half = table[0].amount / 2;
        let lock = |base: u8| {
            let schedule = Schedule::monthly(half, START, 13, 24).unwrap();
            let base = key(base);
            Some(Lock { base, schedule })
        };
        // The same recipient: an escrow each.
        (table[0].amount, table[0].lock) = (half, lock(80));
        let second = Share {
            lock: lock(81),
            ..table[0].clone()
        };
        table.push(second);
        validate(&table).unwrap();
        table[0].lock = table[5].lock;
        refused(&table, "has the base of a lock twice");
    }

    #[test]
    fn a_lock_releases_what_its_row_gives() {
        let mut table = published_table();
        let lock = table[0].lock.as_mut().unwrap();
        lock.schedule.each -= 1;
        refused(&table, "does not release what the genesis table gives");
        let mut table = published_table();
        let lock = table[0].lock.as_mut().unwrap();
        lock.schedule.start = lock.schedule.cliff + 1;
        refused(&table, "releases before it starts");
    }

    #[test]
    fn a_category_has_a_name_that_can_be_shown() {
        for name in ["", " x", "x\n", "\u{202e}x", &"x".repeat(33)] {
            let mut table = published_table();
            table[3].category = name.into();
            refused(&table, "a category without a name");
        }
    }

    fn row(lock: &str) -> anyhow::Result<Share> {
        let (owner, base) = (key(1), key(2));
        let text = format!(
            "category = \"x\"\nowner = \"{owner}\"\nio = 7\nlock = {{ base = \"{base}\", {lock} }}"
        );
        toml::from_str::<Row>(&text)?.share()
    }

    #[test]
    fn a_row_is_read_with_its_lock() {
        let share = row("start = 1_718_064_000, cliff_months = 13, parts = 2").unwrap();
        let lock = share.lock.unwrap();
        assert_eq!((share.amount, lock.base), (7 * ONE_IO, key(2)));
        let schedule = Schedule::monthly(7 * ONE_IO, START, 13, 2).unwrap();
        assert_eq!(lock.schedule, schedule);
        let terms = share.terms(&key(3)).unwrap();
        assert_eq!((terms.recipient, terms.mint), (key(1), key(3)));
    }

    #[test]
    fn a_lock_that_is_none_is_refused_with_what_to_write() {
        for (lock, why) in [
            (
                "start = 1_718_064_000_000, cliff_months = 1, parts = 1",
                "start: it is not between 2020 and 2199",
            ),
            (
                "start = -1, cliff_months = 1, parts = 1",
                "start: not a time",
            ),
            (
                "start = 1_718_064_000, cliff_months = 1, parts = 0",
                "write at least one part",
            ),
            (
                "start = 1_718_064_000, cliff_months = 4_294_967_295, parts = 1",
                "at most 240 months",
            ),
            (
                "start = 1_718_064_000, cliff_months = 2, parts = 240",
                "at most 240 months",
            ),
        ] {
            let error = format!("{:#}", row(lock).unwrap_err());
            assert!(
                error.contains(why) && error.starts_with("the lock for"),
                "{error}"
            );
        }
        for months in [
            "cliff_months = 1, parts = 240",
            "cliff_months = 240, parts = 1",
        ] {
            row(&format!("start = 1_718_064_000, {months}")).unwrap();
        }
    }
}
