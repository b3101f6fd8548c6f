//! The chart as an image.

use io_client::supply::Point;
use io_common::constants::{ONE_IO, SUPPLY_CAP};

use super::{calendar::named, chart::circulating};

// The plot, in tenths of a pixel.
const LEFT: u64 = 700;
const TOP: u64 = 700;
const WIDTH: u64 = 7_000;
const HEIGHT: u64 = 3_200;
/// Millions of IO between two lines.
const STEP: usize = 200;
/// Months between two dates.
const DATES: usize = 48;

/// A layer, between two edges in base units.
struct Layer {
    name: &'static str,
    colour: &'static str,
    lower: fn(&Point) -> u64,
    upper: fn(&Point) -> u64,
}

/// From the bottom up.
const LAYERS: [Layer; 3] = [
    Layer {
        name: "circulating, of genesis",
        colour: "#2563eb",
        lower: |_| 0,
        upper: |it| it.unlocked,
    },
    Layer {
        name: "circulating, emitted",
        colour: "#16a34a",
        lower: |it| it.unlocked,
        upper: circulating,
    },
    Layer {
        name: "locked",
        colour: "#9ca3af",
        lower: circulating,
        upper: |it| circulating(it).saturating_add(it.locked),
    },
];

/// The image, as the text of a file.
pub fn draw(title: &str, points: &[Point], has_table: bool) -> String {
    let mut lines = vec![
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 440\" font-family=\"sans-serif\" font-size=\"12\" \
         fill=\"#222\">"
            .into(),
        format!("<title>{title}</title>"),
        "<path d=\"M0 0h800v440H0z\" fill=\"#fff\"/>".into(),
        format!("<text x=\"70\" y=\"26\" font-size=\"15\">{title}</text>"),
    ];
    lines.extend(LAYERS.iter().enumerate().flat_map(legend));
    if !has_table {
        lines.push("<text x=\"575\" y=\"51\">(no table: not known)</text>".into());
    }
    lines.extend(LAYERS.iter().map(|layer| area(layer, points)));
    lines.extend(heights());
    lines.extend(dates(points));
    lines.push("</svg>".into());
    lines.join("\n")
}

fn legend((place, layer): (usize, &Layer)) -> [String; 2] {
    let Layer { name, colour, .. } = layer;
    let x = place.saturating_mul(220).saturating_add(70);
    let text = x.saturating_add(18);
    [
        format!("<path d=\"M{x} 40h12v12h-12z\" fill=\"{colour}\"/>"),
        format!("<text x=\"{text}\" y=\"51\">{name}</text>"),
    ]
}

fn area(layer: &Layer, points: &[Point]) -> String {
    let colour = layer.colour;
    let last = points.len().saturating_sub(1);
    let at = |(place, amount): (usize, u64)| format!("{},{}", x(place, last), y(amount));
    let there = points.iter().map(layer.upper).enumerate();
    let back = points.iter().map(layer.lower).enumerate().rev();
    let edge: Vec<String> = there.chain(back).map(at).collect();
    format!("<polygon fill=\"{colour}\" points=\"{}\"/>", edge.join(" "))
}

/// Lines over the plot, so that they are seen on every layer.
fn heights() -> impl Iterator<Item = String> {
    let (left, width) = (tenths(LEFT), tenths(WIDTH));
    (0..=800_u64).step_by(STEP).flat_map(move |millions| {
        let y = y(ONE_IO.saturating_mul(1_000_000).saturating_mul(millions));
        [
            format!("<path d=\"M{left} {y}h{width}\" stroke=\"#000\" stroke-opacity=\"0.2\"/>"),
            format!("<text x=\"62\" y=\"{y}\" dy=\"4\" text-anchor=\"end\">{millions}M</text>"),
        ]
    })
}

fn dates(points: &[Point]) -> impl Iterator<Item = String> + '_ {
    let last = points.len().saturating_sub(1);
    let y = tenths(TOP.saturating_add(HEIGHT).saturating_add(200));
    let dated = points.iter().enumerate().step_by(DATES);
    dated.map(move |(place, point)| {
        let (x, date) = (x(place, last), named(point.time));
        format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{date}</text>")
    })
}

fn x(place: usize, last: usize) -> String {
    let place = u64::try_from(place).unwrap_or(u64::MAX);
    let last = u64::try_from(last).unwrap_or(u64::MAX);
    let along = WIDTH.saturating_mul(place).checked_div(last);
    tenths(LEFT.saturating_add(along.unwrap_or(0)))
}

/// Where base units are, from the top.
fn y(amount: u64) -> String {
    let [amount, most] = [amount, SUPPLY_CAP].map(|it| it.div_euclid(ONE_IO));
    let above = HEIGHT.saturating_mul(amount).checked_div(most);
    let below = HEIGHT.saturating_sub(above.unwrap_or(0));
    tenths(TOP.saturating_add(below))
}

/// Tenths of a pixel, in pixels.
fn tenths(value: u64) -> String {
    format!("{}.{}", value.div_euclid(10), value.rem_euclid(10))
}
