//! Base units as people write them.

pub use io_client::values::figures::{decimal, grouped};
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};

/// Decimals of SOL.
pub const SOL_DECIMALS: u8 = 9;

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
    decimal(lamports, SOL_DECIMALS)
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

/// A price of pico-USD as dollars, `0.250000`.
pub fn pico_usd(price: u64) -> String {
    decimal(price, 12)
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
}
