//! What clap has to say.

use std::{
    io::{ErrorKind, Write},
    process::ExitCode,
};

use crate::{
    output::{self, tell},
    terminal::{fit, fitted},
};

/// Prints the help or version that was asked for, or what is wrong with the options: on standard error, without secrets, and in its
/// width unless lines are to be `wide`. Gives the exit status.
///
/// # Errors
/// If standard output cannot be written; not if its reader has had enough.
pub fn print(asked: &clap::Error, wide: bool) -> std::io::Result<ExitCode> {
    let said = asked.render().to_string();
    let status = ExitCode::from(u8::try_from(asked.exit_code()).unwrap_or(1));
    if asked.use_stderr() && !wide {
        fit();
    }
    let is_plain = output::harmless(&said) == said;
    let said = said.trim_end();
    if !is_plain || asked.use_stderr() && fitted(said) != said {
        tell(said);
        return Ok(status);
    }
    // In colour where there is any.
    let printed = asked.print().and_then(|()| output::stdout().flush());
    match printed {
        Err(error) if !asked.use_stderr() && error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(status),
    }
}
