//! Every table of the command line, with the widest values of its columns, on terminals of several widths.

use std::path::{Path, PathBuf};

use crate::layout;

/// Names and kinds of the columns of every `const …: &[Column]` in the sources.
fn tables() -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for part in text.split(": &[Column] = &[").skip(1) {
            let (columns, _) = part.split_once("];").unwrap();
            let columns = columns.lines().filter_map(|line| {
                let (name, kind) = line.trim().strip_prefix("(\"")?.split_once("\", Kind::")?;
                Some((name.to_string(), kind.trim_end_matches("),").to_string()))
            });
            found.push((file.display().to_string(), columns.collect()));
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.file_name().unwrap() != "tests");
    paths
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![path],
        })
        .collect()
}

fn widest(kind: &str) -> String {
    match kind {
        "Text" => "held by a slash, as the council numbers its reasons".into(),
        "Key" => "W".repeat(44),
        "Hash" => "f".repeat(64),
        "Signature" => "W".repeat(88),
        "Count" => "18,446,744,073,709,551,615".into(),
        "Measure" | "Share" => "100.00 %".into(),
        "Amount" => "184,467,440,737.09551615 IO".into(),
        "Parameter" => "100000.123456 USDC".into(),
        "Time" => "2027-01-01 00:00:00 UTC (in 364d 23h)".into(),
        other => panic!("no kind: {other}"),
    }
}

#[test]
fn every_table_fits_its_terminal_and_loses_nothing() {
    let tables = tables();
    assert!(tables.len() >= 17, "{tables:?}");
    for (file, columns) in tables {
        assert!(columns.len() > 1, "{file}: {columns:?}");
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let row: Vec<String> = columns.iter().map(|(_, kind)| widest(kind)).collect();
        let numeric = vec![false; names.len()];
        let rows = [row.clone(), row.clone()];
        for width in [60, 80, 100, 120, 200] {
            let laid = layout::table(&names, &rows, &numeric, Some(width));
            for line in laid.text.lines() {
                // A signature is whole, alone on its line, where it is not shortened.
                let fits = line.chars().count() <= width || !line.contains(' ');
                assert!(fits, "{file}, {width} columns: {line}");
            }
            let words = names.iter().copied().chain(row.iter().map(String::as_str));
            for word in words.flat_map(str::split_whitespace) {
                let is_there = |word: &str| laid.text.contains(word);
                // A long word may be broken between two lines.
                let shown =
                    word.chars().count() > 16 || is_there(word) || is_there(&layout::shorten(word));
                assert!(shown, "{file}, {width} columns: {word} in\n{}", laid.text);
            }
        }
        let whole = layout::table(&names, &rows, &numeric, None).text;
        assert!(row.iter().all(|cell| whole.contains(cell)), "{whole}");
    }
}

/// 80 columns were too few for each of these: an audit had 163, slashes had 265.
#[test]
fn a_real_row_is_still_a_row_on_80_columns() {
    let address = "HMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMoMWNth";
    let names = [
        "Offer",
        "Model",
        "Free GPUs",
        "Price per GPU-hour",
        "Region",
        "Interconnect",
        "Currencies",
        "Min hours",
        "Max hours",
    ];
    let row = [
        address,
        "H100 NVL",
        "8",
        "1.852800 USDC",
        "eu-central",
        "InfiniBand",
        "IO, USDC",
        "1",
        "168",
    ];
    let rows = vec![row.map(String::from).to_vec(); 3];
    let laid = layout::table(&names, &rows, &[false; 9], Some(80));
    assert!(
        laid.shortened && laid.text.contains("HMoM…WNth"),
        "{}",
        laid.text
    );
    assert!(laid.text.lines().count() < 16, "{}", laid.text);
}
