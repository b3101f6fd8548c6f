//! Text in the width of a terminal, in columns. Nothing is cut without a mark.

use anchor_lang::prelude::Pubkey;
use comfy_table::{presets, CellAlignment, LineStyle, Table, TableStyle};
use textwrap::{core::display_width, Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Shortest word that is shortened in a table: an address has 32 to 44 characters, hashes and signatures have more.
const IDENTIFIER: usize = 32;
/// How many characters of its start, and of its end, are kept.
const KEPT: usize = 4;
/// Longest word of a table that is not broken, but that figures are never broken.
const WORD: usize = 16;
/// Most lines of a row, before records are stacked instead.
const LINES: usize = 3;
/// Least room for the values beside their names; with less they stand below.
const ROOM: usize = 20;
/// Spaces between the columns of a table, the better first.
const SPACES: [u16; 2] = [2, 1];
/// What an amount is of, and its figure is never parted from.
const UNITS: [&str; 11] = [
    "IO", "USDC", "SOL", "USD", "%", "units", "bps", "d", "h", "min", "s",
];
/// Is not broken, and stands for a space.
const TIED: char = '\u{a0}';
/// A line below the header, without a frame.
const LINED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('═'));
/// The same with a line between rows, for those of several lines.
const RULED: TableStyle = LINED.row_separator(LineStyle::none().fill('─'));

/// A table as text.
pub struct Laid {
    /// In the width asked for.
    pub text: String,
    /// Whether identifiers of it are shortened.
    pub shortened: bool,
}

/// `text` with every identifier as its first and last characters, such as `HMoM…WNth`.
pub fn shorten(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric());
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        match word.len().checked_sub(KEPT) {
            Some(end) if word.len() >= IDENTIFIER => {
                let (start, end) = (word.get(..KEPT), word.get(end..));
                shown.extend([start.unwrap_or_default(), "…", end.unwrap_or_default()]);
            }
            _ => shown.push_str(word),
        }
        let end = after.find(|it: char| it.is_ascii_alphanumeric());
        let (between, after) = after.split_at(end.unwrap_or(after.len()));
        shown.push_str(between);
        rest = after;
    }
    shown
}

/// An address as its first and last characters.
pub fn short(address: &Pubkey) -> String {
    shorten(&address.to_string())
}

/// `text` in lines of `width` columns, broken between words and indented as their line is. A longer word, such as a
/// signature, stays whole on a line of its own, so that it can be copied.
pub fn wrap(text: &str, width: usize) -> String {
    let tied = tie(text);
    let lines: Vec<String> = tied
        .lines()
        .flat_map(|line| broken(line, width, false))
        .collect();
    lines.join("\n").replace(TIED, " ")
}

fn broken(line: &str, width: usize, words_too: bool) -> Vec<String> {
    if display_width(line) <= width {
        return vec![line.into()];
    }
    let body = line.trim_start_matches(' ');
    let indent = line.strip_suffix(body).unwrap_or_default();
    let splitter = match words_too {
        true => WordSplitter::Custom(at_hyphens),
        false => WordSplitter::NoHyphenation,
    };
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(splitter)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(words_too);
    let lines = textwrap::wrap(body, options).into_iter();
    lines
        .map(|line| match display_width(&line) <= width {
            true => line.into_owned(),
            false => line.trim_start().into(),
        })
        .collect()
}

/// Where a word that is broken is broken first: behind the hyphens of a long name, such as `min-eligible-units`.
fn at_hyphens(word: &str) -> Vec<usize> {
    let is_name = word.chars().all(|it| it.is_ascii_lowercase() || it == '-');
    if !is_name || display_width(word) <= WORD {
        return Vec::new();
    }
    let hyphens = word.match_indices('-');
    hyphens
        .map(|(at, hyphen)| at.saturating_add(hyphen.len()))
        .collect()
}

