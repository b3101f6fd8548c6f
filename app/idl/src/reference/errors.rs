//! The page of all errors.

use anchor_lang_idl::types::{Idl, IdlErrorCode};

use super::{observed::Observed, text::codes};

const HEAD: &str = "# Errors

Generated: `./x reference` writes this page from `idls/` and `tests/golden/observed.tsv`.

The code tells the crate: 6000 for the shared code, 7000 for emissions, 8000 for the marketplace, 9000 for fee-burn. Codes below 6000 are
Anchor's. The last column lists the instructions that gave the error in the tests.
";

/// The page.
pub fn page(
    shared: &[IdlErrorCode],
    programs: &[(&'static str, Idl)],
    observed: &Observed,
) -> String {
    let mut text = HEAD.to_owned();
    let all: Vec<&str> = programs.iter().map(|(name, _)| *name).collect();
    section(&mut text, "Shared", shared, &all, observed);
    for (name, idl) in programs {
        section(&mut text, &title(name), &idl.errors, &[*name], observed);
    }
    text
}

/// The name of a program as a title.
pub fn title(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn section(
    text: &mut String,
    title: &str,
    errors: &[IdlErrorCode],
    programs: &[&str],
    observed: &Observed,
) {
    text.push_str(&format!(
        "\n## {title}\n\n| code | name | text | given by |\n|---:|---|---|---|\n"
    ));
    for error in errors {
        let given = programs.iter().filter_map(|program| {
            let by = observed.giving(program, &error.name);
            let by = codes(&by);
            let link = |name| format!("[{name}]({name}.md)");
            match programs.len() {
                _ if by.is_empty() => None,
                1 => Some(by),
                _ => Some(format!("{}: {by}", link(program))),
            }
        });
        let given: Vec<String> = given.collect();
        let message = error.msg.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "| {} | `{}` | {message} | {} |\n",
            error.code,
            error.name,
            given.join("; ")
        ));
    }
}
