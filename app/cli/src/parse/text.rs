//! Texts that are stored on the chain, and read by strangers' terminals.

use io_common::constants::ENDPOINT_LEN;
use marketplace::constants::REGION_LEN;

use crate::terminal::steers;

/// A region such as `eu-central`, zero-padded.
///
/// # Errors
/// What to write instead.
pub fn region(text: &str) -> Result<[u8; REGION_LEN], String> {
    let text = stored(text, REGION_LEN, "eu-central")?;
    let mut bytes = [0; REGION_LEN];
    if let Some(place) = bytes.get_mut(..text.len()) {
        place.copy_from_slice(text.as_bytes());
    }
    Ok(bytes)
}

/// Where renters reach a supplier, such as `https://gpus.example`.
///
/// # Errors
/// What to write instead.
pub fn endpoint(text: &str) -> Result<String, String> {
    stored(text, ENDPOINT_LEN, "https://gpus.example").map(String::from)
}

/// Ends a cell where spreadsheets separate them by it.
const SEPARATOR: char = ';';

/// Visible characters without spaces, of at most so many bytes.
fn stored<'a>(text: &'a str, most: usize, example: &str) -> Result<&'a str, String> {
    let hidden = |it: char| it.is_whitespace() || steers(it);
    if let Some(it) = text.chars().find(|it| hidden(*it)) {
        return Err(format!(
            "`{}` cannot be seen, or steers terminals; write visible characters only, such as {example}",
            it.escape_unicode()
        ));
    }
    if text.contains(SEPARATOR) {
        return Err(format!(
            "leave out the `{SEPARATOR}`, which ends a cell in spreadsheets"
        ));
    }
    match text.len() {
        0 => Err(format!("it is empty; write one such as {example}")),
        length if length > most => Err(format!("at most {most} bytes, and this has {length}")),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::padded;
    use proptest::prelude::*;

    #[test]
    fn what_steers_a_terminal_is_refused() {
        for text in [
            "\u{1b}[2J",
            "eu\u{202e}",
            "eu\n",
            "eu\0",
            "\u{9b}1A",
            "eu central",
            " ",
        ] {
            assert!(region(text).unwrap_err().contains("steers terminals"));
            assert!(endpoint(text).unwrap_err().contains("steers terminals"));
        }
        for text in ["https://x;=1+1", ";", "a;"] {
            let told = "leave out the `;`, which ends a cell in spreadsheets";
            assert_eq!(region(text).map(drop), Err(told.into()));
            assert_eq!(endpoint(text).map(drop), Err(told.into()));
        }
        assert!(region("").unwrap_err().starts_with("it is empty"));
        assert!(region(&"x".repeat(17))
            .unwrap_err()
            .starts_with("at most 16 bytes, and this has 17"));
        assert!(endpoint(&"x".repeat(97)).is_err());
    }

    proptest! {
        #[test]
        fn what_is_read_is_printed_the_same(text in "\\PC{0,20}") {
            if let Ok(bytes) = region(&text) {
                prop_assert_eq!(padded(&bytes), text.clone());
                prop_assert!(!text.contains(steers));
            }
            if let Ok(read) = endpoint(&text) {
                prop_assert_eq!(read, text);
            }
        }
    }
}
