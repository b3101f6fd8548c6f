//! Questions on the terminal.

use std::io::{stderr, stdin, BufRead, Write};

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
