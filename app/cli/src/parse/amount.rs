//! Amounts of IO, dollars, SOL and units: a decimal number, with its unit or without.
//!
//! ```text
//! amount = [ "$" ] decimal | decimal [ " " ] unit
//! ```

use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use marketplace::state::Currency;

use super::{decimal, one_space};
use crate::amounts::SOL_DECIMALS;

/// Decimals of a price of IO, which is in pico-USD.
const PRICE_DECIMALS: u8 = 12;
/// Decimals of units of work.
const UNIT_DECIMALS: u8 = 4;
/// Names of dollars.
const DOLLARS: &[&str] = &["USDC", "USD"];

/// An amount of IO, or all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All there is.
    All,
    /// Base units, more than none.
    Exact(u64),
}

impl Amount {
    /// The amount as the programs take it: none is all, counted on the chain.
    pub fn or_all(self) -> Option<u64> {
        match self {
            Self::All => None,
            Self::Exact(amount) => Some(amount),
        }
    }
}

/// An amount of IO such as `12.5` or `12.5 IO`, or `ALL`.
///
/// # Errors
/// As [`io`]; also for nothing.
pub fn io_or_all(text: &str) -> Result<Amount, String> {
    or_all(text, io)
}

/// An amount of dollars such as `25`, or `ALL`.
///
/// # Errors
/// As [`usd`]; also for nothing.
pub fn usd_or_all(text: &str) -> Result<Amount, String> {
    or_all(text, usd)
}

fn or_all(text: &str, read: fn(&str) -> Result<u64, String>) -> Result<Amount, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Amount::All);
    }
    match read(text)? {
        0 => Err("it must be more than 0, or ALL".into()),
        amount => Ok(Amount::Exact(amount)),
    }
}

/// Base units of an amount of IO such as `12.5` or `12.5 IO`.
///
/// # Errors
/// What to write instead.
pub fn io(text: &str) -> Result<u64, String> {
    read(text, IO_DECIMALS, &["IO"])
}

/// Micro-USD of an amount such as `1.20`, `$1.20` or `1.20 USDC`.
///
/// # Errors
/// What to write instead.
pub fn usd(text: &str) -> Result<u64, String> {
    dollars(text, USDC_DECIMALS)
}

/// Pico-USD of a price of IO such as `0.25` or `$0.25`.
///
/// # Errors
/// What to write instead.
pub fn price(text: &str) -> Result<u64, String> {
    dollars(text, PRICE_DECIMALS)
}

/// Lamports of an amount such as `0.001` or `0.001 SOL`.
///
/// # Errors
/// What to write instead.
pub fn sol(text: &str) -> Result<u64, String> {
    read(text, SOL_DECIMALS, &["SOL"])
}

/// Units in 10⁻⁴ of a number such as `0.25`.
///
/// # Errors
/// What to write instead.
pub fn units(text: &str) -> Result<u64, String> {
    read(text, UNIT_DECIMALS, &["units"])
}

/// An amount whose currency is known later.
#[derive(Clone, Debug)]
pub struct Money(String);

/// An amount of IO or of dollars.
///
/// # Errors
/// If it is neither.
pub fn money(text: &str) -> Result<Money, String> {
    usd(text).or_else(|_| io(text))?;
    Ok(Money(text.into()))
}

impl Money {
    /// Base units of `currency`.
    ///
    /// # Errors
    /// If it is an amount of the other.
    pub fn of(&self, option: &str, currency: Currency) -> Result<u64, crate::errors::CliError> {
        let read = super::quoted(
            &self.0,
            match currency {
                Currency::Io => io,
                Currency::Usdc => usd,
            },
        );
        read.map_err(|wrong| crate::errors::CliError::Usage(format!("{option}: {wrong}")))
    }
}

fn dollars(text: &str, decimals: u8) -> Result<u64, String> {
    match text.strip_prefix('$') {
        Some(number) => decimal::read(number, decimals),
        None => read(text, decimals, DOLLARS),
    }
}

