//! Rewards as CSV: amounts in IO, with all decimals.

use super::answers::{Amount, RewardDay};

/// A cell that starts with one of these is a formula in a spreadsheet.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// IO base units in one IO.
const IO: u64 = 10_u64.pow(8);

/// The rows of a file, below a header.
pub fn rewards(days: &[RewardDay]) -> Vec<u8> {
    let header = ["day", "earnedIo", "claimedIo", "compoundedIo"].map(String::from);
    let rows = days.iter().map(|it| {
        let amounts = [it.earned, it.claimed, it.compounded].map(io);
        let [earned, claimed, compounded] = amounts;
        [text(&it.day.to_string()), earned, claimed, compounded]
    });
    write(std::iter::once(header).chain(rows))
}

fn write<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to a vector cannot fail.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

/// A text cell, with an apostrophe in front of a would-be formula.
fn text(text: &str) -> String {
    match text.starts_with(FORMULA) {
        true => format!("'{text}"),
        false => text.into(),
    }
}

/// IO base units in IO.
fn io(Amount(amount): Amount) -> String {
    let (whole, part) = (amount.checked_div(IO), amount.checked_rem(IO));
    format!(
        "{}.{:08}",
        whole.unwrap_or_default(),
        part.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::answers::Day;

    #[test]
    fn amounts_have_all_their_decimals() {
        let file = rewards(&[RewardDay {
            day: Day(20_787),
            earned: Amount(150_000_001),
            claimed: Amount(0),
            compounded: Amount(u64::MAX),
        }]);
        assert_eq!(
            String::from_utf8(file).unwrap(),
            "day,earnedIo,claimedIo,compoundedIo\n\
             2026-11-30,1.50000001,0.00000000,184467440737.09551615\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_row() {
        for (written, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("＝1", "'＝1"),
            ("\tx", "'\tx"),
            ("\r=x", "\"'\r=x\""),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("a=b", "a=b"),
        ] {
            let file = write([[text(written), io(Amount(0))]]);
            let row = String::from_utf8(file).unwrap();
            assert_eq!(row, format!("{cell},0.00000000\n"));
        }
    }
}
