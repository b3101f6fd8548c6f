//! Confirmation on the terminal.

use std::io::{stderr, stdin, BufRead, Write};

/// `text` with everything escaped that would steer a terminal or turn the direction of reading: strangers may have
/// written it, such as an endpoint, a log, or a node's answer. Lines stay lines.
pub fn harmless(text: &str) -> String {
    let steers = |it: char| {
        let turns = matches!(it, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || (it.is_control() && it != '\n')
    };
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        match steers(it) {
            true => shown.extend(it.escape_unicode()),
            false => shown.push(it),
        }
    }
    shown
}

/// Whether the answer is yes.
///
/// # Errors
/// If the terminal is gone.
pub fn agrees(question: &str) -> anyhow::Result<bool> {
    let mut err = stderr().lock();
    write!(err, "{question} [y/N] ")?;
    err.flush()?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
