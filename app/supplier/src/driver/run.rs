//! Runs a program: with a time limit, in a process group of its own, and never twice at a time for one reservation, also if this
//! process was killed meanwhile.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::{fs::DirBuilderExt, fs::OpenOptionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use rustix::{
    fs::{flock, FlockOperation},
    process::{kill_process_group, Pid, Signal},
};
use solana_pubkey::Pubkey;

use super::Failure;

/// From one look at a program to the next.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes of what a program prints.
const MOST: u64 = 65_536;
/// Characters of its last error line that are reported.
const SHOWN: usize = 300;

/// Runs programs for reservations. What they write on standard error is in a file for each reservation.
#[derive(Clone, Debug)]
pub struct Runner {
    folder: PathBuf,
    limit: Duration,
}

impl Runner {
    /// With files in `folder`, and `limit` for each run.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn new(folder: &Path, limit: Duration) -> std::io::Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        Ok(Self {
            folder: folder.into(),
            limit,
        })
    }

    /// Runs `command` with `input`, and gives what it prints.
    ///
    /// # Errors
    /// [`Failure::Busy`] while an earlier run goes on; [`Failure::Failed`] with its last line on standard error.
    pub fn run(
        &self,
        reservation: &Pubkey,
        command: &mut Command,
        input: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        let log = self.lock(reservation)?;
        let begin = log.metadata().map_err(failed)?.len();
        // A file, not a pipe: what a program leaves running may keep it open.
        let output = self.folder.join(format!("{reservation}.out"));
        let printed = private(&output, true).map_err(failed)?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(printed)
            .stderr(log.try_clone().map_err(failed)?)
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::Failed(format!("it cannot be run: {error}")))?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that reads nothing is not wrong.
            let _ = stdin.write_all(input);
        }
        let ended = self.wait(&mut child).map_err(failed)?;
        // Otherwise what the program leaves running would keep the lock.
        let _ = flock(&log, FlockOperation::Unlock);
        let mut bytes = Vec::new();
        let read = File::open(&output)
            .and_then(|file| file.take(MOST.saturating_add(1)).read_to_end(&mut bytes));
        let _ = fs::remove_file(&output);
        read.map_err(failed)?;
        match ended {
            None => Err(Failure::Failed(format!(
                "it was killed: it took longer than {} s",
                self.limit.as_secs()
            ))),
            Some(status) if !status.success() => {
                let last = self.last_line(reservation, begin);
                Err(Failure::Failed(format!("{status}{last}")))
            }
            Some(_) if bytes.len() as u64 > MOST => {
                Err(Failure::Failed(format!("it prints more than {MOST} bytes")))
            }
            Some(_) => Ok(bytes),
        }
    }

    /// The log of a reservation, which is the lock too: a program inherits both as its standard error.
    fn lock(&self, reservation: &Pubkey) -> Result<File, Failure> {
        let failed = |error: std::io::Error| Failure::Failed(error.to_string());
        let path = self.log(reservation);
        for _ in 0..2 {
            let log = private(&path, false).map_err(failed)?;
            if flock(&log, FlockOperation::NonBlockingLockExclusive).is_ok() {
                return Ok(log);
            }
            let written = log
                .metadata()
                .and_then(|it| it.modified())
                .map_err(failed)?;
            let quiet = SystemTime::now().duration_since(written);
            if quiet.is_ok_and(|it| it < self.limit) {
                return Err(Failure::Busy("an earlier run of it goes on".into()));
            }
            // What holds the lock is no run any more, but what one has left running.
            fs::rename(&path, path.with_extension("log.old")).map_err(failed)?;
        }
        Err(Failure::Busy("an earlier run of it goes on".into()))
    }

    /// Where a reservation's programs write their errors.
    pub fn log(&self, reservation: &Pubkey) -> PathBuf {
        self.folder.join(format!("{reservation}.log"))
    }

    /// Forgets a reservation. What is not there is forgotten.
    pub fn forget(&self, reservation: &Pubkey) {
        for extension in ["out", "log", "log.old"] {
            let _ = fs::remove_file(self.log(reservation).with_extension(extension));
        }
    }

    /// Waits for the end; none if it took too long.
    fn wait(&self, child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() >= self.limit {
                let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
                child.wait()?;
                return Ok(None);
            }
            sleep(LOOK);
        }
    }

    /// The last line that was written after `begin`, behind a colon.
    fn last_line(&self, reservation: &Pubkey, begin: u64) -> String {
        let text = fs::read(self.log(reservation)).unwrap_or_default();
        let begin = usize::try_from(begin).unwrap_or(usize::MAX);
        let text = text.get(begin..).unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        let last = text.lines().rev().find(|line| !line.trim().is_empty());
        last.map_or_else(String::new, |line| {
            format!(": {}", line.trim().chars().take(SHOWN).collect::<String>())
        })
    }
}

/// A file that only its owner may read, emptied or appended to.
pub fn private(path: &Path, empty: bool) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).mode(0o600);
    match empty {
        true => options.write(true).truncate(true),
        false => options.append(true),
    };
    options.open(path)
}

#[cfg(test)]
mod tests;
