//! The end of a bank of solana-program-test.
//!
//! A thread that cannot be joined holds the last reference to a bank, and with it folders of its accounts in the
//! temporary folder. They are left behind if the process ends before that thread.

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    thread::yield_now,
    time::{Duration, Instant},
};

/// The name of that thread.
const THREAD: &str = "solBankForksCli";
/// Where Linux lists the threads of a process.
const TASKS: &str = "/proc/self/task";
/// Maximum wait: leftover folders are no reason to hang.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Banks of this process that are in use.
static BANKS: AtomicUsize = AtomicUsize::new(0);

/// Made before a bank, and dropped after it: then it waits until no thread holds a bank that is not in use.
pub(crate) struct End(());

impl End {
    pub(crate) fn new() -> Self {
        BANKS.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Waits until the thread of every bank in use has its name, which it gives itself: one without would not be waited for.
    pub(crate) fn begun(&self) {
        wait_while(|| threads() < BANKS.load(Ordering::SeqCst));
    }
}

impl Drop for End {
    fn drop(&mut self) {
        BANKS.fetch_sub(1, Ordering::SeqCst);
        wait_while(|| threads() > BANKS.load(Ordering::SeqCst));
    }
}

fn wait_while(waits: impl Fn() -> bool) {
    let start = Instant::now();
    while is_listed() && waits() && start.elapsed() < TIMEOUT {
        yield_now();
    }
}

/// Whether the system lists the threads of a process.
fn is_listed() -> bool {
    fs::read_dir(TASKS).is_ok()
}

/// How many there are, where the system lists them.
fn threads() -> usize {
    let tasks = fs::read_dir(TASKS).into_iter().flatten();
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim() == THREAD).count()
}
