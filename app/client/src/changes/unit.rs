//! Values of parameters with their units.

use io_common::{
    constants::{IO_DECIMALS, USDC_DECIMALS},
    governance::Unit,
};

/// Name and decimals of a unit.
pub fn measure(unit: Unit) -> (&'static str, u8) {
    match unit {
        Unit::ComputeUnits => ("units", 4),
        Unit::Io => ("IO", IO_DECIMALS),
        Unit::Usdc => ("USDC", USDC_DECIMALS),
        Unit::Price => ("USD", 12),
        Unit::Sol => ("SOL", 9),
        Unit::Seconds => ("s", 0),
        Unit::Hours => ("h", 0),
        Unit::Days => ("d", 0),
        Unit::Share | Unit::Factor => ("%", 2),
        Unit::Distance => ("bps", 0),
    }
}

/// A value in a unit.
pub fn in_unit(unit: Unit, value: i128) -> String {
    let (name, decimals) = measure(unit);
    match unit {
        Unit::Seconds => seconds(value.unsigned_abs()),
        Unit::Hours | Unit::Days | Unit::Distance => format!("{value} {name}"),
        _ => format!("{} {name}", decimal(value.unsigned_abs(), decimals)),
    }
}

/// `200 → 150 IO`; the value alone where it stays.
pub fn arrow(from: &str, to: &str) -> String {
    if from == to {
        return to.into();
    }
    match (from.rsplit_once(' '), to.rsplit_once(' ')) {
        (Some((number, unit)), Some((_, same))) if unit == same => format!("{number} → {to}"),
        _ => format!("{from} → {to}"),
    }
}

/// A duration in the largest unit of which it is a multiple.
fn seconds(time: u128) -> String {
    for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "min")] {
        if time > 0 && time.checked_rem(unit) == Some(0) {
            return format!("{} {name}", time.div_euclid(unit));
        }
    }
    format!("{time} s")
}

/// A number of 10^-digits as a decimal, without zeros at its end.
fn decimal(number: u128, digits: u8) -> String {
    let unit = 10_u128.saturating_pow(digits.into());
    let (whole, rest) = (
        number.checked_div(unit).unwrap_or(number),
        number.checked_rem(unit).unwrap_or(0),
    );
    let text = format!("{whole}.{rest:0width$}", width = usize::from(digits));
    text.trim_end_matches('0').trim_end_matches('.').into()
}
