//! What it is worth to pick among the prices of the accepted age: the table in docs/spec/economics.md.

use std::f64::consts::PI;

const DOCS: &str = include_str!("../../../docs/spec/economics.md");
const YEAR: f64 = 365.0 * 86_400.0;

/// The mean of the highest price of the last `seconds` over the newest, in percent, for a random walk without a trend.
/// The highest of a walk over what it ends at is distributed like the size of its end (the reflection principle).
fn mean(volatility: f64, seconds: f64) -> f64 {
    100.0 * volatility * (seconds / YEAR).sqrt() * (2.0 / PI).sqrt()
}

#[test]
fn the_choice_among_prices_is_worth_what_the_docs_say() {
    for volatility in [60, 90, 130] {
        let ages = [20.0, 50.0, 60.0, 90.0];
        let cells = ages.map(|age| format!("{:.3} %", mean(f64::from(volatility) / 100.0, age)));
        let row = format!("| {volatility} % | {} |\n", cells.join(" | "));
        assert!(DOCS.contains(&row), "{row}");
    }
}
