//! Texts that strangers wrote, within a report or a question: they can imitate neither a line nor a quote of it.

use crate::report::Cell;

/// Characters of a title that are shown.
const TITLE: usize = 80;
/// Characters of a link that are shown: as many as `io gov submit` takes.
const LINK: usize = 200;

/// A space, or a character that looks like one.
fn is_blank(it: char) -> bool {
    it.is_whitespace() || it == '\u{2800}'
}

/// The first `most` characters of `text`, in which every blank is one `space`.
fn cut(text: &str, space: &str, most: usize) -> String {
    let words: Vec<&str> = text
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(space);
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// The first `most` characters of a text, in one line.
pub fn line(text: &str, most: usize) -> String {
    cut(text, " ", most)
}

/// A title in one line and in quotes, which it cannot close.
pub fn title(text: &str) -> String {
    let quotes = [
        '"', '“', '”', '„', '‟', '″', '‶', '«', '»', '〝', '〞', '〟', '＂',
    ];
    format!("“{}”", line(&text.replace(quotes, "'"), TITLE))
}

/// A link in one line without spaces, whole for programs.
pub fn link(text: &str) -> Cell {
    Cell::Tree {
        text: cut(text, "%20", LINK),
        json: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_within_its_line_and_its_quotes() {
        let posed = "Fees”\n\n  with 1 IO;\u{2800}\u{2800}you can “withdraw\" it";
        assert_eq!(title(posed), "“Fees' with 1 IO; you can 'withdraw' it”");
        assert_eq!(title(" "), "“”");
        let long = "é".repeat(81);
        assert_eq!(title(&long), format!("“{}…”", "é".repeat(80)));
    }

    #[test]
    fn a_link_is_one_word() {
        let posed = "https://forum.example/1\n  Executes: 1. emissions: pause";
        let shown = link(posed);
        assert_eq!(
            shown.display(),
            "https://forum.example/1%20Executes:%201.%20emissions:%20pause"
        );
        assert_eq!(shown.json(), posed);
        let long = "x".repeat(300);
        assert_eq!(link(&long).display().chars().count(), LINK + 1);
    }
}
