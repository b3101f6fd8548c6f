//! Runs a program: with a time limit, in a process group of its own, and never twice at a time for one reservation, also if this
//! process was killed meanwhile: which process runs is in a file beside the log. That needs `/proc`.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::{fs::DirBuilderExt, fs::OpenOptionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use rustix::process::{kill_process_group, Pid, Signal};
use solana_pubkey::Pubkey;

use super::{process::Process, Failure};

/// From one look at a program to the next.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes of what a program prints.
const MOST: u64 = 65_536;
/// Extension of the file that says which process runs.
const RUN: &str = "run";
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

    /// The same with another limit.
    pub fn within(&self, limit: Duration) -> Self {
        let folder = self.folder.clone();
        Self { folder, limit }
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
        self.require_none(reservation)?;
        let log = private(&self.log(reservation), false).map_err(failed)?;
        let begin = log.metadata().map_err(failed)?.len();
        // A file, not a pipe: what a program leaves running may keep it open.
        let output = self.file(reservation, "out");
        let printed = private(&output, true).map_err(failed)?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(printed)
            .stderr(log)
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::Failed(format!("it cannot be run: {error}")))?;
        // Before it reads what to do: killed in between, it does nothing.
        if let Err(error) = self.note(reservation, Pid::from_child(&child)) {
            let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
            let _ = child.wait();
            return Err(failed(error));
        }
        if let Some(mut stdin) = child.stdin.take() {
            // One that reads nothing is not wrong.
            let _ = stdin.write_all(input);
        }
        let ended = self.wait(&mut child).map_err(failed)?;
        let _ = fs::remove_file(self.file(reservation, RUN));
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

    /// Refuses while a run goes on that an earlier service has begun. One that takes too long is ended first.
    fn require_none(&self, reservation: &Pubkey) -> Result<(), Failure> {
        let path = self.file(reservation, RUN);
        let Some(process) = Process::read(&path).filter(Process::is_running) else {
            return Ok(());
        };
        let begun = fs::metadata(&path).and_then(|it| it.modified());
        let goes_on = begun.map(|it| SystemTime::now().duration_since(it).unwrap_or_default());
        if goes_on.is_ok_and(|it| it < self.limit) {
            return Err(Failure::Busy("an earlier run of it goes on".into()));
        }
        process.end();
        Err(Failure::Busy(
            "an earlier run of it took too long, and is ended".into(),
        ))
    }

    /// Stores which process runs for a reservation.
    fn note(&self, reservation: &Pubkey, id: Pid) -> std::io::Result<()> {
        let mut file = private(&self.file(reservation, RUN), true)?;
        // One that has ended already needs no note.
        let line = Process::of(id).map(|it| it.line());
        file.write_all(line.unwrap_or_default().as_bytes())
    }

    /// Where a reservation's programs write their errors.
    pub fn log(&self, reservation: &Pubkey) -> PathBuf {
        self.file(reservation, "log")
    }

    fn file(&self, reservation: &Pubkey, extension: &str) -> PathBuf {
        self.folder.join(format!("{reservation}.{extension}"))
    }

    /// Forgets a reservation. What is not there is forgotten.
    pub fn forget(&self, reservation: &Pubkey) {
        for extension in ["out", "log", RUN] {
            let _ = fs::remove_file(self.file(reservation, extension));
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
