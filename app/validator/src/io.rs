//! Runs the `io` binary as a user would.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context};
use serde_json::Value;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

const LOOK: Duration = Duration::from_millis(100);

/// Set by Ctrl-C or a signal to terminate.
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Installs the signal handler.
    pub fn on_signal() -> anyhow::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            flag::register(signal, stop.clone())?;
        }
        Ok(Self(stop))
    }

    /// Fails once it is set.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.0.load(Ordering::Relaxed), "stopped");
        Ok(())
    }

    /// Waits, unless it is asked for.
    pub fn sleep(&self, time: Duration) -> anyhow::Result<()> {
        let start = Instant::now();
        while start.elapsed() < time {
            self.check()?;
            sleep(LOOK);
        }
        Ok(())
    }
}

/// The binary and its cluster.
pub struct Io {
    binary: PathBuf,
    pub url: String,
    pub stop: Stop,
}

impl Io {
    /// The binary beside this one.
    pub fn new(url: String, stop: Stop) -> anyhow::Result<Self> {
        let binary = std::env::current_exe()?.with_file_name("io");
        ensure!(binary.is_file(), "{} is not built", binary.display());
        Ok(Self { binary, url, stop })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .args(["--url", &self.url, "--commitment", "confirmed", "--yes"])
            .args(["--output", "json-compact"])
            .stdin(Stdio::null());
        command
    }

    /// Runs it, fails on a nonzero exit status, prints the command with its duration, and returns its output.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        self.stop.check()?;
        let start = Instant::now();
        let shown = shown(arguments);
        let output = self.command(arguments).output()?;
        self.stop.check()?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("{shown}: {}\n{error}", output.status);
        }
        println!("{:>7.1} s  {shown}", start.elapsed().as_secs_f64());
        match output.stdout.as_slice() {
            [] => Ok(Value::Null),
            answer => serde_json::from_slice(answer).context(shown),
        }
    }

    /// The same for a command that sends something.
    pub fn send(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let answer = self.run(arguments)?;
        let outcome = answer["outcome"].as_str();
        ensure!(
            outcome == Some("confirmed"),
            "{}: {outcome:?}",
            shown(arguments)
        );
        Ok(answer)
    }

    /// Runs it for a while, then kills it. Returns whether it was still running.
    pub fn interrupt(&self, arguments: &[&str], time: Duration) -> anyhow::Result<bool> {
        let silent = || Stdio::null();
        let mut command = self.command(arguments);
        let mut process = command.stdout(silent()).stderr(silent()).spawn()?;
        let waited = self.stop.sleep(time);
        let running = process.try_wait()?.is_none();
        let _ = process.kill();
        process.wait()?;
        waited?;
        Ok(running)
    }
}

/// The command line, with file names instead of paths.
fn shown(arguments: &[&str]) -> String {
    let names = arguments.iter().map(|argument| {
        let name = argument.rsplit('/').next();
        if argument.starts_with("http") {
            argument
        } else {
            name.unwrap_or(argument)
        }
    });
    format!("io {}", names.collect::<Vec<_>>().join(" "))
}
