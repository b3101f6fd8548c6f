//! Which process a run is, in a form that the next service can compare: process ids are used again.

use std::{fs, path::Path};

use rustix::process::{kill_process_group, Pid, Signal};

/// Where Linux says which boot this is.
const BOOT: &str = "/proc/sys/kernel/random/boot_id";
/// Fields of `/proc/PID/stat` after the name: the state, and the ticks from the boot to its start.
const STATE: usize = 0;
const STARTED: usize = 19;

/// The leader of a process group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    boot: String,
    id: i32,
    /// Ticks from the boot to its start.
    started: u64,
}

impl Process {
    /// A process that runs; none if it has ended, or without `/proc`.
    pub fn of(id: Pid) -> Option<Self> {
        let boot = fs::read_to_string(BOOT).ok()?.trim().to_string();
        let id = id.as_raw_nonzero().get();
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name is in brackets, and may have brackets and spaces.
        let (_, rest) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let has_ended = matches!(fields.get(STATE), Some(&("Z" | "X")));
        let started = fields.get(STARTED)?.parse().ok()?;
        (!has_ended).then_some(Self { boot, id, started })
    }

    /// What was stored; none of half a file.
    pub fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let mut words = text.strip_suffix('\n')?.split(' ');
        let it = Self {
            boot: words.next()?.into(),
            id: words.next()?.parse().ok()?,
            started: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(it)
    }

    /// To store it.
    pub fn line(&self) -> String {
        format!("{} {} {}\n", self.boot, self.id, self.started)
    }

    /// Whether it still runs: it, and no other that has its id now.
    pub fn is_running(&self) -> bool {
        Pid::from_raw(self.id).and_then(Self::of).as_ref() == Some(self)
    }

    /// Kills it, with all that it has begun in its group.
    pub fn end(&self) {
        if let Some(id) = Pid::from_raw(self.id).filter(|_| self.is_running()) {
            let _ = kill_process_group(id, Signal::KILL);
        }
    }
}