fn read(text: &str, decimals: u8, units: &[&str]) -> Result<u64, String> {
    let number = units
        .iter()
        .find_map(|unit| without(text, unit))
        .unwrap_or(text);
    let read = decimal::read(number, decimals);
    read.map_err(|why| match number.find(char::is_alphabetic) {
        // A unit of something else, or a word.
        Some(_) => format!("not an amount of {0}, such as 12.5 or 12.5 {0}", units[0]),
        None => why,
    })
}

/// `text` without the unit at its end, and a space before it.
fn without<'a>(text: &'a str, unit: &str) -> Option<&'a str> {
    let (number, end) = text.split_at_checked(text.len().checked_sub(unit.len())?)?;
    end.eq_ignore_ascii_case(unit).then(|| one_space(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amounts;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_with_their_unit_or_without() {
        assert_eq!(io_or_all("12.5"), Ok(Amount::Exact(1_250_000_000)));
        assert_eq!(io_or_all("12.5 IO"), Ok(Amount::Exact(1_250_000_000)));
        assert_eq!(io_or_all("1,000io"), Ok(Amount::Exact(100_000_000_000)));
        assert_eq!(io_or_all("ALL"), Ok(Amount::All));
        assert_eq!(usd_or_all("all"), Ok(Amount::All));
        assert_eq!(usd("$1.20"), Ok(1_200_000));
        assert_eq!(usd("0.5 usdc"), Ok(500_000));
        assert_eq!(usd("1,234 USD"), Ok(1_234_000_000));
        assert_eq!(price("$0.000000000001"), Ok(1));
        assert_eq!(sol("0.001 SOL"), Ok(1_000_000));
        assert_eq!(units("0.25"), Ok(2_500));
        assert_eq!(
            money("1 IO").unwrap().of("--max", Currency::Io).unwrap(),
            100_000_000
        );
        assert!(money("1 IO").unwrap().of("--max", Currency::Usdc).is_err());
        assert!(money("$1").unwrap().of("--max", Currency::Io).is_err());
    }

    #[test]
    fn everything_else_is_refused_with_what_to_write() {
        for (text, why) in [
            ("1,5", "write 1.5"),
            ("1,5 IO", "write 1.5"),
            ("", "not a number"),
            ("IO", "not a number"),
            ("1 USDC", "not an amount of IO, such as 12.5 or 12.5 IO"),
            ("ten", "not an amount of IO"),
            ("0", "it must be more than 0, or ALL"),
            ("0.000000001", "at most 8 digits after the point"),
            ("184467440738 IO", "at most 184,467,440,737.09551615"),
            ("é", "not an amount of IO"),
        ] {
            let error = io_or_all(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
        for text in ["$1 USDC", "$-1", "$ 1", "1 IO", "1$", "2,50"] {
            assert!(usd(text).is_err(), "{text}");
        }
        assert_eq!(usd("2,50"), Err("write 2.50".into()));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(value: u64) {
            prop_assert_eq!(io(&amounts::io(value)), Ok(value));
            prop_assert_eq!(io(&format!("{} IO", amounts::io(value))), Ok(value));
            prop_assert_eq!(usd(&amounts::usdc(value)), Ok(value));
            prop_assert_eq!(usd(&format!("{} USDC", amounts::usdc(value))), Ok(value));
            prop_assert_eq!(usd(&format!("${}", amounts::usdc(value))), Ok(value));
            prop_assert_eq!(sol(&amounts::sol(value)), Ok(value));
            prop_assert_eq!(price(&format!("{} USD", amounts::pico_usd(value))), Ok(value));
        }

        #[test]
        fn what_is_read_is_printed_as_a_text_of_the_same_value(text in "[$]?[0-9]{1,4}([.,][0-9]{1,4}){0,2}( ?(IO|USDC|SOL|%))?") {
            if let Ok(value) = io(&text) {
                prop_assert_eq!(io(&amounts::io(value)), Ok(value));
            }
            if let Ok(value) = usd(&text) {
                prop_assert_eq!(usd(&amounts::usdc(value)), Ok(value));
            }
            let is_money = io(&text).is_ok() || usd(&text).is_ok();
            prop_assert_eq!(money(&text).is_ok(), is_money);
        }

        #[test]
        fn nothing_panics(text in "\\PC*") {
            let _ = (io_or_all(&text), usd_or_all(&text), price(&text), sol(&text), units(&text));
        }
    }
}
