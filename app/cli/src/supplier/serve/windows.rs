//! The file with a supplier's maintenance, which may change while the service runs.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::DateTime;
use io_access::{limits::MAX_MAINTENANCE, Maintenance};
use io_supplier::maintenance::{next, Window};
use serde::Deserialize;
use toml::value::Datetime;

/// Most maintenances of a file.
const MOST: usize = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    maintenance: Vec<Times>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    from: Datetime,
    until: Datetime,
}

/// What the file said last.
#[derive(Default)]
pub struct Windows {
    path: Option<PathBuf>,
    text: Option<String>,
    all: Vec<Window>,
}

impl Windows {
    /// Of a file, if there is one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(path: Option<PathBuf>) -> Result<Self, String> {
        let mut it = Self {
            path,
            ..Self::default()
        };
        it.refresh()?;
        Ok(it)
    }

    /// Reads the file again. Says whether it has changed.
    ///
    /// # Errors
    /// What is wrong with it, each time that it has changed. What it said before counts on.
    pub fn refresh(&mut self) -> Result<bool, String> {
        let Some(path) = &self.path else {
            return Ok(false);
        };
        let name = path.display();
        let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"));
        let seen = text.clone().unwrap_or_else(|error| error);
        if self.text.as_ref() == Some(&seen) {
            return Ok(false);
        }
        self.text = Some(seen);
        self.all = read(&text?).map_err(|error| format!("{name}: {error}"))?;
        Ok(true)
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// All of them, the first one first.
    pub fn all(&self) -> &[Window] {
        &self.all
    }

    /// What attestors are answered: the present one, or the next, and no more of it than the format takes.
    pub fn answered(&self, now: i64) -> Option<Maintenance> {
        let window = next(&self.all, now)?;
        let [from, until] = [window.from, window.until].map(u64::try_from);
        let (from, until) = (from.ok()?, until.ok()?);
        let until = until.min(from.saturating_add(MAX_MAINTENANCE));
        Some(Maintenance { from, until })
    }
}

fn read(text: &str) -> Result<Vec<Window>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.maintenance.len() > MOST {
        return Err(format!("it has more than {MOST}"));
    }
    let mut all = Vec::new();
    for Times { from, until } in file.maintenance {
        let window = Window {
            from: seconds(&from)?,
            until: seconds(&until)?,
        };
        if window.from >= window.until {
            return Err(format!("{from} is not before {until}"));
        }
        all.push(window);
    }
    all.sort_unstable();
    Ok(all)
}

fn seconds(time: &Datetime) -> Result<i64, String> {
    let read = DateTime::parse_from_rfc3339(&time.to_string());
    read.map(|it| it.timestamp()).map_err(|_| {
        format!("{time} is no time with its offset from UTC, such as 2027-02-01T16:40:00Z")
    })
}

/// A time for logs and health.
pub fn utc(seconds: i64) -> String {
    let time = DateTime::from_timestamp(seconds, 0);
    time.map_or_else(|| seconds.to_string(), |it| it.format("%FT%TZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::folder::Folder;

    /// 2027-02-01 16:40:00 UTC.
    const FROM: i64 = 1_801_500_000;

    #[test]
    fn a_file_is_read_with_its_offsets_and_in_order() {
        let read = read(
            "[[maintenance]]\nfrom = 2027-02-02T00:00:00Z\nuntil = 2027-02-02T01:00:00Z\n\
             [[maintenance]]\nfrom = 2027-02-01T17:40:00+01:00\nuntil = 2027-02-01T18:40:00Z\n",
        );
        let read = read.unwrap();
        assert_eq!((read[0].from, read[0].until), (FROM, FROM + 7_200));
        assert_eq!(utc(read[0].from), "2027-02-01T16:40:00Z");
        assert_eq!(utc(read[1].from), "2027-02-02T00:00:00Z");
        assert_eq!(super::read("").unwrap(), []);
    }

    #[test]
    fn a_file_that_is_wrong_says_where() {
        for (text, reported) in [
            (
                "[[maintenance]]\nfrom = 2027-02-01T16:40:00Z\n",
                "missing field `until`",
            ),
            ("[maintenance]\n", "maintenance"),
            (
                "[[maintenance]]\nfrom = 2027-02-01T16:40:00\nuntil = 2027-02-01T18:40:00Z\n",
                "2027-02-01T16:40:00 is no time with its offset from UTC",
            ),
            (
                "[[maintenance]]\nfrom = 2027-02-01T18:40:00Z\nuntil = 2027-02-01T18:40:00Z\n",
                "is not before",
            ),
            ("[[outage]]\n", "outage"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(reported), "{error}");
        }
    }

    #[test]
    fn a_change_is_seen_and_a_mistake_changes_nothing() {
        let folder = Folder::new();
        let text = "[[maintenance]]\nfrom = 2027-02-01T16:40:00Z\nuntil = 2027-02-01T18:40:00Z\n";
        let path = folder.write("maintenance.toml", text);
        let mut it = Windows::new(Some(path.into())).unwrap();
        assert_eq!((it.all().len(), it.refresh()), (1, Ok(false)));
        folder.write("maintenance.toml", "[[");
        assert!(it.refresh().is_err());
        // It is said once.
        assert_eq!((it.all().len(), it.refresh()), (1, Ok(false)));
        folder.write("maintenance.toml", "");
        assert_eq!((it.refresh(), it.all().len()), (Ok(true), 0));
        assert!(Windows::new(Some("/nowhere/maintenance.toml".into())).is_err());
        assert_eq!(Windows::new(None).unwrap().all(), []);
    }

    #[test]
    fn attestors_are_answered_with_four_hours_at_most() {
        let mut it = Windows::default();
        assert_eq!(it.answered(0), None);
        it.all = vec![Window {
            from: FROM,
            until: FROM + 86_400,
        }];
        let answered = it.answered(FROM + 1).unwrap();
        assert_eq!(answered.until - answered.from, MAX_MAINTENANCE);
        assert_eq!(it.answered(FROM + 86_400), None);
    }
}
