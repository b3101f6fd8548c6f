//! A command that lists GPUs.

use std::{
    io::Read,
    os::unix::process::CommandExt,
    process::{Child, Command as Process, ExitStatus, Stdio},
    sync::mpsc::{channel, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use io_access::{limits::MAX_ANSWER, Gpu, Source};
use rustix::process::{kill_process_group, Pid, Signal};

use crate::{Error, Inventory};

/// Time that a command has, unless it is given another: an attestor waits for 15 s.
const TIME: Duration = Duration::from_secs(10);
/// What begins the names of variables that hold keys of this program.
const OWN: &str = "IO_";
/// Between two looks whether it has ended.
const STEP: Duration = Duration::from_millis(10);

/// A program of the supplier that prints a JSON array: `[{"uuid": …, "model": …, "memory_mib": …, "utilisation": …}]`.
#[derive(Clone, Debug)]
pub struct Command {
    program: String,
    arguments: Vec<String>,
    time: Duration,
}

impl Command {
    /// A program with its arguments. No shell reads them.
    pub fn new(program: impl Into<String>, arguments: impl IntoIterator<Item = String>) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().collect(),
            time: TIME,
        }
    }

    /// With another time.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// What it prints, up to a byte more than a list may have.
    fn output(&self) -> Result<Vec<u8>, Error> {
        let (program, started) = (self.program.clone(), Instant::now());
        let mut process = Process::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with(OWN) {
                process.env_remove(name);
            }
        }
        let spawned = process
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = spawned.map_err(|error| Error::NotStarted {
            program: program.clone(),
            error,
        })?;
        let (sender, receiver) = channel();
        let stdout = child.stdout.take();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let most = u64::try_from(MAX_ANSWER)
                .unwrap_or(u64::MAX)
                .saturating_add(1);
            let read = stdout.map(|it| it.take(most).read_to_end(&mut bytes));
            let _ = sender.send(read.is_some_and(|it| it.is_ok()).then_some(bytes));
        });
        let received = receiver.recv_timeout(self.time);
        if received == Err(RecvTimeoutError::Timeout) {
            end(&mut child);
            let seconds = self.time.as_secs();
            return Err(Error::TimedOut { program, seconds });
        }
        let bytes = received.ok().flatten().unwrap_or_default();
        if bytes.len() > MAX_ANSWER {
            end(&mut child);
            return Ok(bytes);
        }
        let status = self.wait(&mut child, started)?;
        match status.success() {
            true => Ok(bytes),
            false => Err(Error::Failed { program, status }),
        }
    }

    /// The end of a program that has closed its output, which may still run.
    fn wait(&self, child: &mut Child, started: Instant) -> Result<ExitStatus, Error> {
        let program = self.program.clone();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if started.elapsed() < self.time => thread::sleep(STEP),
                Ok(None) => {
                    end(child);
                    let seconds = self.time.as_secs();
                    return Err(Error::TimedOut { program, seconds });
                }
                Err(error) => return Err(Error::NotStarted { program, error }),
            }
        }
    }
}

/// With all that it has begun.
fn end(child: &mut Child) {
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}

impl Inventory for Command {
    fn source(&self) -> Source {
        Source::Command
    }

    fn gpus(&self) -> Result<Vec<Gpu>, Error> {
        let output = self.output()?;
        Gpu::read_list(&output).map_err(|error| Error::NoList {
            program: self.program.clone(),
            error,
        })
    }
}
