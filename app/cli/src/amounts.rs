//! Base units as people write them.

use std::str::FromStr;

use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};

/// IO base units as `1,234.56789012`.
pub fn io(base_units: u64) -> String {
    decimal(base_units, IO_DECIMALS)
}

/// USDC base units, which are micro-USD, as `1,234.567890`.
pub fn usdc(base_units: u64) -> String {
    decimal(base_units, USDC_DECIMALS)
}

/// Lamports as SOL, `0.002039280`.
pub fn sol(lamports: u64) -> String {
    decimal(lamports, 9)
}

/// A whole number with a comma before every third digit.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups
        .map(String::from_utf8_lossy)
        .collect::<Vec<_>>()
        .join(",")
}

/// A count of things: `1 GPU`, `2 GPUs`.
pub fn several(count: impl Into<u64>, thing: &str) -> String {
    match count.into() {
        1 => format!("1 {thing}"),
        count => format!("{} {thing}s", grouped(count)),
    }
}

/// An amount without zeros at its end: `89.94` for `89.940000`.
pub fn brief(amount: &str) -> &str {
    match amount.contains('.') {
        true => amount.trim_end_matches('0').trim_end_matches('.'),
        false => amount,
    }
}

/// A change with its sign, such as `-1,234.500000`; no sign if there is none.
pub fn signed(change: i128, decimals: u8) -> String {
    let sign = match change.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    };
    let amount = u64::try_from(change.unsigned_abs()).unwrap_or(u64::MAX);
    format!("{sign}{}", decimal(amount, decimals))
}

/// The same in figures alone, such as `-1234.500000`, for programs.
pub fn exact(amount: i128, decimals: u8) -> String {
    signed(amount, decimals)
        .trim_start_matches('+')
        .replace(',', "")
}

fn decimal(base_units: u64, decimals: u8) -> String {
    let one = 10_u64.saturating_pow(decimals.into());
    let (whole, fraction) = (base_units.div_euclid(one), base_units.rem_euclid(one));
    format!(
        "{}.{fraction:0width$}",
        grouped(whole),
        width = usize::from(decimals)
    )
}

/// A price of pico-USD as dollars, `0.250000`.
pub fn pico_usd(price: u64) -> String {
    decimal(price, 12)
}

/// An amount of IO, or all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All there is.
    All,
    /// Base units.
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

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        parse_io(text).map(Self::Exact)
    }
}

/// Base units of an amount such as `12.5` or `12.5 IO`.
pub fn parse_io(text: &str) -> Result<u64, String> {
    parse(text, IO_DECIMALS, "IO")
}

/// Micro-USD of an amount such as `1.20`, `$1.20` or `1.20 USDC`.
pub fn parse_usd(text: &str) -> Result<u64, String> {
    let text = text.trim();
    parse(
        text.strip_prefix('$').unwrap_or(text),
        USDC_DECIMALS,
        "USDC",
    )
}

/// Lamports of an amount such as `0.001` or `0.001 SOL`.
pub fn parse_sol(text: &str) -> Result<u64, String> {
    parse(text, 9, "SOL")
}

/// Units in 10⁻⁴ of a count such as `0.25`.
pub fn parse_units(text: &str) -> Result<u64, String> {
    parse(text, 4, "units")
}

/// Pico-USD of a price in dollars.
pub fn parse_pico_usd(text: &str) -> Result<u64, String> {
    let text = text.trim();
    parse(text.strip_prefix('$').unwrap_or(text), 12, "USD")
}

/// Basis points of a share such as `5%` or `0.25%`, or of a bare number of basis points.
pub fn parse_bps(text: &str) -> Result<u16, String> {
    let bps = match text.trim().strip_suffix('%') {
        Some(percent) => parse(percent, 2, "%")?,
        None => parse(text, 0, "bps")?,
    };
    u16::try_from(bps).map_err(|_| format!("{text} is more than a share can be"))
}

fn parse(text: &str, decimals: u8, unit: &str) -> Result<u64, String> {
    let text = text.trim();
    let (head, tail) = match text.len().checked_sub(unit.len()) {
        Some(place) if text.is_char_boundary(place) => text.split_at(place),
        _ => (text, ""),
    };
    let number = if tail.eq_ignore_ascii_case(unit) {
        head.trim_end()
    } else {
        text
    };
    let number = number.replace([',', '_'], "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let digits = usize::from(decimals);
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(format!(
            "`{text}` is not an amount, such as 12.5 or 12.5 {unit}"
        ));
    }
    if fraction.len() > digits {
        return Err(format!(
            "{unit} has at most {decimals} digits after the point"
        ));
    }
    format!("{whole}{fraction:0<digits$}")
        .parse()
        .map_err(|_| format!("{text} is more {unit} than there can be"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_grouped() {
        assert_eq!(io(0), "0.00000000");
        assert_eq!(io(123_456_789_012_345_678), "1,234,567,890.12345678");
        assert_eq!(usdc(1_000_001), "1.000001");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(exact(123_456_789_012, 8), "1234.56789012");
        assert_eq!(exact(-1_500_000, 6), "-1.500000");
        assert_eq!(exact(0, 6), "0.000000");
        assert_eq!(pico_usd(250_000_000_000), "0.250000000000");
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        assert_eq!("12.5".parse(), Ok(Amount::Exact(1_250_000_000)));
        assert_eq!("12.5 IO".parse(), Ok(Amount::Exact(1_250_000_000)));
        assert_eq!("1,000io".parse(), Ok(Amount::Exact(100_000_000_000)));
        assert_eq!("ALL".parse(), Ok(Amount::All));
        assert_eq!(parse_usd("$1.20"), Ok(1_200_000));
        assert_eq!(parse_usd("0.5 usdc"), Ok(500_000));
        assert_eq!(parse_bps("0.25%"), Ok(25));
        assert_eq!(parse_bps("500"), Ok(500));
        for wrong in [
            "",
            "IO",
            "-1",
            "1.2.3",
            "1e9",
            "0.123456789",
            "184467440738 IO",
            "é",
        ] {
            assert!(wrong.parse::<Amount>().is_err(), "{wrong}");
        }
        assert!(parse_usd("1 IO").is_err() && parse_bps("700%").is_err());
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for amount in [0, 1, 99_999_999, 100_000_000, u64::MAX] {
            assert_eq!(parse_io(&io(amount)), Ok(amount));
        }
    }
}
