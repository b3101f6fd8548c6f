//! The gate of the compute units: no row of docs/proof/compute-units.md rises by more than a hundredth unnoticed.

use std::collections::BTreeMap;

use crate::catalogue::{Stop, Target};

/// A row as the page has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Compute units.
    pub units: u64,
    /// Target, if it has one.
    pub target: Option<u64>,
}

/// Rows by program and instruction.
pub type Rows = BTreeMap<(String, String), Row>;

/// The rows of the page between its `<!-- table -->` marks, whose columns are program, instruction, compute units, what it
/// took before, target, and more.
pub fn rows(page: &str) -> Rows {
    let table = page
        .split_once("<!-- table -->")
        .map_or("", |(_, rest)| rest);
    table.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<((String, String), Row)> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [_, program, instruction, units, _, target, ..] = cells[..] else {
        return None;
    };
    let row = Row {
        units: number(units)?,
        target: number(target.trim_end_matches(" (missed)")),
    };
    Some(((program.into(), instruction.into()), row))
}

fn number(grouped: &str) -> Option<u64> {
    grouped.replace(',', "").parse().ok()
}

/// Why `units` are too many for a row that had fewer; none if they are not.
///
/// A rise of more than a hundredth takes a new target, with the reason for it: [`Target::raised`].
pub fn refusal(row: Row, units: u64, target: Option<Target>) -> Option<String> {
    if units * 100 <= row.units * 101 {
        return None;
    }
    let rise = format!("{} units, {} before", units, row.units);
    match target {
        Some(Target {
            units: limit,
            reason: Some(reason),
        }) if row.target != Some(limit) && !reason.is_empty() => {
            (units > limit).then(|| format!("{rise}: above the new target of {limit}"))
        }
        _ => Some(format!(
            "{rise}: lower them, or give the stop of the catalogue a target of its own with the reason (`Target::raised`)"
        )),
    }
}

/// What the page calls a stop.
pub fn name(stop: &Stop) -> (String, String) {
    (stop.row.program.name().into(), stop.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "| emissions | claim | 1 | 1 | – |
<!-- table -->

| program | instruction | compute units | v0 | target | floor |
|---|---|---:|---:|---:|---:|
| emissions | claim | 9,733 | 9,740 | 10,000 | 2,815 |
| emissions | attest, suppliers: 48 | 67,903 | 66,327 | 60,000 (missed) | 1,998 |
| marketplace | reclaim_rent, of an offer | 4,725 | – | – | 1,498 |

- No figure is above its target.
";

    fn of(program: &str, instruction: &str) -> Row {
        rows(PAGE)[&(program.into(), instruction.into())]
    }

    #[test]
    fn the_rows_of_the_page_are_read() {
        assert_eq!(rows(PAGE).len(), 3);
        let row = |units, target| Row { units, target };
        assert_eq!(of("emissions", "claim"), row(9_733, Some(10_000)));
        assert_eq!(
            of("emissions", "attest, suppliers: 48"),
            row(67_903, Some(60_000))
        );
        assert_eq!(
            of("marketplace", "reclaim_rent, of an offer"),
            row(4_725, None)
        );
    }

    #[test]
    fn the_page_of_this_repository_has_every_program() {
        let page =
            std::fs::read_to_string(crate::root().join("docs/proof/compute-units.md")).unwrap();
        let rows = rows(&page);
        for program in ["emissions", "marketplace", "fee-burn"] {
            assert!(rows.keys().any(|(name, _)| name == program), "{program}");
        }
    }

    #[test]
    fn more_than_a_hundredth_is_refused() {
        let row = Row {
            units: 10_000,
            target: Some(12_000),
        };
        let same = Some(Target::from(12_000));
        for fine in [0, 10_000, 10_100] {
            assert_eq!(refusal(row, fine, same), None);
            assert_eq!(refusal(row, fine, None), None);
        }
        for target in [same, None] {
            let refused = refusal(row, 10_101, target).unwrap();
            assert!(
                refused.starts_with("10101 units, 10000 before"),
                "{refused}"
            );
        }
    }

    #[test]
    fn a_new_target_takes_a_reason() {
        let row = Row {
            units: 10_000,
            target: Some(10_000),
        };
        let raised = |units, reason| refusal(row, 11_000, Some(Target::raised(units, reason)));
        assert_eq!(raised(11_000, "a rule more"), None);
        // Above it, without a reason, and the target that the page has already.
        assert!(raised(10_999, "a rule more").is_some());
        assert!(raised(11_000, "").is_some());
        assert!(raised(10_000, "a rule more").is_some());
        let silent = Some(Target::from(11_000));
        assert!(refusal(row, 11_000, silent).is_some());
    }
}