/// Names and values, one below the other, in `width` columns if that is known.
pub fn fields(record: &[(&str, String)], width: Option<usize>) -> String {
    let names = record.iter().map(|(name, _)| display_width(name)).max();
    let column = names.unwrap_or(0).saturating_add(1);
    let indent = column.saturating_add(2);
    let room = width.map_or(usize::MAX, |width| width.saturating_sub(indent));
    let lines = record.iter().map(|(name, value)| {
        let name = format!("{name}:");
        let tied = tie(value);
        let longest = tied.split([' ', '\n']).map(display_width).max();
        if room < ROOM || longest.unwrap_or(0) > room {
            let below = width.unwrap_or(usize::MAX);
            let value = value.lines().map(|line| wrap(&format!("  {line}"), below));
            let value: Vec<String> = value.collect();
            return format!("{name}\n{}", value.join("\n"));
        }
        // Further lines of a value are indented to its first.
        let value = wrap(value, room).replace('\n', &format!("\n{:indent$}", ""));
        format!("{name:<column$}  {value}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A table in a frame, or in `width` columns without one if that is known: first identifiers are shortened, then texts are
/// broken into lines, and where that would be too narrow to read the records are stacked, as fields. `numeric` columns are
/// aligned to the right.
pub fn table(names: &[&str], rows: &[Vec<String>], numeric: &[bool], width: Option<usize>) -> Laid {
    let width = match whole(names, rows, numeric, width) {
        Ok(laid) => return laid,
        Err(width) => width,
    };
    let short: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| shorten(cell)).collect())
        .collect();
    let tied: Vec<Vec<String>> = short
        .iter()
        .map(|row| row.iter().map(|cell| tie(cell)).collect())
        .collect();
    let mut spaces = SPACES.into_iter();
    let found = spaces.find_map(|it| narrowed(names, &tied, numeric, width, it));
    let found = found.or_else(|| {
        let (names, cells) = units_above(names, &tied);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        narrowed(&names, &cells, numeric, width, SPACES[1])
    });
    match found {
        Some(text) => Laid {
            text: text.replace(TIED, " "),
            shortened: short != rows,
        },
        None => stacked(names, rows, width),
    }
}

/// The same with every identifier in full: where that does not fit the records are stacked.
pub fn table_in_full(
    names: &[&str],
    rows: &[Vec<String>],
    numeric: &[bool],
    width: Option<usize>,
) -> Laid {
    match whole(names, rows, numeric, width) {
        Ok(laid) => laid,
        Err(width) => stacked(names, rows, width),
    }
}

/// A table with nothing shortened or broken; the width if that is too narrow.
fn whole(
    names: &[&str],
    rows: &[Vec<String>],
    numeric: &[bool],
    width: Option<usize>,
) -> Result<Laid, usize> {
    let laid = |text| Laid {
        text,
        shortened: false,
    };
    let Some(width) = width else {
        let style = presets::UTF8_BORDERS_ONLY;
        return Ok(laid(drawn(names, rows, numeric, style, None)));
    };
    // Without a frame, as those that have no room for one.
    let open = drawn(names, rows, numeric, LINED, Some(SPACES[0]));
    match open.lines().map(display_width).max().unwrap_or(0) <= width {
        true => Ok(laid(open)),
        false => Err(width),
    }
}

/// The records as fields, one below the other.
fn stacked(names: &[&str], rows: &[Vec<String>], width: usize) -> Laid {
    let records = rows.iter().map(|row| {
        let pairs: Vec<(&str, String)> = names.iter().copied().zip(row.iter().cloned()).collect();
        fields(&pairs, Some(width))
    });
    Laid {
        text: records.collect::<Vec<_>>().join("\n\n"),
        shortened: false,
    }
}

/// The table with its texts broken into lines; none if a word or a row would be broken too often.
fn narrowed(
    names: &[&str],
    rows: &[Vec<String>],
    numeric: &[bool],
    width: usize,
    spaces: u16,
) -> Option<String> {
    let mut widths = widths(names, rows);
    let least: Vec<usize> = (0..names.len())
        .map(|place| {
            let cells = rows.iter().filter_map(|row| row.get(place));
            let cells = cells.map(String::as_str).chain(names.get(place).copied());
            let words = cells.flat_map(|cell| cell.split([' ', '\n']));
            words.map(unbroken).max().unwrap_or(0)
        })
        .collect();
    let total = |widths: &[usize]| {
        let whole = widths.iter().map(|it| it.saturating_add(spaces.into()));
        whole.fold(0, usize::saturating_add)
    };
    while total(&widths) > width {
        let wide = widths.iter_mut().zip(&least);
        let wide = wide.filter(|(width, least)| **width > **least);
        let (widest, _) = wide.max_by_key(|(width, _)| **width)?;
        *widest = widest.saturating_sub(1);
    }
    let fit = |cell: &str, place: usize| -> Vec<String> {
        let width = widths.get(place).copied().unwrap_or(WORD);
        let lines = cell.lines();
        lines.flat_map(|line| broken(line, width, true)).collect()
    };
    let names: Vec<String> = (0..)
        .zip(names)
        .map(|(place, name)| fit(name, place).join("\n"))
        .collect();
    let rows: Vec<Vec<Vec<String>>> = rows
        .iter()
        .map(|row| {
            let cells = (0..).zip(row);
            cells.map(|(place, cell)| fit(cell, place)).collect()
        })
        .collect();
    let tallest = rows.iter().flatten().map(Vec::len).max().unwrap_or(0);
    if tallest > LINES {
        return None;
    }
    let rows = rows.into_iter();
    let rows = rows.map(|row| row.iter().map(|cell| cell.join("\n")).collect());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let style = match tallest > 1 {
        true => RULED,
        false => LINED,
    };
    let rows: Vec<Vec<String>> = rows.collect();
    Some(drawn(&names, &rows, numeric, style, Some(spaces)))
}

/// `text` with every figure and its unit, such as `12.50 USDC`, as one word.
fn tie(text: &str) -> String {
    let mut tied = String::with_capacity(text.len());
    let mut before = "";
    for (place, word) in text.split(' ').enumerate() {
        let unit = word.lines().next().unwrap_or_default();
        let unit = unit.trim_end_matches([',', '.', ';', ':', ')', '?']);
        let figure = before.rsplit(['\n', '(', '~']).next().unwrap_or_default();
        let is_one = UNITS.contains(&unit)
            && is_figure(figure)
            && figure.ends_with(|it: char| it.is_ascii_digit());
        if place > 0 {
            tied.push(if is_one { TIED } else { ' ' });
        }
        tied.push_str(word);
        before = word;
    }
    tied
}

/// Names and cells with the unit of a column, where all its amounts have the same, beside its name: `Price (USDC)`.
fn units_above(names: &[&str], tied: &[Vec<String>]) -> (Vec<String>, Vec<Vec<String>>) {
    let unit = |place: usize| {
        let cells = tied.iter().filter_map(|row| row.get(place));
        let mut units = cells.filter(|cell| *cell != "-").map(|cell| {
            let (figure, unit) = cell.split_once(TIED)?;
            (is_figure(figure) && UNITS.contains(&unit)).then_some(unit)
        });
        let first = units.next()??;
        units.all(|it| it == Some(first)).then_some(first)
    };
    let units: Vec<Option<&str>> = (0..names.len()).map(unit).collect();
    let named = names.iter().zip(&units).map(|(name, unit)| match unit {
        Some(unit) => format!("{name} ({unit})"),
        None => (*name).into(),
    });
    let rows = tied.iter().map(|row| {
        let cells = row.iter().zip(&units).map(|(cell, unit)| match unit {
            Some(_) => cell.split(TIED).next().unwrap_or_default().into(),
            None => cell.clone(),
        });
        cells.collect()
    });
    (named.collect(), rows.collect())
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|it: char| it.is_ascii_digit() || it == '-' || it == '+')
}

/// What a column needs for a word.
fn unbroken(word: &str) -> usize {
    match display_width(word) {
        width if is_figure(word) => width,
        width => width.min(WORD),
    }
}

/// With so many spaces after each column, or else one on both sides of it.
fn drawn(
    names: &[&str],
    rows: &[Vec<String>],
    numeric: &[bool],
    style: TableStyle,
    spaces: Option<u16>,
) -> String {
    let mut table = Table::new();
    table.load_style(style);
    table.set_header(names);
    table.add_rows(rows);
    for (column, numeric) in table.column_iter_mut().zip(numeric) {
        column.set_padding(spaces.map_or((1, 1), |spaces| (0, spaces)));
        if *numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn widths(names: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    (0..names.len())
        .map(|place| {
            let cells = rows.iter().filter_map(|row| row.get(place));
            let cells = cells.map(String::as_str).chain(names.get(place).copied());
            let lines = cells.flat_map(str::lines);
            lines.map(display_width).max().unwrap_or(0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "HMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMWNth";

    fn widest(text: &str) -> usize {
        text.lines().map(display_width).max().unwrap_or(0)
    }

    #[test]
    fn a_long_name_is_broken_behind_its_hyphens_and_nothing_else_is() {
        let lines = |text: &str, width| broken(text, width, true);
        assert_eq!(lines("min-eligible-units", 16), ["min-eligible-", "units"]);
        for whole in ["usdc-extra-fee", "2027-01-08", "h100-sxm"] {
            assert_eq!(lines(whole, 16), [whole]);
            let text = format!("wwwwwwww {whole}");
            assert_eq!(lines(&text, 16), ["wwwwwwww", whole]);
        }
    }

    #[test]
    fn identifiers_are_shortened_with_a_mark_and_nothing_else_is() {
        assert_eq!(shorten(ADDRESS), "HMoM…WNth");
        let reported = format!("asked to move to {ADDRESS}, 12 IO");
        assert_eq!(shorten(&reported), "asked to move to HMoM…WNth, 12 IO");
        for whole in [
            "",
            "HMoM…WNth",
            "1,234.50000000 IO",
            "https://a.example/é/b",
        ] {
            assert_eq!(shorten(whole), whole);
        }
    }

    #[test]
    fn lines_are_broken_between_words_and_keep_their_indent() {
        assert_eq!(wrap("one two three", 8), "one two\nthree");
        assert_eq!(wrap("  one two three", 9), "  one two\n  three");
        assert_eq!(wrap("ends-with hyphen", 12), "ends-with\nhyphen");
        let long = format!("see {ADDRESS} there");
        assert_eq!(wrap(&long, 20), format!("see\n{ADDRESS}\nthere"));
        assert_eq!(wrap("a\n\nb", 20), "a\n\nb");
    }

    #[test]
    fn a_unit_of_all_of_a_column_stands_in_its_header_where_there_is_no_more_room() {
        let row = |figure: &str, other: &str| {
            vec![ADDRESS.into(), figure.into(), other.into(), "-".into()]
        };
        let rows = [row("1.832600 USDC", "1 IO"), row("-", "2 SOL")];
        let names = ["Offer", "Price", "Mixed", "None"];
        let numeric = [false, true, true, true];
        let laid = |width| table(&names, &rows, &numeric, Some(width)).text;
        assert!(laid(50).contains("1.832600 USDC"), "{}", laid(50));
        let narrow = laid(30);
        let head: Vec<&str> = narrow
            .lines()
            .take_while(|line| !line.contains('═'))
            .collect();
        assert!(head.join(" ").contains("(USDC)"), "{narrow}");
        assert!(
            narrow.contains("1.832600 ") && !narrow.contains("1.832600 USDC"),
            "{narrow}"
        );
        assert!(
            narrow.contains("1 IO") && narrow.contains("2 SOL"),
            "{narrow}"
        );
        assert!(widest(&narrow) <= 30, "{narrow}");
    }

    #[test]
    fn a_figure_and_its_unit_stay_together() {
        for (text, width, lines) in [
            ("wallet: -0.5 SOL", 13, "wallet:\n-0.5 SOL"),
            ("pay 12.5 USDC, or 3 IO?", 12, "pay\n12.5 USDC,\nor 3 IO?"),
            ("a gain of +1.5 %", 14, "a gain of\n+1.5 %"),
            ("(fee 0.1 SOL)\n1 IO more", 11, "(fee\n0.1 SOL)\n1 IO more"),
            ("it is (2 IO) or", 9, "it is\n(2 IO) or"),
            // These are words.
            ("in 5 more", 4, "in 5\nmore"),
            ("no IO 1 USD", 8, "no IO\n1 USD"),
        ] {
            assert_eq!(wrap(text, width), lines);
        }
        let beside = fields(&[("Rate", "yes 86,400.00000000 IO".into())], Some(27));
        assert_eq!(beside, "Rate:  yes\n       86,400.00000000 IO");
    }

    #[test]
    fn fields_stand_beside_their_names_or_below() {
        let record = [("Key", ADDRESS.to_string()), ("Why", "so it is".into())];
        let beside = format!("Key:  {ADDRESS}\nWhy:  so it is");
        assert_eq!(fields(&record, None), beside);
        assert_eq!(fields(&record, Some(80)), beside);
        let below = format!("Key:\n{ADDRESS}\nWhy:  so it is");
        assert_eq!(fields(&record, Some(40)), below);
        let text = fields(&[("Why", "a long story ".repeat(20))], Some(40));
        assert!(widest(&text) <= 40 && text.contains("\n      "), "{text}");
    }

    #[test]
    fn a_table_is_shortened_then_broken_then_stacked() {
        let row = |words: &str| vec![ADDRESS.to_string(), words.into(), "7".into()];
        let (names, numeric) = (["Offer", "Words", "Count"], [false, false, true]);
        let laid = |words: &str, width| table(&names, &[row(words), row(words)], &numeric, width);
        let whole = laid("few words", None);
        assert!(whole.text.contains(ADDRESS) && !whole.shortened);
        assert!(whole.text.starts_with('┌'));
        let open = laid("few words", Some(widest(&whole.text)));
        assert!(!open.shortened && open.text.contains(ADDRESS));
        assert!(!open.text.contains(['┌', '│']), "{}", open.text);
        let short = laid("few words", Some(50));
        assert!(short.shortened && widest(&short.text) <= 50);
        assert_eq!(short.text.lines().count(), 4, "{}", short.text);
        let amounts = vec![vec!["1,234,567,890.12345678 IO".to_string(); 3]; 2];
        let amounts = table(&names, &amounts, &numeric, Some(60));
        let whole = amounts.text.matches("1,234,567,890.12345678").count();
        assert_eq!(whole, 6, "a figure is never broken: {}", amounts.text);
        let words = "quite a few words and more";
        let broken = laid(words, Some(40));
        assert!(widest(&broken.text) <= 40 && broken.text.contains("HMoM…WNth"));
        let reported: Vec<&str> = broken.text.split_whitespace().collect();
        assert!(
            words.split(' ').all(|word| reported.contains(&word)),
            "{reported:?}"
        );
        let stacked = laid(&words.repeat(9), Some(60));
        assert!(widest(&stacked.text) <= 60 && !stacked.shortened);
        assert_eq!(stacked.text.matches(ADDRESS).count(), 2);
    }
}
