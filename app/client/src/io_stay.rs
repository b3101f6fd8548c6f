//! Value of the choice of a renter in IO to reserve again whenever IO has risen. The price of a reservation in IO is
//! fixed for its stay. If IO falls, the remaining hours are cheap in dollars; if it rises, the renter terminates and
//! reserves again at the lower price in IO, at no cost once the first hour is used.
//!
//! The price of IO is a random walk without drift, in steps of an hour. Nothing is drawn: all paths are weighted by
//! their probability. Values are shares of the offer's price in dollars, on average for a renter that never leaves.
//! The effect of confidence and average, which makes reserving again more expensive, is left out.
#![allow(clippy::arithmetic_side_effects)]

use marketplace::constants::DEFAULT_MAX_IO_HOURS;

/// Hours of a year.
const YEAR: f64 = 8_760.0;
/// Halvings that bring a value below the last digit of an `f64`.
const HALVINGS: u32 = 53;

/// Longest stays of the table, in hours.
pub const HOURS: [u32; 8] = [1, 6, 12, DEFAULT_MAX_IO_HOURS, 48, 72, 168, 720];
/// Volatilities of the table, in % a year.
pub const VOLATILITIES: [u32; 5] = [50, 100, 150, 200, 250];

/// A step of the walk.
#[derive(Clone, Copy)]
struct Step {
    /// Factor by which the price rises or falls in an hour.
    factor: f64,
    /// Probability of a rise, such that the expected price equals the current one.
    rise: f64,
}

impl Step {
    /// At a volatility in % a year.
    fn of(volatility: u32) -> Self {
        let factor = (f64::from(volatility) / 100.0 / YEAR.sqrt()).exp();
        let rise = 1.0 / (1.0 + factor);
        Self { factor, rise }
    }

    /// Share of the price that an hour saves once IO has fallen `steps` steps since the price was fixed.
    fn saving(self, steps: u32) -> f64 {
        1.0 - self.factor.powf(-f64::from(steps))
    }
}

/// Saving by the best choice of hours at which to reserve again, without extensions.
pub fn reserving_again(longest: u32, volatility: u32) -> f64 {
    let step = Step::of(volatility);
    let (mut low, mut high) = (0.0, 1.0);
    // The average hourly saving is the price of an hour at which a reservation has no value.
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if reserving(longest, middle, step) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Value of a new reservation, in shares of an hour's price, for a renter that pays `price` of them for every hour.
/// Computed backwards from the last hour: continue, or reserve again, which has value 0. Once IO is back at its
/// start, reserving again is at least as good.
fn reserving(longest: u32, price: f64, step: Step) -> f64 {
    let hours = longest as usize;
    let savings: Vec<f64> = (0..=longest).map(|fallen| step.saving(fallen)).collect();
    let mut later = vec![0.0; hours + 2];
    for age in (1..hours).rev() {
        // In place: what is below `fallen` is overwritten, and kept aside for the next.
        let mut below = 0.0;
        for fallen in 1..=age {
            let next = step.rise * below + (1.0 - step.rise) * later[fallen + 1];
            below = later[fallen];
            later[fallen] = f64::max(0.0, savings[fallen] - price + next);
        }
    }
    (1.0 - step.rise) * later[1] - price
}

/// Upper bound of the saving of any renter, however it reserves and extends: each hour at the highest price of IO
/// within the longest stay before it.
pub fn most(longest: u32, volatility: u32) -> f64 {
    let step = Step::of(volatility);
    let steps = longest.saturating_sub(1) as usize;
    // Probability that IO is this many steps below its maximum.
    let mut below = vec![0.0; steps + 1];
    below[0] = 1.0;
    for _ in 0..steps {
        let mut next = vec![0.0; steps + 1];
        for (fallen, probability) in below.iter().enumerate() {
            next[fallen.saturating_sub(1)] += probability * step.rise;
            if fallen < steps {
                next[fallen + 1] += probability * (1.0 - step.rise);
            }
        }
        below = next;
    }
    let all = (0..).zip(&below);
    all.map(|(fallen, probability)| probability * step.saving(fallen))
        .sum()
}

/// The table of docs/spec/economics.md: % of the price, by reserving again and at most.
pub fn table() -> String {
    let head: String = VOLATILITIES.map(|it| format!(" {it} % |")).concat();
    let rule = "---:|".repeat(VOLATILITIES.len());
    let mut lines = format!("| longest stay in IO |{head}\n|---:|{rule}\n");
    for hours in HOURS {
        let unit = if hours == 1 { "hour" } else { "hours" };
        let cells = VOLATILITIES.map(|volatility| {
            let [low, high] = [reserving_again(hours, volatility), most(hours, volatility)];
            format!(" {:.1} to {:.1} |", low * 100.0, high * 100.0)
        });
        lines += &format!("| {hours} {unit} |{}\n", cells.concat());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_documentation() {
        let economics = include_str!("../../../docs/spec/economics.md");
        assert!(
            economics.contains(&table()),
            "docs/spec/economics.md: print it by cargo run -p io-client --example io_stay\n{}",
            table()
        );
    }

    /// Of two hours the second is cheaper if IO has fallen, with a probability of 1 - p: a share of 1 - 1 / u once in 2 - p
    /// hours.
    #[test]
    fn two_hours_are_worth_what_a_sheet_of_paper_says() {
        let (factor, rise) = (1.1_f64, 1.0 / 2.1);
        let volatility = factor.ln() * YEAR.sqrt() * 100.0;
        let step = Step { factor, rise };
        assert!((Step::of(volatility.round() as u32).factor - factor).abs() < 1e-4);
        let saving = 1.0 - 1.0 / 1.1;
        let worth = (1.0 - rise) * saving / (2.0 - rise);
        assert!(reserving(2, worth, step).abs() < 1e-12);
        let most = most(2, volatility.round() as u32);
        assert!((most - (1.0 - rise) * saving).abs() < 1e-4);
    }

    #[test]
    fn an_hour_is_no_choice_and_a_longer_stay_is_worth_more() {
        for volatility in VOLATILITIES {
            assert!(reserving_again(1, volatility) < 1e-12 && most(1, volatility) == 0.0);
            let mut before = (0.0, 0.0);
            for hours in [2, 6, 24, 168] {
                let (low, high) = (reserving_again(hours, volatility), most(hours, volatility));
                assert!(before.0 < low && before.1 < high && low < high);
                before = (low, high);
            }
        }
    }
}
