//! What an offer says, and what an edit changes of it.

use marketplace::state::{Currency, OfferArgs};

use crate::{
    options::{padded, Currencies, Interconnect},
    report::{Cell, Record},
};

/// An hour in seconds.
const HOUR: u32 = 3_600;

/// Names of the terms, how a question says them, and the names of what they were before an edit.
const NAMES: [(&str, &str, &str); 9] = [
    (
        "Price per GPU-hour",
        "price per GPU-hour",
        "Price per GPU-hour before",
    ),
    ("GPUs", "GPUs", "GPUs before"),
    ("Region", "region", "Region before"),
    ("Interconnect", "interconnect", "Interconnect before"),
    ("Currencies", "currencies", "Currencies before"),
    ("Min hours", "min hours", "Min hours before"),
    ("Max hours", "max hours", "Max hours before"),
    (
        "Max hours in IO",
        "max hours in IO",
        "Max hours in IO before",
    ),
    ("Notice", "notice", "Notice before"),
];

/// Whether an offer takes IO.
pub fn takes_io(currencies: u8) -> bool {
    currencies & Currency::Io.bit() != 0
}

/// Seconds of notice that a supplier owes by an offer with `hours` of it, where the market's minimum is `least` seconds.
pub fn owed_notice(hours: u16, least: u32) -> Cell {
    let seconds = u32::from(hours).saturating_mul(HOUR);
    Cell::Seconds(seconds.max(least).into())
}

/// The same, saying where it is the market's.
pub fn notice(hours: u16, least: u32) -> Cell {
    let owed = owed_notice(hours, least);
    let is_less = u32::from(hours).saturating_mul(HOUR) < least;
    let why = match hours {
        _ if !is_less => return owed,
        0 => "the market's minimum".into(),
        hours => format!("the market's minimum; the offer's is {hours}h"),
    };
    Cell::Tree {
        text: format!("{} ({why})", owed.display()),
        json: owed.json(),
    }
}

/// What an offer says, where the market's minimum of notice is `least` seconds. An interconnect of a later version has no name.
pub fn terms(args: &OfferArgs, interconnect: Option<Interconnect>, least: u32) -> Record {
    let max_io_hours = args.max_io_hours.filter(|_| takes_io(args.currencies));
    vec![
        ("Price per GPU-hour", Cell::Usd(args.price_micro_usd)),
        ("GPUs", Cell::count(args.gpus)),
        ("Region", Cell::Text(padded(&args.region))),
        (
            "Interconnect",
            interconnect.map_or(Cell::None, |it| Cell::text(it.name())),
        ),
        ("Currencies", Currencies::cell(args.currencies)),
        ("Min hours", Cell::count(args.min_hours)),
        ("Max hours", Cell::count(args.max_hours)),
        (
            "Max hours in IO",
            max_io_hours.map_or(Cell::None, Cell::count),
        ),
        ("Notice", notice(args.notice_hours, least)),
    ]
}

/// What an edit changes.
pub struct Changes {
    /// Each change in words, such as `notice 1h → 2d`.
    pub words: Vec<String>,
    /// What the changed terms were.
    pub changed: Record,
    /// What all terms were.
    pub before: Record,
}

impl Changes {
    /// From one to another.
    pub fn new(before: &Record, after: &Record) -> Self {
        let mut changes = Self {
            words: Vec::new(),
            changed: Record::new(),
            before: Record::new(),
        };
        let both = before.iter().zip(after);
        for ((_, word, was), ((_, before), (_, after))) in NAMES.into_iter().zip(both) {
            changes.before.push((was, before.clone()));
            let [from, to] = [before, after].map(Cell::brief);
            if from != to {
                changes.words.push(format!("{word} {from} → {to}"));
                changes.changed.push((was, before.clone()));
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marketplace::state;

    fn offer() -> OfferArgs {
        OfferArgs {
            price_micro_usd: 2_000_000,
            gpus: 4,
            min_hours: 1,
            max_hours: 720,
            max_io_hours: Some(24),
            notice_hours: 0,
            region: [0; 16],
            interconnect: state::Interconnect::Pcie,
            currencies: Currency::ALL,
        }
    }

    fn of(args: &OfferArgs) -> Record {
        let interconnect = Interconnect::stored(args.interconnect as u8);
        terms(args, interconnect, 3_600)
    }

    #[test]
    fn every_term_has_its_names() {
        let names: Vec<&str> = of(&offer()).iter().map(|(name, _)| *name).collect();
        assert_eq!(names, NAMES.map(|(name, _, _)| name));
    }

    #[test]
    fn an_edit_is_said_term_by_term() {
        let before = offer();
        type Edit = fn(&mut OfferArgs);
        let cases: [(Edit, &[&str]); 5] = [
            (|_| {}, &[]),
            (
                |it| it.price_micro_usd = 1_250_000,
                &["price per GPU-hour 2 USD → 1.25 USD"],
            ),
            (
                |it| it.notice_hours = 48,
                &["notice 1h (the market's minimum) → 2d"],
            ),
            (
                |it| it.notice_hours = 1,
                &["notice 1h (the market's minimum) → 1h"],
            ),
            (
                |it| it.currencies = Currency::Usdc.bit(),
                &["currencies IO, USDC → USDC", "max hours in IO 24 → -"],
            ),
        ];
        for (edit, words) in cases {
            let mut after = before.clone();
            edit(&mut after);
            let changes = Changes::new(&of(&before), &of(&after));
            assert_eq!(changes.words, words);
            assert_eq!(changes.changed.len(), words.len());
            assert_eq!(changes.before.len(), NAMES.len());
        }
    }
}
