//! The files of a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::DateTime;

use super::Error;

pub(super) fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    |error| Error::File {
        path: path.display().to_string(),
        error,
    }
}

/// The day of a time, such as `2027-01-31`, in UTC.
pub(super) fn day(at: i64) -> String {
    let date = DateTime::from_timestamp(at, 0).unwrap_or_default();
    date.format("%F").to_string()
}

pub(super) fn lines(folder: &Path, day: &str) -> PathBuf {
    folder.join(format!("{day}.jsonl"))
}

pub(super) fn head(folder: &Path, day: &str) -> PathBuf {
    folder.join(format!("{day}.head.json"))
}

/// The days of which a folder has lines, the oldest first.
///
/// # Errors
/// [`Error::File`].
pub fn days(folder: &Path) -> Result<Vec<String>, Error> {
    let mut days = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let name = entry.map_err(failed(folder))?.file_name();
        let name = name.to_string_lossy();
        days.extend(name.strip_suffix(".jsonl").map(String::from));
    }
    days.sort_unstable();
    Ok(days)
}
