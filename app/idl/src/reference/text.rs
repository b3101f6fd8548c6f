//! Doc comments as Markdown.

use std::sync::LazyLock;

use regex::Regex;

/// A link of rustdoc: a name in backticks, and its target if that differs.
static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[`(?:\w+::)*([^`\]]+)`\](?:\([^)]*\))?").ok());

/// The parts of an instruction's doc comment.
#[derive(Default)]
pub struct Parts {
    /// What it does.
    pub text: String,
    /// Labelled lines: who may send it, what its parameters are.
    pub labelled: Vec<(&'static str, String)>,
}

/// Labels in the doc comments of instructions, with their names on the page.
const LABELS: [(&str, &str); 3] = [
    ("Authority: ", "Authority"),
    ("Parameters: ", "Arguments"),
    ("Remaining accounts: ", "Further accounts"),
];

/// Doc comments without the links of rustdoc; an empty line separates paragraphs.
pub fn markdown(docs: &[String]) -> String {
    let mut text = String::new();
    for line in docs.iter().map(|line| line.trim()) {
        match line {
            "" => text.push_str("\n\n"),
            line => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    let text = text.trim();
    match &*LINK {
        Some(link) => link.replace_all(text, "`$1`").into_owned(),
        None => text.into(),
    }
}

/// Doc comments as one cell of a table.
pub fn cell(docs: &[String]) -> String {
    let text = markdown(docs).replace("\n\n", " ").replace('|', "\\|");
    match text.strip_suffix('.') {
        // A cell of one sentence has no full stop.
        Some(one) if !one.contains(". ") => one.into(),
        _ => text,
    }
}

/// Splits an instruction's doc comment.
pub fn parts(docs: &[String]) -> Parts {
    let mut parts = Parts::default();
    let mut texts: Vec<(Option<&'static str>, Vec<String>)> = vec![(None, Vec::new())];
    for line in docs {
        let labelled = LABELS.iter().find_map(|(label, name)| {
            let rest = line.trim().strip_prefix(label)?;
            Some((*name, rest.to_owned()))
        });
        match (labelled, texts.last_mut()) {
            (Some((name, rest)), _) => texts.push((Some(name), vec![rest])),
            (None, Some((_, lines))) => lines.push(line.clone()),
            (None, None) => {}
        }
    }
    for (label, lines) in texts {
        let text = markdown(&lines);
        match label {
            Some(label) => parts.labelled.push((label, text)),
            None => parts.text = text,
        }
    }
    parts
}

/// The anchor of a heading, as GitHub and mdBook make it.
pub fn anchor(name: &str) -> String {
    name.chars()
        .filter(|it| it.is_alphanumeric() || *it == '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Names as code, with commas between them.
pub fn codes(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// A number with commas between its thousands.
pub fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(place);
        if place > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(Into::into).collect()
    }

    #[test]
    fn links_of_rustdoc_become_names() {
        let docs = lines(
            "See [`crate::a::decision_hash`],\n[`opened`](Slash::opened) and [`Pool`].\n\nMore.",
        );
        assert_eq!(
            markdown(&docs),
            "See `decision_hash`, `opened` and `Pool`.\n\nMore."
        );
    }

    #[test]
    fn a_cell_has_one_line_and_a_sentence_of_its_own_no_stop() {
        assert_eq!(cell(&lines("This | that.")), "This \\| that");
        assert_eq!(cell(&lines("This.\n\nThat.")), "This. That.");
    }

    #[test]
    fn labels_part_a_comment() {
        let parts = parts(&lines(
            "Does it.\n\nAuthority: anyone,\nwho pays.\nParameters: none is all.",
        ));
        assert_eq!(parts.text, "Does it.");
        let labelled = [
            ("Authority", "anyone, who pays.".into()),
            ("Arguments", "none is all.".into()),
        ];
        assert_eq!(parts.labelled, labelled);
    }

    #[test]
    fn thousands_are_parted() {
        assert_eq!(
            [7, 776, 7_728, 1_000_000].map(number),
            ["7", "776", "7,728", "1,000,000"]
        );
    }
}
