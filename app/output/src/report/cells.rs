//! Values with their units, as people read them.

use anchor_lang::prelude::Pubkey;
use io_client::{
    changes::in_unit,
    values::{duration, time},
};
use io_common::{
    constants::{IO_DECIMALS, ONE_IO, USDC_DECIMALS},
    governance::Unit,
};
use serde_json::Value;

use crate::{
    amounts::{brief, decimal, grouped, io, pico_usd, sol, usdc, SOL_DECIMALS},
    terminal,
};

/// A value with its unit.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing to tell.
    None,
    /// Words.
    Text(String),
    /// An address.
    Key(Pubkey),
    /// A count.
    Count(u64),
    /// Yes or no.
    Flag(bool),
    /// IO base units.
    Io(u64),
    /// The same, which people read rounded down where it is much.
    About(u64),
    /// USDC base units.
    Usdc(u64),
    /// Micro-USD.
    Usd(u64),
    /// Lamports.
    Sol(u64),
    /// Pico-USD for one IO.
    Price(u64),
    /// Basis points.
    Bps(u64),
    /// A share that there is not.
    NoShare,
    /// Units in 10⁻⁴.
    Units(u64),
    /// A value of a parameter.
    Parameter(Unit, i128),
    /// A measure, with how many digits after the point are shown, and its unit.
    Measure(f64, usize, &'static str),
    /// Unix seconds, and the present.
    Time(i64, i64),
    /// Seconds.
    Seconds(u64),
    /// Several.
    List(Vec<Cell>),
    /// A structured value: lines of text, and JSON.
    Tree {
        /// For people.
        text: String,
        /// For programs.
        json: Value,
    },
}

impl Cell {
    /// Words.
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    /// A count.
    pub fn count(count: impl Into<u64>) -> Self {
        Self::Count(count.into())
    }

    /// A share in basis points, if there is one.
    pub fn share(bps: Option<u64>) -> Self {
        bps.map_or(Self::NoShare, Self::Bps)
    }

    /// Who is named, if anybody: the zero address is nobody.
    pub fn named(key: Pubkey) -> Self {
        match key {
            nobody if nobody == Pubkey::default() => Self::None,
            named => Self::Key(named),
        }
    }

    /// As people read it, without zeros at the end of an amount: `89.94 USDC`.
    pub fn brief(&self) -> String {
        let text = self.display();
        match text.split_once(' ') {
            Some((amount, unit)) if self.is_number() => format!("{} {unit}", brief(amount)),
            _ => text,
        }
    }

    /// As people read it.
    pub fn display(&self) -> String {
        match self {
            Self::None | Self::NoShare => "-".into(),
            Self::Text(text) => terminal::harmless(text),
            Self::Key(key) => key.to_string(),
            Self::Count(count) => grouped(*count),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
            Self::Io(amount) => format!("{} IO", io(*amount)),
            Self::About(amount) => about(*amount),
            Self::Usdc(amount) => format!("{} USDC", usdc(*amount)),
            Self::Usd(amount) => format!("{} USD", usdc(*amount)),
            Self::Sol(lamports) => format!("{} SOL", sol(*lamports)),
            Self::Price(price) => format!("{} USD", pico_usd(*price)),
            Self::Bps(bps) => format!("{} %", decimal(*bps, 2)),
            Self::Units(units) => {
                format!(
                    "{}.{:04}",
                    grouped(units.div_euclid(10_000)),
                    units.rem_euclid(10_000)
                )
            }
            Self::Parameter(unit, value) => in_unit(*unit, *value),
            Self::Measure(measure, digits, unit) => format!("{measure:.digits$} {unit}"),
            Self::Time(0, _) => "-".into(),
            Self::Time(time, now) => {
                let away = duration::display(time.abs_diff(*now));
                let date = time::utc(*time);
                if time > now {
                    format!("{date} (in {away})")
                } else {
                    format!("{date} ({away} ago)")
                }
            }
            Self::Seconds(seconds) => duration::display(*seconds),
            Self::List(cells) if cells.is_empty() => "-".into(),
            Self::List(cells) => {
                let lines: Vec<String> = cells.iter().map(Self::display).collect();
                lines.join("\n")
            }
            Self::Tree { text, .. } => terminal::harmless(text),
        }
    }

    /// Base units, decimals and currency of an amount; units of a supplier have no currency.
    pub(super) fn amount(&self) -> Option<(u64, u8, Option<&'static str>)> {
        match self {
            Self::Io(amount) | Self::About(amount) => Some((*amount, IO_DECIMALS, Some("IO"))),
            Self::Usdc(amount) => Some((*amount, USDC_DECIMALS, Some("USDC"))),
            Self::Usd(amount) => Some((*amount, USDC_DECIMALS, Some("USD"))),
            Self::Sol(lamports) => Some((*lamports, SOL_DECIMALS, Some("SOL"))),
            Self::Price(amount) => Some((*amount, 12, Some("USD"))),
            Self::Units(amount) => Some((*amount, 4, None)),
            _ => None,
        }
    }

    /// That of an amount.
    pub(super) fn currency(&self) -> Option<&'static str> {
        self.amount().and_then(|(_, _, currency)| currency)
    }

    /// Whether it is a share.
    pub(super) fn is_share(&self) -> bool {
        matches!(self, Self::Bps(_) | Self::NoShare)
    }

    /// Whether it is read as a number.
    pub(super) fn is_number(&self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::NoShare
                | Self::Text(_)
                | Self::Key(_)
                | Self::Flag(_)
                | Self::List(_)
                | Self::Tree { .. }
        )
    }
}

impl From<Pubkey> for Cell {
    fn from(key: Pubkey) -> Self {
        Self::Key(key)
    }
}

/// IO base units in millions with two digits, or from a thousand on without a fraction, rounded down.
fn about(amount: u64) -> String {
    let whole = amount.div_euclid(ONE_IO);
    match whole {
        0..1_000 => format!("{} IO", brief(&io(amount))),
        1_000..1_000_000 => format!("{} IO", grouped(whole)),
        _ => format!("{}M IO", brief(&decimal(whole.div_euclid(10_000), 2))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_io_is_read_in_millions_and_never_as_more_than_it_is() {
        for (amount, shown) in [
            (0, "0 IO"),
            (99_999_999_999, "999.99999999 IO"),
            (40_000_000_000_001, "400,000 IO"),
            (99_999_999_999_999, "999,999 IO"),
            (100_000_000_000_000, "1M IO"),
            (6_129_999_999_999_999, "61.29M IO"),
            (u64::MAX, "184,467.44M IO"),
        ] {
            let cell = Cell::About(amount);
            assert_eq!(cell.display(), shown);
            assert_eq!(cell.json(), Cell::Io(amount).json());
        }
    }

    #[test]
    fn an_amount_in_a_question_has_no_idle_zeros() {
        for (cell, brief) in [
            (Cell::Usdc(89_940_000), "89.94 USDC"),
            (Cell::Io(120_000_000_000), "1,200 IO"),
            (Cell::Io(1), "0.00000001 IO"),
            (Cell::Usdc(0), "0 USDC"),
            (Cell::Usd(1_500_000), "1.5 USD"),
            (Cell::Sol(300_000), "0.0003 SOL"),
            (Cell::Bps(500), "5 %"),
            (Cell::Bps(741_510), "7,415.1 %"),
            (Cell::Count(100), "100"),
            (Cell::text("v1.0 x"), "v1.0 x"),
        ] {
            assert_eq!(cell.brief(), brief);
        }
    }
}
