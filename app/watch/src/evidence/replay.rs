//! What was concluded before, from the evidence.

use std::{fs, path::Path};

use super::{
    files::{self, failed},
    line::{Entry, Line},
    Error,
};
use crate::{judge::Judge, probe, rules::Rules};

/// Days of evidence that a judgement needs: the present one, and the one before, as far back as it remembers.
const DAYS: usize = 2;

/// The judgement that the rounds of a folder lead to.
///
/// # Errors
/// [`Error::File`], [`Error::Malformed`].
pub fn replay(folder: &Path, rules: Rules) -> Result<Judge, Error> {
    let mut judge = Judge::new(rules);
    if !folder.exists() {
        return Ok(judge);
    }
    let days = files::days(folder)?;
    let mut probes = Vec::new();
    for day in days.iter().skip(days.len().saturating_sub(DAYS)) {
        let path = files::lines(folder, day);
        let text = fs::read_to_string(&path).map_err(failed(&path))?;
        // A line that was cut off has no line feed.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for (number, line) in (1..).zip(whole.lines()) {
            let line: Line = serde_json::from_str(line).map_err(|_| Error::Malformed(number))?;
            match line.entry {
                Entry::Probe(probe) => probes.push(probe),
                Entry::Round { .. } => {
                    judge.observe(&probe::round(line.at, &probes));
                    probes.clear();
                }
                _ => {}
            }
        }
    }
    Ok(judge)
}
