//! The number of a signed workload, which rises with each one of a reservation.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use crate::errors::CliError;

/// The longest number, with its line feed.
const MOST: u64 = 21;

/// The next number of the file at `path`: `now`, which is milliseconds, or one more than the last one where the clock stands or has
/// gone back. It is on disk when this returns.
///
/// # Errors
/// [`CliError::Usage`] if the file cannot be read or written, or holds something else.
pub fn next(path: &Path, now: u64) -> Result<u64, CliError> {
    let wrong = |why: String| {
        CliError::Usage(format!(
            "{}: the number of the workload cannot be kept: {why}; nothing was sent",
            path.display()
        ))
    };
    let failed = |error: std::io::Error| wrong(error.to_string());
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file: File = options.mode(0o600).open(path).map_err(failed)?;
    // Two commands at once get two numbers.
    file.lock().map_err(failed)?;
    let mut text = String::new();
    let read = Read::by_ref(&mut file).take(MOST).read_to_string(&mut text);
    read.map_err(failed)?;
    let last: Option<u64> = match text.trim() {
        // It was cut off before its first number.
        "" => None,
        digits => Some(
            digits
                .parse()
                .map_err(|_| wrong("it holds no number: move it away".into()))?,
        ),
    };
    let next = last.map_or(now, |last| now.max(last.saturating_add(1)));
    // A longer number replaces a shorter one, never the other way round.
    file.rewind().map_err(failed)?;
    file.write_all(format!("{next}\n").as_bytes())
        .map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(next)
}
