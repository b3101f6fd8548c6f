//! Writing evidence, so that a process that ends at any moment loses no line that was written.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use solana_hash::Hash;
use solana_signer::Signer;

use super::{
    files::{self, failed},
    line::{hash, Entry, Head, Line},
    Error,
};
use anchor_lang::prelude::Pubkey;

/// The end of the evidence in a folder.
pub struct Log {
    folder: PathBuf,
    network: Hash,
    attestor: Pubkey,
    last: [u8; 32],
    /// The present day, and its lines.
    day: String,
    lines: u64,
    /// Held for as long as the folder is written to.
    _lock: File,
}

impl Log {
    /// Opens a folder, made if it is not there, and goes on after its last whole line.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::Another`], [`Error::File`].
    pub fn open(folder: &Path, network: Hash, attestor: Pubkey, at: i64) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let lock = lock(folder)?;
        let mut log = Self {
            folder: folder.into(),
            network,
            attestor,
            last: [0; 32],
            day: files::day(at),
            lines: 0,
            _lock: lock,
        };
        let mut cut = 0;
        if let Some(last) = files::days(folder)?.pop() {
            cut = log.resume(&last)?;
        }
        log.append(at, log.start())?;
        if cut > 0 {
            log.append(at, Entry::Cut { bytes: cut })?;
        }
        Ok(log)
    }

    fn start(&self) -> Entry {
        Entry::Start {
            network: self.network.to_string(),
            attestor: self.attestor.to_string(),
        }
    }

    /// Finds the last line of a day, and removes what follows it. Gives how many bytes that were.
    fn resume(&mut self, day: &str) -> Result<u64, Error> {
        let path = files::lines(&self.folder, day);
        let bytes = fs::read(&path).map_err(failed(&path))?;
        let whole = bytes
            .iter()
            .rposition(|it| *it == b'\n')
            .map_or(0, |it| it.saturating_add(1));
        let text = String::from_utf8_lossy(bytes.get(..whole).unwrap_or_default()).into_owned();
        self.is_mine(&text)?;
        if let Some(last) = text.lines().last() {
            self.last = hash(last);
        }
        (self.day, self.lines) = (day.into(), text.lines().count() as u64);
        let cut = bytes.len().saturating_sub(whole) as u64;
        if cut > 0 {
            let file = OpenOptions::new()
                .write(true)
                .open(&path)
                .map_err(failed(&path))?;
            file.set_len(whole as u64).map_err(failed(&path))?;
            file.sync_all().map_err(failed(&path))?;
        }
        Ok(cut)
    }

    fn is_mine(&self, text: &str) -> Result<(), Error> {
        let first = text.lines().find_map(|it| {
            let line: Line = serde_json::from_str(it).ok()?;
            match line.entry {
                Entry::Start { network, attestor } => Some((network, attestor)),
                _ => None,
            }
        });
        match first {
            Some((network, attestor))
                if network != self.network.to_string() || attestor != self.attestor.to_string() =>
            {
                Err(Error::Another { attestor, network })
            }
            _ => Ok(()),
        }
    }

    /// Writes a line. It is on disk once [`seal`](Self::seal) has returned.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn append(&mut self, at: i64, entry: Entry) -> Result<(), Error> {
        let day = files::day(at);
        // A clock that goes back stays in the file that is written.
        if day > self.day {
            (self.day, self.lines) = (day, 0);
            if !matches!(entry, Entry::Start { .. }) {
                self.append(at, self.start())?;
            }
        }
        let line = Line {
            previous: crate::decision::hexadecimal(&self.last),
            at,
            entry,
        };
        let text = serde_json::to_string(&line).unwrap_or_default();
        let path = files::lines(&self.folder, &self.day);
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let mut file = file.map_err(failed(&path))?;
        // In one write: a line is there or cut off at its end.
        file.write_all(format!("{text}\n").as_bytes())
            .map_err(failed(&path))?;
        self.last = hash(&text);
        self.lines = self.lines.saturating_add(1);
        Ok(())
    }

    /// Brings the lines of the day to the disk, and signs them.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Signer`].
    pub fn seal(&mut self, signer: &dyn Signer) -> Result<(), Error> {
        let path = files::lines(&self.folder, &self.day);
        let file = File::open(&path).map_err(failed(&path))?;
        file.sync_all().map_err(failed(&path))?;
        let head = Head::sign(&self.network, &self.day, self.lines, &self.last, signer)?;
        let json = serde_json::to_vec_pretty(&head).unwrap_or_default();
        let path = files::head(&self.folder, &self.day);
        let new = path.with_extension("new");
        let mut file = File::create(&new).map_err(failed(&new))?;
        file.write_all(&json).map_err(failed(&new))?;
        file.sync_all().map_err(failed(&new))?;
        fs::rename(&new, &path).map_err(failed(&path))
    }

    /// Hash of the last line.
    pub fn last(&self) -> [u8; 32] {
        self.last
    }
}

/// Held until the file is closed, also by the end of the process.
fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let file = file.map_err(failed(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse(folder.display().to_string())),
        Err(fs::TryLockError::Error(error)) => Err(failed(&path)(error)),
    }
}
