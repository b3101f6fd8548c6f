//! The dynamic burn, as docs/ shows it: USDC spent and IO burned in a day against the price, by the program's own
//! code. `UPDATE_DOCS=1 cargo test -p fee-burn --test curve` draws the curve again.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::unwrap_used
)]

use io_common::{
    constants::{ONE_IO, ONE_USDC},
    governance::Roles,
    math::Rounding,
    oracle::price::{io_for_usd, PICO_USD},
    token::Mints,
};
use std::{env, fs, path::PathBuf};

use anchor_lang::prelude::Pubkey;
use fee_burn::state::{daily_budget, Anchor, Config};

/// USDC in the vault.
const VAULT: u64 = 35_000 * ONE_USDC;
/// Prices drawn, in cents: the slow anchor is at a dollar.
const CENTS: std::ops::RangeInclusive<u64> = 25..=300;
// Width of a plot, its height, and the margin at the left, in pixels.
const WIDTH: u64 = 620;
const HEIGHT: u64 = 160;
const LEFT: u64 = 70;

/// What a day does at a price.
struct Day {
    cents: u64,
    factor_bps: u64,
    usdc: u64,
    io: u64,
}

fn day(cents: u64) -> Day {
    let key = Pubkey::default();
    let config = Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
    let anchor = Anchor {
        price: PICO_USD,
        updated_at: 0,
    };
    let price = PICO_USD / 100 * cents;
    let factor_bps = anchor.factor_bps(price, &config).unwrap();
    let usdc = daily_budget(VAULT, factor_bps, &config).unwrap();
    let io = io_for_usd(usdc, price, Rounding::Down).unwrap();
    Day {
        cents,
        factor_bps,
        usdc,
        io,
    }
}

/// A file of docs/spec/.
fn docs(name: &str) -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap();
    PathBuf::from(here).join("../../docs/spec").join(name)
}

/// Tenths of a pixel.
fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

fn x(cents: u64) -> u64 {
    let (from, to) = (*CENTS.start(), *CENTS.end());
    10 * LEFT + (cents - from) * 10 * WIDTH / (to - from)
}

/// One of the two plots: its title, its colour, the largest value and the step of its axis.
struct Plot {
    title: &'static str,
    colour: &'static str,
    top: u64,
    most: u64,
    step: u64,
}

impl Plot {
    fn y(&self, value: u64, unit: u64) -> u64 {
        10 * (self.top + HEIGHT) - value * 10 * HEIGHT / (self.most * unit)
    }

    fn draw(&self, unit: u64, value: impl Fn(&Day) -> u64) -> String {
        let mut svg = String::new();
        for label in (0..=self.most).step_by(self.step as usize) {
            let y = tenths(self.y(label * unit, unit));
            svg += &format!(
                "<path d=\"M{LEFT} {y}h{WIDTH}\" stroke=\"#ddd\"/>\n\
                 <text x=\"{}\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{}</text>\n",
                LEFT - 8,
                grouped(label),
            );
        }
        for cents in CENTS.filter(|cents| cents % 50 == 0 || cents == CENTS.start()) {
            svg += &format!(
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}.{:02}</text>\n",
                tenths(x(cents)),
                self.top + HEIGHT + 18,
                cents / 100,
                cents % 100,
            );
        }
        let points: Vec<String> = CENTS
            .map(day)
            .map(|day| {
                format!(
                    "{},{}",
                    tenths(x(day.cents)),
                    tenths(self.y(value(&day), unit))
                )
            })
            .collect();
        svg + &format!(
            "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" points=\"{}\"/>\n\
             <text x=\"{LEFT}\" y=\"{}\" font-weight=\"bold\">{}</text>\n",
            self.colour,
            points.join(" "),
            self.top - 10,
            self.title,
        )
    }
}

fn curve() -> String {
    let usdc = Plot {
        title: "USDC spent in a day",
        colour: "#2563eb",
        top: 70,
        most: 10_000,
        step: 2_500,
    };
    let io = Plot {
        title: "IO burned in a day",
        colour: "#dc2626",
        top: 300,
        most: 40_000,
        step: 10_000,
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 525\" font-family=\"sans-serif\" \
         font-size=\"12\" fill=\"#222\">\n\
         <title>The burn against the price of IO</title>\n\
         <path d=\"M0 0h720v525H0z\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"28\" font-size=\"15\">35,000 USDC in the vault, slow anchor at 1 dollar, all lots sold \
         at the price</text>\n\
         {}{}\
         <text x=\"{}\" y=\"510\" text-anchor=\"middle\">price of IO in dollars</text>\n\
         </svg>\n",
        usdc.draw(ONE_USDC, |day| day.usdc),
        io.draw(ONE_IO, |day| day.io),
        LEFT + WIDTH / 2,
    )
}

fn grouped(value: u64) -> String {
    match (value / 1_000, value % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[test]
fn the_drawn_curve_is_that_of_the_code() {
    let (file, curve) = (docs("burn-curve.svg"), curve());
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, &curve).unwrap();
    }
    let drawn = fs::read_to_string(&file).unwrap();
    assert!(drawn == curve, "draw it again with UPDATE_DOCS=1");
}

#[test]
fn the_table_of_the_curve_is_that_of_the_code() {
    let text = fs::read_to_string(docs("economics.md")).unwrap();
    for cents in [40, 50, 80, 100, 125, 200, 400] {
        let Day {
            factor_bps,
            usdc,
            io,
            ..
        } = day(cents);
        let row = format!(
            "| {}.{:02} | {}.{:02} | {} | {}.{} |",
            cents / 100,
            cents % 100,
            factor_bps / 10_000,
            factor_bps % 10_000 / 100,
            grouped(usdc / ONE_USDC),
            grouped(io / ONE_IO),
            io % ONE_IO / (ONE_IO / 10),
        );
        assert!(text.contains(&row), "{row}");
    }
}

/// Cheap IO, a larger burn; expensive IO, a smaller one: at every cent, in USDC and all the more in IO.
#[test]
fn the_burn_falls_with_the_price() {
    let days: Vec<Day> = (1..=1_000).map(day).collect();
    for pair in days.windows(2) {
        assert!(pair[1].usdc <= pair[0].usdc && pair[1].io < pair[0].io);
    }
}
