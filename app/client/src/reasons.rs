//! Reasons of slashes in words. The programs store a number and know only [`Slash::BREACH`].

use ::emissions::state::Slash;

/// Known reasons: number, name and words. The council may use any other number except 0.
pub const REASONS: [(u16, &str, &str); 5] = [
    (
        Slash::BREACH,
        "breach",
        "a breach that the marketplace recorded",
    ),
    (
        1,
        "misrepresented",
        "GPUs that are not there, or not of the registered model",
    ),
    (2, "unreachable", "attested GPUs that were out of reach"),
    (3, "tampering", "reading or changing what a renter runs"),
    (
        4,
        "self-dealing",
        "reservations of the supplier's own, to deceive others",
    ),
];

/// The words of a reason, with its number: `attested GPUs that were out of reach (2)`, or `reason 17` of one without words.
pub fn words(number: u16) -> String {
    match REASONS.iter().find(|(known, ..)| *known == number) {
        Some((_, _, words)) => format!("{words} ({number})"),
        None => format!("reason {number}"),
    }
}

/// The number of a reason that the council may give, by its name or its number.
///
/// # Errors
/// What to write instead.
pub fn number(text: &str) -> Result<u16, String> {
    let text = text.trim();
    let known = REASONS.iter();
    let named = known
        .map(|(number, name, _)| (*number, *name))
        .find(|(_, name)| name.eq_ignore_ascii_case(text));
    let number = named.map_or_else(|| text.parse().ok(), |(number, _)| Some(number));
    match number {
        Some(Slash::BREACH) => {
            Err("recorded breaches are slashed with --breach: name another reason".into())
        }
        Some(number) => Ok(number),
        None => {
            let names = REASONS
                .iter()
                .filter(|(number, ..)| *number != Slash::BREACH);
            let names: Vec<&str> = names.map(|(_, name, _)| *name).collect();
            Err(format!(
                "write {}, or a number from 1 to 65,535",
                names.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_found_by_its_name_and_its_number() {
        for (place, (reason, name, text)) in (0_u16..).zip(REASONS) {
            assert_eq!(reason, place);
            assert_eq!(words(reason), format!("{text} ({reason})"));
            if reason != Slash::BREACH {
                assert_eq!(number(name), Ok(reason));
                assert_eq!(number(&format!(" {} ", name.to_uppercase())), Ok(reason));
                assert_eq!(number(&reason.to_string()), Ok(reason));
            }
        }
        assert_eq!(words(17), "reason 17");
        assert_eq!(number("65535"), Ok(u16::MAX));
    }

    #[test]
    fn what_is_no_reason_of_the_council_says_which_there_are() {
        for breach in ["0", "breach", "000"] {
            assert!(number(breach).unwrap_err().contains("--breach"), "{breach}");
        }
        for text in ["", "-1", "65536", "1.5", "late"] {
            assert_eq!(
                number(text).unwrap_err(),
                "write misrepresented, unreachable, tampering, self-dealing, or a number from 1 to 65,535"
            );
        }
    }

    /// docs/spec/protocol.md lists them for those who read no Rust.
    #[test]
    fn docs_list_every_reason() {
        let docs = include_str!("../../../docs/spec/protocol.md");
        for (number, name, words) in REASONS {
            let row = format!("| {number} | `{name}` | {words} |");
            assert!(docs.contains(&row), "{row}");
        }
    }
}
